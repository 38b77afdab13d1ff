/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* AMD's command set (datasheets of the Am29 and S29GL families): commands behind two unlocking
 * cycles, and a word that is read as it was written when the chips are done. */

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

static void unlock(struct nor_script *script, const struct nor *nor)
{
	nor_script_put(script, unlock_at(nor, nor->base, UNLOCK_UNIT1), nor_all(nor, UNLOCK1));
	nor_script_put(script, unlock_at(nor, nor->base, UNLOCK_UNIT2), nor_all(nor, UNLOCK2));
}

static void command(struct nor_script *script, const struct nor *nor, uint32_t byte)
{
	unlock(script, nor);
	nor_script_put(script, unlock_at(nor, nor->base, UNLOCK_UNIT1), nor_all(nor, byte));
}

/* The locks are left; a buffer that was not filled is aborted by cycles that are not its own, which
 * may take all of the first command; only then is there a state that the second one ends. */
enum nor_result nor_amd_rouse(struct nor *nor)
{
	struct nor_script script = { 0 };

	nor_script_put(&script, nor->base, nor_all(nor, DYB_LEAVE));
	nor_script_put(&script, nor->base, nor_all(nor, DYB_LEFT));
	command(&script, nor, RESET);
	command(&script, nor, RESET);
	return nor_run(nor, &script);
}

/* While they are busy a bit changes with every reading. */
static enum nor_result amd_recover(struct nor *nor)
{
	struct nor_script script = { .limit_ms = nor->erase_ms };

	nor_script_flood(&script, nor);
	command(&script, nor, RESET);
	nor_script_put(&script, nor->base, nor_all(nor, RESET));
	nor_script_add(&script, SCRIPT_STILL, nor->base, 0, 0);
	nor_script_put(&script, nor->base, nor_all(nor, RESET));
	return nor_run(nor, &script);
}

/* In those chips that are not yet as wanted, the bit says that they gave up. */
static bool amd_gave_up(const struct nor *nor, uint32_t value, uint32_t wanted)
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

static enum nor_result amd_erase(struct nor *nor, uint32_t sector)
{
	struct nor_script script = { .limit_ms = nor->erase_ms };

	command(&script, nor, ERASE_SETUP);
	unlock(&script, nor);
	nor_script_put(&script, sector, nor_all(nor, ERASE));
	nor_script_add(&script, SCRIPT_WAIT, sector, nor_mask(nor), nor_mask(nor));
	return nor_run(nor, &script);
}

/* The last unit reads as it was written. */
static void await_last(struct nor_script *script, const struct nor *nor)
{
	nor_script_add(script, SCRIPT_WAIT | SCRIPT_HERE | SCRIPT_LAST, 0 - nor->width,
		       nor_mask(nor), 0);
	nor_script_add(script, SCRIPT_NEXT, 0, 0, 0);
}

static enum nor_result amd_program(struct nor *nor, uint32_t sector, uint32_t addr,
				   struct span bytes)
{
	struct nor_script script = { .at = addr, .bytes = bytes, .limit_ms = nor->program_ms };
	uint32_t n = nor_units_at_once(nor, bytes.size);

	if (nor->buffer == nor->width) {
		command(&script, nor, PROGRAM);
		nor_script_add(&script, SCRIPT_DATA, 0, 1, 0);
	} else {
		unlock(&script, nor);
		nor_script_put(&script, sector, nor_all(nor, BUFFER));
		nor_script_put(&script, sector, nor_all(nor, n - 1));
		nor_script_add(&script, SCRIPT_DATA, 0, n, 0);
		nor_script_put(&script, sector, nor_all(nor, CONFIRM));
	}
	await_last(&script, nor);
	return nor_run(nor, &script);
}

static enum nor_result amd_is_locked(struct nor *nor, uint32_t sector, bool *locked)
{
	struct nor_script script = { .limit_ms = nor->program_ms };
	enum nor_result result;

	command(&script, nor, SHOW_IDS);
	nor_script_add(&script, SCRIPT_STILL, nor_unit(nor, sector, LOCK_UNIT), 0, 0);
	nor_script_put(&script, nor->base, nor_all(nor, RESET));
	result = nor_run(nor, &script);
	*locked = (script.value & nor_all(nor, 1)) != 0;
	return result;
}

/* Only the volatile lock; what another one holds stays locked, which the caller finds. */
static enum nor_result amd_lock(struct nor *nor, uint32_t sector, bool on)
{
	struct nor_script script = { 0 };

	command(&script, nor, DYB_ENTER);
	nor_script_put(&script, nor->base, nor_all(nor, DYB_SET));
	nor_script_put(&script, sector, nor_all(nor, on ? DYB_LOCKED : DYB_OPEN));
	nor_script_put(&script, nor->base, nor_all(nor, DYB_LEAVE));
	nor_script_put(&script, nor->base, nor_all(nor, DYB_LEFT));
	return nor_run(nor, &script);
}

const struct nor_set nor_amd = {
	.name = "AMD",
	.recover = amd_recover,
	.erase = amd_erase,
	.program = amd_program,
	.is_locked = amd_is_locked,
	.lock = amd_lock,
	.gave_up = amd_gave_up,
};
