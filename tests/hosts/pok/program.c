/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "program.h"

#include <stddef.h>

/* System V ABI, chapters 4 and 5: 32-bit files.  Words are in the board's byte order, and aligned,
 * since files are padded to a multiple of 4. */
#define HEADER_SIZE 52u
#define E_ENTRY 24u
#define E_PHOFF 28u
#define E_PHENTSIZE 42u
#define E_PHNUM 44u
#define P_TYPE 0u
#define P_OFFSET 4u
#define P_VADDR 8u
#define P_FILESZ 16u
#define P_MEMSZ 20u
#define PT_LOAD 1u
#define SEGMENT_SIZE 32u

static uint32_t word(const uint8_t *at)
{
	return *(const uint32_t *)(const void *)at;
}

static uint32_t half(const uint8_t *at)
{
	return *(const uint16_t *)(const void *)at;
}

static bool has_magic(const uint8_t *file, uint32_t size)
{
	return size >= HEADER_SIZE && file[0] == 0x7f && file[1] == 'E' && file[2] == 'L' &&
	       file[3] == 'F';
}

static bool is_inside(uint32_t offset, uint32_t length, uint32_t size)
{
	return length <= size && offset <= size - length;
}

static const char *load_segment(struct slot_of *slot, const uint8_t *file, uint32_t size,
				const uint8_t *segment)
{
	uint32_t file_size = word(segment + P_FILESZ);
	uint32_t mem_size = word(segment + P_MEMSZ);
	uint32_t offset = word(segment + P_OFFSET);
	uint8_t *to;

	if (word(segment + P_TYPE) != PT_LOAD)
		return NULL;
	if (!is_inside(offset, file_size, size) || file_size > mem_size)
		return "a segment lies outside the file";
	to = kernel_bytes(slot, word(segment + P_VADDR), mem_size);
	if (to == NULL)
		return "a segment lies outside the partition";
	for (uint32_t i = 0; i < mem_size; i++)
		to[i] = i < file_size ? file[offset + i] : 0;
	return NULL;
}

const char *program_load(struct slot_of *slot, const uint8_t *file, uint32_t size)
{
	const char *wrong = NULL;
	uint32_t table, n;

	if (!has_magic(file, size))
		return "no ELF file";
	table = word(file + E_PHOFF);
	n = half(file + E_PHNUM);
	if (half(file + E_PHENTSIZE) != SEGMENT_SIZE || table % sizeof(uint32_t) != 0 ||
	    !is_inside(table, n * SEGMENT_SIZE, size))
		return "no program headers";
	for (uint32_t i = 0; i < n && wrong == NULL; i++)
		wrong = load_segment(slot, file, size, file + table + i * SEGMENT_SIZE);
	slot->description.entry = word(file + E_ENTRY);
	return wrong;
}
