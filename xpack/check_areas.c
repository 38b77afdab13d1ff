/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of the areas of host and partitions, against each other and against the board. */

#include <inttypes.h>

#include "check_regions.h"
#include "extents.h"
#include "loader/span.h"
#include "quantity.h"
#include "room.h"

static struct regions areas_of(const struct check_context *context)
{
	return regions_of_areas(context->arena, context->system);
}

/* Where regions could go instead; what is proposed is taken, so that no two proposals meet. */
struct proposals {
	const struct check_context *context;
	struct regions *areas;
	struct regions memories;
	struct extents taken;
	const struct region *last; /* that there was a proposal for: it has other partners */
};

static struct proposals proposals_for(const struct check_context *context, struct regions *areas)
{
	struct proposals proposals = {
		.context = context,
		.areas = areas,
		.memories = regions_of_memories(context->arena, &context->system->board,
						1u << MEMORY_RAM),
		.taken = { .arena = context->arena, .align = PLACE_PAGE_SIZE },
	};

	return proposals;
}

/* The lowest in the memory that it begins in, else in another. */
static bool find_place(struct proposals *proposals, const struct region *region, uint64_t *start)
{
	const struct region *own = regions_holding(&proposals->memories, region->start.value, 1);
	uint64_t size = align_up(region->size.value, PLACE_PAGE_SIZE);

	for (size_t i = 0; i <= proposals->memories.n; i++) {
		const struct region *memory = i == 0 ? own : &proposals->memories.items[i - 1];
		struct extents_item within;

		if (memory == NULL || !memory->sound)
			continue;
		within = (struct extents_item){ memory->start.value, region_last(memory) + 1 };
		if (extents_lowest_gap(&proposals->taken, within, size, start))
			return true;
	}
	return false;
}

static void take_areas(struct proposals *proposals)
{
	for (size_t i = 0; i < proposals->areas->n; i++)
		if (proposals->areas->items[i].sound)
			extents_add(&proposals->taken, proposals->areas->items[i].start.value,
				    proposals->areas->items[i].size.value);
}

static void propose(void *state, const struct region *region)
{
	struct proposals *proposals = state;
	struct diag *diag = proposals->context->diag;
	const char *size =
		quantity_text(proposals->context->arena, QUANTITY_SIZE, region->size.value);
	uint64_t start;

	if (region == proposals->last)
		return;
	proposals->last = region;
	if (proposals->taken.root == NULL)
		take_areas(proposals);
	if (!find_place(proposals, region, &start)) {
		diag_help(diag, region->start.at, "no RAM has %s in one piece that is free", size);
		return;
	}
	extents_add(&proposals->taken, start, align_up(region->size.value, PLACE_PAGE_SIZE));
	diag_help(diag, region->start.at, "the next free %s start at 0x%08" PRIx64, size, start);
}

static void check_area_in_ram(const struct check_context *context)
{
	struct regions areas = areas_of(context);
	struct proposals proposals = proposals_for(context, &areas);
	struct check_helper helper = { propose, &proposals };

	check_regions_in(context, &areas, MEMORY_RAM, "area-outside-ram", &helper);
}

static void report_areas(const struct check_sweep *sweep, const struct region *later,
			 const struct region *earlier)
{
	check_report_overlap(sweep, later, earlier, "area-overlap");
}

/* Where partitions are in spaces of their own, each is held against itself alone. */
static void check_spaces_apart(const struct check_context *context)
{
	const struct system *system = context->system;
	struct check_sweep sweep = { context, report_areas, NULL };

	for (size_t i = 0; model_own_spaces(system) && i < system->n_partitions; i++) {
		struct regions areas = regions_of_partition(context->arena, &system->partitions[i]);

		check_regions_apart(&sweep, &areas);
	}
}

static void check_area_overlap(const struct check_context *context)
{
	struct regions areas = areas_of(context);
	struct proposals proposals = proposals_for(context, &areas);
	struct check_helper helper = { propose, &proposals };
	struct check_sweep sweep = { context, report_areas, &helper };

	check_regions_apart(&sweep, &areas);
	check_spaces_apart(context);
}

/* A page is what the memory management unit can protect: two owners cannot share one. */
static void check_area_alignment(const struct check_context *context)
{
	struct regions areas = areas_of(context);

	for (size_t i = 0; i < areas.n; i++) {
		const struct region *area = &areas.items[i];
		uint64_t off = area->start.value % PLACE_PAGE_SIZE;
		struct location at = off != 0 ? area->start.at : area->size.at;

		if (!area->sound || (off == 0 && area->size.value % PLACE_PAGE_SIZE == 0))
			continue;
		diag_error(context->diag, at, "area-alignment",
			   "%s is not made of whole pages of %u bytes",
			   region_text(context->arena, area), PLACE_PAGE_SIZE);
		diag_help(context->diag, at,
			  "the whole pages around it are start=\"0x%08" PRIx64 "\" size=\"%s\"",
			  area->start.value - off,
			  quantity_text(context->arena, QUANTITY_SIZE,
					align_up(off + area->size.value, PLACE_PAGE_SIZE)));
	}
}

/* Areas of the host count when partitions may execute them. */
static void warn_write_execute(const struct check_context *context, struct regions areas)
{
	for (size_t i = 0; i < areas.n; i++) {
		const struct region *region = &areas.items[i];
		const struct area *area = region->item;

		/* A shared memory has no owner, and nobody executes it. */
		if (region->owner.item == NULL || !access_is_write_execute(area->access))
			continue;
		if (region->owner.item == &context->system->host && !area->callable)
			continue;
		diag_warning(context->diag, area->access_name.at, "area-wx",
			     "%s may be written and executed", region_name(context->arena, region));
		diag_help(context->diag, area->access_name.at,
			  "make two areas, one \"rx\" for code and one \"rw\" for data");
	}
}

static void check_write_execute(const struct check_context *context)
{
	const struct system *system = context->system;

	warn_write_execute(context, areas_of(context));
	for (size_t i = 0; model_own_spaces(system) && i < system->n_partitions; i++)
		warn_write_execute(context,
				   regions_of_partition(context->arena, &system->partitions[i]));
}

static void check_host_write_execute(const struct check_context *context)
{
	const struct host *host = &context->system->host;

	for (size_t i = 0; i < host->n_areas; i++)
		if (access_is_write_execute(host->areas[i].access))
			diag_info(context->diag, host->areas[i].access_name.at, "host-wx",
				  "host '%s' area '%s' may be written and executed",
				  host->name.value, host->areas[i].name.value);
}

/* Only what the host has can be lent, and only to be executed. */
static void check_callable(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct host *host = &system->host;

	for (size_t i = 0; i < host->n_areas; i++) {
		const struct area *area = &host->areas[i];

		if (!area->callable || (area->access & ACCESS_EXECUTE) != 0)
			continue;
		diag_error(context->diag, area->callable_at, "area-callable",
			   "host '%s' area '%s' is callable, but cannot be executed",
			   host->name.value, area->name.value);
		diag_help(context->diag, area->access_name.at,
			  "give it access \"rx\", or leave callable out");
	}
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		for (size_t k = 0; k < partition->n_areas; k++)
			if (partition->areas[k].callable)
				diag_error(context->diag, partition->areas[k].callable_at,
					   "area-callable",
					   "partition '%s' area '%s' is callable: only areas of "
					   "the host can be",
					   partition->name.value, partition->areas[k].name.value);
	}
}

static void report_unguarded(const struct check_context *context, const struct region *below,
			     const struct region *above)
{
	diag_info(context->diag, above->start.at, "area-guard",
		  "%s begins where %s ends, at 0x%08" PRIx64, region_name(context->arena, above),
		  region_name(context->arena, below), above->start.value);
	diag_note(context->diag, below->start.at, "%s is declared here",
		  region_text(context->arena, below));
	diag_help(context->diag, above->start.at, "leave a page of %uKiB free between them",
		  PLACE_PAGE_SIZE >> 10);
}

static void check_guards(const struct check_context *context)
{
	struct regions areas = areas_of(context);

	for (size_t i = 0; i < areas.n; i++) {
		const struct region *above = &areas.items[i];
		const struct region *below;

		if (!above->sound || above->start.value == 0)
			continue;
		below = regions_meeting(&areas, above->start.value - 1, 1);
		if (below != NULL && region_last(below) == above->start.value - 1 &&
		    !region_same_owner(below, above))
			report_unguarded(context, below, above);
	}
}

const struct check check_areas[] = {
	{
		.id = "area-outside-ram",
		.title = "areas and shared memories lie inside the board's RAM",
		.rationale =
			"What is loaded to addresses without RAM is lost, and the loader, which "
			"knows the RAM, refuses the whole container. Two memories that touch are "
			"still two chips: an area lies in one of them.",
		.source = "docs/container.md, rule 6; docs/boards.md",
		.wrong = "<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" size=\"1MiB\"/>\n"
			 "<Area name=\"data\" start=\"0x400ff000\" size=\"8KiB\" access=\"rw\"/>\n",
		.right = "<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" size=\"1MiB\"/>\n"
			 "<Area name=\"data\" start=\"0x400fe000\" size=\"8KiB\" access=\"rw\"/>\n",
		.run = check_area_in_ram,
	},
	{
		.id = "area-overlap",
		.title = "areas of host and partitions, and shared memories, do not overlap",
		.rationale =
			"A byte in two areas can be changed by both owners: one partition's fault "
			"becomes the other's, and one that shares a byte with the host has the "
			"whole system. What is loaded last overwrites what was there.",
		.source = "ARINC 653 part 1, spatial partitioning; docs/container.md, rule 6",
		.wrong =
			"<Area name=\"code\" start=\"0x40100000\" size=\"0x10001\" "
			"access=\"rx\"/>\n"
			"<Area name=\"data\" start=\"0x40110000\" size=\"64KiB\" access=\"rw\"/>\n",
		.right =
			"<Area name=\"code\" start=\"0x40100000\" size=\"64KiB\" access=\"rx\"/>\n"
			"<Area name=\"data\" start=\"0x40110000\" size=\"64KiB\" access=\"rw\"/>\n",
		.run = check_area_overlap,
	},
	{
		.id = "area-alignment",
		.title = "areas and shared memories are made of whole pages",
		.rationale =
			"The memory management unit gives access to pages of 4 KiB. Of an area "
			"that ends inside a page the rest belongs to nobody, or the host gives it "
			"away with the area.",
		.source = "The SPARC Architecture Manual, version 8, appendix H (reference MMU); "
			  "Intel SDM volume 3, Paging",
		.wrong = "<Area name=\"data\" start=\"0x40020000\" size=\"5000\" access=\"rw\"/>\n",
		.right = "<Area name=\"data\" start=\"0x40020000\" size=\"8KiB\" access=\"rw\"/>\n",
		.run = check_area_alignment,
	},
	{
		.id = "area-wx",
		.severity = SEVERITY_WARNING,
		.title = "no area that a partition executes is both writable and executable",
		.rationale =
			"A stray or malicious write into such an area is executed as code; with "
			"two areas the memory management unit stops it at the write.",
		.source = "The SPARC Architecture Manual, version 8, appendix H (access "
			  "permissions); docs/hosts.md",
		.wrong = "<Area name=\"all\" start=\"0x40100000\" size=\"128KiB\" "
			 "access=\"rwx\"/>\n",
		.right =
			"<Area name=\"code\" start=\"0x40100000\" size=\"64KiB\" access=\"rx\"/>\n"
			"<Area name=\"data\" start=\"0x40110000\" size=\"64KiB\" access=\"rw\"/>\n",
		.run = check_write_execute,
	},
	{
		.id = "area-callable",
		.title = "areas that partitions may call are the host's and can be executed",
		.rationale =
			"A callable area is code of the host that it maps into its partitions. Of "
			"one without code there is nothing to call, and what one partition has "
			"the host does not lend to the others.",
		.source = "docs/hosts.md, \"What it exports\"",
		.wrong = "<Host ...>\n"
			 "  <Area name=\"data\" start=\"0x40000000\" size=\"64KiB\" "
			 "access=\"rw\" callable=\"true\"/>\n"
			 "</Host>\n",
		.right = "<Host ...>\n"
			 "  <Area name=\"library\" start=\"0x40000000\" size=\"64KiB\" "
			 "access=\"rx\" callable=\"true\"/>\n"
			 "</Host>\n",
		.run = check_callable,
	},
	{
		.id = "host-wx",
		.severity = SEVERITY_INFO,
		.off = true,
		.whole = true,
		.title = "no area of the host is both writable and executable",
		.rationale =
			"Most hosts are linked in one piece and protect themselves by their own "
			"page tables, so this is worth knowing, not wrong.",
		.source = "docs/hosts.md",
		.wrong = "<Host ...>\n"
			 "  <Area name=\"main\" start=\"0x40000000\" size=\"64KiB\" "
			 "access=\"rwx\"/>\n"
			 "</Host>\n",
		.right = "<Host ...>\n"
			 "  <Area name=\"text\" start=\"0x40000000\" size=\"32KiB\" "
			 "access=\"rx\"/>\n"
			 "  <Area name=\"data\" start=\"0x40008000\" size=\"32KiB\" "
			 "access=\"rw\"/>\n"
			 "</Host>\n",
		.run = check_host_write_execute,
	},
	{
		.id = "area-guard",
		.severity = SEVERITY_INFO,
		.off = true,
		.whole = true,
		.title = "a free page lies between areas of different owners",
		.rationale =
			"A stack that grows below its area, or a buffer that is written past its "
			"end, then hits an unmapped page even if the host's page tables are off "
			"by one page.",
		.source = "docs/hosts.md",
		.wrong = "<Host ...>\n"
			 "  <Area name=\"main\" start=\"0x40000000\" size=\"64KiB\" "
			 "access=\"rwx\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"code\" start=\"0x40010000\" size=\"64KiB\" "
			 "access=\"rx\"/>\n"
			 "</Partition>\n",
		.right = "<Host ...>\n"
			 "  <Area name=\"main\" start=\"0x40000000\" size=\"60KiB\" "
			 "access=\"rwx\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"code\" start=\"0x40010000\" size=\"64KiB\" "
			 "access=\"rx\"/>\n"
			 "</Partition>\n",
		.run = check_guards,
	},
	{ .id = NULL },
};
