/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* packed: a host that has its partitions inside.  It prints how large each is, how it begins, and
 * the sum of all its bytes; then the same of what is left of the archive. */

#include "say.h"

#define ARCHIVE_SIZE 24576u
#define N_PARTITIONS 2u

__attribute__((section(".archive"), aligned(16))) static uint8_t archive[ARCHIVE_SIZE] = { 0xff };
extern uint32_t sizes[N_PARTITIONS];
uint32_t sizes[N_PARTITIONS]; /* in .bss */

static uint32_t sum(const volatile uint8_t *bytes, uint32_t n)
{
	uint32_t result = 0;

	for (uint32_t i = 0; i < n; i++)
		result = result * 31 + bytes[i];
	return result;
}

void tell(void)
{
	const volatile uint32_t *known = sizes;
	uint32_t done = 0;

	for (uint32_t i = 0; i <= N_PARTITIONS; i++) {
		uint32_t size = i < N_PARTITIONS ? known[i] : ARCHIVE_SIZE - done;
		const volatile uint8_t *file = archive + done;
		const uint32_t words[] = { size,
					   (uint32_t)file[0] << 24 | (uint32_t)file[1] << 16 |
						   (uint32_t)file[2] << 8 | file[3],
					   sum(file, size) };

		say(i < N_PARTITIONS ? "file" : "rest", words, 3);
		done += size;
	}
}
