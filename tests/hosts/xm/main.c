/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * A host with the contract of XtratuM 2.6 on 32-bit x86 and nothing of its code: what the packer
 * must bring, it looks at and says.
 */
#include <stdint.h>

#include "configuration.h"
#include "console.h"
#include "cpu.h"
#include "entry.h"
#include "paging.h"
#include "partition.h"
#include "segments.h"

#define FLAGS_INTERRUPTS 0x200u
#define PIC_0_MASK 0x21u
#define PIC_1_MASK 0xa1u
#define ALL 0xffu
#define AREA_END 0x00400000u /* of the host: 3 MiB from 1 MiB on */

enum { HEADER_END = 6, HEADER_ENTRY, HEADER_MODULES, HEADER_MODULE, HEADER_MODULE_SIZE };

static void check_processor(uint32_t flags, uint32_t cr0)
{
	if ((flags & FLAGS_INTERRUPTS) != 0)
		console_stop("interrupts are on");
	if ((cr0 & CR0_PROTECTION) == 0 || (cr0 & CR0_PAGING) != 0)
		console_stop("paging is on, or protected mode off");
}

/* From the end of the configuration to that of the area. */
static void check_heap(uint32_t start)
{
	const uint32_t *end = (const uint32_t *)AREA_END;

	for (const uint32_t *word = (const uint32_t *)start; word < end; word++)
		if (*word != 0) {
			console_print("xm: %x is not zero\n", (uint32_t)word);
			console_stop("the heap is not clear");
		}
	console_print("xm: heap from %x to %x is clear\n", start, AREA_END);
}

_Noreturn void main(uint32_t flags, uint32_t cr0, uint32_t bss_dirty)
{
	const struct configuration *configuration;

	console_init();
	cpu_out(PIC_0_MASK, ALL);
	cpu_out(PIC_1_MASK, ALL);
	check_processor(flags, cr0);
	if (bss_dirty != 0)
		console_stop(".bss is not clear");
	console_print("xm: selector %x, end %x, %u module at %x, %u bytes\n", XTRATUM_SELECTOR,
		      xm_header[HEADER_END], xm_header[HEADER_MODULES], xm_header[HEADER_MODULE],
		      xm_header[HEADER_MODULE_SIZE]);
	configuration = configuration_read(__module_0);
	if (xm_header[HEADER_MODULE_SIZE] != configuration->size)
		console_stop("the configuration's size is not that of module 0");
	console_print("xm: configuration of %u partitions\n", configuration->n_partitions);
	check_heap((uint32_t)__module_0 + configuration->size);
	segments_init();
	paging_init();
	partition_init(configuration);
	partition_next();
}
