/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of plans: ARINC 653 part 1, section 2.3.1, partition time windows in the major frame. */

#include <inttypes.h>
#include <stdlib.h>

#include "check.h"
#include "loader/span.h"
#include "quantity.h"

static const char *time_text(const struct check_context *context, uint64_t ns)
{
	return quantity_text(context->arena, QUANTITY_TIME, ns);
}

static void check_slot_partition(const struct check_context *context, const struct slot *slot)
{
	if (model_partition(context->system, slot->partition.value) != NULL)
		return;
	diag_error(context->diag, slot->partition.at, "slot-partition",
		   "no partition is named '%s'", slot->partition.value);
	suggest_help(context->system, context->diag, suggest_partitions(context->system),
		     slot->partition);
}

static void check_slot_processor(const struct check_context *context, const struct slot *slot)
{
	if (slot->processor.bad || model_processor(context->system, slot->processor.value) != NULL)
		return;
	diag_error(context->diag, number_given(slot->processor) ? slot->processor.at : slot->at,
		   "slot-processor", "board '%s' has no processor %" PRIu64,
		   context->system->board.name.value, slot->processor.value);
}

static void check_slot_partitions(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < context->system->plans[i].n_slots; j++)
			check_slot_partition(context, &context->system->plans[i].slots[j]);
}

static void check_slot_processors(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < context->system->plans[i].n_slots; j++)
			check_slot_processor(context, &context->system->plans[i].slots[j]);
}

static bool is_bad(const struct slot *slot)
{
	return slot->start.bad || slot->duration.bad || slot->processor.bad;
}

static void check_slot_in_frame(const struct check_context *context, const struct plan *plan,
				const struct slot *slot)
{
	if (is_bad(slot))
		return;
	if (slot->duration.value == 0)
		diag_error(context->diag, slot->duration.at, "slot-frame",
			   "the slot of '%s' has no duration", slot->partition.value);
	else if (!range_fits(plan->major_frame.value, slot->start.value, slot->duration.value)) {
		diag_error(context->diag, slot->start.at, "slot-frame",
			   "the slot of '%s', %s long from %s, leaves the major frame of %s",
			   slot->partition.value, time_text(context, slot->duration.value),
			   time_text(context, slot->start.value),
			   time_text(context, plan->major_frame.value));
		diag_note(context->diag, plan->major_frame.at, "the major frame is declared here");
	}
}

static void check_frames(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++) {
		const struct plan *plan = &context->system->plans[i];

		if (plan->major_frame.bad)
			continue;
		if (plan->major_frame.value == 0)
			diag_error(context->diag, plan->major_frame.at, "slot-frame",
				   "the major frame has no duration");
		for (size_t j = 0; j < plan->n_slots && plan->major_frame.value != 0; j++)
			check_slot_in_frame(context, plan, &plan->slots[j]);
	}
}

static void note_slot(const struct check_context *context, const struct slot *slot)
{
	diag_note(context->diag, slot->start.at,
		  "the slot of '%s', %s long from %s, is declared here", slot->partition.value,
		  time_text(context, slot->duration.value), time_text(context, slot->start.value));
}

static void check_order_on(const struct check_context *context, const struct slot *const *slots,
			   size_t n)
{
	const struct slot *before = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct slot *slot = slots[i];

		if (before != NULL && slot->start.value < before->start.value) {
			diag_error(context->diag, slot->start.at, "slot-order",
				   "the slot of '%s' starts at %s, before the slot that stands in "
				   "front of it",
				   slot->partition.value, time_text(context, slot->start.value));
			note_slot(context, before);
			diag_help(context->diag, slot->start.at,
				  "write the slots of a processor in the order of their starts");
		}
		before = slot;
	}
}

/* Never wraps: a slot that leaves 64 bits ends with them. */
static uint64_t end_of(const struct slot *slot)
{
	uint64_t left = UINT64_MAX - slot->start.value;

	return slot->start.value + (slot->duration.value < left ? slot->duration.value : left);
}

/* Each slot is held against the one in front of it that ends last. */
static void check_overlap_on(const struct check_context *context, const struct slot *const *slots,
			     size_t n)
{
	const struct slot *last = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct slot *slot = slots[i];

		if (last != NULL && slot->start.value >= last->start.value &&
		    slot->start.value < end_of(last)) {
			diag_error(context->diag, slot->start.at, "slot-overlap",
				   "the slot of '%s' starts at %s, while the slot of '%s' runs "
				   "on processor %" PRIu64,
				   slot->partition.value, time_text(context, slot->start.value),
				   last->partition.value, slot->processor.value);
			note_slot(context, last);
		}
		if (last == NULL || end_of(slot) > end_of(last))
			last = slot;
	}
}

/* By processor; those of one in the order of the document. */
static int compare_slots(const void *a, const void *b)
{
	const struct slot *const *x = a;
	const struct slot *const *y = b;

	if ((*x)->processor.value != (*y)->processor.value)
		return (*x)->processor.value < (*y)->processor.value ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

/* Slots of processors that exist, sorted. */
static const struct slot **sort_slots(const struct check_context *context, const struct plan *plan,
				      size_t *n)
{
	const struct slot **slots =
		arena_array(context->arena, plan->n_slots, sizeof(const struct slot *));

	*n = 0;
	for (size_t i = 0; i < plan->n_slots; i++)
		if (!is_bad(&plan->slots[i]) &&
		    model_processor(context->system, plan->slots[i].processor.value) != NULL)
			slots[(*n)++] = &plan->slots[i];
	if (*n != 0)
		qsort(slots, *n, sizeof(const struct slot *), compare_slots);
	return slots;
}

static void check_each_processor(const struct check_context *context,
				 void (*check)(const struct check_context *context,
					       const struct slot *const *slots, size_t n))
{
	for (size_t i = 0; i < context->system->n_plans; i++) {
		size_t n;
		const struct slot *const *slots =
			sort_slots(context, &context->system->plans[i], &n);

		for (size_t first = 0, end; first < n; first = end) {
			end = first + 1;
			while (end < n &&
			       slots[end]->processor.value == slots[first]->processor.value)
				end++;
			check(context, slots + first, end - first);
		}
	}
}

static void check_order(const struct check_context *context)
{
	check_each_processor(context, check_order_on);
}

static void check_overlap(const struct check_context *context)
{
	check_each_processor(context, check_overlap_on);
}

/* A host of protocol xpack takes its schedule from the plan. */
static void check_plan_present(const struct check_context *context)
{
	const struct system *system = context->system;

	if (system->n_partitions == 0 || system->n_plans > 0 ||
	    system->host.protocol != PROTOCOL_XPACK)
		return;
	diag_error(context->diag, system->at, "plan-missing",
		   "the system has partitions but no plan that would run them");
	diag_help(context->diag, system->at,
		  "add <Plan id=\"0\" majorFrame=\"...\"> with a Slot for each partition");
}

const struct check check_plan[] = {
	{
		.id = "slot-partition",
		.whole = true,
		.title = "a slot names a partition of the system",
		.run = check_slot_partitions,
	},
	{
		.id = "slot-processor",
		.whole = true,
		.title = "a slot is on a processor of the board",
		.run = check_slot_processors,
	},
	{
		.id = "slot-frame",
		.whole = true,
		.title = "slots lie inside the major frame and have a duration",
		.run = check_frames,
	},
	{
		.id = "slot-order",
		.whole = true,
		.title = "the slots of a processor are in ascending order",
		.run = check_order,
	},
	{
		.id = "slot-overlap",
		.whole = true,
		.title = "the slots of a processor do not overlap",
		.run = check_overlap,
	},
	{
		.id = "plan-missing",
		.whole = true,
		.title = "partitions under the protocol xpack have a plan",
		.run = check_plan_present,
	},
	{ .id = NULL },
};
