/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of who uses the board's devices; interrupts are in check_interrupts.c, registers in
 * check_board.c. */

#include "check_devices.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check_limits.h"
#include "quantity.h"

/* A larger page holds all the address space as well. */
#define MAX_PAGE ((uint64_t)UINT32_MAX + 1)

/* Call what for each use of a device, the host's first; partition NULL: the host's. */
static void each_use(const struct check_context *context, void *state,
		     void (*what)(const struct check_context *context, void *state,
				  const struct device_use *use, const struct partition *partition))
{
	const struct system *system = context->system;

	for (size_t i = 0; i < system->host.n_devices; i++)
		what(context, state, &system->host.devices[i], NULL);
	for (size_t i = 0; i < system->n_partitions; i++)
		for (size_t j = 0; j < system->partitions[i].n_devices; j++)
			what(context, state, &system->partitions[i].devices[j],
			     &system->partitions[i]);
}

static void note_user(const struct check_context *context, void *state,
		      const struct device_use *use, const struct partition *partition)
{
	const struct device *device = model_device(context->system, use->name.value);
	struct device_user *users = state;
	struct device_user *user;

	if (device == NULL)
		return;
	user = &users[device - context->system->board.devices];
	if (user->use == NULL)
		*user = (struct device_user){ use, partition };
}

struct device_user *check_device_users(const struct check_context *context)
{
	struct device_user *users =
		arena_array(context->arena, context->system->board.n_devices, sizeof(*users));

	each_use(context, users, note_user);
	return users;
}

static const char *owner_name(const struct check_context *context,
			      const struct partition *partition)
{
	if (partition == NULL)
		return arena_printf(context->arena, "host '%s'", context->system->host.name.value);
	return arena_printf(context->arena, "partition '%s'", partition->name.value);
}

const char *check_device_user_name(const struct check_context *context,
				   const struct device_user *user)
{
	return owner_name(context, user->partition);
}

static void report_unknown(const struct check_context *context, const struct text *name)
{
	const struct board *board = &context->system->board;

	diag_error(context->diag, name->at, "device-unknown", "board '%s' has no device '%s'",
		   board->name.value, name->value);
	suggest_help(context->system, context->diag, suggest_devices(board), *name);
}

static void check_use_known(const struct check_context *context, void *state,
			    const struct device_use *use, const struct partition *partition)
{
	(void)state;
	(void)partition;
	if (model_device(context->system, use->name.value) == NULL)
		report_unknown(context, &use->name);
}

static void check_known(const struct check_context *context)
{
	each_use(context, NULL, check_use_known);
}

/* state: the first user of each device, in the order in which uses come. */
static void check_use_owner(const struct check_context *context, void *state,
			    const struct device_use *use, const struct partition *partition)
{
	const struct device *device = model_device(context->system, use->name.value);
	const struct device_user *users = state;
	const struct device_user *user;

	if (device == NULL)
		return;
	user = &users[device - context->system->board.devices];
	if (user->use == use)
		return;
	if (user->partition == partition)
		diag_error(context->diag, use->name.at, "device-owner",
			   "%s names device '%s' twice", owner_name(context, partition),
			   use->name.value);
	else
		diag_error(context->diag, use->name.at, "device-owner",
			   "device '%s' of %s is already used by %s", use->name.value,
			   owner_name(context, partition), check_device_user_name(context, user));
	diag_note(context->diag, user->use->name.at, "it is first used here");
}

static void check_owners(const struct check_context *context)
{
	each_use(context, check_device_users(context), check_use_owner);
}

/* A device that is reached by loads and stores, and the pages that a host would have to map. */
struct paged {
	const struct device *device;
	const struct partition *partition; /* that uses it, or NULL */
	uint64_t start, end;
};

static struct paged paged_device(const struct device *device, const struct device_user *user,
				 uint64_t page)
{
	uint64_t end = device->start.value + device->size.value;

	return (struct paged){
		.device = device,
		.partition = user->use != NULL ? user->partition : NULL,
		.start = device->start.value - device->start.value % page,
		.end = end + (page - end % page) % page,
	};
}

static int compare_starts(const void *a, const void *b)
{
	const struct paged *x = a;
	const struct paged *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->device < y->device ? -1 : x->device > y->device;
}

/* Ranges that are no ranges are another check's error. */
static bool has_pages(const struct device *device)
{
	return device->space == SPACE_MEMORY && !device->start.bad && !device->size.bad &&
	       device->size.value != 0 && device->start.value <= UINT32_MAX &&
	       device->size.value <= (uint64_t)UINT32_MAX + 1 - device->start.value;
}

static size_t paged_devices(const struct check_context *context, struct paged *list, uint64_t page)
{
	const struct board *board = &context->system->board;
	const struct device_user *users = check_device_users(context);
	size_t n = 0;

	for (size_t i = 0; i < board->n_devices; i++)
		if (has_pages(&board->devices[i]))
			list[n++] = paged_device(&board->devices[i], &users[i], page);
	return n;
}

/* Of each the first that is behind it and not its partition's: if that one begins too late, so do
 * the others. */
static void find_behind(const struct paged *list, size_t n, const struct device **mates)
{
	size_t other = n;

	for (size_t i = n; i-- > 0;) {
		if (i + 1 < n && list[i + 1].partition != list[i].partition)
			other = i + 1;
		mates[i] = other < n && list[other].start < list[i].end ? list[other].device : NULL;
	}
}

/* Of each the first that is in front of it and not its partition's.  What ends in front of one ends
 * in front of all that follow: `first` is the first that does not, `second` the first such that is
 * not of the same partition. */
static void find_in_front(const struct paged *list, size_t n, const struct device **mates)
{
	size_t first = 0, second = 0;

	for (size_t i = 0; i < n; i++) {
		while (first < i && list[first].end <= list[i].start)
			first++;
		second = second > first ? second : first + 1;
		while (second < i && (list[second].end <= list[i].start ||
				      list[second].partition == list[first].partition))
			second++;
		if (list[first].partition != list[i].partition)
			mates[i] = list[first].device;
		else if (second < i)
			mates[i] = list[second].device;
	}
}

const struct device **check_page_mates(const struct check_context *context, uint64_t page)
{
	const struct board *board = &context->system->board;
	struct paged *list = arena_array(context->arena, board->n_devices, sizeof(*list));
	const struct device **found = arena_array(context->arena, board->n_devices, sizeof(*found));
	const struct device **mates = arena_array(context->arena, board->n_devices, sizeof(*mates));
	size_t n = paged_devices(context, list, page);

	if (n == 0)
		return mates;
	qsort(list, n, sizeof(*list), compare_starts);
	find_behind(list, n, found);
	find_in_front(list, n, found);
	for (size_t i = 0; i < n; i++)
		mates[list[i].device - board->devices] = found[i];
	return mates;
}

static void report_page_mate(const struct check_context *context, const struct device *device,
			     const struct device_user *user, const struct device *other)
{
	const struct number *page = &context->system->host.limits.device_page;

	diag_error(context->diag, user->use->name.at, "host-page",
		   "partition '%s' would get device '%s' with device '%s', which is in the same "
		   "page of %s",
		   user->partition->name.value, device->name.value, other->name.value,
		   quantity_text(context->arena, QUANTITY_SIZE, page->value));
	check_note_limit(context, page->at);
	diag_note(context->diag, other->start.at, "device '%s' is declared here",
		  other->name.value);
	diag_help(context->diag, user->use->name.at,
		  "leave '%s' to the host, which can hand its data on through ports",
		  device->name.value);
}

static void check_pages(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	uint64_t page = context->system->host.limits.device_page.value;
	const struct device_user *users = check_device_users(context);
	const struct device **mates;

	if (page == 0)
		return;
	mates = check_page_mates(context, page < MAX_PAGE ? page : MAX_PAGE);
	for (size_t i = 0; i < board->n_devices; i++)
		if (users[i].partition != NULL && mates[i] != NULL)
			report_page_mate(context, &board->devices[i], &users[i], mates[i]);
}

/* Ends with NULL. */
static bool is_one_of(const struct device *device, const char *const *types)
{
	while (*types != NULL && strcmp(*types, device->type.value) != 0)
		types++;
	return *types != NULL;
}

/* Report a partition's device of one of these types. */
static void warn_of_types(const struct check_context *context, const char *const *types,
			  const char *id, const char *why)
{
	const struct board *board = &context->system->board;
	const struct device_user *users = check_device_users(context);

	for (size_t i = 0; i < board->n_devices; i++) {
		const struct device *device = &board->devices[i];

		if (users[i].use == NULL || users[i].partition == NULL || !is_one_of(device, types))
			continue;
		diag_warning(context->diag, users[i].use->name.at, id,
			     "device '%s' of partition '%s' is %s", device->name.value,
			     users[i].partition->name.value, why);
		diag_note(context->diag, device->type.at, "its type '%s' is declared here",
			  device->type.value);
	}
}

static void check_controllers(const struct check_context *context)
{
	static const char *const types[] = { "irqmp", "irqamp", "i8259", "ioapic", "apic", NULL };

	warn_of_types(context, types, "device-controller",
		      "an interrupt controller: it can keep the host's timer from ending slots");
}

/* Cores that are masters of the bus (GRLIB IP Core User's Manual, their chapters). */
static void check_masters(const struct check_context *context)
{
	static const char *const types[] = { "greth",   "greth-gbit", "grspw",  "grspw2",
					     "grcan",   "gr1553b",    "grpci",  "grpci2",
					     "grusbhc", "grusbdc",    "pcidma", NULL };

	if (!model_has_device_type(&context->system->board, "griommu"))
		warn_of_types(context, types, "device-dma",
			      "a master of the bus: it reaches all memory, whatever is mapped");
}

static void check_unused(const struct check_context *context)
{
	const struct system *system = context->system;
	const struct device_user *users = check_device_users(context);
	const struct text *console = &system->loader.console;

	for (size_t i = 0; i < system->board.n_devices; i++) {
		const struct device *device = &system->board.devices[i];

		if (users[i].use == NULL &&
		    !(text_given(*console) && strcmp(console->value, device->name.value) == 0))
			diag_info(context->diag, device->at, "device-unused",
				  "neither host nor partitions nor the loader say that they use "
				  "device '%s'",
				  device->name.value);
	}
}

const struct check check_devices[] = {
	{
		.id = "device-unknown",
		.title = "a device that is used exists on the board",
		.rationale = "The owner would be told of no registers, and its driver would stop, "
			     "or drive what it finds at the address that it was compiled with.",
		.source = "docs/device-tree.md, \"devices\"",
		.wrong = "<Device name=\"uart0\" type=\"apbuart\" .../>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart1\"/>\n"
			 "</Partition>\n",
		.right = "<Device name=\"uart0\" type=\"apbuart\" .../>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart0\"/>\n"
			 "</Partition>\n",
		.run = check_known,
	},
	{
		.id = "device-owner",
		.title = "a device has one owner, which names it once",
		.rationale = "Two drivers of one device overwrite each other's settings in the "
			     "middle of a transfer, and each learns what the other sends and "
			     "receives: no separation is left between their owners.",
		.source = "docs/hosts.md, section 2: no device that is not the partition's",
		.wrong = "<Host ...>\n"
			 "  <Device name=\"uart0\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart0\"/>\n"
			 "</Partition>\n",
		.right = "<Host ...>\n"
			 "  <Device name=\"timer0\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart0\"/>\n"
			 "</Partition>\n",
		.run = check_owners,
	},
	{
		.id = "host-page",
		.whole = true,
		.title = "a host that maps pages maps one partition's devices with each",
		.rationale = "A host that gives devices away by the memory management unit gives "
			     "whole pages, mostly of 4 KiB, with all the registers that lie "
			     "there. A careful one refuses to start, another hands over its own "
			     "timer with a UART.",
		.source = "SPARC Reference MMU (The SPARC Architecture Manual, version 8, appendix "
			  "H); Intel 64 and IA-32 Architectures Software Developer's Manual, "
			  "volume 3, chapter \"Paging\"; docs/hosts.md, section 4",
		.wrong = "<Device name=\"uart0\" type=\"apbuart\" start=\"0x80000100\" "
			 ".../>\n"
			 "<Device name=\"timer0\" type=\"gptimer\" start=\"0x80000300\" "
			 ".../>\n"
			 "<Host ...>\n"
			 "  <Limits devicePage=\"4KiB\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart0\"/>\n"
			 "</Partition>\n",
		.right = "<Device name=\"uart0\" type=\"apbuart\" start=\"0x80008100\" "
			 ".../>\n"
			 "<Device name=\"timer0\" type=\"gptimer\" start=\"0x80000300\" "
			 ".../>\n"
			 "<Host ...>\n"
			 "  <Limits devicePage=\"4KiB\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart0\"/>\n"
			 "</Partition>\n",
		.run = check_pages,
	},
	{
		.id = "device-controller",
		.severity = SEVERITY_WARNING,
		.title = "interrupt controllers are the host's",
		.rationale = "Who drives the interrupt controller can mask the timer by which the "
			     "host ends slots, and take or forge the interrupts of all others.",
		.source = "ARINC 653 part 1, \"Time management\": the core software alone ends a "
			  "partition's time",
		.wrong = "<Device name=\"irqmp0\" type=\"irqmp\" start=\"0x80008000\" "
			 "size=\"256B\"/>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"irqmp0\"/>\n"
			 "</Partition>\n",
		.right = "<Device name=\"irqmp0\" type=\"irqmp\" start=\"0x80008000\" "
			 "size=\"256B\"/>\n"
			 "<Host ...>\n"
			 "  <Device name=\"irqmp0\"/>\n"
			 "</Host>\n",
		.run = check_controllers,
	},
	{
		.id = "device-dma",
		.severity = SEVERITY_WARNING,
		.title = "partitions have no masters of the bus without an IOMMU",
		.rationale = "A device that reads and writes memory by itself does not pass the "
			     "processor's memory management unit. Its driver gives it addresses, "
			     "so a partition with such a device reaches the host and all other "
			     "partitions, unless a GRIOMMU stands between.",
		.source = "GRLIB IP Core User's Manual, chapters of the cores (AMBA AHB master "
			  "interface) and GRIOMMU",
		.wrong = "<Device name=\"eth0\" type=\"greth\" start=\"0x80008000\" "
			 "size=\"256B\"/>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"eth0\"/>\n"
			 "</Partition>\n",
		.right = "<Device name=\"eth0\" type=\"greth\" start=\"0x80008000\" "
			 "size=\"256B\"/>\n"
			 "<Host ...>\n"
			 "  <Device name=\"eth0\"/>\n"
			 "</Host>\n",
		.run = check_masters,
	},
	{
		.id = "device-unused",
		.severity = SEVERITY_INFO,
		.off = true,
		.whole = true,
		.title = "every device of the board is used",
		.rationale = "A device that nobody names is often one that was forgotten in a "
			     "partition, and whose driver then finds nothing. Hosts that look for "
			     "their devices themselves need not name them.",
		.source = "docs/device-tree.md, \"devices\"",
		.wrong = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\"/>\n"
			 "<Host ...>\n"
			 "  <Device name=\"timer0\"/>\n"
			 "</Host>\n",
		.right = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\"/>\n"
			 "<Host ...>\n"
			 "  <Device name=\"timer0\"/>\n"
			 "  <Device name=\"uart1\"/>\n"
			 "</Host>\n",
		.run = check_unused,
	},
	{ .id = NULL },
};
