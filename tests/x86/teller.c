/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* A host that says how it was started: registers, what ebx points to, whether its .bss is clear. */

#include "loader/multiboot.h"
#include "loader/span.h"
#include "loader/x86/port.h"

#define COM1 0x3f8u
#define DEBUG_EXIT 0xf4u
#define XPACK_START 0x58504b31u
#define FLAG_INTERRUPTS 0x200u
#define CR0_PAGING 0x80000000u

void teller_main(uint32_t eax, uint32_t ebx, uint32_t flags);

static uint32_t clear[64];

static void say(const char *text)
{
	while (*text != '\0')
		port_put(COM1, (uint8_t)*text++);
}

static void say_number(const char *text, uint32_t value)
{
	say(text);
	for (int shift = 28; shift >= 0; shift -= 4)
		port_put(COM1, (uint8_t) "0123456789abcdef"[value >> shift & 0xf]);
}

static uint32_t word(uint32_t addr)
{
	return *(const uint32_t *)(uintptr_t)addr;
}

static void say_module(uint32_t module)
{
	uint32_t start = word(module);

	say("module '");
	say((const char *)(uintptr_t)word(module + 8));
	say(start % 4096 == 0 ? "' at a page: '" : "' at no page: '");
	for (uint32_t at = start; at < word(module + 4); at++)
		port_put(COM1, *(const uint8_t *)(uintptr_t)at);
	say("'\n");
}

static void say_information(uint32_t info)
{
	uint32_t map = word(info + MULTIBOOT_INFO_AT_MAP);
	uint32_t end = map + word(info + MULTIBOOT_INFO_AT_MAP_SIZE);

	say_number("flags ", word(info + MULTIBOOT_INFO_AT_FLAGS));
	say(info < MULTIBOOT_LOW_END ? " low\n" : " high\n");
	say_number("lower ", word(info + MULTIBOOT_INFO_AT_LOWER));
	say_number(" upper ", word(info + MULTIBOOT_INFO_AT_UPPER));
	say("\ncommand line '");
	say((const char *)(uintptr_t)word(info + MULTIBOOT_INFO_AT_COMMAND_LINE));
	say("'\nloader '");
	say((const char *)(uintptr_t)word(info + MULTIBOOT_INFO_AT_NAME));
	say("'\n");
	for (uint32_t i = 0; i < word(info + MULTIBOOT_INFO_AT_N_MODULES); i++)
		say_module(word(info + MULTIBOOT_INFO_AT_MODULES) + i * MULTIBOOT_MODULE_SIZE);
	for (; map < end; map += word(map) + 4) {
		say_number("map ", word(map + 4));
		say_number(" ", word(map + 12));
		say_number(" ", word(map + 20));
		say("\n");
	}
}

void teller_main(uint32_t eax, uint32_t ebx, uint32_t flags)
{
	uint32_t cr0;

	__asm__ volatile("movl %%cr0, %0" : "=r"(cr0));
	say_number("teller: eax ", eax);
	say((flags & FLAG_INTERRUPTS) == 0 && (cr0 & CR0_PAGING) == 0 ? " quiet" : " not quiet");
	say(bytes_are_zero((const uint8_t *)clear, sizeof(clear)) ? " clear\n" : " not clear\n");
	if (eax == XPACK_START)
		say_number("tree ", get_cell((const uint8_t *)(uintptr_t)ebx));
	if (eax == MULTIBOOT_START)
		say_information(ebx);
	say("\nteller: done\n");
	port_put(DEBUG_EXIT, 0);
}
