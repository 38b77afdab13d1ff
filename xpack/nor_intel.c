/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Intel's command set (datasheets of the 28F J3, K3, P30 families): a status register in each
 * chip. */

#include "clock.h"
#include "nor.h"

#define SHOW_CONTENTS 0xffu
#define SHOW_STATUS 0x70u
#define CLEAR_STATUS 0x50u
#define SHOW_IDS 0x90u
#define ERASE 0x20u
#define PROGRAM 0x40u
#define BUFFER 0xe8u
#define LOCKING 0x60u
#define LOCK 0x01u
#define CONFIRM 0xd0u
#define LOCK_UNIT 2u /* behind the sector's start, among the ids */

#define STATUS_READY 0x80u
#define STATUS_ERASE 0x20u
#define STATUS_PROGRAM 0x10u
#define STATUS_VOLTAGE 0x08u
#define STATUS_LOCKED 0x02u
#define STATUS_ERRORS (STATUS_ERASE | STATUS_PROGRAM | STATUS_VOLTAGE | STATUS_LOCKED)

#define LOCK_MS 3000

static enum nor_result judge(const struct nor *nor, uint32_t status)
{
	uint32_t seen = 0;

	for (unsigned i = 0; i < nor->width; i += nor->chip)
		seen |= status >> (8 * i);
	seen &= STATUS_ERRORS;
	if (seen == 0)
		return NOR_DONE;
	if ((seen & STATUS_LOCKED) != 0)
		return NOR_LOCKED;
	if ((seen & (STATUS_ERASE | STATUS_PROGRAM)) == (STATUS_ERASE | STATUS_PROGRAM))
		return NOR_SUSPECT; /* "command sequence error" */
	return NOR_FAILED;
}

/* Until all chips are ready, twice in a row. */
static enum nor_result await(struct nor *nor, uint32_t addr, int limit_ms, uint32_t *status)
{
	uint32_t ready = nor_all(nor, STATUS_READY), before = 0;
	int64_t until = clock_ms() + limit_ms;
	bool is_late;

	do {
		is_late = clock_ms() > until;
		if (nor_get(nor, addr, status) != NOR_DONE)
			return NOR_LINK;
		if ((*status & ready) == ready && *status == before)
			return NOR_DONE;
		before = (*status & ready) == ready ? *status : 0;
	} while (!is_late || before != 0);
	return NOR_LATE;
}

/* The command was given: wait, look, and show the contents again. */
static enum nor_result finish(struct nor *nor, uint32_t sector, int limit_ms)
{
	uint32_t status;
	enum nor_result result = await(nor, sector, limit_ms, &status);

	if (result != NOR_DONE)
		return result;
	result = judge(nor, status);
	if ((result != NOR_DONE && nor_put(nor, sector, nor_all(nor, CLEAR_STATUS)) != NOR_DONE) ||
	    nor_put(nor, sector, nor_all(nor, SHOW_CONTENTS)) != NOR_DONE)
		return NOR_LINK;
	return result;
}

static enum nor_result intel_recover(struct nor *nor)
{
	uint32_t status;
	enum nor_result result;

	if (nor_flood(nor, nor->base) != NOR_DONE ||
	    nor_put(nor, nor->base, nor_all(nor, SHOW_STATUS)) != NOR_DONE)
		return NOR_LINK;
	result = await(nor, nor->base, nor->erase_ms, &status);
	if (result != NOR_DONE)
		return result;
	if (nor_put(nor, nor->base, nor_all(nor, CLEAR_STATUS)) != NOR_DONE ||
	    nor_put(nor, nor->base, nor_all(nor, SHOW_CONTENTS)) != NOR_DONE)
		return NOR_LINK;
	return NOR_DONE;
}

static enum nor_result intel_erase(struct nor *nor, uint32_t sector)
{
	if (nor_put(nor, sector, nor_all(nor, ERASE)) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, CONFIRM)) != NOR_DONE)
		return NOR_LINK;
	return finish(nor, sector, nor->erase_ms);
}

static enum nor_result program_words(struct nor *nor, uint32_t sector, uint32_t addr,
				     const uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t at = addr + (uint32_t)i * nor->width;
		enum nor_result result;

		if (nor_put(nor, at, nor_all(nor, PROGRAM)) != NOR_DONE ||
		    nor_put_words(nor, at, &words[i], 1) != NOR_DONE)
			return NOR_LINK;
		result = finish(nor, sector, nor->program_ms);
		if (result != NOR_DONE)
			return result;
	}
	return NOR_DONE;
}

static enum nor_result intel_program(struct nor *nor, uint32_t sector, uint32_t addr,
				     const uint32_t *words, size_t n)
{
	unsigned doubts = nor->link->doubts;
	uint32_t status;
	enum nor_result result;

	if (nor->buffer == nor->width)
		return program_words(nor, sector, addr, words, n);
	if (nor_put(nor, sector, nor_all(nor, BUFFER)) != NOR_DONE)
		return NOR_LINK;
	result = await(nor, sector, nor->program_ms, &status);
	if (result != NOR_DONE)
		return result;
	if (nor->link->doubts != doubts)
		return NOR_SUSPECT; /* did the command arrive?  If not, what follows would be one */
	if (nor_put(nor, sector, nor_all(nor, (uint32_t)n - 1)) != NOR_DONE ||
	    nor_put_words(nor, addr, words, n) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, CONFIRM)) != NOR_DONE)
		return NOR_LINK;
	return finish(nor, sector, nor->program_ms);
}

static enum nor_result intel_is_locked(struct nor *nor, uint32_t sector, bool *locked)
{
	uint32_t value;

	if (nor_put(nor, sector, nor_all(nor, SHOW_IDS)) != NOR_DONE ||
	    buslink_get(nor->link, nor_unit(nor, sector, LOCK_UNIT), &value) != 0 ||
	    nor_put(nor, sector, nor_all(nor, SHOW_CONTENTS)) != NOR_DONE)
		return NOR_LINK;
	*locked = (value & nor_all(nor, 1)) != 0;
	return NOR_DONE;
}

static enum nor_result intel_lock(struct nor *nor, uint32_t sector, bool on)
{
	if (nor_put(nor, sector, nor_all(nor, LOCKING)) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, on ? LOCK : CONFIRM)) != NOR_DONE ||
	    nor_put(nor, sector, nor_all(nor, SHOW_STATUS)) != NOR_DONE)
		return NOR_LINK;
	return finish(nor, sector, LOCK_MS);
}

const struct nor_set nor_intel = {
	.name = "Intel",
	.recover = intel_recover,
	.erase = intel_erase,
	.program = intel_program,
	.is_locked = intel_is_locked,
	.lock = intel_lock,
};
