/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * multiboot: the numbers of the Multiboot Specification, version 0.6.96, that the x86 loader and
 * the packer share: the header by which a boot program knows a program, and the information that
 * a started program finds.  Section numbers are those of the specification; all integers are
 * little-endian.
 *
 * The second part is what the loader of x86 makes of it for a host: the packer keeps the room.
 *
 * Usable from C and from assembler source: constants only, hence without suffixes.
 */
#ifndef XPACK_LOADER_MULTIBOOT_H
#define XPACK_LOADER_MULTIBOOT_H

/* Section 3.1: the header, in the first 8192 bytes, a multiple of 4. */
#define MULTIBOOT_SEARCH 8192
#define MULTIBOOT_HEADER_ALIGN 4
#define MULTIBOOT_HEADER_MAGIC 0x1badb002
#define MULTIBOOT_HEADER_SIZE 12  /* without addresses */
#define MULTIBOOT_KLUDGE_SIZE 32  /* with them */
#define MULTIBOOT_PAGE_ALIGN 0x1  /* flag 0: modules at page boundaries */
#define MULTIBOOT_MEMORY_INFO 0x2 /* flag 1 */
#define MULTIBOOT_VIDEO_MODE 0x4  /* flag 2 */
#define MULTIBOOT_KLUDGE 0x10000  /* flag 16: the header has addresses */
#define MULTIBOOT_REQUIRED 0xffff /* flags that a boot program must understand */
#define MULTIBOOT_AT_FLAGS 4
#define MULTIBOOT_AT_CHECKSUM 8
#define MULTIBOOT_AT_HEADER_ADDR 12
#define MULTIBOOT_AT_LOAD_ADDR 16
#define MULTIBOOT_AT_LOAD_END 20
#define MULTIBOOT_AT_BSS_END 24
#define MULTIBOOT_AT_ENTRY 28

/* Section 3.2: eax of a started program. */
#define MULTIBOOT_START 0x2badb002

/* Section 3.3: the information. */
#define MULTIBOOT_INFO_SIZE 120 /* 116, and a multiple of 8 */
#define MULTIBOOT_INFO_MEMORY 0x1
#define MULTIBOOT_INFO_COMMAND_LINE 0x4
#define MULTIBOOT_INFO_MODULES 0x8
#define MULTIBOOT_INFO_MAP 0x40
#define MULTIBOOT_INFO_NAME 0x200
#define MULTIBOOT_INFO_AT_FLAGS 0
#define MULTIBOOT_INFO_AT_LOWER 4
#define MULTIBOOT_INFO_AT_UPPER 8
#define MULTIBOOT_INFO_AT_COMMAND_LINE 16
#define MULTIBOOT_INFO_AT_N_MODULES 20
#define MULTIBOOT_INFO_AT_MODULES 24
#define MULTIBOOT_INFO_AT_MAP_SIZE 44
#define MULTIBOOT_INFO_AT_MAP 48
#define MULTIBOOT_INFO_AT_NAME 64
#define MULTIBOOT_MODULE_SIZE 16
#define MULTIBOOT_MAP_SIZE                                                                         \
	24 /* of an entry, with the word in front that says the size of the rest */
#define MULTIBOOT_MAP_MIN_REST 20
#define MULTIBOOT_MAP_AVAILABLE 1

/* Multiboot2 Specification, version 2.0, sections 3.1 to 3.6. */
#define MULTIBOOT2_HEADER_MAGIC 0xe85250d6
#define MULTIBOOT2_START 0x36d76289
#define MULTIBOOT2_TAG_END 0
#define MULTIBOOT2_TAG_MAP 6
#define MULTIBOOT2_TAG_INFORMATION_REQUEST 1
#define MULTIBOOT2_TAG_ALIGN 8

/* What a host is told: at most this much of the map, and this name. */
#define MULTIBOOT_MAX_MAP 160
#define MULTIBOOT_NAME "xpack"
#define MULTIBOOT_LOW_END 0xa0000 /* the information lies below 640 KiB */

/* Room for all of it but modules, strings of modules and the command line. */
#define MULTIBOOT_ROOM                                                                             \
	(MULTIBOOT_INFO_SIZE + MULTIBOOT_MAX_MAP * MULTIBOOT_MAP_SIZE + sizeof(MULTIBOOT_NAME))

#endif
