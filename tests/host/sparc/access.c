/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "access.h"

/* SPARC V8 manual, 5.1 and table 5-14: format 3, op = 3 is a load or store; in op3, bit 2 is set
 * for every store and for the atomic ones. */
#define OP(word) ((word) >> 30)
#define OP_MEMORY 3u
#define OP3_STORE 0x04u
#define OP3(word) ((word) >> 19 & 0x3fu)
#define RS1(word) ((word) >> 14 & 0x1fu)
#define RS2(word) ((word)&0x1fu)
#define IMMEDIATE 0x2000u
#define SIMM13_SIGN 0x1000u
#define SIMM13_MASK 0x1fffu

static uint32_t reg(struct context *context, uint32_t number)
{
	uint32_t index = number % 8;

	switch (number / 8) {
	case 0:
		return index == 0 ? 0 : context->globals[index];
	case 1:
		return context_outs(context)[index];
	case 2:
		return context->windows[0].locals[index];
	default:
		return context->windows[0].ins[index];
	}
}

static uint32_t simm13(uint32_t word)
{
	return ((word & SIMM13_MASK) ^ SIMM13_SIGN) - SIMM13_SIGN;
}

bool access_decode(struct partition *partition, struct memory_access *access)
{
	struct context *context = &partition->machine.context;
	uint32_t word;

	if (!partition_may(partition, context->pc, sizeof(word), ACCESS_READ | ACCESS_EXECUTE))
		return false;
	word = *(const uint32_t *)(uintptr_t)context->pc;
	if (OP(word) != OP_MEMORY)
		return false;
	access->addr = reg(context, RS1(word)) +
		       ((word & IMMEDIATE) != 0 ? simm13(word) : reg(context, RS2(word)));
	access->is_write = (OP3(word) & OP3_STORE) != 0;
	return true;
}
