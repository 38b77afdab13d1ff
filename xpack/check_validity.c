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
#include <string.h>

#include "check.h"
#include "loader/span.h"
#include "quantity.h"

/* A time in a frame in which a partition runs, on one processor or several. */
struct window {
	const struct partition *partition;
	const struct slot *slot; /* the first of them */
	uint64_t start, end;
};

/* Those of one partition, disjoint and in ascending order. */
struct windows {
	const struct window *items;
	size_t n;
};

/* A sampling destination with a validity. */
struct reader {
	const struct port *port;
	const struct partition *source, *partition;
	size_t order;                         /* of the document */
	uint64_t least, most;                 /* bounds of a message's age, over the slots */
	const struct window *newest, *oldest; /* the reader's, for which these are bounds */
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

static int compare_windows(const void *a, const void *b)
{
	const struct window *x = a;
	const struct window *y = b;
	int order = compare_pointers(x->partition, y->partition);

	if (order != 0)
		return order;
	return x->start < y->start ? -1 : x->start > y->start;
}

/* Is the slot as another check wants it? */
static bool is_sound(const struct check_context *context, const struct plan *plan,
		     const struct slot *slot)
{
	return !slot->start.bad && !slot->duration.bad && slot->duration.value != 0 &&
	       range_fits(plan->major_frame.value, slot->start.value, slot->duration.value) &&
	       model_partition(context->system, slot->partition.value) != NULL;
}

/* Those of the plan by partition; *n is 0 when a slot is not sound: it may be the one in which a
 * message is sent. */
static struct window *sorted_windows(const struct check_context *context, const struct plan *plan,
				     size_t *n)
{
	struct window *windows = arena_array(context->arena, plan->n_slots, sizeof(*windows));

	*n = 0;
	for (size_t i = 0; i < plan->n_slots; i++) {
		const struct slot *slot = &plan->slots[i];

		if (!is_sound(context, plan, slot)) {
			*n = 0;
			return windows;
		}
		windows[(*n)++] = (struct window){
			.partition = model_partition(context->system, slot->partition.value),
			.slot = slot,
			.start = slot->start.value,
			.end = slot->start.value + slot->duration.value,
		};
	}
	if (*n != 0)
		qsort(windows, *n, sizeof(*windows), compare_windows);
	return windows;
}

/* A partition's slots that meet or follow each other at once are one window. */
static size_t join_windows(struct window *windows, size_t n)
{
	size_t joined = 0;

	for (size_t i = 0; i < n; i++) {
		struct window *last = &windows[joined - (joined != 0)];

		if (joined == 0 || last->partition != windows[i].partition ||
		    last->end < windows[i].start)
			windows[joined++] = windows[i];
		else if (last->end < windows[i].end)
			last->end = windows[i].end;
	}
	return joined;
}

/* Number of windows that come before this partition and start. */
static size_t lower_bound(const struct window *windows, size_t n, const struct partition *partition,
			  uint64_t start)
{
	const struct window key = { .partition = partition, .start = start };
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_windows(&windows[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct windows windows_of(const struct window *windows, size_t n,
				 const struct partition *partition)
{
	size_t from = lower_bound(windows, n, partition, 0);
	/* No slot starts as late: slots have a duration and lie in the major frame. */
	size_t to = lower_bound(windows, n, partition, UINT64_MAX);

	return (struct windows){ windows + from, to - from };
}

/* The least age that a message can have in that window of the reader.  There are sources. */
static uint64_t least_age(struct windows sources, const struct window *reader, uint64_t frame)
{
	size_t after =
		lower_bound(sources.items, sources.n, sources.items[0].partition, reader->start);
	const struct window *before = &sources.items[(after != 0 ? after : sources.n) - 1];

	if (after < sources.n && sources.items[after].start < reader->end)
		return 0;
	if (after == 0)
		return reader->start + (frame - before->end);
	return before->end > reader->start ? 0 : reader->start - before->end;
}

static void look_at(struct reader *reader, struct windows sources, const struct window *window,
		    uint64_t frame)
{
	uint64_t age = least_age(sources, window, frame);

	if (reader->newest == NULL || age < reader->least) {
		reader->newest = window;
		reader->least = age;
	}
	if (reader->oldest == NULL || age > reader->most) {
		reader->oldest = window;
		reader->most = age;
	}
}

/* The extremes are at the reader's windows around each of the source's: when those are fewer, the
 * others need not be looked at. */
static void measure(struct reader *reader, struct windows sources, struct windows own,
		    uint64_t frame)
{
	reader->newest = NULL;
	reader->oldest = NULL;
	if (sources.n == 0 || own.n == 0)
		return;
	for (size_t i = 0; sources.n >= own.n && i < own.n; i++)
		look_at(reader, sources, &own.items[i], frame);
	for (size_t i = 0; sources.n < own.n && i < sources.n; i++) {
		size_t at = lower_bound(own.items, own.n, own.items[0].partition,
					sources.items[i].start);

		for (size_t back = 0; back <= 2; back++)
			look_at(reader, sources, &own.items[(at + own.n - back) % own.n], frame);
	}
}

/* Ports between the same two partitions are measured once. */
static void measure_all(struct readers *readers, const struct window *windows, size_t n,
			uint64_t frame)
{
	if (readers->n != 0)
		qsort(readers->items, readers->n, sizeof(*readers->items), compare_pairs);
	for (size_t i = 0; i < readers->n; i++) {
		struct reader *reader = &readers->items[i];

		if (i > 0 && compare_pairs(reader - 1, reader) == 0) {
			reader->least = reader[-1].least;
			reader->most = reader[-1].most;
			reader->newest = reader[-1].newest;
			reader->oldest = reader[-1].oldest;
		} else {
			measure(reader, windows_of(windows, n, reader->source),
				windows_of(windows, n, reader->partition), frame);
		}
	}
	if (readers->n != 0)
		qsort(readers->items, readers->n, sizeof(*readers->items), compare_orders);
}

static const char *time_text(const struct check_context *context, uint64_t ns)
{
	return quantity_text(context->arena, QUANTITY_TIME, ns);
}

static void report_stale(const struct check_context *context, const struct reader *reader)
{
	const struct port *port = reader->port;

	diag_warning(context->diag, port->validity.at, "port-stale",
		     "no message of port '%s' is ever valid: in each slot of partition '%s' it is "
		     "older than %s",
		     port->name.value, reader->partition->name.value,
		     time_text(context, port->validity.value));
	diag_note(context->diag, reader->newest->slot->at,
		  "here partition '%s' has not run for %s, for less in no other slot",
		  reader->source->name.value, time_text(context, reader->least));
	diag_help(context->diag, port->validity.at,
		  "with more than %s a message is valid in every slot, if it is sent at the end "
		  "of each of the source's",
		  time_text(context, reader->most));
}

static void report_aged(const struct check_context *context, const struct reader *reader)
{
	const struct port *port = reader->port;

	diag_info(context->diag, port->validity.at, "port-age",
		  "there is a slot of partition '%s' in which no message of port '%s' is valid",
		  reader->partition->name.value, port->name.value);
	diag_note(context->diag, reader->oldest->slot->at,
		  "here partition '%s' has not run for %s, and the validity is %s",
		  reader->source->name.value, time_text(context, reader->most),
		  time_text(context, port->validity.value));
}

static bool is_stale(const struct reader *reader)
{
	return reader->newest != NULL && reader->least >= reader->port->validity.value;
}

static bool is_aged(const struct reader *reader)
{
	return reader->oldest != NULL && !is_stale(reader) &&
	       reader->most >= reader->port->validity.value;
}

/* Call report for each reader that is so, plan by plan. */
static void
check_each(const struct check_context *context, bool (*is_so)(const struct reader *reader),
	   void (*report)(const struct check_context *context, const struct reader *reader))
{
	const struct system *system = context->system;
	struct readers readers = { .arena = context->arena };

	for (size_t i = 0; i < system->n_channels; i++)
		add_readers(&readers, system, &system->channels[i]);
	for (size_t i = 0; i < system->n_plans && readers.n != 0; i++) {
		size_t n;
		struct window *windows = sorted_windows(context, &system->plans[i], &n);

		n = join_windows(windows, n);
		measure_all(&readers, windows, n, system->plans[i].major_frame.value);
		for (size_t j = 0; j < readers.n; j++)
			if (is_so(&readers.items[j]))
				report(context, &readers.items[j]);
	}
}

static void check_stale(const struct check_context *context)
{
	check_each(context, is_stale, report_stale);
}

static void check_age(const struct check_context *context)
{
	check_each(context, is_aged, report_aged);
}

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
		.wrong = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Partition>\n"
			 "<Partition id=\"1\" name=\"display\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" "
			 "direction=\"destination\" size=\"16B\" validity=\"5ms\"/>\n"
			 "</Partition>\n"
			 "<Channel>\n"
			 "  <Source partition=\"control\" port=\"speed\"/>\n"
			 "  <Destination partition=\"display\" port=\"speed\"/>\n"
			 "</Channel>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			 "  <Slot partition=\"display\" start=\"20ms\" duration=\"10ms\"/>\n"
			 "</Plan>\n",
		.right = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Partition>\n"
			 "<Partition id=\"1\" name=\"display\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" "
			 "direction=\"destination\" size=\"16B\" validity=\"25ms\"/>\n"
			 "</Partition>\n"
			 "<Channel>\n"
			 "  <Source partition=\"control\" port=\"speed\"/>\n"
			 "  <Destination partition=\"display\" port=\"speed\"/>\n"
			 "</Channel>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			 "  <Slot partition=\"display\" start=\"20ms\" duration=\"10ms\"/>\n"
			 "</Plan>\n",
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
		.wrong = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Partition>\n"
			 "<Partition id=\"1\" name=\"display\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" "
			 "direction=\"destination\" size=\"16B\" validity=\"15ms\"/>\n"
			 "</Partition>\n"
			 "<Channel>\n"
			 "  <Source partition=\"control\" port=\"speed\"/>\n"
			 "  <Destination partition=\"display\" port=\"speed\"/>\n"
			 "</Channel>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			 "  <Slot partition=\"display\" start=\"10ms\" duration=\"10ms\"/>\n"
			 "  <Slot partition=\"display\" start=\"50ms\" duration=\"10ms\"/>\n"
			 "</Plan>\n",
		.right = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Partition>\n"
			 "<Partition id=\"1\" name=\"display\" ...>\n"
			 "  <Port name=\"speed\" kind=\"sampling\" "
			 "direction=\"destination\" size=\"16B\" validity=\"50ms\"/>\n"
			 "</Partition>\n"
			 "<Channel>\n"
			 "  <Source partition=\"control\" port=\"speed\"/>\n"
			 "  <Destination partition=\"display\" port=\"speed\"/>\n"
			 "</Channel>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  <Slot partition=\"control\" start=\"0ms\" duration=\"10ms\"/>\n"
			 "  <Slot partition=\"display\" start=\"10ms\" duration=\"10ms\"/>\n"
			 "  <Slot partition=\"display\" start=\"50ms\" duration=\"10ms\"/>\n"
			 "</Plan>\n",
		.run = check_age,
	},
	{ .id = NULL },
};
