/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Jobs of the program on the board: given, begun, waited for, and read what came of them. */

#include "agent.h"

#include <inttypes.h>

#define POLLS 50000u /* of one run */
#define RUN_MS 10000 /* that those may take, and more */
#define N_STATE (AGENT_STATE / 4u)
#define N_HEAD (JOB_SCRIPT / 4u)
#define N_SUMS 2u
#define MOST_WORDS (N_HEAD + AGENT_SCRIPT_WORDS + AGENT_DATA / 4 + N_SUMS)
#define OPERATION 16u /* bytes */

#define PSR_SUPERVISOR 0x00000f80u /* window 0, all interrupts and traps off */

struct sums {
	uint32_t of_words, of_sums;
};

static void add(struct sums *sums, uint32_t word)
{
	sums->of_words += word;
	sums->of_sums += sums->of_words;
}

static uint32_t job_of(const struct agent *agent)
{
	return agent_start(agent) + (uint32_t)agent_code().size;
}

/* The words that follow the code; how many they are. */
static size_t compose(const struct agent *agent, const struct agent_job *job, uint32_t *words)
{
	const size_t n_code = agent_code().size / 4, n_data = (job->data.size + 3) / 4;
	const size_t n = N_HEAD + job->n_script + n_data;
	struct sums sums = { 0 };

	memset(words, 0, MOST_WORDS * sizeof(*words));
	words[JOB_WORDS / 4] = (uint32_t)(n_code + n + N_SUMS);
	words[JOB_TICKET / 4] = agent->ticket;
	words[JOB_POLLS / 4] = POLLS;
	words[JOB_WIDTH / 4] = job->width;
	words[JOB_AT / 4] = job->at;
	words[JOB_DATA / 4] = job_of(agent) + (uint32_t)(n - n_data) * 4;
	words[JOB_LEFT / 4] = (uint32_t)job->data.size / job->width;
	memcpy(words + N_HEAD, job->script, job->n_script * sizeof(*words));
	for (size_t i = 0; i < job->data.size; i++)
		words[n - n_data + i / 4] |= (uint32_t)job->data.data[i] << (24 - 8 * (i % 4));
	for (size_t i = 0; i < n_code; i++)
		add(&sums, get_be32(agent_code().data + i * 4));
	for (size_t i = 0; i < n; i++)
		add(&sums, words[i]);
	words[n] = 0 - sums.of_words - sums.of_sums;
	words[n + 1] = sums.of_sums;
	return n + N_SUMS;
}

/* It ends by itself. */
static int await_end(struct agent *agent, uint32_t *trap)
{
	if (!agent->is_running)
		return 0;
	if (dsu_wait_stopped(&agent->dsu, RUN_MS, trap) != 0)
		return -1;
	agent->is_running = false;
	return 0;
}

/* *trap: how it ended. */
static int run(struct agent *agent, uint32_t pc, uint32_t *trap)
{
	*trap = DSU_TRAP_BREAK;
	if (await_end(agent, trap) != 0 ||
	    dsu_set_register(&agent->dsu, DSU_PSR, PSR_SUPERVISOR) != 0)
		return -1;
	agent->is_running = true;
	return dsu_run(&agent->dsu, pc) != 0 || await_end(agent, trap) != 0 ? -1 : 0;
}

static int fail_trap(const struct agent *agent, uint32_t pc, uint32_t trap)
{
	return target_fail(agent->link->request,
			   "the program that writes the flash ended at 0x%08" PRIx32
			   " with trap 0x%02" PRIx32 ": reset the board and try again",
			   pc, trap);
}

/* Returns 1 when the job was this one. */
static int read_state(struct agent *agent, struct agent_state *state)
{
	uint32_t words[N_STATE];

	if (buslink_read_sure(agent->link, agent->base, words, N_STATE) != 0)
		return -1;
	*state = (struct agent_state){
		.result = words[STATE_RESULT / 4],
		.value = words[STATE_VALUE / 4],
		.last = words[STATE_LAST / 4],
		.at = words[STATE_AT / 4],
		.left = words[STATE_LEFT / 4],
		.step = (words[STATE_NEXT / 4] - job_of(agent) - JOB_SCRIPT) / OPERATION,
	};
	return words[STATE_TICKET / 4] == agent->ticket;
}

int agent_attempt(struct agent *agent, const struct agent_job *job, struct agent_state *state,
		  uint32_t *trap)
{
	uint32_t words[MOST_WORDS];
	size_t n;
	int is_this;

	agent->ticket++;
	n = compose(agent, job, words);
	/* One that a signal left running still needs its own. */
	if (await_end(agent, trap) != 0 ||
	    buslink_write(agent->link, job_of(agent), words, n) != 0 ||
	    run(agent, agent_start(agent), trap) != 0)
		return -1;
	if (*trap != DSU_TRAP_BREAK)
		return 0;
	is_this = read_state(agent, state);
	return is_this == 1 ? state->result != AGENT_WRONG : is_this;
}

/* What did not arrive as it was sent is not done, and so can be sent again. */
int agent_do(struct agent *agent, const struct agent_job *job, struct agent_state *state)
{
	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		uint32_t trap;
		int is_done = agent_attempt(agent, job, state, &trap);

		if (is_done < 0)
			return -1;
		if (is_done == 1) {
			agent->link->repeats += i;
			return 0;
		}
		if (trap != DSU_TRAP_BREAK)
			return fail_trap(agent, agent_start(agent), trap);
		if (buslink_fault(agent->link, "the board got another job than was sent") != 0 ||
		    agent_load(agent) != 0)
			return -1;
	}
	return target_fail(agent->link->request, "the line is too bad to give the board a job");
}

int agent_go_on(struct agent *agent, struct agent_state *state)
{
	const uint32_t pc = agent_start(agent) + AGENT_MORE;
	uint32_t trap;
	int is_this;

	if (run(agent, pc, &trap) != 0)
		return -1;
	if (trap != DSU_TRAP_BREAK)
		return fail_trap(agent, pc, trap);
	is_this = read_state(agent, state);
	if (is_this == 0)
		return target_fail(agent->link->request, "the board forgot what it was to do");
	return is_this < 0 ? -1 : 0;
}

int agent_settle(struct agent *agent)
{
	uint32_t trap;

	if (agent->link == NULL || await_end(agent, &trap) == 0)
		return 0;
	if (dsu_stop(&agent->dsu) != 0) /* one that does not end by itself is stopped */
		return -1;
	agent->is_running = false;
	return 0;
}
