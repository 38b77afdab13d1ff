/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sender: measures a temperature in each of the first frames and reports an event; in one of them
 * there are more events than the receiver has room for.  Then it fails in a way that it survives.
 */
#include <sender.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>
#include <xpack/ports.h>

#define FIRST_TEMPERATURE 20000u /* millidegrees Celsius */
#define STEP 500u
#define MEASURED_FRAMES 3u
#define BUSY_FRAME 1u
#define BUSY_EVENTS 5u
#define FAILING_FRAME 4u

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

static void measure(uint32_t frame)
{
	uint32_t temperature = FIRST_TEMPERATURE + frame * STEP;

	if (xpack_sampling_write(XPACK_PORT_TEMPERATURE, &temperature, sizeof(temperature)) != 0)
		xpack_put_text(&console, "the temperature was refused\n");
}

static void report(uint32_t frame, uint32_t n)
{
	char event[XPACK_SIZE_EVENTS] = "event a of 0";
	uint32_t n_full = 0;

	event[11] = (char)('0' + frame);
	for (uint32_t i = 0; i < n; i++) {
		event[6] = (char)('a' + i);
		if (xpack_queuing_send(XPACK_PORT_EVENTS, event, sizeof(event)) == XPACK_PORT_FULL)
			n_full++;
	}
	if (n_full == 0)
		return;
	xpack_put_text(&console, "no room for events: ");
	xpack_put_u32(&console, n_full);
	xpack_put_text(&console, "\n");
}

static void expect_invalid(const char *what, int result)
{
	if (result == XPACK_PORT_INVALID)
		return;
	xpack_put_text(&console, what);
	xpack_put_text(&console, " was NOT refused\n");
}

/* What the host must refuse. */
static void misuse(void)
{
	static uint32_t word;
	static char event[XPACK_SIZE_EVENTS + 1];

	expect_invalid("port 0", xpack_sampling_write(0, &word, sizeof(word)));
	expect_invalid("an unknown port", xpack_sampling_write(99, &word, sizeof(word)));
	expect_invalid("the other kind",
		       xpack_queuing_send(XPACK_PORT_TEMPERATURE, &word, sizeof(word)));
	expect_invalid("reading a source",
		       xpack_sampling_read(XPACK_PORT_TEMPERATURE, &word, sizeof(word), &word));
	expect_invalid("a large message",
		       xpack_queuing_send(XPACK_PORT_EVENTS, event, sizeof(event)));
	expect_invalid("an empty message", xpack_queuing_send(XPACK_PORT_EVENTS, event, 0));
	expect_invalid("a message at the end of memory",
		       xpack_queuing_send(XPACK_PORT_EVENTS, (const void *)0xfffffffcu, 8));
}

int xpack_main(const void *device_tree)
{
	uint32_t frame = 0;

	(void)device_tree;
	misuse();
	for (;;) {
		if (frame < MEASURED_FRAMES)
			measure(frame);
		report(frame, frame == BUSY_FRAME ? BUSY_EVENTS : 1);
		if (frame == FAILING_FRAME)
			(void)*(const volatile uint32_t *)0xfffffff0u;
		frame = (uint32_t)xh_slot_wait();
	}
}
