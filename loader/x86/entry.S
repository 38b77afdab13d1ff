/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * How a boot program starts the loader, and how the loader starts the host (Multiboot 1, section
 * 3.2; Multiboot 2, section 3.3; Intel 64 and IA-32 Software Developer's Manual, volume 3).
 *
 * The packer chooses where the loader lies, the boot program puts it there; nothing here knows.
 * The loader finds itself, applies its own relative relocations and goes to the stack that the
 * parameter block names.
 */

#include "loader/multiboot.h"
#include "loader/params_layout.h"
#include "loader/prom.h"
#include "machine.h"

#define R_386_RELATIVE 8 /* System V ABI, i386 supplement, table 4.10 */
#define REL_SIZE 8

#define FLAGS MULTIBOOT_MEMORY_INFO

#define CODE_SELECTOR 0x08
#define DATA_SELECTOR 0x10

	.section .text.mark, "ax"
	.global	_start
	.global	loader_base
_start:
loader_base:
	jmp	entry
	.balign	PROM_MARK
	/* prom.h, big-endian; the linker script adds the addresses */
	.byte	0x58, 0x50, 0x4b, 0x4c
	.byte	0, 0, 0, PROM_VERSION

	.section .text.entry, "ax"
	.balign	4
multiboot_header:
	.long	MULTIBOOT_HEADER_MAGIC
	.long	FLAGS
	.long	-(MULTIBOOT_HEADER_MAGIC + FLAGS)

	.balign	8
multiboot2_header:
	.long	MULTIBOOT2_HEADER_MAGIC
	.long	0 /* i386, protected mode */
	.long	multiboot2_end - multiboot2_header
	.long	-(MULTIBOOT2_HEADER_MAGIC + multiboot2_end - multiboot2_header)
	.balign	8
request:
	.short	MULTIBOOT2_TAG_INFORMATION_REQUEST, 0
	.long	request_end - request
	.long	MULTIBOOT2_TAG_MAP
request_end:
	.balign	8
	.short	MULTIBOOT2_TAG_END, 0
	.long	8
multiboot2_end:

	/* eax and ebx stay as the boot program set them, until x86_main() gets both. */
entry:
	cli
	cld

	/* Where are we?  There is no stack to call with: the first word of the boot program's
	 * information lends itself, and gets its value back.  When that is not what ebx points
	 * to, nothing is known at all. */
	cmpl	$MULTIBOOT_START, %eax
	je	find
	cmpl	$MULTIBOOT2_START, %eax
	jne	halt
find:
	movl	(%ebx), %edx
	leal	4(%ebx), %esp
	call	here
here:
	popl	%ebp
	movl	%edx, (%ebx)

	/* Nothing of the block is believed before its magic and version are seen. */
	leal	loader_params - here(%ebp), %esi
	movl	PARAMS_AT_MAGIC(%esi), %ecx
	bswapl	%ecx
	cmpl	$PARAMS_MAGIC, %ecx
	jne	halt
	movl	PARAMS_AT_VERSION(%esi), %ecx
	bswapl	%ecx
	cmpl	$PARAMS_VERSION, %ecx
	jne	halt

	/* The stack is below what machine.h keeps at the end of the work area. */
	movl	PARAMS_AT_WORK_ADDR(%esi), %esp
	bswapl	%esp
	movl	PARAMS_AT_WORK_SIZE(%esi), %ecx
	bswapl	%ecx
	leal	-MACHINE_SIZE(%esp, %ecx), %esp
	andl	$-16, %esp

	/* *(base + offset) += base, for every relocation. */
	leal	loader_rel - here(%ebp), %esi
	leal	loader_rel_end - here(%ebp), %edi
	leal	loader_base - here(%ebp), %ebp
relocate:
	cmpl	%edi, %esi
	jae	relocated
	cmpl	$R_386_RELATIVE, 4(%esi)
	jne	halt
	movl	(%esi), %ecx
	addl	%ebp, (%ebp, %ecx)
	addl	$REL_SIZE, %esi
	jmp	relocate
relocated:

	subl	$8, %esp /* the arguments begin at a multiple of 16 */
	pushl	%ebx
	pushl	%eax
	call	load_segments
	xorl	%ebp, %ebp
	call	x86_main

	/* void halt(void) */
	.global	halt
halt:
	cli
	hlt
	jmp	halt

	/* Flat segments of our own: the boot program's table may be gone.  Changes ecx, edx and
	 * esi; leaves eax and ebx. */
load_segments:
	call	1f
1:	popl	%esi
	leal	gdt - 1b(%esi), %ecx
	subl	$8, %esp
	movw	$gdt_end - gdt - 1, 2(%esp)
	movl	%ecx, 4(%esp)
	lgdt	2(%esp)
	addl	$8, %esp
	leal	2f - 1b(%esi), %ecx
	pushl	$CODE_SELECTOR
	pushl	%ecx
	lret
2:	movl	$DATA_SELECTOR, %ecx
	movl	%ecx, %ds
	movl	%ecx, %es
	movl	%ecx, %fs
	movl	%ecx, %gs
	movl	%ecx, %ss
	ret

	/* void start_host(uint32_t entry, uint32_t eax, uint32_t ebx) */
	.global	start_host
start_host:
	movl	4(%esp), %edi
	movl	8(%esp), %eax
	movl	12(%esp), %ebx
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	xorl	%esi, %esi
	xorl	%ebp, %ebp
	jmp	*%edi

	/* Volume 3, section 3.4.5: base 0, limit 4 GiB, ring 0, 32 bits. */
	.balign	8
gdt:
	.quad	0
	.quad	0x00cf9b000000ffff /* code, readable */
	.quad	0x00cf93000000ffff /* data, writable */
gdt_end:

	.section .note.GNU-stack, "", @progbits
