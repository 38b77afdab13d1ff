/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * stub: what a machine needs for its stub windows to be recognised and filled.
 *
 * Each machine is one table in a file of its own (stub_sparc.c, stub_x86.c); but for the
 * stubs of L4 externals (externals_code.c) nothing else in the tool knows an instruction.
 * docs/abi.md describes the window.
 */
#ifndef XPACK_STUB_H
#define XPACK_STUB_H

#include "loader/span.h"

enum stub_fit {
	STUB_FITS,
	STUB_TOO_LARGE,  /* the value does not fit the field */
	STUB_MISALIGNED, /* the value has bits that the field drops */
};

/* A relocation type of the machine's psABI. */
struct stub_relocation {
	uint32_t type;
	const char *name;
	uint32_t size;  /* bytes of the field */
	uint32_t align; /* of its offset */
	/* Put value, S + A of the psABI, into the field at address place. */
	enum stub_fit (*apply)(uint8_t *field, int64_t value, uint64_t place);
};

struct stub_machine {
	uint16_t elf_machine; /* EM_* */
	uint8_t illegal[4];   /* what no processor executes; also fills the rest of a window */
	uint32_t code_align;  /* bytes, a power of two */
	const struct stub_relocation *relocations;
	size_t n_relocations;
	/* What a field of SHT_REL adds to its value; NULL when the psABI has SHT_RELA only. */
	int64_t (*addend)(const struct stub_relocation *relocation, const uint8_t *field);
	/* Write the code of a window at vaddr; both use no stack and keep every argument: continue
	 * at target as if called directly, or return a value, which fits 13 bits. */
	void (*jump)(uint8_t *window, uint64_t vaddr, uint32_t target);
	void (*absent)(uint8_t *window, int32_t result);
};

/* NULL: no stubs on that machine. */
const struct stub_machine *stub_machine(uint16_t elf_machine);

const struct stub_relocation *stub_relocation(const struct stub_machine *machine, uint32_t type);

/* Fill a whole window with illegal instructions. */
void stub_clear(const struct stub_machine *machine, uint8_t *window);

/* The name in a window as the guest's compiler made it, NULL when bytes does not begin with one. */
const char *stub_window_name(const struct stub_machine *machine, struct span bytes);

extern const struct stub_machine stub_sparc;
extern const struct stub_machine stub_386;
extern const struct stub_machine stub_x86_64;

#endif
