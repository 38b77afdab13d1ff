/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * one_partition: the commands that print something about one partition of a description, which
 * need no ELF file to exist yet.
 */
#ifndef XPACK_ONE_PARTITION_H
#define XPACK_ONE_PARTITION_H

#include "cmd.h"
#include "model.h"

/* What the command's --help says. */
struct one_partition {
	const char *synopsis;
	const char *text;
	/* Prints to stdout. */
	void (*print)(struct cmd *cmd, const struct system *system,
		      const struct partition *partition);
};

/* Run the command `COMMAND [-I DIR] SYSTEM.xml PARTITION`, or `--partition FILE --contract FILE`
 * in place of these two. */
void one_partition_run(struct cmd *cmd, const struct one_partition *one, int argc, char **argv);

#endif
