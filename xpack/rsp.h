/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * rsp: the debugger's side of the GDB Remote Serial Protocol (GDB manual, appendix of that name),
 * as far as memory, flash and registers need it: qSupported, QStartNoAckMode, ?, m, x, M, X,
 * vFlashErase, vFlashWrite, vFlashDone, qXfer:...:read, g, G, c.  It never sends k, D or s.
 *
 * A request is answered by a frame that could be its answer.  Packets have no numbers, so one that
 * comes late, or twice, could be taken for the answer to the next request.  Therefore:
 *
 *   - what has come in is thrown away before a request is sent;
 *   - a frame that cannot be the answer is passed over, and the wait goes on for a short while;
 *   - of the last RSP_RECENT reads (fewer, where packets are tiny) no two ask for equally many
 *     bytes, so the late answer to one is never that to another;
 *   - nothing is believed to be written because the peer says so: see flash.h.
 *
 * A request that was not answered is sent again a few times: all of them may be repeated but c,
 * which is not.  Every wait ends, there is a limit to how often something may go wrong
 * in one session, and every answer has a limit to its size.
 *
 * Errors are reported as target.h says, at the target's name: the peer refused, or does not keep
 * the protocol (exit 5).
 */
#ifndef XPACK_RSP_H
#define XPACK_RSP_H

#include "buf.h"
#include "target.h"

#define RSP_RECENT 16u

/* How long a session waits, in ms, and how often. */
struct rsp_limits {
	int ack;           /* for + or - */
	int reply;         /* for an answer; an acknowledgement begins it anew */
	int late;          /* for it, when another frame came instead */
	int flash;         /* for that to vFlashErase, vFlashWrite, vFlashDone */
	int settle;        /* after c: whether the processor stops again */
	unsigned attempts; /* of one request */
	unsigned faults;   /* repetitions in one session */
};

/* All from the time that an answer may take. */
struct rsp_limits rsp_limits_of(int reply_ms);

struct rsp;

/* Takes the descriptor, a connected stream socket.  The request, which outlives it, is whom to
 * report to. */
struct rsp *rsp_open(const struct target_request *request, int fd, struct rsp_limits limits);
/* Tells the peer nothing: the processor stays as it is. */
void rsp_close(struct rsp *rsp);

/* The first thing: what the peer can do, and that the processor is stopped. */
int rsp_begin(struct rsp *rsp) __attribute__((warn_unused_result));

int rsp_read(struct rsp *rsp, uint64_t addr, uint8_t *to, size_t size)
	__attribute__((warn_unused_result));
int rsp_write(struct rsp *rsp, uint64_t addr, struct span bytes)
	__attribute__((warn_unused_result));

/* For what the memory map calls flash; rsp_flash_done() makes both take effect. */
int rsp_flash_erase(struct rsp *rsp, uint64_t addr, uint64_t size)
	__attribute__((warn_unused_result));
int rsp_flash_write(struct rsp *rsp, uint64_t addr, struct span bytes)
	__attribute__((warn_unused_result));
int rsp_flash_done(struct rsp *rsp) __attribute__((warn_unused_result));

/* A document: object "features" or "memory-map", annex "target.xml" or "".  Returns 1, 0 when the
 * peer does not offer it, -1 after an error.  The caller frees *text, in any case. */
int rsp_document(struct rsp *rsp, const char *object, const char *annex, struct buf *text)
	__attribute__((warn_unused_result));

/* All registers as the architecture orders them; what the peer cannot know is 0.  The caller frees
 * *registers, in any case. */
int rsp_get_registers(struct rsp *rsp, struct buf *registers) __attribute__((warn_unused_result));
int rsp_set_registers(struct rsp *rsp, struct span registers) __attribute__((warn_unused_result));

/* Let the processor run, and look a while whether it does.  Afterwards only rsp_close(). */
int rsp_continue(struct rsp *rsp) __attribute__((warn_unused_result));

#endif
