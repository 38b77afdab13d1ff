/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of interrupt lines: which there are, and whose they are. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check_devices.h"

/* GRLIB IP Core User's Manual, IRQMP: lines 1 to 15, extended ones 16 to 31; interrupt 15 is not
 * masked by the processor (The SPARC Architecture Manual, version 8, section 7.1). */
#define LEON3_FIRST_IRQ 1u
#define LEON3_LAST_IRQ 31u
#define LEON3_UNMASKABLE_IRQ 15u

/* Intel 8259A, two of them as the PC has them: the second is on line 2 of the first. */
#define PC_LAST_IRQ 15u
#define PC_CASCADE_IRQ 2u

/* is_extended: lines go beyond those of an irqmp. */
static void check_leon3_line(const struct check_context *context, const struct device *device,
			     bool is_extended)
{
	if (device->irq.value < LEON3_FIRST_IRQ)
		diag_error(context->diag, device->irq.at, "irq-range",
			   "device '%s' has the interrupt line 0, which does not exist",
			   device->name.value);
	else if (device->irq.value > LEON3_LAST_IRQ && !is_extended)
		diag_error(context->diag, device->irq.at, "irq-range",
			   "device '%s' has the interrupt line %" PRIu64
			   "; an irqmp has lines %u to %u",
			   device->name.value, device->irq.value, LEON3_FIRST_IRQ, LEON3_LAST_IRQ);
	else
		return;
	diag_help(context->diag, device->irq.at,
		  "leave 'irq' out when the device has no interrupt");
}

static void check_pc_line(const struct check_context *context, const struct device *device)
{
	if (device->irq.value > PC_LAST_IRQ)
		diag_error(context->diag, device->irq.at, "irq-range",
			   "device '%s' has the interrupt line %" PRIu64
			   "; two i8259 have lines 0 to %u",
			   device->name.value, device->irq.value, PC_LAST_IRQ);
	else if (device->irq.value == PC_CASCADE_IRQ && strcmp(device->type.value, "i8259") != 0)
		diag_error(context->diag, device->irq.at, "irq-range",
			   "device '%s' has the interrupt line %u, where the second i8259 is",
			   device->name.value, PC_CASCADE_IRQ);
	else
		return;
	diag_help(context->diag, device->irq.at,
		  "leave 'irq' out when the device has no interrupt");
}

static void check_ranges(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	bool is_leon3 = board->arch == ARCH_SPARC_LEON3;
	bool is_extended = is_leon3 && model_has_device_type(board, "irqamp");

	/* With an I/O APIC lines are numbered otherwise. */
	if (!is_leon3 &&
	    (model_has_device_type(board, "ioapic") || !model_has_device_type(board, "i8259")))
		return;
	for (size_t i = 0; i < board->n_devices; i++) {
		if (!number_known(board->devices[i].irq))
			continue;
		if (is_leon3)
			check_leon3_line(context, &board->devices[i], is_extended);
		else
			check_pc_line(context, &board->devices[i]);
	}
}

static void check_unmaskable(const struct check_context *context)
{
	const struct board *board = &context->system->board;

	for (size_t i = 0; i < board->n_devices && board->arch == ARCH_SPARC_LEON3; i++)
		if (number_known(board->devices[i].irq) &&
		    board->devices[i].irq.value == LEON3_UNMASKABLE_IRQ)
			diag_warning(context->diag, board->devices[i].irq.at, "irq-unmaskable",
				     "device '%s' has the interrupt line %u, which PSR.PIL does "
				     "not mask",
				     board->devices[i].name.value, LEON3_UNMASKABLE_IRQ);
}

/* A device with a line, and who uses it. */
struct line {
	const struct device *device;
	const struct device_user *user;
};

static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a;
	const struct line *y = b;

	if (x->device->irq.value != y->device->irq.value)
		return x->device->irq.value < y->device->irq.value ? -1 : 1;
	return x->device < y->device ? -1 : x->device > y->device;
}

struct lines {
	struct line *items;
	size_t n;
};

/* By line; devices of one line in the order of the document. */
static struct lines sorted_lines(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	const struct device_user *users = check_device_users(context);
	struct lines lines = { arena_array(context->arena, board->n_devices, sizeof(struct line)),
			       0 };

	for (size_t i = 0; i < board->n_devices; i++)
		if (number_known(board->devices[i].irq))
			lines.items[lines.n++] = (struct line){ &board->devices[i], &users[i] };
	if (lines.n != 0)
		qsort(lines.items, lines.n, sizeof(*lines.items), compare_lines);
	return lines;
}

static bool have_two_owners(const struct line *x, const struct line *y)
{
	return x->user->use != NULL && y->user->use != NULL &&
	       x->user->partition != y->user->partition;
}

static void report_two_owners(const struct check_context *context, const struct line *line,
			      const struct line *other)
{
	diag_error(context->diag, line->user->use->name.at, "irq-owner",
		   "device '%s' of %s has the interrupt line %" PRIu64 ", and so has device '%s' "
		   "of %s",
		   line->device->name.value, check_device_user_name(context, line->user),
		   line->device->irq.value, other->device->name.value,
		   check_device_user_name(context, other->user));
	diag_note(context->diag, line->device->irq.at, "its line is declared here");
	diag_note(context->diag, other->device->irq.at, "the other's is declared here");
}

/* Each device is held against the first one of its line that somebody uses. */
static void check_line_owners(const struct check_context *context)
{
	struct lines lines = sorted_lines(context);
	const struct line *first = NULL;

	for (size_t i = 0; i < lines.n; i++) {
		const struct line *line = &lines.items[i];

		if (first != NULL && first->device->irq.value != line->device->irq.value)
			first = NULL;
		if (first != NULL && have_two_owners(first, line))
			report_two_owners(context, line, first);
		if (first == NULL && line->user->use != NULL)
			first = line;
	}
}

static void check_shared_lines(const struct check_context *context)
{
	struct lines lines = sorted_lines(context);

	for (size_t i = 1; i < lines.n; i++) {
		const struct line *line = &lines.items[i];

		if (line[-1].device->irq.value != line->device->irq.value ||
		    have_two_owners(&line[-1], line))
			continue;
		diag_info(context->diag, line->device->irq.at, "irq-shared",
			  "device '%s' shares the interrupt line %" PRIu64 " with device '%s'",
			  line->device->name.value, line->device->irq.value,
			  line[-1].device->name.value);
		diag_note(context->diag, line[-1].device->irq.at, "the other's is declared here");
	}
}

const struct check check_interrupts[] = {
	{
		.id = "irq-range",
		.title = "interrupt lines are lines of the board's interrupt controller",
		.rationale = "A host that enables a line which does not exist waits for ever for "
			     "its interrupt; one that shifts a bit by a number of more than 31 "
			     "enables something else.",
		.source = "GRLIB IP Core User's Manual, chapter IRQMP; Intel 8259A data sheet, "
			  "cascade mode",
		.wrong = "<Device name=\"uart0\" type=\"apbuart\" irq=\"32\" .../>\n",
		.right = "<Device name=\"uart0\" type=\"apbuart\" irq=\"3\" .../>\n",
		.run = check_ranges,
	},
	{
		.id = "irq-unmaskable",
		.severity = SEVERITY_WARNING,
		.title = "no device has the interrupt line 15 of a LEON3",
		.rationale = "A SPARC processor takes interrupt level 15 whatever PSR.PIL says. "
			     "It arrives in the middle of the host's critical sections, and few "
			     "operating systems survive that.",
		.source = "The SPARC Architecture Manual, version 8, section 7.1; GRLIB IP Core "
			  "User's Manual, chapter IRQMP",
		.wrong = "<Device name=\"timer0\" type=\"gptimer\" irq=\"15\" .../>\n",
		.right = "<Device name=\"timer0\" type=\"gptimer\" irq=\"9\" .../>\n",
		.run = check_unmaskable,
	},
	{
		.id = "irq-owner",
		.whole = true,
		.title = "an interrupt line has one owner",
		.rationale = "When two owners' devices share a line, each takes the other's "
			     "interrupts, and one that never clears its own keeps the line busy: "
			     "it takes time from the other that no plan gave it.",
		.source = "ARINC 653 part 1, \"Partition management\": partitions do not interfere "
			  "with each other",
		.wrong = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\" irq=\"4\"/>\n"
			 "<Device name=\"uart2\" type=\"apbuart\" start=\"0x80009100\" "
			 "size=\"256B\" irq=\"4\"/>\n"
			 "<Host ...>\n"
			 "  <Device name=\"uart1\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart2\"/>\n"
			 "</Partition>\n",
		.right = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\" irq=\"4\"/>\n"
			 "<Device name=\"uart2\" type=\"apbuart\" start=\"0x80009100\" "
			 "size=\"256B\" irq=\"5\"/>\n"
			 "<Host ...>\n"
			 "  <Device name=\"uart1\"/>\n"
			 "</Host>\n"
			 "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Device name=\"uart2\"/>\n"
			 "</Partition>\n",
		.run = check_line_owners,
	},
	{
		.id = "irq-shared",
		.severity = SEVERITY_INFO,
		.title = "devices have interrupt lines of their own",
		.rationale = "Devices may share a line on purpose; then all their drivers have to "
			     "look at every interrupt. More often two devices were described "
			     "with one line by copying.",
		.source = "GRLIB IP Library User's Manual, \"Interrupt steering\"",
		.wrong = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\" irq=\"4\"/>\n"
			 "<Device name=\"uart2\" type=\"apbuart\" start=\"0x80008200\" "
			 "size=\"256B\" irq=\"4\"/>\n",
		.right = "<Device name=\"uart1\" type=\"apbuart\" start=\"0x80008100\" "
			 "size=\"256B\" irq=\"4\"/>\n"
			 "<Device name=\"uart2\" type=\"apbuart\" start=\"0x80008200\" "
			 "size=\"256B\" irq=\"5\"/>\n",
		.run = check_shared_lines,
	},
	{ .id = NULL },
};
