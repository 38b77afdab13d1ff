/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check.h"

#include <string.h>

#include "nearest.h"

/* More ids than that in one run would be a table that nobody reads. */
#define MAX_FAILED 256u

const struct check_part check_parts[] = {
	{ "Text of the description", rows_text },
	{ "Names", check_names },
	{ "Board", check_board },
	{ "Devices", check_devices },
	{ "Interrupts", check_interrupts },
	{ "Memory", check_memory },
	{ "Shared memory", check_shared },
	{ "Plans", check_plan },
	{ "Ports", check_ports },
	{ "Channels", check_channels },
	{ "Ports and plans", check_validity },
	{ "Health monitoring", check_health },
	{ "Host", check_host },
	{ "Limits of the host", check_limits },
	{ "Numbers that the host takes", check_counts },
	{ "Loader", check_loader },
	{ "Partition headers", check_headers },
	{ "Placing and packing", rows_place },
	{ "Trust", rows_trust },
	{ "Keys", rows_keys },
	{ "Files and the command line", rows_files },
	{ "Images for boards", rows_boards },
	{ NULL, NULL },
};

const struct check *check_find(const char *id)
{
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++)
			if (strcmp(check->id, id) == 0)
				return check;
	return NULL;
}

const struct check *check_named(struct diag *diag, const char *id)
{
	const struct location nowhere = { 0 };
	const struct check *check = check_find(id);
	struct nearest nearest = nearest_to(id);

	if (check != NULL)
		return check;
	diag_fail(diag, EXIT_USAGE, nowhere, "usage", "there is no check '%s'", id);
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (check = part->checks; check->id != NULL; check++)
			nearest_try(&nearest, check->id);
	if (nearest.name != NULL)
		diag_help(diag, nowhere, "did you mean '%s'?", nearest.name);
	else
		diag_help(diag, nowhere, "'xpack explain' lists them");
	return NULL;
}

void check_begin(struct diag *diag)
{
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++)
			if (check->off)
				diag_set_rule(diag, check->id, DIAG_DISABLE);
}

/* Rows that found an error, or could not run. */
struct failed {
	const char *ids[MAX_FAILED];
	size_t n;
};

static void add_failed(struct failed *failed, const char *id)
{
	if (failed->n < MAX_FAILED)
		failed->ids[failed->n++] = id;
}

/* Is id one of the words of the list? */
static bool is_among(const char *id, const char *list)
{
	size_t size = strlen(id);
	const char *at = list;

	while ((at = strstr(at, id)) != NULL) {
		if ((at == list || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0'))
			return true;
		at += size;
	}
	return false;
}

/* What the check needs and has failed, or NULL. */
static const char *obstacle(const struct check *check, const struct failed *failed)
{
	for (size_t i = 0; check->needs != NULL && i < failed->n; i++)
		if (is_among(failed->ids[i], check->needs))
			return failed->ids[i];
	return NULL;
}

void check_run(struct diag *diag, const struct check_part *parts, const struct check_kind *kind,
	       const void *context)
{
	struct failed failed = { .n = 0 };

	for (const struct check_part *part = parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++) {
			const char *because = obstacle(check, &failed);
			unsigned before = diag_n_errors(diag);

			if (!kind->has(check))
				continue;
			if (because != NULL)
				diag_skip(diag, check->id, because);
			else
				kind->call(check, context);
			if (because != NULL || diag_n_errors(diag) != before)
				add_failed(&failed, check->id);
		}
}

static bool is_of_model(const struct check *check)
{
	return check->run != NULL;
}

static void call_of_model(const struct check *check, const void *context)
{
	check->run(context);
}

void check_model(const struct check_context *context)
{
	static const struct check_kind kind = { is_of_model, call_of_model };

	check_run(context->diag, check_parts, &kind, context);
}
