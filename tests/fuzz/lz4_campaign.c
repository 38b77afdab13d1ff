/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* lz4_campaign N SEED: N of the trials of lz4_oracle.h, for docs/campaigns.md. */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/lz4_oracle.h"

int main(int argc, char **argv)
{
	uint32_t n, n_good;

	if (argc != 3) {
		fputs("usage: lz4_campaign N SEED\n", stderr);
		return 2;
	}
	n = (uint32_t)strtoul(argv[1], NULL, 10);
	n_good = lz4_trials(strtoull(argv[2], NULL, 10), n);
	printf("%" PRIu32 " contents went there and back; of their frames with changes, %" PRIu32
	       " were good\n",
	       n, n_good);
	return 0;
}
