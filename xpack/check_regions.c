/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check_regions.h"

#include <inttypes.h>

#define MAX_NOTED 4u /* memories that are named as what could have been meant */

/* The later one in the document is the one to be told. */
void check_report_overlap(const struct check_sweep *sweep, const struct region *later,
			  const struct region *earlier, const char *id)
{
	const struct check_context *context = sweep->context;

	diag_error(context->diag, later->start.at, id, "%s overlaps %s",
		   region_text(context->arena, later), region_name(context->arena, earlier));
	diag_note(context->diag, earlier->start.at, "%s is declared here",
		  region_text(context->arena, earlier));
	if (sweep->helper != NULL)
		sweep->helper->help(sweep->helper->state, later);
}

static void report_partners(void *context, const struct region *region,
			    const struct region *const *partners, size_t n, size_t n_more)
{
	const struct check_sweep *sweep = context;

	for (size_t i = 0; i < n; i++)
		if (partners[i]->order > region->order)
			sweep->report(sweep, partners[i], region);
		else
			sweep->report(sweep, region, partners[i]);
	if (n_more != 0)
		diag_note(sweep->context->diag, region->start.at,
			  "%s overlaps %zu more that begin in front of it",
			  region_name(sweep->context->arena, region), n_more);
}

void check_regions_apart(struct check_sweep *sweep, struct regions *regions)
{
	regions_overlaps(regions, report_partners, sweep);
}

static void note_memory(const struct check_context *context, const struct region *region)
{
	const struct memory *memory = region->item;

	diag_note(context->diag, memory->at,
		  "memory '%s' of kind %s is 0x%08" PRIx64 "..0x%08" PRIx64, memory->name.value,
		  model_memory_kinds[memory->kind], region->start.value, region_last(region));
}

/* What it lies in instead; if that is nothing, what it could have been meant to lie in. */
static void note_memories(const struct check_context *context, struct regions *all,
			  const struct regions *meant, const struct region *region)
{
	const struct region *met[MAX_NOTED];
	size_t n =
		regions_all_meeting(all, region->start.value, region->size.value, met, MAX_NOTED);
	size_t n_noted = 0;

	for (size_t i = n; i-- > 0;)
		note_memory(context, met[i]);
	for (size_t i = 0; n == 0 && i < meant->n && n_noted < MAX_NOTED; i++)
		if (meant->items[i].sound) {
			note_memory(context, &meant->items[i]);
			n_noted++;
		}
}

/* What a memory without sound numbers was meant to hold is not known; all of it lies behind its
 * start, if that is known. */
static uint64_t known_end(const struct regions *memories)
{
	uint64_t end = UINT64_MAX;

	for (size_t i = 0; i < memories->n; i++) {
		const struct region *memory = &memories->items[i];

		if (!memory->sound && memory->start.value < end)
			end = memory->start.bad ? 0 : memory->start.value;
	}
	return end;
}

void check_regions_in(const struct check_context *context, const struct regions *regions,
		      enum memory_kind kind, const char *id, const struct check_helper *helper)
{
	const struct board *board = &context->system->board;
	struct regions meant = regions_of_memories(context->arena, board, 1u << kind);
	struct regions all = regions_of_memories(context->arena, board, REGIONS_ALL_KINDS);
	uint64_t end = known_end(&meant);

	for (size_t i = 0; i < regions->n; i++) {
		const struct region *region = &regions->items[i];

		if (!region->sound || region->start.value >= end ||
		    regions_holding(&meant, region->start.value, region->size.value) != NULL)
			continue;
		diag_error(context->diag, region->start.at, id,
			   "%s is not inside one %s memory of board '%s'",
			   region_text(context->arena, region), model_memory_kinds[kind],
			   context->system->board.name.value);
		note_memories(context, &all, &meant, region);
		if (helper != NULL)
			helper->help(helper->state, region);
	}
}
