/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * SPARC V8.  Instructions: The SPARC Architecture Manual, Version 8, appendix B; relocations:
 * SPARC psABI supplement, 3rd edition, chapter 4.
 */
#include <elf.h>

#include "stub.h"

#define SETHI_G1 0x03000000u         /* sethi 0, %g1 */
#define JMP_G1 0x81c06000u           /* jmp %g1 + 0 */
#define RETL 0x81c3e008u             /* jmp %o7 + 8 */
#define MOV_IMMEDIATE_O0 0x90102000u /* or %g0, 0, %o0 */
#define NOP 0x01000000u              /* sethi 0, %g0 */

#define SIMM13_MASK 0x1fffu
#define IMM22_MASK 0x3fffffu
#define DISP30_MASK 0x3fffffffu
#define LO10_MASK 0x3ffu
#define HI22_SHIFT 10

/* Replace the bits of mask in the instruction. */
static void put_field(uint8_t *field, uint32_t mask, uint32_t value)
{
	put_be32(field, (get_be32(field) & ~mask) | (value & mask));
}

/* A word holds signed and unsigned values. */
static bool fits_word(int64_t value)
{
	return value >= INT32_MIN && value <= (int64_t)UINT32_MAX;
}

static enum stub_fit apply_word(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	if (!fits_word(value))
		return STUB_TOO_LARGE;
	put_be32(field, (uint32_t)value);
	return STUB_FITS;
}

/* The displacement is taken modulo 2^32, so every word can be reached. */
static enum stub_fit apply_wdisp30(uint8_t *field, int64_t value, uint64_t place)
{
	uint32_t displacement = (uint32_t)value - (uint32_t)place;

	if (!fits_word(value))
		return STUB_TOO_LARGE;
	if (displacement % 4 != 0)
		return STUB_MISALIGNED;
	put_field(field, DISP30_MASK, displacement / 4);
	return STUB_FITS;
}

static enum stub_fit apply_hi22(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	if (!fits_word(value))
		return STUB_TOO_LARGE;
	put_field(field, IMM22_MASK, (uint32_t)value >> HI22_SHIFT);
	return STUB_FITS;
}

/* The low half of what HI22 takes the rest of: truncation is its meaning. */
static enum stub_fit apply_lo10(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	if (!fits_word(value))
		return STUB_TOO_LARGE;
	put_field(field, LO10_MASK, (uint32_t)value);
	return STUB_FITS;
}

static enum stub_fit apply_13(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	if (value < -0x1000 || value > 0xfff)
		return STUB_TOO_LARGE;
	put_field(field, SIMM13_MASK, (uint32_t)value);
	return STUB_FITS;
}

static const struct stub_relocation relocations[] = {
	{ R_SPARC_32, "R_SPARC_32", 4, 4, apply_word },
	{ R_SPARC_WDISP30, "R_SPARC_WDISP30", 4, 4, apply_wdisp30 },
	{ R_SPARC_HI22, "R_SPARC_HI22", 4, 4, apply_hi22 },
	{ R_SPARC_13, "R_SPARC_13", 4, 4, apply_13 },
	{ R_SPARC_LO10, "R_SPARC_LO10", 4, 4, apply_lo10 },
};

/* %g1 is free between functions; %o7 keeps the caller's return address. */
static void jump(uint8_t *window, uint64_t vaddr, uint32_t target)
{
	(void)vaddr;
	put_be32(window, SETHI_G1 | target >> HI22_SHIFT);
	put_be32(window + 4, JMP_G1 | (target & LO10_MASK));
	put_be32(window + 8, NOP);
}

static void absent(uint8_t *window, int32_t result)
{
	put_be32(window, RETL);
	put_be32(window + 4, MOV_IMMEDIATE_O0 | ((uint32_t)result & SIMM13_MASK));
}

const struct stub_machine stub_sparc = {
	.elf_machine = EM_SPARC,
	.illegal = { 0, 0, 0, 0 }, /* unimp 0 */
	.code_align = 4,
	.relocations = relocations,
	.n_relocations = sizeof(relocations) / sizeof(*relocations),
	.jump = jump,
	.absent = absent,
};
