/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The status registers of a serial flash chip: opened, so that it takes commands, and put back. */

#include <string.h>

#include "spinor.h"

#define WRITE_STATUS 0x01u
#define READ_SECOND 0x35u
#define WRITE_SECOND 0x31u
#define NO_ANSWER 0xffu
#define STATUS_MS 2000
#define ATTEMPTS 4u

static bool has_second(const struct spinor *nor)
{
	return nor->protection.second == SPINOR_WITH_FIRST ||
	       nor->protection.second == SPINOR_BY_ITSELF;
}

static int get_registers(struct spinor *nor, uint8_t *registers)
{
	const uint8_t first = SPINOR_READ_STATUS, second = READ_SECOND;

	registers[1] = 0;
	if (spinor_ask(nor, (struct span){ &first, 1 }, &registers[0], 1) != 0)
		return -1;
	registers[0] &= (uint8_t) ~(SPINOR_BUSY | SPINOR_ENABLED);
	return has_second(nor) ? spinor_ask(nor, (struct span){ &second, 1 }, &registers[1], 1) : 0;
}

/* A second one that is as wanted, and stays so, is not written. */
static enum spinor_outcome write_registers(struct spinor *nor, const uint8_t *now,
					   const uint8_t *wanted)
{
	const struct spinor_protection *how = &nor->protection;
	bool differs = now[1] != wanted[1];
	const struct spinor_change first = {
		.command = { WRITE_STATUS },
		.size = 1,
		.bytes = { wanted,
			   how->second == SPINOR_WITH_FIRST && (how->is_lost || differs) ? 2 : 1 },
	};
	const struct spinor_change second = {
		.command = { WRITE_SECOND },
		.size = 1,
		.bytes = { wanted + 1, 1 },
	};
	size_t n = 1;
	enum spinor_outcome outcome = nor->bus->change(nor, &first, &n, STATUS_MS);

	if (outcome != SPINOR_DONE || how->second != SPINOR_BY_ITSELF || !differs)
		return outcome;
	return nor->bus->change(nor, &second, &n, STATUS_MS);
}

static int fail_registers(const struct spinor *nor, const char *doing, const char *why)
{
	return target_fail(nor->ctrl->link->request, "cannot %s of the SPI chip: %s", doing, why);
}

static int put_registers(struct spinor *nor, const uint8_t *now, const uint8_t *wanted,
			 const char *doing)
{
	uint8_t found[2] = { now[0], now[1] };
	unsigned which;

	if (nor->protection.second == SPINOR_UNREADABLE || (has_second(nor) && now[1] == NO_ANSWER))
		return fail_registers(nor, doing,
				      "its second status register would be lost, for it cannot be "
				      "read");
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		enum spinor_outcome outcome = write_registers(nor, found, wanted);

		if (outcome == SPINOR_LATE)
			return fail_registers(nor, doing, "it is not ready within its own time");
		if (outcome == SPINOR_LINK || get_registers(nor, found) != 0)
			return -1;
		if (found[0] == wanted[0] && found[1] == wanted[1])
			return 0;
	}
	which = found[0] == wanted[0];
	return target_fail(nor->ctrl->link->request,
			   "cannot %s of the SPI chip: its %sstatus is 0x%02x, not 0x%02x", doing,
			   which == 0 ? "" : "second ", found[which], wanted[which]);
}

int spinor_unprotect(struct spinor *nor)
{
	const uint8_t *bits = nor->protection.bits;
	uint8_t open[2];

	if (get_registers(nor, nor->status) != 0)
		return -1;
	nor->is_known = true;
	if ((nor->status[0] & bits[0]) == 0 && (nor->status[1] & bits[1]) == 0)
		return 0;
	open[0] = nor->status[0] & (uint8_t)~bits[0];
	open[1] = nor->status[1] & (uint8_t)~bits[1];
	nor->is_unprotected = true;
	return put_registers(nor, nor->status, open, "open the protected blocks");
}

static int restore_registers(struct spinor *nor)
{
	uint8_t found[2];

	if (spimctrl_begin(nor->ctrl) != 0)
		return -1;
	switch (spinor_await(nor, nor->program_ms)) {
	case SPINOR_DONE:
		break;
	case SPINOR_LATE:
		return target_fail(nor->ctrl->link->request, "the SPI chip stays busy");
	default:
		return -1;
	}
	if (get_registers(nor, found) != 0)
		return -1;
	return memcmp(found, nor->status, sizeof(found)) == 0
		       ? 0
		       : put_registers(nor, found, nor->status, "protect the blocks again");
}

/* On a bad line a command may have become one that writes the registers. */
int spinor_protect(struct spinor *nor, bool is_free)
{
	bool may_differ = nor->is_unprotected || !nor->ctrl->link->kind->is_sure;
	int code = 0;

	if (nor->is_known && may_differ)
		code = is_free ? restore_registers(nor) : -1;
	nor->is_known = false;
	if (code != 0 && nor->is_unprotected)
		(void)target_fail(nor->ctrl->link->request,
				  "the protected blocks of the SPI chip were left open");
	return code;
}
