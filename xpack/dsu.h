/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * dsu: the debug support unit of a LEON board: stops its processors, sets the registers of one, and
 * lets it run (GRLIB IP Core User's Manual, DSU3 and DSU4; SPARC Architecture Manual, version 8).
 *
 * Each processor has 16 MiB of the unit's addresses.  Its registers can be reached only while it is
 * in debug mode; the control registers always.  Timers may stand still meanwhile, nothing else on
 * the board does: what masters of the bus do goes on.
 *
 * What a processor does that is halted, asleep (power-down) or in error mode when the unit stops it
 * and lets it go is in no manual, but in the sources: GRLIB, dsu3x.vhd and iu3.vhd.  Debug mode
 * comes and goes above these; writing PE ends error mode and power-down, but for others than the
 * first, which it puts to sleep.
 *
 * The order is: find, stop, set, run, wait; then either restore, which puts the processors back to
 * what they did, or release, which leaves what was started alone.  What is in memory is the
 * caller's business.
 *
 * Every operation reports target (exit 5) and returns 0 or -1.
 */
#ifndef XPACK_DSU_H
#define XPACK_DSU_H

#include "plugplay.h"

#define DSU_CPUS 16u
#define DSU_STOP_MS 1000      /* that a processor may take to stop */
#define DSU_TRAP_BREAK 0x81u  /* of the instruction `ta 1` */
#define DSU_TRAP_ERROR 0x100u /* beside the trap's type: it ended in error mode */

/* In the order of their addresses, within each group. */
enum dsu_register {
	DSU_Y,
	DSU_PSR,
	DSU_WIM,
	DSU_TBR,
	DSU_PC,
	DSU_NPC,
	DSU_G1, /* %g0 is always 0 */
	DSU_G2,
	DSU_G3,
	DSU_G4,
	DSU_G5,
	DSU_G6,
	DSU_G7,
	DSU_O0, /* of window 0 */
	DSU_O1,
	DSU_O2,
	DSU_O3,
	DSU_O4,
	DSU_O5,
	DSU_O6, /* %sp */
	DSU_O7,
	DSU_I6, /* %fp, of window 0 */
	DSU_N_REGISTERS,
};

struct dsu {
	struct buslink *link;
	uint32_t base; /* of the first processor's part */
	unsigned n_cpus;
	unsigned n_windows; /* of the first processor; known once it is stopped */
	unsigned cpu;       /* whose registers are set and got; the first, unless changed */
	uint32_t controls[DSU_CPUS]; /* as found */
	uint32_t breaks;             /* as found */
	uint32_t mask;               /* as found: who stops others, and is stopped by them */
	uint32_t saved[DSU_I6];      /* of the first processor, as found */
	uint32_t in_error;           /* a bit for each processor that was */
	bool is_stopped;             /* found: all but the registers */
	bool is_saved;               /* the registers too */
	bool has_run;                /* the first processor may have executed what was started */
	bool is_parked;              /* the other processors will not be in debug mode */
	uint32_t halted;             /* a bit for each that could only be halted for that */
};

/* The unit in the tables.  Reports that there is none, or that it is turned off. */
int dsu_find(struct dsu *dsu, struct buslink *link, const struct plugplay *found)
	__attribute__((warn_unused_result));
/* The same, but that is not reported: returns 1 when there is one that is turned on, else 0. */
int dsu_look(struct dsu *dsu, struct buslink *link, const struct plugplay *found)
	__attribute__((warn_unused_result));

/* All processors enter debug mode, also those in error mode, and stay there. */
int dsu_stop(struct dsu *dsu) __attribute__((warn_unused_result));

/* While it is stopped.  What is set is read back. */
int dsu_set_register(struct dsu *dsu, enum dsu_register reg, uint32_t value)
	__attribute__((warn_unused_result));
int dsu_get_register(struct dsu *dsu, enum dsu_register reg, uint32_t *value)
	__attribute__((warn_unused_result));

#define DSU_CACHE_MODES 0xfu        /* both caches on; 0: both off */
#define DSU_CACHE_KEPT 0x0081003fu  /* also frozen by interrupts, burst fetch and snooping */
#define DSU_CACHE_FLUSH 0x00600000u /* written: empty both */
#define DSU_MMU_ON 1u

/* While it is stopped: the cache control register.  Neither debug links nor the processor's own
 * stores reach what its instruction cache has (GRLIB, mmu_dcache.vhd).  Set until those bits of the
 * mask are so, and no flush is under way. */
int dsu_get_cache(struct dsu *dsu, uint32_t *control) __attribute__((warn_unused_result));
int dsu_set_cache(struct dsu *dsu, uint32_t control, uint32_t mask)
	__attribute__((warn_unused_result));
/* Likewise: the MMU's control register, of which bit 0 turns it on; 0 where there is none. */
int dsu_get_mmu(struct dsu *dsu, uint32_t *control) __attribute__((warn_unused_result));
/* Until that bit is so.  Precondition: there is one. */
int dsu_set_mmu(struct dsu *dsu, uint32_t control) __attribute__((warn_unused_result));

/* While all are stopped: the others will sleep, as after reset, once the first one runs, until
 * software wakes them by the interrupt controller (IRQMP).  One that does not sleep is halted: only
 * a unit ends that. */
int dsu_park(struct dsu *dsu) __attribute__((warn_unused_result));

/* The first processor goes on at pc.  The others stay where they are; once they are parked, nothing
 * breaks any of them any more. */
int dsu_run(struct dsu *dsu, uint32_t pc) __attribute__((warn_unused_result));

/* Until the first processor is in debug mode again, by `ta 1` or a trap that nothing handles: *trap
 * is which.  Reports that it is not after so many ms. */
int dsu_wait_stopped(struct dsu *dsu, int ms, uint32_t *trap) __attribute__((warn_unused_result));

/* Is the first processor in debug mode, or in error mode?  In debug mode *trap says why; in error
 * mode, where nothing but that can be asked, it is DSU_TRAP_ERROR. */
int dsu_has_ended(struct dsu *dsu, bool *ended, uint32_t *trap) __attribute__((warn_unused_result));

/* Registers and the unit as found: who ran goes on.  Processors that were in error mode stay
 * stopped, and a first one that slept is awake when it has run.  Nothing to do when nothing was
 * stopped. */
int dsu_restore(struct dsu *dsu) __attribute__((warn_unused_result));

/* After dsu_park() and dsu_run(): the unit as found, and what runs runs on. */
int dsu_release(struct dsu *dsu) __attribute__((warn_unused_result));

#endif
