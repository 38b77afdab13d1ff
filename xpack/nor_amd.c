/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* AMD's command set (datasheets of the Am29 and S29GL families): commands behind two unlocking
 * cycles, and a word that is read as it was written when the chips are done. */

#include "clock.h"
#include "nor.h"

#define UNLOCK_UNIT1 0x555u
#define UNLOCK_UNIT2 0x2aau
#define UNLOCK1 0xaau
#define UNLOCK2 0x55u
#define RESET 0xf0u
#define ERASE_SETUP 0x80u
#define ERASE 0x30u
#define PROGRAM 0xa0u
#define BUFFER 0x25u
#define CONFIRM 0x29u
#define SHOW_IDS 0x90u
#define LOCK_UNIT 2u
#define DYB_ENTER 0xe0u /* the volatile locks of advanced sector protection */
#define DYB_SET 0xa0u
#define DYB_LOCKED 0x00u
#define DYB_OPEN 0x01u
#define DYB_LEAVE 0x90u
#define DYB_LEFT 0x00u

#define FAILED_BIT 0x20u /* exceeded timing limits */

/* For a chip that has all its address lines the units are such; half as wide ones (shift) count by
 * halves: 0xaaa and 0x555. */
static uint32_t unlock_at(const struct nor *nor, uint32_t sector, uint32_t unit)
{
	uint32_t at = unit << nor->shift;

	if (nor->shift != 0 && unit == UNLOCK_UNIT2)
		at |= 1;
	return sector + at * nor->width;
}

static enum nor_result command(struct nor *nor, uint32_t byte)
{
	if (nor_put(nor, unlock_at(nor, nor->base, UNLOCK_UNIT1), nor_all(nor, UNLOCK1)) !=
		    NOR_DONE ||
	    nor_put(nor, unlock_at(nor, nor->base, UNLOCK_UNIT2), nor_all(nor, UNLOCK2)) !=
		    NOR_DONE)
		return NOR_LINK;
	if (byte == 0)
		return NOR_DONE;
	return nor_put(nor, unlock_at(nor, nor->base, UNLOCK_UNIT1), nor_all(nor, byte));
}

static enum nor_result amd_recover(struct nor *nor)
{
	uint32_t last, value;
	int64_t until = clock_ms() + nor->erase_ms;

	if (nor_flood(nor, nor->base) != NOR_DONE || command(nor, RESET) != NOR_DONE ||
	    nor_put(nor, nor->base, nor_all(nor, RESET)) != NOR_DONE ||
	    nor_get(nor, nor->base, &last) != NOR_DONE)
		return NOR_LINK;
	/* While they are busy a bit changes with every reading. */
	do {
		if (nor_get(nor, nor->base, &value) != NOR_DONE)
			return NOR_LINK;
		if (value == last)
			return nor_put(nor, nor->base, nor_all(nor, RESET));
		last = value;
	} while (clock_ms() <= until);
	return NOR_LATE;
}

/* In those chips that are not yet as wanted, the bit says that they gave up. */
static bool has_failed(const struct nor *nor, uint32_t value, uint32_t wanted)
{
	uint32_t mask = nor->chip == 4 ? 0xffffffffu : (1u << (8 * nor->chip)) - 1;

	for (unsigned i = 0; i < nor->width; i += nor->chip) {
		uint32_t one = value >> (8 * i) & mask;

		if (one != (wanted >> (8 * i) & mask) && (one & FAILED_BIT) != 0 &&
		    ((one ^ wanted >> (8 * i)) & 0x80) != 0)
			return true;
	}
	return false;
}

/* Until it reads as wanted. */
static enum nor_result await(struct nor *nor, uint32_t addr, uint32_t wanted, int limit_ms)
{
	int64_t until = clock_ms() + limit_ms;
	unsigned n_same = 0, n_failed = 0;
	bool is_late;

	do {
		uint32_t value;

		is_late = clock_ms() > until;
		if (nor_get(nor, addr, &value) != NOR_DONE)
			return NOR_LINK;
		n_same = value == wanted ? n_same + 1 : 0;
		n_failed = has_failed(nor, value, wanted) ? n_failed + 1 : 0;
		if (n_same == 2)
			return NOR_DONE;
		if (n_failed == 3)
			return NOR_FAILED;
	} while (!is_late || n_same != 0);
	return NOR_LATE;
}

static enum nor_result amd_erase(struct nor *nor, uint32_t sector)
{
	if (command(nor, ERASE_SETUP) != NOR_DONE || command(nor, 0) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, ERASE)) != NOR_DONE)
		return NOR_LINK;
	return await(nor, sector, 0xffffffffu, nor->erase_ms);
}

static enum nor_result program_words(struct nor *nor, uint32_t addr, const uint32_t *words,
				     size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t at = addr + (uint32_t)i * nor->width;
		enum nor_result result;

		if (command(nor, PROGRAM) != NOR_DONE ||
		    nor_put_words(nor, at, &words[i], 1) != NOR_DONE)
			return NOR_LINK;
		result = await(nor, at, words[i], nor->program_ms);
		if (result != NOR_DONE)
			return result;
	}
	return NOR_DONE;
}

static enum nor_result amd_program(struct nor *nor, uint32_t sector, uint32_t addr,
				   const uint32_t *words, size_t n)
{
	uint32_t last = addr + (uint32_t)(n - 1) * nor->width;

	if (nor->buffer == nor->width)
		return program_words(nor, addr, words, n);
	if (command(nor, 0) != NOR_DONE || nor_put(nor, sector, nor_all(nor, BUFFER)) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, (uint32_t)n - 1)) != NOR_DONE ||
	    nor_put_words(nor, addr, words, n) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, CONFIRM)) != NOR_DONE)
		return NOR_LINK;
	return await(nor, last, words[n - 1], nor->program_ms);
}

static enum nor_result amd_is_locked(struct nor *nor, uint32_t sector, bool *locked)
{
	uint32_t value;

	if (command(nor, SHOW_IDS) != NOR_DONE ||
	    buslink_get(nor->link, nor_unit(nor, sector, LOCK_UNIT), &value) != 0 ||
	    nor_put(nor, nor->base, nor_all(nor, RESET)) != NOR_DONE)
		return NOR_LINK;
	*locked = (value & nor_all(nor, 1)) != 0;
	return NOR_DONE;
}

/* Only the volatile lock; what another one holds stays locked, which the caller finds. */
static enum nor_result amd_lock(struct nor *nor, uint32_t sector, bool on)
{
	if (command(nor, DYB_ENTER) != NOR_DONE ||
	    nor_put(nor, nor->base, nor_all(nor, DYB_SET)) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, on ? DYB_LOCKED : DYB_OPEN)) != NOR_DONE ||
	    nor_put(nor, nor->base, nor_all(nor, DYB_LEAVE)) != NOR_DONE ||
	    nor_put(nor, nor->base, nor_all(nor, DYB_LEFT)) != NOR_DONE)
		return NOR_LINK;
	return NOR_DONE;
}

const struct nor_set nor_amd = {
	.name = "AMD",
	.recover = amd_recover,
	.erase = amd_erase,
	.program = amd_program,
	.is_locked = amd_is_locked,
	.lock = amd_lock,
};
