/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "lab.h"

#include <string.h>

#define DATA_ALIGN 8u /* docs/container.md, "Layout" */

struct specimen specimen_begin(const struct lab *lab)
{
	struct specimen specimen = { .lab = lab, .arena = arena_new() };

	specimen.tree = tree_copy(specimen.arena, lab->tree);
	buf_put(&specimen.payload, lab->container.data + lab->manifest_size,
		lab->container.size - lab->manifest_size);
	return specimen;
}

void specimen_end(struct specimen *specimen)
{
	buf_free(&specimen->payload);
	buf_free(&specimen->container);
	arena_free(specimen->arena);
}

void specimen_original(struct specimen *specimen)
{
	buf_free(&specimen->container);
	buf_put(&specimen->container, specimen->lab->container.data, specimen->lab->container.size);
}

bool specimen_write(struct specimen *specimen, enum flaw_kind flaw, unsigned at)
{
	bool applied;

	buf_free(&specimen->container);
	specimen->container = scribe_write(specimen->tree, (struct flaw){ flaw, at }, &applied);
	if (!applied)
		return false;
	specimen_seal(specimen);
	buf_put(&specimen->container, specimen->payload.data, specimen->payload.size);
	return true;
}

struct span specimen_manifest(const struct specimen *specimen)
{
	uint32_t size = get_be32(specimen->container.data + 4);

	lab_need(size <= specimen->container.size, "a whole manifest");
	return (struct span){ specimen->container.data, size };
}

void specimen_seal(struct specimen *specimen)
{
	seal_manifest(specimen->lab->key, specimen->container.data,
		      specimen_manifest(specimen).size, 0);
}

size_t specimen_n_images(struct specimen *specimen)
{
	return tree_node(specimen->tree, "images")->n_nodes;
}

struct node *specimen_image(struct specimen *specimen, size_t i)
{
	struct node *images = tree_node(specimen->tree, "images");

	lab_need(i < images->n_nodes, "an image");
	return images->nodes[i];
}

struct node *specimen_configuration(struct specimen *specimen)
{
	return tree_node(specimen->tree, "configurations/conf-1");
}

struct node *specimen_kernel(struct specimen *specimen)
{
	const struct property *name = tree_property(specimen_configuration(specimen), "kernel");

	return tree_node(tree_node(specimen->tree, "images"), (const char *)name->value.data);
}

struct node *specimen_kind(struct specimen *specimen, const char *kind, unsigned n)
{
	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);
		const uint8_t *text = tree_property(image, "xpack,kind")->value.data;

		if (strcmp((const char *)text, kind) == 0 && n-- == 0)
			return image;
	}
	lab_need(false, kind);
	return NULL;
}

struct node *specimen_data(struct specimen *specimen, unsigned n)
{
	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);

		if (image != specimen_kernel(specimen) && tree_u32(image, "data-size") != 0 &&
		    n-- == 0)
			return image;
	}
	lab_need(false, "an image with data");
	return NULL;
}

void specimen_u32(struct specimen *specimen, struct node *node, const char *name, uint32_t value)
{
	tree_set_u32(specimen->arena, node, name, value);
}

void specimen_text(struct specimen *specimen, struct node *node, const char *name, const char *text)
{
	tree_set_text(specimen->arena, node, name, text);
}

void specimen_list(struct specimen *specimen)
{
	struct node *configuration = specimen_configuration(specimen);
	const char *kernel = (const char *)tree_property(configuration, "kernel")->value.data;
	const char *fdt = (const char *)tree_property(configuration, "fdt")->value.data;
	struct buf names = { 0 };

	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		const char *name = specimen_image(specimen, i)->name;

		if (strcmp(name, kernel) != 0 && strcmp(name, fdt) != 0)
			buf_put(&names, name, strlen(name) + 1);
	}
	tree_set(specimen->arena, configuration, "loadables", buf_span(&names));
	buf_free(&names);
}

void specimen_lay_out(struct specimen *specimen)
{
	uint32_t offset = 0;

	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);

		specimen_u32(specimen, image, "data-offset", offset);
		offset = (uint32_t)align_up(offset + tree_u32(image, "data-size"), DATA_ALIGN);
	}
}

/* Where an image's data and its padding end, counted from the payload's start. */
static uint32_t padded_end(struct node *image)
{
	return (uint32_t)align_up(tree_u32(image, "data-offset") + tree_u32(image, "data-size"),
				  DATA_ALIGN);
}

void specimen_hash(struct specimen *specimen, struct node *image)
{
	uint32_t offset = tree_u32(image, "data-offset");
	uint32_t size = tree_u32(image, "data-size");
	uint8_t digest[SEAL_DIGEST_SIZE];

	lab_need(range_fits(specimen->payload.size, offset, size), "the image's data");
	seal_hash((struct span){ specimen->payload.data + offset, size }, digest);
	tree_set(specimen->arena, tree_node(image, "hash-1"), "value",
		 (struct span){ digest, sizeof(digest) });
}

void specimen_make_odd(struct specimen *specimen)
{
	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);
		uint32_t end = padded_end(image);
		uint32_t size = tree_u32(image, "data-size");
		uint32_t odd = end - tree_u32(image, "data-offset") - 1 - (uint32_t)i % 7;

		/* A device tree has the size that it says. */
		if (size == 0 || image == specimen_kind(specimen, "dtb", 0))
			continue;
		if (odd > size)
			odd = size;
		memset(specimen->payload.data + tree_u32(image, "data-offset") + odd, 0,
		       end - tree_u32(image, "data-offset") - odd);
		specimen_u32(specimen, image, "data-size", odd);
		specimen_hash(specimen, image);
	}
}
