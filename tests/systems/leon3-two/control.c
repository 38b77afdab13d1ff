/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * control: a proportional-integral controller that heats a tank to its set point, one step per
 * slot.  The tank is simulated.  Integers only: temperatures are in millidegrees, the heater's
 * drive in thousandths.
 */
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

#define SET_POINT 60000     /* millidegrees Celsius */
#define AMBIENT 20000       /* millidegrees Celsius */
#define MAX_DRIVE 1000      /* thousandths of full power */
#define DIVIDE_P 40         /* drive per millidegree of error: 1/40 */
#define DIVIDE_I 400        /* drive per millidegree and step: 1/400 */
#define HEAT_PER_STEP 12000 /* millidegrees, at full power */
#define COOLING 10          /* a tenth of what is above the ambient temperature, per step */

struct controller {
	int32_t integral; /* sum of errors, in millidegree steps */
	int32_t drive;
};

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

static int32_t clamp(int32_t value, int32_t low, int32_t high)
{
	return value < low ? low : value > high ? high : value;
}

/* The integral stands still while the drive is at a limit, so that it does not wind up. */
static void controller_step(struct controller *controller, int32_t measured)
{
	int32_t error = SET_POINT - measured;
	int32_t wanted = error / DIVIDE_P + (controller->integral + error) / DIVIDE_I;

	controller->drive = clamp(wanted, 0, MAX_DRIVE);
	if (controller->drive == wanted)
		controller->integral += error;
}

static int32_t tank_step(int32_t temperature, int32_t drive)
{
	return temperature + drive * HEAT_PER_STEP / MAX_DRIVE - (temperature - AMBIENT) / COOLING;
}

static void report(uint32_t frame, int32_t temperature, int32_t drive)
{
	xpack_put_text(&console, "frame ");
	xpack_put_u32(&console, frame);
	xpack_put_text(&console, ": temperature ");
	xpack_put_i32(&console, temperature);
	xpack_put_text(&console, " mC, drive ");
	xpack_put_i32(&console, drive);
	xpack_put_text(&console, "/1000\n");
}

int xpack_main(const void *device_tree)
{
	struct controller controller = { 0, 0 };
	int32_t temperature = AMBIENT;
	uint32_t frame = 0;

	(void)device_tree;
	for (;;) {
		controller_step(&controller, temperature);
		report(frame, temperature, controller.drive);
		temperature = tank_step(temperature, controller.drive);
		frame = (uint32_t)xh_slot_wait();
	}
}
