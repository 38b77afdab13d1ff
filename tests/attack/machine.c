/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "machine.h"

#include "ram.h"

#include "loader/board.h"
#include "loader/container.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ERASED 0xff
#define CONSOLE_SIZE (64u << 10)

/* board.h has no context, so the double is one, here. */
static struct {
	const struct lab *lab;
	uint8_t *ram;
	struct range ram_range;
	uint8_t *storage;
	uint8_t *second; /* where a second container lies, or NULL */
	uint32_t n_stored;
	uint32_t n_second;
	uint8_t *counts; /* reads of each byte of the container */
	machine_meddle *meddle;
	struct machine_result result;
	char console[CONSOLE_SIZE];
	size_t n_console;
	jmp_buf end;
} machine;

void machine_open(const struct lab *lab)
{
	const struct params *params = &lab->params;

	lab_need(params->n_ram == 1, "one RAM");
	machine.lab = lab;
	machine.ram_range = params_range(params->ram, 0);
	machine.ram = malloc(machine.ram_range.size);
	machine.storage = malloc(params->container_size);
	machine.counts = malloc(params->container_size);
	lab_need(machine.ram != NULL && machine.storage != NULL && machine.counts != NULL,
		 "memory");
	memset(machine.storage, ERASED, params->container_size);
	if (params->second_size == 0)
		return;
	machine.second = malloc(params->second_size);
	lab_need(machine.second != NULL, "memory");
	memset(machine.second, ERASED, params->second_size);
}

void machine_close(void)
{
	free(machine.ram);
	free(machine.storage);
	free(machine.second);
	free(machine.counts);
}

unsigned machine_n_reads(uint32_t offset)
{
	return machine.counts[offset];
}

const char *board_name(void)
{
	return "double";
}

struct span board_params(void)
{
	struct span block = machine.lab->block;

	if (block.size > PARAMS_MAX_SIZE)
		block.size = PARAMS_MAX_SIZE;
	return block;
}

void board_console(void)
{
	machine.n_console = 0;
}

void board_put(char character)
{
	lab_need(machine.n_console < CONSOLE_SIZE - 1, "room on the console");
	machine.console[machine.n_console++] = character;
	machine.console[machine.n_console] = '\0';
}

bool board_read(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct range *place = context;

	if (!range_fits(place->size, offset, size)) {
		machine.result.complaint = "read outside the storage";
		return false;
	}
	if (machine.second != NULL && place->addr == machine.lab->params.second_addr) {
		memcpy(to, machine.second + offset, size);
		return true;
	}
	if (machine.meddle != NULL)
		machine.meddle(machine.storage, offset, size, machine.result.n_reads);
	machine.result.n_reads++;
	for (uint32_t i = 0; i < size && offset + i < machine.n_stored; i++)
		if (machine.counts[offset + i] < UINT8_MAX)
			machine.counts[offset + i]++;
	memcpy(to, machine.storage + offset, size);
	return true;
}

uint8_t *board_memory(uint32_t addr, uint32_t size)
{
	const struct range *ram = &machine.ram_range;

	if (addr < ram->addr || !range_fits(ram->size, addr - ram->addr, size)) {
		fprintf(stderr, "attack: the loader reaches for 0x%08x, %u bytes\n", addr, size);
		abort();
	}
	return machine.ram + (addr - ram->addr);
}

enum status board_check(const struct params *params)
{
	(void)params;
	return STATUS_OK;
}

enum status board_prepare(const struct params *params, const struct container *container)
{
	(void)params;
	return container->start == START_XPACK || container->start == START_RAW ? STATUS_OK
										: STATUS_PROTOCOL;
}

_Noreturn void board_start(const struct params *params, const struct container *container,
			   uint32_t dtb_addr)
{
	(void)params;
	machine.result.started = true;
	machine.result.entry = container->images[container->kernel].entry;
	machine.result.dtb_addr = dtb_addr;
	longjmp(machine.end, 1);
}

_Noreturn void board_halt(void)
{
	longjmp(machine.end, 1);
}

/* The code of the line "REFUSED 0x.. text", and that this line and "start" exclude one another. */
static void read_console(void)
{
	struct machine_result *result = &machine.result;
	const char *refused = strstr(machine.console, "\nREFUSED 0x");
	bool start = strstr(machine.console, "\nstart ") != NULL;
	const char *text;

	result->console = machine.console;
	if (start != result->started || (refused != NULL) == result->started) {
		result->complaint = "the console does not say what happened";
		return;
	}
	if (refused == NULL)
		return;
	result->status = (enum status)strtoul(refused + sizeof("\nREFUSED ") - 1, NULL, 16);
	text = status_text(result->status);
	if (strncmp(refused + sizeof("\nREFUSED 0x00 ") - 1, text, strlen(text)) != 0)
		result->complaint = "the refusal has not its text";
}

/* What was read is not what stands there now, when somebody meddled. */
static const char *complaint_about_ram(struct span container)
{
	if (machine.meddle == NULL)
		return ram_complaint(machine.lab, machine.ram, container, machine.result.status);
	return machine.result.started ? NULL : ram_manifest_complaint(machine.lab, machine.ram);
}

static void store(struct span container)
{
	lab_need(container.size <= machine.lab->params.container_size, "room in the storage");
	if (machine.n_stored > container.size)
		memset(machine.storage + container.size, ERASED, machine.n_stored - container.size);
	if (container.size > 0)
		memcpy(machine.storage, container.data, container.size);
	machine.n_stored = (uint32_t)container.size;
	memset(machine.counts, 0, container.size);
}

static void store_second(struct span container)
{
	lab_need(machine.second != NULL && container.size <= machine.lab->params.second_size,
		 "room for a second container");
	if (machine.n_second > container.size)
		memset(machine.second + container.size, ERASED, machine.n_second - container.size);
	memcpy(machine.second, container.data, container.size);
	machine.n_second = (uint32_t)container.size;
}

static void run(machine_meddle *meddle)
{
	memset(machine.ram, RAM_POISON, machine.ram_range.size);
	machine.meddle = meddle;
	machine.result = (struct machine_result){ .status = STATUS_OK };
	if (setjmp(machine.end) == 0)
		loader_main();
	read_console();
}

struct machine_result machine_boot_two(struct span first, struct span second, struct span wanted)
{
	store(first);
	store_second(second);
	run(NULL);
	if (machine.result.complaint == NULL)
		machine.result.complaint = complaint_about_ram(wanted);
	return machine.result;
}

struct machine_result machine_boot(struct span container, machine_meddle *meddle)
{
	store(container);
	run(meddle);
	if (machine.result.complaint == NULL)
		machine.result.complaint = complaint_about_ram(container);
	return machine.result;
}
