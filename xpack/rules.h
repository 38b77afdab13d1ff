/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * rules: the options --enable, --disable and --werror of the commands that check.
 *
 * Each takes the id of a check, or "all", and may be repeated; --disable is applied first, then
 * --enable, then --werror.  Errors can be neither disabled nor made less.
 */
#ifndef XPACK_RULES_H
#define XPACK_RULES_H

#include "options.h"

struct rules {
	struct option_list enabled, disabled, promoted;
};

/* Rows for the command's table of options; the argument is a struct rules. */
#define RULES_OPTIONS(rules)                                                                       \
	{ 0,                                                                                       \
	  "enable",                                                                                \
	  "ID",                                                                                    \
	  "run a check that is off by default, or show information",                               \
	  NULL,                                                                                    \
	  NULL,                                                                                    \
	  &(rules)->enabled },                                                                     \
		{ 0,    "disable",         "ID", "drop a warning or information", NULL,            \
		  NULL, &(rules)->disabled },                                                      \
	{                                                                                          \
		0, "werror", "ID", "make a warning or information an error", NULL, NULL,           \
			&(rules)->promoted                                                         \
	}

#define RULES_SYNOPSIS "[--enable|--disable|--werror ID]..."

/* Tell cmd->diag.  Returns 0, or -1 after a usage error: no such id, or an error disabled. */
int rules_apply(struct cmd *cmd, const struct rules *rules) __attribute__((warn_unused_result));

#endif
