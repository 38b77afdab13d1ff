/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* A host that is a library: its guest calls it as a program calls any function. */
#include "loader/multiboot.h"
#include "loader/x86/port.h"
#include "services.h"

#include <xpack/export.h>

#define COM1 0x3f8u
#define DEBUG_EXIT 0xf4u
#define LIBRARY __attribute__((section(".library"), noinline))

XPACK_EXPORT_ABI("l4-host", "1.0");
XPACK_EXPORT_CALL(uint32_t, l4_print, (const char *text, uint32_t size));
XPACK_EXPORT_CALL(uint32_t, l4_digits,
		  (uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e));
XPACK_EXPORT_CALL(uint64_t, l4_add, (uint64_t a, uint32_t b));
XPACK_EXPORT_CALL(uint32_t, l4_version, (void));
XPACK_EXPORT_CALL(void, l4_end, (uint32_t status));

const uint8_t *host_prepare(void);

/* Multiboot information, as words: flags say that there is a command line. */
static uint32_t information[MULTIBOOT_INFO_SIZE / 4];

const uint8_t *host_prepare(void)
{
	static const char command_line[] = "guest quiet=no";

	information[MULTIBOOT_INFO_AT_FLAGS / 4] = MULTIBOOT_INFO_COMMAND_LINE;
	information[MULTIBOOT_INFO_AT_COMMAND_LINE / 4] = (uint32_t)(uintptr_t)command_line;
	return (const uint8_t *)information;
}

LIBRARY uint32_t l4_print(const char *text, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		port_put(COM1, (uint8_t)text[i]);
	return size;
}

LIBRARY uint32_t l4_digits(uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e)
{
	return (((a * 10 + b) * 10 + c) * 10 + d) * 10 + e;
}

LIBRARY uint64_t l4_add(uint64_t a, uint32_t b)
{
	return a + b;
}

LIBRARY uint32_t l4_version(void)
{
	return 0x0100;
}

LIBRARY void l4_end(uint32_t status)
{
	port_put(DEBUG_EXIT, (uint8_t)status);
	for (;;)
		__asm__ volatile("cli; hlt");
}
