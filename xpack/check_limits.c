/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of names, ids and units against what the host can take: its element Limits.  Numbers of
 * elements are in check_counts.c. */

#include "check_limits.h"

#include <inttypes.h>
#include <string.h>

#include "index.h"
#include "quantity.h"

void check_note_limit(const struct check_context *context, struct location limit)
{
	diag_note(context->diag, limit, "host '%s' says so here", context->system->host.name.value);
}

/* A name among those that must still differ when a host has cut them. */
struct cut {
	const struct text *name;
	const char *offer;       /* a shorter one that is free, or NULL */
	const struct text *same; /* another that would be the same then, or NULL */
};

struct cuts {
	struct index index; /* of the names */
	struct cut *items;  /* in the order of the document */
};

static void add_cut(struct cuts *cuts, const struct text *name)
{
	size_t n = cuts->index.n;

	cuts->items = arena_grow(cuts->index.arena, cuts->items, n, sizeof(*cuts->items));
	cuts->items[n] = (struct cut){ .name = name };
	index_add_name(&cuts->index, name->value, n);
}

/* Do they differ, but not in the first length characters? */
static bool becomes_same(const struct index_entry *x, const struct index_entry *y, size_t length)
{
	return strncmp(x->name, y->name, length) == 0 && !index_same(x, y);
}

/* The name cut to length, without hyphens at its end, unless another has that. */
static const char *find_offer(const struct cuts *cuts, const char *name, size_t length)
{
	char *offer = arena_text(cuts->index.arena, name, length);

	while (length > 0 && offer[length - 1] == '-')
		offer[--length] = '\0';
	return length == 0 || index_of_name(&cuts->index, offer) != INDEX_NONE ? NULL : offer;
}

/* Names that begin alike are neighbours in the order of the alphabet. */
static void find_same(struct cuts *cuts, size_t length)
{
	index_sort(&cuts->index);
	for (size_t i = 0; i < cuts->index.n; i++) {
		const struct index_entry *entry = &cuts->index.entries[i];
		struct cut *cut = &cuts->items[entry->place];

		if (i > 0 && becomes_same(entry - 1, entry, length))
			cut->same = cuts->items[entry[-1].place].name;
		else if (i + 1 < cuts->index.n && becomes_same(entry, entry + 1, length))
			cut->same = cuts->items[entry[1].place].name;
		if (strlen(entry->name) > length)
			cut->offer = find_offer(cuts, entry->name, length);
	}
}

/* what: "partition", limit: a number of characters. */
static void report_long(const struct check_context *context, const struct cut *cut,
			const char *what, struct number limit)
{
	const char *name = cut->name->value;

	diag_error(context->diag, cut->name->at, "name-length",
		   "%s '%s' is a name of %zu characters, where host '%s' takes %" PRIu64, what,
		   name, strlen(name), context->system->host.name.value, limit.value);
	check_note_limit(context, limit.at);
	if (cut->same != NULL)
		diag_note(context->diag, cut->same->at,
			  "cut to %" PRIu64 " characters it is the same as '%s'", limit.value,
			  cut->same->value);
	else if (cut->offer != NULL)
		diag_help(context->diag, cut->name->at, "'%s' is short enough", cut->offer);
}

static void check_lengths(const struct check_context *context, struct cuts *cuts, const char *what,
			  struct number limit)
{
	if (!number_known(limit) || cuts->index.n == 0)
		return;
	find_same(cuts, (size_t)limit.value);
	for (size_t i = 0; i < cuts->index.n; i++)
		if (strlen(cuts->items[i].name->value) > limit.value)
			report_long(context, &cuts->items[i], what, limit);
}

static void check_port_lengths(const struct check_context *context,
			       const struct partition *partition)
{
	struct cuts ports = { .index.arena = context->arena };

	for (size_t i = 0; i < partition->n_ports; i++)
		add_cut(&ports, &partition->ports[i].name);
	check_lengths(context, &ports, "port", context->system->host.limits.name_length);
}

static void check_label_lengths(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct {
		const char *what;
		const struct text *label;
	} labels[] = { { "system", &system->name },
		       { "version", &system->version },
		       { "board", &system->board.name } };

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct cuts one = { .index.arena = context->arena };

		add_cut(&one, labels[i].label);
		check_lengths(context, &one, labels[i].what, system->host.limits.label_length);
	}
}

static void check_name_lengths(const struct check_context *context)
{
	const struct system *system = context->system;
	struct number limit = system->host.limits.name_length;
	struct cuts partitions = { .index.arena = context->arena };
	struct cuts devices = { .index.arena = context->arena };
	struct cuts memories = { .index.arena = context->arena };

	for (size_t i = 0; i < system->board.n_devices; i++)
		add_cut(&devices, &system->board.devices[i].name);
	for (size_t i = 0; i < system->n_shared_memories; i++)
		add_cut(&memories, &system->shared_memories[i].name);
	for (size_t i = 0; i < system->n_partitions; i++)
		add_cut(&partitions, &system->partitions[i].name);
	check_label_lengths(context);
	check_lengths(context, &devices, "device", limit);
	check_lengths(context, &memories, "shared memory", limit);
	check_lengths(context, &partitions, "partition", limit);
	for (size_t i = 0; i < system->n_partitions; i++)
		check_port_lengths(context, &system->partitions[i]);
}

/* The ids below n that no partition has, in ascending order, then SIZE_MAX. */
struct free_ids {
	const bool *is_taken;
	size_t n;
	size_t next;
};

static size_t next_free(struct free_ids *ids)
{
	while (ids->next < ids->n && ids->is_taken[ids->next])
		ids->next++;
	return ids->next < ids->n ? ids->next++ : SIZE_MAX;
}

static struct free_ids find_free(const struct check_context *context)
{
	const struct system *system = context->system;
	bool *is_taken = arena_array(context->arena, system->n_partitions, sizeof(*is_taken));

	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct number *id = &system->partitions[i].id;

		if (!id->bad && id->value < system->n_partitions)
			is_taken[id->value] = true;
	}
	return (struct free_ids){ is_taken, system->n_partitions, 0 };
}

/* Each partition out of the row is offered an id of its own. */
static void check_ids_dense(const struct check_context *context)
{
	const struct system *system = context->system;
	struct free_ids ids = find_free(context);

	if (!system->host.limits.ids_dense)
		return;
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];
		size_t other;

		if (partition->id.bad || partition->id.value < system->n_partitions)
			continue;
		diag_error(context->diag, partition->id.at, "id-dense",
			   "partition '%s' has the id %" PRIu64
			   ", where host '%s' wants 0 to %zu for %zu partitions",
			   partition->name.value, partition->id.value, system->host.name.value,
			   system->n_partitions - 1, system->n_partitions);
		check_note_limit(context, system->host.limits.partition_ids.at);
		other = next_free(&ids);
		if (other != SIZE_MAX)
			diag_help(context->diag, partition->id.at, "the id %zu is free", other);
	}
}

static void check_multiple(const struct check_context *context, const struct number *number,
			   const struct number *unit, enum quantity_kind kind)
{
	uint64_t rest;
	const char *low;

	if (!number_known(*number) || number->value % unit->value == 0)
		return;
	rest = number->value % unit->value;
	diag_error(context->diag, number->at, "host-unit",
		   "%s is not a multiple of %s, which host '%s' counts in",
		   quantity_text(context->arena, kind, number->value),
		   quantity_text(context->arena, kind, unit->value),
		   context->system->host.name.value);
	check_note_limit(context, unit->at);
	low = quantity_text(context->arena, kind, number->value - rest);
	if (number->value - rest > UINT64_MAX - unit->value)
		diag_help(context->diag, number->at, "the nearest below is %s", low);
	else
		diag_help(context->diag, number->at, "the nearest are %s and %s", low,
			  quantity_text(context->arena, kind, number->value - rest + unit->value));
}

static void check_times(const struct check_context *context, const struct number *unit)
{
	const struct system *system = context->system;

	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		check_multiple(context, &partition->period, unit, QUANTITY_TIME);
		check_multiple(context, &partition->duration, unit, QUANTITY_TIME);
		for (size_t j = 0; j < partition->n_ports; j++)
			check_multiple(context, &partition->ports[j].validity, unit, QUANTITY_TIME);
	}
	for (size_t i = 0; i < system->n_plans; i++) {
		const struct plan *plan = &system->plans[i];

		check_multiple(context, &plan->major_frame, unit, QUANTITY_TIME);
		for (size_t j = 0; j < plan->n_slots; j++) {
			check_multiple(context, &plan->slots[j].start, unit, QUANTITY_TIME);
			check_multiple(context, &plan->slots[j].duration, unit, QUANTITY_TIME);
		}
	}
}

/* Is there such a unit?  0 would divide nothing. */
static bool is_unit(const struct check_context *context, const struct number *unit)
{
	if (!number_known(*unit))
		return false;
	if (unit->value == 0)
		diag_error(context->diag, unit->at, "host-unit",
			   "nothing but 0 is a multiple of a unit of 0");
	return unit->value != 0;
}

static void check_units(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct limits *limits = &system->host.limits;

	if (is_unit(context, &limits->clock_unit))
		for (size_t i = 0; i < system->board.n_processors; i++)
			check_multiple(context, &system->board.processors[i].clock,
				       &limits->clock_unit, QUANTITY_FREQUENCY);
	if (is_unit(context, &limits->time_unit))
		check_times(context, &limits->time_unit);
}

const struct check check_limits[] = {
	{
		.id = "name-length",
		.title = "names fit the fields that the host has for them",
		.rationale = "A host keeps names in fields of a fixed size: XtratuM's have 16 "
			     "bytes, of which a NUL takes one. A longer name is cut or written "
			     "over what lies behind the field, and two names that begin alike "
			     "become one, so that a partition opens another's port.",
		.source = "the host's own documentation, stated in Limits",
		.wrong = "<Host ...>\n"
			 "  <Limits nameLength=\"15\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"2\" name=\"flight-control-1\" ...>\n",
		.right = "<Host ...>\n"
			 "  <Limits nameLength=\"15\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"2\" name=\"flight-ctrl-1\" ...>\n",
		.run = check_name_lengths,
	},
	{
		.id = "id-dense",
		.whole = true,
		.title = "ids are 0 to n-1 where the host wants them so",
		.rationale = "A host that uses an id as a place in a table reads behind the table "
			     "when an id is too large, or runs a partition that is not there.",
		.source = "the host's own documentation, stated in Limits",
		.wrong = "<Host ...>\n"
			 "  <Limits partitionIds=\"dense\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"7\" name=\"display\" ...>\n"
			 "  ...\n"
			 "</Partition>\n",
		.right = "<Host ...>\n"
			 "  <Limits partitionIds=\"dense\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"1\" name=\"display\" ...>\n"
			 "  ...\n"
			 "</Partition>\n",
		.run = check_ids_dense,
	},
	{
		.id = "host-unit",
		.title = "times and clocks are multiples of what the host counts in",
		.rationale = "A host rounds what it cannot count. Slots then start early or end "
			     "late, and a frame that should repeat for ever drifts against the "
			     "clock of the machine that it controls.",
		.source = "the host's own documentation, stated in Limits",
		.wrong = "<Host ...>\n"
			 "  <Limits timeUnit=\"1us\"/>\n"
			 "</Host>\n"
			 "<Plan id=\"0\" majorFrame=\"100000001ns\">\n"
			 "  ...\n"
			 "</Plan>\n",
		.right = "<Host ...>\n"
			 "  <Limits timeUnit=\"1us\"/>\n"
			 "</Host>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  ...\n"
			 "</Plan>\n",
		.run = check_units,
	},
	{ .id = NULL },
};
