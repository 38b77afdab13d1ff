/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "timer.h"

#include <stddef.h>

#include "../machine.h"
#include "cpu.h"

#define TICK_RATE 1000000u /* Hz */

/* GPTIMER. */
#define SCALER 0x00u
#define SCALER_RELOAD 0x04u
#define ALARM 0x10u
#define CLOCK 0x20u
#define COUNTER 0x0u
#define RELOAD 0x4u
#define CONTROL 0x8u
#define ENABLE 0x1u
#define RESTART 0x2u
#define LOAD 0x4u
#define INTERRUPT 0x8u
#define PENDING 0x10u /* written as one, it is cleared */

/* IRQMP. */
#define IRQ_CLEAR 0x0cu
#define IRQ_MASK 0x40u /* of processor 0 */
#define TRAP_IRQ 0x10u /* SPARC V8 manual, table 7-1: interrupt_level_n is trap 0x10 + n */
#define MAX_ALARM 0x7fffffffu

static uint32_t timer;
static uint32_t irqmp;
static uint32_t irq;
static uint32_t last;  /* ticks of the clock when it was read last */
static uint64_t total; /* until then */

static uint32_t clock_ticks(void)
{
	return UINT32_MAX - cpu_read(timer + CLOCK + COUNTER); /* it counts down */
}

const char *timer_init(const struct device *device, const struct device *interrupts, uint32_t clock)
{
	if (device == NULL || interrupts == NULL || device->irq == 0 || device->irq > 15)
		return "no gptimer with an interrupt, or no irqmp";
	if (clock < TICK_RATE || clock % TICK_RATE != 0)
		return "the clock of processor 0 is not a multiple of 1 MHz";
	timer = device->addr;
	irqmp = interrupts->addr;
	irq = device->irq;
	cpu_write(timer + ALARM + CONTROL, PENDING);
	cpu_write(timer + SCALER_RELOAD, clock / TICK_RATE - 1);
	cpu_write(timer + SCALER, clock / TICK_RATE - 1);
	cpu_write(timer + CLOCK + RELOAD, UINT32_MAX);
	cpu_write(timer + CLOCK + CONTROL, ENABLE | RESTART | LOAD);
	cpu_write(irqmp + IRQ_CLEAR, UINT32_MAX);
	cpu_write(irqmp + IRQ_MASK, 1u << irq);
	last = clock_ticks();
	return NULL;
}

uint32_t timer_trap(void)
{
	return TRAP_IRQ + irq;
}

uint64_t machine_now(void)
{
	uint32_t ticks = clock_ticks();

	total += ticks - last;
	last = ticks;
	return total;
}

/* A counter of n rings after n + 1 ticks, so it never rings early. */
void machine_alarm(uint64_t time)
{
	uint64_t now = machine_now();
	uint64_t ticks = time > now ? time - now : 1;

	cpu_write(timer + ALARM + CONTROL, PENDING);
	cpu_write(irqmp + IRQ_CLEAR, 1u << irq);
	cpu_write(timer + ALARM + RELOAD, ticks < MAX_ALARM ? (uint32_t)ticks : MAX_ALARM);
	cpu_write(timer + ALARM + CONTROL, ENABLE | LOAD | INTERRUPT);
}
