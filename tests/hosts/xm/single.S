/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * single: a guest that calls the hypervisor itself, without an import, and prints its extra file.
 */
#define SELECTOR 0x1e8
#define HALT_SYSTEM 6
#define WRITE_OBJECT 13
#define CONSOLE_0 (1 << 20)
#define FILE_ADDRESS 0x02080000

	.text
image:	.long	0x24584d50, 0x20000, 0x20000, 0, 0, image, _end, partition
	.long	1, FILE_ADDRESS
size:	.long	0
	.long	0, 0, 0, 0

	.globl	_start
_start:	mov	$WRITE_OBJECT, %eax
	mov	$CONSOLE_0, %ebx
	mov	$FILE_ADDRESS, %ecx
	mov	size, %edx
	xor	%esi, %esi
	lcall	$SELECTOR, $0
	mov	$HALT_SYSTEM, %eax
	lcall	$SELECTOR, $0
1:	jmp	1b

	.balign	4
partition:
	.long	0x24585048, _start, image, tables, tables + 4096, tables + 8192, 3 * 4096

	.bss
tables:	.zero	5 * 4096

	.section .note.GNU-stack, "", @progbits
