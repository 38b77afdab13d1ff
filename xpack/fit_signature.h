/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_signature: what the signature of a FIT's configuration is over, and whether it holds.
 *
 * The node names the nodes that it covers (hashed-nodes).  The message is, in document order, whole
 * tokens of the structure block, padding included: begin and end of a node when it or its parent is
 * covered; a property of a covered node, but for those that say where data is; NOP of a covered
 * node; the end; and behind them the first bytes of the strings block (hashed-strings).
 *
 * So the names that a signature covers decide what it says: a signature that holds is worth as much
 * as the nodes that it covers, and fit_check.h looks at these.
 */
#ifndef XPACK_FIT_SIGNATURE_H
#define XPACK_FIT_SIGNATURE_H

#include "fit_read.h"
#include "key.h"

/* More nodes than this in hashed-nodes, and U-Boot refuses: two, and two for each image. */
#define FIT_MAX_HASHED_NODES 100u
#define FIT_MAX_IMAGES ((FIT_MAX_HASHED_NODES - 2) / 2)

struct fit_message {
	bool *covered; /* of each node of the tree */
	struct span *parts;
	size_t n_parts;
};

/* The message of a configuration's signature node.  Returns NULL, or what is wrong with the node:
 * a list that cannot be read, a node that is not there, a property whose name is not covered. */
const char *fit_message(struct arena *arena, const struct fit_tree *tree, size_t signature,
			struct fit_message *message) __attribute__((warn_unused_result));

/* How many bytes that are. */
uint64_t fit_message_size(const struct fit_message *message);

/* Is the node's signature this key's over its message?  Returns NULL when it is, or what is
 * wrong. */
const char *fit_message_check(struct arena *arena, const struct fit_tree *tree, size_t signature,
			      const struct key *key, const struct fit_message *message)
	__attribute__((warn_unused_result));

/* The same for the signature of an image, which is over its data alone. */
const char *fit_image_signature_check(struct arena *arena, const struct fit_tree *tree,
				      size_t signature, const struct key *key, struct span data)
	__attribute__((warn_unused_result));

#endif
