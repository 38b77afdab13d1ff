/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * bootinfo: what the boot program says of the machine, and what a multiboot host is told.
 *
 * Of the information of either Multiboot version the loader reads the memory map and nothing else.
 * The command line is not even looked at: boot programs disagree on whether it begins with the
 * file's name, and whoever writes it is not trusted.
 */
#ifndef XPACK_LOADER_X86_BOOTINFO_H
#define XPACK_LOADER_X86_BOOTINFO_H

#include "loader/container.h"
#include "machine.h"

/* Copy the memory map of the information at addr, of the version that magic names.
 * STATUS_BOOT_INFORMATION: not a Multiboot start, no map, a map of more entries than fit. */
enum status bootinfo_read(struct machine *machine, uint32_t magic, uint32_t addr);

/* Is all of [addr, addr + size) available by the map, and none of it anything else? */
bool bootinfo_has(const struct machine *machine, uint32_t addr, uint32_t size);

/* Write a Multiboot information for the host of an accepted container to params->boot_addr.
 * STATUS_BOOT_INFORMATION when it does not fit there. */
enum status bootinfo_write(const struct machine *machine, const struct params *params,
			   const struct container *container);

#endif
