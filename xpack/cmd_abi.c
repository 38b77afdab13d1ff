/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack abi: chooses one of its commands. */

#include <string.h>

#include "cmd_abi_files.h"
#include "nearest.h"

static const struct command commands[] = {
	{ "show", NULL, cmd_abi_show },
	{ "header", NULL, cmd_abi_header },
	{ "diff", NULL, cmd_abi_diff },
	{ "check", NULL, cmd_abi_check },
};

static const char explanation[] =
	"The interface between a host and its guests: what ABI objects and the host's\n"
	"file export, and what a guest imports.\n\n"
	"commands:\n"
	"  show       show what a file exports or imports\n"
	"  header     print the header by which guests import a host's services\n"
	"  diff       say whether guests of an old interface work with a new one\n"
	"  check      link a guest against a host, write nothing\n\n"
	"'xpack abi COMMAND --help' explains a command.\n";

static const struct command *find_command(struct cmd *cmd, const char *name)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
		nearest_try(&nearest, commands[i].name);
	}
	diag_fail(cmd->diag, EXIT_USAGE, (struct location){ 0 }, "usage",
		  "unknown command 'abi %s'", name);
	if (nearest.name != NULL)
		diag_help(cmd->diag, (struct location){ 0 }, "did you mean 'abi %s'?",
			  nearest.name);
	else
		diag_help(cmd->diag, (struct location){ 0 },
			  "'xpack abi --help' lists the commands");
	return NULL;
}

void cmd_abi(struct cmd *cmd, int argc, char **argv)
{
	const struct option_spec options[] = { { .name = NULL } };
	const struct usage usage = {
		.synopsis = "abi COMMAND [options] ...",
		.text = explanation,
		.options = options,
		.min_operands = 1,
	};
	const struct command *command;
	struct option_list operands;

	if (argc < 2 || argv[1][0] == '-') {
		(void)!options_parse(cmd, &usage, argc, argv, &operands);
		return;
	}
	command = find_command(cmd, argv[1]);
	if (command != NULL)
		command->run(cmd, argc - 1, argv + 1);
}
