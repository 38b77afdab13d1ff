/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Areas and shared memory against what a contract grants. */

#include <inttypes.h>
#include <stdlib.h>

#include "check_contract_parts.h"
#include "extents.h"
#include "index.h"
#include "loader/span.h"
#include "place.h"
#include "quantity.h"

#define ADDRESS_SPACE ((uint64_t)1 << 32) /* LEON3 and IA-32 physical addresses */

/* A hint costs a look at all that is granted. */
#define MAX_HINTS 64u

/* Granted areas by their start, for bisection; those with errors of their own are left out. */
struct granted {
	const struct area **areas;
	const struct area *
		*furthest; /* of this one and all in front of it: the one that ends last */
	size_t n;
};

static bool is_sound(const struct area *area)
{
	return !area->start.bad && !area->size.bad && area->size.value != 0 &&
	       range_fits(ADDRESS_SPACE, area->start.value, area->size.value);
}

static uint64_t last(const struct area *area)
{
	return area->start.value + area->size.value - 1;
}

static int by_start(const void *a, const void *b)
{
	const struct area *const *x = a;
	const struct area *const *y = b;

	if ((*x)->start.value != (*y)->start.value)
		return (*x)->start.value < (*y)->start.value ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

static struct granted granted_by(struct arena *arena, const struct partition *grant)
{
	struct granted granted = { .n = 0 };

	granted.areas = arena_array(arena, grant->n_areas, sizeof(*granted.areas));
	granted.furthest = arena_array(arena, grant->n_areas, sizeof(*granted.furthest));
	for (size_t i = 0; i < grant->n_areas; i++)
		if (is_sound(&grant->areas[i]))
			granted.areas[granted.n++] = &grant->areas[i];
	if (granted.n != 0)
		qsort(granted.areas, granted.n, sizeof(*granted.areas), by_start);
	for (size_t i = 0; i < granted.n; i++) {
		granted.furthest[i] = granted.areas[i];
		if (i > 0 && last(granted.furthest[i - 1]) > last(granted.areas[i]))
			granted.furthest[i] = granted.furthest[i - 1];
	}
	return granted;
}

/* How many start at or in front of the address. */
static size_t n_started(const struct granted *granted, uint64_t address)
{
	size_t low = 0, high = granted->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (granted->areas[middle]->start.value <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The granted area that the area lies in; NULL when there is none, or the area has an error. */
static const struct area *granted_around(const struct granted *granted, const struct area *area)
{
	size_t n = is_sound(area) ? n_started(granted, area->start.value) : 0;

	return n != 0 && last(granted->furthest[n - 1]) >= last(area) ? granted->furthest[n - 1]
								      : NULL;
}

/* The one that it overlaps, or that is nearest.  NULL: none at all. */
static const struct area *granted_near(const struct granted *granted, const struct area *area)
{
	size_t n = n_started(granted, area->start.value);
	const struct area *before = n != 0 ? granted->furthest[n - 1] : NULL;
	const struct area *behind = n != granted->n ? granted->areas[n] : NULL;

	if (before == NULL || behind == NULL)
		return before != NULL ? before : behind;
	if (last(before) >= area->start.value)
		return before;
	if (behind->start.value <= last(area))
		return behind;
	return area->start.value - last(before) <= behind->start.value - area->start.value ? before
											   : behind;
}

static bool allows(const struct area *granted, const struct area *area)
{
	return (area->access & ~granted->access) == 0;
}

/* Room for an area of that size and access in what is granted and not used by other areas. */
static void suggest_room(const struct contract_pair *pair, const struct granted *granted,
			 const struct extents *taken, const struct area *area)
{
	const char *size = quantity_text(pair->context->arena, QUANTITY_SIZE, area->size.value);

	for (size_t i = 0; i < granted->n; i++) {
		const struct area *item = granted->areas[i];
		struct extents_item within = { item->start.value, last(item) + 1 };
		uint64_t start;

		if (!allows(item, area) ||
		    !extents_lowest_gap(taken, within, area->size.value, &start))
			continue;
		diag_help(pair->context->diag, area->start.at,
			  "the next %s granted with access '%s' start at 0x%08" PRIx64, size,
			  area->access_name.value, start);
		return;
	}
	diag_help(pair->context->diag, area->start.at,
		  "nothing is granted with access '%s' that has %s left", area->access_name.value,
		  size);
}

static void report_outside(const struct contract_pair *pair, const struct granted *granted,
			   const struct area *area)
{
	const struct area *near = granted_near(granted, area);
	struct diag *diag = pair->context->diag;

	diag_error(diag, area->start.at, "contract-area",
		   "partition '%s' area '%s' 0x%08" PRIx64 "..0x%08" PRIx64
		   " is not inside one area that contract '%s' grants",
		   pair->partition->name.value, area->name.value, area->start.value, last(area),
		   pair->contract->name.value);
	if (near != NULL)
		diag_note(diag, near->at,
			  "the nearest that is granted is 0x%08" PRIx64 "..0x%08" PRIx64
			  " with access '%s'",
			  near->start.value, last(near), near->access_name.value);
}

static void check_areas_of(const struct contract_pair *pair)
{
	const struct partition *partition = pair->partition;
	struct granted granted = granted_by(pair->context->arena, pair->grant);
	struct extents taken = { .arena = pair->context->arena, .align = PLACE_PAGE_SIZE };
	size_t n_outside = 0;

	for (size_t i = 0; i < partition->n_areas; i++)
		if (granted_around(&granted, &partition->areas[i]) != NULL)
			extents_add(&taken, partition->areas[i].start.value,
				    partition->areas[i].size.value);
	for (size_t i = 0; i < partition->n_areas; i++) {
		const struct area *area = &partition->areas[i];

		if (!is_sound(area) || granted_around(&granted, area) != NULL)
			continue;
		report_outside(pair, &granted, area);
		if (n_outside++ < MAX_HINTS)
			suggest_room(pair, &granted, &taken, area);
	}
}

void contract_check_areas(const struct check_context *context)
{
	contract_each(context, check_areas_of);
}

static const char *access_text(unsigned access)
{
	if ((access & ACCESS_WRITE) != 0)
		return (access & ACCESS_EXECUTE) != 0 ? "rwx" : "rw";
	return (access & ACCESS_EXECUTE) != 0 ? "rx" : "r";
}

/* what: "area 'data'", of which the partition has more access than was granted. */
static void report_access(const struct contract_pair *pair, const char *what, struct text access,
			  struct text granted, unsigned common)
{
	struct diag *diag = pair->context->diag;

	diag_error(diag, access.at, "contract-access",
		   "partition '%s' has access '%s' to %s, contract '%s' grants '%s'",
		   pair->partition->name.value, access.value, what, pair->contract->name.value,
		   granted.value);
	diag_note(diag, granted.at, "it was granted here");
	diag_help(diag, access.at, "write access=\"%s\"", access_text(common));
}

static void check_area_access(const struct contract_pair *pair)
{
	struct arena *arena = pair->context->arena;
	struct granted granted = granted_by(arena, pair->grant);

	for (size_t i = 0; i < pair->partition->n_areas; i++) {
		const struct area *area = &pair->partition->areas[i];
		const struct area *around = granted_around(&granted, area);

		if (around != NULL && !allows(around, area))
			report_access(pair, arena_printf(arena, "area '%s'", area->name.value),
				      area->access_name, around->access_name,
				      area->access & around->access);
	}
}

/* The names of the shared memories that are granted, in the order of the grant. */
static struct index granted_shared(const struct contract_pair *pair)
{
	struct index names = { .arena = pair->context->arena };

	for (size_t i = 0; i < pair->grant->n_shared_areas; i++)
		index_add_name(&names, pair->grant->shared_areas[i].memory.value, i);
	index_sort(&names);
	return names;
}

static void check_shared_access(const struct contract_pair *pair)
{
	struct arena *arena = pair->context->arena;
	struct index names = granted_shared(pair);

	for (size_t i = 0; i < pair->partition->n_shared_areas; i++) {
		const struct shared_area *area = &pair->partition->shared_areas[i];
		size_t place = index_of_name(&names, area->memory.value);
		const struct shared_area *granted =
			place != INDEX_NONE ? &pair->grant->shared_areas[place] : NULL;

		if (granted != NULL && (area->access & ~granted->access) != 0)
			report_access(pair,
				      arena_printf(arena, "shared memory '%s'", area->memory.value),
				      area->access_name, granted->access_name,
				      area->access & granted->access);
	}
}

void contract_check_access(const struct check_context *context)
{
	contract_each(context, check_area_access);
	contract_each(context, check_shared_access);
}

static struct suggest_names suggest_shared(const struct partition *grant)
{
	return (struct suggest_names){ grant->shared_areas, grant->n_shared_areas,
				       sizeof(*grant->shared_areas),
				       offsetof(struct shared_area, memory.value) };
}

/* A shared memory that does not exist is another check's error. */
static void check_shared_of(const struct contract_pair *pair)
{
	struct diag *diag = pair->context->diag;
	struct index names = granted_shared(pair);

	for (size_t i = 0; i < pair->partition->n_shared_areas; i++) {
		struct text name = pair->partition->shared_areas[i].memory;

		if (index_of_name(&names, name.value) != INDEX_NONE ||
		    model_shared_memory(pair->context->system, name.value) == NULL)
			continue;
		diag_error(diag, name.at, "contract-shared",
			   "partition '%s' uses shared memory '%s', which contract '%s' does not "
			   "grant",
			   pair->partition->name.value, name.value, pair->contract->name.value);
		diag_note(diag, pair->grant->at, "what it grants is here");
		contract_help_near(pair, suggest_shared(pair->grant), name,
				   "do without it, or agree on a SharedArea of it in the Grant");
	}
}

/* In the system a shared memory is where the contract says, and as large. */
static void check_shared_place(const struct check_context *context, const struct system *contract,
			       const struct shared_memory *promised)
{
	const struct shared_memory *memory =
		model_shared_memory(context->system, promised->name.value);

	if (memory == NULL) {
		diag_error(context->diag, context->system->at, "contract-shared",
			   "system '%s' has no shared memory '%s'", context->system->name.value,
			   promised->name.value);
		diag_note(context->diag, promised->at, "contract '%s' promises it",
			  contract->name.value);
		return;
	}
	if (memory->start.bad || memory->size.bad || promised->start.bad || promised->size.bad ||
	    (memory->start.value == promised->start.value &&
	     memory->size.value == promised->size.value))
		return;
	diag_error(context->diag,
		   memory->start.value != promised->start.value ? memory->start.at
								: memory->size.at,
		   "contract-shared",
		   "shared memory '%s' is %s at 0x%08" PRIx64 ", contract '%s' promises %s at "
		   "0x%08" PRIx64,
		   memory->name.value,
		   quantity_text(context->arena, QUANTITY_SIZE, memory->size.value),
		   memory->start.value, contract->name.value,
		   quantity_text(context->arena, QUANTITY_SIZE, promised->size.value),
		   promised->start.value);
	diag_note(context->diag, promised->at, "it was promised here");
}

void contract_check_shared(const struct check_context *context)
{
	contract_each(context, check_shared_of);
	for (size_t i = 0; !context->system->alone && i < context->system->n_contracts; i++)
		for (size_t j = 0; j < context->system->contracts[i]->n_shared_memories; j++)
			check_shared_place(context, context->system->contracts[i],
					   &context->system->contracts[i]->shared_memories[j]);
}
