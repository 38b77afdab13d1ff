/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of plans: which partitions run at all. */

#include <inttypes.h>

#include "check.h"
#include "quantity.h"
#include "schedule.h"

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

/* A slot that another check refused is a slot. */
static bool runs_in(const struct check_context *context, size_t plan, size_t partition)
{
	const struct schedule_share *share = &context->schedules[plan].shares[partition];

	return share->slots.n != 0 || share->broken != NULL;
}

static size_t count_plans(const struct check_context *context, size_t partition)
{
	size_t n = 0;

	for (size_t i = 0; i < context->system->n_plans; i++)
		n += runs_in(context, i, partition);
	return n;
}

/* Of a name that another one has too, all slots are the other's: that is an error already. */
static bool is_named(const struct system *system, size_t partition)
{
	return model_partition(system, system->partitions[partition].name.value) ==
	       &system->partitions[partition];
}

/* The longest time in which a processor of the board has nothing to do, in the first plan. */
static void help_gap(const struct check_context *context, const struct partition *partition)
{
	const struct schedule *schedule = &context->schedules[0];
	struct schedule_board board = schedule_board(context->arena, &context->system->board);
	struct schedule_gaps gaps = schedule_gaps(context->arena, schedule, &board);
	struct schedule_gap longest = schedule_idle(&gaps).longest;
	uint64_t duration = partition->duration.value;

	if (gaps.n == 0)
		return;
	if (duration == 0 || duration > longest.end - longest.start)
		duration = longest.end - longest.start;
	diag_help(context->diag, schedule->plan->id.at,
		  "in plan %" PRIu64 " there is room for <Slot partition=\"%s\" start=\"%s\" "
		  "duration=\"%s\" processor=\"%" PRIu64 "\"/>",
		  schedule->plan->id.value, partition->name.value,
		  quantity_time(context->arena, longest.start),
		  quantity_time(context->arena, duration), longest.processor);
}

/* A slot that names no partition may be the one that is missing. */
static bool may_be_misspelt(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_plans; i++)
		if (context->schedules[i].broken != NULL)
			return true;
	return false;
}

/* The room is offered once: two slots do not fit into it. */
static void report_idle(const struct check_context *context, size_t partition, bool offer)
{
	struct text name = context->system->partitions[partition].name;

	diag_error(context->diag, name.at, "partition-no-slot",
		   "partition '%s' has no slot in any plan", name.value);
	if (offer)
		help_gap(context, &context->system->partitions[partition]);
}

static void check_run_at_all(const struct check_context *context)
{
	const struct system *system = context->system;
	size_t n = 0;

	for (size_t i = 0; i < system->n_partitions && system->n_plans != 0; i++) {
		if (count_plans(context, i) != 0 || !is_named(system, i))
			continue;
		if (may_be_misspelt(context)) {
			diag_skip(context->diag, "partition-no-slot", "slot-partition");
			return;
		}
		report_idle(context, i, n++ == 0);
	}
}

/* A plan is measured by the others, unless one of its slots names no partition. */
static void check_plan_for(const struct check_context *context, size_t partition)
{
	const struct system *system = context->system;
	struct text name = system->partitions[partition].name;

	for (size_t i = 0; i < system->n_plans; i++) {
		if (runs_in(context, i, partition) || context->schedules[i].broken != NULL)
			continue;
		diag_warning(context->diag, system->plans[i].id.at, "plan-partition",
			     "plan %" PRIu64 " has no slot for partition '%s', which other plans "
			     "run",
			     system->plans[i].id.value, name.value);
		diag_note(context->diag, name.at, "partition '%s' is declared here", name.value);
	}
}

static void check_run_everywhere(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_partitions; i++)
		if (count_plans(context, i) != 0)
			check_plan_for(context, i);
}

const struct check check_plan[] = {
	{
		.id = "plan-missing",
		.whole = true,
		.title = "partitions under the protocol xpack have a plan",
		.rationale = "A host of the protocol xpack takes its schedule from the system "
			     "device tree. Without a plan it starts, and then runs nothing. Hosts "
			     "of other protocols may bring their own schedule.",
		.source = "docs/hosts.md; ARINC 653 part 1, section 2.3.1, partition scheduling",
		.wrong = "<Host name=\"xhost\" protocol=\"xpack\" .../>\n"
			 "<Partition id=\"0\" name=\"control\" .../>\n",
		.right = "<Host name=\"xhost\" protocol=\"xpack\" .../>\n"
			 "<Partition id=\"0\" name=\"control\" .../>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "</Plan>\n",
		.run = check_plan_present,
	},
	{
		.id = "partition-no-slot",
		.whole = true,
		.title = "every partition has a slot in a plan",
		.rationale =
			"Nothing else starts a partition. One without a slot is loaded, hashed "
			"and mapped, and never runs an instruction; its partners wait for "
			"messages that do not come. Where the system has no plan at all, the "
			"host brings the schedule, and nothing is said.",
		.source = "ARINC 653 part 1, section 2.3.1, partition scheduling: partitions are "
			  "activated by time windows allocated to them",
		.wrong = "<Partition id=\"0\" name=\"control\" .../>\n"
			 "<Partition id=\"1\" name=\"nav\" .../>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "</Plan>\n",
		.right = "<Partition id=\"0\" name=\"control\" .../>\n"
			 "<Partition id=\"1\" name=\"nav\" .../>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "  <Slot partition=\"nav\" start=\"40ms\" duration=\"40ms\"/>\n"
			 "</Plan>\n",
		.run = check_run_at_all,
	},
	{
		.id = "plan-partition",
		.whole = true,
		.severity = SEVERITY_WARNING,
		.title = "a partition that one plan runs has a slot in every plan",
		.rationale = "When the host changes to a plan without a slot for it, the partition "
			     "stands still, whatever period it declares. That may be meant, as in "
			     "a plan for maintenance: then --disable plan-partition.",
		.source = "ARINC 653 part 2, multiple module schedules",
		.wrong = "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "  <Slot partition=\"nav\" start=\"40ms\" duration=\"40ms\"/>\n"
			 "</Plan>\n"
			 "<Plan id=\"1\" majorFrame=\"50ms\">\n"
			 "  <Slot partition=\"nav\" start=\"0ms\" duration=\"50ms\"/>\n"
			 "</Plan>\n",
		.right = "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "  <Slot partition=\"nav\" start=\"40ms\" duration=\"40ms\"/>\n"
			 "</Plan>\n"
			 "<Plan id=\"1\" majorFrame=\"50ms\">\n"
			 "  <Slot partition=\"nav\" start=\"0ms\" duration=\"40ms\"/>\n"
			 "  <Slot partition=\"control\" start=\"40ms\" duration=\"10ms\"/>\n"
			 "</Plan>\n",
		.run = check_run_everywhere,
	},
	{ .id = NULL },
};
