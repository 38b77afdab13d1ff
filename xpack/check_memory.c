/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of the board's memories and device registers, and of every range's numbers. */

#include <inttypes.h>

#include "arch.h"
#include "check_devices.h"
#include "check_regions.h"
#include "room.h"

static void report_empty(const struct check_context *context, const struct region *region)
{
	diag_error(context->diag, region->size.at, "range", "%s has no bytes",
		   region_name(context->arena, region));
	if (region->owner.kind != NULL) /* an area */
		diag_help(context->diag, region->size.at, "the smallest area is a page of %uKiB",
			  PLACE_PAGE_SIZE >> 10);
}

static void report_leaving(const struct check_context *context, uint64_t space,
			   const struct region *region)
{
	uint64_t start = region->start.value;

	diag_error(context->diag, region->size.at, "range",
		   "%s leaves the %s: start 0x%08" PRIx64 ", size 0x%" PRIx64,
		   region_name(context->arena, region),
		   space == REGIONS_PORTS ? "16-bit I/O address space" : "32-bit address space",
		   start, region->size.value);
	if (start < space)
		diag_help(context->diag, region->size.at,
			  "from 0x%08" PRIx64 " on there are 0x%" PRIx64 " addresses", start,
			  space - start);
}

static void report_unsound(const struct check_context *context, struct regions regions)
{
	for (size_t i = 0; i < regions.n; i++) {
		const struct region *region = &regions.items[i];

		if (region->sound || region->start.bad || region->size.bad)
			continue;
		if (region->size.value == 0)
			report_empty(context, region);
		else
			report_leaving(context, regions.space, region);
	}
}

static struct regions memories_of(const struct check_context *context, unsigned kinds)
{
	return regions_of_memories(context->arena, &context->system->board, kinds);
}

static struct regions devices_of(const struct check_context *context, enum device_space space)
{
	return regions_of_devices(context->arena, &context->system->board, space);
}

static void check_ranges(const struct check_context *context)
{
	report_unsound(context, memories_of(context, REGIONS_ALL_KINDS));
	report_unsound(context, devices_of(context, SPACE_MEMORY));
	report_unsound(context, devices_of(context, SPACE_PORT));
	report_unsound(context, regions_of_areas(context->arena, context->system));
	for (size_t i = 0; model_own_spaces(context->system) && i < context->system->n_partitions;
	     i++)
		report_unsound(context, regions_of_partition(context->arena,
							     &context->system->partitions[i]));
}

static void report_memories(const struct check_sweep *sweep, const struct region *later,
			    const struct region *earlier)
{
	check_report_overlap(sweep, later, earlier, "memory-overlap");
}

static void check_memory_overlap(const struct check_context *context)
{
	struct regions memories = memories_of(context, REGIONS_ALL_KINDS);
	struct check_sweep sweep = { context, report_memories, NULL };

	check_regions_apart(&sweep, &memories);
}

static void report_devices(const struct check_sweep *sweep, const struct region *later,
			   const struct region *earlier)
{
	check_report_overlap(sweep, later, earlier, "device-overlap");
}

static void check_device_overlap(const struct check_context *context)
{
	struct regions devices = devices_of(context, SPACE_MEMORY);
	struct regions ports = devices_of(context, SPACE_PORT);
	struct check_sweep sweep = { context, report_devices, NULL };

	check_regions_apart(&sweep, &devices);
	check_regions_apart(&sweep, &ports);
}

static void check_device_in_io(const struct check_context *context)
{
	struct regions devices = devices_of(context, SPACE_MEMORY);

	check_regions_in(context, &devices, MEMORY_IO, "device-outside-io", NULL);
}

static void check_device_spaces(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	if (arch_traits(board->arch)->has_ports)
		return;
	for (size_t i = 0; i < board->n_devices; i++)
		if (board->devices[i].space == SPACE_PORT)
			diag_error(context->diag, board->devices[i].space_name.at, "device-space",
				   "device '%s' is in I/O space, which boards of arch '%s' do not "
				   "have",
				   board->devices[i].name.value, board->arch_name.value);
}

/* "device 'uart0' 0x80000100..0x800001ff" */
static const char *device_text(const struct check_context *context, const struct device *device)
{
	return arena_printf(context->arena, "device '%s' 0x%08" PRIx64 "..0x%08" PRIx64,
			    device->name.value, device->start.value,
			    device->start.value + (device->size.value - 1));
}

static void report_shared_page(const struct check_context *context, const struct device *device,
			       const struct partition *user, const struct device *other)
{
	diag_info(context->diag, device->start.at, "device-page",
		  "%s of partition '%s' has a page of %uKiB in common with device '%s'",
		  device_text(context, device), user->name.value, PLACE_PAGE_SIZE >> 10,
		  other->name.value);
	diag_note(context->diag, other->start.at, "%s is declared here",
		  device_text(context, other));
	diag_help(context->diag, device->start.at,
		  "the host must make the accesses itself, or the partition reaches both");
}

static void check_device_pages(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	const struct device_user *users = check_device_users(context);
	const struct device **mates = check_page_mates(context, PLACE_PAGE_SIZE);

	for (size_t i = 0; i < board->n_devices; i++)
		if (users[i].partition != NULL && mates[i] != NULL)
			report_shared_page(context, &board->devices[i], users[i].partition,
					   mates[i]);
}

const struct check check_memory[] = {
	{
		.id = "range",
		.title = "memories, devices, areas and shared memories have bytes and lie in 32 "
			 "bits",
		.rationale =
			"A range whose end wraps around looks small to one who adds start and "
			"size in 32 bits, and so passes every comparison that should have refused "
			"it; one without bytes cannot be mapped. Both would be found when a store "
			"hits what happens to lie there.",
		.source = "LEON3: AMBA 2.0 AHB with 32 address bits (GRLIB IP Core User's Manual, "
			  "LEON3). x86 without PAE: Intel SDM volume 3, Paging; I/O ports: volume "
			  "1, Input/Output",
		.wrong = "<Area name=\"data\" start=\"0xfffff000\" size=\"8KiB\" access=\"rw\"/>\n",
		.right = "<Area name=\"data\" start=\"0xfffff000\" size=\"4KiB\" access=\"rw\"/>\n",
		.run = check_ranges,
	},
	{
		.id = "memory-overlap",
		.title = "the board's memories do not overlap",
		.rationale =
			"One address selects one chip. Where two memories share addresses, RAM is "
			"promised where a PROM answers, or the same RAM twice: what is loaded "
			"there is lost without an error.",
		.source = "GRLIB IP Core User's Manual, AHBCTRL, address decoding; docs/boards.md",
		.wrong = "<Memory name=\"sram\" kind=\"ram\" start=\"0x40000000\" size=\"2MiB\"/>\n"
			 "<Memory name=\"sdram\" kind=\"ram\" start=\"0x40100000\" "
			 "size=\"16MiB\"/>\n",
		.right = "<Memory name=\"sram\" kind=\"ram\" start=\"0x40000000\" size=\"1MiB\"/>\n"
			 "<Memory name=\"sdram\" kind=\"ram\" start=\"0x40100000\" "
			 "size=\"16MiB\"/>\n",
		.run = check_memory_overlap,
	},
	{
		.id = "device-overlap",
		.title = "device registers do not overlap",
		.rationale =
			"A store to a shared register reaches both drivers' devices, or only one "
			"of them: two partitions could then disturb each other through registers "
			"that each believes to have alone.",
		.source = "GRLIB IP Core User's Manual, APBCTRL, address decoding",
		.wrong = "<Device name=\"uart0\" type=\"apbuart\" start=\"0x80000100\" "
			 "size=\"512B\"/>\n"
			 "<Device name=\"irqmp0\" type=\"irqmp\" start=\"0x80000200\" "
			 "size=\"256B\"/>\n",
		.right = "<Device name=\"uart0\" type=\"apbuart\" start=\"0x80000100\" "
			 "size=\"256B\"/>\n"
			 "<Device name=\"irqmp0\" type=\"irqmp\" start=\"0x80000200\" "
			 "size=\"256B\"/>\n",
		.run = check_device_overlap,
	},
	{
		.id = "device-outside-io",
		.title = "device registers lie inside io memory",
		.rationale =
			"Registers in RAM are RAM: the driver writes, nothing happens, and "
			"whatever else lies there is changed. Registers outside all memory give a "
			"bus error at the first access.",
		.source = "GRLIB IP Core User's Manual, AHBCTRL and APBCTRL; docs/boards.md",
		.wrong = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" size=\"64KiB\"/>\n"
			 "<Device name=\"uart0\" type=\"apbuart\" start=\"0x90000100\" "
			 "size=\"256B\"/>\n",
		.right = "<Memory name=\"apb\" kind=\"io\" start=\"0x80000000\" size=\"64KiB\"/>\n"
			 "<Device name=\"uart0\" type=\"apbuart\" start=\"0x80000100\" "
			 "size=\"256B\"/>\n",
		.run = check_device_in_io,
	},
	{
		.id = "device-space",
		.title = "the board has the address space of its devices",
		.rationale =
			"A SPARC has no instructions for I/O ports: such a device could never be "
			"reached.",
		.source =
			"The SPARC Architecture Manual, version 8, chapter 5; Intel SDM volume 1, "
			"Input/Output",
		.wrong = "<Board name=\"leon3_generic\" arch=\"sparc-leon3\">\n"
			 "  <Device name=\"com1\" type=\"ns16550\" space=\"port\" start=\"0x3f8\" "
			 "size=\"8B\"/>\n",
		.right = "<Board name=\"pc\" arch=\"x86\">\n"
			 "  <Device name=\"com1\" type=\"ns16550\" space=\"port\" start=\"0x3f8\" "
			 "size=\"8B\"/>\n",
		.run = check_device_spaces,
	},
	{
		.id = "device-page",
		.severity = SEVERITY_INFO,
		.off = true,
		.title = "the pages of a partition's device hold no other device",
		.rationale =
			"The memory management unit protects pages of 4 KiB, while APB devices "
			"are 256 bytes apart. A host that maps a UART into a partition maps what "
			"lies beside it too, often the timers and the interrupt controller. Off, "
			"because a host may well keep the registers to itself.",
		.source = "The SPARC Architecture Manual, version 8, appendix H; GRLIB IP Core "
			  "User's Manual, APBCTRL; Intel SDM volume 3, Paging",
		.wrong = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80000900\" "
			 "size=\"256B\"/>\n"
			 "<Device name=\"timer0\" type=\"gptimer\" start=\"0x80000300\" "
			 "size=\"256B\"/>\n"
			 "<Partition ...><Device name=\"uart1\"/></Partition>\n",
		.right = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80100100\" "
			 "size=\"256B\"/>\n"
			 "<Device name=\"timer0\" type=\"gptimer\" start=\"0x80000300\" "
			 "size=\"256B\"/>\n"
			 "<Partition ...><Device name=\"uart1\"/></Partition>\n",
		.run = check_device_pages,
	},
	{ .id = NULL },
};
