/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "multiboot.h"

#include <elf.h>
#include <inttypes.h>

#include "little.h"
#include "loader/multiboot.h"

/* What flags may ask for: modules are at page boundaries, memory is described. */
#define FLAGS_DONE (MULTIBOOT_PAGE_ALIGN | MULTIBOOT_MEMORY_INFO)

static uint32_t word_at(struct span file, size_t offset)
{
	return get_le32(file.data + offset);
}

static bool is_header(struct span file, size_t offset)
{
	return word_at(file, offset) == MULTIBOOT_HEADER_MAGIC &&
	       word_at(file, offset) + word_at(file, offset + MULTIBOOT_AT_FLAGS) +
			       word_at(file, offset + MULTIBOOT_AT_CHECKSUM) ==
		       0;
}

static bool find(struct span file, uint32_t *offset)
{
	size_t limit = file.size < MULTIBOOT_SEARCH ? file.size : MULTIBOOT_SEARCH;

	for (*offset = 0; span_fits(limit, *offset, MULTIBOOT_HEADER_SIZE);
	     *offset += MULTIBOOT_HEADER_ALIGN)
		if (is_header(file, *offset))
			return true;
	return false;
}

static int refuse(struct diag *diag, struct location at, const char *path, const char *why)
{
	diag_error(diag, at, "multiboot-header", "'%s' %s", path, why);
	return -1;
}

/* Where in the file the first loaded byte is. */
static uint32_t load_offset(const struct multiboot_header *header)
{
	return header->offset - (header->header_addr - header->load_addr);
}

static uint32_t load_size(const struct multiboot_header *header, struct span file)
{
	if (header->load_end != 0)
		return header->load_end - header->load_addr;
	return (uint32_t)(file.size - load_offset(header));
}

/* Section 3.1.3: each end is behind its start, and all that is loaded is in the file. */
static const char *address_defect(const struct multiboot_header *header, struct span file)
{
	uint64_t end;

	if (header->header_addr < header->load_addr ||
	    header->header_addr - header->load_addr > header->offset)
		return "has a Multiboot header that is loaded from in front of the file";
	if (header->load_end != 0 && header->load_end <= header->load_addr)
		return "has a Multiboot header whose load address is behind its end";
	if (!range_fits(file.size, load_offset(header), load_size(header, file)))
		return "has a Multiboot header that loads more than the file has";
	end = (uint64_t)header->load_addr + load_size(header, file);
	if (end > UINT32_MAX || (header->bss_end != 0 && header->bss_end < end))
		return "has a Multiboot header whose ends are out of order";
	if (header->entry < header->load_addr || header->entry >= end)
		return "has a Multiboot header whose entry is not in what it loads";
	return NULL;
}

static int read_addresses(struct diag *diag, struct location at, const char *path, struct span file,
			  struct multiboot_header *header)
{
	const char *defect;

	if (!span_fits(file.size, header->offset, MULTIBOOT_KLUDGE_SIZE))
		return refuse(diag, at, path, "ends inside its Multiboot header");
	header->header_addr = word_at(file, header->offset + MULTIBOOT_AT_HEADER_ADDR);
	header->load_addr = word_at(file, header->offset + MULTIBOOT_AT_LOAD_ADDR);
	header->load_end = word_at(file, header->offset + MULTIBOOT_AT_LOAD_END);
	header->bss_end = word_at(file, header->offset + MULTIBOOT_AT_BSS_END);
	header->entry = word_at(file, header->offset + MULTIBOOT_AT_ENTRY);
	defect = address_defect(header, file);
	return defect == NULL ? 0 : refuse(diag, at, path, defect);
}

int multiboot_read(struct diag *diag, struct location at, const char *path, struct span file,
		   struct multiboot_header *header)
{
	uint32_t asked;

	*header = (struct multiboot_header){ 0 };
	if (!find(file, &header->offset)) {
		refuse(diag, at, path, "has no Multiboot header in its first 8192 bytes");
		diag_help(diag, at, "a host without one is started by the protocol raw or xpack");
		return -1;
	}
	header->flags = word_at(file, header->offset + MULTIBOOT_AT_FLAGS);
	asked = header->flags & MULTIBOOT_REQUIRED & ~(uint32_t)FLAGS_DONE;
	if (asked != 0) {
		diag_error(diag, at, "multiboot-header",
			   "'%s' asks by its Multiboot header (flags 0x%" PRIx32
			   ") for what the loader does not do%s",
			   path, asked,
			   (asked & MULTIBOOT_VIDEO_MODE) != 0 ? ", a video mode" : "");
		return -1;
	}
	if ((header->flags & MULTIBOOT_KLUDGE) == 0)
		return 0;
	return read_addresses(diag, at, path, file, header);
}

struct elf multiboot_view(struct arena *arena, const char *path, struct span file,
			  const struct multiboot_header *header)
{
	struct elf_segment *segment = arena_array(arena, 1, sizeof(*segment));
	uint32_t size = load_size(header, file);

	*segment = (struct elf_segment){
		.type = PT_LOAD,
		.flags = PF_R | PF_W | PF_X,
		.offset = load_offset(header),
		.vaddr = header->load_addr,
		.paddr = header->load_addr,
		.file_size = size,
		.mem_size = header->bss_end == 0 ? size : header->bss_end - header->load_addr,
		.align = 1,
		.data = span_part(file, load_offset(header), size),
	};
	return (struct elf){
		.path = path,
		.file = file,
		.type = ET_EXEC,
		.machine = EM_386,
		.entry = header->entry,
		.segments = segment,
		.n_segments = 1,
	};
}

void multiboot_fix_entry(struct elf *elf)
{
	if (elf_segment_of(elf, elf->entry, 1) != NULL)
		return;
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type != PT_LOAD || elf->entry < segment->paddr ||
		    elf->entry - segment->paddr >= segment->file_size)
			continue;
		elf->entry = elf->entry - segment->paddr + segment->vaddr;
		return;
	}
}
