/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "windows.h"

#define LAST (CONTEXT_N_WINDOWS - 1)
#define FRAME_POINTER 6 /* among the ins */
#define ALIGNMENT 8u    /* System V ABI, SPARC supplement: of every stack pointer */

void windows_enter(struct context *context)
{
	uint32_t current = (context->psr & PSR_CWP) + 1; /* the trap moved down by one */
	uint32_t invalid = 0;

	while ((context->wim >> invalid & 1) == 0 && invalid < LAST)
		invalid++;
	context->invalid = (invalid - current) % CONTEXT_N_WINDOWS;
}

/* The stack pointer of window k, which is in the outs it shares with the window that it called. */
static uint32_t stack_pointer(const struct context *context, uint32_t k)
{
	return context->windows[(k + LAST) % CONTEXT_N_WINDOWS].ins[FRAME_POINTER];
}

static bool is_usable(const struct partition *partition, uint32_t sp, uint32_t access)
{
	return sp % ALIGNMENT == 0 && partition_may(partition, sp, CONTEXT_WINDOW_SIZE, access);
}

bool windows_spill(struct partition *partition, uint32_t *sp)
{
	struct context *context = &partition->machine.context;
	uint32_t oldest = context->invalid - 1;

	*sp = stack_pointer(context, oldest);
	if (!is_usable(partition, *sp, ACCESS_WRITE))
		return false;
	*(struct window *)(uintptr_t)*sp = context->windows[oldest];
	context->invalid = oldest;
	return true;
}

bool windows_fill(struct partition *partition, uint32_t *sp)
{
	struct context *context = &partition->machine.context;

	*sp = stack_pointer(context, context->invalid);
	if (!is_usable(partition, *sp, ACCESS_READ))
		return false;
	context->windows[context->invalid] = *(const struct window *)(uintptr_t)*sp;
	context->invalid++;
	return true;
}

bool windows_flush(struct partition *partition, uint32_t *sp)
{
	while (partition->machine.context.invalid > 1)
		if (!windows_spill(partition, sp))
			return false;
	return true;
}
