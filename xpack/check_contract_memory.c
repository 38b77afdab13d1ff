/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Areas and shared memory against what a contract grants. */

#include <inttypes.h>
#include <string.h>

#include "check_contract_parts.h"
#include "extents.h"
#include "loader/span.h"
#include "nearest.h"
#include "place.h"
#include "quantity.h"

#define ADDRESS_SPACE ((uint64_t)1 << 32) /* LEON3 and IA-32 physical addresses */

/* Others have errors of their own and cannot be compared. */
static bool is_sound(const struct area *area)
{
	return !area->start.bad && !area->size.bad && area->size.value != 0 &&
	       range_fits(ADDRESS_SPACE, area->start.value, area->size.value);
}

static uint64_t last(const struct area *area)
{
	return area->start.value + area->size.value - 1;
}

static bool holds(const struct area *granted, const struct area *area)
{
	return is_sound(granted) && area->start.value >= granted->start.value &&
	       last(area) <= last(granted);
}

static bool allows(const struct area *granted, const struct area *area)
{
	return (area->access & ~granted->access) == 0;
}

/* The granted area that the area lies in, if possible one that allows its access; or NULL. */
static const struct area *granted_area(const struct partition *grant, const struct area *area)
{
	const struct area *found = NULL;

	for (size_t i = 0; i < grant->n_areas; i++) {
		const struct area *granted = &grant->areas[i];

		if (holds(granted, area) && (found == NULL || !allows(found, area)))
			found = granted;
	}
	return found;
}

static void note_grant(const struct contract_pair *pair, const struct area *granted)
{
	diag_note(pair->context->diag, granted->at,
		  "contract '%s' grants 0x%08" PRIx64 "..0x%08" PRIx64 " with access '%s'",
		  pair->contract->name.value, granted->start.value, last(granted),
		  granted->access_name.value);
}

/* Room for an area of that size and access in what is granted and not used by other areas. */
static void suggest_room(const struct contract_pair *pair, const struct area *area)
{
	struct arena *arena = pair->context->arena;
	struct extents taken = { .arena = arena };

	for (size_t i = 0; i < pair->partition->n_areas; i++) {
		const struct area *other = &pair->partition->areas[i];

		if (other != area && is_sound(other))
			extents_add(&taken, other->start.value, other->size.value);
	}
	for (size_t i = 0; i < pair->grant->n_areas; i++) {
		const struct area *granted = &pair->grant->areas[i];
		struct extents_item within = { granted->start.value, last(granted) + 1 };
		uint64_t start;

		if (!is_sound(granted) || !allows(granted, area) ||
		    !extents_lowest_gap(&taken, within, area->size.value, PLACE_PAGE_SIZE, &start))
			continue;
		diag_help(pair->context->diag, area->start.at,
			  "%s with access '%s' are free in the grant at 0x%08" PRIx64,
			  quantity_text(arena, QUANTITY_SIZE, area->size.value),
			  area->access_name.value, start);
		return;
	}
	diag_help(pair->context->diag, area->start.at,
		  "no %s with access '%s' are free in the grant",
		  quantity_text(arena, QUANTITY_SIZE, area->size.value), area->access_name.value);
}

static void check_areas_of(const struct contract_pair *pair)
{
	const struct partition *partition = pair->partition;

	for (size_t i = 0; i < partition->n_areas; i++) {
		const struct area *area = &partition->areas[i];

		if (!is_sound(area) || granted_area(pair->grant, area) != NULL)
			continue;
		diag_error(pair->context->diag, area->start.at, "contract-area",
			   "partition '%s' area '%s' 0x%08" PRIx64 "..0x%08" PRIx64
			   " is not inside one area that contract '%s' grants",
			   partition->name.value, area->name.value, area->start.value, last(area),
			   pair->contract->name.value);
		for (size_t j = 0; j < pair->grant->n_areas; j++)
			if (is_sound(&pair->grant->areas[j]))
				note_grant(pair, &pair->grant->areas[j]);
		suggest_room(pair, area);
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

static void report_access(const struct contract_pair *pair, const char *what, struct text access,
			  struct text granted, unsigned common)
{
	struct diag *diag = pair->context->diag;

	diag_error(diag, access.at, "contract-access",
		   "partition '%s' %s has access '%s', contract '%s' grants '%s'",
		   pair->partition->name.value, what, access.value, pair->contract->name.value,
		   granted.value);
	diag_note(diag, granted.at, "it was granted here");
	diag_help(diag, access.at, "write access=\"%s\"", access_text(common));
}

/* By name; NULL when it is not granted. */
static const struct shared_area *granted_shared(const struct partition *grant, const char *name)
{
	for (size_t i = 0; i < grant->n_shared_areas; i++)
		if (strcmp(grant->shared_areas[i].memory.value, name) == 0)
			return &grant->shared_areas[i];
	return NULL;
}

static void check_access_of(const struct contract_pair *pair)
{
	const struct partition *partition = pair->partition;
	struct arena *arena = pair->context->arena;

	for (size_t i = 0; i < partition->n_areas; i++) {
		const struct area *area = &partition->areas[i];
		const struct area *granted =
			is_sound(area) ? granted_area(pair->grant, area) : NULL;

		if (granted != NULL && !allows(granted, area))
			report_access(pair, arena_printf(arena, "area '%s'", area->name.value),
				      area->access_name, granted->access_name,
				      area->access & granted->access);
	}
	for (size_t i = 0; i < partition->n_shared_areas; i++) {
		const struct shared_area *area = &partition->shared_areas[i];
		const struct shared_area *granted = granted_shared(pair->grant, area->memory.value);

		if (granted != NULL && (area->access & ~granted->access) != 0)
			report_access(
				pair,
				arena_printf(arena, "in shared memory '%s'", area->memory.value),
				area->access_name, granted->access_name,
				area->access & granted->access);
	}
}

void contract_check_access(const struct check_context *context)
{
	contract_each(context, check_access_of);
}

/* A shared memory that does not exist is another check's error. */
static void check_shared_of(const struct contract_pair *pair)
{
	const struct partition *grant = pair->grant;
	struct diag *diag = pair->context->diag;

	for (size_t i = 0; i < pair->partition->n_shared_areas; i++) {
		struct text name = pair->partition->shared_areas[i].memory;
		struct nearest nearest = nearest_to(name.value);

		if (granted_shared(grant, name.value) != NULL ||
		    model_shared_memory(pair->context->system, name.value) == NULL)
			continue;
		diag_error(diag, name.at, "contract-shared",
			   "partition '%s' uses shared memory '%s', which contract '%s' does not "
			   "grant",
			   pair->partition->name.value, name.value, pair->contract->name.value);
		diag_note(diag, grant->at, "what it grants is here");
		for (size_t j = 0; j < grant->n_shared_areas; j++)
			nearest_try(&nearest, grant->shared_areas[j].memory.value);
		if (nearest.name != NULL)
			diag_help(diag, name.at, "did you mean '%s'?", nearest.name);
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
