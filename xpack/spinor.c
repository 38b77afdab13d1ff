/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "spinor.h"

#include <inttypes.h>
#include <string.h>

#include "clock.h"

#define READ_ID 0x9fu

#define ATTEMPTS 4u
#define ERASED 0xffu

static int fail(const struct spinor *nor, enum spinor_outcome outcome, const char *doing,
		uint32_t offset)
{
	static const char *const reasons[] = {
		[SPINOR_DONE] = "the chip says nothing, and its contents are others",
		[SPINOR_REFUSED] = "the chip does not take the command",
		[SPINOR_LATE] = "the chip is not ready within its own time",
	};

	if (outcome == SPINOR_LINK)
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

static size_t put_command(const struct spinor *nor, uint8_t code, uint32_t offset, uint8_t *to)
{
	size_t n = 0;

	to[n++] = code;
	for (unsigned i = nor->n_address; i > 0; i--)
		to[n++] = (uint8_t)(offset >> (8 * (i - 1)));
	return n;
}

static struct spinor_change change_at(const struct spinor *nor, uint8_t code, uint32_t offset,
				      struct span bytes)
{
	struct spinor_change change = { .bytes = bytes };

	change.size = put_command(nor, code, offset, change.command);
	return change;
}

struct difference {
	size_t first;     /* byte */
	bool can_program; /* what is missing are only zeros */
};

static struct difference compare(const uint8_t *found, const uint8_t *bytes, size_t n)
{
	struct difference difference = { n, true };

	for (size_t i = n; i-- > 0;) {
		if (found[i] != bytes[i])
			difference.first = i;
		difference.can_program &= (found[i] & bytes[i]) == bytes[i];
	}
	return difference;
}

/* The memory shows those bytes?  What differs is read again: a bad line is no bad chip. */
static int shows(const struct spinor *nor, uint32_t offset, const uint8_t *bytes, size_t n,
		 struct difference *difference)
{
	uint8_t found[SPINOR_MAX_PAGE];

	for (unsigned i = 0; i < ATTEMPTS; i++) {
		if (spimctrl_show(nor->ctrl, offset, found, n) != 0)
			return -1;
		*difference = compare(found, bytes, n);
		if (difference->first == n) {
			nor->ctrl->link->repeats += i;
			return 1;
		}
		if (nor->ctrl->link->kind->is_sure)
			break;
	}
	return 0;
}

static int is_blank(const struct spinor *nor, uint32_t offset, uint32_t size)
{
	uint8_t erased[256];
	struct difference ignored;
	int same = 1;

	memset(erased, ERASED, sizeof(erased));
	for (uint32_t at = 0; same == 1 && at < size; at += sizeof(erased))
		same = shows(nor, offset + at, erased, sizeof(erased), &ignored);
	return same;
}

int spinor_holds(struct spinor *nor, uint32_t offset, const uint8_t *bytes, size_t n)
{
	uint8_t command[SPINOR_MAX_COMMAND], found[SPINOR_MAX_ANSWER];
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
	const struct spinor_change change =
		change_at(nor, nor->erase_command, offset, (struct span){ NULL, 0 });
	enum spinor_outcome outcome = SPINOR_DONE;
	int blank = is_blank(nor, offset, nor->block);

	for (unsigned i = 0; blank == 0 && i < ATTEMPTS; i++) {
		size_t n = 1;

		if (spimctrl_begin(nor->ctrl) != 0)
			return -1;
		outcome = nor->bus->change(nor, &change, &n, nor->erase_ms);
		if (outcome == SPINOR_LINK || spimctrl_end(nor->ctrl) != 0)
			return -1;
		if (outcome == SPINOR_LATE)
			return fail(nor, outcome, "erase", offset);
		blank = is_blank(nor, offset, nor->block);
		if (blank == 1)
			nor->ctrl->link->repeats += i;
	}
	return blank < 0 || blank == 1 ? blank - 1 : fail(nor, outcome, "erase", offset);
}

/* After an error the program on the board may work still.  A chip that was not ready is asked
 * again: while it is not, it takes no command, and the controller cannot read it either. */
static int be_ready(struct spinor *nor, const char *doing, uint32_t offset)
{
	enum spinor_outcome outcome;

	if (agent_settle(&nor->agent) != 0 || spimctrl_end(nor->ctrl) != 0)
		return -1;
	if (!nor->is_late)
		return 0;
	if (spimctrl_begin(nor->ctrl) != 0)
		return -1;
	outcome = spinor_await(nor, nor->erase_ms);
	if (spimctrl_end(nor->ctrl) != 0)
		return -1;
	return outcome != SPINOR_DONE ? fail(nor, outcome, doing, offset) : 0;
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
static int program_pieces(struct spinor *nor, uint32_t offset, struct span bytes, size_t each)
{
	struct spinor_change changes[SPINOR_MAX_CHANGES];
	const size_t n = bytes.size / each;
	struct difference difference = { 0, true };
	enum spinor_outcome outcome = SPINOR_DONE;
	int same = 0;

	for (size_t i = 0; i < n; i++)
		changes[i] = change_at(nor, nor->program_command, offset + (uint32_t)(i * each),
				       span_part(bytes, i * each, each));
	for (unsigned i = 0; same == 0 && difference.can_program && i < ATTEMPTS; i++) {
		size_t done = n;

		if (spimctrl_begin(nor->ctrl) != 0)
			return -1;
		outcome = nor->bus->change(nor, changes, &done, nor->program_ms);
		if (outcome == SPINOR_LINK || spimctrl_end(nor->ctrl) != 0)
			return -1;
		if (outcome == SPINOR_LATE)
			return fail(nor, outcome, "program", offset + (uint32_t)(done * each));
		same = shows(nor, offset, bytes.data, bytes.size, &difference);
		if (same == 1)
			nor->ctrl->link->repeats += i;
	}
	if (same == 0 && !difference.can_program && outcome == SPINOR_DONE)
		return 0;
	return same < 0 || same == 1
		       ? same - 1
		       : fail(nor, outcome, "program", offset + (uint32_t)difference.first);
}

/* Up to the end of a page or, from a page's beginning on, so many whole ones that are not erased as
 * the bus does at once; none when the first of them is. */
static size_t count_pieces(const struct spinor *nor, struct span bytes, size_t each)
{
	size_t most = nor->bus->count((uint32_t)each), n = 0;

	while (n < most && (n + 1) * each <= bytes.size &&
	       !target_is_erased(span_part(bytes, n * each, each), ERASED))
		n++;
	return n;
}

int spinor_program(struct spinor *nor, uint32_t offset, struct span bytes)
{
	const uint32_t most = nor->page < nor->bus->most ? nor->page : nor->bus->most;

	if (be_ready(nor, "program", offset) != 0)
		return -1;
	for (size_t done = 0; done < bytes.size;) {
		uint32_t at = offset + (uint32_t)done;
		size_t each = most - at % most, n;
		struct span rest = span_part(bytes, done, bytes.size - done);

		if (each > rest.size)
			each = rest.size;
		n = count_pieces(nor, each == most ? rest : span_part(rest, 0, each), each);
		if (n > 0 && program_pieces(nor, at, span_part(rest, 0, n * each), each) != 0)
			return -1;
		done += n > 0 ? n * each : each;
	}
	return 0;
}

int spinor_recover(struct spinor *nor)
{
	enum spinor_outcome outcome;

	if (agent_settle(&nor->agent) != 0 || spimctrl_begin(nor->ctrl) != 0)
		return -1;
	outcome = spinor_await(nor, nor->erase_ms);
	return spimctrl_end(nor->ctrl) != 0 || outcome != SPINOR_DONE ? -1 : 0;
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
	enum spinor_outcome outcome = SPINOR_LINK;

	*nor = (struct spinor){ .ctrl = ctrl, .bus = &spinor_bus_direct };
	if (spimctrl_begin(ctrl) != 0)
		return -1;
	if (identify(nor) == 0 && spinor_describe(nor, reach) == 0)
		outcome = spinor_await(nor, nor->erase_ms);
	if (outcome == SPINOR_LATE)
		(void)target_fail(ctrl->link->request, "the SPI chip is busy, and stays so");
	return spimctrl_end(ctrl) != 0 || outcome != SPINOR_DONE ? -1 : 0;
}

int spinor_open(struct spinor *nor)
{
	int has_agent = agent_try(&nor->agent, nor->ctrl->link, nor->ctrl->found);

	if (has_agent < 0)
		return -1;
	if (has_agent == 1)
		nor->bus = &spinor_bus_agent;
	return spimctrl_begin(nor->ctrl) != 0 || spinor_unprotect(nor) != 0 ||
			       spimctrl_end(nor->ctrl) != 0
		       ? -1
		       : 0;
}

/* The memory is there again before the processors, which may run from it, are. */
int spinor_restore(struct spinor *nor)
{
	bool is_free = agent_settle(&nor->agent) == 0;
	int code = is_free ? 0 : -1;

	nor->bus = &spinor_bus_direct;
	if (spinor_protect(nor, is_free) != 0)
		code = -1;
	if (spimctrl_end(nor->ctrl) != 0)
		code = -1;
	return agent_close(&nor->agent) != 0 ? -1 : code;
}
