/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Intel's command set (datasheets of the 28F J3, K3, P30 families): a status register in each
 * chip. */

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

static void await(struct nor_script *script, const struct nor *nor, uint32_t addr)
{
	uint32_t ready = nor_all(nor, STATUS_READY);

	nor_script_add(script, SCRIPT_WAIT, addr, ready, ready);
}

/* The command is given: wait, and look at what came of it. */
static void await_end(struct nor_script *script, const struct nor *nor, uint32_t addr)
{
	await(script, nor, addr);
	nor_script_add(script, SCRIPT_TEST, 0, nor_all(nor, STATUS_ERRORS), 0);
}

/* And show the contents again. */
static enum nor_result finish(struct nor *nor, struct nor_script *script, uint32_t sector)
{
	struct nor_script clear = { 0 };
	enum nor_result result;

	nor_script_put(script, sector, nor_all(nor, SHOW_CONTENTS));
	result = nor_run(nor, script);
	if (result != NOR_FAILED)
		return result;
	nor_script_put(&clear, sector, nor_all(nor, CLEAR_STATUS));
	nor_script_put(&clear, sector, nor_all(nor, SHOW_CONTENTS));
	result = nor_run(nor, &clear);
	return result != NOR_DONE ? result : judge(nor, script->value);
}

static enum nor_result intel_recover(struct nor *nor)
{
	struct nor_script script = { .limit_ms = nor->erase_ms };

	nor_script_flood(&script, nor);
	nor_script_put(&script, nor->base, nor_all(nor, SHOW_STATUS));
	await(&script, nor, nor->base);
	nor_script_put(&script, nor->base, nor_all(nor, CLEAR_STATUS));
	nor_script_put(&script, nor->base, nor_all(nor, SHOW_CONTENTS));
	return nor_run(nor, &script);
}

static enum nor_result intel_erase(struct nor *nor, uint32_t sector)
{
	struct nor_script script = { .limit_ms = nor->erase_ms };

	nor_script_put(&script, sector, nor_all(nor, ERASE));
	nor_script_put(&script, sector, nor_all(nor, CONFIRM));
	await_end(&script, nor, sector);
	return finish(nor, &script, sector);
}

static enum nor_result intel_program(struct nor *nor, uint32_t sector, uint32_t addr,
				     struct span bytes)
{
	struct nor_script script = { .at = addr, .bytes = bytes, .limit_ms = nor->program_ms };
	uint32_t n = nor_units_at_once(nor, bytes.size);

	if (nor->buffer == nor->width) {
		nor_script_add(&script, SCRIPT_PUT | SCRIPT_HERE, 0, 1, nor_all(nor, PROGRAM));
		nor_script_add(&script, SCRIPT_DATA, 0, 1, 0);
	} else {
		/* Until they have a buffer that is free. */
		nor_script_add(&script, SCRIPT_OFFER, sector, nor_all(nor, STATUS_READY),
			       nor_all(nor, BUFFER));
		nor_script_put(&script, sector, nor_all(nor, n - 1));
		nor_script_add(&script, SCRIPT_DATA, 0, n, 0);
		nor_script_put(&script, sector, nor_all(nor, CONFIRM));
	}
	await_end(&script, nor, sector);
	nor_script_add(&script, SCRIPT_NEXT, 0, 0, 0);
	return finish(nor, &script, sector);
}

static enum nor_result intel_is_locked(struct nor *nor, uint32_t sector, bool *locked)
{
	struct nor_script script = { .limit_ms = LOCK_MS };
	enum nor_result result;

	nor_script_put(&script, sector, nor_all(nor, SHOW_IDS));
	nor_script_add(&script, SCRIPT_STILL, nor_unit(nor, sector, LOCK_UNIT), 0, 0);
	nor_script_put(&script, sector, nor_all(nor, SHOW_CONTENTS));
	result = nor_run(nor, &script);
	*locked = (script.value & nor_all(nor, 1)) != 0;
	return result;
}

static enum nor_result intel_lock(struct nor *nor, uint32_t sector, bool on)
{
	struct nor_script script = { .limit_ms = LOCK_MS };

	nor_script_put(&script, sector, nor_all(nor, LOCKING));
	nor_script_put(&script, sector, nor_all(nor, on ? LOCK : CONFIRM));
	nor_script_put(&script, sector, nor_all(nor, SHOW_STATUS));
	await_end(&script, nor, sector);
	return finish(nor, &script, sector);
}

const struct nor_set nor_intel = {
	.name = "Intel",
	.recover = intel_recover,
	.erase = intel_erase,
	.program = intel_program,
	.is_locked = intel_is_locked,
	.lock = intel_lock,
};
