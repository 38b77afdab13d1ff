/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of slots: where each lies in its major frame, and beside which others. */

#include <inttypes.h>

#include "check.h"
#include "loader/span.h"
#include "quantity.h"
#include "schedule.h"

static void check_partition(const struct check_context *context, const struct slot *slot)
{
	if (model_partition(context->system, slot->partition.value) != NULL)
		return;
	diag_error(context->diag, slot->partition.at, "slot-partition",
		   "no partition is named '%s'", slot->partition.value);
	suggest_help(context->system, context->diag, suggest_partitions(context->system),
		     slot->partition);
}

static void check_partitions(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < context->system->plans[i].n_slots; j++)
			check_partition(context, &context->system->plans[i].slots[j]);
}

static void check_processor(const struct check_context *context, const struct slot *slot)
{
	if (slot->processor.bad || model_processor(context->system, slot->processor.value) != NULL)
		return;
	diag_error(context->diag, number_given(slot->processor) ? slot->processor.at : slot->at,
		   "slot-processor", "board '%s' has no processor %" PRIu64,
		   context->system->board.name.value, slot->processor.value);
}

static void check_processors(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < context->system->plans[i].n_slots; j++)
			check_processor(context, &context->system->plans[i].slots[j]);
}

static bool is_bad(const struct slot *slot)
{
	return slot->start.bad || slot->duration.bad || slot->processor.bad;
}

static void help_fit(const struct check_context *context, const struct plan *plan,
		     const struct slot *slot)
{
	uint64_t start = slot->start.value, frame = plan->major_frame.value;

	if (start < frame)
		diag_help(context->diag, slot->duration.at,
			  "from there on, a duration of at most %s fits",
			  quantity_time(context->arena, frame - start));
	else if (slot->duration.value <= frame)
		diag_help(context->diag, slot->start.at,
			  "a slot of that duration can start at %s at the latest",
			  quantity_time(context->arena, frame - slot->duration.value));
}

static void check_in_frame(const struct check_context *context, const struct plan *plan,
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
			   slot->partition.value,
			   quantity_time(context->arena, slot->duration.value),
			   quantity_time(context->arena, slot->start.value),
			   quantity_time(context->arena, plan->major_frame.value));
		diag_note(context->diag, plan->major_frame.at, "the major frame is declared here");
		help_fit(context, plan, slot);
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
			check_in_frame(context, plan, &plan->slots[j]);
	}
}

static void note_slot(const struct check_context *context, const struct slot *slot)
{
	diag_note(context->diag, slot->start.at,
		  "the slot of '%s', %s long from %s, is declared here", slot->partition.value,
		  quantity_time(context->arena, slot->duration.value),
		  quantity_time(context->arena, slot->start.value));
}

static void check_order_in(const struct check_context *context, const struct schedule *schedule)
{
	const struct slot **last =
		arena_array(context->arena, schedule->n_processors, sizeof(*last));

	for (size_t i = 0; i < schedule->plan->n_slots; i++) {
		const struct slot *slot = &schedule->plan->slots[i];
		const struct slot **before;

		if (is_bad(slot))
			continue;
		before = &last[schedule_processor(schedule, slot->processor.value)];
		if (*before != NULL && slot->start.value < (*before)->start.value) {
			diag_error(context->diag, slot->start.at, "slot-order",
				   "the slot of '%s' starts at %s, before the slot that stands in "
				   "front of it",
				   slot->partition.value,
				   quantity_time(context->arena, slot->start.value));
			note_slot(context, *before);
			diag_help(context->diag, slot->start.at,
				  "write the slots of a processor in the order of their starts");
		}
		*before = slot;
	}
}

static void check_order(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		check_order_in(context, &context->schedules[i]);
}

/* When slot i starts where the one before it ends, or when that one ends where this starts. */
static void help_apart(const struct check_context *context, const struct schedule *schedule,
		       struct schedule_slots slots, size_t i, const struct schedule_slot *before)
{
	const struct schedule_slot *slot = slots.items[i];
	uint64_t limit = i + 1 < slots.n ? slots.items[i + 1]->start : schedule->frame;

	if (range_fits(limit, before->end, slot->end - slot->start))
		diag_help(context->diag, slot->slot->start.at, "there is room for it from %s to %s",
			  quantity_time(context->arena, before->end),
			  quantity_time(context->arena, limit));
	else if (before->start < slot->start)
		diag_help(context->diag, before->slot->duration.at,
			  "with a duration of %s this slot ends when the other starts",
			  quantity_time(context->arena, slot->start - before->start));
}

/* Each slot is held against the one in front of it that ends last. */
static void check_overlap_on(const struct check_context *context, const struct schedule *schedule,
			     const struct schedule_processor *processor)
{
	const struct schedule_slot *last = NULL;

	for (size_t i = 0; i < processor->slots.n; i++) {
		const struct schedule_slot *slot = processor->slots.items[i];

		if (slot->slot->duration.value == 0)
			continue;
		if (last != NULL && slot->start < last->end) {
			diag_error(context->diag, slot->slot->start.at, "slot-overlap",
				   "the slot of '%s' starts at %s, while the slot of '%s' runs "
				   "on processor %" PRIu64,
				   slot->slot->partition.value,
				   quantity_time(context->arena, slot->start),
				   last->slot->partition.value, processor->id);
			note_slot(context, last->slot);
			help_apart(context, schedule, processor->slots, i, last);
		}
		if (last == NULL || slot->end > last->end)
			last = slot;
	}
}

static void check_overlap(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++) {
		const struct schedule *schedule = &context->schedules[i];

		for (size_t j = 0; j < schedule->n_processors; j++)
			check_overlap_on(context, schedule, &schedule->processors[j]);
	}
}

/* Of the slots so far, the one that ends last, and the one that does on another processor. */
struct running {
	const struct schedule_slot *last, *other;
};

static bool same_processor(const struct schedule_slot *a, const struct schedule_slot *b)
{
	return a->slot->processor.value == b->slot->processor.value;
}

static void keep_running(struct running *running, const struct schedule_slot *slot)
{
	if (running->last == NULL || slot->end > running->last->end) {
		if (running->last != NULL && !same_processor(slot, running->last))
			running->other = running->last;
		running->last = slot;
	} else if (!same_processor(slot, running->last) &&
		   (running->other == NULL || slot->end > running->other->end)) {
		running->other = slot;
	}
}

static void help_move(const struct check_context *context, const struct schedule_slot *slot,
		      uint64_t free)
{
	if (free < slot->end)
		diag_help(context->diag, slot->slot->start.at, "it can move here at %s, for %s",
			  quantity_time(context->arena, free),
			  quantity_time(context->arena, slot->end - free));
	else
		diag_help(context->diag, slot->slot->start.at,
			  "this slot gives it no time that it does not have");
}

static void check_parallel_share(const struct check_context *context,
				 const struct schedule_share *share)
{
	struct running running = { NULL, NULL };

	for (size_t i = 0; i < share->slots.n; i++) {
		const struct schedule_slot *slot = share->slots.items[i];
		const struct schedule_slot *with = running.last;

		if (with != NULL && same_processor(with, slot))
			with = running.other;
		if (with != NULL && slot->start < with->end) {
			diag_error(context->diag, slot->slot->start.at, "slot-parallel",
				   "partition '%s' starts on processor %" PRIu64
				   " at %s, while it runs on processor %" PRIu64 " until %s",
				   share->partition->name.value, slot->slot->processor.value,
				   quantity_time(context->arena, slot->start),
				   with->slot->processor.value,
				   quantity_time(context->arena, with->end));
			note_slot(context, with->slot);
			help_move(context, slot, with->end);
		}
		keep_running(&running, slot);
	}
}

static void check_parallel(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < context->system->n_partitions; j++)
			check_parallel_share(context, &context->schedules[i].shares[j]);
}

static void report_idle(const struct check_context *context, const struct schedule *schedule,
			uint64_t processor, const struct schedule_idle *idle)
{
	struct location at = schedule->plan->id.at;
	const char *from = quantity_time(context->arena, idle->longest.start);
	const char *to = quantity_time(context->arena, idle->longest.end);

	if (schedule_on(schedule, processor).n == 0)
		diag_info(context->diag, at, "slot-gap",
			  "plan %" PRIu64 " has no slot on processor %" PRIu64,
			  schedule->plan->id.value, processor);
	else if (idle->n == 1)
		diag_info(context->diag, at, "slot-gap",
			  "in plan %" PRIu64 " processor %" PRIu64
			  " idles for %s of %s, from %s to %s",
			  schedule->plan->id.value, processor,
			  quantity_time(context->arena, idle->time),
			  quantity_time(context->arena, schedule->frame), from, to);
	else if (idle->n > 1)
		diag_info(context->diag, at, "slot-gap",
			  "in plan %" PRIu64 " processor %" PRIu64
			  " idles for %s of %s in %zu gaps, the longest from %s to %s",
			  schedule->plan->id.value, processor,
			  quantity_time(context->arena, idle->time),
			  quantity_time(context->arena, schedule->frame), idle->n, from, to);
}

static void check_gaps_on(const struct check_context *context, const struct schedule *schedule,
			  const struct processor *processor)
{
	const struct schedule_board one = { &processor, 1 };
	struct schedule_gaps gaps = schedule_gaps(context->arena, schedule, &one);
	struct schedule_idle idle = schedule_idle(&gaps);

	report_idle(context, schedule, processor->id.value, &idle);
}

/* Of processors with a slot that is not sound, nothing is known. */
static bool is_known(const struct schedule *schedule, uint64_t processor)
{
	struct schedule_slots slots = schedule_on(schedule, processor);
	bool known = schedule->frame != 0;

	for (size_t i = 0; i < slots.n; i++)
		known = known && slots.items[i]->sound;
	return known;
}

static void check_gaps(const struct check_context *context)
{
	struct schedule_board board = schedule_board(context->arena, &context->system->board);

	for (size_t i = 0; i < context->system->n_plans; i++)
		for (size_t j = 0; j < board.n; j++)
			if (is_known(&context->schedules[i], board.items[j]->id.value))
				check_gaps_on(context, &context->schedules[i], board.items[j]);
}

/* What the examples are parts of. */
#define PLAN(slots) "<Plan id=\"0\" majorFrame=\"100ms\">\n" slots "</Plan>\n"

const struct check check_slots[] = {
	{
		.id = "slot-partition",
		.whole = true,
		.title = "a slot names a partition of the system",
		.rationale = "A host takes its schedule from the slots; it has no partition to "
			     "start in this one. A slip of the keyboard here leaves the partition "
			     "that was meant without its time.",
		.source = "ARINC 653 part 1, section 2.3.1, partition scheduling: a time window "
			  "belongs to a partition",
		.wrong = "<Slot partition=\"contorl\" start=\"0ms\" duration=\"40ms\"/>\n",
		.right = "<Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n",
		.run = check_partitions,
	},
	{
		.id = "slot-processor",
		.whole = true,
		.title = "a slot is on a processor of the board",
		.rationale = "Nothing would run in the slot: the host has no processor of that "
			     "number. Without the attribute a slot is on processor 0.",
		.source = "docs/device-tree.md, xpack,slots: each slot carries the id of a node "
			  "of processors",
		.wrong = "<Board name=\"b\" arch=\"x86\">\n  <Processor id=\"0\"/>\n</Board>\n"
			 "<Slot partition=\"control\" start=\"0ms\" duration=\"40ms\" "
			 "processor=\"1\"/>\n",
		.right = "<Board name=\"b\" arch=\"x86\">\n  <Processor id=\"0\"/>\n"
			 "  <Processor id=\"1\"/>\n</Board>\n"
			 "<Slot partition=\"control\" start=\"0ms\" duration=\"40ms\" "
			 "processor=\"1\"/>\n",
		.run = check_processors,
	},
	{
		.id = "slot-frame",
		.whole = true,
		.title = "slots lie inside the major frame and have a duration",
		.rationale = "A host starts the plan again at the end of the major frame. What a "
			     "slot has beyond it is cut off, or delays everything behind it in "
			     "every frame; neither is what was analysed. Times are exact: one "
			     "nanosecond too long is too long.",
		.source = "ARINC 653 part 1, section 2.3.1, partition scheduling: windows are "
			  "defined by offset and duration within the major time frame",
		.wrong = PLAN("  <Slot partition=\"control\" start=\"80ms\" "
			      "duration=\"20000001ns\"/>\n"),
		.right = PLAN("  <Slot partition=\"control\" start=\"80ms\" "
			      "duration=\"20ms\"/>\n"),
		.run = check_frames,
	},
	{
		.id = "slot-order",
		.whole = true,
		.title = "the slots of a processor are in ascending order",
		.rationale = "A host walks through its slots in the order in which they stand in "
			     "the device tree, and waits for the start of the next one. One that "
			     "is out of order is reached when its time has passed.",
		.source = "docs/device-tree.md, xpack,slots: in the order of the description",
		.wrong = PLAN("  <Slot partition=\"nav\" start=\"50ms\" duration=\"40ms\"/>\n"
			      "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"),
		.right = PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			      "  <Slot partition=\"nav\" start=\"50ms\" duration=\"40ms\"/>\n"),
		.run = check_order,
	},
	{
		.id = "slot-overlap",
		.whole = true,
		.title = "the slots of a processor do not overlap",
		.rationale = "A processor runs one partition at a time. Where two slots overlap, "
			     "one of the partitions loses time that it was promised, and which "
			     "one depends on the host.",
		.source = "ARINC 653 part 1, section 2.3.1, partition scheduling: the windows of "
			  "one processor are disjoint",
		.wrong = PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			      "  <Slot partition=\"nav\" start=\"39ms\" duration=\"40ms\"/>\n"),
		.right = PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			      "  <Slot partition=\"nav\" start=\"40ms\" duration=\"40ms\"/>\n"),
		.run = check_overlap,
	},
	{
		.id = "slot-parallel",
		.whole = true,
		.title = "a partition runs on one processor at a time",
		.rationale = "A partition is started once, at one entry, with one set of "
			     "registers. On a second processor the host would have to run the "
			     "same state twice, or leave the slot empty. It may move from one "
			     "processor to another, the moment that its slot there ends.",
		.source = "docs/hosts.md: a partition has one entry; ARINC 653 part 1, section "
			  "2.3.1, partition scheduling",
		.wrong = PLAN("  <Slot partition=\"nav\" start=\"0ms\" duration=\"40ms\" "
			      "processor=\"0\"/>\n"
			      "  <Slot partition=\"nav\" start=\"20ms\" duration=\"40ms\" "
			      "processor=\"1\"/>\n"),
		.right = PLAN("  <Slot partition=\"nav\" start=\"0ms\" duration=\"40ms\" "
			      "processor=\"0\"/>\n"
			      "  <Slot partition=\"nav\" start=\"40ms\" duration=\"40ms\" "
			      "processor=\"1\"/>\n"),
		.run = check_parallel,
	},
	{
		.id = "slot-gap",
		.whole = true,
		.severity = SEVERITY_INFO,
		.off = true,
		.title = "the slots of a processor leave no time between them",
		.rationale = "Time without a slot is no fault; many plans keep some as a reserve. "
			     "But it is also what a forgotten slot or a start with a wrong unit "
			     "looks like. 'xpack check --report' prints what each processor and "
			     "partition has.",
		.source = "ARINC 653 part 1, section 2.3.1, partition scheduling",
		.wrong = PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			      "  <Slot partition=\"nav\" start=\"50ms\" duration=\"50ms\"/>\n"),
		.right = PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"50ms\"/>\n"
			      "  <Slot partition=\"nav\" start=\"50ms\" duration=\"50ms\"/>\n"),
		.run = check_gaps,
	},
	{ .id = NULL },
};
