/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * archive: room for the ELF files of the partitions, which xpack fills in, and for their sizes.
 *
 * Before that there is nothing that looks like a file, and sizes that are all room there is.
 */
#define ROOM 0x8000	/* for each of two */

	.section .archive2, "aw", @progbits
	.fill	2 * ROOM / 4, 4, 0xa5a5a5a5

	.data
	.balign	4
	.globl	part_sizes
	.type	part_sizes, @object
part_sizes:
	.long	ROOM
	.long	ROOM
	.size	part_sizes, . - part_sizes

	.section .note.GNU-stack, "", @progbits
