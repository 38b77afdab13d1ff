/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack explain: the table of checks. */

#include <stdio.h>

#include "check.h"
#include "cmd.h"
#include "explain.h"
#include "options.h"

static const char explanation[] =
	"Explains the id that stands in brackets in a diagnostic: what is checked, why\n"
	"it matters, where the rule comes from, and a minimal wrong and right example.\n"
	"Without an ID it lists all ids with their titles.\n";

/* check: the one that was asked for, or NULL. */
static void print(const struct cmd *cmd, bool markdown, const struct check *check)
{
	if (cmd->json)
		explain_json(stdout, check);
	else if (check != NULL)
		explain_check(stdout, check);
	else if (markdown)
		explain_markdown(stdout);
	else
		explain_list(stdout);
}

static bool are_alone(struct cmd *cmd, bool markdown, const struct option_list *operands)
{
	if (!markdown || (!cmd->json && operands->n == 0))
		return true;
	diag_fail(cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "--markdown is of the whole table, and goes with nothing else");
	return false;
}

void cmd_explain(struct cmd *cmd, int argc, char **argv)
{
	bool markdown = false;
	const struct option_spec options[] = {
		{ .name = "markdown",
		  .help = "print the whole table as docs/checks.md has it",
		  .flag = &markdown },
		{ .name = NULL },
	};
	const struct usage usage = {
		.synopsis = "explain [--markdown | [--json] [ID]]",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.max_operands = 1,
	};
	struct option_list operands;
	const struct check *check = NULL;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    !are_alone(cmd, markdown, &operands))
		return;
	if (operands.n != 0) {
		check = check_named(cmd->diag, operands.items[0]);
		if (check == NULL)
			return;
	}
	print(cmd, markdown, check);
}
