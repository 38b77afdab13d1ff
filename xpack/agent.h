/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * agent: xpack's own small program on a LEON board (xpack/agent/agent.S), which does bus cycles of
 * 8 and 16 bits there, for a debug link has only those of 32, and sends many bytes to SPI chips at
 * once.
 *
 * It lies at the end of the board's RAM, is run through the debug support unit, and does one job at
 * a time: a script of operations and the data for it (xpack/agent/layout.h), which it checks before
 * it does anything.  So what the link spoils is not done, and the job is given again.  A run that
 * would wait too long ends, and is to be gone on with.
 *
 * The board's processors stand still meanwhile, and the first one's MMU and caches are off; what
 * they had of the agent's place would be executed in its stead.  Afterwards registers and RAM are
 * put back as they were, and the caches are empty.
 *
 * All report target (exit 5), and return 0 or -1.
 */
#ifndef XPACK_AGENT_H
#define XPACK_AGENT_H

#include "dsu.h"
#include "xpack/agent/layout.h"

#define AGENT_ROOM 5376u       /* bytes of RAM */
#define AGENT_DATA 4096u       /* most of one job */
#define AGENT_SCRIPT_WORDS 52u /* most of one script, with its end */

struct agent {
	struct buslink *link; /* NULL: there is no agent */
	struct dsu dsu;
	uint32_t base;
	uint32_t ticket;  /* of the job */
	uint32_t mmu;     /* its control register */
	uint32_t cache;   /* likewise */
	bool has_cache;   /* that is known, and they are off */
	uint32_t *before; /* what its RAM had, in the arena */
	bool is_running;  /* was started, and not seen to stop: after an error or a signal */
};

struct agent_job {
	unsigned width; /* of the bus, bytes */
	const uint32_t *script;
	size_t n_script; /* words */
	uint32_t at;     /* where the data go */
	struct span data;
};

struct agent_state {
	uint32_t result; /* AGENT_DONE, AGENT_BUSY, AGENT_FAILED or AGENT_STUCK */
	uint32_t value;  /* that was read last */
	uint32_t last;   /* of the data */
	uint32_t at;
	uint32_t left; /* units of data */
	size_t step;   /* operation that it waits in */
};

/* Put it there; again after it was closed.  Nothing of what the request's image has in RAM may have
 * been loaded. */
int agent_open(struct agent *agent, struct buslink *link, const struct plugplay *found)
	__attribute__((warn_unused_result));
/* The same for who can do without: returns 1 when it is there, and did a job for a try.  0, and no
 * error: xpack has no program, the description no RAM for it, the tables no debug support unit that
 * is turned on, the RAM does not keep what is written, or nothing runs there.  Then all is as
 * after agent_close(), but for RAM that a note tells of. */
int agent_try(struct agent *agent, struct buslink *link, const struct plugplay *found)
	__attribute__((warn_unused_result));
int agent_do(struct agent *agent, const struct agent_job *job, struct agent_state *state)
	__attribute__((warn_unused_result));
/* After AGENT_BUSY. */
int agent_go_on(struct agent *agent, struct agent_state *state) __attribute__((warn_unused_result));
/* Until a job that was left after an error is at its end, or was ended: what it works with is
 * free. */
int agent_settle(struct agent *agent);
/* Also after errors.  Signals wait.  A processor that was in error mode stays stopped. */
int agent_close(struct agent *agent);

/* For the program's own files.  Where it begins; put its code there; and one try at a job: 1, or 0,
 * which is no error yet: it got another job than was sent, or did not end with DSU_TRAP_BREAK. */
uint32_t agent_start(const struct agent *agent);
int agent_load(struct agent *agent) __attribute__((warn_unused_result));
int agent_attempt(struct agent *agent, const struct agent_job *job, struct agent_state *state,
		  uint32_t *trap) __attribute__((warn_unused_result));
/* The program; of no bytes where the tool was built without a compiler for it. */
struct span agent_code(void);

#endif
