/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * services: what partitions may ask for.  All have the numbers and arguments of XtratuM 2.6; a few
 * are done.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console.h"
#include "entry.h"
#include "partition.h"

enum {
	HALT_PARTITION = 1,
	HALT_SYSTEM = 6,
	IDLE_SELF = 8,
	GET_TIME = 10,
	SET_TIMER = 11,
	WRITE_OBJECT = 13,
	N_SERVICES = 26
};

#define OK 0u
#define UNKNOWN ((uint32_t)-1)
#define INVALID ((uint32_t)-3)
#define NOT_PERMITTED ((uint32_t)-4)
#define NOT_AVAILABLE ((uint32_t)-7)
#define TRACED 1000u /* and the number: the result of a service that was only named */

#define CLASS_SHIFT 20
#define CLASS_CONSOLE 1u
#define PARTITION_SHIFT 10
#define N_CLOCKS 2u
#define CYCLES_PER_US 1000u /* of a machine that is emulated: as good as another */
#define SPOILT 0xdeadbeefu

/* How many words of arguments each has. */
static const uint8_t n_words[N_SERVICES] = { 2, 1, 1, 1, 3, 1, 0, 1, 0, 2, 2, 5, 4,
					     4, 3, 3, 1, 1, 2, 2, 4, 2, 2, 3, 2, 3 };

static void name(const struct partition *partition, const struct context *context)
{
	const uint32_t words[] = { context->ebx, context->ecx, context->edx, context->esi,
				   context->edi };

	console_print("xm: partition %u: service %u (", partition->configured->id, context->eax);
	for (uint32_t i = 0; i < n_words[context->eax]; i++)
		console_print("%s%x", i == 0 ? "" : ", ", words[i]);
	console_print(")\n");
}

/* The class of the console, and the partition's own. */
static bool is_console(const struct partition *partition, uint32_t object)
{
	return object ==
	       (CLASS_CONSOLE << CLASS_SHIFT | partition->configured->id << PARTITION_SHIFT);
}

static uint32_t write_object(const struct partition *partition, const struct context *context)
{
	if (!is_console(partition, context->ebx))
		return INVALID;
	if (!configuration_holds(partition->configured, context->ecx, context->edx, false))
		return INVALID;
	console_write((const char *)context->ecx, context->edx);
	return context->edx;
}

static uint32_t get_time(const struct partition *partition, const struct context *context)
{
	uint64_t *time = (uint64_t *)context->ecx;
	uint64_t cycles;

	if (context->ebx >= N_CLOCKS ||
	    !configuration_holds(partition->configured, context->ecx, sizeof(*time), true))
		return INVALID;
	__asm__ volatile("rdtsc" : "=A"(cycles));
	*time = cycles / CYCLES_PER_US;
	return OK;
}

static uint32_t halt_partition(const struct partition *partition, uint32_t id)
{
	if (id != partition->configured->id)
		return partition_find(id) == NULL ? INVALID : NOT_PERMITTED;
	partition_find(id)->halted = true;
	console_print("xm: partition %u: halted\n", id);
	partition_next();
}

static uint32_t serve(struct partition *partition, struct context *context)
{
	switch (context->eax) {
	case HALT_PARTITION:
		return halt_partition(partition, context->ebx);
	case HALT_SYSTEM:
		console_stop("halt");
	case IDLE_SELF:
		context->eax = OK;
		partition->context = *context;
		partition_next();
	case GET_TIME:
		return get_time(partition, context);
	case SET_TIMER:
		name(partition, context);
		return OK;
	case WRITE_OBJECT:
		return write_object(partition, context);
	default:
		return context->eax < N_SERVICES ? NOT_AVAILABLE : UNKNOWN;
	}
}

void services_call(struct context *context)
{
	struct partition *partition = partition_running();
	uint32_t number = context->eax;
	bool first = number < N_SERVICES && (partition->called & 1u << number) == 0;

	if (!partition_is_intact(partition)) {
		console_print("xm: partition %u: its tables were overwritten\n",
			      partition->configured->id);
		partition->halted = true;
		partition_next();
	}
	if (number == WRITE_OBJECT && is_console(partition, context->ebx))
		first = false;
	else if (first)
		partition->called |= 1u << number;
	if (partition->configured->traced && first) {
		name(partition, context);
		context->eax = TRACED + number;
	} else {
		context->eax = serve(partition, context);
	}
	/* Glue may not rely on what a C function may change. */
	context->ecx = context->edx = SPOILT;
}
