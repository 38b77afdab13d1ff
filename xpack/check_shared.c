/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of shared memory: who uses it, and how.  Where it lies, check_memory.c sees to. */

#include <stdlib.h>

#include "check.h"

/* One SharedArea, with what it leads to. */
struct use {
	const char *who; /* "partition 'nav'"; the same pointer in all uses of one owner */
	const struct shared_area *area;
	const struct shared_memory *memory; /* NULL: there is none of that name */
	size_t order;                       /* of the document */
};

/* All of a system, each memory's together: first those of unknown memories, then by memory and
 * there in document order. */
struct uses {
	const struct check_context *context;
	struct use *items;
	size_t n;
};

static int compare_uses(const void *a, const void *b)
{
	const struct use *x = a;
	const struct use *y = b;

	if (x->memory != y->memory)
		return x->memory < y->memory ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* That names are unique is another check's business: only the first of a name counts. */
static void add_uses(struct uses *uses, const char *who, const struct shared_area *areas, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uses->items = arena_grow(uses->context->arena, uses->items, uses->n,
					 sizeof(*uses->items));
		uses->items[uses->n] = (struct use){
			who, &areas[i],
			model_shared_memory(uses->context->system, areas[i].memory.value), uses->n
		};
		uses->n++;
	}
}

static struct uses all_uses(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct host *host = &system->host;
	struct uses uses = { .context = context };

	add_uses(&uses, arena_printf(context->arena, "host '%s'", host->name.value),
		 host->shared_areas, host->n_shared_areas);
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		add_uses(&uses,
			 arena_printf(context->arena, "partition '%s'", partition->name.value),
			 partition->shared_areas, partition->n_shared_areas);
	}
	if (uses.n > 1)
		qsort(uses.items, uses.n, sizeof(*uses.items), compare_uses);
	return uses;
}

static void check_unknown(const struct check_context *context)
{
	const struct system *system = context->system;
	struct uses uses = all_uses(context);

	for (size_t i = 0; i < uses.n && uses.items[i].memory == NULL; i++) {
		const struct text *name = &uses.items[i].area->memory;

		diag_error(context->diag, name->at, "shared-unknown",
			   "%s names a shared memory '%s' that does not exist", uses.items[i].who,
			   name->value);
		if (!suggest_help(system, context->diag, suggest_shared_memories(system), *name))
			diag_help(context->diag, name->at,
				  "declare it in the System, behind the Host: SharedMemory "
				  "name=\"%s\"",
				  name->value);
	}
}

/* The use before belongs to the same owner and leads to the same memory. */
static bool is_repeated(const struct uses *uses, size_t i)
{
	return i > 0 && uses->items[i].memory != NULL &&
	       uses->items[i - 1].who == uses->items[i].who &&
	       uses->items[i - 1].memory == uses->items[i].memory;
}

static void check_once(const struct check_context *context)
{
	struct uses uses = all_uses(context);
	size_t first = 0;

	for (size_t i = 1; i < uses.n; i++) {
		if (!is_repeated(&uses, i)) {
			first = i;
			continue;
		}
		diag_error(context->diag, uses.items[i].area->memory.at, "shared-once",
			   "%s names shared memory '%s' twice", uses.items[i].who,
			   uses.items[i].memory->name.value);
		diag_note(context->diag, uses.items[first].area->memory.at,
			  "its access is stated here");
	}
}

/* What the users of one memory are. */
struct summary {
	bool counts;             /* false: another memory has the name */
	const struct use *first; /* NULL: nobody uses it */
	size_t n_users;
	size_t n_writers;
};

static bool writes(const struct use *use)
{
	return (use->area->access & ACCESS_WRITE) != 0;
}

/* Of each memory, in document order. */
static struct summary *summaries(const struct check_context *context)
{
	const struct system *system = context->system;
	struct uses uses = all_uses(context);
	struct summary *list =
		arena_array(context->arena, system->n_shared_memories, sizeof(*list));

	for (size_t i = 0; i < system->n_shared_memories; i++) {
		const struct shared_memory *memory = &system->shared_memories[i];

		list[i].counts = model_shared_memory(system, memory->name.value) == memory;
	}
	for (size_t i = 0; i < uses.n; i++) {
		const struct use *use = &uses.items[i];
		struct summary *summary;

		if (use->memory == NULL)
			continue;
		summary = &list[use->memory - system->shared_memories];
		if (summary->first == NULL)
			summary->first = use;
		summary->n_users += !is_repeated(&uses, i);
		summary->n_writers += writes(use);
	}
	return list;
}

static void check_unused(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct summary *list = summaries(context);

	for (size_t i = 0; i < system->n_shared_memories; i++) {
		const struct shared_memory *memory = &system->shared_memories[i];

		if (list[i].counts && list[i].n_users == 0) {
			diag_warning(context->diag, memory->at, "shared-unused",
				     "nobody uses shared memory '%s'", memory->name.value);
			diag_help(context->diag, memory->at,
				  "give each of its users <SharedArea memory=\"%s\" .../>, or "
				  "remove it",
				  memory->name.value);
		} else if (list[i].n_users == 1) {
			diag_warning(context->diag, memory->at, "shared-unused",
				     "only %s uses shared memory '%s'", list[i].first->who,
				     memory->name.value);
			diag_note(context->diag, list[i].first->area->at, "it is used here");
			diag_help(context->diag, memory->at,
				  "what has one user is an Area of that user");
		}
	}
}

static void check_unwritten(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct summary *list = summaries(context);

	for (size_t i = 0; i < system->n_shared_memories; i++) {
		const struct shared_memory *memory = &system->shared_memories[i];

		if (list[i].n_users == 0 || list[i].n_writers != 0)
			continue;
		diag_error(context->diag, memory->at, "shared-unwritten",
			   "nobody writes shared memory '%s', which is read", memory->name.value);
		diag_note(context->diag, list[i].first->area->access_name.at, "%s reads it",
			  list[i].first->who);
		diag_help(context->diag, memory->at,
			  "state access=\"rw\" in the SharedArea of the user that writes it");
	}
}

static void check_writers(const struct check_context *context)
{
	struct uses uses = all_uses(context);
	const struct use *first = NULL;

	for (size_t i = 0; i < uses.n; i++) {
		const struct use *use = &uses.items[i];

		if (use->memory == NULL || !writes(use) || is_repeated(&uses, i))
			continue;
		if (first == NULL || first->memory != use->memory) {
			first = use;
			continue;
		}
		diag_warning(context->diag, use->area->access_name.at, "shared-writers",
			     "%s writes shared memory '%s', as %s does", use->who,
			     use->memory->name.value, first->who);
		diag_note(context->diag, first->area->access_name.at, "%s writes it", first->who);
		diag_help(context->diag, use->area->access_name.at,
			  "nobody orders their writes: declare a SharedMemory for each writer, or "
			  "state access=\"r\" for all but one");
	}
}

const struct check check_shared[] = {
	{
		.id = "shared-unknown",
		.title = "a shared memory that is used exists",
		.rationale = "A user of a shared memory names it. When there is none of that name, "
			     "nothing is mapped, and the user is stopped at its first access.",
		.source = "schemas/xpack-system.xsd, SharedArea, memory",
		.wrong = "<SharedMemory name=\"telemetry\" start=\"0x40300000\" size=\"4KiB\"/>\n"
			 "<Partition name=\"display\">\n"
			 "  <SharedArea memory=\"telemtry\" access=\"r\"/>\n"
			 "</Partition>\n",
		.right = "<SharedMemory name=\"telemetry\" start=\"0x40300000\" size=\"4KiB\"/>\n"
			 "<Partition name=\"display\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Partition>\n",
		.run = check_unknown,
	},
	{
		.id = "shared-once",
		.title = "a user names a shared memory once",
		.rationale = "A host maps the same pages for a user once, with one access. Of two "
			     "that the description states, it could grant either.",
		.source = "schemas/xpack-system.xsd, SharedArea, memory",
		.wrong = "<SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "<SharedArea memory=\"telemetry\" access=\"rw\"/>\n",
		.right = "<SharedArea memory=\"telemetry\" access=\"rw\"/>\n",
		.run = check_once,
	},
	{
		.id = "shared-unused",
		.severity = SEVERITY_WARNING,
		.whole = true,
		.title = "a shared memory has several users",
		.rationale = "RAM that nobody uses is wasted, and memory of one user is an Area. "
			     "Mostly a SharedArea was forgotten: the partition that lacks it is "
			     "stopped at its first access.",
		.source = "schemas/xpack-system.xsd, SharedMemory",
		.needs = "shared-unknown",
		.wrong = "<SharedMemory name=\"telemetry\" start=\"0x40300000\" size=\"4KiB\"/>\n"
			 "<Partition name=\"sensor\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"rw\"/>\n"
			 "</Partition>\n"
			 "<Partition name=\"display\">\n"
			 "</Partition>\n",
		.right = "<SharedMemory name=\"telemetry\" start=\"0x40300000\" size=\"4KiB\"/>\n"
			 "<Partition name=\"sensor\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"rw\"/>\n"
			 "</Partition>\n"
			 "<Partition name=\"display\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Partition>\n",
		.run = check_unused,
	},
	{
		.id = "shared-unwritten",
		.whole = true,
		.title = "a shared memory that is read is written",
		.rationale =
			"Nothing is loaded into shared memory. When none of its users may "
			"write, the others read zeros or what the RAM happens to hold, and the "
			"one that should write is stopped.",
		.source = "schemas/xpack-system.xsd, SharedArea, access",
		.needs = "shared-unknown",
		.wrong = "<Partition name=\"sensor\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Partition>\n"
			 "<Partition name=\"display\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Partition>\n",
		.right = "<Partition name=\"sensor\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"rw\"/>\n"
			 "</Partition>\n"
			 "<Partition name=\"display\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Partition>\n",
		.run = check_unwritten,
	},
	{
		.id = "shared-writers",
		.severity = SEVERITY_WARNING,
		.whole = true,
		.title = "a shared memory has one writer",
		.rationale =
			"Two writers of the same bytes undo each other's work, and one that "
			"fails damages what the other wrote: space partitioning no longer "
			"separates them. Where they have a protocol of their own, disable this "
			"warning.",
		.source = "ARINC 653 part 1, 'Space partitioning'; "
			  "schemas/xpack-system.xsd, SharedArea, access",
		.wrong = "<Partition name=\"sensor\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"rw\"/>\n"
			 "</Partition>\n"
			 "<Partition name=\"display\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"rw\"/>\n"
			 "</Partition>\n",
		.right = "<Partition name=\"sensor\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"rw\"/>\n"
			 "</Partition>\n"
			 "<Partition name=\"display\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Partition>\n",
		.run = check_writers,
	},
	{ .id = NULL },
};
