/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * Where in a serial flash chip which erase command is valid: the sector map of its description
 * (JESD216 A and newer).
 *
 * It has descriptors: commands that would tell how the chip was set up, two words each, and then a
 * map for each such way: a word, and one for each region in a row, with its size and its erase
 * types.  The commands are not run.  What is valid in all the maps is valid, however the chip was
 * set up.
 */

#include <inttypes.h>

#include "spinor.h"

#define COMMAND_WORDS 2u
#define IS_LAST (1u << 0)
#define IS_MAP (1u << 1)
#define N_REGIONS_SHIFT 16 /* less one */
#define N_REGIONS_MASK 0xffu
#define REGION_SHIFT 8 /* of the size, in units, less one */
#define REGION_UNIT 256u
#define REGION_TYPES 0xfu

/* Of a map's regions that have some of the bytes from start to end: the types that all have.
 * Returns the chip's size. */
static uint64_t test_map(const uint32_t *regions, size_t n, uint64_t start, uint64_t end,
			 uint32_t *types)
{
	uint64_t at = 0;

	for (size_t i = 0; i < n; i++) {
		uint64_t size = ((uint64_t)(regions[i] >> REGION_SHIFT) + 1) * REGION_UNIT;

		if (at < end && at + size > start)
			*types &= regions[i];
		at += size;
	}
	return at;
}

/* In all maps; none where they make no sense. */
static uint32_t valid_types(const struct spinor *nor, uint64_t start, uint64_t end, bool *is_sound)
{
	uint32_t types = REGION_TYPES;
	size_t at = 0;

	*is_sound = true;
	if (nor->n_map == 0)
		return types;
	while (at < nor->n_map && (nor->map[at] & IS_MAP) == 0)
		at += COMMAND_WORDS;
	while (at < nor->n_map) {
		uint32_t word = nor->map[at];
		size_t n = (word >> N_REGIONS_SHIFT & N_REGIONS_MASK) + 1;

		if ((word & IS_MAP) == 0 || n >= nor->n_map - at ||
		    test_map(nor->map + at + 1, n, start, end, &types) != nor->size)
			break;
		if ((word & IS_LAST) != 0)
			return types;
		at += 1 + n;
	}
	*is_sound = false;
	return 0;
}

bool spinor_map_is_sound(const struct spinor *nor)
{
	bool is_sound;

	(void)valid_types(nor, 0, nor->size, &is_sound);
	return is_sound;
}

/* All of the blocks at both ends. */
static bool is_valid(const struct spinor *nor, unsigned type, uint64_t start, uint64_t end)
{
	uint32_t size = nor->erases[type].size;
	uint64_t first = start / size * size, behind = (end + size - 1) / size * size;
	bool ignored;

	return behind <= nor->size && (valid_types(nor, first, behind, &ignored) >> type & 1) != 0;
}

int spinor_choose(struct spinor *nor, uint64_t offset, uint64_t size)
{
	uint64_t most = spinor_reach(nor);
	uint64_t end = offset < most && size < most - offset ? offset + size : most;
	const struct spinor_erase *chosen = NULL;

	for (unsigned i = 0; i < SPINOR_ERASES; i++)
		if (nor->erases[i].size != 0 && is_valid(nor, i, offset, end) &&
		    (chosen == NULL || nor->erases[i].size < chosen->size))
			chosen = &nor->erases[i];
	if (chosen == NULL)
		return target_fail(nor->ctrl->link->request,
				   "the SPI chip has no erase command that is valid in all of "
				   "0x%08" PRIx64 "..0x%08" PRIx64,
				   offset, end - 1);
	nor->block = chosen->size;
	nor->erase_command = chosen->command;
	nor->erase_ms = chosen->most_ms;
	return 0;
}
