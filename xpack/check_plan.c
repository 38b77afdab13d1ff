/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of plans: ARINC 653 part 1, section 2.3.1, partition time windows in the major frame. */

#include <inttypes.h>

#include "check.h"
#include "loader/span.h"
#include "nearest.h"

#define NS_PER_US 1000u

/* A time as it would be written: whole microseconds when it is that, else nanoseconds. */
static const char *time_text(const struct check_context *context, uint64_t ns)
{
	if (ns % NS_PER_US == 0)
		return arena_printf(context->arena, "%" PRIu64 "us", ns / NS_PER_US);
	return arena_printf(context->arena, "%" PRIu64 "ns", ns);
}

static void check_slot_partition(const struct check_context *context, const struct slot *slot)
{
	const struct system *system = context->system;
	struct nearest nearest = nearest_to(slot->partition.value);

	if (model_partition(system, slot->partition.value) != NULL)
		return;
	diag_error(context->diag, slot->partition.at, "slot-partition", "no partition is named '%s'",
		   slot->partition.value);
	for (size_t i = 0; i < system->n_partitions; i++)
		nearest_try(&nearest, system->partitions[i].name.value);
	if (nearest.name != NULL)
		diag_help(context->diag, slot->partition.at, "did you mean '%s'?", nearest.name);
}

static void check_slot_processor(const struct check_context *context, const struct slot *slot)
{
	if (model_processor(context->system, slot->processor.value) != NULL)
		return;
	diag_error(context->diag, number_given(slot->processor) ? slot->processor.at : slot->at,
		   "slot-processor", "board '%s' has no processor %" PRIu64,
		   context->system->board.name.value, slot->processor.value);
}

static void check_slot_names(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < context->system->plans[i].n_slots; j++) {
			check_slot_partition(context, &context->system->plans[i].slots[j]);
			check_slot_processor(context, &context->system->plans[i].slots[j]);
		}
}

static void check_slot_in_frame(const struct check_context *context, const struct plan *plan,
				const struct slot *slot)
{
	if (slot->duration.value == 0)
		diag_error(context->diag, slot->duration.at, "slot-frame", "the slot has no duration");
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

		if (plan->major_frame.value == 0)
			diag_error(context->diag, plan->major_frame.at, "slot-frame",
				   "the major frame has no duration");
		for (size_t j = 0; j < plan->n_slots; j++)
			check_slot_in_frame(context, plan, &plan->slots[j]);
	}
}

/* The slots of one processor, in document order: ascending and apart. */
static void check_order_on(const struct check_context *context, const struct plan *plan,
			   uint64_t processor)
{
	const struct slot *before = NULL;

	for (size_t i = 0; i < plan->n_slots; i++) {
		const struct slot *slot = &plan->slots[i];
		bool earlier;

		if (slot->processor.value != processor)
			continue;
		earlier = before != NULL && slot->start.value < before->start.value;
		if (earlier)
			diag_error(context->diag, slot->start.at, "slot-order",
				   "the slot of '%s' starts at %s, before the slot that stands in front "
				   "of it",
				   slot->partition.value, time_text(context, slot->start.value));
		else if (before != NULL &&
			 slot->start.value - before->start.value < before->duration.value)
			diag_error(context->diag, slot->start.at, "slot-overlap",
				   "the slot of '%s' starts at %s, while the slot of '%s' runs "
				   "on processor %" PRIu64,
				   slot->partition.value, time_text(context, slot->start.value),
				   before->partition.value, processor);
		if (before != NULL && (earlier || slot->start.value - before->start.value <
							  before->duration.value))
			diag_note(context->diag, before->start.at,
				  "the slot of '%s', %s long from %s, is declared here",
				  before->partition.value,
				  time_text(context, before->duration.value),
				  time_text(context, before->start.value));
		before = slot;
	}
}

static void check_order(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < board->n_processors; j++)
			check_order_on(context, &context->system->plans[i],
				       board->processors[j].id.value);
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
	{ "slot-partition", "a slot names a partition of the system, and a processor of the board",
	  check_slot_names },
	{ "slot-frame", "slots lie inside the major frame and have a duration", check_frames },
	{ "slot-order", "the slots of a processor are ordered and do not overlap", check_order },
	{ "plan-missing", "partitions under the protocol xpack have a plan", check_plan_present },
	{ NULL, NULL, NULL },
};
