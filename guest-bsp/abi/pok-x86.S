/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pok-x86: the ABI object of POK on x86, read by xpack and never linked.
 *
 * A service is `int $42` with its number in %eax; %ebx points to a block of six words in the
 * partition's own memory: how many arguments there are, and five arguments.  The result comes back
 * in %eax.  The glue builds the block on the caller's stack, words of arguments that the service
 * does not have being 0; it reads the caller's arguments and nothing above them, and %ebx is as it
 * was.  There is one glue for each number of arguments.
 *
 *     gcc -m32 -fno-pic -fno-pie $(pkg-config --cflags xpack-guest-x86) -c pok-x86.S -o pok-x86.o
 */
#include <xpack/export.h>

#define VECTOR 42
#define BLOCK 24	/* bytes */
#define LAST 24		/* while arguments are pushed, the next of them is always here above %esp:
			 * under it lie the return address, %ebx, and as much as was pushed */

#define POK_CALL(count) \
	pushl	$count; \
	mov	%esp, %ebx; \
	mov	$xpack_number, %eax; \
	int	$VECTOR; \
	add	$BLOCK, %esp; \
	pop	%ebx; \
	ret

XPACK_GLUE(pok_call_0, "BSD-2-Clause")
	push	%ebx
	.rept	5
	pushl	$0
	.endr
	POK_CALL(0)
XPACK_GLUE_END

XPACK_GLUE(pok_call_1, "BSD-2-Clause")
	push	%ebx
	.rept	4
	pushl	$0
	.endr
	pushl	LAST(%esp)
	POK_CALL(1)
XPACK_GLUE_END

XPACK_GLUE(pok_call_2, "BSD-2-Clause")
	push	%ebx
	.rept	3
	pushl	$0
	.endr
	.rept	2
	pushl	LAST(%esp)
	.endr
	POK_CALL(2)
XPACK_GLUE_END

XPACK_GLUE(pok_call_3, "BSD-2-Clause")
	push	%ebx
	.rept	2
	pushl	$0
	.endr
	.rept	3
	pushl	LAST(%esp)
	.endr
	POK_CALL(3)
XPACK_GLUE_END

XPACK_GLUE(pok_call_4, "BSD-2-Clause")
	push	%ebx
	pushl	$0
	.rept	4
	pushl	LAST(%esp)
	.endr
	POK_CALL(4)
XPACK_GLUE_END

XPACK_GLUE(pok_call_5, "BSD-2-Clause")
	push	%ebx
	.rept	5
	pushl	LAST(%esp)
	.endr
	POK_CALL(5)
XPACK_GLUE_END

/* clang-format off */
#define POK_SERVICE(feature, number, count, ret, name, args, doc) \
	XPACK_EXPORT_TRAP(ret, name, args, number, pok_call_##count) \
	XPACK_EXPORT_IN(feature, name) \
	XPACK_EXPORT_DOC(name, doc)
/* clang-format on */

#include "pok-services.h"

XPACK_EXPORT_ABI(POK_ABI_NAME, POK_ABI_VERSION)

/* What only a PC has. */
XPACK_EXPORT_FEATURE("io", POK_HAS_IO)
XPACK_EXPORT_FEATURE("pci", POK_HAS_PCI)
XPACK_EXPORT_FEATURE("shutdown", POK_HAS_SHUTDOWN)

POK_SERVICE("io", 501, 1, int, pok_inb, (uint32_t port),
	    "Returns what it reads from an I/O port that the kernel's configuration gives to \
	     the partition.")
POK_SERVICE("io", 502, 2, int, pok_outb, (uint32_t port, uint32_t value),
	    "Writes to an I/O port that the kernel's configuration gives to the partition.")
POK_SERVICE("pci", 601, 1, int, pok_pci_register, (void *device),
	    "Looks for a PCI device and registers it for the partition. The structure is \
	     s_pci_device of the kernel.")
POK_SERVICE("shutdown", 707, 0, int, pok_shutdown, (void),
	    "Stops the board. Does not return when it succeeds.")

	.section .note.GNU-stack, "", @progbits
