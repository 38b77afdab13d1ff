/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * multiboot: the header of a host that is started by the protocol multiboot (Multiboot
 * Specification, version 0.6.96, sections 3.1.1 to 3.1.3; loader/multiboot.h has the numbers).
 *
 * A header may say itself where the file is loaded.  Then it is believed, whatever else the file
 * is: many such files are no ELF files at all.
 */
#ifndef XPACK_MULTIBOOT_H
#define XPACK_MULTIBOOT_H

#include "elf.h"

struct multiboot_header {
	uint32_t offset; /* in the file */
	uint32_t flags;
	/* the addresses, when flags has MULTIBOOT_KLUDGE */
	uint32_t header_addr, load_addr, load_end, bss_end, entry;
};

/*
 * Find the header of the file that path names.  Reports at `at`: multiboot-header (there is none,
 * it asks for what the loader does not do, or its addresses do not fit the file or one another).
 * Returns 0 or -1.
 */
int multiboot_read(struct diag *diag, struct location at, const char *path, struct span file,
		   struct multiboot_header *header) __attribute__((warn_unused_result));

/* A view of the file as the header's addresses have it: one segment.
 * Precondition: multiboot_read() accepted the header, which has addresses. */
struct elf multiboot_view(struct arena *arena, const char *path, struct span file,
			  const struct multiboot_header *header);

/* Some 64-bit ELF files name their entry by its physical address.  Where a segment holds it only
 * so, make it virtual, as it is in every other file. */
void multiboot_fix_entry(struct elf *elf);

#endif
