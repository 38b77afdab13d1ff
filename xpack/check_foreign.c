/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Segments that run into what is somebody else's: the real extent of a file, not what the
 * description says of it. */

#include <inttypes.h>
#include <string.h>

#include "check_elf_parts.h"
#include "room.h"

#define MAX_LOOKED_AT 64u /* regions that one segment meets; the first that is another's counts */
#define MAX_NOTED 4u

/* Up to max of what the segment meets and its owner does not own. */
static size_t victims(const struct check_elf_input *input, const struct elf_segment *segment,
		      const struct region **found, size_t max)
{
	const struct region *met[MAX_LOOKED_AT];
	size_t n = 0;
	size_t n_met = input->others == NULL
			       ? 0
			       : regions_all_meeting(input->others, segment->paddr,
						     segment->mem_size, met, MAX_LOOKED_AT);

	while (n_met > 0 && n < max)
		if (met[--n_met]->owner.item == NULL || met[n_met]->owner.item != input->owner)
			found[n++] = met[n_met];
	return n;
}

bool elf_check_is_foreign(const struct check_elf_input *input, const struct elf_segment *segment)
{
	const struct region *found;

	return victims(input, segment, &found, 1) != 0;
}

/* A memory that holds a device says less than the device. */
static const struct region *most_telling(const struct region *const *found, size_t n)
{
	size_t i = 0;

	while (i + 1 < n && strcmp(found[i]->kind, "memory") == 0)
		i++;
	return found[i];
}

static void report(const struct elf_check *check, const struct elf_segment *segment, const char *id)
{
	uint64_t end = align_up(segment->paddr + segment->mem_size, PLACE_PAGE_SIZE);
	const struct region *found[MAX_NOTED];
	size_t n = victims(check->input, segment, found, MAX_NOTED);
	const struct region *first;

	if (n == 0)
		return;
	first = most_telling(found, n);
	elf_check_error(check, id, "%s runs into %s", elf_check_describe(check, segment),
			region_name(check->arena, first));
	for (size_t i = 0; i < n; i++)
		diag_note(check->diag, found[i]->start.at, "%s is declared here",
			  region_text(check->arena, found[i]));
	elf_check_help_outside(check, segment);
	if (check->input->is_host && first->owner.item != NULL)
		elf_check_help(check, "to keep it, let what follows begin at 0x%08" PRIx64, end);
}

/* What is left out is never loaded, and what lies in an area of its own is what area-overlap tells
 * of. */
static bool is_at_fault(const struct elf_check *check, const struct elf_segment *segment)
{
	return elf_segment_loaded(segment) && elf_check_area(check->input, segment) == NULL &&
	       !elf_check_is_stray(check->input, segment);
}

static void check_against_host(const struct elf_check *check)
{
	for (size_t i = 0; check->input->is_host && i < check->elf->n_segments; i++)
		if (is_at_fault(check, &check->elf->segments[i]))
			report(check, &check->elf->segments[i], "host-extent");
}

static void check_partition(const struct elf_check *check)
{
	for (size_t i = 0; !check->input->is_host && i < check->elf->n_segments; i++)
		if (is_at_fault(check, &check->elf->segments[i]))
			report(check, &check->elf->segments[i], "elf-foreign");
}

#define NEEDS ELF_CHECK_NEEDS " elf-wrap elf-shared-file"

const struct check check_elf_foreign[] = {
	{
		.id = "host-extent",
		.whole = true,
		.title = "the host's file takes no more than its areas where others have theirs",
		.needs = NEEDS,
		.rationale =
			"What the description gives a host and what its file fills are two "
			"things: a .bss that grew by a page ends in the first partition. The "
			"loader clears it there, or the host writes it, and the partition starts "
			"with damaged code.",
		.source = "System V ABI, chapter 5, Program Header, p_paddr and p_memsz; "
			  "docs/container.md, \"Trust rules\", 6",
		.wrong = "<!-- host.elf: LOAD at 0x40000000, 8 bytes, RWE -->\n"
			 "<Host ...>\n"
			 "  <Area name=\"main\" start=\"0x40050000\" size=\"64KiB\" access=\"rwx\" "
			 "zero=\"true\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"spare\" start=\"0x40000000\" size=\"4KiB\" access=\"rw\" "
			 "zero=\"true\"/>\n"
			 "</Partition>\n",
		.right = "<!-- host.elf: LOAD at 0x40000000, 8 bytes, RWE -->\n"
			 "<Host ...>\n"
			 "  <Area name=\"main\" start=\"0x40000000\" size=\"64KiB\" access=\"rwx\" "
			 "zero=\"true\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"spare\" start=\"0x40050000\" size=\"4KiB\" access=\"rw\" "
			 "zero=\"true\"/>\n"
			 "</Partition>\n",
		.run_file = check_against_host,
	},
	{
		.id = "elf-foreign",
		.title = "no segment of a partition runs into what is another's",
		.needs = NEEDS,
		.rationale =
			"A partition that is loaded over another one, over the host, over a "
			"device or a PROM destroys it, or is destroyed, before either has run. "
			"Mostly a file was linked for another partition's areas.",
		.source =
			"ARINC 653 part 1, spatial partitioning; System V ABI, chapter 5, Program "
			"Header, p_paddr and p_memsz",
		.wrong = "<!-- guest.elf: LOAD at 0x40020000, 4 bytes, RW -->\n"
			 "<Host ...>\n"
			 "  <Area name=\"more\" start=\"0x40020000\" size=\"4KiB\" access=\"rw\" "
			 "zero=\"true\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"data\" start=\"0x40050000\" size=\"4KiB\" access=\"rw\" "
			 "zero=\"true\"/>\n"
			 "</Partition>\n",
		.right = "<!-- guest.elf: LOAD at 0x40020000, 4 bytes, RW -->\n"
			 "<Host ...>\n"
			 "  <Area name=\"more\" start=\"0x40050000\" size=\"4KiB\" access=\"rw\" "
			 "zero=\"true\"/>\n"
			 "</Host>\n"
			 "<Partition name=\"control\" ...>\n"
			 "  <Area name=\"data\" start=\"0x40020000\" size=\"4KiB\" access=\"rw\" "
			 "zero=\"true\"/>\n"
			 "</Partition>\n",
		.run_file = check_partition,
	},
	{ .id = NULL },
};
