/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "spinor.h"

#include <inttypes.h>
#include <string.h>

#include "clock.h"

#define WRITE_ENABLE 0x06u
#define READ_STATUS 0x05u
#define READ_ID 0x9fu
#define WRITE_STATUS 0x01u
#define READ_SECOND 0x35u
#define WRITE_SECOND 0x31u
#define NO_ANSWER 0xffu

#define STATUS_BUSY 0x01u
#define STATUS_ENABLED 0x02u
#define STATUS_MS 2000

#define ATTEMPTS 4u
#define ERASED 0xffu
#define MAX_COMMAND 6u

/* What came of a command. */
enum outcome {
	DONE,
	REFUSED, /* it was not taken: the line, or protection */
	LATE,    /* not ready within the chip's own limit */
	LINK,    /* reported */
};

static int fail(const struct spinor *nor, enum outcome outcome, const char *doing, uint32_t offset)
{
	static const char *const reasons[] = {
		[DONE] = "the chip says nothing, and its contents are others",
		[REFUSED] = "the chip does not take the command",
		[LATE] = "the chip is not ready within its own time",
	};

	if (outcome == LINK)
		return -1;
	return target_fail(nor->ctrl->link->request,
			   "cannot %s at 0x%08" PRIx32 " of the SPI chip: %s", doing, offset,
			   reasons[outcome]);
}

int spinor_ask(struct spinor *nor, struct span command, uint8_t *to, size_t n)
{
	uint8_t again[SPINOR_MAX_ANSWER];

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		if (spimctrl_transfer(nor->ctrl, command, to, n) != 0)
			return -1;
		if (nor->ctrl->link->kind->is_sure)
			return 0;
		if (spimctrl_transfer(nor->ctrl, command, again, n) != 0)
			return -1;
		if (memcmp(to, again, n) == 0)
			return 0;
	}
	return target_fail(nor->ctrl->link->request, "the SPI chip answers differently each time");
}

/* Two in a row of the register, which the chip repeats. */
static enum outcome get_status(struct spinor *nor, uint8_t *status)
{
	const uint8_t command = READ_STATUS;
	uint8_t got[2];

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		if (spimctrl_transfer(nor->ctrl, (struct span){ &command, 1 }, got, 2) != 0)
			return LINK;
		*status = got[1];
		if (got[0] == got[1])
			return DONE;
	}
	return DONE; /* it changes: it is busy, or was until now */
}

static enum outcome await(struct spinor *nor, int limit_ms)
{
	int64_t until = clock_ms() + limit_ms;
	uint8_t status;
	bool is_late;

	do {
		is_late = clock_ms() > until;
		if (get_status(nor, &status) != DONE)
			return LINK;
		nor->is_late = (status & STATUS_BUSY) != 0;
		if (!nor->is_late)
			return DONE;
	} while (!is_late);
	return LATE;
}

static enum outcome enable(struct spinor *nor)
{
	const uint8_t command = WRITE_ENABLE;
	enum outcome outcome = await(nor, nor->program_ms);
	uint8_t status;

	/* It may have been given up on before. */
	if (outcome != DONE)
		return outcome;
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		if (spimctrl_transfer(nor->ctrl, (struct span){ &command, 1 }, NULL, 0) != 0 ||
		    get_status(nor, &status) != DONE)
			return LINK;
		if ((status & (STATUS_BUSY | STATUS_ENABLED)) == STATUS_ENABLED)
			return DONE;
	}
	return REFUSED;
}

static size_t put_command(const struct spinor *nor, uint8_t code, uint32_t offset, uint8_t *to)
{
	size_t n = 0;

	to[n++] = code;
	for (unsigned i = nor->n_address; i > 0; i--)
		to[n++] = (uint8_t)(offset >> (8 * (i - 1)));
	return n;
}

/* A command that changes something, with all around it. */
static enum outcome change(struct spinor *nor, struct span command, struct span bytes, int limit_ms)
{
	enum outcome outcome = enable(nor);

	if (outcome != DONE)
		return outcome;
	if (spimctrl_send(nor->ctrl, command, bytes) != 0)
		return LINK;
	return await(nor, limit_ms);
}

/* The memory shows those bytes?  What differs is read again: a bad line is no bad chip.
 * *can_program: what is missing are only zeros. */
static int shows(const struct spinor *nor, uint32_t offset, const uint8_t *bytes, size_t n,
		 bool *can_program)
{
	uint8_t found[SPINOR_MAX_PAGE];

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		if (spimctrl_show(nor->ctrl, offset, found, n) != 0)
			return -1;
		if (memcmp(found, bytes, n) == 0)
			return 1;
		*can_program = true;
		for (size_t k = 0; k < n; k++)
			*can_program &= (found[k] & bytes[k]) == bytes[k];
		if (nor->ctrl->link->kind->is_sure)
			break;
	}
	return 0;
}

static int is_blank(const struct spinor *nor, uint32_t offset, uint32_t size)
{
	uint8_t erased[256];
	bool ignored;
	int same = 1;

	memset(erased, ERASED, sizeof(erased));
	for (uint32_t at = 0; same == 1 && at < size; at += sizeof(erased))
		same = shows(nor, offset + at, erased, sizeof(erased), &ignored);
	return same;
}

int spinor_holds(struct spinor *nor, uint32_t offset, const uint8_t *bytes, size_t n)
{
	uint8_t command[MAX_COMMAND], found[SPINOR_MAX_ANSWER];
	size_t size = put_command(nor, nor->read_command, offset, command);
	int code;

	command[size++] = 0xff;
	if (spimctrl_begin(nor->ctrl) != 0)
		return -1;
	code = spinor_ask(nor, (struct span){ command, size }, found, n);
	if (spimctrl_end(nor->ctrl) != 0 || code != 0)
		return -1;
	return memcmp(found, bytes, n) == 0;
}

/* The board shows what it does where the chip has it: else another place would be erased. */
static int test_place(struct spinor *nor, uint32_t offset)
{
	uint8_t shown[256];
	size_t at = 0;

	for (uint32_t done = 0; done < nor->block && at == 0; done += sizeof(shown)) {
		if (spimctrl_show(nor->ctrl, offset + done, shown, sizeof(shown)) != 0)
			return -1;
		while (at < sizeof(shown) && shown[at] == ERASED)
			at++;
		if (at < sizeof(shown)) {
			at = at / 16 * 16;
			offset += done;
			break;
		}
		at = 0;
	}
	for (unsigned i = 0; i < ATTEMPTS; i++) {
		int same = spinor_holds(nor, offset + (uint32_t)at, shown + at, 16);

		if (same != 0)
			return same < 0 ? -1 : 0;
		if (spimctrl_show(nor->ctrl, offset, shown, sizeof(shown)) != 0)
			return -1;
	}
	return target_fail(nor->ctrl->link->request,
			   "the board does not show the SPI chip's contents where they are, at "
			   "0x%08" PRIx32,
			   offset + (uint32_t)at);
}

static int erase_block(struct spinor *nor, uint32_t offset)
{
	uint8_t command[MAX_COMMAND];
	size_t size = put_command(nor, nor->erase_command, offset, command);
	enum outcome outcome = DONE;
	int blank = is_blank(nor, offset, nor->block);

	for (unsigned i = 0; blank == 0 && i < ATTEMPTS; i++) {
		if (spimctrl_begin(nor->ctrl) != 0)
			return -1;
		outcome = change(nor, (struct span){ command, size }, (struct span){ NULL, 0 },
				 nor->erase_ms);
		if (outcome == LINK || spimctrl_end(nor->ctrl) != 0)
			return -1;
		if (outcome == LATE)
			return fail(nor, outcome, "erase", offset);
		blank = is_blank(nor, offset, nor->block);
	}
	return blank < 0 || blank == 1 ? blank - 1 : fail(nor, outcome, "erase", offset);
}

/* A chip that was not ready is asked again: while it is not, it takes no command, and the
 * controller cannot read it either. */
static int be_ready(struct spinor *nor, const char *doing, uint32_t offset)
{
	enum outcome outcome;

	if (!nor->is_late)
		return 0;
	if (spimctrl_begin(nor->ctrl) != 0)
		return -1;
	outcome = await(nor, nor->erase_ms);
	if (spimctrl_end(nor->ctrl) != 0)
		return -1;
	return outcome != DONE ? fail(nor, outcome, doing, offset) : 0;
}

int spinor_erase(struct spinor *nor, uint32_t offset, uint64_t size)
{
	if (be_ready(nor, "erase", offset) != 0)
		return -1;
	for (uint64_t at = offset; at < offset + size; at += nor->block)
		if (test_place(nor, (uint32_t)at) != 0 || erase_block(nor, (uint32_t)at) != 0)
			return -1;
	return 0;
}

/* Bits that are wrongly 0 stay so until the block is erased: the caller, who compares, finds them,
 * and may do that where the line is bad. */
static int program_page(struct spinor *nor, uint32_t offset, struct span bytes)
{
	uint8_t command[MAX_COMMAND];
	size_t size = put_command(nor, nor->program_command, offset, command);
	enum outcome outcome = DONE;
	bool can_program = true;
	int same = 0;

	for (unsigned i = 0; same == 0 && can_program && i < ATTEMPTS; i++) {
		if (spimctrl_begin(nor->ctrl) != 0)
			return -1;
		outcome = change(nor, (struct span){ command, size }, bytes, nor->program_ms);
		if (outcome == LINK || spimctrl_end(nor->ctrl) != 0)
			return -1;
		if (outcome == LATE)
			return fail(nor, outcome, "program", offset);
		same = shows(nor, offset, bytes.data, bytes.size, &can_program);
	}
	if (same == 0 && !can_program && outcome == DONE)
		return 0;
	return same < 0 || same == 1 ? same - 1 : fail(nor, outcome, "program", offset);
}

static bool is_erased(struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i] != ERASED)
			return false;
	return true;
}

int spinor_program(struct spinor *nor, uint32_t offset, struct span bytes)
{
	if (be_ready(nor, "program", offset) != 0)
		return -1;
	for (size_t done = 0; done < bytes.size;) {
		uint32_t at = offset + (uint32_t)done;
		size_t size = nor->page - at % nor->page;
		struct span part;

		if (size > bytes.size - done)
			size = bytes.size - done;
		part = span_part(bytes, done, size);
		if (!is_erased(part) && program_page(nor, at, part) != 0)
			return -1;
		done += size;
	}
	return 0;
}

int spinor_recover(struct spinor *nor)
{
	enum outcome outcome;

	if (spimctrl_begin(nor->ctrl) != 0)
		return -1;
	outcome = await(nor, nor->erase_ms);
	return spimctrl_end(nor->ctrl) != 0 || outcome != DONE ? -1 : 0;
}

const char *spinor_text(const struct spinor *nor)
{
	return arena_printf(nor->ctrl->link->request->arena,
			    "SPI chip %02x%02x%02x of %" PRIu64 " bytes, blocks of %" PRIu32
			    " bytes",
			    nor->id[0], nor->id[1], nor->id[2], nor->size, nor->block);
}

/* With the clock that was found, else with the other one, which may be slower. */
static int identify(struct spinor *nor)
{
	const uint8_t command = READ_ID;

	for (unsigned i = 0; i < 2; i++) {
		nor->ctrl->alternate = i == 1;
		if (spinor_ask(nor, (struct span){ &command, 1 }, nor->id, 3) != 0)
			return -1;
		if (nor->id[0] != 0 && nor->id[0] != 0xff)
			return 0;
	}
	return target_fail(nor->ctrl->link->request,
			   "there is no SPI chip: nothing answers behind the controller");
}

int spinor_find(struct spinor *nor, struct spimctrl *ctrl, uint64_t reach)
{
	enum outcome outcome = LINK;

	*nor = (struct spinor){ .ctrl = ctrl };
	if (spimctrl_begin(ctrl) != 0)
		return -1;
	if (identify(nor) == 0 && spinor_describe(nor, reach) == 0)
		outcome = await(nor, nor->erase_ms);
	if (outcome == LATE)
		(void)target_fail(ctrl->link->request, "the SPI chip is busy, and stays so");
	return spimctrl_end(ctrl) != 0 || outcome != DONE ? -1 : 0;
}

static bool has_second(const struct spinor *nor)
{
	return nor->protection.second == SPINOR_WITH_FIRST ||
	       nor->protection.second == SPINOR_BY_ITSELF;
}

static int get_registers(struct spinor *nor, uint8_t *registers)
{
	const uint8_t first = READ_STATUS, second = READ_SECOND;

	registers[1] = 0;
	if (spinor_ask(nor, (struct span){ &first, 1 }, &registers[0], 1) != 0)
		return -1;
	registers[0] &= (uint8_t) ~(STATUS_BUSY | STATUS_ENABLED);
	return has_second(nor) ? spinor_ask(nor, (struct span){ &second, 1 }, &registers[1], 1) : 0;
}

/* A second one that is as wanted, and stays so, is not written. */
static enum outcome write_registers(struct spinor *nor, const uint8_t *now, const uint8_t *wanted)
{
	const struct spinor_protection *how = &nor->protection;
	const uint8_t first = WRITE_STATUS, second = WRITE_SECOND;
	bool differs = now[1] != wanted[1];
	size_t n = how->second == SPINOR_WITH_FIRST && (how->is_lost || differs) ? 2 : 1;
	enum outcome outcome =
		change(nor, (struct span){ &first, 1 }, (struct span){ wanted, n }, STATUS_MS);

	if (outcome != DONE || how->second != SPINOR_BY_ITSELF || !differs)
		return outcome;
	return change(nor, (struct span){ &second, 1 }, (struct span){ wanted + 1, 1 }, STATUS_MS);
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
		enum outcome outcome = write_registers(nor, found, wanted);

		if (outcome == LATE)
			return fail_registers(nor, doing, "it is not ready within its own time");
		if (outcome == LINK || get_registers(nor, found) != 0)
			return -1;
		if (found[0] == wanted[0] && found[1] == wanted[1])
			return 0;
	}
	which = found[0] == wanted[0];
	return target_fail(nor->ctrl->link->request,
			   "cannot %s of the SPI chip: its %sstatus is 0x%02x, not 0x%02x", doing,
			   which == 0 ? "" : "second ", found[which], wanted[which]);
}

static int unprotect(struct spinor *nor)
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

int spinor_open(struct spinor *nor)
{
	int code = spimctrl_begin(nor->ctrl);

	if (code == 0)
		code = unprotect(nor);
	return spimctrl_end(nor->ctrl) != 0 ? -1 : code;
}

static int restore_registers(struct spinor *nor)
{
	uint8_t found[2];

	if (spimctrl_begin(nor->ctrl) != 0)
		return -1;
	switch (await(nor, nor->program_ms)) {
	case DONE:
		break;
	case LATE:
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
int spinor_restore(struct spinor *nor)
{
	bool may_differ = nor->is_unprotected || !nor->ctrl->link->kind->is_sure;
	int code = nor->is_known && may_differ ? restore_registers(nor) : 0;

	nor->is_known = false;
	if (code != 0 && nor->is_unprotected)
		(void)target_fail(nor->ctrl->link->request,
				  "the protected blocks of the SPI chip were left open");
	return spimctrl_end(nor->ctrl) != 0 ? -1 : code;
}
