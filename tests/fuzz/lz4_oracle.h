/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * lz4_oracle: what an LZ4 frame holds, by two readers that share nothing with loader/lz4.c: one
 * written in the plainest way from the description of the formats, and liblz4.
 */
#ifndef XPACK_TESTS_LZ4_ORACLE_H
#define XPACK_TESTS_LZ4_ORACLE_H

#include "loader/span.h"

enum lz4_verdict {
	LZ4_GOOD,
	LZ4_BROKEN,    /* no reader may take it */
	LZ4_TOO_LARGE, /* it holds more than there is room for */
	LZ4_STRICT     /* liblz4 may take it, the loader must not */
};

/*
 * The plain reader.  On LZ4_GOOD *to has *size bytes.  Precondition: there are capacity bytes at
 * `to`.
 */
enum lz4_verdict lz4_oracle(struct span frame, uint8_t *to, uint32_t capacity, uint32_t *size);

/*
 * Hold the loader's decoder, the tool's way to use it block by block (xpack/unpack.h), the plain
 * reader and liblz4 against one another: all say the same of the frame, and give the same bytes.
 * The decoder's input and output end where their memory ends.
 * Aborts, with a word on stderr, when they do not.  The frame's header gets the right checksum
 * first, which the loader does not look at and liblz4 does.  True when the frame is good.
 */
bool lz4_agree(const uint8_t *frame, uint32_t size, uint32_t capacity);

/* One case after the other from a seed: bytes with repetitions are compressed and come back; then
 * frames of them with random changes.  Returns how many of the changed ones were good. */
uint32_t lz4_trials(uint64_t seed, uint32_t n);

#endif
