/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "lab.h"

#include "loader/prom.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_BROKEN 99 /* the test itself is broken, for the TAP driver */

void lab_need(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "attack: cannot go on without: %s\n", what);
	exit(EXIT_BROKEN);
}

static struct buf read_file(struct lab *lab, const char *directory, const char *name)
{
	const char *path = arena_printf(lab->arena, "%s/%s", directory, name);
	FILE *file = fopen(path, "rb");
	struct buf bytes = { 0 };
	uint8_t chunk[4096];
	size_t n;

	lab_need(file != NULL, path);
	while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_put(&bytes, chunk, n);
	fclose(file);
	return bytes;
}

static struct seal_key *read_key(struct lab *lab, const char *directory, const char *name)
{
	return seal_open(arena_printf(lab->arena, "%s/%s", directory, name));
}

void lab_open(struct lab *lab, const char *directory)
{
	uint32_t at;

	*lab = (struct lab){ .arena = arena_new() };
	lab->prom = read_file(lab, directory, "system.prom");
	lab->container = read_file(lab, directory, "system.itb");
	at = get_be32(lab->prom.data + PROM_AT_PARAMS);
	lab_need(range_fits(lab->prom.size, at, PARAMS_HEADER_SIZE), "a parameter block");
	lab->block = span_part(buf_span(&lab->prom), at, lab->prom.size - at);
	lab_need(params_read(lab->block, &lab->params) == STATUS_OK, "sound parameters");
	at = lab->params.container_addr;
	lab_need(lab->prom.size == at + lab->container.size &&
			 memcmp(lab->prom.data + at, lab->container.data, lab->container.size) == 0,
		 "the container in the boot image");
	lab->manifest_size = get_be32(lab->container.data + 4);
	lab->tree = tree_read(lab->arena, buf_span(&lab->container));
	lab->key = read_key(lab, directory, "key.pem");
	lab->foreign = read_key(lab, directory, "foreign.pem");
	lab->other = read_key(lab, directory, "other.pem");
}

void lab_close(struct lab *lab)
{
	seal_close(lab->key);
	seal_close(lab->foreign);
	seal_close(lab->other);
	buf_free(&lab->prom);
	buf_free(&lab->container);
	arena_free(lab->arena);
}

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
	buf_put(&specimen->container, specimen->lab->container.data,
		specimen->lab->container.size);
}

bool specimen_write(struct specimen *specimen, enum flaw_kind flaw, unsigned at)
{
	bool applied;

	buf_free(&specimen->container);
	specimen->container = scribe_write(specimen->tree, (struct flaw){ flaw, at }, &applied);
	specimen_seal(specimen);
	buf_put(&specimen->container, specimen->payload.data, specimen->payload.size);
	return applied;
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

void specimen_text(struct specimen *specimen, struct node *node, const char *name,
		   const char *text)
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
