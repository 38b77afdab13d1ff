/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "dsu_unit.h"

#include <inttypes.h>

/* Registers of a stopped processor, as offsets in its part. */
#define AT_WINDOWS 0x300000u
#define AT_SPECIAL 0x400000u /* Y, PSR, WIM, TBR, PC, nPC */
#define AT_ASI 0x400024u
#define AT_ASR17 0x400044u
#define AT_SPACE 0x700000u
#define SPACE_SIZE 0x100000u
#define ASI_MASK 0xffu

#define ASI_SYSTEM 2u /* the caches */
#define AT_CACHE_CONFIG 8u
#define CACHE_PENDING 0xc000u /* a flush is under way */
#define CACHE_HAS_MMU (1u << 3)
#define ASI_MMU 0x19u

#define WINDOW_SIZE 64u /* bytes of a window's own registers */
#define WINDOW_OUTS 32u
#define WINDOW_INS 96u
#define ASR17_WINDOWS 0x1fu /* number of windows - 1 */

/* What of a register keeps what is written. */
#define PSR_MASK 0x00ffffffu
#define TBR_MASK 0xfffff000u
#define PC_MASK 0xfffffffcu

/* Its offset, and *mask: the bits that keep what is written. */
static uint32_t find_register(const struct dsu *dsu, enum dsu_register reg, uint32_t *mask)
{
	*mask = UINT32_MAX;
	if (reg == DSU_PSR)
		*mask = PSR_MASK;
	if (reg == DSU_WIM)
		*mask = UINT32_MAX >> (32 - dsu->n_windows);
	if (reg == DSU_TBR)
		*mask = TBR_MASK;
	if (reg == DSU_PC || reg == DSU_NPC)
		*mask = PC_MASK;
	if (reg < DSU_G1)
		return AT_SPECIAL + (reg - DSU_Y) * 4;
	if (reg < DSU_O0)
		return AT_WINDOWS + dsu->n_windows * WINDOW_SIZE + (reg - DSU_G1 + 1) * 4;
	if (reg == DSU_I6)
		return AT_WINDOWS + WINDOW_INS + 6 * 4;
	return AT_WINDOWS + WINDOW_OUTS + (reg - DSU_O0) * 4;
}

static int read_registers(struct dsu *dsu, enum dsu_register first, enum dsu_register end)
{
	uint32_t mask;
	uint32_t offset = find_register(dsu, first, &mask);

	return buslink_read_sure(dsu->link, dsu_unit_place(dsu, 0, offset), &dsu->saved[first],
				 end - first);
}

int dsu_save_registers(struct dsu *dsu)
{
	uint32_t asr17;

	if (dsu_unit_get(dsu, 0, AT_ASR17, &asr17) != 0)
		return -1;
	dsu->n_windows = (asr17 & ASR17_WINDOWS) + 1;
	if (read_registers(dsu, DSU_Y, DSU_G1) != 0 || read_registers(dsu, DSU_G1, DSU_O0) != 0 ||
	    read_registers(dsu, DSU_O0, DSU_I6) != 0)
		return -1;
	dsu->is_saved = true;
	return 0;
}

int dsu_restore_registers(struct dsu *dsu)
{
	dsu->cpu = 0;
	for (unsigned i = 0; i < DSU_I6; i++)
		if (dsu_set_register(dsu, (enum dsu_register)i, dsu->saved[i]) != 0)
			return -1;
	return 0;
}

int dsu_set_register(struct dsu *dsu, enum dsu_register reg, uint32_t value)
{
	uint32_t mask;
	uint32_t offset = find_register(dsu, reg, &mask);

	return dsu_unit_set(dsu, dsu->cpu, offset, value, mask);
}

int dsu_get_register(struct dsu *dsu, enum dsu_register reg, uint32_t *value)
{
	uint32_t mask;

	return dsu_unit_get(dsu, dsu->cpu, find_register(dsu, reg, &mask), value);
}

/* A word at an address below 1 MiB of an address space (ASI). */
static int get_space(struct dsu *dsu, uint8_t asi, uint32_t addr, uint32_t *value)
{
	return dsu_unit_set(dsu, dsu->cpu, AT_ASI, asi, ASI_MASK) != 0
		       ? -1
		       : dsu_unit_get(dsu, dsu->cpu, AT_SPACE + addr % SPACE_SIZE, value);
}

static int put_space(struct dsu *dsu, uint8_t asi, uint32_t addr, uint32_t value)
{
	return dsu_unit_set(dsu, dsu->cpu, AT_ASI, asi, ASI_MASK) != 0
		       ? -1
		       : buslink_put(dsu->link,
				     dsu_unit_place(dsu, dsu->cpu, AT_SPACE + addr % SPACE_SIZE),
				     value);
}

/* Address 0 there, written until those bits read as wanted.  Returns 1; 0 when they do not; -1. */
static int set_space(struct dsu *dsu, uint8_t asi, uint32_t value, uint32_t mask, uint32_t wanted,
		     uint32_t *found)
{
	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (put_space(dsu, asi, 0, value) != 0 || get_space(dsu, asi, 0, found) != 0)
			return -1;
		if ((*found & mask) == wanted)
			return 1;
	}
	return 0;
}

int dsu_get_cache(struct dsu *dsu, uint32_t *control)
{
	return get_space(dsu, ASI_SYSTEM, 0, control);
}

int dsu_set_cache(struct dsu *dsu, uint32_t control, uint32_t mask)
{
	uint32_t found;
	int code =
		set_space(dsu, ASI_SYSTEM, control, mask | CACHE_PENDING, control & mask, &found);

	if (code != 0)
		return code < 0 ? -1 : 0;
	return target_fail(dsu->link->request,
			   "the cache control register has 0x%08" PRIx32 ", not 0x%08" PRIx32,
			   found, control);
}

int dsu_get_mmu(struct dsu *dsu, uint32_t *control)
{
	uint32_t config;

	*control = 0;
	if (get_space(dsu, ASI_SYSTEM, AT_CACHE_CONFIG, &config) != 0)
		return -1;
	return (config & CACHE_HAS_MMU) == 0 ? 0 : get_space(dsu, ASI_MMU, 0, control);
}

int dsu_set_mmu(struct dsu *dsu, uint32_t control)
{
	uint32_t found;
	int code = set_space(dsu, ASI_MMU, control, DSU_MMU_ON, control & DSU_MMU_ON, &found);

	if (code != 0)
		return code < 0 ? -1 : 0;
	return target_fail(dsu->link->request,
			   "the processor's MMU cannot be turned on and off: reset the board");
}
