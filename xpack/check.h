/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check: the table of everything that can be found wrong, and the runner of its functions.
 *
 * The table is in parts, one for each noun, each with its functions in a file of its own.  A row
 * explains the id that stands in brackets in a diagnostic: 'xpack explain' prints rows, and
 * docs/checks.md is made from them.  Rows without a function are reported by the stage that their
 * part is named for, where the work itself finds the fault.
 *
 * A function reports everything it finds and changes nothing.  Every function runs unless a row
 * that it needs has found an error; that is then reported as a skip, never passed over in silence.
 * What one element lacks does not keep a function from looking at the others: a number with
 * `bad` set was refused already, and only what concerns that number is left out.
 *
 * A partition may be checked without the system around it, against a contract (docs/roles.md).
 * Rows that need the whole system are then skipped, and named as what was not checked.
 */
#ifndef XPACK_CHECK_H
#define XPACK_CHECK_H

#include "model.h"
#include "suggest.h"

struct schedule;

struct check_context {
	struct arena *arena;
	struct diag *diag;
	const struct system *system;
	const struct schedule *schedules; /* of each plan; see schedule.h */
};

/* Why what needs the whole system was skipped. */
#define CHECK_ALONE "the system that is not there"

struct elf_check; /* check_elf_parts.h */

struct check {
	const char *id;
	enum severity severity; /* of what it reports: error, warning or information */
	bool off;               /* only with --enable */
	bool whole;             /* says nothing of a partition alone: needs the whole system */
	const char *title;      /* a line: what is right, e.g. "areas do not overlap" */
	const char *needs;      /* ids that must have found nothing, with blanks; NULL: none */
	const char *rationale;  /* why it matters: what would happen on the board */
	const char *source;     /* specification and section of the rule */
	const char *wrong;      /* a minimal example that is refused; lines end with \n */
	const char *right;      /* the same, corrected */
	/* One of both, or none: over the description, or over each ELF file. */
	void (*run)(const struct check_context *context);
	void (*run_file)(const struct elf_check *check);
};

struct check_part {
	const char *title;          /* a heading: "Memory" */
	const struct check *checks; /* ends with a row whose id is NULL */
};

/* All parts, in the order of the pipeline; ends with a title of NULL. */
extern const struct check_part check_parts[];

extern const struct check check_names[];      /* names and ids */
extern const struct check check_board[];      /* processors, RAM, registers */
extern const struct check check_devices[];    /* who uses the board's devices */
extern const struct check check_interrupts[]; /* interrupt lines */
extern const struct check check_memory[];     /* board memory and devices */
extern const struct check check_areas[];      /* areas of host and partitions */
extern const struct check check_shared[];     /* shared memory */
extern const struct check check_slots[];      /* slots in their major frames */
extern const struct check check_plan[];       /* which partitions run */
extern const struct check check_period[];     /* what partitions need of time */
extern const struct check check_ports[];      /* ports of a partition */
extern const struct check check_channels[];   /* from port to ports */
extern const struct check check_validity[];   /* validity of ports against plans */
extern const struct check check_health[];     /* health monitoring */
extern const struct check check_host[];       /* host and board, what the host is told */
extern const struct check check_load[];       /* blobs, binaries, Pack */
extern const struct check check_set[];        /* words that are written */
extern const struct check check_limits[];     /* what the host can take */
extern const struct check check_counts[];     /* how many of each the host takes */
extern const struct check check_loader[];     /* what the loader needs */
extern const struct check check_policy[];     /* licences that are declared */
extern const struct check check_headers[];    /* what hosts read in partitions */

/* What the stages themselves report: rows without a function. */
extern const struct check rows_text[];     /* rows_text.c: reading the description */
extern const struct check rows_elf[];      /* rows_elf.c: reading ELF files */
extern const struct check rows_abi[];      /* rows_abi.c: what a host exports */
extern const struct check rows_imports[];  /* rows_link.c: what a guest imports */
extern const struct check rows_link[];     /* rows_link.c: whether both fit */
extern const struct check rows_boundary[]; /* rows_boundary.c: what is in guests, and whose */
extern const struct check rows_place[];    /* rows_place.c: placing and packing */
extern const struct check rows_placed[];   /* check_placed.c: the load table */
extern const struct check rows_usage[];    /* check_usage.c: whether what is declared is used */
extern const struct check rows_trust[];    /* rows_trust.c: reading and verifying containers */
extern const struct check rows_keys[];     /* rows_keys.c: keys */
extern const struct check rows_fit[];      /* rows_fit.c: U-Boot's signatures, other FITs */
extern const struct check rows_flash[];    /* rows_flash.c: bringing an image onto a target */
extern const struct check rows_files[];    /* rows_files.c: files and the command line */
extern const struct check rows_boards[];   /* rows_boards.c: images for boards, emulators */

/* rows_externals.c: what a guest of L4Linux or L4RTEMS calls. */
extern const struct check rows_externals[];

/* Over ELF files; check_elf() runs those that have a function. */
extern const struct check check_elf_file[];      /* check_elf.c: is it for this board? */
extern const struct check check_elf_contents[];  /* check_contents.c: what is in it */
extern const struct check check_elf_compilers[]; /* check_compilers.c: who made it */
extern const struct check check_elf_segments[];  /* check_segments.c: segments by themselves */
extern const struct check check_elf_places[];    /* check_places.c: segments and areas */
extern const struct check check_elf_foreign[];   /* check_foreign.c: segments and what is others' */

/* Between integrator and suppliers. */
extern const struct check check_contract[]; /* check_contract.c */

/* The row of that id, or NULL. */
const struct check *check_find(const char *id);
/* The same; NULL after a usage error that suggests another. */
const struct check *check_named(struct diag *diag, const char *id);

/* It is not off, or the user enabled it. */
bool check_is_on(const struct diag *diag, const struct check *check);
/* Drop what the rows that are off report, until a later rule says otherwise. */
void check_switch_off(struct diag *diag);
/* Run every function over the description, in the order of the table. */
void check_model(struct arena *arena, struct diag *diag, const struct system *system);

/* Of one kind of function: which rows have it, and how it is called. */
struct check_kind {
	bool (*has)(const struct check *check);
	void (*call)(const struct check *check, const void *context);
	/* Instead of diag_skip() with the row's id; NULL: that. */
	void (*skip)(const char *because, const void *context);
	bool alone; /* rows that need the whole system are skipped */
};

/* Run the rows of that kind in order.  One whose needs are not met is skipped and counts as failed,
 * so what needs it is skipped too.  parts ends with a title of NULL. */
void check_run(struct diag *diag, const struct check_part *parts, const struct check_kind *kind,
	       const void *context);

#define CHECK_MAX_OBSTACLES 4u /* ids that can keep a row from something */

/* The ids because of which a row that runs left something out. */
struct check_obstacles {
	const char *ids[CHECK_MAX_OBSTACLES];
	size_t n;
};

/* diag_skip(), once for each id. */
void check_skip_once(const struct check_context *context, struct check_obstacles *obstacles,
		     const char *what, const char *because);

#endif
