/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * program: relies on a boot loader where RTEMS' board pc386 does (docs/hosts/rtems.md): memory size
 * and command line from the Multiboot information, and all RAM behind its own .bss.
 */
#include <stdint.h>

#define MULTIBOOT_MEMORY 0x1u /* Multiboot Specification 0.6.96, 3.3 */
#define MULTIBOOT_COMMAND 0x4u
#define INFO_FLAGS 0
#define INFO_UPPER 2
#define INFO_COMMAND 4

#define COM1 0x3f8u
#define COM1_STATUS (COM1 + 5u)
#define COM1_STATUS_EMPTY 0x20u

#define STEP 0x10000u

int main(void);

/* Stored by start.S. */
extern uint32_t found_magic, found_info, bss_dirty;
uint32_t found_magic __attribute__((section(".data")));
uint32_t found_info __attribute__((section(".data")));
uint32_t bss_dirty __attribute__((section(".data")));

extern char __bss_start[], _end[], WorkAreaBase[];
static uint32_t table[4096] __attribute__((used));

static uint8_t port_get(uint32_t port)
{
	uint8_t value;

	__asm__ volatile("inb %w1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static void port_set(uint32_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %w1" : : "a"(value), "Nd"(port));
}

static void put_text(const char *text)
{
	for (; *text != '\0'; text++) {
		while ((port_get(COM1_STATUS) & COM1_STATUS_EMPTY) == 0)
			;
		port_set(COM1, (uint8_t)*text);
	}
}

static void put_hex(uint32_t number)
{
	char text[] = "0x00000000";

	for (unsigned i = 9; i >= 2; i--, number >>= 4)
		text[i] = "0123456789abcdef"[number & 0xf];
	put_text(text);
}

static void put_number(uint32_t number)
{
	char text[2] = { (char)('0' + number % 10), '\0' };

	if (number >= 10)
		put_number(number / 10);
	put_text(text);
}

static void report_information(const uint32_t *info)
{
	put_text("program: eax ");
	put_hex(found_magic);
	put_text((info[INFO_FLAGS] & MULTIBOOT_MEMORY) != 0 ? ", memory" : ", no memory");
	put_text((info[INFO_FLAGS] & MULTIBOOT_COMMAND) != 0 ? ", command line\n" : "\n");
	if ((info[INFO_FLAGS] & MULTIBOOT_COMMAND) == 0)
		return;
	put_text("program: command line '");
	put_text((const char *)(uintptr_t)info[INFO_COMMAND]);
	put_text("'\n");
}

static void report_bss(void)
{
	put_text("program: .bss ");
	put_text(_end - __bss_start >= (long)sizeof(table) ? "is there, " : "is not there, ");
	put_number(bss_dirty);
	put_text(" words of it were not zero\n");
}

/* RTEMS takes the KiB above 1 MiB for the end of the RAM, so the last MiB stays unused. */
static void report_work_area(uint32_t upper)
{
	uint32_t start = ((uint32_t)(uintptr_t)WorkAreaBase + STEP - 1) & ~(STEP - 1);
	uint32_t end = upper * 1024;
	uint32_t n_wrong = 0;

	for (uint32_t at = start; at < end; at += STEP)
		*(volatile uint32_t *)(uintptr_t)at = ~at;
	for (uint32_t at = start; at < end; at += STEP)
		n_wrong += *(volatile uint32_t *)(uintptr_t)at != ~at;
	put_text("program: work area up to ");
	put_hex(end);
	put_text(n_wrong == 0 ? ", all of it is RAM\n" : ", not all of it is RAM\n");
}

int main(void)
{
	const uint32_t *info = (const uint32_t *)(uintptr_t)found_info;

	report_information(info);
	report_bss();
	report_work_area(info[INFO_UPPER]);
	put_text("program: end\n");
	return 0;
}
