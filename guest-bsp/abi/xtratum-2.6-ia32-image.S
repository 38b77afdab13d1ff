/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xtratum-2.6-ia32-image: the headers by which XtratuM 2.6 finds a partition on 32-bit x86, and the
 * memory in which it keeps the partition's tables.
 *
 * A guest that is built with guest-bsp links this file first, so that the header is the first of
 * what it may only read, and that area is its lowest: headerOffset is then 0.
 *
 *     gcc ... -T control.ld xtratum-2.6-ia32-image.S control.c $(pkg-config --libs xpack-guest-x86)
 *
 *     -DXTRATUM_MODULES=1              how many extra files the partition takes, 0 to 3
 *     -DXTRATUM_MODULE_0=0x02140000    where the first one lies; _1 and _2 likewise
 *     -DXTRATUM_PAGE_TABLES=8          one for each 4 MiB in which the partition has memory
 *
 * The image id and the sizes of the extra files are 0: xpack writes them (Set).  The partition
 * header stands 64 bytes behind the image header, so that xpack checks its pointers too.
 *
 * The hypervisor writes into the tables and makes the page tables read-only, so they lie in .data:
 * the start code, which clears .bss, leaves them alone.
 */
#define IMAGE_MAGIC 0x24584d50     /* $XMP */
#define PARTITION_MAGIC 0x24585048 /* $XPH */
#define VERSION 0x20000            /* 2.0.0, of the ABI and of the API */
#define PAGE 4096

#ifndef XTRATUM_MODULES
#define XTRATUM_MODULES 0
#endif
#ifndef XTRATUM_MODULE_0
#define XTRATUM_MODULE_0 0
#endif
#ifndef XTRATUM_MODULE_1
#define XTRATUM_MODULE_1 0
#endif
#ifndef XTRATUM_MODULE_2
#define XTRATUM_MODULE_2 0
#endif
#ifndef XTRATUM_PAGE_TABLES
#define XTRATUM_PAGE_TABLES 8
#endif

/* R: --gc-sections keeps it, although the guest need not name it. */
	.section .rodata.xtratum_image, "aR", @progbits
	.balign	64
	.globl	xtratum_image
	.type	xtratum_image, @object
xtratum_image:
	.long	IMAGE_MAGIC
	.long	VERSION			/* 4: of the ABI */
	.long	VERSION			/* 8: of the API */
	.long	0			/* 12: image id */
	.long	0			/* 16: checksum, which nobody looks at */
	.long	xtratum_image		/* 20: first address */
	.long	_end			/* 24: end address */
	.long	xtratum_partition	/* 28: the partition header */
	.long	XTRATUM_MODULES		/* 32: number of extra files */
	.long	XTRATUM_MODULE_0, 0	/* 36: address and size of each */
	.long	XTRATUM_MODULE_1, 0
	.long	XTRATUM_MODULE_2, 0
	.long	0			/* 60: fills up to the partition header */
	.size	xtratum_image, . - xtratum_image

	.globl	xtratum_partition
	.type	xtratum_partition, @object
xtratum_partition:
	.long	PARTITION_MAGIC
	.long	_start			/* 4: where the partition starts */
	.long	xtratum_image		/* 8 */
	.long	xtratum_control		/* 12: partition control table, a page */
	.long	xtratum_information	/* 16: partition information table, a page */
	.long	xtratum_page_tables	/* 20: page directory and page tables */
	.long	(1 + XTRATUM_PAGE_TABLES) * PAGE /* 24: their size */
	.size	xtratum_partition, . - xtratum_partition

	.section .data.xtratum_tables, "aw", @progbits
	.balign	PAGE
	.globl	xtratum_control, xtratum_information, xtratum_page_tables
	.type	xtratum_control, @object
	.type	xtratum_information, @object
	.type	xtratum_page_tables, @object
xtratum_control:
	.zero	PAGE
	.size	xtratum_control, PAGE
xtratum_information:
	.zero	PAGE
	.size	xtratum_information, PAGE
xtratum_page_tables:
	.zero	(1 + XTRATUM_PAGE_TABLES) * PAGE
	.size	xtratum_page_tables, (1 + XTRATUM_PAGE_TABLES) * PAGE

	.section .note.GNU-stack, "", @progbits
