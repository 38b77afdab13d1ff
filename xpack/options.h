/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * options: one command's command line, from one table that is also its --help.
 *
 * Options stand before, between or after operands; "--" ends them; "-oFILE", "-o FILE",
 * "--output=FILE" and "--output FILE" are the same.  --help and --quiet are known everywhere;
 * --json where the usage says so.
 */
#ifndef XPACK_OPTIONS_H
#define XPACK_OPTIONS_H

#include <stddef.h>

#include "cmd.h"

struct option_list {
	const char **items; /* in the arena */
	size_t n;
};

/* Exactly one of flag, value and list is set. */
struct option_spec {
	char letter;          /* or 0 */
	const char *name;     /* without dashes */
	const char *argument; /* e.g. "FILE"; NULL for a flag */
	const char *help;
	bool *flag;
	const char **value;
	struct option_list *list;
};

struct usage {
	const char *synopsis;              /* behind "usage: xpack " */
	const char *text;                  /* what it does, for --help */
	const struct option_spec *options; /* ends with a name of NULL */
	bool takes_json;
	size_t min_operands;
	size_t max_operands;
};

/*
 * Parse; operands, in the arena, keep their order.  Returns 0 when the command is to go on, -1
 * when not: after an error (usage, exit 2) or when --help was printed.
 */
int options_parse(struct cmd *cmd, const struct usage *usage, int argc, char **argv,
		  struct option_list *operands) __attribute__((warn_unused_result));

/* Another usage error than options_parse() knows of, with the usage as help. */
void options_fail(struct cmd *cmd, const struct usage *usage, const char *message);

/* How many threads do the work, of commands that hash, copy, compress or decode payload. */
#define WORK_OPTION(threads)                                                                       \
	{                                                                                          \
		'j', "jobs", "N",                                                                  \
			"work on N threads; default: one for each processor, 2 at most for LZ4",   \
			NULL, (threads), NULL                                                      \
	}
/* Its value; 0 when it was not given.  Reports usage (exit 2): 0 or -1. */
int options_threads(struct cmd *cmd, const char *text, unsigned *n_threads)
	__attribute__((warn_unused_result));

/* A number that a container carries in place of the description's, or of nothing when text is NULL:
 * *number is in the arena, or NULL.  Reports usage (exit 2): 0 or -1. */
#define SEQUENCE_OPTION(text)                                                                      \
	{                                                                                          \
		0, "sequence", "N", "the container's sequence, in place of the description's",     \
			NULL, (text), NULL                                                         \
	}
int options_sequence(struct cmd *cmd, const char *text, const uint32_t **number)
	__attribute__((warn_unused_result));

#endif
