/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "dsu_unit.h"

#include <inttypes.h>
#include <time.h>

#include "clock.h"

/* The registers of one processor's part, as offsets. */
#define AT_CONTROL 0x0u
#define AT_BREAK 0x20u /* in the first part only, for all processors */
#define AT_MASK 0x24u  /* likewise: whom debug mode of others stops, and whose stops others */
#define MASK_SHIFT 16  /* of the latter */
#define AT_TRAP 0x400020u

#define CONTROL_TE (1u << 0) /* trace */
#define CONTROL_BE (1u << 1) /* break on error */
#define CONTROL_BW (1u << 2) /* and, without which a break is not heeded, on watchpoints */
#define CONTROL_BS (1u << 3) /* on `ta 1` */
#define CONTROL_BX (1u << 4)
#define CONTROL_BZ (1u << 5) /* on traps that are errors */
#define CONTROL_DM (1u << 6) /* is in debug mode */
#define CONTROL_EE (1u << 7) /* the unit is enabled: signal DSUEN; bit 8 is DSUBRE */
#define CONTROL_PE (1u << 9) /* is in error mode; written: leave it, and power-down */
#define CONTROL_HL (1u << 10)
#define CONTROL_PW (1u << 11)                   /* is in power-down */
#define CONTROL_STAYS (CONTROL_HL | CONTROL_PW) /* also when nothing breaks it */
#define CONTROL_KEPT 0x3fu /* what can be written without an effect of its own */
#define CONTROL_STOPS (CONTROL_BE | CONTROL_BW | CONTROL_BS | CONTROL_BZ)

#define TRAP_SHIFT 4
#define TRAP_MASK 0xffu
#define TRAP_EM (1u << 12)

int dsu_look(struct dsu *dsu, struct buslink *link, const struct plugplay *found)
{
	const struct plugplay_device *unit =
		plugplay_find(found, "AHB slave", VENDOR_GAISLER, GAISLER_LEON3DSU, 0);
	const struct plugplay_range *range;
	uint32_t control;

	*dsu = (struct dsu){ .link = link, .n_cpus = plugplay_count_processors(found) };
	if (dsu->n_cpus > DSU_CPUS)
		dsu->n_cpus = DSU_CPUS;
	if (unit == NULL)
		unit = plugplay_find(found, "AHB slave", VENDOR_GAISLER, GAISLER_LEON4DSU, 0);
	range = unit != NULL ? plugplay_range(unit, PLUGPLAY_MEMORY) : NULL;
	if (range == NULL || dsu->n_cpus == 0)
		return 0;
	dsu->base = range->start;
	if (dsu_unit_get(dsu, 0, AT_CONTROL, &control) != 0)
		return -1;
	return (control & CONTROL_EE) != 0;
}

int dsu_find(struct dsu *dsu, struct buslink *link, const struct plugplay *found)
{
	int is_there = dsu_look(dsu, link, found);

	if (is_there != 0)
		return is_there < 0 ? -1 : 0;
	if (dsu->base == 0)
		return target_fail(link->request, "the board has no debug support unit that could "
						  "stop and start its processor");
	return target_fail(link->request,
			   "the debug support unit at 0x%08" PRIx32
			   " is turned off: the board's signal DSUEN is low",
			   dsu->base);
}

/* What stops it.  HL is stored by every write: one found halted would run until it is stopped. */
static uint32_t armed(const struct dsu *dsu, unsigned cpu)
{
	return CONTROL_STOPS | (dsu->controls[cpu] & CONTROL_HL);
}

static uint32_t all_processors(const struct dsu *dsu)
{
	return (1u << dsu->n_cpus) - 1;
}

/* A break is heeded in error mode too; what still is in that mode afterwards is taken out of it,
 * which has to come second: without the break it would run. */
static int wait_for(struct dsu *dsu, unsigned cpu)
{
	int64_t end = clock_ms() + DSU_STOP_MS;
	uint32_t control;
	bool is_last;

	do {
		is_last = clock_ms() >= end;
		if (dsu_unit_get(dsu, cpu, AT_CONTROL, &control) != 0)
			return -1;
		if ((control & CONTROL_PE) != 0) {
			if (dsu_unit_set(dsu, cpu, AT_CONTROL, armed(dsu, cpu) | CONTROL_PE,
					 CONTROL_STOPS) != 0)
				return -1;
		} else if ((control & CONTROL_DM) != 0) {
			return 0;
		}
	} while (!is_last);
	return target_fail(dsu->link->request,
			   "processor %u does not stop: the debug support unit's control register "
			   "has 0x%08" PRIx32,
			   cpu, control);
}

static int set_mask(struct dsu *dsu, uint32_t mask)
{
	uint32_t all = all_processors(dsu);

	return dsu_unit_set(dsu, 0, AT_MASK, mask, all | all << MASK_SHIFT);
}

static int look(struct dsu *dsu)
{
	for (unsigned i = 0; i < dsu->n_cpus; i++) {
		if (dsu_unit_get(dsu, i, AT_CONTROL, &dsu->controls[i]) != 0)
			return -1;
		dsu->in_error |= (dsu->controls[i] & CONTROL_PE) != 0 ? 1u << i : 0;
	}
	return dsu_unit_get(dsu, 0, AT_BREAK, &dsu->breaks) != 0
		       ? -1
		       : dsu_unit_get(dsu, 0, AT_MASK, &dsu->mask);
}

/* With a mask, those that stand would stop the first one again. */
static int hold(struct dsu *dsu)
{
	if (look(dsu) != 0)
		return -1;
	dsu->is_stopped = true;
	if (dsu->mask != 0 && set_mask(dsu, 0) != 0)
		return -1;
	for (unsigned i = 0; i < dsu->n_cpus; i++)
		if (dsu_unit_set(dsu, i, AT_CONTROL, armed(dsu, i), CONTROL_STOPS | CONTROL_HL) !=
		    0)
			return -1;
	return dsu_unit_set(dsu, 0, AT_BREAK, all_processors(dsu), all_processors(dsu));
}

int dsu_stop(struct dsu *dsu)
{
	if (!dsu->is_stopped
		    ? hold(dsu) != 0
		    : dsu_unit_set(dsu, 0, AT_BREAK, all_processors(dsu), all_processors(dsu)) != 0)
		return -1;
	for (unsigned i = 0; i < dsu->n_cpus; i++)
		if (wait_for(dsu, i) != 0)
			return -1;
	return dsu->is_saved ? 0 : dsu_save_registers(dsu);
}

/* PE puts it to sleep: all but the first begin so.  *asleep: not, as in a design of one that is not
 * for several. */
static int put_to_sleep(struct dsu *dsu, unsigned cpu, bool *asleep)
{
	uint32_t control = 0;

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_put(dsu->link, dsu_unit_place(dsu, cpu, AT_CONTROL),
				CONTROL_STOPS | CONTROL_PE) != 0 ||
		    dsu_unit_get(dsu, cpu, AT_CONTROL, &control) != 0)
			return -1;
		*asleep = (control & CONTROL_STAYS) == CONTROL_PW;
		if (*asleep)
			break;
	}
	return 0;
}

int dsu_park(struct dsu *dsu)
{
	const uint32_t halted = CONTROL_STOPS | CONTROL_HL;
	bool asleep = false;

	for (unsigned i = 1; i < dsu->n_cpus; i++) {
		if (put_to_sleep(dsu, i, &asleep) != 0 ||
		    (!asleep && dsu_unit_set(dsu, i, AT_CONTROL, halted, halted) != 0))
			return -1;
		dsu->halted |= asleep ? 0 : 1u << i;
	}
	dsu->is_parked = true;
	return 0;
}

/* As found, but for those that keep what stops them, a bit each; of a system that is started
 * nothing is stopped, whatever a debugger or the unit's reset left.  Before they are let go: BW is
 * of no weight while they are stopped, and HL is. */
static int restore_controls(struct dsu *dsu, uint32_t stopped)
{
	for (unsigned i = 0; i < dsu->n_cpus; i++) {
		uint32_t control = dsu->controls[i] & (CONTROL_KEPT | CONTROL_HL);

		if (dsu->is_parked)
			control = (control & CONTROL_TE) |
				  ((dsu->halted >> i & 1) != 0 ? CONTROL_HL : 0);
		if ((stopped >> i & 1) == 0 &&
		    dsu_unit_set(dsu, i, AT_CONTROL, control, CONTROL_KEPT | CONTROL_HL) != 0)
			return -1;
	}
	return 0;
}

static int read_trap(struct dsu *dsu, uint32_t *trap)
{
	uint32_t word;

	if (dsu_unit_get(dsu, 0, AT_TRAP, &word) != 0)
		return -1;
	*trap = (word >> TRAP_SHIFT & TRAP_MASK) | ((word & TRAP_EM) != 0 ? DSU_TRAP_ERROR : 0);
	return 0;
}

/* The word that lets it run may be lost, and then its break still stands; but that may also be the
 * next one already, and then it is elsewhere, or its first instruction was a trap. */
static int let_go(struct dsu *dsu, uint32_t pc)
{
	uint32_t stay = dsu->is_parked ? 0 : all_processors(dsu) & ~1u;
	uint32_t breaks, before, trap, at = pc;

	if (read_trap(dsu, &before) != 0)
		return -1;
	dsu->has_run = true;
	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_put(dsu->link, dsu_unit_place(dsu, 0, AT_BREAK), stay) != 0 ||
		    dsu_unit_get(dsu, 0, AT_BREAK, &breaks) != 0)
			return -1;
		if ((breaks & 1) == 0) {
			dsu->link->repeats += i;
			return 0;
		}
		if (dsu_get_register(dsu, DSU_PC, &at) != 0 || read_trap(dsu, &trap) != 0)
			return -1;
		if (at != pc || trap != before)
			return 0;
	}
	dsu->has_run = false;
	return target_fail(dsu->link->request,
			   "the processor does not leave debug mode, and stays at 0x%08" PRIx32,
			   pc);
}

/* One that was found halted or asleep, or was halted by a word that a bad line put together, would
 * not run.  Power-down outlasts debug mode, until an interrupt comes. */
static int wake(struct dsu *dsu)
{
	uint32_t control = CONTROL_STAYS;

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (dsu_unit_get(dsu, 0, AT_CONTROL, &control) != 0)
			return -1;
		if ((control & CONTROL_STAYS) == 0)
			return 0;
		if (buslink_put(dsu->link, dsu_unit_place(dsu, 0, AT_CONTROL),
				CONTROL_STOPS | CONTROL_PE) != 0)
			return -1;
	}
	return target_fail(dsu->link->request, "the processor stays %s",
			   (control & CONTROL_HL) != 0 ? "halted" : "in power-down");
}

int dsu_run(struct dsu *dsu, uint32_t pc)
{
	dsu->cpu = 0;
	if (wake(dsu) != 0 || dsu_set_register(dsu, DSU_PC, pc) != 0 ||
	    dsu_set_register(dsu, DSU_NPC, pc + 4) != 0)
		return -1;
	/* What traps in a system that was started is its own. */
	return dsu->is_parked && restore_controls(dsu, 0) != 0 ? -1 : let_go(dsu, pc);
}

int dsu_has_ended(struct dsu *dsu, bool *ended, uint32_t *trap)
{
	uint32_t control;

	if (dsu_unit_get(dsu, 0, AT_CONTROL, &control) != 0)
		return -1;
	*ended = (control & (CONTROL_DM | CONTROL_PE)) != 0;
	*trap = DSU_TRAP_ERROR;
	return (control & CONTROL_DM) != 0 ? read_trap(dsu, trap) : 0;
}

int dsu_wait_stopped(struct dsu *dsu, int ms, uint32_t *trap)
{
	const struct timespec pause = { 0, 1000000 };
	int64_t end = clock_ms() + ms;
	bool is_last;
	uint32_t control;

	for (;;) {
		is_last = clock_ms() >= end;
		if (dsu_unit_get(dsu, 0, AT_CONTROL, &control) != 0)
			return -1;
		if ((control & CONTROL_DM) != 0)
			return read_trap(dsu, trap);
		if (is_last)
			break;
		(void)nanosleep(&pause, NULL);
	}
	return target_fail(dsu->link->request, "the processor did not stop within %d ms", ms);
}

/* What was started may still run; what never stopped still has its own. */
static int restore_registers(struct dsu *dsu)
{
	if (!dsu->is_saved)
		return 0;
	if (dsu_unit_set(dsu, 0, AT_BREAK, all_processors(dsu), all_processors(dsu)) != 0 ||
	    wait_for(dsu, 0) != 0)
		return -1;
	return dsu_restore_registers(dsu);
}

/* Where one stays stopped that was not, it would stop others that are to go on. */
static int restore_mask(struct dsu *dsu)
{
	return dsu->mask == 0 || dsu->in_error != 0 ? 0 : set_mask(dsu, dsu->mask);
}

int dsu_restore(struct dsu *dsu)
{
	uint32_t breaks = (dsu->breaks & all_processors(dsu)) | dsu->in_error;
	unsigned doubts;

	if (!dsu->is_stopped)
		return 0;
	if (restore_registers(dsu) != 0 || restore_controls(dsu, dsu->in_error) != 0)
		return -1;
	do { /* nothing that could be read tells whether it arrived */
		doubts = dsu->link->doubts;
		if (dsu_unit_set(dsu, 0, AT_BREAK, breaks, 0) != 0)
			return -1;
	} while (dsu->link->doubts != doubts);
	dsu->is_stopped = false;
	return restore_mask(dsu);
}

int dsu_release(struct dsu *dsu)
{
	dsu->is_stopped = false;
	dsu->in_error = 0;
	return restore_mask(dsu);
}
