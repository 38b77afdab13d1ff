/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Scripts by a program on the board: buses of 8 and 16 bits.  The board limits how long one run
 * waits; how long the chips may take in all is measured here. */

#include "nor.h"

static size_t encode(const struct nor_script *script, uint32_t *words)
{
	for (size_t i = 0; i < script->n; i++) {
		const struct nor_op *op = &script->ops[i];

		words[4 * i] = op->code;
		words[4 * i + 1] = op->addr;
		words[4 * i + 2] = op->mask;
		words[4 * i + 3] = op->value;
	}
	return 4 * script->n;
}

static enum nor_result judge(struct nor_wait *wait, const struct nor *nor,
			     const struct nor_script *script, const struct agent_state *state)
{
	const struct nor_op *op = &script->ops[state->step < script->n ? state->step : 0];
	uint32_t wanted = (op->code & SCRIPT_LAST) != 0 ? state->last : op->value;

	return nor_wait_judge(wait, nor, op, wanted, state->value);
}

static enum nor_result go_on(struct nor *nor, struct nor_script *script, struct agent_state *state)
{
	struct nor_wait wait = nor_wait_begin(script);
	enum nor_result result;

	while (state->result == AGENT_BUSY) {
		struct agent_state before = *state;

		nor_wait_look(&wait);
		if (agent_go_on(&nor->agent, state) != 0)
			return NOR_LINK;
		if (state->step != before.step || state->at != before.at) {
			wait = nor_wait_begin(script);
			continue;
		}
		result = state->result == AGENT_BUSY ? judge(&wait, nor, script, state) : NOR_DONE;
		if (result != NOR_DONE)
			return result;
	}
	script->value = state->value;
	return state->result == AGENT_DONE ? NOR_DONE : NOR_FAILED;
}

static enum nor_result run(struct nor *nor, struct nor_script *script)
{
	uint32_t words[AGENT_SCRIPT_WORDS] = { 0 }; /* ends with SCRIPT_END */
	struct agent_job job = {
		.width = nor->width,
		.script = words,
		.n_script = encode(script, words) + 4,
		.at = script->at,
		.data = script->bytes,
	};
	struct agent_state state;

	if (nor->agent.before == NULL) /* it was never loaded */
		return NOR_LINK;
	if (agent_do(&nor->agent, &job, &state) != 0)
		return NOR_LINK;
	return go_on(nor, script, &state);
}

const struct nor_bus nor_bus_agent = { .burst = AGENT_DATA, .run = run };
