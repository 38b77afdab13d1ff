/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* From the loader to the guest, which finds what a Multiboot boot program leaves. */
#include "loader/multiboot.h"

	/* Where guests of this host start: the host's own convention, as it is not told. */
	.equ	guest_entry, 0x00200000

	.section .text.start, "ax"
	.global	_start
_start:
	movl	$stack_end, %esp
	call	host_prepare
	movl	%eax, %ebx
	movl	$MULTIBOOT_START, %eax
	movl	$0xa5a5a5a5, %esp	/* a guest has no stack but its own */
	movl	$guest_entry, %edx
	jmp	*%edx

	.bss
	.balign	16
	.skip	0x1000
stack_end:

	.section .note.GNU-stack, "", @progbits
