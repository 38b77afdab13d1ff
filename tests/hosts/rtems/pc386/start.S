/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* start: a program that is shaped like one for RTEMS' board pc386: a Multiboot header that asks for
 * nothing, segments of its own before anything else, .bss looked at and then cleared. */

#define HEADER_MAGIC 0x1badb002 /* Multiboot Specification 0.6.96, 3.1 */
#define HEADER_FLAGS 0

	.section .m_hdr, "a", @progbits
	.balign	4
	.long	HEADER_MAGIC, HEADER_FLAGS, -(HEADER_MAGIC + HEADER_FLAGS)

	.text
	.globl	start
	.type	start, @function
start:
	cli
	cld
	movl	%eax, found_magic
	movl	%ebx, found_info
	lgdt	table_register
	ljmp	$8, $1f
1:	movw	$16, %ax
	movw	%ax, %ss
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %fs
	movw	%ax, %gs
	movl	$initial_stack, %esp

	xorl	%edx, %edx
	xorl	%eax, %eax
	movl	$__bss_start, %edi
2:	cmpl	$_end, %edi
	jae	4f
	cmpl	%eax, (%edi)
	je	3f
	incl	%edx
3:	stosl
	jmp	2b
4:	movl	%edx, bss_dirty
	call	main
	outb	%al, $0xf4		/* QEMU's debug exit */
5:	hlt
	jmp	5b

	.data
	.balign	8
table:
	.quad	0, 0x00cf9e000000ffff, 0x00cf92000000ffff /* Intel SDM 3A, 3.4.5: flat */
table_register:
	.word	. - table - 1
	.long	table

	.section .note.GNU-stack, "", @progbits
