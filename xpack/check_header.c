/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check_header.h"

#include <inttypes.h>

#include "check.h"

#define WORD_SIZE sizeof(uint32_t)

/* One partition's header. */
struct header {
	struct arena *arena;
	struct diag *diag;
	const struct system *system;
	const struct partition *partition;
	const struct elf *elf;
	uint64_t address; /* physical */
};

static uint64_t lowest_address(const struct elf *elf)
{
	uint64_t lowest = UINT64_MAX;

	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]) && elf->segments[i].paddr < lowest)
			lowest = elf->segments[i].paddr;
	return lowest;
}

/* The word at a physical address, where the file has one; what is only zeroed counts as 0. */
static bool read_word(const struct elf *elf, uint64_t address, uint32_t *word)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];
		uint64_t offset = address - segment->paddr;

		if (!elf_segment_loaded(segment) || address < segment->paddr ||
		    !range_fits(segment->mem_size, offset, WORD_SIZE))
			continue;
		*word = range_fits(segment->file_size, offset, WORD_SIZE)
				? elf_get32(elf, segment->data.data + offset)
				: 0;
		return true;
	}
	return false;
}

static struct location place_of(const struct partition *partition)
{
	return number_given(partition->header_offset) ? partition->header_offset.at
						      : partition->file.at;
}

/* Where the magic word is instead: the first aligned one of the loaded segments. */
static void suggest_offset(const struct header *header, uint32_t magic)
{
	uint64_t lowest = lowest_address(header->elf);

	for (size_t i = 0; i < header->elf->n_segments; i++) {
		const struct elf_segment *segment = &header->elf->segments[i];

		if (!elf_segment_loaded(segment))
			continue;
		for (uint64_t at = 0; at + WORD_SIZE <= segment->file_size; at += WORD_SIZE) {
			if (elf_get32(header->elf, segment->data.data + at) != magic)
				continue;
			diag_help(header->diag, place_of(header->partition),
				  "the word is at 0x%08" PRIx64 ": headerOffset=\"0x%" PRIx64 "\"",
				  segment->paddr + at, segment->paddr + at - lowest);
			return;
		}
	}
	diag_help(header->diag, place_of(header->partition),
		  "the file has this word nowhere: it was linked for another host");
}

/* Returns whether there is a header whose words can be looked at. */
static bool check_magic(const struct header *header)
{
	const struct partition_header *wanted = &header->system->host.header;
	const struct partition *partition = header->partition;
	uint32_t magic = (uint32_t)wanted->magic.value;
	const char *found = "no loaded bytes";
	uint32_t word;

	if (read_word(header->elf, header->address, &word)) {
		if (word == magic)
			return true;
		found = arena_printf(header->arena, "0x%08" PRIx32, word);
	}
	diag_error(header->diag, place_of(partition), "partition-header",
		   "partition '%s' has no header 0x%08" PRIx32 " at 0x%08" PRIx64
		   ": '%s' has %s there",
		   partition->name.value, magic, header->address, header->elf->path, found);
	diag_note(header->diag, wanted->at, "host '%s' reads it", header->system->host.name.value);
	suggest_offset(header, magic);
	return false;
}

static void check_word(const struct header *header, const struct header_word *wanted)
{
	uint64_t address = header->address + wanted->offset.value;
	uint32_t word;

	if (wanted->offset.bad || wanted->value.bad)
		return;
	if (read_word(header->elf, address, &word) && word == wanted->value.value)
		return;
	diag_error(header->diag, header->partition->file.at, "header-word",
		   "partition '%s': the word '%s' of the header, at 0x%08" PRIx64
		   ", is not 0x%08" PRIx64,
		   header->partition->name.value, wanted->name.value, address, wanted->value.value);
	if (read_word(header->elf, address, &word))
		diag_note(header->diag, header->partition->file.at, "it is 0x%08" PRIx32, word);
	diag_note(header->diag, wanted->at, "host '%s' wants it", header->system->host.name.value);
}

static const struct area *area_at(const struct area *areas, size_t n, uint32_t address)
{
	for (size_t i = 0; i < n; i++)
		if (address >= areas[i].start.value &&
		    address - areas[i].start.value < areas[i].size.value)
			return &areas[i];
	return NULL;
}

static bool is_own(const struct partition *partition, uint32_t address)
{
	return area_at(partition->areas, partition->n_areas, address) != NULL;
}

static void note_owner_of(const struct header *header, const char *owner, const char *name,
			  const struct area *areas, size_t n, uint32_t address)
{
	const struct area *area = area_at(areas, n, address);

	if (area != NULL)
		diag_note(header->diag, area->at, "this is area '%s' of %s '%s'", area->name.value,
			  owner, name);
}

static void check_pointer(const struct header *header, const struct header_word *pointer)
{
	const struct system *system = header->system;
	uint64_t address = header->address + pointer->offset.value;
	uint32_t target;

	if (pointer->offset.bad)
		return;
	if (!read_word(header->elf, address, &target)) {
		diag_error(header->diag, header->partition->file.at, "header-pointer",
			   "partition '%s': the pointer '%s' of the header, at 0x%08" PRIx64
			   ", is not in the file",
			   header->partition->name.value, pointer->name.value, address);
		return;
	}
	if (target == 0 || is_own(header->partition, target))
		return;
	diag_error(header->diag, header->partition->file.at, "header-pointer",
		   "partition '%s': the pointer '%s' of the header leads to 0x%08" PRIx32
		   ", which is none of its memory",
		   header->partition->name.value, pointer->name.value, target);
	if (!model_own_spaces(system))
		note_owner_of(header, "host", system->host.name.value, system->host.areas,
			      system->host.n_areas, target);
	for (size_t i = 0; !model_own_spaces(system) && i < system->n_partitions; i++)
		note_owner_of(header, "partition", system->partitions[i].name.value,
			      system->partitions[i].areas, system->partitions[i].n_areas, target);
	diag_note(header->diag, pointer->at, "host '%s' follows it", system->host.name.value);
}

void check_header(struct arena *arena, struct diag *diag, const struct system *system,
		  const struct partition *partition, const struct elf *elf)
{
	const struct partition_header *wanted = &system->host.header;
	const struct header header = {
		arena,     diag, system,
		partition, elf,  lowest_address(elf) + partition->header_offset.value
	};

	if (wanted->at.line == 0 || wanted->magic.bad || partition->header_offset.bad ||
	    lowest_address(elf) == UINT64_MAX || !check_magic(&header))
		return;
	for (size_t i = 0; i < wanted->n_words; i++)
		check_word(&header, &wanted->words[i]);
	for (size_t i = 0; i < wanted->n_pointers; i++)
		check_pointer(&header, &wanted->pointers[i]);
}

const struct check check_headers[] = {
	{
		.id = "partition-header",
		.title = "a partition has the header that its host reads",
		.rationale =
			"A host that finds a partition by a structure in its memory stops at a "
			"wrong magic word, or takes whatever stands there for sizes and "
			"addresses.",
		.source = "schemas/xpack-system.xsd, PartitionHeader; docs/hosts.md",
		.wrong = "<PartitionHeader magic=\"0x24584d50\"/>\n"
			 "<Partition name=\"nav\" file=\"nav.elf\" headerOffset=\"0x100\"/>\n",
		.right = "<PartitionHeader magic=\"0x24584d50\"/>\n"
			 "<Partition name=\"nav\" file=\"nav.elf\" headerOffset=\"0x0\"/>\n",
	},
	{
		.id = "header-word",
		.title = "a partition's header has the words that its host wants",
		.rationale = "Versions in the header say which interface the partition was built "
			     "for. A host that does not compare them runs a partition of another "
			     "interface; one that does refuses it on the board.",
		.source = "schemas/xpack-system.xsd, PartitionHeader, Word",
		.needs = "partition-header",
		.wrong = "<PartitionHeader magic=\"0x24584d50\">\n"
			 "  <Word name=\"abi-version\" offset=\"4\" value=\"0x30000\"/>\n"
			 "</PartitionHeader>\n",
		.right = "<PartitionHeader magic=\"0x24584d50\">\n"
			 "  <Word name=\"abi-version\" offset=\"4\" value=\"0x20000\"/>\n"
			 "</PartitionHeader>\n",
	},
	{
		.id = "header-pointer",
		.title = "pointers in a partition's header lead to its own memory",
		.rationale = "The host follows these pointers with its own rights. One that leads "
			     "into the host or another partition makes the host read, or write, "
			     "what the partition may not touch: space partitioning is broken by "
			     "the host itself.",
		.source = "schemas/xpack-system.xsd, PartitionHeader, Pointer; ARINC 653 part 1, "
			  "'Space partitioning'",
		.needs = "partition-header",
		.wrong = "<!-- at 8 it has an address of the host, at 12 its own -->\n"
			 "<PartitionHeader magic=\"0x24584d50\">\n"
			 "  <Pointer name=\"page-table\" offset=\"8\"/>\n"
			 "</PartitionHeader>\n",
		.right = "<!-- at 8 it has an address of the host, at 12 its own -->\n"
			 "<PartitionHeader magic=\"0x24584d50\">\n"
			 "  <Pointer name=\"page-table\" offset=\"12\"/>\n"
			 "</PartitionHeader>\n",
	},
	{ .id = NULL },
};
