/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "external_builder.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#define WORD 4u

void external_begin(struct external_guest *guest)
{
	*guest = (struct external_guest){ .n = 0 };
	build_begin(&guest->build, false, false, ET_EXEC, EM_386);
	guest->build.entry = EXTERNAL_CODE;
}

void external_add(struct external_guest *guest, const char *name)
{
	guest->names[guest->n++] = name;
}

uint32_t external_pointer(const struct external_guest *guest, uint32_t n)
{
	return guest->addr[EXTERNAL_POINTERS] + WORD * n;
}

uint32_t external_slot(const struct external_guest *guest, uint32_t n)
{
	return guest->addr[EXTERNAL_SLOTS] + WORD * n;
}

static void put32(struct external_guest *guest, struct buf *to, uint32_t value)
{
	build_put(&guest->build, to, value, WORD);
}

static void lay_out(struct external_guest *guest)
{
	uint32_t size = 0;

	for (uint32_t i = 0; i < guest->n; i++)
		size += (uint32_t)strlen(guest->names[i]) + 1;
	guest->size[EXTERNAL_NAMES] = size;
	guest->size[EXTERNAL_POINTERS] = guest->size[EXTERNAL_SLOTS] = WORD * guest->n;
	guest->addr[0] = EXTERNAL_DATA + 1;
	for (unsigned i = 1; i < EXTERNAL_N_ARRAYS; i++)
		guest->addr[i] = guest->addr[i - 1] + guest->size[i - 1];
}

static void put_code(struct external_guest *guest, struct buf *code)
{
	buf_put(code, "\x90\x90\xf4\xff\x25", 5);
	for (uint32_t i = 0; i < guest->n; i++) {
		buf_put(code, "\xff\x25", 2);
		put32(guest, code, external_slot(guest, i));
		buf_put(code, "\x68", 1);
		put32(guest, code, external_slot(guest, i));
		buf_put(code, "\x68", 1);
		put32(guest, code, external_pointer(guest, i));
		buf_put(code, "\xff\x25", 2);
		put32(guest, code, EXTERNAL_RESOLVER);
		buf_put(code, "\x90\x90\x90", 3);
	}
}

static void put_data(struct external_guest *guest, struct buf *data)
{
	uint32_t name = guest->addr[EXTERNAL_NAMES];

	buf_put(data, "\x01", 1);
	for (uint32_t i = 0; i < guest->n; i++)
		buf_put(data, guest->names[i], strlen(guest->names[i]) + 1);
	for (uint32_t i = 0; i < guest->n; i++) {
		put32(guest, data, name);
		name += (uint32_t)strlen(guest->names[i]) + 1;
	}
	for (uint32_t i = 0; i < guest->n; i++)
		put32(guest, data, EXTERNAL_STUB(i) + 6);
	buf_put(data, "end", 3);
}

static void add_sections(struct external_guest *guest)
{
	static const char *const names[] = { ".data.l4externals.str", ".data.l4externals.symtab",
					     ".data.l4externals.jmptbl" };

	for (unsigned i = 0; i < EXTERNAL_N_ARRAYS; i++) {
		guest->section[i] = build_section(&guest->build, names[i], NULL, 0);
		guest->build.sections[guest->section[i]].addr = guest->addr[i];
		guest->build.sections[guest->section[i]].flags = SHF_ALLOC | SHF_WRITE;
	}
}

struct span external_finish(struct external_guest *guest)
{
	struct buf code = { 0 }, data = { 0 };

	lay_out(guest);
	put_code(guest, &code);
	put_data(guest, &data);
	build_segment(&guest->build, PF_R | PF_X, EXTERNAL_CODE, code.data, code.size);
	build_segment(&guest->build, PF_R | PF_W, EXTERNAL_DATA, data.data, data.size);
	if (guest->n != 0)
		add_sections(guest);
	buf_free(&code);
	buf_free(&data);
	(void)build_finish(&guest->build);
	guest->code_offset = guest->build.segments[guest->build.n_segments - 2].offset;
	guest->data_offset = guest->build.segments[guest->build.n_segments - 1].offset;
	for (unsigned i = 0; guest->n != 0 && !guest->build.no_sections && i < EXTERNAL_N_ARRAYS;
	     i++) {
		/* The sections are what the segment has there. */
		external_poke_header(guest, i, 16,
				     (uint32_t)external_offset(guest, guest->addr[i]));
		external_poke_header(guest, i, 20, guest->size[i]);
	}
	return buf_span(&guest->build.file);
}

void external_end(struct external_guest *guest)
{
	build_end(&guest->build);
}

uint64_t external_offset(const struct external_guest *guest, uint32_t addr)
{
	if (addr >= EXTERNAL_DATA)
		return guest->data_offset + (addr - EXTERNAL_DATA);
	return guest->code_offset + (addr - EXTERNAL_CODE);
}

void external_poke(struct external_guest *guest, uint32_t addr, uint32_t value)
{
	build_poke(&guest->build, external_offset(guest, addr), value, WORD);
}

void external_poke_header(struct external_guest *guest, enum external_array array, uint64_t member,
			  uint32_t value)
{
	build_poke(&guest->build,
		   guest->build.sections_offset + guest->section[array] * sizeof(Elf32_Shdr) +
			   member,
		   value, WORD);
}
