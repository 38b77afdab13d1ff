/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent.h"

#include <inttypes.h>

#include "bootimage.h"

#define POLLS 50000u /* of one run */
#define RUN_MS 10000 /* that those may take, and more */
#define N_STATE (AGENT_STATE / 4u)
#define N_HEAD (JOB_SCRIPT / 4u)
#define N_SUMS 2u
#define MOST_WORDS (N_HEAD + AGENT_SCRIPT_WORDS + AGENT_DATA / 4 + N_SUMS)
#define OPERATION 16u /* bytes */
#define PIECE 256u    /* words that are written and read back at once */

#define PSR_SUPERVISOR 0x00000f80u /* window 0, all interrupts and traps off */

struct sums {
	uint32_t of_words, of_sums;
};

static void add(struct sums *sums, uint32_t word)
{
	sums->of_words += word;
	sums->of_sums += sums->of_words;
}

static uint32_t start_of(const struct agent *agent)
{
	return agent->base + AGENT_STATE;
}

static uint32_t job_of(const struct agent *agent)
{
	return start_of(agent) + (uint32_t)agent_code().size;
}

/* The end of the last RAM that is large enough. */
static bool find_room(struct agent *agent)
{
	const struct target_request *request = agent->link->request;

	for (size_t i = request->n_ram; i-- > 0;) {
		uint64_t end = (uint64_t)request->ram[i].start + request->ram[i].size;

		if (request->ram[i].size < 2 * AGENT_ROOM)
			continue;
		agent->base = (uint32_t)(end - AGENT_ROOM) & ~(AGENT_STATE - 1u);
		return true;
	}
	return false;
}

/* Written until it reads so: 1; or 0, it never does; -1. */
static int try_piece(struct agent *agent, uint32_t addr, const uint32_t *words, size_t n)
{
	uint32_t found[PIECE];

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_write(agent->link, addr, words, n) != 0 ||
		    buslink_read_sure(agent->link, addr, found, n) != 0)
			return -1;
		if (memcmp(found, words, n * sizeof(*words)) == 0) {
			agent->link->repeats += i;
			return 1;
		}
	}
	return 0;
}

static int fail_ram(struct agent *agent, uint32_t addr)
{
	return target_fail(agent->link->request,
			   "the RAM at 0x%08" PRIx32
			   " does not keep what is written: is the board's "
			   "memory controller set up?",
			   addr);
}

/* *addr is where it ended. */
static int try_words(struct agent *agent, uint32_t *addr, const uint32_t *words, size_t n)
{
	int is_kept = 1;

	for (size_t done = 0; is_kept == 1 && done < n; done += PIECE) {
		size_t part = n - done < PIECE ? n - done : PIECE;

		if (done > 0)
			*addr += PIECE * 4;
		is_kept = try_piece(agent, *addr, words + done, part);
	}
	return is_kept;
}

static int put_words(struct agent *agent, uint32_t addr, const uint32_t *words, size_t n)
{
	int is_kept = try_words(agent, &addr, words, n);

	return is_kept == 0 ? fail_ram(agent, addr) : is_kept - 1;
}

static size_t get_code(uint32_t *words)
{
	struct span code = agent_code();

	for (size_t i = 0; i < code.size / 4; i++)
		words[i] = get_be32(code.data + i * 4);
	return code.size / 4;
}

static int load(struct agent *agent)
{
	uint32_t words[AGENT_ROOM / 4];
	size_t n = get_code(words);

	return put_words(agent, start_of(agent), words, n);
}

/* The agent's addresses are those of the bus. */
static int turn_mmu_off(struct agent *agent)
{
	uint32_t mmu;

	if (dsu_get_mmu(&agent->dsu, &mmu) != 0)
		return -1;
	agent->mmu = mmu;
	return (mmu & DSU_MMU_ON) != 0 ? dsu_set_mmu(&agent->dsu, mmu & ~DSU_MMU_ON) : 0;
}

static int turn_caches_off(struct agent *agent)
{
	if (dsu_get_cache(&agent->dsu, &agent->cache) != 0)
		return -1;
	agent->has_cache = true;
	return dsu_set_cache(&agent->dsu, DSU_CACHE_FLUSH, DSU_CACHE_MODES);
}

/* What they have may be the agent's still. */
static int restore_caches(struct agent *agent)
{
	return agent->has_cache
		       ? dsu_set_cache(&agent->dsu, agent->cache | DSU_CACHE_FLUSH, DSU_CACHE_KEPT)
		       : 0;
}

/* All stand still, and what its RAM has is noted. */
static int take_board(struct agent *agent)
{
	const size_t n = AGENT_ROOM / 4;

	if (dsu_stop(&agent->dsu) != 0 || turn_mmu_off(agent) != 0 || turn_caches_off(agent) != 0)
		return -1;
	agent->before = arena_array(agent->link->request->arena, n, sizeof(*agent->before));
	if (buslink_read_sure(agent->link, agent->base, agent->before, n) == 0)
		return 0;
	agent->before = NULL;
	return -1;
}

int agent_open(struct agent *agent, struct buslink *link, const struct plugplay *found)
{
	*agent = (struct agent){ .link = link, .ticket = agent->ticket };
	if (agent_code().size == 0)
		return target_fail(link->request,
				   "this xpack was built without a compiler for LEON3, and so has "
				   "no program that writes flash on buses of 8 and 16 bits");
	if (!find_room(agent))
		return target_fail(link->request,
				   "the board has no RAM for the program that writes its flash");
	return dsu_find(&agent->dsu, link, found) != 0 || take_board(agent) != 0 ? -1 : load(agent);
}

/* What keeps nothing needs nothing back; what keeps some of it gets that. */
static int give_up(struct agent *agent)
{
	int code = buslink_write(agent->link, agent->base, agent->before, AGENT_ROOM / 4);

	agent->before = NULL;
	return agent_close(agent) != 0 ? -1 : code;
}

int agent_try(struct agent *agent, struct buslink *link, const struct plugplay *found)
{
	uint32_t words[AGENT_ROOM / 4], addr;
	size_t n;
	int is_there;

	*agent = (struct agent){ .link = link, .ticket = agent->ticket };
	is_there =
		agent_code().size != 0 && find_room(agent) ? dsu_look(&agent->dsu, link, found) : 0;
	if (is_there != 1) {
		agent->link = NULL;
		return is_there;
	}
	if (take_board(agent) != 0)
		return -1;
	addr = start_of(agent);
	n = get_code(words);
	is_there = try_words(agent, &addr, words, n);
	return is_there == 0 ? give_up(agent) : is_there;
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

static int run(struct agent *agent, uint32_t pc)
{
	uint32_t trap = DSU_TRAP_BREAK;

	if (await_end(agent, &trap) != 0 ||
	    dsu_set_register(&agent->dsu, DSU_PSR, PSR_SUPERVISOR) != 0)
		return -1;
	agent->is_running = true;
	if (dsu_run(&agent->dsu, pc) != 0 || await_end(agent, &trap) != 0)
		return -1;
	if (trap == DSU_TRAP_BREAK)
		return 0;
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

/* What did not arrive as it was sent is not done, and so can be sent again. */
int agent_do(struct agent *agent, const struct agent_job *job, struct agent_state *state)
{
	uint32_t words[MOST_WORDS];

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		size_t n;
		uint32_t trap;
		int is_this;

		agent->ticket++;
		n = compose(agent, job, words);
		/* One that a signal left running still needs its own. */
		if (await_end(agent, &trap) != 0 ||
		    buslink_write(agent->link, job_of(agent), words, n) != 0 ||
		    run(agent, start_of(agent)) != 0)
			return -1;
		is_this = read_state(agent, state);
		if (is_this < 0)
			return -1;
		if (is_this && state->result != AGENT_WRONG) {
			agent->link->repeats += i;
			return 0;
		}
		if (buslink_fault(agent->link, "the board got another job than was sent") != 0 ||
		    load(agent) != 0)
			return -1;
	}
	return target_fail(agent->link->request, "the line is too bad to give the board a job");
}

int agent_go_on(struct agent *agent, struct agent_state *state)
{
	int is_this;

	if (run(agent, start_of(agent) + AGENT_MORE) != 0)
		return -1;
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

int agent_close(struct agent *agent)
{
	int code = 0;

	if (agent->link == NULL)
		return 0;
	if (agent_settle(agent) != 0 ||
	    (agent->before != NULL &&
	     put_words(agent, agent->base, agent->before, AGENT_ROOM / 4) != 0) ||
	    ((agent->mmu & DSU_MMU_ON) != 0 && dsu_set_mmu(&agent->dsu, agent->mmu) != 0) ||
	    restore_caches(agent) != 0 || dsu_restore(&agent->dsu) != 0)
		code = target_fail(agent->link->request,
				   "the board's processor was left stopped: reset the board");
	agent->link = NULL;
	agent->before = NULL;
	return code;
}
