/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* board.h, beside loader/flat.c, for a PC that a Multiboot boot program started: the container in
 * RAM behind the loader, where the boot program put both. */

#include "loader/board.h"
#include "loader/container.h"
#include "loader/flat.h"

#include "bootinfo.h"
#include "machine.h"

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
	    params->work_size - MACHINE_SIZE <
		    params_work_size(params->manifest_cap, params_n_containers(params)))
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

_Noreturn void board_start(const struct params *params, const struct container *container,
			   uint32_t dtb_addr)
{
	uint32_t entry = container->images[container->kernel].entry;

	(void)params;
	flat_drain();
	if (container->start == START_XPACK)
		start_host(entry, START_MAGIC, dtb_addr);
	if (container->start == START_MULTIBOOT)
		start_host(entry, MULTIBOOT_START, get_cell(loader_params + PARAMS_AT_BOOT_ADDR));
	start_host(entry, 0, 0);
}

_Noreturn void x86_main(uint32_t magic, uint32_t info)
{
	struct machine *found = machine();

	found->status = bootinfo_read(found, magic, info);
	loader_main();
}
