/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "binary.h"

#include <elf.h>
#include <inttypes.h>

#include "arch.h"
#include "stub.h"

#define WORD_SIZE 4u
#define ADDRESS_SPACE ((uint64_t)1 << 32)

#define refuse(diag, at, ...) (diag_error((diag), (at), "host-binary", __VA_ARGS__), -1)

/* What only a binary has, on a host that is none. */
static int check_elf_form(struct diag *diag, const struct host *host)
{
	const struct {
		const char *name;
		struct location at;
	} attributes[] = {
		{ "load", host->load.at },
		{ "entry", host->entry.at },
		{ "entryOffset", host->entry_offset.at },
	};
	int result = 0;

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (attributes[i].at.line == 0)
			continue;
		result = refuse(diag, attributes[i].at,
				"'%s' is of a binary, the file of host '%s' is an ELF file",
				attributes[i].name, host->name.value);
		diag_help(diag, attributes[i].at,
			  "remove it: the ELF file says it; or state format=\"binary\"");
	}
	return result;
}

int binary_check_form(struct diag *diag, const struct host *host)
{
	int result = 0;

	if (host->format != FORMAT_BINARY)
		return check_elf_form(diag, host);
	if (host->protocol == PROTOCOL_MULTIBOOT) {
		result = refuse(diag, host->format_name.at,
				"host '%s' is a binary, and started by the protocol multiboot",
				host->name.value);
		diag_help(diag, host->format_name.at,
			  "remove it: the Multiboot header in the file says where it is loaded and "
			  "entered; or start it by the protocol raw");
	}
	if (!number_given(host->load)) {
		result = refuse(diag, host->at, "the binary of host '%s' needs 'load'",
				host->name.value);
		diag_help(diag, host->at, "state the physical address of its first byte");
	}
	if (number_given(host->entry) != number_given(host->entry_offset))
		return result;
	result = refuse(diag, number_given(host->entry) ? host->entry_offset.at : host->at,
			"the binary of host '%s' needs %s of 'entry' and 'entryOffset'",
			host->name.value, number_given(host->entry) ? "only one" : "one");
	diag_help(diag, number_given(host->entry) ? host->entry_offset.at : host->at,
		  "'entry' is the address itself, 'entryOffset' where in the file a word says it");
	return result;
}

/* The form was reported where it was checked. */
static bool has_form(const struct host *host)
{
	return host->protocol != PROTOCOL_MULTIBOOT && number_known(host->load) &&
	       number_given(host->entry) != number_given(host->entry_offset) && !host->entry.bad &&
	       !host->entry_offset.bad;
}

/* The entry as the description or the file says it; elf has machine and byte order already. */
static int read_entry(struct diag *diag, const struct host *host, struct elf *elf)
{
	uint64_t offset = host->entry_offset.value;

	elf->entry = host->entry.value;
	if (number_given(host->entry))
		return 0;
	if (!range_fits(elf->file.size, offset, WORD_SIZE))
		return refuse(diag, host->entry_offset.at,
			      "'%s' has %zu bytes: there is no word at 0x%" PRIx64, elf->path,
			      elf->file.size, offset);
	elf->entry = elf_get32(elf, elf->file.data + offset);
	return 0;
}

static int check_entry(struct diag *diag, const struct host *host, const struct elf *elf)
{
	struct location at = number_given(host->entry) ? host->entry.at : host->entry_offset.at;
	uint32_t align = stub_machine(elf->machine)->code_align;

	if (elf->entry % align != 0)
		return refuse(diag, at,
			      "the entry 0x%08" PRIx64 " of '%s' is not a multiple of %" PRIu32,
			      elf->entry, elf->path, align);
	if (elf_segment_of(elf, elf->entry, align) != NULL)
		return 0;
	(void)refuse(diag, at, "the entry 0x%08" PRIx64 " lies outside '%s'", elf->entry,
		     elf->path);
	diag_note(diag, host->load.at, "it is loaded to 0x%08" PRIx64 "..0x%08" PRIx64,
		  host->load.value, host->load.value + (elf->file.size - 1));
	return -1;
}

static void warn_of_elf(struct diag *diag, const struct host *host, struct span file)
{
	if (file.size < SELFMAG || !span_is(span_part(file, 0, SELFMAG), ELFMAG))
		return;
	diag_warning(diag, host->file.at, "host-binary-elf",
		     "'%s' is an ELF file and is loaded as a binary, headers and all",
		     host->file.value);
	diag_help(diag, host->format_name.at,
		  "remove format=\"binary\", or make a binary of it: objcopy -O binary");
}

static struct elf_segment *segment_of(struct arena *arena, uint64_t load, struct span file)
{
	struct elf_segment *segment = arena_array(arena, 1, sizeof(*segment));

	*segment = (struct elf_segment){
		.type = PT_LOAD,
		.flags = PF_R | PF_W | PF_X,
		.vaddr = load,
		.paddr = load,
		.file_size = file.size,
		.mem_size = file.size,
		.align = 1,
		.data = file,
	};
	return segment;
}

int binary_view(struct arena *arena, struct diag *diag, const struct system *system,
		struct span file, struct elf *elf)
{
	const struct arch_traits *traits = arch_traits(system->board.arch);
	const struct host *host = &system->host;

	if (!has_form(host))
		return -1;
	if (file.size == 0)
		return refuse(diag, host->file.at, "'%s' is an empty file", host->file.value);
	if (!range_fits(ADDRESS_SPACE, host->load.value, file.size))
		return refuse(diag, host->load.at,
			      "'%s', %zu bytes at 0x%08" PRIx64 ", leaves the 32-bit address space",
			      host->file.value, file.size, host->load.value);
	warn_of_elf(diag, host, file);
	*elf = (struct elf){
		.path = host->file.value,
		.file = file,
		.big_endian = traits->big_endian,
		.type = ET_EXEC,
		.machine = traits->elf_machine,
		.segments = segment_of(arena, host->load.value, file),
		.n_segments = 1,
	};
	if (read_entry(diag, host, elf) != 0)
		return -1;
	return check_entry(diag, host, elf);
}
