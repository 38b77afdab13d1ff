/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "utilisation.h"

#include <inttypes.h>

#include "exact.h"
#include "json.h"
#include "quantity.h"
#include "supply.h"

#define PERCENT 100u

static struct utilisation_processor processor_of(struct arena *arena,
						 const struct schedule *schedule,
						 const struct processor *processor)
{
	const struct schedule_board one = { &processor, 1 };
	struct schedule_gaps gaps = schedule_gaps(arena, schedule, &one);
	struct schedule_slots slots = schedule_on(schedule, processor->id.value);
	struct utilisation_processor result = {
		.id = processor->id.value,
		.idle = schedule_idle(&gaps),
	};

	for (size_t i = 0; i < slots.n; i++)
		result.n_slots += slots.items[i]->sound;
	return result;
}

static struct utilisation_partition partition_of(struct arena *arena,
						 const struct schedule *schedule, size_t index)
{
	const struct schedule_share *share = &schedule->shares[index];

	return (struct utilisation_partition){
		.partition = share->partition,
		.n_slots = share->slots.n,
		.time = supply_of(arena, share->slots, schedule->frame).total,
	};
}

/* Slots without numbers are not in the schedule. */
static size_t count_left_out(const struct schedule *schedule)
{
	size_t n = schedule->plan->n_slots;

	for (size_t i = 0; i < schedule->n_processors; i++)
		for (size_t j = 0; j < schedule->processors[i].slots.n; j++)
			n -= schedule->processors[i].slots.items[j]->sound;
	return n;
}

static struct utilisation_plan plan_of(struct arena *arena, const struct system *system,
				       const struct schedule_board *board, const struct plan *plan)
{
	struct schedule schedule = schedule_of(arena, system, plan);
	struct utilisation_plan result = {
		.plan = plan,
		.frame = schedule.frame,
		.n_left_out = count_left_out(&schedule),
	};

	if (schedule.frame == 0)
		return result;
	result.processors = arena_array(arena, board->n, sizeof(*result.processors));
	for (size_t i = 0; i < board->n; i++)
		result.processors[result.n_processors++] =
			processor_of(arena, &schedule, board->items[i]);
	result.partitions = arena_array(arena, system->n_partitions, sizeof(*result.partitions));
	for (size_t i = 0; i < system->n_partitions; i++)
		result.partitions[result.n_partitions++] = partition_of(arena, &schedule, i);
	return result;
}

struct utilisation utilisation_of(struct arena *arena, const struct system *system)
{
	struct utilisation result = {
		.plans = arena_array(arena, system->n_plans, sizeof(*result.plans)),
		.n_plans = system->n_plans,
	};
	struct schedule_board board = schedule_board(arena, &system->board);

	for (size_t i = 0; i < system->n_plans; i++)
		result.plans[i] = plan_of(arena, system, &board, &system->plans[i]);
	return result;
}

const char *utilisation_percent(struct arena *arena, uint64_t part, uint64_t whole)
{
	uint64_t hundredths = exact_share(part, whole, (uint64_t)PERCENT * PERCENT);

	return arena_printf(arena, "%" PRIu64 ".%02" PRIu64 " %%", hundredths / PERCENT,
			    hundredths % PERCENT);
}

static void print_processor(struct arena *arena, const struct utilisation_plan *plan,
			    const struct utilisation_processor *processor, FILE *to)
{
	const struct schedule_gap *longest = &processor->idle.longest;

	fprintf(to, "  %-20" PRIu64 " %6zu %12s %10s %12s %6zu", processor->id, processor->n_slots,
		quantity_time(arena, plan->frame - processor->idle.time),
		utilisation_percent(arena, plan->frame - processor->idle.time, plan->frame),
		quantity_time(arena, processor->idle.time), processor->idle.n);
	if (processor->idle.n != 0)
		fprintf(to, "  %s from %s", quantity_time(arena, longest->end - longest->start),
			quantity_time(arena, longest->start));
	fputc('\n', to);
}

static void print_partition(struct arena *arena, const struct utilisation_plan *plan,
			    const struct utilisation_partition *share, FILE *to)
{
	const struct partition *partition = share->partition;
	uint64_t period = partition->period.value, duration = partition->duration.value;

	fprintf(to, "  %-20s %6zu %12s %10s", partition->name.value, share->n_slots,
		quantity_time(arena, share->time),
		utilisation_percent(arena, share->time, plan->frame));
	if (period != 0 && duration != 0 && duration <= period)
		fprintf(to, "  %s in %s, %s", quantity_time(arena, duration),
			quantity_time(arena, period), utilisation_percent(arena, duration, period));
	fputc('\n', to);
}

static void print_plan(struct arena *arena, const struct utilisation_plan *plan, FILE *to)
{
	fprintf(to, "plan %" PRIu64 ", ", plan->plan->id.value);
	if (plan->frame == 0) {
		fputs("the major frame is not known\n\n", to);
		return;
	}
	fprintf(to, "major frame %s", quantity_time(arena, plan->frame));
	if (plan->n_left_out != 0)
		fprintf(to, ", %zu slot%s left out", plan->n_left_out,
			plan->n_left_out == 1 ? "" : "s");
	fprintf(to, "\n  %-20s %6s %12s %10s %12s %6s  %s\n", "processor", "slots", "busy", "share",
		"idle", "gaps", "longest gap");
	for (size_t i = 0; i < plan->n_processors; i++)
		print_processor(arena, plan, &plan->processors[i], to);
	fprintf(to, "  %-20s %6s %12s %10s  %s\n", "partition", "slots", "time", "share", "needs");
	for (size_t i = 0; i < plan->n_partitions; i++)
		print_partition(arena, plan, &plan->partitions[i], to);
	fputc('\n', to);
}

void utilisation_print(const void *utilisation, FILE *to)
{
	const struct utilisation *all = utilisation;
	struct arena *arena = arena_new();

	for (size_t i = 0; i < all->n_plans; i++)
		print_plan(arena, &all->plans[i], to);
	arena_free(arena);
}

static void put_processor(struct json *json, const struct utilisation_plan *plan,
			  const struct utilisation_processor *processor)
{
	json_open(json, NULL, '{');
	json_number(json, "id", processor->id);
	json_number(json, "slots", processor->n_slots);
	json_number(json, "busy", plan->frame - processor->idle.time);
	json_number(json, "idle", processor->idle.time);
	json_number(json, "gaps", processor->idle.n);
	if (processor->idle.n != 0) {
		json_open(json, "longest-gap", '{');
		json_number(json, "start", processor->idle.longest.start);
		json_number(json, "duration",
			    processor->idle.longest.end - processor->idle.longest.start);
		json_close(json, '}');
	}
	json_close(json, '}');
}

static void put_partition(struct json *json, const struct utilisation_partition *share)
{
	const struct partition *partition = share->partition;

	json_open(json, NULL, '{');
	json_text(json, "name", partition->name.value);
	json_number(json, "slots", share->n_slots);
	json_number(json, "time", share->time);
	if (number_known(partition->period))
		json_number(json, "period", partition->period.value);
	if (number_known(partition->duration))
		json_number(json, "duration", partition->duration.value);
	json_close(json, '}');
}

static void put_plan(struct json *json, const struct utilisation_plan *plan)
{
	json_open(json, NULL, '{');
	json_number(json, "id", plan->plan->id.value);
	if (plan->frame != 0)
		json_number(json, "major-frame", plan->frame);
	json_number(json, "left-out", plan->n_left_out);
	json_open(json, "processors", '[');
	for (size_t i = 0; i < plan->n_processors; i++)
		put_processor(json, plan, &plan->processors[i]);
	json_close(json, ']');
	json_open(json, "partitions", '[');
	for (size_t i = 0; i < plan->n_partitions; i++)
		put_partition(json, &plan->partitions[i]);
	json_close(json, ']');
	json_close(json, '}');
}

void utilisation_json(const void *utilisation, struct json *json)
{
	const struct utilisation *all = utilisation;

	json_open(json, "plans", '[');
	for (size_t i = 0; i < all->n_plans; i++)
		put_plan(json, &all->plans[i]);
	json_close(json, ']');
}
