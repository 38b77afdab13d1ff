/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of what the board's loader is told: console, region, manifest cap, protocol, blobs, and
 * numbers that must fit. */

#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "check.h"
#include "loader/container.h"
#include "loader/params.h"
#include "nearest.h"
#include "setup.h"

static void check_console(const struct check_context *context)
{
	const struct system *system = context->system;
	const char *type = arch_traits(system->board.arch)->console;
	const struct text *console = &system->loader.console;
	struct nearest nearest;
	const struct device *device;

	if (!text_given(*console))
		return;
	device = model_device(system, console->value);
	if (device == NULL) {
		nearest = nearest_to(console->value);
		diag_error(context->diag, console->at, "loader-console",
			   "board '%s' has no device '%s'", system->board.name.value,
			   console->value);
		for (size_t i = 0; i < system->board.n_devices; i++)
			nearest_try(&nearest, system->board.devices[i].name.value);
		if (nearest.name != NULL)
			diag_help(context->diag, console->at, "did you mean '%s'?", nearest.name);
	} else if (strcmp(device->type.value, type) != 0) {
		diag_error(context->diag, console->at, "loader-console",
			   "device '%s' is of type '%s'; the loader prints on '%s' only",
			   console->value, device->type.value, type);
		diag_note(context->diag, device->type.at, "the device is declared here");
	}
}

/* Device trees have 32 bits for it. */
static bool is_clock(uint64_t hertz)
{
	return hertz > 0 && hertz <= UINT32_MAX;
}

static void check_clock(const struct check_context *context, const struct number *clock)
{
	if (!clock->bad && !is_clock(clock->value))
		diag_error(context->diag, clock->at, "processor-clock",
			   "a clock of %" PRIu64 " Hz is not between 1 and %" PRIu32 " Hz",
			   clock->value, UINT32_MAX);
}

static void check_clocks(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < board->n_processors; i++)
		if (number_given(board->processors[i].clock))
			check_clock(context, &board->processors[i].clock);
		else if (arch_traits(board->arch)->needs_clock)
			diag_error(context->diag, board->processors[i].at, "processor-clock",
				   "on a board of arch '%s' the clock must be given",
				   board->arch_name.value);
}

static void report_clocked_baud(const struct check_context *context, struct location at)
{
	const struct system *system = context->system;
	const struct processor *processor = &system->board.processors[0];
	uint64_t baud = setup_baud(system);
	uint64_t lowest;
	uint64_t highest;

	setup_baud_range(processor->clock.value, &lowest, &highest);
	diag_error(context->diag, at, "loader-baud",
		   "a UART clocked with %" PRIu64 " Hz cannot run at %" PRIu64 " baud within 3 %%",
		   processor->clock.value, baud);
	diag_note(context->diag, processor->clock.at, "the clock is declared here");
	if (lowest <= highest)
		diag_help(context->diag, at,
			  "every rate from %" PRIu64 " to %" PRIu64 " can be made from this clock",
			  lowest, highest);
}

static void check_baud(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct loader_config *loader = &system->loader;
	struct location at = number_given(loader->baud) ? loader->baud.at : loader->at;
	bool is_clocked = arch_traits(system->board.arch)->needs_clock;
	uint32_t scaler;

	if (!text_given(loader->console) || loader->baud.bad ||
	    (is_clocked && !is_clock(system->board.processors[0].clock.value)) ||
	    setup_console_scaler(system, &scaler))
		return;
	if (is_clocked)
		report_clocked_baud(context, at);
	else
		diag_error(context->diag, at, "loader-baud",
			   "%" PRIu64 " baud is not 115200 divided by a whole number of 16 bits",
			   setup_baud(system));
}

static void report_no_rom(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	diag_error(context->diag, board->at, "loader-region",
		   "board '%s' has no rom memory for the loader", board->name.value);
	diag_help(context->diag, board->at,
		  "declare the Memory of kind rom that the processor starts from");
}

static void report_unknown_region(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	const struct text *region = &context->system->loader.region;
	struct nearest nearest = nearest_to(region->value);
	const struct memory *rom = NULL;

	diag_error(context->diag, region->at, "loader-region", "board '%s' has no memory '%s'",
		   board->name.value, region->value);
	for (size_t i = board->n_memories; i-- > 0;) {
		nearest_try(&nearest, board->memories[i].name.value);
		rom = board->memories[i].kind == MEMORY_ROM ? &board->memories[i] : rom;
	}
	if (nearest.name != NULL)
		diag_help(context->diag, region->at, "did you mean '%s'?", nearest.name);
	else if (rom != NULL)
		diag_help(context->diag, region->at, "memory '%s' is of kind rom", rom->name.value);
}

static void check_region(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct loader_config *loader = &system->loader;
	bool in_ram = arch_traits(system->board.arch)->in_ram;
	const struct memory *memory;

	if (!text_given(loader->region)) {
		if (!in_ram && setup_region(system) == NULL)
			report_no_rom(context);
		return;
	}
	if (in_ram) {
		diag_error(context->diag, loader->region.at, "loader-region",
			   "on a board of arch '%s' loader and container lie in RAM, where xpack "
			   "finds room",
			   system->board.arch_name.value);
		return;
	}
	memory = model_memory(system, loader->region.value);
	if (memory == NULL) {
		report_unknown_region(context);
	} else if (memory->kind != MEMORY_ROM) {
		diag_error(context->diag, loader->region.at, "loader-region",
			   "memory '%s' is not of kind rom; loader and container need storage that "
			   "keeps them",
			   loader->region.value);
		diag_note(context->diag, memory->at, "the memory is declared here");
	}
}

static void check_cap(const struct check_context *context)
{
	const struct number *cap = &context->system->loader.manifest_cap;

	if (!number_given(*cap) || cap->bad ||
	    (cap->value >= SETUP_MIN_CAP && cap->value <= SETUP_MAX_CAP &&
	     cap->value % CONTAINER_ALIGN == 0))
		return;
	diag_error(context->diag, cap->at, "loader-cap",
		   "a manifest cap of %" PRIu64 " bytes is not possible", cap->value);
	diag_help(context->diag, cap->at, "use a multiple of 8 between %uKiB and %uMiB",
		  SETUP_MIN_CAP >> 10, SETUP_MAX_CAP >> 20);
}

/* Lists in the parameter block are bounded. */
static void check_counts(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	size_t n_ram = 0;

	for (size_t i = 0; i < board->n_memories; i++)
		n_ram += board->memories[i].kind == MEMORY_RAM;
	if (n_ram > PARAMS_MAX_RANGES)
		diag_error(context->diag, board->at, "loader-limits",
			   "%zu memories of kind ram; the loader takes at most %u", n_ram,
			   PARAMS_MAX_RANGES);
	if (board->n_registers > PARAMS_MAX_RANGES)
		diag_error(context->diag, board->registers[PARAMS_MAX_RANGES].at, "loader-limits",
			   "%zu register writes; the loader takes at most %u", board->n_registers,
			   PARAMS_MAX_RANGES);
}

static void check_registers(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < board->n_registers; i++) {
		const struct register_write *write = &board->registers[i];

		if (write->address.value % sizeof(uint32_t) != 0 ||
		    write->address.value > UINT32_MAX)
			diag_error(context->diag, write->address.at, "register",
				   "0x%" PRIx64 " is not the address of a 32-bit register",
				   write->address.value);
		if (write->value.value > UINT32_MAX)
			diag_error(context->diag, write->value.at, "register",
				   "0x%" PRIx64 " does not fit 32 bits", write->value.value);
	}
}

static void check_protocol(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct host *host = &system->host;

	if (arch_has_protocol(arch_traits(system->board.arch), host->protocol))
		return;
	diag_error(context->diag, host->protocol_name.at, "host-protocol",
		   "the loader of boards of arch '%s' does not have the protocol '%s'",
		   system->board.arch_name.value, host->protocol_name.value);
}

/* A blob is a module, or it has its place. */
static void check_blobs(const struct check_context *context)
{
	const struct host *host = &context->system->host;

	for (size_t i = 0; i < host->n_blobs; i++) {
		const struct blob *blob = &host->blobs[i];

		if (number_given(blob->address) && text_given(blob->module))
			diag_error(context->diag, blob->module.at, "blob",
				   "blob '%s' has an address: it is no module", blob->name.value);
		if (number_given(blob->address) || host->protocol == PROTOCOL_MULTIBOOT)
			continue;
		diag_error(context->diag, blob->at, "blob", "blob '%s' needs an address",
			   blob->name.value);
		diag_help(context->diag, blob->at,
			  "only the protocol multiboot tells a host where modules are");
	}
}

const struct check check_loader[] = {
	{
		.id = "loader-console",
		.whole = true,
		.title = "the loader's console is a UART of the board",
		.run = check_console,
	},
	{
		.id = "processor-clock",
		.title = "a clock is a frequency of 32 bits",
		.run = check_clocks,
	},
	{
		.id = "loader-baud",
		.whole = true,
		.title = "the console's baud rate can be made from the clock",
		.run = check_baud,
	},
	{
		.id = "loader-region",
		.whole = true,
		.title = "loader and container lie in read-only memory",
		.run = check_region,
	},
	{
		.id = "loader-cap",
		.whole = true,
		.title = "the manifest cap is possible",
		.run = check_cap,
	},
	{
		.id = "loader-limits",
		.whole = true,
		.title = "the loader's lists are long enough",
		.run = check_counts,
	},
	{
		.id = "host-protocol",
		.title = "the board's loader has the host's start protocol",
		.run = check_protocol,
	},
	{
		.id = "blob",
		.whole = true,
		.title = "a blob is a module or has its place",
		.run = check_blobs,
	},
	{
		.id = "register",
		.title = "register writes are aligned 32-bit words",
		.run = check_registers,
	},
	{ .id = NULL },
};
