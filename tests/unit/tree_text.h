/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * tree_text: a flattened device tree as text, to be compared.  It is read with the loader's strict
 * reader.
 */
#ifndef XPACK_TESTS_TREE_TEXT_H
#define XPACK_TESTS_TREE_TEXT_H

#include "xpack/arena.h"
#include "xpack/buf.h"

/* In the arena: one line for each node and property, indented by depth.  A value is a text, or
 * cells in hexadecimal.  The tree is freed.  What the reader refuses fails the running test. */
char *tree_text(struct arena *arena, struct buf tree);

#endif
