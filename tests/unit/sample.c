/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "sample.h"

#include <elf.h>

#define ELEMENT 3
#define NAME 10
#define TYPE 20
#define START 30
#define SIZE 40
#define ACCESS 50
#define IRQ 60
#define PERIOD 60
#define NEED 70
#define MS 1000000u

#define MIB ((uint64_t)1 << 20)
#define KIB ((uint64_t)1 << 10)

static struct location place(uint32_t line, uint32_t column)
{
	return (struct location){ "s.xml", line, column };
}

struct text sample_text(const char *value, uint32_t line, uint32_t column)
{
	return (struct text){ value, place(line, column) };
}

struct number sample_number(uint64_t value, uint32_t line, uint32_t column)
{
	return (struct number){ value, place(line, column), false };
}

struct memory *sample_add_memory(struct arena *arena, struct system *system, const char *name,
				 enum memory_kind kind, uint64_t start, uint64_t size,
				 uint32_t line)
{
	struct board *board = &system->board;

	board->memories =
		arena_grow(arena, board->memories, board->n_memories, sizeof(*board->memories));
	board->memories[board->n_memories] = (struct memory){
		.at = place(line, ELEMENT),
		.name = sample_text(name, line, NAME),
		.kind = kind,
		.start = sample_number(start, line, START),
		.size = sample_number(size, line, SIZE),
	};
	return &board->memories[board->n_memories++];
}

struct device *sample_add_device(struct arena *arena, struct system *system, const char *name,
				 uint64_t start, uint64_t size, uint32_t line)
{
	struct board *board = &system->board;

	board->devices =
		arena_grow(arena, board->devices, board->n_devices, sizeof(*board->devices));
	board->devices[board->n_devices] = (struct device){
		.at = place(line, ELEMENT),
		.name = sample_text(name, line, NAME),
		.type = sample_text("grgpio", line, TYPE),
		.start = sample_number(start, line, START),
		.size = sample_number(size, line, SIZE),
	};
	return &board->devices[board->n_devices++];
}

static struct area area(const char *name, uint64_t start, uint64_t size, const char *access_name,
			unsigned access, uint32_t line)
{
	return (struct area){
		.at = place(line, ELEMENT),
		.name = sample_text(name, line, NAME),
		.start = sample_number(start, line, START),
		.size = sample_number(size, line, SIZE),
		.access_name = sample_text(access_name, line, ACCESS),
		.access = access,
	};
}

struct area *sample_add_area(struct arena *arena, struct partition *partition, const char *name,
			     uint64_t start, uint64_t size, uint32_t line)
{
	partition->areas =
		arena_grow(arena, partition->areas, partition->n_areas, sizeof(*partition->areas));
	partition->areas[partition->n_areas] =
		area(name, start, size, "rw", ACCESS_READ | ACCESS_WRITE, line);
	return &partition->areas[partition->n_areas++];
}

struct slot *sample_add_slot(struct arena *arena, struct plan *plan, const char *partition,
			     uint64_t start_ms, uint64_t duration_ms, uint32_t line)
{
	plan->slots = arena_grow(arena, plan->slots, plan->n_slots, sizeof(*plan->slots));
	plan->slots[plan->n_slots] = (struct slot){
		.at = place(line, ELEMENT),
		.partition = sample_text(partition, line, NAME),
		.start = sample_number(start_ms * MS, line, START),
		.duration = sample_number(duration_ms * MS, line, ACCESS),
	};
	return &plan->slots[plan->n_slots++];
}

void sample_need(struct partition *partition, uint64_t duration, uint64_t period)
{
	partition->duration = sample_number(duration, partition->at.line, NEED);
	partition->period = sample_number(period, partition->at.line, PERIOD);
}

struct shared_memory *sample_add_shared(struct arena *arena, struct system *system,
					const char *name, uint64_t start, uint64_t size,
					uint32_t line)
{
	struct shared_memory *memory;

	system->shared_memories = arena_grow(arena, system->shared_memories,
					     system->n_shared_memories, sizeof(*memory));
	memory = &system->shared_memories[system->n_shared_memories++];
	*memory = (struct shared_memory){
		.at = place(line, ELEMENT),
		.name = sample_text(name, line, NAME),
		.start = sample_number(start, line, START),
		.size = sample_number(size, line, SIZE),
	};
	return memory;
}

void sample_use_shared(struct arena *arena, struct shared_area **areas, size_t *n, const char *name,
		       unsigned access, uint32_t line)
{
	const char *access_name = (access & ACCESS_WRITE) != 0 ? "rw" : "r";

	*areas = arena_grow(arena, *areas, *n, sizeof(**areas));
	(*areas)[(*n)++] = (struct shared_area){
		.at = place(line, ELEMENT),
		.memory = sample_text(name, line, NAME),
		.access_name = sample_text(access_name, line, ACCESS),
		.access = access,
	};
}

static struct device *add_uart(struct arena *arena, struct system *system, const char *name,
			       uint64_t start, uint32_t line)
{
	struct device *device = sample_add_device(arena, system, name, start, 256, line);

	device->type = sample_text("apbuart", line, TYPE);
	return device;
}

static void add_board(struct arena *arena, struct system *system)
{
	struct board *board = &system->board;

	board->at = place(2, ELEMENT);
	board->name = sample_text("leon3_generic", 2, NAME);
	board->arch = ARCH_SPARC_LEON3;
	sample_add_memory(arena, system, "prom", MEMORY_ROM, 0, 8 * MIB, 3);
	sample_add_memory(arena, system, "ram", MEMORY_RAM, SAMPLE_HOST, 128 * MIB, 4);
	sample_add_memory(arena, system, "apb", MEMORY_IO, 0x80000000, MIB, 5);
	board->n_processors = 2;
	board->processors = arena_array(arena, 2, sizeof(*board->processors));
	for (uint32_t i = 0; i < 2; i++) {
		board->processors[i].at = place(6 + i, ELEMENT);
		board->processors[i].id = sample_number(i, 6 + i, NAME);
		board->processors[i].clock = sample_number(40000000, 6 + i, SIZE);
	}
	add_uart(arena, system, "uart0", 0x80000100, 8)->irq = sample_number(3, 8, IRQ);
	add_uart(arena, system, "uart1", 0x80000200, 9)->irq = sample_number(4, 9, IRQ);
	sample_add_device(arena, system, "irqmp0", 0x80000300, 256, 10)->type =
		sample_text("irqmp", 10, TYPE);
	board->n_registers = 1;
	board->registers = arena_array(arena, 1, sizeof(*board->registers));
	board->registers[0] =
		(struct register_write){ place(11, ELEMENT), sample_number(0x80000000, 11, START),
					 sample_number(0x10f, 11, SIZE) };
}

static void add_host(struct arena *arena, struct system *system)
{
	struct host *host = &system->host;

	host->at = place(12, ELEMENT);
	host->name = sample_text("xhost", 12, NAME);
	host->file = sample_text("xhost.elf", 12, TYPE);
	host->license = sample_text("BSD-2-Clause", 12, ACCESS);
	host->protocol_name = sample_text("xpack", 12, START);
	host->protocol = PROTOCOL_XPACK;
	host->n_areas = 1;
	host->areas = arena_array(arena, 1, sizeof(*host->areas));
	host->areas[0] = area("main", SAMPLE_HOST, MIB, "rwx",
			      ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE, 13);
	host->areas[0].zero = true;
}

static struct partition partition(struct arena *arena, uint64_t id, const char *name, uint64_t code,
				  uint32_t line, uint32_t area_line)
{
	struct partition partition = {
		.at = place(line, ELEMENT),
		.id = sample_number(id, line, NAME),
		.name = sample_text(name, line, NAME),
		.file = sample_text(arena_printf(arena, "dir/%s.elf", name), line, TYPE),
		.license = sample_text("MIT", line, ACCESS),
	};

	sample_add_area(arena, &partition, "code", code, 64 * KIB, area_line);
	partition.areas[0].access = ACCESS_READ | ACCESS_EXECUTE;
	partition.areas[0].access_name = sample_text("rx", area_line, ACCESS);
	sample_add_area(arena, &partition, "data", code + 64 * KIB, 64 * KIB, area_line + 1)->zero =
		true;
	return partition;
}

static void add_partitions(struct arena *arena, struct system *system)
{
	struct partition *partitions = arena_array(arena, 2, sizeof(*partitions));

	partitions[0] = partition(arena, 0, "control", SAMPLE_CODE, 14, 15);
	partitions[0].n_devices = 1;
	partitions[0].devices = arena_array(arena, 1, sizeof(*partitions[0].devices));
	partitions[0].devices[0] =
		(struct device_use){ place(17, ELEMENT), sample_text("uart1", 17, NAME) };
	partitions[1] = partition(arena, 1, "telemetry", SAMPLE_CODE_2, 18, 19);
	system->partitions = partitions;
	system->n_partitions = 2;
}

struct system *sample_system(struct arena *arena)
{
	struct system *system = arena_alloc(arena, sizeof(*system));

	system->at = place(1, ELEMENT);
	system->name = sample_text("leon3-two", 1, NAME);
	system->version = sample_text("1.0", 1, TYPE);
	system->security_version = sample_number(1, 1, START);
	system->sequence = sample_number(7, 1, SIZE);
	add_board(arena, system);
	add_host(arena, system);
	add_partitions(arena, system);
	system->n_plans = 1;
	system->plans = arena_array(arena, 1, sizeof(*system->plans));
	system->plans[0].at = place(21, ELEMENT);
	system->plans[0].id = sample_number(0, 21, NAME);
	system->plans[0].major_frame = sample_number((uint64_t)100 * MS, 21, ACCESS);
	sample_add_slot(arena, &system->plans[0], "control", 0, 40, 22);
	sample_add_slot(arena, &system->plans[0], "telemetry", 50, 40, 23);
	system->loader.at = place(24, ELEMENT);
	system->loader.console = sample_text("uart0", 24, NAME);
	return system;
}

struct elf *sample_view(struct arena *arena, const char *path, uint64_t entry)
{
	struct elf *elf = arena_alloc(arena, sizeof(*elf));

	elf->path = path;
	elf->big_endian = true;
	elf->type = ET_EXEC;
	elf->machine = EM_SPARC;
	elf->entry = entry;
	elf->file = (struct span){ (const uint8_t *)path, 1 };
	return elf;
}

struct elf_segment *sample_segment(struct arena *arena, struct elf *elf, uint32_t flags,
				   uint64_t addr, uint64_t file_size, uint64_t mem_size)
{
	uint8_t *data = arena_alloc(arena, (size_t)file_size);

	for (size_t i = 0; i < file_size; i++)
		data[i] = (uint8_t)(addr + i);
	elf->segments = arena_grow(arena, elf->segments, elf->n_segments, sizeof(*elf->segments));
	elf->segments[elf->n_segments] = (struct elf_segment){
		.index = (uint32_t)elf->n_segments,
		.type = PT_LOAD,
		.flags = flags,
		.vaddr = addr,
		.paddr = addr,
		.file_size = file_size,
		.mem_size = mem_size,
		.data = { data, (size_t)file_size },
	};
	return &elf->segments[elf->n_segments++];
}

struct linked sample_link(struct arena *arena, const struct elf *elf)
{
	struct linked linked = { 0 };

	linked.segments = arena_array(arena, elf->n_segments, sizeof(*linked.segments));
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type != PT_LOAD || segment->mem_size == 0)
			continue;
		linked.segments[linked.n_segments++] = (struct linked_segment){
			segment,
			(uint8_t *)arena_text(arena, (const char *)segment->data.data,
					      segment->data.size),
			segment->data.size
		};
	}
	return linked;
}
