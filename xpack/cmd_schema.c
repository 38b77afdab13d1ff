/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack schema: the schema that is compiled into the tool. */

#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "options.h"
#include "xml.h"

static const char explanation[] =
	"Prints the XML schema of system descriptions, namespace urn:xpack:system:1,\n"
	"for editors and other validators.\n";

void cmd_schema(struct cmd *cmd, int argc, char **argv)
{
	const struct option_spec options[] = { { .name = NULL } };
	const struct usage usage = {
		.synopsis = "schema [system]",
		.text = explanation,
		.options = options,
		.max_operands = 1,
	};
	struct option_list operands;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0)
		return;
	if (operands.n == 1 && strcmp(operands.items[0], "system") != 0) {
		diag_fail(cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
			  "there is no schema '%s'", operands.items[0]);
		return;
	}
	fputs(xml_schema(), stdout);
}
