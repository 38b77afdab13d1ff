/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Chooses the command, prints what was reported, exits. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "cmd.h"
#include "guard.h"
#include "json.h"
#include "nearest.h"

static const struct command commands[] = {
	{ "build", "pack a system into a signed container and a boot image", cmd_build },
	{ "check", "check a system description and its files, write nothing", cmd_check },
	{ "boundary", "report whose each byte of the partitions is, under which licence",
	  cmd_boundary },
	{ "explain", "explain the id of a diagnostic, or list all ids", cmd_explain },
	{ "verify", "authenticate a container or boot image", cmd_verify },
	{ "list", "show what a container holds", cmd_list },
	{ "extract", "write the images of a container to files", cmd_extract },
	{ "image", "make what a board's storage or boot program takes", cmd_image },
	{ "flash", "write a boot image to a board, a disk or a file, and read it back", cmd_flash },
	{ "run", "boot a container or boot image in QEMU", cmd_run },
	{ "sign", "add, replace or remove a signature of a container", cmd_sign },
	{ "keygen", "make a key pair for signing", cmd_keygen },
	{ "abi", "the interface between host and guests: show, header, diff, check", cmd_abi },
	{ "ldscript", "print the linker script of a partition", cmd_ldscript },
	{ "header", "print the C header of a partition: ids and sizes of its ports", cmd_header },
	{ "schema", "print the XML schema of system descriptions", cmd_schema },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(FILE *to)
{
	fputs("usage: xpack COMMAND [options] ...\n\n"
	      "Packs a host (hypervisor or separation kernel) and its partitions into one\n"
	      "signed container and a boot image.  Stubs in the partitions are resolved at\n"
	      "pack time against the interface that the host exports.\n\ncommands:\n",
	      to);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\n'xpack COMMAND --help' explains a command; 'xpack --version' prints the "
	      "version.\n",
	      to);
}

static const struct command *find_command(struct diag *diag, const char *name)
{
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
		nearest_try(&nearest, commands[i].name);
	}
	if (name[0] == '-')
		diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage",
			  "unknown option %s in front of the command", name);
	else
		diag_fail(diag, EXIT_USAGE, (struct location){ 0 }, "usage", "unknown command '%s'",
			  name);
	if (nearest.name != NULL)
		diag_help(diag, (struct location){ 0 }, "did you mean '%s'?", nearest.name);
	else
		diag_help(diag, (struct location){ 0 }, "'xpack --help' lists the commands");
	return NULL;
}

static void print_json(const struct cmd *cmd)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	json_text(&json, "format", CMD_CHECK_FORMAT);
	json_number(&json, "version", CMD_CHECK_VERSION);
	diag_print_json(cmd->diag, &json);
	for (unsigned i = 0; i < cmd->n_reports; i++)
		cmd->reports[i].json(cmd->reports[i].what, &json);
	json_close(&json, '}');
	json_end(&json);
}

static void print_reports(const struct cmd *cmd)
{
	for (unsigned i = 0; i < cmd->n_reports; i++)
		cmd->reports[i].print(cmd->reports[i].what, stdout);
}

/* The last line: what came of it. */
static void print_last(const struct cmd *cmd, enum exit_code code)
{
	if (cmd->quiet || cmd->json)
		return;
	if (cmd->checked != NULL && (code != EXIT_DONE || cmd->summary == NULL)) {
		diag_set_main_file(cmd->diag, cmd->checked);
		fprintf(stderr, "%s: %s\n", cmd->checked[0] != '\0' ? cmd->checked : "''",
			diag_summary(cmd->arena, cmd->diag));
	} else if (cmd->summary != NULL && code == EXIT_DONE)
		fprintf(stderr, "%s\n", cmd->summary);
}

/* What a command reported, and its result that may not have reached stdout. */
static int finish(struct cmd *cmd)
{
	static char buffer[1 << 16];
	enum exit_code code;

	/* Thousands of diagnostics are to be few system calls; exit() writes what is left. */
	setvbuf(stderr, buffer, _IOFBF, sizeof(buffer));
	if (cmd->json_diag)
		print_json(cmd);
	else
		print_reports(cmd);
	if (fflush(stdout) != 0 || ferror(stdout))
		diag_fail(cmd->diag, EXIT_MACHINE, (struct location){ 0 }, "stdout",
			  "cannot write to standard output: %s", strerror(errno));
	if (!cmd->json_diag || diag_exit_code(cmd->diag) == EXIT_MACHINE)
		diag_print(cmd->diag, stderr);
	code = diag_exit_code(cmd->diag);
	print_last(cmd, code);
	return code != EXIT_DONE ? (int)code : (int)cmd->code;
}

/* A mapped input was cut off behind its reader's back (mapped.h).  Nothing was written yet, and
 * nothing can be known: so this ends here. */
static void lose_file(int number)
{
	static const char message[] =
		"xpack: error: [file-read] a file became shorter while it was "
		"read\n";

	(void)number;
	(void)!write(STDERR_FILENO, message, sizeof(message) - 1);
	_exit(EXIT_MACHINE);
}

int main(int argc, char **argv)
{
	struct cmd cmd = { .arena = arena_new(), .diag = diag_new() };
	const struct command *command;
	int code;

	guard_library();
	check_switch_off(cmd.diag);
	/* A limit on the size of files is an error of write(), to be reported and cleaned up. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGCHLD, SIG_DFL); /* where it is ignored, nobody learns how a program ended */
	signal(SIGBUS, lose_file);
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_help(stdout);
	} else if (argc >= 2 && strcmp(argv[1], "--version") == 0) {
		puts("xpack " PACKAGE_VERSION);
	} else if (argc < 2) {
		print_help(stderr);
		cmd.code = EXIT_USAGE;
	} else {
		command = find_command(cmd.diag, argv[1]);
		if (command != NULL)
			command->run(&cmd, argc - 1, argv + 1);
	}
	code = finish(&cmd);
	diag_free(cmd.diag);
	arena_free(cmd.arena);
	return code;
}
