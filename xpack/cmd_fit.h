/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * cmd_fit: what the commands do with FITs that others made, and with U-Boot's view of our own.
 */
#ifndef XPACK_CMD_FIT_H
#define XPACK_CMD_FIT_H

#include "cmd.h"
#include "fit_read.h"
#include "imagefile.h"

/*
 * Is the file a device tree that is not meant to be a container of xpack's?  One that has only one
 * of the marks of a container, the auth block, where the blocks are, xpack's properties, is taken
 * for a container, so that it is refused and not shown as something harmless.
 */
bool cmd_fit_is_foreign(struct arena *arena, const struct imagefile *file);

/* Read the container or FIT as a FIT.  Reports not-a-fit (exit 3).  Returns 0 or -1. */
int cmd_fit_read(struct cmd *cmd, const struct imagefile *file, struct fit_tree *tree)
	__attribute__((warn_unused_result));

/* xpack verify --fit, of both containers where there are two. */
void cmd_fit_verify(struct cmd *cmd, const struct imagefile *file, const struct key *key);
/* xpack list */
void cmd_fit_list(struct cmd *cmd, const struct imagefile *file);

#endif
