/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fake_cfi: a link to flash chips that answer a query (CFI) with what a test has them say, and
 * nothing else.  Any write but that query and what ends it fails the test.
 */
#ifndef XPACK_TESTS_FAKE_CFI_H
#define XPACK_TESTS_FAKE_CFI_H

#include "fixture.h"
#include "xpack/mctrl.h"

#define FAKE_CFI_BASE 0x30000000u
#define FAKE_CFI_ROOM 0x00400000u /* of the board's PROM */
#define FAKE_CFI_UNITS 0x10020u
#define FAKE_CFI_EXTENDED 0x40u

/* On a bus of 32 bits. */
struct fake_cfi {
	struct buslink link;
	struct target_request request;
	struct mctrl mctrl;
	uint32_t base;
	uint32_t units[FAKE_CFI_UNITS]; /* of the answer, all chips' */
	unsigned shift;                 /* of addresses */
	uint32_t query;                 /* unit that the query is given at */
	bool is_asked, is_unsure;
	uint32_t put;                 /* last */
	uint32_t contents;            /* all words of them */
	unsigned n_queries, n_roused; /* cycles that end the middle of a command */
};

/* Intel: chips of 1 MiB with sectors of 64 KiB and buffers of 32 bytes, `chip` bytes wide. */
void fake_cfi_begin(struct fake_cfi *fake, void **state, unsigned chip);
/* All of them say that. */
void fake_cfi_put(struct fake_cfi *fake, unsigned chip, uint32_t unit, uint32_t byte);

#endif
