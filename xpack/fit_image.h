/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_image: what the nodes of a FIT mean (flat-image-tree specification 0.9): images, their data
 * and hashes, and which images a configuration names.
 */
#ifndef XPACK_FIT_IMAGE_H
#define XPACK_FIT_IMAGE_H

#include "fit_read.h"

/* Where the stored bytes of an image are. */
struct fit_data {
	struct span bytes;
	bool is_external; /* behind the tree */
};

/* What a hash node says of bytes. */
enum fit_match {
	FIT_HOLDS,
	FIT_DIFFERS,
	FIT_NOT_CHECKED /* its algorithm is not known or not in this OpenSSL, or it has no value */
};

/* "/images", "/configurations", or FIT_NONE */
size_t fit_images(const struct fit_tree *tree);
size_t fit_configurations(const struct fit_tree *tree);
/* Number of subnodes. */
size_t fit_n_children(const struct fit_tree *tree, size_t node);

/* Is this subnode of an image a hash, a signature?  Tools go by how the names begin. */
bool fit_is_hash(const struct fit_tree *tree, size_t node);
bool fit_is_signature(const struct fit_tree *tree, size_t node);

/*
 * The data of an image: the property data, or data-size bytes at data-position from the file's
 * start or data-offset from the tree's end, a multiple of 4.  An image may have none at all, when
 * it names none of these; then bytes are empty.  Returns NULL, or what is wrong: two of these at
 * once, or bytes that are not in the file.
 */
const char *fit_data(const struct fit_tree *tree, size_t image, struct fit_data *data)
	__attribute__((warn_unused_result));

enum fit_match fit_hash_match(struct arena *arena, const struct fit_tree *tree, size_t hash,
			      struct span bytes);

/*
 * The images that a configuration names: each string of each property but description and
 * compatible that is the name of an image, each once.  *missing is the first string of a property
 * that names images (kernel, fdt, loadables and the like) which is none, or empty.
 */
size_t *fit_named(struct arena *arena, const struct fit_tree *tree, size_t configuration, size_t *n,
		  struct span *missing);

#endif
