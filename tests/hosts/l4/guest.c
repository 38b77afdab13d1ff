/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* A guest with L4 externals, and one import of xpack's: it calls each function of its host once and
 * says what it got. */
#include "loader/multiboot.h"
#include "services.h"

#include <xpack/import.h>

XPACK_IMPORT(uint32_t, l4_version, (void));

/* The stub of l4_print that second.S has: nothing else would use its slot. */
uint32_t second_print(const char *text, uint32_t size);

void guest_main(uint32_t magic, const uint32_t *information);

static uint32_t length(const char *text)
{
	uint32_t n = 0;

	while (text[n] != '\0')
		n++;
	return n;
}

static void say(const char *text)
{
	if (l4_print(text, length(text)) != length(text))
		second_print("another length\n", 15);
}

static void say_number(const char *what, uint32_t value)
{
	char digits[] = "00000000\n";

	for (uint32_t i = 8; i-- > 0; value >>= 4)
		digits[i] = "0123456789abcdef"[value & 0xf];
	say(what);
	say(digits);
}

void guest_main(uint32_t magic, const uint32_t *information)
{
	uint64_t sum;

	say_number("guest: started with ", magic);
	say("guest: command line ");
	say((const char *)(uintptr_t)information[MULTIBOOT_INFO_AT_COMMAND_LINE / 4]);
	say("\n");
	say_number("guest: digits ", l4_digits(1, 2, 3, 4, 5));
	sum = l4_add(0xfffffffffull, 2);
	say_number("guest: sum, high ", (uint32_t)(sum >> 32));
	say_number("guest: sum, low ", (uint32_t)sum);
	say_number("guest: version ", l4_version());
	second_print("guest: another slot\n", 20);
	say("guest: end\n");
	l4_end(0);
}
