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
 * Every operation ends with the chips showing their contents.  What a bad line may have spoilt is
 * tried again, within limits; what cannot be told from the chips' answers is left to whoever reads
 * back and compares.  All report target, and return 0 or -1.
 */
#ifndef XPACK_NOR_H
#define XPACK_NOR_H

#include "mctrl.h"

#define NOR_MAX_REGIONS 8u
#define NOR_MAX_SECTORS 4096u

struct nor_region {
	uint32_t n;    /* sectors */
	uint32_t size; /* of one, over all chips */
};

/* What came of a command. */
enum nor_result {
	NOR_DONE,
	NOR_SUSPECT, /* the chips did not understand: the line, most likely */
	NOR_LATE,    /* not ready within their own limit */
	NOR_FAILED,  /* the chips say so */
	NOR_LOCKED,
	NOR_LINK, /* reported */
};

struct nor;

struct nor_set {
	const char *name;
	/* Commands stopped anywhere are ended; the chips show their contents. */
	enum nor_result (*recover)(struct nor *nor);
	enum nor_result (*erase)(struct nor *nor, uint32_t sector);
	/* At most nor->buffer bytes, inside one buffer; sector holds addr. */
	enum nor_result (*program)(struct nor *nor, uint32_t sector, uint32_t addr,
				   const uint32_t *words, size_t n);
	/* Is the sector locked?  And change it. */
	enum nor_result (*is_locked)(struct nor *nor, uint32_t sector, bool *locked);
	enum nor_result (*lock)(struct nor *nor, uint32_t sector, bool on);
};

struct nor {
	struct buslink *link;
	const struct nor_set *set;
	uint32_t base;
	unsigned width, chip; /* bytes */
	unsigned shift;
	uint64_t size;
	uint32_t buffer;  /* bytes that are programmed with one command */
	uint32_t largest; /* sector */
	struct nor_region regions[NOR_MAX_REGIONS];
	size_t n_regions;
	int program_ms, erase_ms; /* limits */
	bool locks_one;           /* Intel: a sector is unlocked alone; else all are at once */
	uint32_t *unlocked;       /* sectors whose lock was opened, in the arena */
	size_t n_unlocked;
};

/* Ask the chips at base.  Nothing in them changes. */
int nor_find(struct nor *nor, const struct mctrl *mctrl, uint32_t base)
	__attribute__((warn_unused_result));
/* All sectors that these bytes touch, whole. */
int nor_erase(struct nor *nor, uint32_t addr, uint64_t size) __attribute__((warn_unused_result));
/* Whole bus words, erased before. */
int nor_program(struct nor *nor, uint32_t addr, struct span bytes)
	__attribute__((warn_unused_result));
/* Whatever a bad line left undone is ended, and the chips show their contents. */
enum nor_result nor_recover(struct nor *nor);
/* Locks that were opened are closed again. */
int nor_restore(struct nor *nor);
/* "2 chips of 16 bits, Intel commands, sectors of 131072 bytes", in the arena. */
const char *nor_text(const struct nor *nor);

/* For the command sets. */

extern const struct nor_set nor_intel;
extern const struct nor_set nor_amd;

/* The same command in all chips. */
uint32_t nor_all(const struct nor *nor, uint32_t value);
/* The address of a chip's own address. */
uint32_t nor_unit(const struct nor *nor, uint32_t base, uint32_t unit);
/* One cycle on the bus; NOR_DONE or NOR_LINK. */
enum nor_result nor_put(struct nor *nor, uint32_t addr, uint32_t value);
enum nor_result nor_get(struct nor *nor, uint32_t addr, uint32_t *value);
/* Several at addresses in a row. */
enum nor_result nor_put_words(struct nor *nor, uint32_t addr, const uint32_t *words, size_t n);
/* So often a word without zeros, which programs nothing: whatever a command waits for comes. */
enum nor_result nor_flood(struct nor *nor, uint32_t addr);
/* Of the description, index as in the specification; for nor_find(). */
int nor_query(struct nor *nor);

#endif
