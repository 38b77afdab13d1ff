/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "tree.h"

#include "lab.h"

#include <libfdt.h>
#include <string.h>

struct span tree_bytes(struct arena *arena, const void *bytes, size_t size)
{
	uint8_t *copy = arena_alloc(arena, size + 1);

	if (size > 0)
		memcpy(copy, bytes, size);
	return (struct span){ copy, size };
}

struct span tree_text(struct arena *arena, const char *text)
{
	return tree_bytes(arena, text, strlen(text) + 1);
}

struct span tree_cell(struct arena *arena, uint32_t value)
{
	uint8_t bytes[sizeof(uint32_t)];

	put_be32(bytes, value);
	return tree_bytes(arena, bytes, sizeof(bytes));
}

struct node *tree_add(struct arena *arena, struct node *parent, const char *name)
{
	struct node *node = arena_alloc(arena, sizeof(*node));

	node->name = arena_text(arena, name, strlen(name));
	if (parent != NULL) {
		parent->nodes = arena_grow(arena, parent->nodes, parent->n_nodes, sizeof(node));
		parent->nodes[parent->n_nodes++] = node;
	}
	return node;
}

void tree_insert(struct arena *arena, struct node *node, size_t at, const char *name,
		 struct span value)
{
	struct property *list =
		arena_grow(arena, node->properties, node->n_properties, sizeof(*list));

	lab_need(at <= node->n_properties, "a place among the properties");
	memmove(list + at + 1, list + at, (node->n_properties - at) * sizeof(*list));
	list[at] = (struct property){ name, value };
	node->properties = list;
	node->n_properties++;
}

static struct node *read_node(struct arena *arena, const void *blob, int offset,
			      struct node *parent)
{
	struct node *node = tree_add(arena, parent, fdt_get_name(blob, offset, NULL));
	int at;

	fdt_for_each_property_offset(at, blob, offset)
	{
		const char *name;
		int size;
		const void *value = fdt_getprop_by_offset(blob, at, &name, &size);

		lab_need(value != NULL, "a property that libfdt reads");
		tree_insert(arena, node, node->n_properties, arena_text(arena, name, strlen(name)),
			    tree_bytes(arena, value, (size_t)size));
	}
	fdt_for_each_subnode(at, blob, offset) read_node(arena, blob, at, node);
	return node;
}

struct node *tree_read(struct arena *arena, struct span blob)
{
	lab_need(fdt_check_full(blob.data, blob.size) == 0, "a tree that libfdt accepts");
	return read_node(arena, blob.data, 0, NULL);
}

static struct node *child(struct node *node, const char *name, size_t size)
{
	for (size_t i = 0; i < node->n_nodes; i++)
		if (strlen(node->nodes[i]->name) == size &&
		    memcmp(node->nodes[i]->name, name, size) == 0)
			return node->nodes[i];
	lab_need(false, name);
	return NULL;
}

struct node *tree_node(struct node *root, const char *path)
{
	while (*path != '\0') {
		size_t size = strcspn(path, "/");

		root = child(root, path, size);
		path += size + (path[size] == '/');
	}
	return root;
}

static struct node *count_down(struct node *node, unsigned *n)
{
	struct node *found = *n == 0 ? node : NULL;

	(*n)--;
	for (size_t i = 0; i < node->n_nodes && found == NULL; i++)
		found = count_down(node->nodes[i], n);
	return found;
}

struct node *tree_nth(struct node *root, unsigned n)
{
	return count_down(root, &n);
}

struct property *tree_property(struct node *node, const char *name)
{
	for (size_t i = 0; i < node->n_properties; i++)
		if (strcmp(node->properties[i].name, name) == 0)
			return &node->properties[i];
	lab_need(false, name);
	return NULL;
}

uint32_t tree_u32(struct node *node, const char *name)
{
	struct span value = tree_property(node, name)->value;

	lab_need(value.size == sizeof(uint32_t), name);
	return get_be32(value.data);
}

void tree_set(struct arena *arena, struct node *node, const char *name, struct span value)
{
	tree_property(node, name)->value = tree_bytes(arena, value.data, value.size);
}

void tree_set_u32(struct arena *arena, struct node *node, const char *name, uint32_t value)
{
	tree_property(node, name)->value = tree_cell(arena, value);
}

void tree_set_text(struct arena *arena, struct node *node, const char *name, const char *text)
{
	tree_property(node, name)->value = tree_text(arena, text);
}

void tree_remove(struct node *node, const char *name)
{
	struct property *property = tree_property(node, name);
	size_t after = node->n_properties - 1 - (size_t)(property - node->properties);

	memmove(property, property + 1, after * sizeof(*property));
	node->n_properties--;
}

void tree_drop(struct node *parent, size_t at)
{
	lab_need(at < parent->n_nodes, "a node to drop");
	parent->n_nodes--;
	memmove(parent->nodes + at, parent->nodes + at + 1,
		(parent->n_nodes - at) * sizeof(struct node *));
}

struct node *tree_copy(struct arena *arena, const struct node *node)
{
	struct node *copy = tree_add(arena, NULL, node->name);

	for (size_t i = 0; i < node->n_properties; i++)
		tree_insert(arena, copy, i, node->properties[i].name, node->properties[i].value);
	for (size_t i = 0; i < node->n_nodes; i++) {
		copy->nodes = arena_grow(arena, copy->nodes, i, sizeof(copy));
		copy->nodes[i] = tree_copy(arena, node->nodes[i]);
		copy->n_nodes = i + 1;
	}
	return copy;
}
