/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Stubs of L4 externals, found in code by their shape.  Instructions: Intel 64 and IA-32
 * Architectures Software Developer's Manual, volume 2, JMP (FF /4) and PUSH (68). */
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "externals.h"

#define JMP_INDIRECT 0xffu /* with the ModRM byte behind it */
#define JMP_ABSOLUTE 0x25u /* that byte: the address of the address follows */
#define PUSH 0x68u

#define JUMP_SLOT_OFFSET 2u
#define PUSH_OFFSET EXTERNAL_SLOT_FIRST
#define PUSH_SLOT_OFFSET 7u
#define PUSH_NAME_OFFSET 11u
#define PUSH_POINTER_OFFSET 12u
#define RESOLVE_OFFSET 16u
#define RESOLVER_OFFSET 18u

static bool is_jump(const uint8_t *code)
{
	return code[0] == JMP_INDIRECT && code[1] == JMP_ABSOLUTE;
}

/* Both words that name the slot count: no other code looks like that by chance. */
static bool is_stub(const uint8_t *code)
{
	return is_jump(code) && code[PUSH_OFFSET] == PUSH && code[PUSH_NAME_OFFSET] == PUSH &&
	       is_jump(code + RESOLVE_OFFSET) &&
	       memcmp(code + JUMP_SLOT_OFFSET, code + PUSH_SLOT_OFFSET, EXTERNAL_SLOT_SIZE) == 0;
}

static void add_stub(struct arena *arena, const struct elf *guest, uint64_t addr,
		     const uint8_t *code, struct external_stubs *stubs)
{
	stubs->stubs = arena_grow(arena, stubs->stubs, stubs->n_stubs, sizeof(*stubs->stubs));
	stubs->stubs[stubs->n_stubs++] = (struct external_stub){
		.addr = (uint32_t)addr,
		.slot = elf_get32(guest, code + JUMP_SLOT_OFFSET),
		.pointer = elf_get32(guest, code + PUSH_POINTER_OFFSET),
		.resolver = elf_get32(guest, code + RESOLVER_OFFSET),
	};
}

static void find_in_segment(struct arena *arena, const struct elf *guest,
			    const struct elf_segment *segment, struct external_stubs *stubs)
{
	const uint8_t *start = segment->data.data;
	size_t size = segment->data.size, offset = 0;

	while (range_fits(size, offset, EXTERNAL_STUB_SIZE)) {
		const uint8_t *code = memchr(start + offset, JMP_INDIRECT,
					     size - offset - EXTERNAL_STUB_SIZE + 1);

		if (code == NULL)
			return;
		offset = (size_t)(code - start);
		if (is_stub(code))
			add_stub(arena, guest, segment->vaddr + offset, code, stubs);
		offset++;
	}
}

static int compare_stubs(const void *a, const void *b)
{
	const struct external_stub *left = a, *right = b;

	return left->addr < right->addr ? -1 : left->addr > right->addr;
}

void externals_find_stubs(struct arena *arena, const struct elf *guest,
			  struct external_stubs *stubs)
{
	uint64_t size = 0;

	*stubs = (struct external_stubs){ 0 };
	for (size_t i = 0; i < guest->n_segments; i++) {
		const struct elf_segment *segment = &guest->segments[i];

		if (!elf_segment_loaded(segment) || (segment->flags & PF_X) == 0)
			continue;
		/* More code than addresses would take hours: link_imports() refuses it. */
		size += segment->data.size;
		if (size > UINT32_MAX)
			break;
		find_in_segment(arena, guest, segment, stubs);
	}
	if (stubs->n_stubs != 0)
		qsort(stubs->stubs, stubs->n_stubs, sizeof(*stubs->stubs), compare_stubs);
}

struct external_stub *externals_stub_at(const struct external_stubs *stubs, uint32_t addr)
{
	const struct external_stub key = { .addr = addr };

	if (stubs->n_stubs == 0)
		return NULL;
	return bsearch(&key, stubs->stubs, stubs->n_stubs, sizeof(key), compare_stubs);
}
