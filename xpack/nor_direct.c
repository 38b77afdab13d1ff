/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Scripts by the debug link alone: each cycle of a bus of 32 bits is a word.  Without checks on the
 * link, what is read counts when it was read twice. */

#include "nor.h"

#define UNIT 4u
#define PIECE 64u /* words */

struct work {
	struct nor *nor;
	struct nor_script *script;
	size_t done; /* bytes */
	uint32_t last;
	unsigned doubts; /* of the link, at first */
};

static enum nor_result put(const struct work *work, uint32_t addr, const struct nor_op *op)
{
	for (uint32_t i = 0; i < op->mask; i++)
		if (buslink_put(work->nor->link, addr, op->value) != 0)
			return NOR_LINK;
	return NOR_DONE;
}

static uint32_t here(const struct work *work)
{
	return work->script->at + (uint32_t)work->done;
}

static enum nor_result move(struct work *work, size_t n)
{
	uint32_t words[PIECE];

	while (n > 0) {
		size_t part = n < PIECE ? n : PIECE;

		for (size_t i = 0; i < part; i++)
			words[i] = get_be32(work->script->bytes.data + work->done + i * UNIT);
		if (buslink_write(work->nor->link, here(work), words, part) != 0)
			return NOR_LINK;
		work->last = words[part - 1];
		work->done += part * UNIT;
		n -= part;
	}
	return NOR_DONE;
}

static bool is_as_wanted(const struct nor_op *op, uint32_t wanted, uint32_t value)
{
	return (op->code & SCRIPT_CODE) == SCRIPT_STILL || (value & op->mask) == wanted;
}

/* An offer that was not taken is made again.  Was it taken, and only the reading is wrong, then the
 * chips would take the next one for something else: one wrong reading is none. */
static enum nor_result offer_again(const struct work *work, uint32_t addr, const struct nor_op *op,
				   unsigned *n_wrong)
{
	if ((op->code & SCRIPT_CODE) != SCRIPT_OFFER || ++*n_wrong < 2)
		return NOR_DONE;
	*n_wrong = 0;
	return buslink_put(work->nor->link, addr, op->value) != 0 ? NOR_LINK : NOR_DONE;
}

/* Until it reads so twice in a row, and the same.  Did a command before it arrive at all?  If not,
 * what follows would be one. */
static enum nor_result await(struct work *work, uint32_t addr, const struct nor_op *op,
			     uint32_t wanted)
{
	struct nor_wait wait = nor_wait_begin(work->script);
	uint32_t *value = &work->script->value;
	enum nor_result result = NOR_DONE;
	uint32_t before = 0;
	bool was_right = false;
	unsigned n_wrong = 0;

	while (result == NOR_DONE) {
		bool is_right;

		nor_wait_look(&wait);
		if (buslink_read(work->nor->link, addr, value, 1) != 0)
			return NOR_LINK;
		is_right = is_as_wanted(op, wanted, *value);
		if (is_right && was_right && *value == before)
			return work->nor->link->doubts == work->doubts ? NOR_DONE : NOR_SUSPECT;
		if (!is_right || was_right)
			result = nor_wait_judge(&wait, work->nor, op, wanted, *value);
		if (is_right)
			n_wrong = 0;
		else if (result == NOR_DONE)
			result = offer_again(work, addr, op, &n_wrong);
		was_right = is_right;
		before = *value;
	}
	return result;
}

static enum nor_result do_op(struct work *work, const struct nor_op *op)
{
	uint32_t addr = op->addr + ((op->code & SCRIPT_HERE) != 0 ? here(work) : 0);
	uint32_t wanted = (op->code & SCRIPT_LAST) != 0 ? work->last : op->value;

	switch (op->code & SCRIPT_CODE) {
	case SCRIPT_PUT:
		return put(work, addr, op);
	case SCRIPT_DATA:
		return move(work, op->mask);
	case SCRIPT_WAIT:
	case SCRIPT_STILL:
		return await(work, addr, op, wanted);
	case SCRIPT_OFFER:
		return buslink_put(work->nor->link, addr, op->value) != 0
			       ? NOR_LINK
			       : await(work, addr, op, op->mask);
	case SCRIPT_TEST:
		return (work->script->value & op->mask) == op->value ? NOR_DONE : NOR_FAILED;
	default:
		return NOR_DONE;
	}
}

static enum nor_result run(struct nor *nor, struct nor_script *script)
{
	struct work work = { .nor = nor, .script = script, .doubts = nor->link->doubts };

	for (size_t i = 0; i < script->n; i++) {
		const struct nor_op *op = &script->ops[i];
		enum nor_result result = do_op(&work, op);

		if (result != NOR_DONE)
			return result;
		if (op->code == SCRIPT_NEXT && work.done < script->bytes.size)
			i = (size_t)-1;
	}
	return NOR_DONE;
}

const struct nor_bus nor_bus_direct = { .run = run };
