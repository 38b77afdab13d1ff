/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of the host against the board, and of what it is handed beside its partitions. */

#include <stdlib.h>
#include <string.h>

#include "arch.h"
#include "check_devices.h"
#include "nearest.h"

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

/* What looks for the devices that the host needs. */
struct search {
	const struct check_context *context;
	const struct device_user *users;
	const struct device **by_type; /* in document order where types are equal */
	size_t tries;                  /* of nearest_try() */
};

static int compare_types(const void *a, const void *b)
{
	const struct device *const *x = a;
	const struct device *const *y = b;
	int order = strcmp((*x)->type.value, (*y)->type.value);

	return order != 0 ? order : *x < *y ? -1 : *x > *y;
}

static struct search search_in(const struct check_context *context)
{
	const struct board *board = &context->system->board;
	struct search search = {
		.context = context,
		.users = check_device_users(context),
		.by_type = arena_array(context->arena, board->n_devices, sizeof(*search.by_type)),
	};

	for (size_t i = 0; i < board->n_devices; i++)
		search.by_type[i] = &board->devices[i];
	if (board->n_devices != 0)
		qsort(search.by_type, board->n_devices, sizeof(*search.by_type), compare_types);
	return search;
}

/* Those of the type, *n of them. */
static const struct device *const *of_type(const struct search *search, const char *type, size_t *n)
{
	size_t n_devices = search->context->system->board.n_devices;
	size_t low = 0, high = n_devices;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(search->by_type[middle]->type.value, type) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (high < n_devices && strcmp(search->by_type[high]->type.value, type) == 0)
		high++;
	*n = high - low;
	return search->by_type + low;
}

/* The partition's use of the device, or NULL. */
static const struct device_user *taker_of(const struct search *search, const struct device *device)
{
	const struct device_user *user =
		&search->users[device - search->context->system->board.devices];

	return user->use != NULL && user->partition != NULL ? user : NULL;
}

/* The device of this type that serves the need best: one with a line before one without. */
static const struct device *find_needed(const struct search *search, const struct need *need)
{
	size_t n;
	const struct device *const *devices = of_type(search, need->type.value, &n);
	const struct device *found = NULL;

	for (size_t i = 0; i < n; i++)
		if (taker_of(search, devices[i]) == NULL &&
		    (found == NULL || !number_given(found->irq)))
			found = devices[i];
	return found;
}

/* The device whose type is nearly the one that is needed.  As in suggest.h there is an end. */
static void help_type(struct search *search, const struct need *need)
{
	const struct board *board = &search->context->system->board;
	struct diag *diag = search->context->diag;
	struct nearest nearest = nearest_to(need->type.value);
	const struct device *device = NULL;

	if (board->n_devices > SUGGEST_MAX_TRIES - search->tries)
		return;
	search->tries += board->n_devices;
	for (size_t i = 0; i < board->n_devices; i++) {
		const char *before = nearest.name;

		if (strcmp(board->devices[i].type.value, need->type.value) != 0)
			nearest_try(&nearest, board->devices[i].type.value);
		if (nearest.name != before)
			device = &board->devices[i];
	}
	if (device == NULL)
		return;
	diag_note(diag, device->type.at, "device '%s' is of type '%s'", device->name.value,
		  device->type.value);
	diag_help(diag, device->type.at, "did you mean '%s'?", need->type.value);
}

/* Those of the type that partitions use. */
static void note_taken(const struct search *search, const struct need *need)
{
	size_t n;
	const struct device *const *devices = of_type(search, need->type.value, &n);

	for (size_t i = 0; i < n; i++) {
		const struct device_user *taker = taker_of(search, devices[i]);

		if (taker != NULL)
			diag_note(search->context->diag, taker->use->name.at,
				  "device '%s' is used by partition '%s'", devices[i]->name.value,
				  taker->partition->name.value);
	}
}

static void check_need(struct search *search, const struct need *need)
{
	const struct system *system = search->context->system;
	struct diag *diag = search->context->diag;
	const struct device *device = find_needed(search, need);

	if (device != NULL && (!need->irq || number_given(device->irq)))
		return;
	if (device != NULL) {
		diag_error(
			diag, device->at, "host-needs",
			"device '%s' has no interrupt line, which host '%s' needs of a device of "
			"type '%s'",
			device->name.value, system->host.name.value, need->type.value);
		diag_note(diag, need->at, "the host says so here");
		return;
	}
	diag_error(diag, need->type.at, "host-needs",
		   "host '%s' needs a device of type '%s', and board '%s' has none for it",
		   system->host.name.value, need->type.value, system->board.name.value);
	note_taken(search, need);
	help_type(search, need);
}

static void check_needs(const struct check_context *context)
{
	const struct host *host = &context->system->host;
	struct search search = search_in(context);

	for (size_t i = 0; i < host->n_needs; i++)
		check_need(&search, &host->needs[i]);
}

/* Things that a host learns from the system device tree alone. */
enum untold {
	UNTOLD_DEVICES,
	UNTOLD_SHARED,
	UNTOLD_PORTS,
	UNTOLD_HEALTH,
	UNTOLD_PERIODS,
	UNTOLD_PLANS,
	N_UNTOLD
};

static void note_first(const struct location **first, const struct location *at)
{
	if (*first == NULL)
		*first = at;
}

/* Of each the place of the first in the document, or NULL. */
static void find_firsts(const struct system *system, const struct location *firsts[N_UNTOLD])
{
	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];

		if (partition->n_devices != 0)
			note_first(&firsts[UNTOLD_DEVICES], &partition->devices[0].at);
		if (partition->n_shared_areas != 0)
			note_first(&firsts[UNTOLD_SHARED], &partition->shared_areas[0].at);
		if (partition->n_ports != 0)
			note_first(&firsts[UNTOLD_PORTS], &partition->ports[0].at);
		if (partition->n_healths != 0)
			note_first(&firsts[UNTOLD_HEALTH], &partition->healths[0].at);
		if (number_given(partition->period))
			note_first(&firsts[UNTOLD_PERIODS], &partition->period.at);
	}
	if (system->n_plans != 0)
		note_first(&firsts[UNTOLD_PLANS], &system->plans[0].at);
}

static void warn_untold(const struct check_context *context, struct location at, const char *what)
{
	const struct host *host = &context->system->host;

	diag_warning(context->diag, at, "host-untold",
		     "host '%s' is started by the protocol '%s' and is not told of %s",
		     host->name.value, host->protocol_name.value, what);
}

static void check_tree_untold(const struct check_context *context)
{
	static const char *const things[N_UNTOLD] = {
		"the devices of partitions",    "shared memory",
		"ports and channels",           "health actions",
		"what partitions need of time", "plans"
	};
	const struct location *firsts[N_UNTOLD] = { NULL };

	if (context->system->host.protocol == PROTOCOL_XPACK)
		return;
	find_firsts(context->system, firsts);
	for (size_t i = 0; i < N_UNTOLD; i++) {
		if (firsts[i] == NULL)
			continue;
		warn_untold(context, *firsts[i], things[i]);
		diag_help(context->diag, *firsts[i],
			  "see to it that the host's own configuration says the same");
	}
}

static void check_untold(const struct check_context *context)
{
	const struct system *system = context->system;

	check_tree_untold(context);
	if (system->host.protocol != PROTOCOL_MULTIBOOT && text_given(system->host.bootargs))
		warn_untold(context, system->host.bootargs.at, "its 'bootargs'");
	for (size_t i = 0; !model_partitions_are_modules(system) && i < system->n_partitions; i++)
		if (text_given(system->partitions[i].module))
			warn_untold(context, system->partitions[i].module.at,
				    "the string of a 'module'");
}

const struct check check_host[] = {
	{
		.id = "host-protocol",
		.title = "the board's loader has the host's start protocol",
		.rationale = "The loader starts a host in one of a few ways, and not all of them "
			     "exist on every architecture. A host that looks for Multiboot "
			     "information on a LEON3 finds none.",
		.source = "docs/boards.md, \"What a host finds\"",
		.wrong = "<Board arch=\"sparc-leon3\" ...>\n"
			 "  ...\n"
			 "</Board>\n"
			 "<Host protocol=\"multiboot\" ...>\n"
			 "  ...\n"
			 "</Host>\n",
		.right = "<Board arch=\"sparc-leon3\" ...>\n"
			 "  ...\n"
			 "</Board>\n"
			 "<Host protocol=\"xpack\" ...>\n"
			 "  ...\n"
			 "</Host>\n",
		.run = check_protocol,
	},
	{
		.id = "host-needs",
		.whole = true,
		.title = "the board has the devices that the host needs",
		.rationale = "A host without its timer cannot end a slot, one without its "
			     "interrupt controller is never interrupted. At best it says so on "
			     "a console, if it has found that.",
		.source = "the host's own documentation, stated in Needs",
		.wrong = "<Device name=\"timer0\" type=\"gptimr\" .../>\n"
			 "<Host ...>\n"
			 "  <Needs deviceType=\"gptimer\"/>\n"
			 "</Host>\n",
		.right = "<Device name=\"timer0\" type=\"gptimer\" .../>\n"
			 "<Host ...>\n"
			 "  <Needs deviceType=\"gptimer\"/>\n"
			 "</Host>\n",
		.run = check_needs,
	},
	{
		.id = "host-untold",
		.severity = SEVERITY_WARNING,
		.whole = true,
		.title = "the host is told what the description says",
		.rationale = "Plans, ports, health actions, shared memory, periods and the devices "
			     "of partitions are in the system device tree, which only a host under "
			     "the protocol xpack is handed; boot arguments and modules are handed "
			     "over under multiboot only. What else a host does is in a "
			     "configuration of its own, and nothing makes both agree.",
		.source = "docs/device-tree.md; docs/hosts.md, section 2; Multiboot Specification "
			  "0.6.96, section 3.3",
		.wrong = "<Host protocol=\"raw\" ...>\n"
			 "  ...\n"
			 "</Host>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  ...\n"
			 "</Plan>\n",
		.right = "<Host protocol=\"xpack\" ...>\n"
			 "  ...\n"
			 "</Host>\n"
			 "<Plan id=\"0\" majorFrame=\"100ms\">\n"
			 "  ...\n"
			 "</Plan>\n",
		.run = check_untold,
	},
	{ .id = NULL },
};
