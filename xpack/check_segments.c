/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Segments by themselves and among each other: p_paddr places them, p_vaddr links them. */
#include <elf.h>
#include <inttypes.h>

#include "check_elf_parts.h"
#include "cover.h"

bool elf_check_has_loaded(const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]))
			return true;
	return false;
}

static void check_exist(const struct elf_check *check)
{
	if (elf_check_has_loaded(check->elf))
		return;
	elf_check_error(check, "elf-no-segment", "%s: '%s' has no loadable segment",
			check->input->who, check->elf->path);
	elf_check_help(check, "name the executable as the linker made it");
}

static void check_sizes(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (segment->type == PT_LOAD && segment->file_size > segment->mem_size)
			elf_check_error(check, "elf-sizes",
					"%s: segment %" PRIu32 " of '%s' has 0x%" PRIx64
					" bytes in the file, but only 0x%" PRIx64 " in memory",
					check->input->who, segment->index, check->elf->path,
					segment->file_size, segment->mem_size);
	}
}

/* A 64-bit file lies in 32 bits of physical addresses too, and anywhere in virtual ones. */
static bool is_in_range(const struct elf *elf, const struct elf_segment *segment)
{
	return range_fits(REGIONS_MEMORY, segment->paddr, segment->mem_size) &&
	       range_fits(elf->is64 ? UINT64_MAX : REGIONS_MEMORY, segment->vaddr,
			  segment->mem_size);
}

static void check_wrap(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (!elf_segment_loaded(segment) || is_in_range(check->elf, segment))
			continue;
		elf_check_error(check, "elf-wrap",
				"%s: segment %" PRIu32 " of '%s', 0x%" PRIx64
				" bytes at physical 0x%08" PRIx64 ", virtual 0x%08" PRIx64
				", leaves the 32-bit address space",
				check->input->who, segment->index, check->elf->path,
				segment->mem_size, segment->paddr, segment->vaddr);
	}
}

static void report_overlap(const struct elf_check *check, const struct elf_segment *a,
			   const struct elf_segment *b, bool physical)
{
	bool both = ranges_meet(a->paddr, a->mem_size, b->paddr, b->mem_size);

	/* Addresses are mostly equal in both spaces: once is enough. */
	if (!physical && both)
		return;
	elf_check_error(check, "elf-segments", "%s overlaps segment %" PRIu32 "%s",
			elf_check_describe(check, b), a->index,
			physical ? "" : " in virtual memory");
	elf_check_help(check,
		       "give every output section of the linker script addresses of its own");
}

/* In ascending order, each segment is compared with the one that reaches furthest so far. */
static void find_overlaps(const struct elf_check *check, struct cover *cover, bool physical)
{
	const struct elf_segment *segments = check->elf->segments;
	size_t other;

	cover_sort(cover);
	for (size_t i = 1; i < cover->n; i++)
		if (cover_overlaps(cover, i, &other))
			report_overlap(check, &segments[other], &segments[cover->items[i].number],
				       physical);
}

static void check_overlap(const struct elf_check *check)
{
	const struct elf *elf = check->elf;
	struct cover places = { .arena = check->arena };
	struct cover links = { .arena = check->arena };

	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!elf_segment_loaded(segment))
			continue;
		cover_add(&places, segment->paddr, segment->mem_size, i);
		cover_add(&links, segment->vaddr, segment->mem_size, i);
	}
	find_overlaps(check, &places, true);
	find_overlaps(check, &links, false);
}

/* gABI, chapter 5, p_align: a power of two, and address and offset are equal modulo it.  0 and 1
 * ask for nothing. */
static void check_align(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (!elf_segment_loaded(segment) || segment->align <= 1)
			continue;
		if ((segment->align & (segment->align - 1)) != 0)
			elf_check_error(check, "elf-align",
					"%s has the alignment 0x%" PRIx64
					", which is no power of two",
					elf_check_describe(check, segment), segment->align);
		else if (((segment->vaddr - segment->offset) & (segment->align - 1)) != 0)
			elf_check_error(check, "elf-align",
					"%s is at virtual 0x%08" PRIx64
					" and file offset 0x%" PRIx64
					", which differ modulo its alignment 0x%" PRIx64,
					elf_check_describe(check, segment), segment->vaddr,
					segment->offset, segment->align);
		else
			continue;
		elf_check_help(check, "name the executable as the linker made it: what was changed "
				      "afterwards may not be where its code expects it");
	}
}

const struct check check_elf_segments[] = {
	{
		.id = "elf-no-segment",
		.title = "a file has something to load",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "Only PT_LOAD segments are placed; a file without any, or with empty "
			     "ones only, leaves nothing that could run.",
		.source = "System V ABI, chapter 5, Program Header, PT_LOAD",
		.wrong = "objcopy --only-keep-debug guest.elf guest.debug    (file=\"guest.debug\")"
			 "\n",
		.right = "<Partition id=\"0\" name=\"nav\" file=\"guest.elf\" .../>\n",
		.run_file = check_exist,
	},
	{
		.id = "elf-sizes",
		.title = "a segment has room in memory for its bytes in the file",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "p_filesz > p_memsz contradicts itself: a loader that believes the "
			     "one overwrites what lies behind the segment, one that believes the "
			     "other cuts it off.",
		.source = "System V ABI, chapter 5, Program Header, p_filesz and p_memsz",
		.wrong = "Type  Offset   VirtAddr   FileSiz  MemSiz\n"
			 "LOAD  0x001000 0x40100000 0x02000  0x01000\n",
		.right = "Type  Offset   VirtAddr   FileSiz  MemSiz\n"
			 "LOAD  0x001000 0x40100000 0x02000  0x02000\n",
		.run_file = check_sizes,
	},
	{
		.id = "elf-align",
		.title = "the alignment of a segment is a power of two that its address keeps",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "Linkers always keep both rules, so a file that breaks them was "
			     "changed afterwards or damaged. Data that is less aligned than the "
			     "compiler counted on makes a LEON3 trap at the first access of more "
			     "than a byte.",
		.source = "System V ABI, chapter 5, Program Header, p_align",
		.wrong = "Type  Offset   VirtAddr   Align\n"
			 "LOAD  0x001004 0x40100000 0x1000\n",
		.right = "Type  Offset   VirtAddr   Align\n"
			 "LOAD  0x001000 0x40100000 0x1000\n",
		.run_file = check_align,
	},
	{
		.id = "elf-wrap",
		.title = "segments lie in 32 bits of addresses",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "What runs over the end of the address space goes on at 0, over "
			     "whatever is there: the trap table or the boot program's memory.",
		.source = "SPARC Architecture Manual, version 8, section 4.1; Intel 64 and IA-32 "
			  "manual, volume 1, section 3.3",
		.wrong = ". = 0xfffff000;\n.data : { *(.data) }    /* of 8 KiB */\n",
		.right = ". = 0x40110000;\n.data : { *(.data) }\n",
		.run_file = check_wrap,
	},
	{
		.id = "elf-segments",
		.title = "the segments of a file do not overlap",
		.needs = ELF_CHECK_NEEDS " elf-wrap",
		.rationale = "They are loaded one after the other, so of the bytes that two "
			     "segments share the later one's are there, and the earlier one's code "
			     "or data is destroyed before it runs. In virtual memory no page table "
			     "can show both.",
		.source = "System V ABI, chapter 5, Program Header, PT_LOAD",
		.wrong = ".text 0x40100000 : { *(.text) }    /* of 8 KiB */\n"
			 ".data 0x40101000 : { *(.data) }\n",
		.right = ".text 0x40100000 : { *(.text) }\n"
			 ".data ALIGN(0x1000) : { *(.data) }\n",
		.run_file = check_overlap,
	},
	{ .id = NULL },
};
