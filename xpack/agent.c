/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "agent.h"

#include <inttypes.h>
#include <string.h>

#include "bootimage.h"

#define PIECE 256u /* words that are written and read back at once */
#define PROBE 8u   /* words */

uint32_t agent_start(const struct agent *agent)
{
	return agent->base + AGENT_STATE;
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

/* What try_words() returned must be that it is kept. */
static int must_keep(struct agent *agent, uint32_t addr, int is_kept)
{
	if (is_kept != 0)
		return is_kept < 0 ? -1 : 0;
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

	return must_keep(agent, addr, is_kept);
}

/* As try_words(). */
static int try_load(struct agent *agent, uint32_t *addr)
{
	struct span code = agent_code();
	uint32_t words[AGENT_ROOM / 4];

	for (size_t i = 0; i < code.size / 4; i++)
		words[i] = get_be32(code.data + i * 4);
	*addr = agent_start(agent);
	return try_words(agent, addr, words, code.size / 4);
}

int agent_load(struct agent *agent)
{
	uint32_t addr;
	int is_kept = try_load(agent, &addr);

	return must_keep(agent, addr, is_kept);
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

/* All processors stand still, and the program's addresses are those of the bus. */
static int take_board(struct agent *agent)
{
	return dsu_stop(&agent->dsu) != 0 || turn_mmu_off(agent) != 0 || turn_caches_off(agent) != 0
		       ? -1
		       : 0;
}

/* What its RAM has is noted. */
static int take_room(struct agent *agent)
{
	const size_t n = AGENT_ROOM / 4;

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
	return dsu_find(&agent->dsu, link, found) != 0 || take_board(agent) != 0 ||
			       take_room(agent) != 0
		       ? -1
		       : agent_load(agent);
}

/* RAM that nobody set up may read as anything, and then has nothing to put back.  1, 0 or -1. */
static int reads_alike(const struct agent *agent)
{
	uint32_t words[PROBE], again[PROBE];

	for (unsigned i = 0; i < BUSLINK_ATTEMPTS; i++) {
		if (buslink_read(agent->link, agent->base, words, PROBE) != 0 ||
		    buslink_read(agent->link, agent->base, again, PROBE) != 0)
			return -1;
		if (memcmp(words, again, sizeof(words)) == 0)
			return 1;
	}
	return 0;
}

/* A job that does nothing, of the greatest size: the RAM keeps it, and the processor runs there.
 * 1, 0 or -1. */
static int try_job(struct agent *agent)
{
	static const uint32_t script[] = { SCRIPT_END, 0, 0, 0 };
	struct agent_state state;
	uint8_t data[AGENT_DATA];
	const struct agent_job job = {
		.width = 1,
		.script = script,
		.n_script = sizeof(script) / sizeof(script[0]),
		.data = { data, sizeof(data) },
	};
	uint32_t trap = DSU_TRAP_BREAK, addr;
	int is_done = 0, is_kept = 1;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 37 + i / 256 * 11);
	for (unsigned i = 0; i < BUSLINK_ATTEMPTS && is_done == 0; i++) {
		is_kept = try_load(agent, &addr);
		if (is_kept != 1 || trap != DSU_TRAP_BREAK)
			return is_kept < 0 ? -1 : 0;
		is_done = agent_attempt(agent, &job, &state, &trap);
		if (is_done == 1)
			agent->link->repeats += i;
	}
	return is_done;
}

/* Signals wait: this is not begun again. */
static int give_up(struct agent *agent)
{
	struct buslink *link = agent->link;
	const bool was_held = buslink_hold(link);
	uint32_t addr = agent->base;
	int code = 1;

	if (agent->before != NULL)
		code = try_words(agent, &addr, agent->before, AGENT_ROOM / 4);
	if (code == 0)
		diag_note(link->request->diag, location_of_file(link->request->name),
			  "the RAM at 0x%08" PRIx32
			  " does not keep what is written, and may not have what it had",
			  addr);
	agent->before = NULL;
	if (agent_close(agent) != 0)
		code = -1;
	buslink_let_go(link, was_held);
	return code < 0 ? -1 : 0;
}

int agent_try(struct agent *agent, struct buslink *link, const struct plugplay *found)
{
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
	is_there = reads_alike(agent);
	if (is_there == 1)
		is_there = take_room(agent) != 0 ? -1 : try_job(agent);
	return is_there == 0 ? give_up(agent) : is_there;
}

static int put_back(struct agent *agent)
{
	if (agent_settle(agent) != 0)
		return -1;
	if (agent->before != NULL &&
	    put_words(agent, agent->base, agent->before, AGENT_ROOM / 4) != 0)
		return -1;
	if ((agent->mmu & DSU_MMU_ON) != 0 && dsu_set_mmu(&agent->dsu, agent->mmu) != 0)
		return -1;
	return restore_caches(agent) != 0 || dsu_restore(&agent->dsu) != 0 ? -1 : 0;
}

int agent_close(struct agent *agent)
{
	struct buslink *link = agent->link;
	bool was_held;
	int code = 0;

	if (link == NULL)
		return 0;
	was_held = buslink_hold(link);
	if (put_back(agent) != 0)
		code = target_fail(link->request,
				   "the board's processor was left stopped: reset the board");
	buslink_let_go(link, was_held);
	agent->link = NULL;
	agent->before = NULL;
	return code;
}
