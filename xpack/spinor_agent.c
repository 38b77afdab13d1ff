/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Commands to a serial flash chip by a program on the board, many at a time.  The board limits how
 * long one run waits; how long the chip may take in all is measured here. */

#include "spinor.h"

#include <string.h>

#include "clock.h"

#define AROUND 4u /* bytes that are sent around each command */
#define MOST 2048u

/* Data, as the script takes them. */
static size_t put_change(const struct spinor_change *change, uint8_t *to)
{
	size_t n = 0;

	to[n++] = SPINOR_READ_STATUS;
	to[n++] = SPINOR_WRITE_ENABLE;
	to[n++] = SPINOR_READ_STATUS;
	memcpy(to + n, change->command, change->size);
	n += change->size;
	if (change->bytes.size > 0)
		memcpy(to + n, change->bytes.data, change->bytes.size);
	n += change->bytes.size;
	to[n++] = SPINOR_READ_STATUS;
	return n;
}

static size_t put_op(uint32_t *to, uint32_t code, uint32_t addr, uint32_t mask, uint32_t value)
{
	to[0] = code;
	to[1] = addr;
	to[2] = mask;
	to[3] = value;
	return 4;
}

/* For one change after the other, until there are no more data. */
static size_t put_script(const struct spinor *nor, const struct spinor_change *change, uint32_t *to)
{
	const uint32_t at = spimctrl_status(nor->ctrl);
	const uint32_t size = (uint32_t)(change->size + change->bytes.size);
	size_t n = put_op(to, SCRIPT_ASK, at, SPINOR_BUSY, 0);

	n += put_op(to + n, SCRIPT_SEND, at, 1, 0);
	n += put_op(to + n, SCRIPT_ASK, at, 0, 0);
	n += put_op(to + n, SCRIPT_TEST, 0, SPINOR_BUSY | SPINOR_ENABLED, SPINOR_ENABLED);
	n += put_op(to + n, SCRIPT_SEND, at, size, 0);
	n += put_op(to + n, SCRIPT_ASK, at, SPINOR_BUSY, 0);
	n += put_op(to + n, SCRIPT_NEXT, 0, 0, 0);
	return n + put_op(to + n, SCRIPT_END, 0, 0, 0);
}

static enum spinor_outcome go_on(struct spinor *nor, struct agent_state *state, int limit_ms)
{
	int64_t until = clock_ms() + limit_ms;

	while (state->result == AGENT_BUSY) {
		const uint32_t left = state->left;
		bool is_late = clock_ms() > until;

		if (agent_go_on(&nor->agent, state) != 0)
			return SPINOR_LINK;
		if (state->left != left)
			until = clock_ms() + limit_ms;
		nor->is_late = is_late && state->left == left && state->result == AGENT_BUSY;
		if (nor->is_late)
			return SPINOR_LATE;
	}
	if (state->result == AGENT_STUCK) {
		(void)target_fail(nor->ctrl->link->request, "the SPI controller sends nothing");
		return SPINOR_LINK;
	}
	return state->result == AGENT_DONE ? SPINOR_DONE : SPINOR_REFUSED;
}

static enum spinor_outcome change(struct spinor *nor, const struct spinor_change *changes,
				  size_t *n, int limit_ms)
{
	uint32_t script[AGENT_SCRIPT_WORDS];
	uint8_t data[AGENT_DATA];
	struct agent_job job = {
		.width = 1,
		.script = script,
		.n_script = put_script(nor, changes, script),
		.data = { data, 0 },
	};
	struct agent_state state;
	enum spinor_outcome outcome;
	size_t each;

	for (size_t i = 0; i < *n; i++)
		job.data.size += put_change(&changes[i], data + job.data.size);
	each = job.data.size / *n;
	if (agent_do(&nor->agent, &job, &state) != 0)
		return SPINOR_LINK;
	outcome = go_on(nor, &state, limit_ms);
	*n = (job.data.size - state.left) / each;
	return outcome;
}

static size_t count(uint32_t bytes)
{
	size_t n = AGENT_DATA / (bytes + AROUND + SPINOR_MAX_COMMAND);

	return n < SPINOR_MAX_CHANGES ? n : SPINOR_MAX_CHANGES;
}

const struct spinor_bus spinor_bus_agent = { .most = MOST, .count = count, .change = change };
