/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "rules.h"

#include <string.h>

#include "check.h"

static const struct location nowhere = { 0 };

static bool is_open(const struct check *check)
{
	return check->severity == SEVERITY_WARNING || check->severity == SEVERITY_INFO;
}

static void rule_for_all(struct diag *diag, enum diag_rule rule)
{
	for (const struct check_part *part = check_parts; part->title != NULL; part++)
		for (const struct check *check = part->checks; check->id != NULL; check++)
			if (is_open(check))
				diag_set_rule(diag, check->id, rule);
}

static int apply(struct diag *diag, const char *id, enum diag_rule rule)
{
	const struct check *check;

	if (strcmp(id, "all") == 0) {
		rule_for_all(diag, rule);
		return 0;
	}
	check = check_named(diag, id);
	if (check == NULL)
		return -1;
	if (rule == DIAG_DISABLE && !is_open(check)) {
		diag_fail(diag, EXIT_USAGE, nowhere, "usage",
			  "'%s' is an error and cannot be disabled", id);
		return -1;
	}
	diag_set_rule(diag, check->id, rule);
	return 0;
}

static int apply_list(struct diag *diag, const struct option_list *ids, enum diag_rule rule)
{
	for (size_t i = 0; i < ids->n; i++)
		if (apply(diag, ids->items[i], rule) != 0)
			return -1;
	return 0;
}

int rules_apply(struct cmd *cmd, const struct rules *rules)
{
	if (apply_list(cmd->diag, &rules->disabled, DIAG_DISABLE) != 0 ||
	    apply_list(cmd->diag, &rules->enabled, DIAG_ENABLE) != 0)
		return -1;
	return apply_list(cmd->diag, &rules->promoted, DIAG_PROMOTE);
}
