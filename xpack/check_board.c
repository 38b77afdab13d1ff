/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of a board against what its architecture and its devices are; who uses the devices is in
 * check_devices.c. */

#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "check.h"
#include "loader/span.h"

/* Device trees have 32 bits for it. */
static bool is_clock(const struct number *clock)
{
	return clock->value > 0 && clock->value <= UINT32_MAX;
}

static void check_clock(const struct check_context *context, const struct number *clock)
{
	if (!clock->bad && !is_clock(clock))
		diag_error(context->diag, clock->at, "processor-clock",
			   "a clock of %" PRIu64 " Hz is not between 1 and %" PRIu32 " Hz",
			   clock->value, UINT32_MAX);
}

/* The clock is also that of the bus, of which there is one. */
static void check_one_clock(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	const struct number *first = NULL;

	for (size_t i = 0; i < board->n_processors; i++) {
		const struct number *clock = &board->processors[i].clock;

		if (!number_given(*clock) || clock->bad || !is_clock(clock))
			continue;
		if (first == NULL)
			first = clock;
		if (first->value == clock->value)
			continue;
		diag_error(context->diag, clock->at, "processor-clock",
			   "a clock of %" PRIu64 " Hz, where the bus and the other processors have "
			   "%" PRIu64 " Hz",
			   clock->value, first->value);
		diag_note(context->diag, first->at, "that clock is declared here");
	}
}

static void check_clocks(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	bool needs_clock = arch_traits(board->arch)->needs_clock;

	for (size_t i = 0; i < board->n_processors; i++)
		if (number_given(board->processors[i].clock))
			check_clock(context, &board->processors[i].clock);
		else if (needs_clock)
			diag_error(context->diag, board->processors[i].at, "processor-clock",
				   "on a board of arch '%s' the clock must be given",
				   board->arch_name.value);
	if (needs_clock)
		check_one_clock(context);
}

/* Ids that a processor can have: on LEON3 four bits of ASR17, on x86 the eight of an APIC's id
 * but for the one that means all. */
static uint64_t last_processor_id(enum arch arch)
{
	return arch == ARCH_SPARC_LEON3 ? 15 : 254;
}

static void check_processors(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	uint64_t last = last_processor_id(board->arch);
	bool has_first = false;

	for (size_t i = 0; i < board->n_processors; i++) {
		const struct number *id = &board->processors[i].id;

		has_first = has_first || id->value == 0; /* a bad one may have meant it */
		if (!id->bad && id->value > last)
			diag_error(context->diag, id->at, "processor-id",
				   "no processor of a board of arch '%s' has the id %" PRIu64
				   "; the last one is %" PRIu64,
				   board->arch_name.value, id->value, last);
	}
	if (has_first)
		return;
	diag_error(context->diag, board->processors[0].at, "processor-id",
		   "board '%s' has no processor 0, on which the loader starts", board->name.value);
}

/* What a range of addresses is on every PC. */
struct reserved {
	uint64_t start, size;
	const char *what;
};

static const struct reserved pc_reserved[] = {
	{ 0, 0x500, "the interrupt vectors and the data of the BIOS" },
	{ 0xa0000, 0x20000, "the memory of the display" },
	{ 0xc0000, 0x40000, "the read-only memory of adapters and of the BIOS" },
	{ 0xfee00000, 0x1000, "the registers of the local APIC" },
	{ 0xffff0000, 0x10000, "the firmware that the processor starts from" },
};

static void check_ram(const struct check_context *context, const struct memory *memory)
{
	for (size_t i = 0; i < sizeof(pc_reserved) / sizeof(pc_reserved[0]); i++) {
		const struct reserved *reserved = &pc_reserved[i];

		if (memory->size.value == 0 || !ranges_meet(memory->start.value, memory->size.value,
							    reserved->start, reserved->size))
			continue;
		diag_error(context->diag, memory->start.at, "memory-reserved",
			   "memory '%s' is not RAM at 0x%08" PRIx64 "..0x%08" PRIx64
			   ": there is %s",
			   memory->name.value, reserved->start,
			   reserved->start + reserved->size - 1, reserved->what);
	}
}

static void check_reserved(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < board->n_memories && board->arch == ARCH_X86; i++) {
		const struct memory *memory = &board->memories[i];

		if (memory->kind == MEMORY_RAM && !memory->start.bad && !memory->size.bad &&
		    memory->start.value <= UINT32_MAX && memory->size.value <= UINT32_MAX)
			check_ram(context, memory);
	}
}

/* What is known of the registers of some types of devices. */
struct registers {
	const char *type;
	enum device_space space;
	uint64_t size;  /* bytes from the first register to the last that every one has */
	uint64_t align; /* of the first */
};

/* GRLIB IP Core User's Manual, tables of registers, and APBCTRL: slaves of the bus have 256 bytes
 * or more, aligned.  PC16550D, 8254 and 8259A data sheets. */
static const struct registers known[] = {
	{ "apbuart", SPACE_MEMORY, 0x10, 256 }, { "gptimer", SPACE_MEMORY, 0x20, 256 },
	{ "irqmp", SPACE_MEMORY, 0x44, 256 },   { "ns16550", SPACE_PORT, 8, 8 },
	{ "i8254", SPACE_PORT, 4, 4 },          { "i8259", SPACE_PORT, 2, 2 },
};

static const struct registers *find_registers(const struct device *device)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].space == device->space &&
		    strcmp(known[i].type, device->type.value) == 0)
			return &known[i];
	return NULL;
}

static void check_registers_of(const struct check_context *context, const struct device *device)
{
	const struct registers *registers = find_registers(device);
	const struct number *start = &device->start;

	if (registers == NULL)
		return;
	if (!start->bad && start->value % registers->align != 0) {
		diag_error(context->diag, start->at, "device-registers",
			   "device '%s' starts at 0x%" PRIx64
			   "; registers of type '%s' start at a multiple of 0x%" PRIx64,
			   device->name.value, start->value, registers->type, registers->align);
		diag_help(context->diag, start->at, "the one below is 0x%" PRIx64,
			  start->value - start->value % registers->align);
	}
	if (!device->size.bad && device->size.value != 0 && device->size.value < registers->size)
		diag_error(
			context->diag, device->size.at, "device-registers",
			"device '%s' has %" PRIu64 " bytes; registers of type '%s' take %" PRIu64,
			device->name.value, device->size.value, registers->type, registers->size);
}

static void check_device_registers(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < board->n_devices; i++)
		check_registers_of(context, &board->devices[i]);
}

static bool is_word(const struct number *address)
{
	return address->value % sizeof(uint32_t) == 0 && address->value <= UINT32_MAX;
}

static void check_words(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < board->n_registers; i++) {
		const struct register_write *write = &board->registers[i];

		if (!is_word(&write->address))
			diag_error(context->diag, write->address.at, "register",
				   "0x%" PRIx64 " is not the address of a 32-bit register",
				   write->address.value);
		if (write->value.value > UINT32_MAX)
			diag_error(context->diag, write->value.at, "register",
				   "0x%" PRIx64 " does not fit 32 bits", write->value.value);
	}
	if (arch_traits(board->arch)->in_ram && board->n_registers != 0)
		diag_error(context->diag, board->registers[0].at, "register",
			   "the loader of boards of arch '%s' writes no registers: RAM works when "
			   "it is started",
			   board->arch_name.value);
}

/* Is an address known to be in none of the io memories? */
static bool is_outside_io(const struct board *board, uint64_t address)
{
	for (size_t i = 0; i < board->n_memories; i++) {
		const struct memory *memory = &board->memories[i];

		if (memory->kind == MEMORY_IO &&
		    (memory->start.bad || memory->size.bad ||
		     (address >= memory->start.value &&
		      range_fits(memory->size.value, address - memory->start.value,
				 sizeof(uint32_t)))))
			return false;
	}
	return true;
}

static void check_places(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < board->n_registers; i++) {
		const struct number *address = &board->registers[i].address;

		if (!address->bad && is_word(address) && is_outside_io(board, address->value))
			diag_error(context->diag, address->at, "register-outside-io",
				   "register 0x%08" PRIx64 " is not inside an io memory of board "
				   "'%s'",
				   address->value, board->name.value);
	}
}

const struct check check_board[] = {
	{
		.id = "processor-id",
		.title = "there is a processor 0, and ids are ids of the architecture",
		.rationale = "The loader runs on processor 0 and starts the host there. A slot on "
			     "a processor whose id no hardware has is never run.",
		.source = "GRLIB IP Core User's Manual, chapter LEON3, processor configuration "
			  "register (ASR17); Intel 64 and IA-32 Architectures Software "
			  "Developer's Manual, volume 3, chapter on the APIC",
		.wrong = "<Processor id=\"16\" clock=\"40MHz\"/>\n",
		.right = "<Processor id=\"0\" clock=\"40MHz\"/>\n",
		.run = check_processors,
	},
	{
		.id = "processor-clock",
		.title = "a clock is a frequency of 32 bits, on a LEON3 one for all",
		.rationale = "Baud rates and timers of a LEON3 are made from the clock, which is "
			     "also that of its bus. With a wrong one the console prints noise "
			     "and slots are too long or too short.",
		.source = "GRLIB IP Core User's Manual, chapters APBUART and GPTIMER; "
			  "docs/device-tree.md, \"clock-frequency\"",
		.wrong = "<Processor id=\"0\" clock=\"0Hz\"/>\n",
		.right = "<Processor id=\"0\" clock=\"40MHz\"/>\n",
		.run = check_clocks,
	},
	{
		.id = "memory-reserved",
		.title = "RAM is not declared where a PC has something else",
		.rationale = "What is written there goes to the display, to an interrupt "
			     "controller or nowhere. The loader refuses to start when RAM of the "
			     "description is not in the memory map of the boot program.",
		.source = "docs/boards.md, \"A PC\"; Intel 64 and IA-32 Architectures Software "
			  "Developer's Manual, volume 3, local APIC, and first instruction after "
			  "a reset",
		.wrong = "<Board arch=\"x86\" ...>\n"
			 "  <Memory name=\"low\" kind=\"ram\" start=\"0\" "
			 "size=\"640KiB\"/>\n"
			 "</Board>\n",
		.right = "<Board arch=\"x86\" ...>\n"
			 "  <Memory name=\"low\" kind=\"ram\" start=\"4KiB\" "
			 "size=\"600KiB\"/>\n"
			 "</Board>\n",
		.run = check_reserved,
	},
	{
		.id = "device-registers",
		.title = "devices of known types have their registers",
		.rationale = "A driver that is given an address beside the registers writes its "
			     "settings into others, and one that is given too few bytes is "
			     "stopped by the memory management unit. Neither looks like an error "
			     "of the description.",
		.source = "GRLIB IP Core User's Manual, chapters APBCTRL, APBUART, GPTIMER and "
			  "IRQMP; National Semiconductor PC16550D, Intel 8254 and 8259A data "
			  "sheets",
		.wrong = "<Device name=\"uart0\" type=\"apbuart\" start=\"0x80000110\" "
			 ".../>\n",
		.right = "<Device name=\"uart0\" type=\"apbuart\" start=\"0x80000100\" "
			 ".../>\n",
		.run = check_device_registers,
	},
	{
		.id = "register",
		.title = "register writes are aligned 32-bit words, where the loader does them",
		.rationale = "The loader stores words before it uses RAM. A misaligned store is a "
			     "trap while traps are off, which stops a LEON3 before it could say "
			     "anything. On x86 the boot program has set up the memory.",
		.source = "docs/boards.md, \"A new LEON3 board\"; The SPARC Architecture Manual, "
			  "version 8, chapter \"Traps\", error mode",
		.wrong = "<Register address=\"0x80000002\" value=\"0x000002ff\"/>\n",
		.right = "<Register address=\"0x80000000\" value=\"0x000002ff\"/>\n",
		.run = check_words,
	},
	{
		.id = "register-outside-io",
		.title = "register writes go to io memory",
		.rationale = "A store to an address where the bus has nobody ends in an error "
			     "response, and that before traps are on: the processor stops. One to "
			     "RAM is done before the memory controller is set up.",
		.source = "docs/boards.md, \"A new LEON3 board\"; what the board does not declare "
			  "is not there",
		.wrong = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" .../>\n"
			 "<Register address=\"0x90000000\" value=\"0x000002ff\"/>\n",
		.right = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" .../>\n"
			 "<Register address=\"0x80000000\" value=\"0x000002ff\"/>\n",
		.run = check_places,
	},
	{ .id = NULL },
};
