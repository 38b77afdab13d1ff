/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cmd: the commands of xpack, one per file cmd_NAME.c, and what they share.
 *
 * A command parses its options, calls the stages and reports through cmd->diag.  It writes its
 * result to stdout but never prints a diagnostic and never exits: main.c does both.
 */
#ifndef XPACK_CMD_H
#define XPACK_CMD_H

#include "arena.h"
#include "diag.h"

struct json;

/* What a command prints on stdout beside its diagnostics: in front of them, or as members of their
 * JSON object.  `what` lives as long as the arena. */
struct cmd_report {
	const void *what;
	void (*print)(const void *what, FILE *to);
	void (*json)(const void *what, struct json *json);
};

#define CMD_MAX_REPORTS 4u

struct cmd {
	struct arena *arena;
	struct diag *diag;
	bool quiet;          /* --quiet: no summary on success */
	bool json;           /* --json: the result as JSON on stdout */
	bool json_diag;      /* the diagnostics are the result: print them as JSON on stdout */
	const char *summary; /* a line for stderr on success, or NULL */
	const char *checked; /* what the last line on stderr gives the counts of, or NULL */
	enum exit_code code; /* exit code of a run that reported no error */
	struct cmd_report reports[CMD_MAX_REPORTS]; /* in the order in which they are printed */
	unsigned n_reports;
};

/* What `xpack check --json` prints: "format" and its version, which changes when a member is taken
 * away or means something else. */
#define CMD_CHECK_FORMAT "xpack-check"
#define CMD_CHECK_VERSION 1

struct command {
	const char *name;
	const char *summary;                                 /* one line for `xpack --help` */
	void (*run)(struct cmd *cmd, int argc, char **argv); /* argv[0] is the command's name */
};

void cmd_build(struct cmd *cmd, int argc, char **argv);
void cmd_boundary(struct cmd *cmd, int argc, char **argv);
void cmd_explain(struct cmd *cmd, int argc, char **argv);
void cmd_check(struct cmd *cmd, int argc, char **argv);
void cmd_verify(struct cmd *cmd, int argc, char **argv);
void cmd_list(struct cmd *cmd, int argc, char **argv);
void cmd_extract(struct cmd *cmd, int argc, char **argv);
void cmd_flash(struct cmd *cmd, int argc, char **argv);
void cmd_image(struct cmd *cmd, int argc, char **argv);
void cmd_run(struct cmd *cmd, int argc, char **argv);
void cmd_keygen(struct cmd *cmd, int argc, char **argv);
void cmd_abi(struct cmd *cmd, int argc, char **argv);
void cmd_ldscript(struct cmd *cmd, int argc, char **argv);
void cmd_header(struct cmd *cmd, int argc, char **argv);
void cmd_sign(struct cmd *cmd, int argc, char **argv);
void cmd_schema(struct cmd *cmd, int argc, char **argv);

#endif
