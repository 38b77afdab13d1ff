/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "nor.h"

#include <inttypes.h>
#include <string.h>

#define ATTEMPTS 4u
#define ERASED 0xffffffffu
#define MAX_BUFFER_WORDS 1024u

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

enum nor_result nor_put(struct nor *nor, uint32_t addr, uint32_t value)
{
	return buslink_put(nor->link, addr, value) == 0 ? NOR_DONE : NOR_LINK;
}

enum nor_result nor_get(struct nor *nor, uint32_t addr, uint32_t *value)
{
	return buslink_read(nor->link, addr, value, 1) == 0 ? NOR_DONE : NOR_LINK;
}

enum nor_result nor_put_words(struct nor *nor, uint32_t addr, const uint32_t *words, size_t n)
{
	return buslink_write(nor->link, addr, words, n) == 0 ? NOR_DONE : NOR_LINK;
}

enum nor_result nor_flood(struct nor *nor, uint32_t addr)
{
	for (uint32_t i = 0; i < nor->buffer / nor->width + 2; i++)
		if (nor_put(nor, addr, ERASED) != NOR_DONE)
			return NOR_LINK;
	return NOR_DONE;
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

enum nor_result nor_recover(struct nor *nor)
{
	enum nor_result result;
	unsigned doubts;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		doubts = nor->link->doubts;
		result = nor->set->recover(nor);
		if (result != NOR_DONE || nor->link->doubts == doubts)
			return result;
	}
	return NOR_SUSPECT;
}

static enum nor_result ask_lock(struct nor *nor, uint32_t sector, bool *locked)
{
	enum nor_result result = NOR_SUSPECT;

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		unsigned doubts = nor->link->doubts;

		result = nor->set->is_locked(nor, sector, locked);
		if (result != NOR_DONE || nor->link->doubts == doubts)
			return result;
		result = nor_recover(nor);
		if (result != NOR_DONE)
			return result;
	}
	return NOR_SUSPECT;
}

/* Try until it was done and the line was sound all the time. */
static int erase_sector(struct nor *nor, uint32_t sector)
{
	enum nor_result result = NOR_SUSPECT;

	for (unsigned i = 0; i < ATTEMPTS && result != NOR_LINK; i++) {
		unsigned doubts = nor->link->doubts;

		result = nor->set->erase(nor, sector);
		if (result == NOR_DONE && nor->link->doubts == doubts)
			return 0;
		if (result != NOR_LINK && nor_recover(nor) != NOR_DONE)
			return result == NOR_LATE ? fail(nor, result, "erase", sector) : -1;
	}
	return fail(nor, result == NOR_DONE ? NOR_SUSPECT : result, "erase", sector);
}

static int lock_sector(struct nor *nor, uint32_t sector, bool on)
{
	enum nor_result result = NOR_SUSPECT;
	bool locked = !on;

	for (unsigned i = 0; i < ATTEMPTS && result != NOR_LINK; i++) {
		result = nor->set->lock(nor, sector, on);
		if (result == NOR_DONE)
			result = ask_lock(nor, sector, &locked);
		if (result == NOR_DONE && locked == on)
			return 0;
		if (result != NOR_LINK && nor_recover(nor) != NOR_DONE)
			return -1;
	}
	return fail(nor, result == NOR_DONE ? NOR_LOCKED : result,
		    on ? "lock the sector" : "unlock the sector", sector);
}

static int note_lock(struct nor *nor, uint32_t sector)
{
	bool locked = false;
	enum nor_result result = ask_lock(nor, sector, &locked);

	if (result != NOR_DONE)
		return fail(nor, result, "ask for the lock", sector);
	if (!locked)
		return 0;
	nor->unlocked = arena_grow(nor->link->request->arena, nor->unlocked, nor->n_unlocked,
				   sizeof(*nor->unlocked));
	nor->unlocked[nor->n_unlocked++] = sector;
	return 1;
}

/* Where opening one lock opens all, all that are closed are noted first. */
static int note_all_locks(struct nor *nor)
{
	uint32_t size;

	for (uint64_t at = 0; at < nor->size; at += size) {
		if (note_lock(nor, sector_at(nor, nor->base + (uint32_t)at, &size)) < 0)
			return -1;
	}
	return 0;
}

static int unlock_sector(struct nor *nor, uint32_t sector)
{
	bool locked = false;
	enum nor_result result = ask_lock(nor, sector, &locked);

	if (result != NOR_DONE)
		return fail(nor, result, "ask for the lock", sector);
	if (!locked)
		return 0;
	if ((nor->locks_one ? note_lock(nor, sector) : note_all_locks(nor)) < 0)
		return -1;
	return lock_sector(nor, sector, false);
}

int nor_restore(struct nor *nor)
{
	int result = 0;

	while (nor->n_unlocked > 0)
		if (lock_sector(nor, nor->unlocked[--nor->n_unlocked], true) != 0)
			result = -1;
	return result;
}

int nor_erase(struct nor *nor, uint32_t addr, uint64_t size)
{
	uint64_t end = addr + size;

	for (uint64_t at = addr; at < end;) {
		uint32_t bytes;
		uint32_t sector = sector_at(nor, (uint32_t)at, &bytes);

		if (unlock_sector(nor, sector) != 0 || erase_sector(nor, sector) != 0)
			return -1;
		at = (uint64_t)sector + bytes;
	}
	return 0;
}

/* After a doubt: what of it is there?  1: all; 0: it can be programmed again; -1. */
static int look(struct nor *nor, uint32_t addr, const uint32_t *words, size_t n, bool *is_spoilt)
{
	uint32_t found[MAX_BUFFER_WORDS];
	bool same = true;

	if (buslink_read_sure(nor->link, addr, found, n) != 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		same &= found[i] == words[i];
		*is_spoilt |= (found[i] & words[i]) != words[i];
	}
	return same;
}

/* Bits that are wrongly 0 stay so until the sector is erased: then the caller, who compares, will
 * find them. */
static int program_buffer(struct nor *nor, uint32_t addr, const uint32_t *words, size_t n)
{
	enum nor_result result = NOR_SUSPECT;
	uint32_t size;
	uint32_t sector = sector_at(nor, addr, &size);

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		unsigned doubts = nor->link->doubts;
		bool is_spoilt = false;
		int there;

		result = nor->set->program(nor, sector, addr, words, n);
		if (result == NOR_LINK)
			return -1;
		if (result == NOR_DONE && nor->link->doubts == doubts)
			return 0;
		if (nor_recover(nor) != NOR_DONE)
			return result == NOR_LATE ? fail(nor, result, "program", addr) : -1;
		there = look(nor, addr, words, n, &is_spoilt);
		if (there != 0 || is_spoilt)
			return there < 0 ? -1 : 0;
	}
	return fail(nor, result == NOR_DONE ? NOR_SUSPECT : result, "program", addr);
}

static bool is_erased(const uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (words[i] != ERASED)
			return false;
	return true;
}

int nor_program(struct nor *nor, uint32_t addr, struct span bytes)
{
	uint32_t words[MAX_BUFFER_WORDS];

	for (size_t done = 0; done < bytes.size;) {
		uint32_t at = addr + (uint32_t)done;
		size_t size = nor->buffer - at % nor->buffer;
		size_t n;

		if (size > bytes.size - done)
			size = bytes.size - done;
		n = (size + 3) / 4;
		for (size_t i = 0; i < n; i++)
			words[i] = get_be32(bytes.data + done + i * 4);
		if (!is_erased(words, n) && program_buffer(nor, at, words, n) != 0)
			return -1;
		done += size;
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

int nor_find(struct nor *nor, const struct mctrl *mctrl, uint32_t base)
{
	*nor = (struct nor){ .link = mctrl->link,
			     .base = base,
			     .width = mctrl->width,
			     .chip = mctrl->width,
			     .buffer = mctrl->width };
	if (nor->width != 4)
		return target_fail(nor->link->request,
				   "the PROM is %u bits wide: the link writes 32 at once, and so "
				   "no command of its flash",
				   nor->width * 8);
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		unsigned doubts = nor->link->doubts;

		if (nor_query(nor) != 0)
			return -1;
		if (nor->link->doubts == doubts)
			return 0;
	}
	return target_fail(nor->link->request, "the line is too bad to ask the flash");
}
