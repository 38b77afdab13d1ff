/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_image.h"

#include <stdlib.h>
#include <string.h>

#include "fit_crypto.h"
#include "memory.h"

#define MAX_TEXTS 4096u   /* in the lists of a configuration, so that none asks for much work */
#define EXTERNAL_ALIGN 4u /* of the tree's end, from which data-offset counts */

/* Properties of a configuration whose every string has to be an image. */
static const char *const naming[] = { "kernel",     "fdt",    "ramdisk", "loadables", "firmware",
				      "standalone", "script", "fpga",    "setup",     "tee" };
/* And those that never name any. */
static const char *const plain[] = { "description", "compatible" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

size_t fit_images(const struct fit_tree *tree)
{
	return fit_at(tree, "/images");
}

size_t fit_configurations(const struct fit_tree *tree)
{
	return fit_at(tree, "/configurations");
}

size_t fit_n_children(const struct fit_tree *tree, size_t node)
{
	size_t child = node == FIT_NONE ? FIT_NONE : tree->nodes[node].first;
	size_t n = 0;

	for (; child != FIT_NONE; child = tree->nodes[child].next)
		n++;
	return n;
}

bool fit_is_hash(const struct fit_tree *tree, size_t node)
{
	return fit_begins(tree, node, "hash");
}

bool fit_is_signature(const struct fit_tree *tree, size_t node)
{
	return fit_begins(tree, node, "signature");
}

const char *fit_data(const struct fit_tree *tree, size_t image, struct fit_data *data)
{
	bool embedded = fit_get(tree, image, "data", &data->bytes);
	struct span value;
	bool positioned = fit_get(tree, image, "data-position", &value);
	bool moved = fit_get(tree, image, "data-offset", &value);
	uint64_t start = 0;
	uint32_t offset;
	uint32_t size;

	data->is_external = positioned || moved;
	if (embedded + positioned + moved > 1)
		return "it has data in two places";
	if (embedded)
		return NULL;
	data->bytes = (struct span){ NULL, 0 };
	if (!data->is_external)
		return NULL;
	if (moved)
		start = align_up(tree->total_size, EXTERNAL_ALIGN);
	if (!fit_get_u32(tree, image, moved ? "data-offset" : "data-position", &offset) ||
	    !fit_get_u32(tree, image, "data-size", &size))
		return "where its data is cannot be read";
	if (!range_fits(tree->file.size, start + offset, size))
		return "its data is not in the file";
	data->bytes = span_part(tree->file, (size_t)(start + offset), size);
	return NULL;
}

enum fit_match fit_hash_match(struct arena *arena, const struct fit_tree *tree, size_t hash,
			      struct span bytes)
{
	uint8_t digest[FIT_MAX_DIGEST_SIZE];
	struct span algorithm;
	struct span value;
	size_t size;

	if (!fit_get_text(tree, hash, "algo", &algorithm) || !fit_get(tree, hash, "value", &value))
		return FIT_NOT_CHECKED;
	size = fit_hash(arena, algorithm, &bytes, 1, digest);
	if (size == 0)
		return FIT_NOT_CHECKED;
	return span_equal(value, (struct span){ digest, size }) ? FIT_HOLDS : FIT_DIFFERS;
}

static bool is_one_of(struct span name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_is(name, names[i]))
			return true;
	return false;
}

size_t *fit_named(struct arena *arena, const struct fit_tree *tree, size_t configuration, size_t *n,
		  struct span *missing)
{
	const struct fit_node *node = &tree->nodes[configuration];
	size_t images = fit_images(tree);
	bool *is_named = memory_alloc(tree->n_nodes * sizeof(*is_named));
	size_t *named = NULL;
	size_t n_texts = 0;

	*n = 0;
	*missing = (struct span){ NULL, 0 };
	for (size_t i = node->property; i < node->property + node->n_properties; i++) {
		struct span list = tree->properties[i].value;
		struct span name;

		if (is_one_of(tree->properties[i].name, plain, COUNT(plain)))
			continue;
		while (fit_next_text(&list, &name)) {
			size_t image =
				images == FIT_NONE ? FIT_NONE : fit_child(tree, images, name);

			if (n_texts++ >= MAX_TEXTS ||
			    (image == FIT_NONE && missing->size == 0 &&
			     is_one_of(tree->properties[i].name, naming, COUNT(naming))))
				*missing = name;
			if (n_texts > MAX_TEXTS) {
				free(is_named);
				return named;
			}
			if (image == FIT_NONE || is_named[image])
				continue;
			is_named[image] = true;
			named = arena_grow(arena, named, *n, sizeof(*named));
			named[(*n)++] = image;
		}
	}
	free(is_named);
	return named;
}
