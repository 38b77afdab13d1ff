/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * tree: a device tree that can be edited into what a loader has to refuse.
 *
 * Read with libfdt, written by write.h: neither the packer's writer nor the loader's reader has a
 * part in it.  Everything belongs to the arena; spans may go into the blob that was read.  An
 * access to what is not there ends the program: an attack that does not happen proves nothing.
 */
#ifndef XPACK_ATTACK_TREE_H
#define XPACK_ATTACK_TREE_H

#include "loader/span.h"
#include "xpack/arena.h"

struct property {
	const char *name;
	struct span value;
};

struct node {
	const char *name;
	struct property *properties;
	size_t n_properties;
	struct node **nodes;
	size_t n_nodes;
};

/* The whole tree of a blob that libfdt accepts. */
struct node *tree_read(struct arena *arena, struct span blob);

/* The node at path, names with '/' between them, "" being root itself. */
struct node *tree_node(struct node *root, const char *path);
/* The n-th node in document order, root being 0, or NULL. */
struct node *tree_nth(struct node *root, unsigned n);

struct property *tree_property(struct node *node, const char *name);
uint32_t tree_u32(struct node *node, const char *name);

/* Change a property that is there. */
void tree_set(struct arena *arena, struct node *node, const char *name, struct span value);
void tree_set_u32(struct arena *arena, struct node *node, const char *name, uint32_t value);
void tree_set_text(struct arena *arena, struct node *node, const char *name, const char *text);

/* Make room for a property at this place, or a node at the end, or take one out. */
void tree_insert(struct arena *arena, struct node *node, size_t at, const char *name,
		 struct span value);
void tree_remove(struct node *node, const char *name);
struct node *tree_add(struct arena *arena, struct node *parent, const char *name);
void tree_drop(struct node *parent, size_t at);

/* A deep copy, but for the values' bytes. */
struct node *tree_copy(struct arena *arena, const struct node *node);

/* A value that lives as long as the arena. */
struct span tree_text(struct arena *arena, const char *text);
struct span tree_cell(struct arena *arena, uint32_t value);
struct span tree_bytes(struct arena *arena, const void *bytes, size_t size);

#endif
