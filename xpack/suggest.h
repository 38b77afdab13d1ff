/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * suggest: the nearest name to each of many wrong ones (nearest.h), without comparing all with all.
 *
 * An answer is kept, so the same wrong name is looked up once among the same names.  And there is
 * an end: after SUGGEST_MAX_TRIES comparisons, a part of a second, names that are new get no
 * suggestion.  A thousand different wrong names among a thousand stay within it.
 */
#ifndef XPACK_SUGGEST_H
#define XPACK_SUGGEST_H

#include "model.h"

#define SUGGEST_MAX_TRIES (1u << 22)

struct suggest;

/* Names to choose from: of each item the text at an offset.  They are told apart by their items, so
 * these must stay as they are. */
struct suggest_names {
	const void *items;
	size_t n;
	size_t size;   /* of an item */
	size_t offset; /* of its const char * */
};

struct suggest *suggest_new(struct arena *arena);

/* The nearest name, or NULL.  suggest NULL: nothing is kept, and there is no end.  wanted is
 * borrowed for as long as suggest lives. */
const char *suggest_name(struct suggest *suggest, struct suggest_names names, const char *wanted);

/* "did you mean ...?" as a help where the wrong name stands, if one is near; false when none is.
 * Answers are kept with the system's index. */
bool suggest_help(const struct system *system, struct diag *diag, struct suggest_names names,
		  struct text wanted);

struct suggest_names suggest_partitions(const struct system *system);
struct suggest_names suggest_devices(const struct board *board);
struct suggest_names suggest_memories(const struct board *board);
struct suggest_names suggest_shared_memories(const struct system *system);
struct suggest_names suggest_ports(const struct partition *partition);

#endif
