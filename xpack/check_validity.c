/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Checks of the validity of sampling ports against the plans.
 *
 * A message is written in a slot of its source.  A slot of the reader in which the source does not
 * run sees nothing newer than what was written before the source's last slot ended, so the time
 * from there to the start of the reader's slot is a lower bound of every message's age, whatever
 * the two programs do.
 */

#include <inttypes.h>
#include <stdlib.h>

#include "check.h"
#include "check_port_examples.h"
#include "quantity.h"
#include "supply.h"

/* Bounds of a message's age over the reader's slots, and the slots in which they are met; these
 * are NULL when one of the two does not run. */
struct ages {
	uint64_t least, most;
	const struct slot *newest, *oldest;
};

/* A sampling destination with a validity. */
struct reader {
	const struct port *port;
	const struct partition *source, *partition;
	size_t order; /* of the document */
	struct ages ages;
};

struct readers {
	struct arena *arena;
	struct reader *items;
	size_t n;
};

static void add_readers(struct readers *readers, const struct system *system,
			const struct channel *channel)
{
	const struct port *source = model_end_port(system, &channel->source);

	for (size_t i = 0; source != NULL && i < channel->n_destinations; i++) {
		const struct channel_end *end = &channel->destinations[i];
		const struct port *port = model_end_port(system, end);

		if (port == NULL || port->kind != PORT_SAMPLING || port->validity.value == 0)
			continue;
		readers->items = arena_grow(readers->arena, readers->items, readers->n,
					    sizeof(*readers->items));
		readers->items[readers->n] = (struct reader){
			.port = port,
			.source = model_partition(system, channel->source.partition.value),
			.partition = model_partition(system, end->partition.value),
			.order = readers->n,
		};
		readers->n++;
	}
}

static int compare_pointers(const struct partition *a, const struct partition *b)
{
	return a < b ? -1 : a > b;
}

/* Ports that connect the same partitions are neighbours. */
static int compare_pairs(const void *a, const void *b)
{
	const struct reader *x = a;
	const struct reader *y = b;
	int order = compare_pointers(x->source, y->source);

	return order != 0 ? order : compare_pointers(x->partition, y->partition);
}

static int compare_orders(const void *a, const void *b)
{
	const struct reader *x = a;
	const struct reader *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

/* The least age that a message can have in that run of the reader.  The source runs. */
static uint64_t least_age(const struct supply *source, const struct supply_run *run)
{
	size_t after = supply_before(source, run->start);
	const struct supply_run *before = &source->runs[(after != 0 ? after : source->n) - 1];

	if (after < source->n && source->runs[after].start < run->end)
		return 0;
	if (after == 0)
		return run->start + (source->frame - before->end);
	return before->end > run->start ? 0 : run->start - before->end;
}

static void look_at(struct ages *ages, const struct supply *source, const struct supply_run *run)
{
	uint64_t age = least_age(source, run);

	if (ages->newest == NULL || age < ages->least) {
		ages->newest = run->slot;
		ages->least = age;
	}
	if (ages->oldest == NULL || age > ages->most) {
		ages->oldest = run->slot;
		ages->most = age;
	}
}

/* The extremes are at the reader's runs around each of the source's: when those are fewer, the
 * others need not be looked at. */
static struct ages measure(const struct supply *source, const struct supply *reader)
{
	struct ages ages = { .newest = NULL, .oldest = NULL };

	if (source->n == 0 || reader->n == 0)
		return ages;
	for (size_t i = 0; source->n >= reader->n && i < reader->n; i++)
		look_at(&ages, source, &reader->runs[i]);
	for (size_t i = 0; source->n < reader->n && i < source->n; i++) {
		size_t at = supply_before(reader, source->runs[i].start);

		for (size_t back = 0; back <= 2; back++)
			look_at(&ages, source, &reader->runs[(at + reader->n - back) % reader->n]);
	}
	return ages;
}

/* Ports between the same two partitions are measured once. */
static void measure_all(const struct check_context *context, struct readers *readers,
			const struct schedule *schedule)
{
	const struct partition *first = context->system->partitions;
	struct supply *supplies =
		arena_array(context->arena, context->system->n_partitions, sizeof(*supplies));

	for (size_t i = 0; i < context->system->n_partitions; i++)
		supplies[i] = supply_of(context->arena, schedule->shares[i].slots, schedule->frame);
	qsort(readers->items, readers->n, sizeof(*readers->items), compare_pairs);
	for (size_t i = 0; i < readers->n; i++) {
		struct reader *reader = &readers->items[i];

		if (i > 0 && compare_pairs(reader - 1, reader) == 0)
			reader->ages = reader[-1].ages;
		else
			reader->ages = measure(&supplies[reader->source - first],
					       &supplies[reader->partition - first]);
	}
	qsort(readers->items, readers->n, sizeof(*readers->items), compare_orders);
}

static void report_stale(const struct check_context *context, const struct reader *reader)
{
	const struct port *port = reader->port;

	diag_warning(context->diag, port->validity.at, "port-stale",
		     "no message of port '%s' is ever valid: in each slot of partition '%s' it is "
		     "older than %s",
		     port->name.value, reader->partition->name.value,
		     quantity_time(context->arena, port->validity.value));
	diag_note(context->diag, reader->ages.newest->at,
		  "here partition '%s' has not run for %s, for less in no other slot",
		  reader->source->name.value, quantity_time(context->arena, reader->ages.least));
	diag_help(context->diag, port->validity.at,
		  "with more than %s a message is valid in every slot, if it is sent at the end "
		  "of each of the source's",
		  quantity_time(context->arena, reader->ages.most));
}

static void report_aged(const struct check_context *context, const struct reader *reader)
{
	const struct port *port = reader->port;

	diag_info(context->diag, port->validity.at, "port-age",
		  "there is a slot of partition '%s' in which no message of port '%s' is valid",
		  reader->partition->name.value, port->name.value);
	diag_note(context->diag, reader->ages.oldest->at,
		  "here partition '%s' has not run for %s, and the validity is %s",
		  reader->source->name.value, quantity_time(context->arena, reader->ages.most),
		  quantity_time(context->arena, port->validity.value));
}

static bool is_stale(const struct reader *reader)
{
	return reader->ages.newest != NULL && reader->ages.least >= reader->port->validity.value;
}

static bool is_aged(const struct reader *reader)
{
	return reader->ages.oldest != NULL && !is_stale(reader) &&
	       reader->ages.most >= reader->port->validity.value;
}

/* Call report for each reader that is so, plan by plan.  A slot that another check refused may be
 * the one in which a message is sent: such a plan is left alone, which is said. */
static void check_each(const struct check_context *context, const char *id,
		       bool (*is_so)(const struct reader *reader),
		       void (*report)(const struct check_context *context,
				      const struct reader *reader))
{
	struct check_obstacles obstacles = { .n = 0 };
	const struct system *system = context->system;
	struct readers readers = { .arena = context->arena };

	for (size_t i = 0; i < system->n_channels; i++)
		add_readers(&readers, system, &system->channels[i]);
	for (size_t i = 0; i < system->n_plans && readers.n != 0; i++) {
		const struct schedule *schedule = &context->schedules[i];

		if (schedule->missing != NULL) {
			check_skip_once(context, &obstacles, id, schedule->missing);
			continue;
		}
		measure_all(context, &readers, schedule);
		for (size_t j = 0; j < readers.n; j++)
			if (is_so(&readers.items[j]))
				report(context, &readers.items[j]);
	}
}

static void check_stale(const struct check_context *context)
{
	check_each(context, "port-stale", is_stale, report_stale);
}

static void check_age(const struct check_context *context)
{
	check_each(context, "port-age", is_aged, report_aged);
}

/* What the examples are parts of. */
#define PLAN(slots) "<Plan id=\"0\" majorFrame=\"100ms\">\n" slots "</Plan>\n"

const struct check check_validity[] = {
	{
		.id = "port-stale",
		.severity = SEVERITY_WARNING,
		.whole = true,
		.title = "a message can be valid when its reader runs",
		.rationale = "When the validity is shorter than the time since the source's last "
			     "slot, every read says that the message is too old, whatever the "
			     "two programs do, and the reader works with its substitute for "
			     "ever.",
		.source = "ARINC 653 part 1, READ_SAMPLING_MESSAGE, refresh period; the plan",
		.wrong = CONNECTED(SOURCE("speed"), VALID_FOR("speed", "5ms"),
				   FROM("speed") TO("speed"))
			PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			     "  <Slot partition=\"display\" start=\"20ms\" duration=\"10ms\"/>\n"),
		.right = CONNECTED(SOURCE("speed"), VALID_FOR("speed", "25ms"),
				   FROM("speed") TO("speed"))
			PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			     "  <Slot partition=\"display\" start=\"20ms\" duration=\"10ms\"/>\n"),
		.run = check_stale,
	},
	{
		.id = "port-age",
		.severity = SEVERITY_INFO,
		.whole = true,
		.title = "a message can be valid in every slot of its reader",
		.rationale = "In a slot that comes too long after the source's last one, the "
			     "message is always too old. That may be meant: then the validity "
			     "tells the reader's slots apart.",
		.source = "ARINC 653 part 1, READ_SAMPLING_MESSAGE, refresh period; the plan",
		.wrong = CONNECTED(SOURCE("speed"), VALID_FOR("speed", "15ms"),
				   FROM("speed") TO("speed"))
			PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			     "  <Slot partition=\"display\" start=\"10ms\" duration=\"10ms\"/>\n"
			     "  <Slot partition=\"display\" start=\"50ms\" duration=\"10ms\"/>\n"),
		.right = CONNECTED(SOURCE("speed"), VALID_FOR("speed", "50ms"),
				   FROM("speed") TO("speed"))
			PLAN("  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			     "  <Slot partition=\"display\" start=\"10ms\" duration=\"10ms\"/>\n"
			     "  <Slot partition=\"display\" start=\"50ms\" duration=\"10ms\"/>\n"),
		.run = check_age,
	},
	{ .id = NULL },
};
