/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * bad: the partitions that do something wrong.  Built once for each; the build passes the function
 * as BAD, and --gc-sections drops the others.
 */
#include <expected.h>
#include <machine.h>
#include <xhost/services.h>
#include <xpack/console.h>
#include <xpack/guest.h>

void bad_stack(void);
void bad_jump(void);
void bad_read(void);
void bad_alignment(void);
void bad_illegal(void);
void bad_instruction(void);
void bad_service(void);

static struct xpack_console console = XPACK_CONSOLE(xh_console_write);

/* Point the stack at the host and use it: that must stop the partition, and must not write to the
 * host. */
void bad_stack(void)
{
	MACHINE_USE_STACK(EXPECTED_STACK);
}

/* The stack may be written but not executed. */
void bad_jump(void)
{
	uint32_t code[2] = MACHINE_RETURN;
	void (*volatile jump)(void) = (void (*)(void))(uintptr_t)code;

	__asm__ volatile("" : : "r"(code) : "memory");
	jump();
}

void bad_read(void)
{
	(void)*(const volatile uint32_t *)EXPECTED_READ;
}

void bad_alignment(void)
{
	static uint32_t word[2];
	volatile uintptr_t addr = (uintptr_t)word + 2;

	(void)*(const volatile uint32_t *)addr;
}

void bad_illegal(void)
{
	MACHINE_ILLEGAL();
}

/* Turning traps or interrupts off is what a partition must never be able to do. */
void bad_instruction(void)
{
	MACHINE_TRAPS_OFF();
}

static void expect_refusal(const char *what, int result)
{
	xpack_put_text(&console, what);
	xpack_put_text(&console, result == -1 ? ": refused\n" : ": NOT refused\n");
}

/* Pointers into the host and out of the address space are refused; an unknown service is not
 * survived. */
void bad_service(void)
{
	static char last_byte[1];

	expect_refusal("text of the host", xh_console_write((const char *)EXPECTED_STACK, 4));
	expect_refusal("text that wraps", xh_console_write(last_byte, UINT32_MAX));
	expect_refusal("text up to the end", xh_console_write((const char *)0xfffffffcu, 8));
	expect_refusal("status into the host",
		       xh_partition_status(0, (struct xh_partition_status *)EXPECTED_STACK));
	expect_refusal("status into code",
		       xh_partition_status(0, (struct xh_partition_status *)(uintptr_t)xpack_main));
	expect_refusal("status of nobody",
		       xh_partition_status(99, (struct xh_partition_status *)(uintptr_t)&console));
	expect_refusal(
		"misaligned status",
		xh_partition_status(0, (struct xh_partition_status *)((uintptr_t)&console + 2)));
	MACHINE_UNKNOWN_SERVICE();
}

int xpack_main(const void *device_tree)
{
	(void)device_tree;
	BAD();
	xpack_put_text(&console, "survived\n");
	return 0;
}
