/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "leon_start.h"

#include <inttypes.h>

#include "clock.h"
#include "interrupt.h"

#define PSR_RESET 0xf80u /* S=1, ET=0, PIL=15, EF=0, CWP=0 */
#define WIM_START 2u     /* window 1 is invalid: as the loader leaves it */

#define CACHE_START 0x0081000fu /* snooping, burst fetch, both on: as the loader leaves it */
#define CACHE_OFF 0u

#define IRQMP_FORCE_ONE 0x08u /* where there is one processor */
#define IRQMP_CLEAR 0x0cu
#define IRQMP_BROADCAST 0x14u /* where there are several: interrupts that go to all */
#define IRQMP_MASK 0x40u      /* of the first processor */
#define IRQMP_FORCE 0x80u     /* likewise */
#define IRQMP_ALL 0xfffffffeu /* with the extended ones, from 16 on */
#define FORCE_CLEAR 0xfffe0000u

#define GPTIMER_CONFIG 0x08u
#define GPTIMER_COUNT 7u
#define GPTIMER_CONTROL(n) (0x18u + 0x10u * (n))
#define TIMER_ENABLED 1u

#define UART_STATUS 0x4u
#define UART_CONTROL 0x8u
#define UART_SCALER 0xcu
#define UART_SCALER_BITS 0xfffu /* that every design has */
#define UART_TRANSMIT 2u
#define UART_MODES 0x7fffu /* what of the control register can be written */
#define UART_IDLE 6u       /* of the status: nothing is in the FIFO, nothing is being sent */
#define UART_IDLE_MS 1000

int leon_start_begin(struct leon_start *start, struct buslink *link, const struct plugplay *found)
{
	*start = (struct leon_start){ .link = link, .found = found };
	return dsu_find(&start->dsu, link, found);
}

static int left_stopped(struct leon_start *start)
{
	const struct target_request *request = start->link->request;
	const char *state = "stopped, and is left so";

	if (start->dsu.has_run)
		state = "started, and may stand still";
	else if (start->link->is_dead)
		state = "stopped, and may stand still";
	diag_note(request->diag, location_of_file(request->name),
		  "the board's processor was %s%s: reset the board", state,
		  start->is_ram_lost ? "; what was in RAM is lost" : "");
	return -1;
}

/* The processor goes on, when it can be told to. */
static int stop(struct leon_start *start)
{
	if (dsu_stop(&start->dsu) == 0)
		return 0;
	buslink_finish(start->link);
	return dsu_restore(&start->dsu) != 0 ? left_stopped(start) : -1;
}

static int turn_mmu_off(struct dsu *dsu)
{
	uint32_t control;

	return dsu_get_mmu(dsu, &control) != 0 || (control != 0 && dsu_set_mmu(dsu, 0) != 0) ? -1
											     : 0;
}

struct setting {
	enum dsu_register reg;
	uint32_t value;
};

static int set_registers(struct dsu *dsu, const struct setting *settings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (dsu_set_register(dsu, settings[i].reg, settings[i].value) != 0)
			return -1;
	return 0;
}

/* Each of them: those that sleep begin there too, when they are woken. */
static int reset_processors(struct leon_start *start, uint32_t pc)
{
	const struct setting settings[] = {
		{ DSU_PSR, PSR_RESET }, { DSU_WIM, 0 }, { DSU_TBR, 0 },
		{ DSU_Y, 0 },           { DSU_PC, pc }, { DSU_NPC, pc + 4 },
	};
	struct dsu *dsu = &start->dsu;

	for (dsu->cpu = 0; dsu->cpu < dsu->n_cpus; dsu->cpu++)
		if (set_registers(dsu, settings, sizeof(settings) / sizeof(settings[0])) != 0 ||
		    dsu_set_cache(dsu, CACHE_OFF, DSU_CACHE_MODES) != 0 || turn_mmu_off(dsu) != 0)
			return -1;
	dsu->cpu = 0;
	return 0;
}

/* What reads as something else than was written: where the link may have lost some of it, which a
 * reading shows, all is written again. */
static int write_blindly(struct leon_start *start, const struct target_program *program,
			 int (*write)(struct leon_start *start,
				      const struct target_program *program))
{
	struct buslink *link = start->link;

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		unsigned doubts = link->doubts;
		uint32_t pc;

		if (write(start, program) != 0 || dsu_get_register(&start->dsu, DSU_PC, &pc) != 0)
			return -1;
		if (link->doubts == doubts)
			return 0;
	}
	return target_fail(link->request, "the line is too bad to set the board's registers");
}

/* No interrupt is let through, forced or waiting. */
static int mask_interrupts(struct leon_start *start, const struct target_program *program)
{
	const struct plugplay_device *device =
		plugplay_find(start->found, "APB", VENDOR_GAISLER, GAISLER_IRQMP, 0);
	uint32_t at;

	(void)program; /* of each the same */
	if (device == NULL)
		return 0;
	at = device->ranges[0].start;
	if (buslink_put(start->link,
			at + (start->dsu.n_cpus == 1 ? IRQMP_FORCE_ONE : IRQMP_BROADCAST), 0) != 0)
		return -1;
	for (uint32_t i = 0; i < start->dsu.n_cpus; i++)
		if (buslink_set(start->link, "the register", at + IRQMP_MASK + 4 * i, 0,
				UINT32_MAX) != 0 ||
		    buslink_put(start->link, at + IRQMP_FORCE + 4 * i, FORCE_CLEAR) != 0)
			return -1;
	start->has_interrupts = true;
	return buslink_put(start->link, at + IRQMP_CLEAR, IRQMP_ALL);
}

static int stop_timer(struct leon_start *start, uint32_t at)
{
	uint32_t control = TIMER_ENABLED;

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS && (control & TIMER_ENABLED) != 0; i++)
		if (buslink_put(start->link, at, 0) != 0 ||
		    buslink_get(start->link, at, &control) != 0)
			return -1;
	start->n_timers++;
	return (control & TIMER_ENABLED) == 0
		       ? 0
		       : target_fail(start->link->request,
				     "the timer at 0x%08" PRIx32 " cannot be stopped", at);
}

static int stop_timers(struct leon_start *start)
{
	const struct plugplay_device *unit;
	uint32_t config;

	for (size_t i = 0; (unit = plugplay_find(start->found, "APB", VENDOR_GAISLER,
						 GAISLER_GPTIMER, i)) != NULL;
	     i++) {
		uint32_t at = unit->ranges[0].start;

		if (buslink_get(start->link, at + GPTIMER_CONFIG, &config) != 0)
			return -1;
		for (uint32_t n = 0; n < (config & GPTIMER_COUNT); n++)
			if (stop_timer(start, at + GPTIMER_CONTROL(n)) != 0)
				return -1;
	}
	return 0;
}

/* Timers first: one that runs would have its interrupt wait again. */
static int reset_state(struct leon_start *start, uint32_t pc)
{
	return reset_processors(start, pc) != 0 || stop_timers(start) != 0 ||
			       write_blindly(start, NULL, mask_interrupts) != 0
		       ? -1
		       : 0;
}

/* What a user must know: this was no reset. */
static void tell(const struct leon_start *start)
{
	const struct target_request *request = start->link->request;

	diag_note(request->diag, location_of_file(request->name),
		  "as after a reset: %u processor%s%s, %u timers; a debug support unit resets no "
		  "other device, and they are as they were",
		  start->dsu.n_cpus, start->dsu.n_cpus == 1 ? "" : "s",
		  start->has_interrupts ? ", interrupt controller" : "", start->n_timers);
}

/* Signals wait while it is let run: it runs, or it does not. */
static int let_run(struct leon_start *start, uint32_t pc)
{
	if ((start->ready != NULL && start->ready(start->who) != 0) || dsu_park(&start->dsu) != 0)
		return -1;
	buslink_finish(start->link);
	if (dsu_run(&start->dsu, pc) != 0 || dsu_release(&start->dsu) != 0)
		return -1;
	tell(start);
	return 0;
}

static int test_signals(const struct leon_start *start)
{
	return interrupt_is_pending()
		       ? target_fail(start->link->request,
				     "interrupted by a signal, when the processor ran")
		       : 0;
}

int leon_start_reset(struct leon_start *start, uint32_t pc)
{
	if (stop(start) != 0)
		return -1;
	return reset_state(start, pc) != 0 || let_run(start, pc) != 0 ? left_stopped(start)
								      : test_signals(start);
}

/* As the loader executes them, before RAM is touched. */
static int write_board_registers(struct leon_start *start, const struct target_program *program)
{
	for (size_t i = 0; i < program->n_registers; i++)
		if (buslink_put(start->link, program->registers[i].addr,
				program->registers[i].value) != 0)
			return -1;
	return 0;
}

static int set_uart(struct leon_start *start, uint32_t at, uint32_t value, uint32_t mask)
{
	return buslink_set(start->link, "the UART's register", at, value, mask);
}

/* What another program left in it goes out first. */
static int drain(struct leon_start *start, uint32_t uart)
{
	int64_t end = clock_ms() + UART_IDLE_MS;
	uint32_t status = 0;
	bool is_last;

	do {
		is_last = clock_ms() >= end;
		if (buslink_get(start->link, uart + UART_STATUS, &status) != 0)
			return -1;
		if ((status & UART_IDLE) == UART_IDLE)
			return 0;
	} while (!is_last);
	return target_fail(start->link->request,
			   "the UART at 0x%08" PRIx32 " does not send: its status is 0x%08" PRIx32,
			   uart, status);
}

/* As the loader leaves it. */
static int turn_console_on(struct leon_start *start, const struct target_program *program)
{
	uint32_t uart = program->console;

	if (uart == 0)
		return 0;
	return set_uart(start, uart + UART_SCALER, program->scaler, UART_SCALER_BITS) != 0 ||
			       set_uart(start, uart + UART_CONTROL, UART_TRANSMIT, UART_MODES) !=
				       0 ||
			       drain(start, uart) != 0
		       ? -1
		       : 0;
}

static int set_program(struct leon_start *start, const struct target_program *program)
{
	const struct setting settings[] = {
		{ DSU_WIM, WIM_START },
		{ DSU_O0, program->argument },
		{ DSU_O6, program->stack },
		{ DSU_I6, program->stack },
	};

	return set_registers(&start->dsu, settings, sizeof(settings) / sizeof(settings[0])) != 0
		       ? -1
		       : dsu_set_cache(&start->dsu, CACHE_START | DSU_CACHE_FLUSH, DSU_CACHE_MODES);
}

static int load(struct leon_start *start, const struct target_program *program)
{
	start->is_ram_lost = true;
	return leon_load(start->link, program);
}

int leon_start_program(struct leon_start *start, const struct target_program *program)
{
	if (stop(start) != 0)
		return -1;
	if (reset_state(start, program->entry) != 0 ||
	    write_blindly(start, program, write_board_registers) != 0 ||
	    load(start, program) != 0 || turn_console_on(start, program) != 0 ||
	    set_program(start, program) != 0 || let_run(start, program->entry) != 0)
		return left_stopped(start);
	return test_signals(start);
}
