/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * external_builder: an i386 guest with L4 externals, piece by piece, so that each can be wrong.
 *
 * Its code has stubs with gaps of three bytes between them; its data begins with one byte, so that
 * no word of the three arrays is aligned.  What a test damages in the finished file it pokes at the
 * offsets that the struct gives.
 */
#ifndef XPACK_TESTS_EXTERNAL_BUILDER_H
#define XPACK_TESTS_EXTERNAL_BUILDER_H

#include "elf_builder.h"

#define EXTERNAL_CODE 0x00200000u
#define EXTERNAL_DATA 0x00210000u
#define EXTERNAL_RESOLVER 0x00218000u
/* The address of stub n, from 0. */
#define EXTERNAL_STUB(n) (EXTERNAL_CODE + 5 + 25 * (n))

enum external_array { EXTERNAL_NAMES, EXTERNAL_POINTERS, EXTERNAL_SLOTS, EXTERNAL_N_ARRAYS };

struct external_guest {
	struct build build;
	const char *names[16];
	uint32_t n;
	/* After external_finish(): where the arrays are. */
	uint32_t addr[EXTERNAL_N_ARRAYS], size[EXTERNAL_N_ARRAYS];
	uint32_t section[EXTERNAL_N_ARRAYS]; /* indices */
	uint64_t code_offset, data_offset;   /* in the file */
};

void external_begin(struct external_guest *guest);
void external_add(struct external_guest *guest, const char *name);
struct span external_finish(struct external_guest *guest);
void external_end(struct external_guest *guest);

/* Of what is loaded at an address, the offset in the finished file. */
uint64_t external_offset(const struct external_guest *guest, uint32_t addr);
/* Overwrite a loaded word. */
void external_poke(struct external_guest *guest, uint32_t addr, uint32_t value);
/* Overwrite the member at that offset of a section's header. */
void external_poke_header(struct external_guest *guest, enum external_array array, uint64_t member,
			  uint32_t value);
/* The addresses of record n's pointer and slot. */
uint32_t external_pointer(const struct external_guest *guest, uint32_t n);
uint32_t external_slot(const struct external_guest *guest, uint32_t n);

#endif
