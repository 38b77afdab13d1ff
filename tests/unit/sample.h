/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sample: a system of two partitions as a model, built by hand, without a fault; and ELF views
 * that go with it.  Tests damage it.
 *
 * Every element has a line of its own in "s.xml", every attribute the column of its kind, so that
 * a report can be compared as a whole:
 *
 *      1 System             8 uart0 (irq 3)     14 Partition control    21 Plan
 *      2 Board              9 uart1 (irq 4)     15   Area code          22   Slot control
 *      3 prom              10 irqmp0            16   Area data          23   Slot telemetry
 *      4 ram               11 Register          17   Device uart1       24 Loader
 *      5 apb               12 Host              18 Partition telemetry
 *      6 Processor 0       13   Area main       19   Area code
 *      7 Processor 1                            20   Area data
 *
 * Columns: the element 3, name and id 10, kind and type 20, start and address 30, size, clock and
 * value 40, access and duration 50, irq, processor and a need's period 60, its duration 70.
 */
#ifndef XPACK_TESTS_SAMPLE_H
#define XPACK_TESTS_SAMPLE_H

#include "xpack/elf.h"
#include "xpack/link.h"
#include "xpack/model.h"

#define SAMPLE_HOST 0x40000000u /* 1 MiB */
#define SAMPLE_CODE 0x40100000u /* of control, 64 KiB; data behind it */
#define SAMPLE_DATA 0x40110000u
#define SAMPLE_CODE_2 0x40200000u /* of telemetry */
#define SAMPLE_DATA_2 0x40210000u
#define SAMPLE_RAM_END 0x48000000u

struct text sample_text(const char *value, uint32_t line, uint32_t column);
struct number sample_number(uint64_t value, uint32_t line, uint32_t column);

/* The whole system; arrays have exactly the elements listed above. */
struct system *sample_system(struct arena *arena);

/* Append an element whose attributes stand in the given line. */
struct memory *sample_add_memory(struct arena *arena, struct system *system, const char *name,
				 enum memory_kind kind, uint64_t start, uint64_t size,
				 uint32_t line);
struct device *sample_add_device(struct arena *arena, struct system *system, const char *name,
				 uint64_t start, uint64_t size, uint32_t line);
struct area *sample_add_area(struct arena *arena, struct partition *partition, const char *name,
			     uint64_t start, uint64_t size, uint32_t line);
struct slot *sample_add_slot(struct arena *arena, struct plan *plan, const char *partition,
			     uint64_t start_ms, uint64_t duration_ms, uint32_t line);

/* The partition needs that many nanoseconds in each period. */
void sample_need(struct partition *partition, uint64_t duration, uint64_t period);

struct shared_memory *sample_add_shared(struct arena *arena, struct system *system,
					const char *name, uint64_t start, uint64_t size,
					uint32_t line);
/* A SharedArea of the host or a partition, whose list this is. */
void sample_use_shared(struct arena *arena, struct shared_area **areas, size_t *n, const char *name,
		       unsigned access, uint32_t line);

/* A view without segments. */
struct elf *sample_view(struct arena *arena, const char *path, uint64_t entry);
/* A PT_LOAD with file_size bytes, which count up from addr's lowest, and mem_size in memory. */
struct elf_segment *sample_segment(struct arena *arena, struct elf *elf, uint32_t flags,
				   uint64_t addr, uint64_t file_size, uint64_t mem_size);
/* Copies of all loaded segments, nothing changed. */
struct linked sample_link(struct arena *arena, const struct elf *elf);

#endif
