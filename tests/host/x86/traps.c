/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "traps.h"

#include "../console.h"
#include "../fault.h"
#include "../host.h"
#include "../plan.h"
#include "../services.h"
#include "cpu.h"
#include "timer.h"

/* SDM 3, table 6-1. */
#define VECTOR_GENERAL_PROTECTION 13u
#define VECTOR_PAGE_FAULT 14u
#define PAGE_FAULT_WRITE 0x02u /* SDM 3, 4.7, "page-fault exceptions" */
#define PAGE_FAULT_FETCH 0x10u

static const char *const names[] = {
	[0] = "division by zero",
	[1] = "debug trap",
	[2] = "non-maskable interrupt",
	[4] = "overflow",
	[5] = "bound exceeded",
	[6] = "illegal instruction",
	[7] = "floating point disabled",
	[8] = "double fault",
	[10] = "bad task",
	[11] = "segment not present",
	[12] = "stack fault",
	[VECTOR_GENERAL_PROTECTION] = "general protection fault",
	[VECTOR_PAGE_FAULT] = "page fault",
	[16] = "floating point error",
	[17] = "misaligned access",
};

static const char *vector_name(uint32_t vector)
{
	if (vector == TRAPS_SERVICE)
		return "unknown service";
	if (vector >= sizeof(names) / sizeof(names[0]) || names[vector] == NULL)
		return "unexpected trap";
	return names[vector];
}

static enum health_event vector_event(uint32_t vector)
{
	switch (vector) {
	case 11:
	case 12:
	case VECTOR_PAGE_FAULT:
	case 17:
		return HEALTH_MEMORY_VIOLATION;
	case 6:
	case 7:
	case VECTOR_GENERAL_PROTECTION:
		return HEALTH_ILLEGAL_INSTRUCTION;
	case 0:
	case 4:
	case 5:
	case 16:
		return HEALTH_NUMERIC_ERROR;
	case TRAPS_SERVICE:
		return HEALTH_ILLEGAL_REQUEST;
	default:
		return HEALTH_OTHER;
	}
}

static const char *page_fault_access(uint32_t error)
{
	if ((error & PAGE_FAULT_FETCH) != 0)
		return "execute";
	return (error & PAGE_FAULT_WRITE) != 0 ? "write" : "read";
}

/* The partition did what it may not.  Without no-execute pages the processor does not say that it
 * was a fetch, but then the address is the instruction's. */
static void stop(struct partition *partition, const struct context *context)
{
	struct fault fault = { .event = vector_event(context->vector),
			       .what = vector_name(context->vector),
			       .trap = context->vector,
			       .pc = context->eip };

	if (context->vector == VECTOR_PAGE_FAULT) {
		fault.addr = cpu_read_cr2();
		fault.access =
			fault.addr == context->eip ? "execute" : page_fault_access(context->error);
	}
	fault_handle(partition, &fault);
}

/* The arguments are where a C call leaves them, behind the return address on the partition's
 * stack.  A word that the partition may not read counts as 0: it may be none of the arguments. */
static void serve(struct partition *partition, const struct context *context)
{
	uint32_t arguments[SERVICES_MAX_ARGUMENTS];

	for (uint32_t i = 0; i < SERVICES_MAX_ARGUMENTS; i++) {
		uint32_t addr = context->esp + (i + 1) * (uint32_t)sizeof(arguments[0]);
		bool may = partition_may(partition, addr, sizeof(arguments[0]), ACCESS_READ);

		arguments[i] = may ? *(const uint32_t *)(uintptr_t)addr : 0;
	}
	if (!services_call(partition, context->eax, arguments))
		stop(partition, context);
}

void traps_handle(struct context *context)
{
	struct partition *partition = plan_current();

	if (context->vector == TRAPS_SERVICE)
		serve(partition, context);
	else if (timer_interrupt(context->vector))
		plan_alarm();
	else if (!timer_is_spurious(context->vector))
		stop(partition, context);
	machine_resume(&plan_next()->machine);
}

void traps_host(const struct context *context)
{
	console_text("xhost: trapped itself: ");
	console_text(vector_name(context->vector));
	console_text(", address ");
	console_hex(cpu_read_cr2());
	console_text(", pc ");
	console_hex(context->eip);
	console_text("\n");
	host_halt(NULL, HOST_TRAPPED);
}
