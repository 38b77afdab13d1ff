/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "timer.h"

#include "../machine.h"
#include "cpu.h"
#include "traps.h"

/* 8254: ports, and control words. */
#define ALARM 0x40u
#define CLOCK 0x42u
#define CONTROL 0x43u
#define CONTROL_ALARM 0x30u /* counter 0, both bytes, mode 0: high at the end of the count */
#define CONTROL_CLOCK 0xb4u /* counter 2, both bytes, mode 2: round and round */
#define CONTROL_LATCH 0x80u /* of counter 2 */
#define GATE 0x61u          /* of counter 2, bit 0; bit 1 is the loudspeaker */
#define GATE_ON 1u
#define GATE_MASK 0xfcu
#define CLOCK_MASK 0xffffu

/* Ticks of 88/105 microseconds. */
#define TICK_NUMERATOR 88u
#define TICK_DENOMINATOR 105u
#define MAX_ALARM 0xa000u /* ticks; the rest is for those who are late */

/* 8259A: ports, initialisation command words, end of interrupt. */
#define FIRST 0x20u
#define SECOND 0xa0u
#define ICW1 0x11u
#define ICW3_FIRST 0x04u /* the second is at request 2 */
#define ICW3_SECOND 0x02u
#define ICW4 0x01u
#define ALL_BUT_ALARM 0xfeu
#define ALL 0xffu
#define END_OF_INTERRUPT 0x20u
#define SPURIOUS_FIRST 7u
#define SPURIOUS_SECOND 15u

static uint32_t last;  /* the clock when it was read last; it counts down */
static uint64_t total; /* ticks until then */

static void init_controller(uint32_t port, uint8_t vector, uint8_t cascade, uint8_t mask)
{
	cpu_out(port, ICW1);
	cpu_out(port + 1, vector);
	cpu_out(port + 1, cascade);
	cpu_out(port + 1, ICW4);
	cpu_out(port + 1, mask);
}

static uint32_t clock_count(void)
{
	uint32_t low;

	cpu_out(CONTROL, CONTROL_LATCH);
	low = cpu_in(CLOCK);
	return low | (uint32_t)cpu_in(CLOCK) << 8;
}

void timer_init(void)
{
	init_controller(FIRST, TRAPS_IRQ, ICW3_FIRST, ALL_BUT_ALARM);
	init_controller(SECOND, TRAPS_IRQ + 8, ICW3_SECOND, ALL);
	cpu_out(GATE, (uint8_t)((cpu_in(GATE) & GATE_MASK) | GATE_ON));
	cpu_out(CONTROL, CONTROL_CLOCK);
	cpu_out(CLOCK, 0); /* 65536 */
	cpu_out(CLOCK, 0);
	cpu_out(CONTROL, CONTROL_ALARM); /* stands still until it is given a count */
	last = clock_count();
}

bool timer_interrupt(uint32_t vector)
{
	if (vector != TRAPS_IRQ)
		return false;
	cpu_out(FIRST, END_OF_INTERRUPT);
	return true;
}

bool timer_is_spurious(uint32_t vector)
{
	return vector == TRAPS_IRQ + SPURIOUS_FIRST || vector == TRAPS_IRQ + SPURIOUS_SECOND;
}

uint64_t machine_now(void)
{
	uint32_t count = clock_count();

	total += (last - count) & CLOCK_MASK;
	last = count;
	return total * TICK_NUMERATOR / TICK_DENOMINATOR;
}

/* Rounded up, and one more for the part of a tick that has passed: it never rings early. */
void machine_alarm(uint64_t time)
{
	uint64_t now = machine_now();
	uint64_t wanted = time > now ? time - now : 1;
	uint32_t ticks = MAX_ALARM;

	if (wanted < MAX_ALARM * TICK_NUMERATOR / TICK_DENOMINATOR)
		ticks = ((uint32_t)wanted * TICK_DENOMINATOR + TICK_NUMERATOR - 1) /
				TICK_NUMERATOR +
			1;
	cpu_out(CONTROL, CONTROL_ALARM);
	cpu_out(ALARM, (uint8_t)ticks);
	cpu_out(ALARM, (uint8_t)(ticks >> 8));
}
