/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of what the board's loader is told: console, region, manifest cap, and lists that must
 * fit. */

#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "check.h"
#include "loader/container.h"
#include "loader/params.h"
#include "setup.h"

static void check_console(const struct check_context *context)
{
	const struct system *system = context->system;
	const char *type = arch_traits(system->board.arch)->console;
	const struct text *console = &system->loader.console;
	const struct device *device;

	if (!text_given(*console))
		return;
	device = model_device(system, console->value);
	if (device == NULL) {
		diag_error(context->diag, console->at, "loader-console",
			   "board '%s' has no device '%s'", system->board.name.value,
			   console->value);
		suggest_help(system, context->diag, suggest_devices(&system->board), *console);
	} else if (strcmp(device->type.value, type) != 0) {
		diag_error(context->diag, console->at, "loader-console",
			   "device '%s' is of type '%s'; the loader prints on '%s' only",
			   console->value, device->type.value, type);
		diag_note(context->diag, device->type.at, "the device is declared here");
	} else if (arch_traits(system->board.arch)->has_ports && device->space != SPACE_PORT) {
		diag_error(context->diag, console->at, "loader-console",
			   "device '%s' is not in I/O space, where the loader prints",
			   console->value);
		diag_note(context->diag, device->at, "the device is declared here");
		diag_help(context->diag, device->at, "add space=\"port\" if 'start' is a port");
	}
}

static void check_silence(const struct check_context *context)
{
	const struct loader_config *loader = &context->system->loader;

	if (number_given(loader->baud) && !loader->baud.bad && !text_given(loader->console))
		diag_warning(context->diag, loader->baud.at, "loader-silent",
			     "a rate for a console that the loader does not have: it is silent");
}

/* Is it one that a rate could be made from? */
static bool is_clock(uint64_t hertz)
{
	return hertz > 0 && hertz <= UINT32_MAX;
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
	const struct memory *rom = NULL;

	diag_error(context->diag, region->at, "loader-region", "board '%s' has no memory '%s'",
		   board->name.value, region->value);
	if (suggest_help(context->system, context->diag, suggest_memories(board), *region))
		return;
	for (size_t i = board->n_memories; i-- > 0;)
		rom = board->memories[i].kind == MEMORY_ROM ? &board->memories[i] : rom;
	if (rom != NULL)
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

/* The processor starts at 0, and the loader is linked for where it starts. */
static void check_region_start(const struct check_context *context)
{
	const struct memory *region = setup_region(context->system);

	if (region == NULL || region->kind != MEMORY_ROM || region->start.bad ||
	    region->start.value == 0)
		return;
	diag_error(context->diag, region->start.at, "loader-start",
		   "memory '%s' holds the loader and starts at 0x%08" PRIx64
		   "; the processor starts at 0x00000000",
		   region->name.value, region->start.value);
}

/* Loader and first container come before it, the second container goes up to the memory's end. */
static void check_second(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct number *second = &system->loader.second_container;
	const struct memory *region = setup_region(system);

	if (!number_given(*second) || second->bad)
		return;
	if (arch_traits(system->board.arch)->in_ram) {
		diag_error(
			context->diag, second->at, "loader-second",
			"on a board of arch '%s' the container lies in RAM with its loader: what "
			"damages the one is not known to spare the other",
			system->board.arch_name.value);
		diag_help(context->diag, second->at,
			  "keep two boot images where the boot program finds them");
		return;
	}
	if (second->value % SETUP_SECOND_ALIGN != 0) {
		diag_error(context->diag, second->at, "loader-second",
			   "0x%08" PRIx64 " is not a multiple of %u", second->value,
			   SETUP_SECOND_ALIGN);
		diag_help(context->diag, second->at, "0x%08" PRIx64 " is",
			  align_up(second->value, SETUP_SECOND_ALIGN));
		return;
	}
	if (region == NULL || region->start.bad || region->size.bad || region->size.value == 0 ||
	    (second->value > region->start.value &&
	     second->value - region->start.value < region->size.value))
		return;
	diag_error(context->diag, second->at, "loader-second",
		   "0x%08" PRIx64 " is not behind the loader in memory '%s', which ends at "
		   "0x%08" PRIx64,
		   second->value, region->name.value, region->start.value + region->size.value - 1);
	diag_note(context->diag, region->at, "the memory is declared here");
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
static void check_lists(const struct check_context *context)
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

const struct check check_loader[] = {
	{
		.id = "loader-console",
		.whole = true,
		.title = "the loader's console is a UART of the board",
		.rationale = "On the console the loader says why it refuses a container. When it "
			     "writes to another device's registers nobody reads that, and that "
			     "device is in a state that its driver does not expect.",
		.source = "docs/boards.md; docs/loader-codes.md",
		.wrong = "<Device name=\"timer0\" type=\"gptimer\" .../>\n"
			 "<Loader console=\"timer0\" .../>\n",
		.right = "<Device name=\"uart0\" type=\"apbuart\" .../>\n"
			 "<Loader console=\"uart0\" .../>\n",
		.run = check_console,
	},
	{
		.id = "loader-baud",
		.whole = true,
		.title = "the console's baud rate can be made from the clock",
		.rationale = "A UART divides its clock by a whole number. When the rate is more "
			     "than 3 % off, the last bits of each character are read as bits of "
			     "the next, and the terminal shows noise.",
		.source = "GRLIB IP Core User's Manual, chapter APBUART, baud-rate generation; "
			  "National Semiconductor PC16550D, programmable baud generator",
		.wrong = "<Processor id=\"0\" clock=\"1MHz\"/>\n"
			 "<Loader console=\"uart0\" baud=\"115200\"/>\n",
		.right = "<Processor id=\"0\" clock=\"40MHz\"/>\n"
			 "<Loader console=\"uart0\" baud=\"115200\"/>\n",
		.run = check_baud,
	},
	{
		.id = "loader-silent",
		.severity = SEVERITY_WARNING,
		.whole = true,
		.title = "a rate is given for a console that there is",
		.rationale = "Without a console the loader is silent: a board that refuses its "
			     "container just stands still. Who gives a rate wanted a console.",
		.source = "docs/loader-codes.md",
		.wrong = "<Loader baud=\"38400\"/>\n",
		.right = "<Loader console=\"uart0\" baud=\"38400\"/>\n",
		.run = check_silence,
	},
	{
		.id = "loader-region",
		.whole = true,
		.title = "loader and container lie in read-only memory",
		.rationale = "The loader, its keys and the container must be there after "
			     "power-on, and nothing that runs may change the loader. On x86 a "
			     "boot program puts them into RAM, where xpack finds room.",
		.source = "docs/boards.md, \"A new LEON3 board\" and \"A PC\"",
		.wrong = "<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" .../>\n"
			 "<Loader region=\"ram\" .../>\n",
		.right = "<Memory name=\"prom\" kind=\"rom\" start=\"0\" .../>\n"
			 "<Loader region=\"prom\" .../>\n",
		.run = check_region,
	},
	{
		.id = "loader-start",
		.whole = true,
		.title = "the loader lies where the processor starts",
		.rationale = "A LEON3 fetches its first instruction at address 0, and the loader "
			     "runs in place. In a memory that starts elsewhere it is never "
			     "reached; what is at 0 is executed instead.",
		.source =
			"The SPARC Architecture Manual, version 8, chapter \"Traps\", reset trap; "
			"docs/boards.md, \"A new LEON3 board\"",
		.wrong = "<Memory name=\"prom\" kind=\"rom\" start=\"0xc0000000\" .../>\n"
			 "<Loader region=\"prom\" .../>\n",
		.right = "<Memory name=\"prom\" kind=\"rom\" start=\"0\" .../>\n"
			 "<Loader region=\"prom\" .../>\n",
		.run = check_region_start,
	},
	{
		.id = "loader-cap",
		.whole = true,
		.title = "the manifest cap is possible",
		.rationale = "The loader keeps RAM for the largest manifest that it takes, and "
			     "reads no more than that before a signature was verified. A cap "
			     "below the smallest manifest lets no container start.",
		.source = "docs/container.md, size of the manifest",
		.wrong = "<Loader manifestCap=\"1KiB\" .../>\n",
		.right = "<Loader manifestCap=\"64KiB\" .../>\n",
		.run = check_cap,
	},
	{
		.id = "loader-second",
		.whole = true,
		.title = "the second container has a place of its own in the loader's memory",
		.rationale = "The loader starts the better of two containers, so that damage to "
			     "one, or an interrupted update, leaves a board that boots. Each "
			     "has erase blocks of its own only when it begins at a multiple of "
			     "4 KiB, and both lie in the storage that the loader lies in.",
		.source = "docs/container.md, \"Two containers\"; docs/boards.md",
		.wrong = "<Memory name=\"prom\" kind=\"rom\" start=\"0\" size=\"8MiB\"/>\n"
			 "<Loader region=\"prom\" secondContainer=\"8MiB\" .../>\n",
		.right = "<Memory name=\"prom\" kind=\"rom\" start=\"0\" size=\"8MiB\"/>\n"
			 "<Loader region=\"prom\" secondContainer=\"4MiB\" .../>\n",
		.run = check_second,
	},
	{
		.id = "loader-limits",
		.whole = true,
		.title = "the loader's lists are long enough",
		.rationale = "The parameter block that the loader reads has room for 64 ranges of "
			     "RAM and 64 register writes, so that it can be checked without "
			     "RAM.",
		.source = "loader/params.h; docs/boards.md, \"A new LEON3 board\"",
		.wrong = "a Board with 65 elements Memory of kind ram\n",
		.right = "a Board with 64 elements Memory of kind ram\n",
		.run = check_lists,
	},
	{ .id = NULL },
};
