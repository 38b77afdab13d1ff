/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_read: the tree of any FIT, whoever made it (Devicetree specification 0.4, chapter 5).
 *
 * Where the loader's reader takes one form only, this one takes what other tools write: blocks in
 * any order with gaps, NOP tokens, shared suffixes among the strings, unit addresses, padding that
 * is not zero.  What two readers could understand in two ways is refused: a property or a node
 * twice in one node, a property behind a subnode, blocks that share bytes.
 *
 * The whole tree becomes tables, which the functions below look into.  Nodes and properties are
 * numbered in document order, the root is node 0.  Spans go into the file; tables are the arena's.
 */
#ifndef XPACK_FIT_READ_H
#define XPACK_FIT_READ_H

#include "arena.h"
#include "loader/span.h"

#define FIT_NONE SIZE_MAX /* no such node */
#define FIT_ROOT 0u

struct fit_property {
	struct span name;   /* without NUL */
	size_t name_offset; /* in the strings block */
	struct span value;
};

struct fit_node {
	struct span name; /* without NUL */
	size_t parent;    /* FIT_NONE: the root */
	size_t first;     /* subnode, or FIT_NONE */
	size_t next;      /* of the same parent, or FIT_NONE */
	size_t property;  /* the first one's number */
	size_t n_properties;
};

/* A node by its name. */
struct fit_name {
	struct span name;
	size_t parent; /* FIT_NONE: the root's */
	size_t node;
};

/* Section 5.4.1. */
enum fit_tag { FIT_BEGIN = 1, FIT_END_NODE = 2, FIT_PROP = 3, FIT_NOP = 4, FIT_END = 9 };

/* A token with its padding. */
struct fit_token {
	enum fit_tag tag;
	struct span bytes;
	size_t node;     /* that it is of, FIT_NONE: of none */
	size_t property; /* of a FIT_PROP */
};

struct fit_tree {
	struct span file; /* the tree and what stands behind it */
	size_t total_size;
	struct span strings;
	struct fit_node *nodes;
	size_t n_nodes;
	struct fit_name *names; /* of all nodes, sorted: siblings may be many */
	struct fit_property *properties;
	size_t n_properties;
	struct fit_token *tokens;
	size_t n_tokens;
};

/* Read the tree with which the file begins.  Returns NULL, or what is wrong with it. */
const char *fit_read(struct arena *arena, struct span file, struct fit_tree *tree)
	__attribute__((warn_unused_result));

/* The subnode of that name, or FIT_NONE. */
size_t fit_child(const struct fit_tree *tree, size_t node, struct span name);
/* The node at a path ("/images/kernel"; "/" is the root), or FIT_NONE. */
size_t fit_find(const struct fit_tree *tree, struct span path);
/* fit_find() of a text. */
size_t fit_at(const struct fit_tree *tree, const char *path);
/* "/images/kernel" */
const char *fit_path(struct arena *arena, const struct fit_tree *tree, size_t node);
const char *fit_name(struct arena *arena, const struct fit_tree *tree, size_t node);
/* Does the node's name begin with this? */
bool fit_begins(const struct fit_tree *tree, size_t node, const char *prefix);

/* A property's value; false when there is none. */
bool fit_get(const struct fit_tree *tree, size_t node, const char *name, struct span *value);
/* A property that is one string; its characters, without NUL. */
bool fit_get_text(const struct fit_tree *tree, size_t node, const char *name, struct span *text);
/* A property that is one cell. */
bool fit_get_u32(const struct fit_tree *tree, size_t node, const char *name, uint32_t *number);
/* The next string of a list, without NUL; moves list behind it.  False at the end, and when what is
 * left is not ended by a NUL. */
bool fit_next_text(struct span *list, struct span *text);

#endif
