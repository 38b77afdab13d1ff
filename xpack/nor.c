/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "nor.h"

#include <inttypes.h>
#include <string.h>

#include "clock.h"

#define ATTEMPTS 4u
#define FAILURES 3u /* in a row, that a chip shows, are one */
#define ERASED 0xffu
#define MAX_PIECE 4096u /* bytes that are programmed, and looked at, at once */

static const char *const failures[] = {
	[NOR_SUSPECT] = "the flash does not understand",
	[NOR_LATE] = "the flash is not ready within its own time",
	[NOR_FAILED] = "the flash reports a failure",
	[NOR_LOCKED] = "the sector is locked",
};

static int fail(const struct nor *nor, enum nor_result result, const char *doing, uint32_t addr)
{
	if (result == NOR_LINK)
		return -1;
	return target_fail(nor->link->request, "cannot %s at 0x%08" PRIx32 ": %s", doing, addr,
			   failures[result]);
}

uint32_t nor_all(const struct nor *nor, uint32_t value)
{
	uint32_t all = 0;

	for (unsigned i = 0; i < nor->width; i += nor->chip)
		all |= value << (8 * i);
	return all;
}

uint32_t nor_unit(const struct nor *nor, uint32_t base, uint32_t unit)
{
	return base + (unit << nor->shift) * nor->width;
}

uint32_t nor_mask(const struct nor *nor)
{
	return UINT32_MAX >> (32 - 8 * nor->width);
}

int nor_read_unit(struct nor *nor, uint32_t addr, uint32_t *value)
{
	if (buslink_get(nor->link, addr & ~3u, value) != 0)
		return -1;
	*value = *value >> 8 * (4 - nor->width - addr % 4) & nor_mask(nor);
	return 0;
}

enum nor_result nor_run(struct nor *nor, struct nor_script *script)
{
	return nor->bus->run(nor, script);
}

void nor_script_add(struct nor_script *script, uint32_t code, uint32_t addr, uint32_t mask,
		    uint32_t value)
{
	script->ops[script->n++] = (struct nor_op){ code, addr, mask, value };
}

void nor_script_put(struct nor_script *script, uint32_t addr, uint32_t value)
{
	nor_script_add(script, SCRIPT_PUT, addr, 1, value);
}

void nor_script_flood(struct nor_script *script, const struct nor *nor)
{
	nor_script_add(script, SCRIPT_PUT, nor->base, nor->buffer / nor->width + 2, nor_mask(nor));
}

uint32_t nor_units_at_once(const struct nor *nor, size_t size)
{
	return (size < nor->buffer ? (uint32_t)size : nor->buffer) / nor->width;
}

struct nor_wait nor_wait_begin(const struct nor_script *script)
{
	return (struct nor_wait){ .until = clock_ms() + script->limit_ms };
}

void nor_wait_look(struct nor_wait *wait)
{
	wait->is_last = clock_ms() > wait->until;
}

enum nor_result nor_wait_judge(struct nor_wait *wait, const struct nor *nor,
			       const struct nor_op *op, uint32_t wanted, uint32_t value)
{
	bool has_failed = (op->code & SCRIPT_CODE) == SCRIPT_WAIT && nor->set->gave_up != NULL &&
			  nor->set->gave_up(nor, value, wanted);

	wait->n_failed = has_failed ? wait->n_failed + 1 : 0;
	if (wait->n_failed == FAILURES)
		return NOR_FAILED;
	return wait->is_last ? NOR_LATE : NOR_DONE;
}

/* The sector that holds addr: its start and size. */
static uint32_t sector_at(const struct nor *nor, uint32_t addr, uint32_t *size)
{
	uint32_t at = nor->base;

	*size = nor->largest;
	for (size_t i = 0; i < nor->n_regions; i++) {
		const struct nor_region *region = &nor->regions[i];
		uint64_t bytes = (uint64_t)region->n * region->size;

		*size = region->size;
		if (addr - at < bytes)
			return addr - (addr - at) % region->size;
		at += (uint32_t)bytes;
	}
	return addr;
}

/* Until the line was sound all the time: what it did not carry is missing, or was a command. */
static enum nor_result recover(struct nor *nor)
{
	enum nor_result result;
	unsigned doubts;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		doubts = nor->link->doubts;
		result = nor->set->recover(nor);
		if (result == NOR_LINK || nor->link->doubts == doubts)
			return result;
	}
	return NOR_SUSPECT;
}

enum nor_result nor_recover(struct nor *nor)
{
	enum nor_result result = recover(nor);

	nor->is_lost = result != NOR_DONE;
	return result;
}

static enum nor_result ask_lock(struct nor *nor, uint32_t sector, bool *locked)
{
	enum nor_result result = NOR_SUSPECT;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		unsigned doubts = nor->link->doubts;

		result = nor->set->is_locked(nor, sector, locked);
		if (result == NOR_LINK || (result == NOR_DONE && nor->link->doubts == doubts))
			return result;
		result = nor_recover(nor);
		if (result != NOR_DONE)
			return result;
	}
	return NOR_SUSPECT;
}

/* After a command that did not do: can it be given again? */
static bool can_try_again(struct nor *nor, enum nor_result *result)
{
	enum nor_result recovered;

	if (*result == NOR_LINK)
		return false;
	recovered = nor_recover(nor);
	if (recovered == NOR_LINK || (recovered != NOR_DONE && *result == NOR_DONE))
		*result = recovered;
	return recovered == NOR_DONE;
}

/* Chips that were not ready are asked again; while they are not, they take no command. */
static int be_ready(struct nor *nor, const char *doing, uint32_t addr)
{
	enum nor_result result = nor->is_lost ? nor_recover(nor) : NOR_DONE;

	return result != NOR_DONE ? fail(nor, result, doing, addr) : 0;
}

/* Try until it was done and the line was sound all the time. */
static int erase_sector(struct nor *nor, uint32_t sector)
{
	enum nor_result result = NOR_SUSPECT;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		unsigned doubts = nor->link->doubts;

		result = nor->set->erase(nor, sector);
		if (result == NOR_DONE && nor->link->doubts == doubts) {
			nor->link->repeats += i;
			return 0;
		}
		if (!can_try_again(nor, &result))
			break;
	}
	return fail(nor, result == NOR_DONE ? NOR_SUSPECT : result, "erase", sector);
}

static int lock_sector(struct nor *nor, uint32_t sector, bool on)
{
	enum nor_result result = NOR_SUSPECT;
	bool locked = !on;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		result = nor->set->lock(nor, sector, on);
		if (result == NOR_DONE)
			result = ask_lock(nor, sector, &locked);
		if (result == NOR_DONE && locked == on)
			return 0;
		if (!can_try_again(nor, &result))
			break;
	}
	return fail(nor, result == NOR_DONE ? NOR_LOCKED : result,
		    on ? "lock the sector" : "unlock the sector", sector);
}

/* Returns 1 when it is locked, 0 when not, -1 after an error. */
static int has_lock(struct nor *nor, uint32_t sector)
{
	bool locked = false;
	enum nor_result result = ask_lock(nor, sector, &locked);

	return result != NOR_DONE ? fail(nor, result, "ask for the lock", sector) : locked;
}

static void note_lock(struct nor *nor, uint32_t sector)
{
	nor->unlocked = arena_grow(nor->link->request->arena, nor->unlocked, nor->n_unlocked,
				   sizeof(*nor->unlocked));
	nor->unlocked[nor->n_unlocked++] = sector;
}

/* Where opening one lock opens all, all that are closed are noted first. */
static int note_all_locks(struct nor *nor)
{
	uint32_t size;

	for (uint64_t at = 0; at < nor->size; at += size) {
		uint32_t sector = sector_at(nor, nor->base + (uint32_t)at, &size);
		int locked = has_lock(nor, sector);

		if (locked < 0)
			return -1;
		if (locked == 1)
			note_lock(nor, sector);
	}
	return 0;
}

static int unlock_sector(struct nor *nor, uint32_t sector)
{
	int locked = has_lock(nor, sector);

	if (locked != 1)
		return locked;
	if (nor->locks_one)
		note_lock(nor, sector);
	else if (note_all_locks(nor) != 0)
		return -1;
	return lock_sector(nor, sector, false);
}

/* On a bad line the last command, that ends the showing of locks, may be lost. */
static int show_again(struct nor *nor, uint32_t shown)
{
	uint32_t found;

	if (nor->is_lost || nor->link->kind->is_sure)
		return 0;
	if (buslink_get(nor->link, nor->base, &found) != 0)
		return -1;
	return found == shown || nor_recover(nor) == NOR_DONE ? 0 : -1;
}

int nor_restore(struct nor *nor)
{
	uint32_t shown = 0;
	size_t n_open = 0;
	uint32_t open = 0;

	if (nor->n_unlocked == 0)
		return 0;
	if (buslink_get(nor->link, nor->base, &shown) != 0)
		nor->is_lost = true;
	while (nor->n_unlocked > 0) {
		uint32_t sector = nor->unlocked[--nor->n_unlocked];

		/* Chips that are not ready take no command. */
		if (!nor->is_lost && lock_sector(nor, sector, true) == 0)
			continue;
		n_open++;
		open = sector;
	}
	if (n_open == 0)
		return show_again(nor, shown);
	return target_fail(nor->link->request,
			   "sectors of the flash that were locked were left unlocked: %zu, the "
			   "first at 0x%08" PRIx32,
			   n_open, open);
}

int nor_erase(struct nor *nor, uint32_t addr, uint64_t size)
{
	uint64_t end = addr + size;

	if (be_ready(nor, "erase", addr) != 0)
		return -1;
	for (uint64_t at = addr; at < end;) {
		uint32_t bytes;
		uint32_t sector = sector_at(nor, (uint32_t)at, &bytes);

		if (unlock_sector(nor, sector) != 0 || erase_sector(nor, sector) != 0)
			return -1;
		at = (uint64_t)sector + bytes;
	}
	return 0;
}

/* The words that the bytes are in, as bytes. */
static int read_bytes(struct nor *nor, uint32_t addr, uint8_t *to, size_t size)
{
	uint32_t words[MAX_PIECE / 4 + 1];
	size_t skip = addr % 4;

	if (buslink_read_sure(nor->link, addr & ~3u, words, (skip + size + 3) / 4) != 0)
		return -1;
	for (size_t i = 0; i < size; i++)
		to[i] = (uint8_t)(words[(skip + i) / 4] >> (24 - 8 * ((skip + i) % 4)));
	return 0;
}

/* After a doubt: what of it is there?  1: all; 0: it can be programmed again; -1. */
static int look(struct nor *nor, uint32_t addr, struct span bytes, bool *is_spoilt)
{
	uint8_t found[MAX_PIECE];

	if (read_bytes(nor, addr, found, bytes.size) != 0)
		return -1;
	for (size_t i = 0; i < bytes.size; i++)
		*is_spoilt |= (found[i] & bytes.data[i]) != bytes.data[i];
	return memcmp(found, bytes.data, bytes.size) == 0;
}

/* Bits that are wrongly 0 stay so until the sector is erased: then the caller, who compares, will
 * find them. */
static int program_piece(struct nor *nor, uint32_t addr, struct span bytes)
{
	enum nor_result result = NOR_SUSPECT;
	uint32_t size;
	uint32_t sector = sector_at(nor, addr, &size);

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		unsigned doubts = nor->link->doubts;
		bool is_spoilt = false;
		int there;

		result = nor->set->program(nor, sector, addr, bytes);
		if (result == NOR_DONE && nor->link->doubts == doubts) {
			nor->link->repeats += i;
			return 0;
		}
		if (!can_try_again(nor, &result))
			break;
		there = look(nor, addr, bytes, &is_spoilt);
		if (there != 0 || is_spoilt)
			return there < 0 ? -1 : 0;
	}
	return fail(nor, result == NOR_DONE ? NOR_SUSPECT : result, "program", addr);
}

/* Up to the end of a buffer of the chips or, where it begins with one, so many whole ones as the
 * bus does at once. */
static size_t piece_at(const struct nor *nor, uint32_t addr, size_t left)
{
	size_t size = nor->buffer - addr % nor->buffer;
	uint32_t sector_size;
	uint32_t sector = sector_at(nor, addr, &sector_size);

	if (size == nor->buffer && nor->bus->burst > size && left > size) {
		size = nor->bus->burst - addr % nor->bus->burst;
		if (size > left)
			size = left - left % nor->buffer;
		if (size > sector + sector_size - addr)
			size = sector + sector_size - addr;
	}
	return size < left ? size : left;
}

int nor_program(struct nor *nor, uint32_t addr, struct span bytes)
{
	if (be_ready(nor, "program", addr) != 0)
		return -1;
	for (size_t done = 0; done < bytes.size;) {
		uint32_t at = addr + (uint32_t)done;
		struct span piece = span_part(bytes, done, piece_at(nor, at, bytes.size - done));

		if (!target_is_erased(piece, ERASED) && program_piece(nor, at, piece) != 0)
			return -1;
		done += piece.size;
	}
	return 0;
}

const char *nor_text(const struct nor *nor)
{
	unsigned n = nor->width / nor->chip;

	return arena_printf(nor->link->request->arena,
			    "%u %s of %u bits, %s commands, sectors of %" PRIu32 " bytes", n,
			    n == 1 ? "chip" : "chips", nor->chip * 8, nor->set->name, nor->largest);
}

int nor_begin(struct nor *nor)
{
	return nor->bus == &nor_bus_agent ? agent_open(&nor->agent, nor->link, nor->found) : 0;
}

int nor_end(struct nor *nor)
{
	if (nor->is_asking && !nor->link->is_dead)
		(void)!nor_show(nor);
	return agent_close(&nor->agent);
}

int nor_find(struct nor *nor, const struct mctrl *mctrl, uint32_t base)
{
	*nor = (struct nor){ .link = mctrl->link,
			     .base = base,
			     .room = mctrl->prom_size,
			     .width = mctrl->width,
			     .chip = mctrl->width,
			     .buffer = mctrl->width,
			     .found = mctrl->found };
	nor->bus = nor->width == sizeof(uint32_t) ? &nor_bus_direct : &nor_bus_agent;
	if (nor_begin(nor) != 0)
		return -1;
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		unsigned doubts = nor->link->doubts;

		if (nor_query(nor) != 0)
			return -1;
		if (nor->link->doubts == doubts)
			return 0;
	}
	return target_fail(nor->link->request, "the line is too bad to ask the flash");
}
