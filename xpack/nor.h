/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * nor: parallel NOR flash on a LEON board's PROM bus, by its own description (Common Flash
 * Interface, JESD68.01) and one of two command sets (JEP137: 0x0001 and 0x0003 Intel, 0x0002 AMD).
 *
 * The bus is `width` bytes wide and has chips side by side, each `chip` bytes wide; every command
 * goes to all of them at once.  Chips of 16 bits that are used with 8 count their addresses by
 * halves (`shift`).  Addresses are the bus's, sizes are over all chips.
 *
 * What is said to the chips are scripts of cycles (nor_bus.h): commands stand in them as they do in
 * datasheets, with the unlocking, the data and the waiting.
 *
 * Every operation ends with the chips showing their contents.  What a bad line may have spoilt is
 * tried again, within limits; what cannot be told from the chips' answers is left to whoever reads
 * back and compares.  All report target, and return 0 or -1.
 */
#ifndef XPACK_NOR_H
#define XPACK_NOR_H

#include "mctrl.h"
#include "nor_bus.h"

#define NOR_MAX_REGIONS 8u
#define NOR_MAX_SECTORS 4096u

struct nor_region {
	uint32_t n;    /* sectors */
	uint32_t size; /* of one, over all chips */
};

struct nor_set {
	const char *name;
	/* Commands stopped anywhere are ended; the chips show their contents. */
	enum nor_result (*recover)(struct nor *nor);
	enum nor_result (*erase)(struct nor *nor, uint32_t sector);
	/* Whole units: at most nor->buffer bytes, inside one buffer, or several buffers whole;
	 * sector holds all. */
	enum nor_result (*program)(struct nor *nor, uint32_t sector, uint32_t addr,
				   struct span bytes);
	/* Is the sector locked?  And change it. */
	enum nor_result (*is_locked)(struct nor *nor, uint32_t sector, bool *locked);
	enum nor_result (*lock)(struct nor *nor, uint32_t sector, bool on);
	/* They show that they gave up, instead of what is wanted; NULL: they do not tell so. */
	bool (*gave_up)(const struct nor *nor, uint32_t value, uint32_t wanted);
};

struct nor {
	struct buslink *link;
	const struct nor_bus *bus;
	struct agent agent; /* of narrow buses */
	const struct plugplay *found;
	const struct nor_set *set;
	uint32_t base;
	uint64_t room;        /* of the board's addresses, from base on */
	unsigned width, chip; /* bytes */
	unsigned shift;
	uint64_t size;    /* no more than room */
	uint32_t buffer;  /* bytes that are programmed with one command */
	uint32_t largest; /* sector */
	struct nor_region regions[NOR_MAX_REGIONS];
	size_t n_regions;
	int program_ms, erase_ms; /* limits */
	bool locks_one;           /* Intel: a sector is unlocked alone; else all are at once */
	bool is_lost;             /* the chips did not recover: they take no command */
	bool is_asking;           /* the chips may show their description */
	uint32_t *unlocked;       /* sectors whose lock was opened, in the arena */
	size_t n_unlocked;
};

/* Ask the chips at base.  Nothing in them changes.  nor_end() also after an error. */
int nor_find(struct nor *nor, const struct mctrl *mctrl, uint32_t base)
	__attribute__((warn_unused_result));
/* All sectors that these bytes touch, whole. */
int nor_erase(struct nor *nor, uint32_t addr, uint64_t size) __attribute__((warn_unused_result));
/* Whole units of the bus, erased before. */
int nor_program(struct nor *nor, uint32_t addr, struct span bytes)
	__attribute__((warn_unused_result));
/* Whatever a bad line left undone is ended, and the chips show their contents. */
enum nor_result nor_recover(struct nor *nor);
/* Locks that were opened are closed again. */
int nor_restore(struct nor *nor);
/* Some buses need the board's processor and RAM, from nor_find() or nor_begin() on up to the end,
 * when they are as before. */
int nor_begin(struct nor *nor) __attribute__((warn_unused_result));
int nor_end(struct nor *nor);
/* "2 chips of 16 bits, Intel commands, sectors of 131072 bytes", in the arena. */
const char *nor_text(const struct nor *nor);

/* For the command sets. */

extern const struct nor_set nor_intel;
extern const struct nor_set nor_amd;

/* Chips that may be AMD's, and in the middle of anything, take commands again, unless they are
 * busy; for who knows no more than nor->shift.  Others may show their ids after it. */
enum nor_result nor_amd_rouse(struct nor *nor);

/* The same command in all chips. */
uint32_t nor_all(const struct nor *nor, uint32_t value);
/* All bits of the bus. */
uint32_t nor_mask(const struct nor *nor);
/* The address of a chip's own address. */
uint32_t nor_unit(const struct nor *nor, uint32_t base, uint32_t unit);
/* What stands there, out of the word that the link reads.  Returns 0 or -1. */
int nor_read_unit(struct nor *nor, uint32_t addr, uint32_t *value);
enum nor_result nor_run(struct nor *nor, struct nor_script *script);
/* So often a unit without zeros, which programs nothing: whatever a command waits for comes. */
void nor_script_flood(struct nor_script *script, const struct nor *nor);
/* Units that the chips take at once of so many bytes, at most their buffer. */
uint32_t nor_units_at_once(const struct nor *nor, size_t size);
/* Of the description, index as in the specification; for nor_find(). */
int nor_query(struct nor *nor);
/* The chips show their contents, after they were asked. */
int nor_show(struct nor *nor);

#endif
