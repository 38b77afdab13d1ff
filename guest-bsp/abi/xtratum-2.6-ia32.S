/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * xtratum-2.6-ia32: the ABI object of XtratuM 2.6 on 32-bit x86, read by xpack and never linked.
 *
 * A service is called through a call gate: `lcall $selector, $0` with its number in %eax and its
 * arguments in %ebx, %ecx, %edx, %esi and %edi, in this order.  The result comes back in %eax;
 * every other register survives.  A guest calls a C function, so glue takes them from the stack and
 * keeps the registers that the caller owns.  There is one glue for each number of argument
 * words, so that nothing is read but what the caller put there.  An argument of 64 bits is two
 * words, the lower one first, on the stack as in the registers.
 *
 * Two things depend on how the hypervisor was configured; assemble this file to match:
 *
 *     -DXTRATUM_SELECTOR=0x108        (entries of a partition's GDT + 1) * 8; 60 entries give 0x1e8
 *     -DXTRATUM_SPARE_SCHEDULING=0    built without it: there are 25 services, without the last
 *
 * Names, numbers and arguments are those of libxm, XtratuM's own library, with types of C11 in
 * place of XtratuM's; docs/hosts/xtratum.md says where each fact comes from.  All sentences and all
 * code here were written for xpack; none are XtratuM's, which is under the GPL.
 */
#include <xpack/export.h>

#ifndef XTRATUM_SELECTOR
#define XTRATUM_SELECTOR 0x1e8
#endif

#ifndef XTRATUM_SPARE_SCHEDULING
#define XTRATUM_SPARE_SCHEDULING 1
#endif

XPACK_EXPORT_ABI("xtratum-ia32", "2.6")
XPACK_EXPORT_FEATURE("spare-scheduling", XTRATUM_SPARE_SCHEDULING)

/* Glue for 0 to 5 words of arguments. */

#define CALL mov $xpack_number, %eax; lcall $XTRATUM_SELECTOR, $0

XPACK_GLUE(xm_0, "BSD-2-Clause")
	CALL
	ret
XPACK_GLUE_END

XPACK_GLUE(xm_1, "BSD-2-Clause")
	push	%ebx
	mov	8(%esp), %ebx
	CALL
	pop	%ebx
	ret
XPACK_GLUE_END

XPACK_GLUE(xm_2, "BSD-2-Clause")
	push	%ebx
	mov	8(%esp), %ebx
	mov	12(%esp), %ecx
	CALL
	pop	%ebx
	ret
XPACK_GLUE_END

XPACK_GLUE(xm_3, "BSD-2-Clause")
	push	%ebx
	mov	8(%esp), %ebx
	mov	12(%esp), %ecx
	mov	16(%esp), %edx
	CALL
	pop	%ebx
	ret
XPACK_GLUE_END

XPACK_GLUE(xm_4, "BSD-2-Clause")
	push	%ebx
	push	%esi
	mov	12(%esp), %ebx
	mov	16(%esp), %ecx
	mov	20(%esp), %edx
	mov	24(%esp), %esi
	CALL
	pop	%esi
	pop	%ebx
	ret
XPACK_GLUE_END

XPACK_GLUE(xm_5, "BSD-2-Clause")
	push	%ebx
	push	%esi
	push	%edi
	mov	16(%esp), %ebx
	mov	20(%esp), %ecx
	mov	24(%esp), %edx
	mov	28(%esp), %esi
	mov	32(%esp), %edi
	CALL
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
XPACK_GLUE_END

/* What the prototypes use, and the numbers that arguments and results are.  A number without a
 * service gives -1, whatever the name of -2 says. */

XPACK_EXPORT_TYPE(enum xm_status, "enum xm_status { \
XM_OK = 0, \
XM_NO_ACTION = -1, \
XM_UNKNOWN_HYPERCALL = -2, \
XM_INVALID_PARAM = -3, \
XM_PERM_ERROR = -4, \
XM_INVALID_CONFIG = -5, \
XM_INVALID_MODE = -6, \
XM_NOT_AVAILABLE = -7, \
XM_OP_NOT_ALLOWED = -8, \
XM_MULTICALL_ERROR = -9 \
};")
XPACK_EXPORT_TYPE(enum xm_reset, "enum xm_reset { XM_COLD_RESET = 0, XM_WARM_RESET = 1 };")
XPACK_EXPORT_TYPE(enum xm_clock, "enum xm_clock { \
XM_HW_CLOCK = 0, \
XM_EXEC_CLOCK = 1, \
XM_WATCHDOG_TIMER = 2 \
};")
XPACK_EXPORT_TYPE(enum xm_seek, "enum xm_seek { \
XM_OBJ_SEEK_CUR = 0, \
XM_OBJ_SEEK_SET = 1, \
XM_OBJ_SEEK_END = 2 \
};")
XPACK_EXPORT_TYPE(enum xm_class, "enum xm_class { \
OBJ_CLASS_CONSOLE = 1, \
OBJ_CLASS_TRACE = 2, \
OBJ_CLASS_SAMPLING_PORT = 4, \
OBJ_CLASS_QUEUING_PORT = 5, \
OBJ_CLASS_MEM = 6, \
OBJ_CLASS_HM = 7, \
OBJ_CLASS_STATUS = 8 \
};")
XPACK_EXPORT_TYPE(struct xm_trap_handler, "struct xm_trap_handler { uint16_t cs; uint32_t eip; };")
XPACK_EXPORT_TYPE(struct xm_gate, "struct xm_gate { uint32_t word[2]; };")

/* The services, in the order of their numbers. */

XPACK_EXPORT_TRAP(int, XM_multicall, (void *start, void *end), 0, xm_2)
XPACK_EXPORT_DOC(XM_multicall, "\
	Makes the calls of a list between two addresses, one after the other. An entry is \
	the number of a service, a word whose lower half is the number of its arguments and \
	whose upper half becomes the result, and the arguments.")
XPACK_EXPORT_DOC(XM_multicall, "\
	The hypervisor's own table of argument numbers applies there: it has 0 for multicall, \
	1 for halt_system and reset_partition, and 3 for set_timer.")

XPACK_EXPORT_TRAP(int, XM_halt_partition, (uint32_t partition), 1, xm_1)
XPACK_EXPORT_DOC(XM_halt_partition, "\
	Ends a partition until somebody resets it: the caller itself, which does not return, \
	or another one when the caller is a supervisor.")

XPACK_EXPORT_TRAP(int, XM_suspend_partition, (uint32_t partition), 2, xm_1)
XPACK_EXPORT_DOC(XM_suspend_partition, "\
	Keeps a partition from running until somebody resumes it: the caller itself, or \
	another one when the caller is a supervisor.")

XPACK_EXPORT_TRAP(int, XM_resume_partition, (uint32_t partition), 3, xm_1)
XPACK_EXPORT_DOC(XM_resume_partition, "\
	Lets a suspended partition run again. For supervisors.")

XPACK_EXPORT_TRAP(int, XM_reset_partition,
	(uint32_t partition, uint32_t mode, uint32_t status), 4, xm_3)
XPACK_EXPORT_DOC(XM_reset_partition, "\
	Starts a partition anew at its entry, with the mode XM_COLD_RESET or XM_WARM_RESET. \
	It finds the status in its information table. Its memory stays as it is: nothing is \
	loaded again.")

XPACK_EXPORT_TRAP(int, XM_shutdown_partition, (uint32_t partition), 5, xm_1)
XPACK_EXPORT_DOC(XM_shutdown_partition, "\
	Asks a partition to end by itself, by an interrupt: the caller itself, or another \
	one when the caller is a supervisor.")

XPACK_EXPORT_TRAP(int, XM_halt_system, (void), 6, xm_0)
XPACK_EXPORT_DOC(XM_halt_system, "\
	Stops the board. For supervisors.")

XPACK_EXPORT_TRAP(int, XM_reset_system, (uint32_t mode), 7, xm_1)
XPACK_EXPORT_DOC(XM_reset_system, "\
	Starts the hypervisor anew, with the mode XM_COLD_RESET or XM_WARM_RESET. For \
	supervisors. A cold reset jumps to the boot program that the configuration names: \
	there is none when xpack's loader started the board.")

XPACK_EXPORT_TRAP(int, XM_idle_self, (void), 8, xm_0)
XPACK_EXPORT_DOC(XM_idle_self, "\
	Gives up the rest of the slot. Returns in the next one, or when an interrupt for the \
	partition arrives.")

XPACK_EXPORT_TRAP(int, XM_write_register32, (uint32_t number, uint32_t value), 9, xm_2)
XPACK_EXPORT_DOC(XM_write_register32, "\
	Writes a register of the processor that the partition may not write itself: 0 CR0, 1 \
	CR3, 2 CR4, 3 GDT, 4 TSS, 5 the translation cache, 6 the caches.")

XPACK_EXPORT_TRAP(int, XM_get_time, (uint32_t clock, int64_t *time), 10, xm_2)
XPACK_EXPORT_DOC(XM_get_time, "\
	Reads a clock in microseconds: XM_HW_CLOCK counts from the start of the hypervisor, \
	XM_EXEC_CLOCK only while the partition runs. The variable lies in the partition's \
	memory and does not reach to the last byte of an area.")

XPACK_EXPORT_TRAP(int, XM_set_timer, (uint32_t clock, int64_t start, int64_t interval), 11, xm_5)
XPACK_EXPORT_DOC(XM_set_timer, "\
	Asks for an interrupt at a time of the clock, in microseconds, and every interval \
	after that; with the interval 0 only once. The time 0 takes the timer back.")

XPACK_EXPORT_TRAP(int, XM_read_object,
	(uint32_t object, void *buffer, uint32_t size, uint32_t *flags), 12, xm_4)
XPACK_EXPORT_DOC(XM_read_object, "\
	Reads from an object of the hypervisor: a port, a log, the memory of a partition. An \
	object is class << 20 | partition << 10 | number; the class is one of enum xm_class. \
	flags may be a null pointer where the class has none.")

XPACK_EXPORT_TRAP(int, XM_write_object,
	(uint32_t object, const void *buffer, uint32_t size, uint32_t *flags), 13, xm_4)
XPACK_EXPORT_DOC(XM_write_object, "\
	Writes to an object of the hypervisor. The console of partition n is \
	OBJ_CLASS_CONSOLE << 20 | n << 10; it is the partition's own only, and returns the \
	number of characters written.")

XPACK_EXPORT_TRAP(int, XM_seek_object,
	(uint32_t object, uint32_t offset, uint32_t whence), 14, xm_3)
XPACK_EXPORT_DOC(XM_seek_object, "\
	Moves to a place in an object, counted from where it is (XM_OBJ_SEEK_CUR), from the \
	start or from the end.")

XPACK_EXPORT_TRAP(int, XM_ctrl_object,
	(uint32_t object, uint32_t command, void *argument), 15, xm_3)
XPACK_EXPORT_DOC(XM_ctrl_object, "\
	Everything else that is done with an object; commands and arguments depend on its \
	class.")

XPACK_EXPORT_TRAP(int, XM_mask_hwirq, (uint32_t irq), 16, xm_1)
XPACK_EXPORT_DOC(XM_mask_hwirq, "\
	Turns off an interrupt line of the board that the configuration gives to the \
	partition.")

XPACK_EXPORT_TRAP(int, XM_unmask_hwirq, (uint32_t irq), 17, xm_1)
XPACK_EXPORT_DOC(XM_unmask_hwirq, "\
	Turns on an interrupt line of the board that the configuration gives to the \
	partition.")

XPACK_EXPORT_TRAP(int, XM_update_page32, (uint32_t address, uint32_t value), 18, xm_2)
XPACK_EXPORT_DOC(XM_update_page32, "\
	Writes one word, at a physical address, of a page table of the partition.")

XPACK_EXPORT_TRAP(int, XM_set_page_type, (uint32_t address, uint32_t type), 19, xm_2)
XPACK_EXPORT_DOC(XM_set_page_type, "\
	Makes a page of the partition, at a physical address, an ordinary one or a page \
	table.")

XPACK_EXPORT_TRAP(int, XM_write_register64,
	(uint32_t number, uint32_t index, uint32_t high, uint32_t low), 20, xm_4)
XPACK_EXPORT_DOC(XM_write_register64, "\
	Writes 64 bits to a model-specific register: the number says what is done (0 read, 1 \
	write), the index which one.")

XPACK_EXPORT_TRAP(int, XM_override_trap_hndl,
	(int32_t trap, struct xm_trap_handler *handler), 21, xm_2)
XPACK_EXPORT_DOC(XM_override_trap_hndl, "\
	Names a function of the partition to which an exception of the processor goes before \
	anything else is done about it.")

XPACK_EXPORT_TRAP(int, XM_raise_ipvi, (uint32_t partition, uint8_t number), 22, xm_2)
XPACK_EXPORT_DOC(XM_raise_ipvi, "\
	Raises one of the eight interrupts, 0 to 7, by which partitions signal each other.")

XPACK_EXPORT_TRAP(int, XM_ia32_update_sys_struct,
	(uint32_t structure, uint32_t first, uint32_t second), 23, xm_3)
XPACK_EXPORT_DOC(XM_ia32_update_sys_struct, "\
	Changes one entry of what the processor keeps for the partition: 0 the stack of ring \
	1, 1 that of ring 2, 2 an entry of the GDT.")

XPACK_EXPORT_TRAP(int, XM_ia32_set_idt_desc, (int32_t vector, struct xm_gate *gate), 24, xm_2)
XPACK_EXPORT_DOC(XM_ia32_set_idt_desc, "\
	Sets an entry of the partition's interrupt table, a trap gate as the processor has \
	it, for the vectors from 0x30 on.")

XPACK_EXPORT_TRAP(int, XM_set_spare_guest,
	(uint32_t partition, int64_t *start, int64_t *stop), 25, xm_3)
XPACK_EXPORT_IN("spare-scheduling", XM_set_spare_guest)
XPACK_EXPORT_DOC(XM_set_spare_guest, "\
	Gives the rest of the slot to another partition, and says when that began and when \
	it ended. For partitions that the configuration makes hosts of spare time.")

	.section .note.GNU-stack, "", @progbits
