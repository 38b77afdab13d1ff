/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check_usage.h"

#include <inttypes.h>

#include "budget.h"
#include "check.h"
#include "quantity.h"
#include "room.h"

/* Was the owner's file read, and does the loader load it?  What is no module is. */
static bool is_loaded(const struct pack *pack, const void *owner)
{
	const struct system *system = pack->system;

	if (owner == &system->host)
		return pack->host_ready;
	return !model_partitions_are_files(system) &&
	       pack->ready[(const struct partition *)owner - system->partitions];
}

static void report_unused(const struct pack *pack, const struct budget_entry *entry)
{
	diag_info(pack->diag, entry->area->at, "area-unused",
		  "nothing is loaded into %s, and it is not cleared: it starts with what the RAM "
		  "happens to hold",
		  entry->text);
	diag_help(pack->diag, entry->area->at, "let the loader clear it with zero=\"true\"%s",
		  (entry->area->access & ACCESS_WRITE) != 0 ? "" : ", or remove it");
}

/* The whole pages around the n parts of an area. */
static struct extents_item pages_of(const struct budget_entry *parts, size_t n)
{
	struct extents_item pages = { parts[0].start, 0 };

	for (size_t i = 0; i < n; i++)
		if (parts[i].start + parts[i].size > pages.end)
			pages.end = parts[i].start + parts[i].size;
	pages.start -= pages.start % PLACE_PAGE_SIZE;
	pages.end = align_up(pages.end, PLACE_PAGE_SIZE);
	return pages;
}

static void check_slack(const struct pack *pack, const struct budget_entry *area,
			const struct budget_entry *parts, size_t n)
{
	struct extents_item pages = pages_of(parts, n);
	uint64_t size = pages.end - pages.start;

	if (size + PLACE_PAGE_SIZE > area->size)
		return;
	diag_info(pack->diag, area->area->size.at, "area-slack",
		  "%s has %s that its file does not fill", area->text,
		  quantity_text(pack->arena, QUANTITY_SIZE, area->size - size));
	diag_help(pack->diag, area->area->size.at,
		  "start=\"0x%08" PRIx64 "\" size=\"%s\" is enough for what is loaded", pages.start,
		  quantity_text(pack->arena, QUANTITY_SIZE, size));
}

/* How many entries behind an area lie in it. */
static size_t n_inside(const struct budget_memory *memory, size_t area)
{
	size_t n = 0;

	while (area + 1 + n < memory->n && memory->entries[area + 1 + n].inside)
		n++;
	return n;
}

static void check_areas_of(const struct pack *pack, const struct budget_memory *memory, bool slack)
{
	for (size_t i = 0; i < memory->n; i++) {
		const struct budget_entry *entry = &memory->entries[i];
		size_t n;

		if (entry->area == NULL || !is_loaded(pack, entry->owner))
			continue;
		n = n_inside(memory, i);
		if (entry->used == 0 && !entry->area->zero)
			report_unused(pack, entry);
		else if (n != 0 && slack)
			check_slack(pack, entry, entry + 1, n);
	}
}

static void check_memory_used(const struct pack *pack, const struct budget_memory *memory)
{
	if (memory->memory == NULL || memory->taken != 0)
		return;
	diag_info(pack->diag, memory->memory->at, "memory-unused", "nothing lies in memory '%s'",
		  memory->memory->name.value);
}

void check_usage(const struct pack *pack, bool is_placed)
{
	const struct budget budget = budget_make(pack->arena, pack);
	bool slack = check_is_on(pack->diag, check_find("area-slack"));
	bool memories = check_is_on(pack->diag, check_find("memory-unused"));

	if (memories && !is_placed)
		diag_skip(pack->diag, "memory-unused", "room for everything");
	for (size_t i = 0; i < budget.n; i++) {
		check_areas_of(pack, &budget.memories[i], slack);
		if (memories && is_placed)
			check_memory_used(pack, &budget.memories[i]);
	}
}

const struct check rows_usage[] = {
	{
		.id = "area-unused",
		.severity = SEVERITY_INFO,
		.title = "something is loaded into an area, or it is cleared",
		.rationale =
			"RAM holds random bits after power-on, and what ran before after a reset. "
			"A program that reads them behaves differently each time, and may read "
			"what another system left. Where a memory is to keep what it held, or is "
			"too large to be cleared, that is wanted.",
		.source = "docs/hosts.md, section 1; docs/container.md",
		.wrong =
			"<Area name=\"heap\" start=\"0x40080000\" size=\"64KiB\" access=\"rw\"/>\n",
		.right = "<Area name=\"heap\" start=\"0x40080000\" size=\"64KiB\" access=\"rw\" "
			 "zero=\"true\"/>\n",
	},
	{
		.id = "area-slack",
		.severity = SEVERITY_INFO,
		.off = true,
		.title = "an area is no larger than what is loaded into it",
		.rationale =
			"What its file does not fill is a partition's to use, as heap or stack. "
			"Where it is not meant for that, it is RAM that others lack.",
		.source = "docs/architecture.md, \"Decisions\"",
		.wrong = "<Host ...>\n"
			 "  <Area name=\"main\" start=\"0x40000000\" size=\"4KiB\" access=\"rwx\" "
			 "zero=\"true\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"code\" start=\"0x40010000\" size=\"64KiB\" "
			 "access=\"rx\"/>\n"
			 "  <Area name=\"data\" start=\"0x40020000\" size=\"4KiB\" "
			 "access=\"rw\"/>\n"
			 "</Partition>\n",
		.right = "<Host ...>\n"
			 "  <Area name=\"main\" start=\"0x40000000\" size=\"4KiB\" access=\"rwx\" "
			 "zero=\"true\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"code\" start=\"0x40010000\" size=\"4KiB\" "
			 "access=\"rx\"/>\n"
			 "  <Area name=\"data\" start=\"0x40020000\" size=\"4KiB\" "
			 "access=\"rw\"/>\n"
			 "</Partition>\n",
	},
	{
		.id = "memory-unused",
		.severity = SEVERITY_INFO,
		.off = true,
		.title = "something lies in each memory of the board",
		.rationale =
			"A memory in which nothing lies may be one that was forgotten when areas "
			"were laid out, or that could be left off the board.",
		.source = "docs/boards.md",
		.wrong = "<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" size=\"1MiB\"/>\n"
			 "<Memory name=\"spare\" kind=\"ram\" start=\"0x20000000\" "
			 "size=\"1MiB\"/>\n",
		.right = "<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" size=\"1MiB\"/>\n",
	},
	{ .id = NULL },
};
