/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Where segments go: p_paddr places them into areas. */
#include <elf.h>
#include <inttypes.h>

#include "check_elf_parts.h"

/* Segments outside the areas that are described before the rest is only counted. */
#define MAX_OUTSIDE 20u
/* Program headers of a file that a linker made have a few strays; no file of more is searched. */
#define MAX_SEARCHED 256u

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
const char *elf_check_describe(const struct elf_check *check, const struct elf_segment *segment)
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

/* What usually puts a segment where nobody wanted one. */
void elf_check_help_outside(const struct elf_check *check, const struct elf_segment *segment)
{
	if (elf_check_notes(check->elf, segment) != 0)
		elf_check_help(check, "the segment holds notes: link with -Wl,--build-id=none, or "
				      "place them in the linker script");
	else if (segment->file_size != 0 && segment->offset == 0)
		elf_check_help(check, "the segment begins with the ELF headers: a linker script "
				      "without SIZEOF_HEADERS keeps them out");
	else if (check->input->is_host)
		elf_check_help(check, "link it for its areas, or declare an area for it");
	else
		elf_check_help(check, "link it for its areas: 'xpack ldscript' writes the "
				      "linker script");
}

const struct area *elf_check_area(const struct check_elf_input *input,
				  const struct elf_segment *segment)
{
	for (size_t i = 0; i < input->n_areas; i++) {
		const struct area *area = &input->areas[i];

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

/* An area whose numbers were refused might have been anywhere. */
static bool areas_known(const struct check_elf_input *input)
{
	for (size_t i = 0; i < input->n_areas; i++)
		if (input->areas[i].start.bad || input->areas[i].size.bad)
			return false;
	return true;
}

static bool meets_any(const struct check_elf_input *input, const struct elf_segment *segment)
{
	for (size_t i = 0; i < input->n_areas; i++)
		if (meets(segment, &input->areas[i]))
			return true;
	return false;
}

static bool meets_shared(const struct elf_segment *segment, const struct shared_memory *memory)
{
	uint64_t start = memory->start.value, size = memory->size.value;

	return size != 0 && !memory->start.bad && start <= UINT64_MAX - size &&
	       ranges_meet(segment->paddr, segment->mem_size, start, size);
}

/* May it be left out?  Only what no program can do anything with but read it: the linker's headers
 * and notes, far from everything that the description gives its owner. */
bool elf_check_is_stray(const struct check_elf_input *input, const struct elf_segment *segment)
{
	if (!input->may_leave_out || input->elf->n_segments > MAX_SEARCHED ||
	    (segment->flags & (PF_W | PF_X)) != 0 || segment->file_size != segment->mem_size)
		return false;
	for (size_t i = 0; i < input->n_shared_memories; i++)
		if (meets_shared(segment, &input->shared_memories[i]))
			return false;
	return areas_known(input) && !meets_any(input, segment) &&
	       elf_check_only_notes(input->elf, segment);
}

/* True when it meets a shared memory: that is what is wrong then. */
static bool note_shared(const struct elf_check *check, const struct elf_segment *segment)
{
	bool found = false;

	for (size_t i = 0; i < check->input->n_shared_memories; i++) {
		const struct shared_memory *memory = &check->input->shared_memories[i];

		if (!meets_shared(segment, memory))
			continue;
		diag_note(check->diag, memory->at,
			  "shared memory '%s' 0x%08" PRIx64 "..0x%08" PRIx64 " takes no segments",
			  memory->name.value, memory->start.value,
			  last_of(memory->start.value, memory->size.value));
		found = true;
	}
	if (found)
		elf_check_help(check, "let the program write it while it runs: it finds it in its "
				      "device tree and in what 'xpack header' prints");
	return found;
}

static void report_outside(const struct elf_check *check, const struct elf_segment *segment)
{
	bool met = meets_any(check->input, segment);

	elf_check_error(check, "elf-outside-area", "%s does not lie in one area",
			elf_check_describe(check, segment));
	if (note_shared(check, segment))
		return;
	/* One that it meets is what was meant; if there is none, it may be any. */
	for (size_t i = 0; i < check->input->n_areas; i++)
		if ((!met && is_area(&check->input->areas[i])) ||
		    meets(segment, &check->input->areas[i]))
			note_area(check, &check->input->areas[i]);
	elf_check_help_outside(check, segment);
}

static void check_outside(const struct elf_check *check)
{
	size_t n = 0;

	if (!areas_known(check->input))
		return;
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (elf_segment_loaded(segment) && elf_check_area(check->input, segment) == NULL &&
		    !elf_check_is_stray(check->input, segment) &&
		    !elf_check_is_foreign(check->input, segment) && n++ < MAX_OUTSIDE)
			report_outside(check, segment);
	}
	if (n > MAX_OUTSIDE)
		diag_note(check->diag, check->input->at, "and %zu more segments", n - MAX_OUTSIDE);
}

static void check_stray(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (!elf_segment_loaded(segment) || !elf_check_is_stray(check->input, segment))
			continue;
		diag_warning(check->diag, check->input->at, "elf-stray",
			     "%s holds nothing but %s and lies in no area: it is left out",
			     elf_check_describe(check, segment),
			     elf_check_notes(check->elf, segment) != 0 ? "notes" : "ELF headers");
		elf_check_help(
			check, "link with -Wl,--build-id=none%s",
			check->input->is_host
				? ""
				: ", or with the linker script that 'xpack ldscript' writes");
	}
}

/* Hosts that are not ours to link come as one segment: for them the area decides. */
static void help_write_execute(const struct elf_check *check)
{
	if (check->input->is_host)
		elf_check_help(check, "give its area access=\"rwx\", or link it with text and data "
				      "in segments of their own");
	else
		elf_check_help(check, "link without -N (--omagic) and with text and data in "
				      "segments of their own");
}

/* What a host has in no area is wrong by that alone. */
static void check_write_execute(const struct elf_check *check)
{
	if (!areas_known(check->input))
		return;
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];
		const struct area *area = elf_check_area(check->input, segment);

		if (!elf_segment_loaded(segment) ||
		    !access_is_write_execute(segment_access(segment)) ||
		    (area != NULL && access_is_write_execute(area->access)) ||
		    (area == NULL && check->input->is_host))
			continue;
		elf_check_error(check, "elf-wx", "%s is both writable and executable",
				elf_check_describe(check, segment));
		if (area != NULL)
			note_area(check, area);
		help_write_execute(check);
	}
}

static void report_access(const struct elf_check *check, const struct elf_segment *segment,
			  const struct area *area)
{
	elf_check_error(check, "elf-access", "%s asks for %s in area '%s', which gives %s",
			elf_check_describe(check, segment), access_text(segment_access(segment)),
			area->name.value, access_text(area->access));
	note_area(check, area);
	elf_check_help(check, "link it into an area that gives this access%s",
		       check->input->is_host ? "" : ": 'xpack ldscript' writes the linker script");
}

/* Where both at once are too much, elf-wx says so. */
static void check_access(const struct elf_check *check)
{
	if (!areas_known(check->input))
		return;
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];
		const struct area *area = elf_check_area(check->input, segment);
		unsigned asked = segment_access(segment);

		if (elf_segment_loaded(segment) && area != NULL && (asked & ~area->access) != 0 &&
		    (!access_is_write_execute(asked) || access_is_write_execute(area->access)))
			report_access(check, segment, area);
	}
}

void check_elf_leave_out(const struct check_elf_input *input, struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]) &&
		    elf_check_is_stray(input, &elf->segments[i]))
			elf->segments[i].left_out = true;
}

static void check_entry(const struct elf_check *check)
{
	const struct elf *elf = check->elf;
	const struct elf_segment *segment =
		elf_segment_of(elf, elf->entry, check->rules->code_align);
	const char *why = NULL;

	if (!elf_check_has_loaded(elf))
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

static bool may_write(const struct area *area, uint64_t address)
{
	return (area->access & ACCESS_WRITE) != 0 && address >= area->start.value &&
	       address - area->start.value < area->size.value;
}

/* Of guests with the start code of guest-bsp, whose linker script fixes the place when it links. */
static void check_stack_top(const struct elf_check *check)
{
	const struct elf_symbol *top = elf_symbol(check->elf, "_stack_top");

	if (check->input->is_host || top == NULL || elf_symbol(check->elf, "xpack_main") == NULL ||
	    !areas_known(check->input))
		return;
	for (size_t i = 0; i < check->input->n_areas; i++)
		if (may_write(&check->input->areas[i], top->value - 1))
			return;
	elf_check_error(check, "elf-stack-top",
			"%s: the stack of '%s' ends at 0x%08" PRIx64 ", in no writable area",
			check->input->who, check->elf->path, top->value);
	for (size_t i = 0; i < check->input->n_areas; i++)
		if ((check->input->areas[i].access & ACCESS_WRITE) != 0)
			note_area(check, &check->input->areas[i]);
	elf_check_help(check, "link it again for these areas: 'xpack ldscript' writes the linker "
			      "script");
}

#define NEEDS ELF_CHECK_NEEDS " elf-wrap elf-shared-file"

const struct check check_elf_places[] = {
	{
		.id = "elf-shared-file",
		.whole = true,
		.title = "partitions that write to their segments have files of their own",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "A file is linked for one place. Two partitions with the same one "
			     "would be loaded over each other, and each would write over the "
			     "other's data: nothing would keep them apart in space.",
		.source = "ARINC 653 part 1, Partitioning, spatial partitioning",
		.wrong = "<Partition id=\"0\" name=\"control\" file=\"guest.elf\" .../>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"guest.elf\" .../>\n",
		.right = "<Partition id=\"0\" name=\"control\" file=\"guest.elf\" .../>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"display.elf\" .../>\n",
		.run_file = check_shared_file,
	},
	{
		.id = "elf-outside-area",
		.title = "a segment lies in one area of its owner",
		.needs = NEEDS,
		.rationale = "The loader would put it over somebody else's memory, or where there "
			     "is none, and the memory management unit would not let its owner at "
			     "it. One byte over an area's end is enough, .bss included.",
		.source = "docs/architecture.md; System V ABI, chapter 5, Program Header, p_paddr "
			  "and p_memsz",
		.wrong =
			"<!-- guest.elf: LOAD at 0x40020000, 4 bytes, RW -->\n"
			"<Area name=\"data\" start=\"0x40021000\" size=\"60KiB\" access=\"rw\"/>\n",
		.right =
			"<!-- guest.elf: LOAD at 0x40020000, 4 bytes, RW -->\n"
			"<Area name=\"data\" start=\"0x40020000\" size=\"60KiB\" access=\"rw\"/>\n",
		.run_file = check_outside,
	},
	{
		.id = "elf-stray",
		.severity = SEVERITY_WARNING,
		.title = "no segment is left out",
		.needs = NEEDS,
		.rationale =
			"Linkers put their own headers, and the note with the build-id, into "
			"a read-only segment somewhere else than the script says. It has no "
			"area to go to, so it is not loaded; a program that reads its build-id "
			"would be stopped there. The report of the licence boundary lists it. "
			"With --werror elf-stray nothing is ever left out.",
		.source = "GNU ld manual, --build-id; System V ABI, chapter 5, Note Section",
		.wrong = "ld -Ttext=0x40010000 --build-id guest.o -o guest.elf\n",
		.right = "ld -Ttext=0x40010000 --build-id=none guest.o -o guest.elf\n",
		.run_file = check_stray,
	},
	{
		.id = "elf-wx",
		.title = "no segment is writable and executable, unless its area allows it",
		.needs = NEEDS,
		.rationale = "A fault in the program, or an attack on it, could then change its "
			     "code. Areas that give rwx say that this is wanted.",
		.source = "docs/architecture.md; System V ABI, chapter 5, Segment Permissions",
		.wrong = "ld -N guest.o -o guest.elf    (LOAD ... RWE)\n",
		.right = "ld guest.o -o guest.elf    (LOAD ... R E, LOAD ... RW)\n",
		.run_file = check_write_execute,
	},
	{
		.id = "elf-access",
		.title = "a segment asks for no more access than its area gives",
		.needs = NEEDS,
		.rationale = "The memory management unit would stop the program at the first write "
			     "to its data, or at its first instruction.",
		.source = "System V ABI, chapter 5, Segment Permissions, p_flags",
		.wrong = "<!-- guest.elf: LOAD at 0x40020000, 4 bytes, RW -->\n"
			 "<Area name=\"data\" start=\"0x40020000\" size=\"64KiB\" access=\"r\"/>\n",
		.right =
			"<!-- guest.elf: LOAD at 0x40020000, 4 bytes, RW -->\n"
			"<Area name=\"data\" start=\"0x40020000\" size=\"64KiB\" access=\"rw\"/>\n",
		.run_file = check_access,
	},
	{
		.id = "elf-entry",
		.title = "a file starts at an instruction of its own",
		.needs = NEEDS,
		.rationale = "A linker that does not find the start symbol warns, and takes the "
			     "beginning of .text or 0. An address between two instructions makes a "
			     "LEON3 trap at once; one in data or in .bss has no code.",
		.source = "System V ABI, chapter 4, ELF Header, e_entry; SPARC Architecture "
			  "Manual, version 8, section 7.1, mem_address_not_aligned",
		.wrong = "ENTRY(start)    /* the symbol is _start */\n",
		.right = "ENTRY(_start)\n",
		.run_file = check_entry,
	},
	{
		.id = "elf-stack-top",
		.title = "the stack lies in a writable area",
		.needs = NEEDS,
		.rationale = "The start code of guest-bsp puts the stack where the linker script "
			     "had the end of the data. When the area was made smaller or moved "
			     "since, all segments may still fit, and the first call faults.",
		.source = "docs/abi.md, \"Linking\"; guest-bsp/xpack-guest.ld, "
			  "_stack_top",
		.wrong = "$ nm guest.elf | grep _stack_top\n"
			 "40030000 B _stack_top\n"
			 "(its area of data: 32 KiB from 0x40020000)\n",
		.right = "$ nm guest.elf | grep _stack_top\n"
			 "40030000 B _stack_top\n"
			 "(its area of data: 64 KiB from 0x40020000)\n",
		.run_file = check_stack_top,
	},
	{ .id = NULL },
};
