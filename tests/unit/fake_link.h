/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fake_link: a link to words that a test lists, with faults that it asks for.
 */
#ifndef XPACK_TESTS_FAKE_LINK_H
#define XPACK_TESTS_FAKE_LINK_H

#include "fixture.h"
#include "xpack/buslink.h"

#define FAKE_WORDS 64u

struct fake_link {
	struct buslink link;
	struct target_request request;
	struct {
		uint32_t addr, word;
	} words[FAKE_WORDS]; /* all others are 0 */
	size_t n;
	size_t n_reads, n_writes; /* calls */
	size_t longest;           /* words in one of them */
	unsigned wrong_reads;     /* calls, the first ones, that have a wrong last word */
	unsigned lost_writes;     /* calls, the first ones, that write nothing */
};

void fake_link_begin(struct fake_link *fake, void **state, bool is_sure);
/* The word is there from now on. */
void fake_link_set(struct fake_link *fake, uint32_t addr, uint32_t word);
uint32_t fake_link_word(const struct fake_link *fake, uint32_t addr);

#endif
