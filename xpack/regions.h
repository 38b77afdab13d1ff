/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * regions: everything that the description gives a place, as ranges that can be asked about.
 *
 * A table is collected from the model, or added to by hand, and then asked: which two meet, which
 * one holds a range, which one meets it.  Answers are exact to the byte and take log n steps, by
 * xpack/cover.h.  That also holds when ranges overlap, which is another check's error.
 *
 * A region is sound when it has bytes, lies in its address space and none of its numbers was
 * refused before.  Others mean nothing to anybody: they are in the table, but no answer.
 *
 * Addresses are 64 bits wide, so a range may end with the last byte of 32 bits.
 */
#ifndef XPACK_REGIONS_H
#define XPACK_REGIONS_H

#include "cover.h"
#include "model.h"

#define REGIONS_MEMORY ((uint64_t)1 << 32) /* physical addresses of LEON3 and IA-32 */
#define REGIONS_PORTS ((uint64_t)1 << 16)  /* Intel SDM, volume 1, chapter "Input/Output" */

/* Who may use it. */
struct region_owner {
	const char *kind; /* "host", "partition"; NULL: the board's, or several may */
	const char *name;
	const void *item; /* struct host or partition */
};

struct region {
	struct region_owner owner;
	const char *kind; /* "area", "shared memory", "memory", "device" */
	const char *name;
	struct number start, size;
	struct location at; /* of the element */
	const void *item;   /* of the model: its struct area, shared_memory, memory or device */
	size_t order;       /* in the table, which is that of the document */
	bool sound;
};

struct regions {
	struct arena *arena;
	uint64_t space; /* addresses there are */
	struct region *items;
	size_t n;
	/* Made by the first question, of the sound ones. */
	struct cover cover; /* number: index in items */
	uint64_t *ends;     /* last bytes, ascending */
};

/* order and sound are filled in.  Precondition: nothing was asked yet. */
void regions_add(struct regions *regions, struct region region);

/* What takes RAM, in document order: areas of the host, shared memories, areas of partitions unless
 * these are in spaces of their own (model_own_spaces()). */
struct regions regions_of_areas(struct arena *arena, const struct system *system);
/* The areas of one partition. */
struct regions regions_of_partition(struct arena *arena, const struct partition *partition);
/* What no file but its owner's may be loaded to, and what none may: areas, devices, ROM and io. */
struct regions regions_of_owned(struct arena *arena, const struct system *system);
/* kinds: a bit for each enum memory_kind. */
struct regions regions_of_memories(struct arena *arena, const struct board *board, unsigned kinds);
struct regions regions_of_devices(struct arena *arena, const struct board *board,
				  enum device_space space);

#define REGIONS_ALL_KINDS (1u << MEMORY_RAM | 1u << MEMORY_ROM | 1u << MEMORY_IO)

/* Precondition: the region is sound. */
static inline uint64_t region_last(const struct region *region)
{
	return region->start.value + (region->size.value - 1);
}

bool region_same_owner(const struct region *a, const struct region *b);
/* "partition 'nav' area 'main'", "memory 'ram'" */
const char *region_name(struct arena *arena, const struct region *region);
/* "partition 'nav' area 'main' 0x40400000..0x404fffff" */
const char *region_text(struct arena *arena, const struct region *region);

/* Make cover and ends; every question does it. */
void regions_sort(struct regions *regions);
/* The sound region that is number i by start.  Preconditions: sorted, i < cover.n. */
const struct region *regions_by_start(const struct regions *regions, size_t i);

/* One that holds all of [start, start + size), or NULL.  size > 0 */
const struct region *regions_holding(struct regions *regions, uint64_t start, uint64_t size);
/* One that has a byte of it, the one that reaches furthest; or NULL. */
const struct region *regions_meeting(struct regions *regions, uint64_t start, uint64_t size);
/* Up to max of those that have a byte of it, by descending start.  Returns how many.  Where regions
 * overlap each other it may look at all of them. */
size_t regions_all_meeting(struct regions *regions, uint64_t start, uint64_t size,
			   const struct region **found, size_t max);

#define REGIONS_MAX_PARTNERS 8u /* that are told of one region */

/*
 * Call once for each sound region that shares a byte with one that starts in front of it, or where
 * it does, in ascending order of starts: so no pair is left out or told twice.  Of many partners
 * REGIONS_MAX_PARTNERS are told, those that reach furthest, and how many more there are.
 */
void regions_overlaps(struct regions *regions,
		      void (*tell)(void *context, const struct region *region,
				   const struct region *const *partners, size_t n, size_t n_more),
		      void *context);

#endif
