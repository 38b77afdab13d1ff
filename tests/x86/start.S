/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* A host that says how it was started: its Multiboot header and entry. */

#include "loader/multiboot.h"

#ifdef KLUDGE
#define FLAGS (MULTIBOOT_PAGE_ALIGN | MULTIBOOT_MEMORY_INFO | MULTIBOOT_KLUDGE)
#else
#define FLAGS (MULTIBOOT_PAGE_ALIGN | MULTIBOOT_MEMORY_INFO)
#endif

	.section .text.start, "ax"
	.global	start
	.balign	4
header:
	.long	MULTIBOOT_HEADER_MAGIC
	.long	FLAGS
	.long	-(MULTIBOOT_HEADER_MAGIC + FLAGS)
#ifdef KLUDGE
	.long	header
	.long	header
	.long	load_end
	.long	bss_end
	.long	start
#endif
start:
	movl	$stack_end, %esp
	pushfl
	pushl	%ebx
	pushl	%eax
	call	teller_main
1:	cli
	hlt
	jmp	1b

	.bss
	.balign	16
	.skip	0x2000
stack_end:

	.section .note.GNU-stack, "", @progbits
