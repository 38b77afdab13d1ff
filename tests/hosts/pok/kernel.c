/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* From the loader's jump to the first partition, and from one partition to the next. */
#include "kernel.h"

#include <stddef.h>

#include "../../host/console.h"
#include "board.h"
#include "program.h"

/* From the linker script: where the files begin, where their room ends, and the kernel's end. */
extern const uint8_t __archive2_begin[];
extern const uint8_t __archive2_end[];
extern const uint8_t __pok_end[];
extern const uint32_t part_sizes[N_PARTITIONS];

_Noreturn void host_main(const void *info);

static struct slot_of slots[N_PARTITIONS];
static uint32_t current;
static uint32_t ticks;

struct slot_of *kernel_partition(uint32_t index)
{
	return &slots[index];
}

struct slot_of *kernel_current(void)
{
	return &slots[current];
}

uint32_t kernel_current_index(void)
{
	return current;
}

uint32_t kernel_ticks(void)
{
	return ticks;
}

void *kernel_bytes(const struct slot_of *slot, uint32_t addr, uint32_t size)
{
	if (size > slot->size || addr > slot->size - size)
		return NULL;
	return (void *)(uintptr_t)(slot->base + addr);
}

/* For register windows: may the partition access these bytes?  It may do anything with its own. */
bool partition_may(const struct partition *partition, uint32_t addr, uint32_t size, uint32_t access)
{
	(void)partition; /* the one that runs */
	(void)access;
	return kernel_bytes(kernel_current(), addr, size) != NULL;
}

static void say(uint32_t index)
{
	console_text("pok: partition ");
	console_u64(index);
}

void kernel_fault(const char *what, uint32_t pc)
{
	console_end_line(&slots[current].partition);
	say(current);
	console_text(" stopped: ");
	console_text(what);
	console_text(", pc ");
	console_hex(pc);
	console_text("\n");
	slots[current].is_stopped = true;
}

void kernel_halt(const char *why)
{
	console_text("pok: halt: ");
	console_text(why);
	console_text("\n");
	console_flush();
	board_stop();
}

/* The next that is neither stopped nor done; a round ends when all others had their turn. */
static bool pick(void)
{
	for (uint32_t i = 0; i < 2 * N_PARTITIONS; i++) {
		struct slot_of *slot = &slots[current];

		if (!slot->is_stopped && !slot->is_done)
			return true;
		slot->is_done = false;
		if (++current == N_PARTITIONS) {
			current = 0;
			ticks++;
		}
	}
	return false;
}

void kernel_resume(void)
{
	if (!pick())
		kernel_halt("all partitions have stopped");
	board_resume(&slots[current], current);
}

static void say_place(uint32_t index, uint32_t offset, uint32_t size)
{
	say(index);
	console_text(": bytes ");
	console_u64(offset);
	console_text(" to ");
	console_u64(offset + size);
	console_text(" of the archive, ");
	console_u64(configs[index].size);
	console_text(" bytes of memory\n");
}

/* Returns the partition's own reason why it cannot run. */
static const char *load(uint32_t index, uint32_t offset)
{
	struct slot_of *slot = &slots[index];
	uint32_t room = (uint32_t)(__archive2_end - __archive2_begin);
	uint32_t size = part_sizes[index];

	if (offset > room || size > room - offset)
		return "the file ends behind the archive";
	say_place(index, offset, size);
	return program_load(slot, __archive2_begin + offset, size);
}

static void name(struct slot_of *slot, const char *text)
{
	for (uint32_t i = 0; text[i] != '\0' && i < SYSTEM_MAX_NAME - 1; i++)
		slot->description.name[i] = text[i];
	slot->partition.description = &slot->description;
}

static void init_partitions(void)
{
	uint32_t alignment = board_alignment();
	uint32_t free = (uint32_t)(uintptr_t)__pok_end;
	uint32_t offset = 0;

	for (uint32_t i = 0; i < N_PARTITIONS; i++) {
		const char *wrong;

		slots[i].base = (free + alignment - 1) & ~(alignment - 1);
		slots[i].size = configs[i].size;
		free = slots[i].base + slots[i].size;
		name(&slots[i], configs[i].name);
		wrong = load(i, offset);
		offset += part_sizes[i];
		if (wrong != NULL) {
			say(i);
			console_text(" cannot start: ");
			console_text(wrong);
			console_text("\n");
			slots[i].is_stopped = true;
		} else if (!board_partition_init(&slots[i], i)) {
			kernel_halt("no memory for an address space");
		}
	}
}

void host_main(const void *info)
{
	const char *wrong = board_init(info);

	if (wrong != NULL)
		kernel_halt(wrong);
	console_text("pok: ");
	console_u64(N_PARTITIONS);
	console_text(" partitions\n");
	init_partitions();
	if (!board_protect())
		kernel_halt("the kernel cannot be mapped");
	kernel_resume();
}
