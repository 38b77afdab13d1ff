/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* board.h for a PC that a Multiboot boot program started: flat physical memory, the container in
 * RAM behind the loader, where the boot program put both. */

#include "loader/board.h"
#include "loader/container.h"

#include "bootinfo.h"
#include "machine.h"
#include "uart.h"

#include <string.h>

/* The word of the BIOS data area that holds the segment of the extended one, and where that can
 * be. */
#define EBDA_SEGMENT 0x40e
#define EBDA_LOWEST 0x80000u

/* Called by entry.S: the boot program's eax and ebx. */
_Noreturn void x86_main(uint32_t magic, uint32_t info);

const char *board_name(void)
{
	return "x86";
}

static uint32_t console_port(void)
{
	return get_cell(loader_params + PARAMS_AT_CONSOLE_ADDR);
}

struct span board_params(void)
{
	return (struct span){ loader_params, PARAMS_MAX_SIZE };
}

void board_console(void)
{
	if (console_port() != 0)
		uart_init(console_port(), get_cell(loader_params + PARAMS_AT_CONSOLE_SCALER));
}

void board_put(char character)
{
	if (console_port() == 0)
		return;
	if (character == '\n')
		uart_put(console_port(), '\r');
	uart_put(console_port(), (uint8_t)character);
}

static void drain(void)
{
	if (console_port() != 0)
		uart_drain(console_port());
}

uint8_t *board_memory(uint32_t addr, uint32_t size)
{
	(void)size;
	return (uint8_t *)addr;
}

bool board_read(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct params *params = context;

	memcpy(to, (const uint8_t *)(params->container_addr + offset), size);
	return true;
}

/* What the BIOS keeps below 640 KiB is not in every map. */
static bool meets_ebda(struct range range)
{
	uint16_t segment;
	uint32_t start;

	memcpy(&segment, (const void *)(uintptr_t)EBDA_SEGMENT, sizeof(segment));
	start = (uint32_t)segment << 4;
	return start >= EBDA_LOWEST && start < MULTIBOOT_LOW_END &&
	       range.addr < MULTIBOOT_LOW_END && range.size > 0 &&
	       range.addr + (range.size - 1) >= start;
}

enum status board_check(const struct params *params)
{
	/* The packer put the loader where this block says, and so did the boot program. */
	if (params->n_reserved == 0 ||
	    params_range(params->reserved, 0).addr != (uint32_t)loader_base ||
	    params->work_size - MACHINE_SIZE < params_work_size(params->manifest_cap))
		return STATUS_PARAMETERS;
	if (machine()->status != STATUS_OK)
		return (enum status)machine()->status;
	for (uint32_t i = 0; i < params->n_ram; i++) {
		struct range ram = params_range(params->ram, i);

		if (meets_ebda(ram) || !bootinfo_has(machine(), ram.addr, ram.size))
			return STATUS_MEMORY_MAP;
	}
	return STATUS_OK;
}

enum status board_prepare(const struct params *params, const struct container *container)
{
	if (container->start == START_MULTIBOOT)
		return bootinfo_write(machine(), params, container);
	return container->start == START_XPACK || container->start == START_RAW ? STATUS_OK
										: STATUS_PROTOCOL;
}

_Noreturn void board_start(const struct container *container, uint32_t dtb_addr)
{
	uint32_t entry = container->images[container->kernel].entry;

	drain();
	if (container->start == START_XPACK)
		start_host(entry, START_MAGIC, dtb_addr);
	if (container->start == START_MULTIBOOT)
		start_host(entry, MULTIBOOT_START, get_cell(loader_params + PARAMS_AT_BOOT_ADDR));
	start_host(entry, 0, 0);
}

_Noreturn void board_halt(void)
{
	drain();
	halt();
}

_Noreturn void x86_main(uint32_t magic, uint32_t info)
{
	struct machine *found = machine();

	found->status = bootinfo_read(found, magic, info);
	loader_main();
}
