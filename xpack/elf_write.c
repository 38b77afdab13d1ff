/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "elf_write.h"

#include <elf.h>

static void put(struct buf *elf, bool big_endian, uint32_t value, unsigned n_bytes)
{
	for (unsigned i = 0; i < n_bytes; i++) {
		unsigned shift = 8 * (big_endian ? n_bytes - 1 - i : i);
		uint8_t byte = (uint8_t)(value >> shift);

		buf_put(elf, &byte, 1);
	}
}

/* Chapter 5, "Program Header": segments are placed where they are linked. */
static void put_segment(struct buf *elf, const struct elf_write *what, uint32_t addr,
			uint32_t file_size, uint32_t mem_size, uint32_t flags)
{
	const uint32_t fields[] = { PT_LOAD,   what->align, addr,  addr,
				    file_size, mem_size,    flags, what->align };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		put(elf, what->big_endian, fields[i], 4);
}

/* Chapter 4, "ELF Header": the program headers follow, there are no sections. */
static void put_header(struct buf *elf, const struct elf_write *what, uint32_t n_segments)
{
	const uint8_t ident[EI_NIDENT] = {
		ELFMAG0,    ELFMAG1,    ELFMAG2,
		ELFMAG3,    ELFCLASS32, what->big_endian ? ELFDATA2MSB : ELFDATA2LSB,
		EV_CURRENT,
	};
	const struct {
		uint32_t value;
		unsigned n_bytes;
	} fields[] = {
		{ ET_EXEC, 2 },
		{ what->machine, 2 },
		{ EV_CURRENT, 4 },
		{ what->addr, 4 },
		{ sizeof(Elf32_Ehdr), 4 },
		{ 0, 4 },
		{ 0, 4 },
		{ sizeof(Elf32_Ehdr), 2 },
		{ sizeof(Elf32_Phdr), 2 },
		{ n_segments, 2 },
		{ 0, 2 },
		{ 0, 2 },
		{ 0, 2 },
	};

	buf_put(elf, ident, sizeof(ident));
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		put(elf, what->big_endian, fields[i].value, fields[i].n_bytes);
}

struct buf elf_write(const struct elf_write *what, struct span bytes)
{
	uint32_t size = (uint32_t)bytes.size + what->more;
	struct buf elf = { 0 };

	put_header(&elf, what, what->work_size != 0 ? 2 : 1);
	put_segment(&elf, what, what->addr, size, size, what->flags);
	if (what->work_size != 0)
		put_segment(&elf, what, what->work_addr, 0, what->work_size, PF_R | PF_W);
	buf_align(&elf, what->align);
	buf_put(&elf, bytes.data, bytes.size);
	return elf;
}
