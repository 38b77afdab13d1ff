/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The runner of the table; it knows no row. */
#include <string.h>

#include "check.h"

/* More ids than that in one run would be a table that nobody reads. */
#define MAX_FAILED 256u

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

bool check_is_on(const struct diag *diag, const struct check *check)
{
	return !check->off || diag_is_asked_for(diag, check->id);
}

void check_skip_once(const struct check_context *context, struct check_obstacles *obstacles,
		     const char *what, const char *because)
{
	for (size_t i = 0; i < obstacles->n; i++)
		if (strcmp(obstacles->ids[i], because) == 0)
			return;
	obstacles->ids[obstacles->n++] = because;
	diag_skip(context->diag, what, because);
}

/* Name the rows that need the whole system; a part that has no others by its title. */
static void skip_whole(struct diag *diag, const struct check_part *part,
		       const struct check_kind *kind)
{
	bool all = true;

	for (const struct check *check = part->checks; check->id != NULL; check++)
		all = all && (check->whole || !kind->has(check));
	for (const struct check *check = part->checks; check->id != NULL; check++) {
		if (!check->whole || !kind->has(check) || !check_is_on(diag, check))
			continue;
		diag_skip(diag, all ? part->title : check->id, CHECK_ALONE);
		if (all)
			return;
	}
}

static void run_part(struct diag *diag, const struct check_part *part,
		     const struct check_kind *kind, struct failed *failed, const void *context)
{
	for (const struct check *check = part->checks; check->id != NULL; check++) {
		const char *because = obstacle(check, failed);
		unsigned before = diag_n_errors(diag);

		if (!kind->has(check) || !check_is_on(diag, check) || (kind->alone && check->whole))
			continue;
		if (because != NULL && kind->skip != NULL)
			kind->skip(because, context);
		else if (because != NULL)
			diag_skip(diag, check->id, because);
		else
			kind->call(check, context);
		if (because != NULL || diag_n_errors(diag) != before)
			add_failed(failed, check->id);
	}
}

void check_run(struct diag *diag, const struct check_part *parts, const struct check_kind *kind,
	       const void *context)
{
	struct failed failed = { .n = 0 };

	for (const struct check_part *part = parts; part->title != NULL; part++) {
		if (kind->alone)
			skip_whole(diag, part, kind);
		run_part(diag, part, kind, &failed, context);
	}
}
