/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Where segments go: p_paddr places them, p_vaddr links them. */
#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>

#include "check_elf_parts.h"

/* The address space of the boards: 32 bits. */
#define ADDRESS_LIMIT ((uint64_t)1 << 32)

/* A segment's range in one of the two address spaces. */
struct range {
	uint64_t start, size;
	const struct elf_segment *segment;
};

bool elf_check_loaded(const struct elf_segment *segment)
{
	return segment->type == PT_LOAD && segment->mem_size != 0;
}

/* Precondition: size > 0. */
static uint64_t last_of(uint64_t start, uint64_t size)
{
	return start + (size - 1);
}

static const char *access_text(unsigned access)
{
	static const char *const texts[] = { "no access", "x", "w", "wx", "r", "rx", "rw", "rwx" };

	return texts[access & (ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE)];
}

/* The access that a segment asks for. */
static unsigned segment_access(const struct elf_segment *segment)
{
	return ((segment->flags & PF_R) != 0 ? ACCESS_READ : 0) |
	       ((segment->flags & PF_W) != 0 ? ACCESS_WRITE : 0) |
	       ((segment->flags & PF_X) != 0 ? ACCESS_EXECUTE : 0);
}

/* "partition 'nav': segment 1 (rx) 0x40100000..0x40103fff of 'nav.elf'" */
static const char *describe(const struct elf_check *check, const struct elf_segment *segment)
{
	return arena_printf(check->arena,
			    "%s: segment %" PRIu32 " (%s) 0x%08" PRIx64 "..0x%08" PRIx64 " of '%s'",
			    check->input->who, segment->index, access_text(segment_access(segment)),
			    segment->paddr, last_of(segment->paddr, segment->mem_size),
			    check->elf->path);
}

static void note_area(const struct elf_check *check, const struct area *area)
{
	diag_note(check->diag, area->at,
		  "area '%s' (%s) 0x%08" PRIx64 "..0x%08" PRIx64 " is declared here",
		  area->name.value, access_text(area->access), area->start.value,
		  last_of(area->start.value, area->size.value));
}

static bool has_loaded(const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_check_loaded(&elf->segments[i]))
			return true;
	return false;
}

void check_segments_exist(const struct elf_check *check)
{
	if (has_loaded(check->elf))
		return;
	elf_check_error(check, "elf-no-segment", "%s: '%s' has no loadable segment",
			check->input->who, check->elf->path);
	elf_check_help(check, "name the executable as the linker made it");
}

void check_segments_sizes(const struct elf_check *check)
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
	return range_fits(ADDRESS_LIMIT, segment->paddr, segment->mem_size) &&
	       range_fits(elf->is64 ? UINT64_MAX : ADDRESS_LIMIT, segment->vaddr,
			  segment->mem_size);
}

bool check_segments_in_range(const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_check_loaded(&elf->segments[i]) && !is_in_range(elf, &elf->segments[i]))
			return false;
	return true;
}

void check_segments_wrap(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (!elf_check_loaded(segment) || is_in_range(check->elf, segment))
			continue;
		elf_check_error(check, "elf-wrap",
				"%s: segment %" PRIu32 " of '%s', 0x%" PRIx64
				" bytes at physical 0x%08" PRIx64 ", virtual 0x%08" PRIx64
				", leaves the 32-bit address space",
				check->input->who, segment->index, check->elf->path,
				segment->mem_size, segment->paddr, segment->vaddr);
	}
}

static int compare_ranges(const void *a, const void *b)
{
	const struct range *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->segment->index < right->segment->index ? -1 : 1;
}

static void report_overlap(const struct elf_check *check, const struct elf_segment *a,
			   const struct elf_segment *b, bool physical)
{
	bool both = ranges_meet(a->paddr, a->mem_size, b->paddr, b->mem_size);

	/* Addresses are mostly equal in both spaces: once is enough. */
	if (!physical && both)
		return;
	elf_check_error(check, "elf-segments", "%s overlaps segment %" PRIu32 "%s",
			describe(check, b), a->index, physical ? "" : " in virtual memory");
	elf_check_help(check,
		       "give every output section of the linker script addresses of its own");
}

/* In ascending order, each range is compared with the one that reaches furthest so far. */
static void find_overlaps(const struct elf_check *check, struct range *ranges, size_t n,
			  bool physical)
{
	const struct range *furthest = ranges;

	qsort(ranges, n, sizeof(*ranges), compare_ranges);
	for (size_t i = 1; i < n; i++) {
		if (ranges_meet(furthest->start, furthest->size, ranges[i].start, ranges[i].size))
			report_overlap(check, furthest->segment, ranges[i].segment, physical);
		if (last_of(ranges[i].start, ranges[i].size) >
		    last_of(furthest->start, furthest->size))
			furthest = &ranges[i];
	}
}

void check_segments_overlap(const struct elf_check *check)
{
	const struct elf *elf = check->elf;
	struct range *places = arena_array(check->arena, elf->n_segments, sizeof(*places));
	struct range *links = arena_array(check->arena, elf->n_segments, sizeof(*links));
	size_t n = 0;

	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!elf_check_loaded(segment))
			continue;
		places[n] = (struct range){ segment->paddr, segment->mem_size, segment };
		links[n++] = (struct range){ segment->vaddr, segment->mem_size, segment };
	}
	find_overlaps(check, places, n, true);
	find_overlaps(check, links, n, false);
}

/* What usually puts a segment where nobody wanted one. */
static void help_outside(const struct elf_check *check, const struct elf_segment *segment)
{
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *note = &check->elf->segments[i];

		if (note->type != PT_NOTE || note->file_size == 0 ||
		    !range_fits(segment->mem_size, note->vaddr - segment->vaddr, note->mem_size))
			continue;
		elf_check_help(check, "the segment holds notes: link with -Wl,--build-id=none, or "
				      "place them in the linker script");
		return;
	}
	if (segment->file_size != 0 && segment->offset == 0)
		elf_check_help(check, "the segment begins with the ELF headers: a linker script "
				      "without SIZEOF_HEADERS keeps them out");
	else if (check->input->is_host)
		elf_check_help(check, "link it for its areas, or declare an area for it");
	else
		elf_check_help(check, "link it for its areas: 'xpack ldscript' writes the "
				      "linker script");
}

static const struct area *area_of(const struct elf_check *check, const struct elf_segment *segment)
{
	for (size_t i = 0; i < check->input->n_areas; i++) {
		const struct area *area = &check->input->areas[i];

		if (segment->paddr >= area->start.value &&
		    range_fits(area->size.value, segment->paddr - area->start.value,
			       segment->mem_size))
			return area;
	}
	return NULL;
}

/* Areas come from the description and may wrap: that is another check's error. */
static bool is_area(const struct area *area)
{
	return area->size.value != 0 && area->start.value <= UINT64_MAX - area->size.value;
}

static bool meets(const struct elf_segment *segment, const struct area *area)
{
	return is_area(area) &&
	       ranges_meet(segment->paddr, segment->mem_size, area->start.value, area->size.value);
}

/* True when it meets a shared memory: that is what is wrong then. */
static bool note_shared(const struct elf_check *check, const struct elf_segment *segment)
{
	bool found = false;

	for (size_t i = 0; i < check->input->n_shared_memories; i++) {
		const struct shared_memory *memory = &check->input->shared_memories[i];
		uint64_t start = memory->start.value, size = memory->size.value;

		if (size == 0 || memory->start.bad || start > UINT64_MAX - size ||
		    !ranges_meet(segment->paddr, segment->mem_size, start, size))
			continue;
		diag_note(check->diag, memory->at,
			  "shared memory '%s' 0x%08" PRIx64 "..0x%08" PRIx64 " takes no segments",
			  memory->name.value, start, last_of(start, size));
		found = true;
	}
	if (found)
		elf_check_help(check, "let the program write it while it runs: it finds it in its "
				      "device tree and in what 'xpack header' prints");
	return found;
}

static void report_outside(const struct elf_check *check, const struct elf_segment *segment)
{
	size_t n_met = 0;

	elf_check_error(check, "elf-outside-area", "%s does not lie in one area",
			describe(check, segment));
	if (note_shared(check, segment))
		return;
	for (size_t i = 0; i < check->input->n_areas; i++)
		if (meets(segment, &check->input->areas[i]))
			n_met++;
	/* One that it meets is what was meant; if there is none, it may be any. */
	for (size_t i = 0; i < check->input->n_areas; i++)
		if ((n_met == 0 && is_area(&check->input->areas[i])) ||
		    meets(segment, &check->input->areas[i]))
			note_area(check, &check->input->areas[i]);
	help_outside(check, segment);
}

static bool is_write_execute(unsigned access)
{
	return (access & (ACCESS_WRITE | ACCESS_EXECUTE)) == (ACCESS_WRITE | ACCESS_EXECUTE);
}

static void check_access(const struct elf_check *check, const struct elf_segment *segment,
			 const struct area *area)
{
	unsigned asked = segment_access(segment);
	unsigned given = area == NULL ? 0 : area->access;

	if (is_write_execute(asked) && !is_write_execute(given)) {
		elf_check_error(check, "elf-wx", "%s is both writable and executable",
				describe(check, segment));
		if (area != NULL)
			note_area(check, area);
		elf_check_help(check, "link without -N (--omagic) and with text and data in "
				      "segments of their own");
	} else if (area != NULL && (asked & ~given) != 0) {
		elf_check_error(check, "elf-access", "%s asks for %s in area '%s', which gives %s",
				describe(check, segment), access_text(asked), area->name.value,
				access_text(given));
		note_area(check, area);
		elf_check_help(check, "link it into an area that gives this access%s",
			       check->input->is_host ? ""
						     : ": 'xpack ldscript' writes the "
						       "linker script");
	}
}

/* An area whose numbers were refused might have been anywhere. */
static bool areas_known(const struct elf_check *check)
{
	for (size_t i = 0; i < check->input->n_areas; i++)
		if (check->input->areas[i].start.bad || check->input->areas[i].size.bad)
			return false;
	return true;
}

void check_segments_place(const struct elf_check *check)
{
	if (!areas_known(check))
		return;
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];
		const struct area *area;

		if (!elf_check_loaded(segment))
			continue;
		area = area_of(check, segment);
		if (area == NULL)
			report_outside(check, segment);
		check_access(check, segment, area);
	}
}

void check_segments_entry(const struct elf_check *check)
{
	const struct elf *elf = check->elf;
	const struct elf_segment *segment =
		elf_segment_of(elf, elf->entry, check->rules->code_align);
	const char *why = NULL;

	if (!has_loaded(elf))
		return;
	if (elf->entry % check->rules->code_align != 0)
		why = arena_printf(check->arena, "is not a multiple of %" PRIu32,
				   check->rules->code_align);
	else if (segment == NULL)
		why = "lies in no bytes of the file";
	else if ((segment->flags & PF_X) == 0)
		why = "lies in a segment that is not executable";
	if (why == NULL)
		return;
	elf_check_error(check, "elf-entry", "%s: the entry 0x%08" PRIx64 " of '%s' %s",
			check->input->who, elf->entry, elf->path, why);
	elf_check_help(check,
		       "name the start symbol with ENTRY() in the linker script or with -Wl,-e");
}
