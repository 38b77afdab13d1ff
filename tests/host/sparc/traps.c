/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "traps.h"

#include "../fault.h"
#include "../plan.h"
#include "../services.h"
#include "access.h"
#include "cpu.h"
#include "timer.h"
#include "windows.h"

/* SPARC V8 manual, table 7-1.  `ta n` is trap 0x80 + n. */
#define TRAP_INSTRUCTION_ACCESS 0x01u
#define TRAP_WINDOW_OVERFLOW 0x05u
#define TRAP_WINDOW_UNDERFLOW 0x06u
#define TRAP_MISALIGNED 0x07u
#define TRAP_DATA_ACCESS 0x09u
#define TRAP_FLUSH_WINDOWS 0x83u /* System V ABI, SPARC supplement: ta 3 */
#define TRAP_SERVICE 0xf0u       /* ta 0x70, of xhost-abi.S */

static const char *trap_name(uint32_t type)
{
	switch (type) {
	case TRAP_INSTRUCTION_ACCESS:
		return "instruction access fault";
	case 0x02u:
		return "illegal instruction";
	case 0x03u:
		return "privileged instruction";
	case 0x04u:
		return "floating point disabled";
	case TRAP_WINDOW_OVERFLOW:
		return "window overflow fault";
	case TRAP_WINDOW_UNDERFLOW:
		return "window underflow fault";
	case TRAP_MISALIGNED:
		return "misaligned access";
	case TRAP_DATA_ACCESS:
		return "data access fault";
	case 0x0au:
		return "tag overflow";
	case 0x24u:
		return "coprocessor disabled";
	case 0x2au:
		return "division by zero";
	case TRAP_FLUSH_WINDOWS:
		return "window flush fault";
	case TRAP_SERVICE:
		return "unknown service";
	default:
		return "unexpected trap";
	}
}

static enum health_event trap_event(uint32_t type)
{
	switch (type) {
	case TRAP_INSTRUCTION_ACCESS:
	case TRAP_WINDOW_OVERFLOW:
	case TRAP_WINDOW_UNDERFLOW:
	case TRAP_MISALIGNED:
	case TRAP_DATA_ACCESS:
	case TRAP_FLUSH_WINDOWS:
		return HEALTH_MEMORY_VIOLATION;
	case 0x02u:
	case 0x03u:
	case 0x04u:
	case 0x24u:
		return HEALTH_ILLEGAL_INSTRUCTION;
	case 0x0au:
	case 0x2au:
		return HEALTH_NUMERIC_ERROR;
	case TRAP_SERVICE:
		return HEALTH_ILLEGAL_REQUEST;
	default:
		return HEALTH_OTHER;
	}
}

static void stop(struct partition *partition, uint32_t type, const char *access, uint32_t addr)
{
	const struct fault fault = { .event = trap_event(type),
				     .what = trap_name(type),
				     .access = access,
				     .addr = addr,
				     .trap = type,
				     .pc = partition->machine.context.pc };

	fault_handle(partition, &fault);
}

/* The partition did what it may not. */
static void stop_for_fault(struct partition *partition, uint32_t type)
{
	uint32_t pc = partition->machine.context.pc;
	struct memory_access access;

	(void)cpu_read_mmu(MMU_FAULT_STATUS); /* reading makes room for the next fault */
	if (type == TRAP_INSTRUCTION_ACCESS)
		stop(partition, type, "execute", pc);
	else if ((type == TRAP_DATA_ACCESS || type == TRAP_MISALIGNED) &&
		 access_decode(partition, &access))
		stop(partition, type, access.is_write ? "write" : "read", access.addr);
	else
		stop(partition, type, NULL, 0);
}

static void step_over(struct context *context)
{
	context->pc = context->npc;
	context->npc += (uint32_t)sizeof(uint32_t);
}

static void serve(struct partition *partition, struct context *context)
{
	const uint32_t *arguments = context_outs(context);

	if (services_call(partition, context->globals[1], arguments))
		step_over(context);
	else
		stop(partition, TRAP_SERVICE, NULL, 0);
}

static void dispatch(struct partition *partition, struct context *context, uint32_t type)
{
	uint32_t sp = 0;

	switch (type) {
	case TRAP_WINDOW_OVERFLOW:
		if (!windows_spill(partition, &sp))
			stop(partition, type, "write", sp);
		break;
	case TRAP_WINDOW_UNDERFLOW:
		if (!windows_fill(partition, &sp))
			stop(partition, type, "read", sp);
		break;
	case TRAP_FLUSH_WINDOWS:
		if (windows_flush(partition, &sp))
			step_over(context);
		else
			stop(partition, type, "write", sp);
		break;
	case TRAP_SERVICE:
		serve(partition, context);
		break;
	default:
		if (type == timer_trap())
			plan_alarm();
		else
			stop_for_fault(partition, type);
		break;
	}
}

void traps_handle(struct context *context, uint32_t type)
{
	windows_enter(context);
	dispatch(plan_current(), context, type);
	machine_resume(&plan_next()->machine);
}
