/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * i386 and x86-64.  Instructions: Intel 64 and IA-32 Architectures Software Developer's Manual,
 * volume 2; relocations: System V ABI, Intel386 supplement, and AMD64 supplement, table 4.9.
 */
#include <elf.h>
#include <string.h>

#include "stub.h"

#define UD2 0x0f, 0x0b
#define JMP_REL32 0xe9u
#define MOV_EAX 0xb8u
#define RET 0xc3u
#define CALL_SIZE 5u /* an opcode and 32 bits */

static void put_le(uint8_t *to, uint32_t size, uint64_t value)
{
	for (uint32_t i = 0; i < size; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t get_le(const uint8_t *from, uint32_t size)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < size; i++)
		value |= (uint64_t)from[i] << 8 * i;
	return value;
}

/* Signed and unsigned values of that many bits. */
static bool fits(int64_t value, unsigned bits)
{
	return value >= -((int64_t)1 << (bits - 1)) && value < (int64_t)1 << bits;
}

static enum stub_fit apply_absolute(uint8_t *field, uint32_t size, int64_t value)
{
	if (!fits(value, 8 * size))
		return STUB_TOO_LARGE;
	put_le(field, size, (uint64_t)value);
	return STUB_FITS;
}

static enum stub_fit apply_8(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	return apply_absolute(field, 1, value);
}

static enum stub_fit apply_16(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	return apply_absolute(field, 2, value);
}

static enum stub_fit apply_32(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	return apply_absolute(field, 4, value);
}

/* The displacement is taken modulo 2^32, so every byte can be reached.  The addend, which makes up
 * for the place being that of the field and not of the next instruction, is part of the value. */
static enum stub_fit apply_pc32(uint8_t *field, int64_t value, uint64_t place)
{
	if (!fits(value, 32))
		return STUB_TOO_LARGE;
	put_le(field, 4, (uint32_t)value - (uint32_t)place);
	return STUB_FITS;
}

/* The processor extends the field with zeros. */
static enum stub_fit apply_32_zero(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	if (value < 0 || value > (int64_t)UINT32_MAX)
		return STUB_TOO_LARGE;
	put_le(field, 4, (uint64_t)value);
	return STUB_FITS;
}

/* The processor extends the field with its sign. */
static enum stub_fit apply_32_sign(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	if (value < INT32_MIN || value > INT32_MAX)
		return STUB_TOO_LARGE;
	put_le(field, 4, (uint64_t)value);
	return STUB_FITS;
}

static enum stub_fit apply_64(uint8_t *field, int64_t value, uint64_t place)
{
	(void)place;
	put_le(field, 8, (uint64_t)value);
	return STUB_FITS;
}

static enum stub_fit apply_pc32_sign(uint8_t *field, int64_t value, uint64_t place)
{
	return apply_32_sign(field, (int64_t)((uint64_t)value - place), place);
}

/* The assembler of either class may say PLT32 for a branch; without a procedure linkage table it is
 * PC32. */
static const struct stub_relocation relocations_386[] = {
	{ R_386_32, "R_386_32", 4, 1, apply_32 },
	{ R_386_PC32, "R_386_PC32", 4, 1, apply_pc32 },
	{ R_386_PLT32, "R_386_PLT32", 4, 1, apply_pc32 },
	{ R_386_16, "R_386_16", 2, 1, apply_16 },
	{ R_386_8, "R_386_8", 1, 1, apply_8 },
};

static const struct stub_relocation relocations_x86_64[] = {
	{ R_X86_64_64, "R_X86_64_64", 8, 1, apply_64 },
	{ R_X86_64_PC32, "R_X86_64_PC32", 4, 1, apply_pc32_sign },
	{ R_X86_64_PLT32, "R_X86_64_PLT32", 4, 1, apply_pc32_sign },
	{ R_X86_64_32, "R_X86_64_32", 4, 1, apply_32_zero },
	{ R_X86_64_32S, "R_X86_64_32S", 4, 1, apply_32_sign },
};

/* The field as a signed number; the assembler leaves an addend there (SHT_REL). */
static int64_t addend_386(const struct stub_relocation *relocation, const uint8_t *field)
{
	unsigned unused = 64 - 8 * relocation->size;
	uint64_t sign = (uint64_t)1 << 63 >> unused;

	return (int64_t)((get_le(field, relocation->size) ^ sign) - sign);
}

static void jump_386(uint8_t *window, uint64_t vaddr, uint32_t target)
{
	window[0] = JMP_REL32;
	put_le(window + 1, 4, target - (uint32_t)vaddr - CALL_SIZE);
}

/* A window may be further from its target than 32 bits say, so the address stands behind the jump:
 * jmp *0(%rip). */
static void jump_x86_64(uint8_t *window, uint64_t vaddr, uint32_t target)
{
	static const uint8_t jump[] = { 0xff, 0x25, 0, 0, 0, 0 };

	(void)vaddr;
	memcpy(window, jump, sizeof(jump));
	put_le(window + sizeof(jump), 8, target);
}

static void absent(uint8_t *window, int32_t result)
{
	window[0] = MOV_EAX;
	put_le(window + 1, 4, (uint32_t)result);
	window[CALL_SIZE] = RET;
}

const struct stub_machine stub_386 = {
	.elf_machine = EM_386,
	.illegal = { UD2, UD2 },
	.code_align = 1,
	.relocations = relocations_386,
	.n_relocations = sizeof(relocations_386) / sizeof(*relocations_386),
	.addend = addend_386,
	.jump = jump_386,
	.absent = absent,
};

const struct stub_machine stub_x86_64 = {
	.elf_machine = EM_X86_64,
	.illegal = { UD2, UD2 },
	.code_align = 1,
	.relocations = relocations_x86_64,
	.n_relocations = sizeof(relocations_x86_64) / sizeof(*relocations_x86_64),
	.jump = jump_x86_64,
	.absent = absent,
};
