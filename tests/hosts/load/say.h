/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * say: what the hosts of this test have in common.  They are started with nothing but their entry
 * (protocol raw), print words on the console, and stop the board.
 */
#ifndef XPACK_TESTS_HOSTS_LOAD_SAY_H
#define XPACK_TESTS_HOSTS_LOAD_SAY_H

#include <stdint.h>

/* console-sparc.c, console-x86.c */
void put(char character);

/* Called by start-sparc.S and start-x86.S, which stop the board when it returns. */
void tell(void);

/* A line of a name and words: "name 0000002a 00000000". */
static inline void say(const char *name, const volatile uint32_t *words, uint32_t n)
{
	while (*name != '\0')
		put(*name++);
	for (uint32_t i = 0; i < n; i++) {
		put(' ');
		for (int shift = 28; shift >= 0; shift -= 4)
			put("0123456789abcdef"[words[i] >> shift & 0xf]);
	}
	put('\n');
}

static inline const volatile uint32_t *at(uint32_t address)
{
	return (const volatile uint32_t *)(uintptr_t)address;
}

#endif
