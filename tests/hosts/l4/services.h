/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * services: what the host of this test has for its guest.  Both are compiled with -mregparm=3: of
 * the arguments the first three words are in %eax, %edx and %ecx, the others on the stack.
 */
#ifndef XPACK_TESTS_L4_SERVICES_H
#define XPACK_TESTS_L4_SERVICES_H

#include <stdint.h>

/* Print size characters.  Returns how many that were. */
uint32_t l4_print(const char *text, uint32_t size);
/* Every argument in a digit of its own. */
uint32_t l4_digits(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e);
/* The result takes two registers, the first argument too. */
uint64_t l4_add(uint64_t a, uint32_t b);
/* The guest has it as an import of <xpack/import.h>, not as an external. */
uint32_t l4_version(void);
_Noreturn void l4_end(uint32_t status);

#endif
