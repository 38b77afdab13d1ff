/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* words: a host that is a binary.  It prints the header that it begins with, which the packer has
 * filled, and what lies where the header says. */

#include "say.h"

#define N_WORDS 20u

extern const volatile uint32_t header[N_WORDS]; /* start-*.S */

void tell(void)
{
	say("header", header, N_WORDS);
	say("blob", at(header[3]), 2);
	say("partition's blob", at(header[5]), 2);
	say("partition's data", at(header[7]), 6);
}
