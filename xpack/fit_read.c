/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_read.h"

#include <stdlib.h>
#include <string.h>

#include "loader/fdt.h"

#define CELL 4u
#define PROPERTY_HEADER 12u /* section 5.4.1: the token, u32 length, u32 offset of the name */
#define FIRST_VERSION 17u   /* the first one whose header has the structure block's size */

/* Bounds of the work that a file of a few bytes can ask for.  Every real tree is far below. */
#define MAX_DEPTH 32u
#define MAX_NAME 256u /* with its NUL */
#define MAX_NODES 16384u
#define MAX_PROPERTIES 256u /* of one node */
#define MAX_TOKENS (1u << 18)

struct reader {
	struct arena *arena;
	struct fit_tree *tree;
	struct span structure;
	size_t at;
	size_t node; /* that is open; FIT_NONE: none */
	size_t last; /* its last subnode so far */
	size_t depth;
	size_t lasts[MAX_DEPTH]; /* `last` of the nodes around it */
	const char *defect;
};

static bool refuse(struct reader *reader, const char *defect)
{
	reader->defect = arena_printf(reader->arena, "%s, at 0x%zx of the structure block", defect,
				      reader->at);
	return false;
}

/* -- the header -- */

struct block {
	uint64_t start;
	uint64_t size;
};

static bool blocks_are_apart(const struct block *blocks, size_t n, uint64_t total)
{
	for (size_t i = 0; i < n; i++) {
		if (!range_fits(total, blocks[i].start, blocks[i].size))
			return false;
		for (size_t j = 0; j < i; j++)
			if (ranges_meet(blocks[i].start, blocks[i].size, blocks[j].start,
					blocks[j].size))
				return false;
	}
	return true;
}

/* Of the reservation map the entry that ends it is looked for, within the tree. */
static bool measure_map(struct span tree, struct block *map)
{
	for (uint64_t at = map->start; range_fits(tree.size, at, FDT_RSVMAP_SIZE);
	     at += FDT_RSVMAP_SIZE)
		if (bytes_are_zero(tree.data + at, FDT_RSVMAP_SIZE)) {
			map->size = at + FDT_RSVMAP_SIZE - map->start;
			return true;
		}
	return false;
}

static const char *read_header(struct span file, struct fit_tree *tree, struct span *structure)
{
	struct block blocks[] = { { 0, FDT_HEADER_SIZE }, { 0, 0 }, { 0, 0 }, { 0, 0 } };
	uint64_t total;

	if (file.size < FDT_HEADER_SIZE || get_be32(file.data) != FDT_HEADER_MAGIC)
		return "it does not begin with the header of a flattened device tree";
	total = get_be32(file.data + FDT_TOTAL_SIZE);
	if (total < FDT_HEADER_SIZE || total > file.size)
		return "it is shorter than its header says";
	if (get_be32(file.data + FDT_VERSION) < FIRST_VERSION ||
	    get_be32(file.data + FDT_LAST_COMPATIBLE) > FIRST_VERSION)
		return "its device tree is of another version than 17";
	blocks[1] = (struct block){ get_be32(file.data + FDT_OFF_STRUCT),
				    get_be32(file.data + FDT_SIZE_STRUCT) };
	blocks[2] = (struct block){ get_be32(file.data + FDT_OFF_STRINGS),
				    get_be32(file.data + FDT_SIZE_STRINGS) };
	blocks[3].start = get_be32(file.data + FDT_OFF_RSVMAP);
	if (!measure_map(span_part(file, 0, (size_t)total), &blocks[3]) ||
	    blocks[1].start % CELL != 0 || !blocks_are_apart(blocks, 4, total))
		return "the blocks of its device tree share bytes or leave the tree";
	tree->file = file;
	tree->total_size = (size_t)total;
	tree->strings = span_part(file, (size_t)blocks[2].start, (size_t)blocks[2].size);
	*structure = span_part(file, (size_t)blocks[1].start, (size_t)blocks[1].size);
	return NULL;
}

/* -- tokens -- */

/* The characters from offset to the next NUL; false when there is none within what a name may have:
 * names can share bytes, so without a limit a file could make them take the square of its size. */
static bool get_text(struct span bytes, size_t offset, struct span *text)
{
	const uint8_t *end;
	size_t room;

	if (offset >= bytes.size)
		return false;
	room = bytes.size - offset;
	end = memchr(bytes.data + offset, '\0', room < MAX_NAME ? room : MAX_NAME);
	if (end == NULL)
		return false;
	*text = span_part(bytes, offset, (size_t)(end - bytes.data) - offset);
	return true;
}

/* Where the next token starts.  Padding is whatever the tool that wrote it left there. */
static bool end_token(struct reader *reader, size_t end, size_t *next)
{
	*next = (size_t)align_up(end, CELL);
	return *next <= reader->structure.size || refuse(reader, "a token is cut off");
}

static bool name_is_fit(struct span name, bool is_root)
{
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] <= ' ' || name.data[i] > '~' || name.data[i] == '/')
			return false;
	return (name.size == 0) == is_root;
}

static bool read_begin(struct reader *reader, size_t *next)
{
	struct fit_tree *tree = reader->tree;
	size_t number = tree->n_nodes;
	struct fit_node node = { .parent = reader->node,
				 .first = FIT_NONE,
				 .next = FIT_NONE,
				 .property = tree->n_properties };

	if (reader->node == FIT_NONE && number != 0)
		return refuse(reader, "there are two roots");
	if (reader->depth == MAX_DEPTH || number == MAX_NODES)
		return refuse(reader, "there are more nodes than any FIT has");
	if (!get_text(reader->structure, reader->at + CELL, &node.name))
		return refuse(reader, "a token is cut off");
	if (!name_is_fit(node.name, number == 0))
		return refuse(reader, "this is not the name of a node");
	tree->nodes = arena_grow(reader->arena, tree->nodes, number, sizeof(node));
	tree->nodes[tree->n_nodes++] = node;
	if (reader->last != FIT_NONE)
		tree->nodes[reader->last].next = number;
	else if (reader->node != FIT_NONE)
		tree->nodes[reader->node].first = number;
	reader->lasts[reader->depth++] = number;
	reader->node = number;
	reader->last = FIT_NONE;
	return end_token(reader, reader->at + CELL + node.name.size + 1, next);
}

static bool read_end_node(struct reader *reader, size_t *next)
{
	if (reader->node == FIT_NONE)
		return refuse(reader, "a node ends that did not begin");
	reader->last = reader->lasts[--reader->depth];
	reader->node = reader->tree->nodes[reader->node].parent;
	*next = reader->at + CELL;
	return true;
}

static bool read_property(struct reader *reader, size_t *next)
{
	const uint8_t *at = reader->structure.data + reader->at;
	size_t start = reader->at + PROPERTY_HEADER;
	struct fit_tree *tree = reader->tree;
	struct fit_property property;
	struct fit_node *node;

	if (reader->node == FIT_NONE || reader->last != FIT_NONE)
		return refuse(reader, "a property stands where none may");
	if (!range_fits(reader->structure.size, reader->at, PROPERTY_HEADER) ||
	    !range_fits(reader->structure.size, start, get_be32(at + CELL)))
		return refuse(reader, "a token is cut off");
	property.value = span_part(reader->structure, start, get_be32(at + CELL));
	property.name_offset = get_be32(at + 2 * CELL);
	if (!get_text(tree->strings, property.name_offset, &property.name) ||
	    property.name.size == 0)
		return refuse(reader, "a property has no name");
	node = &tree->nodes[reader->node];
	for (size_t i = 0; i < node->n_properties; i++)
		if (span_equal(tree->properties[node->property + i].name, property.name))
			return refuse(reader, "a node has a property twice");
	if (node->n_properties == MAX_PROPERTIES)
		return refuse(reader, "there are more properties than any node of a FIT has");
	node->n_properties++;
	tree->properties =
		arena_grow(reader->arena, tree->properties, tree->n_properties, sizeof(property));
	tree->properties[tree->n_properties++] = property;
	return end_token(reader, start + property.value.size, next);
}

static void add_token(struct reader *reader, struct fit_token token)
{
	struct fit_tree *tree = reader->tree;

	tree->tokens =
		arena_grow(reader->arena, tree->tokens, tree->n_tokens, sizeof(*tree->tokens));
	tree->tokens[tree->n_tokens++] = token;
}

/* One token; false when it is the last one or wrong. */
static bool read_token(struct reader *reader)
{
	struct fit_token token = { .node = reader->node, .property = reader->tree->n_properties };
	size_t next = reader->at + CELL;
	bool good;

	if (!range_fits(reader->structure.size, reader->at, CELL) ||
	    reader->tree->n_tokens == MAX_TOKENS)
		return refuse(reader, "the tree has no end");
	token.tag = (enum fit_tag)get_be32(reader->structure.data + reader->at);
	switch (token.tag) {
	case FIT_BEGIN:
		token.node = reader->tree->n_nodes;
		good = read_begin(reader, &next);
		break;
	case FIT_END_NODE:
		good = read_end_node(reader, &next);
		break;
	case FIT_PROP:
		good = read_property(reader, &next);
		break;
	case FIT_NOP:
		good = true;
		break;
	case FIT_END:
		good = reader->node == FIT_NONE && reader->tree->n_nodes > 0 &&
		       next == reader->structure.size;
		if (!good)
			return refuse(reader, "the tree ends where it cannot");
		break;
	default:
		return refuse(reader, "this is no token");
	}
	if (!good)
		return false;
	token.bytes = span_part(reader->structure, reader->at, next - reader->at);
	add_token(reader, token);
	reader->at = next;
	return token.tag != FIT_END;
}

/* -- names -- */

/* By parent, then by name: siblings of one name stand together, however many there are. */
static int compare_names(const struct fit_name *a, const struct fit_name *b)
{
	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->name.size != b->name.size)
		return a->name.size < b->name.size ? -1 : 1;
	return a->name.size == 0 ? 0 : memcmp(a->name.data, b->name.data, a->name.size);
}

/* For qsort(): of one name, the first one first. */
static int compare(const void *left, const void *right)
{
	const struct fit_name *a = left;
	const struct fit_name *b = right;
	int order = compare_names(a, b);

	return order != 0 ? order : (a->node > b->node) - (a->node < b->node);
}

static int compare_with_key(const void *key, const void *element)
{
	return compare_names(key, element);
}

/* The names of the whole tree, sorted; the first in the file that is a second one is a defect. */
static void sort_names(struct reader *reader)
{
	struct fit_tree *tree = reader->tree;
	size_t doubled = FIT_NONE;

	tree->names = arena_array(reader->arena, tree->n_nodes, sizeof(*tree->names));
	for (size_t i = 0; i < tree->n_nodes; i++)
		tree->names[i] = (struct fit_name){ tree->nodes[i].name, tree->nodes[i].parent, i };
	qsort(tree->names, tree->n_nodes, sizeof(*tree->names), compare);
	for (size_t i = 1; i < tree->n_nodes; i++)
		if (compare_names(&tree->names[i - 1], &tree->names[i]) == 0 &&
		    tree->names[i].node < doubled)
			doubled = tree->names[i].node;
	if (doubled == FIT_NONE)
		return;
	reader->at = (size_t)(tree->nodes[doubled].name.data - reader->structure.data) - CELL;
	(void)refuse(reader, "two nodes have one name");
}

const char *fit_read(struct arena *arena, struct span file, struct fit_tree *tree)
{
	struct reader reader = { .arena = arena, .tree = tree, .node = FIT_NONE, .last = FIT_NONE };

	*tree = (struct fit_tree){ 0 };
	reader.defect = read_header(file, tree, &reader.structure);
	if (reader.defect == NULL)
		while (read_token(&reader))
			;
	if (reader.defect == NULL)
		sort_names(&reader);
	return reader.defect;
}

/* -- looking things up -- */

size_t fit_child(const struct fit_tree *tree, size_t node, struct span name)
{
	const struct fit_name key = { .name = name, .parent = node };
	const struct fit_name *found =
		bsearch(&key, tree->names, tree->n_nodes, sizeof(*tree->names), compare_with_key);

	return found == NULL ? FIT_NONE : found->node;
}

size_t fit_find(const struct fit_tree *tree, struct span path)
{
	size_t node = FIT_ROOT;
	size_t at = 1;

	if (path.size == 0 || path.data[0] != '/')
		return FIT_NONE;
	while (node != FIT_NONE && at < path.size) {
		const uint8_t *slash = memchr(path.data + at, '/', path.size - at);
		size_t end = slash == NULL ? path.size : (size_t)(slash - path.data);

		/* "/images/" is no path */
		if (end + 1 == path.size)
			return FIT_NONE;
		node = fit_child(tree, node, span_part(path, at, end - at));
		at = end + 1;
	}
	return node;
}

size_t fit_at(const struct fit_tree *tree, const char *path)
{
	return fit_find(tree, (struct span){ (const uint8_t *)path, strlen(path) });
}

const char *fit_name(struct arena *arena, const struct fit_tree *tree, size_t node)
{
	struct span name = tree->nodes[node].name;

	return arena_text(arena, (const char *)name.data, name.size);
}

const char *fit_path(struct arena *arena, const struct fit_tree *tree, size_t node)
{
	const char *path = "";

	if (node == FIT_ROOT)
		return "/";
	for (; node != FIT_ROOT; node = tree->nodes[node].parent)
		path = arena_printf(arena, "/%s%s", fit_name(arena, tree, node), path);
	return path;
}

bool fit_begins(const struct fit_tree *tree, size_t node, const char *prefix)
{
	struct span name = tree->nodes[node].name;
	size_t size = strlen(prefix);

	return name.size >= size && memcmp(name.data, prefix, size) == 0;
}

bool fit_get(const struct fit_tree *tree, size_t node, const char *name, struct span *value)
{
	size_t first = tree->nodes[node].property;

	for (size_t i = first; i < first + tree->nodes[node].n_properties; i++)
		if (span_is(tree->properties[i].name, name)) {
			*value = tree->properties[i].value;
			return true;
		}
	return false;
}

bool fit_get_text(const struct fit_tree *tree, size_t node, const char *name, struct span *text)
{
	struct span value;

	return fit_get(tree, node, name, &value) && fit_next_text(&value, text) && value.size == 0;
}

bool fit_get_u32(const struct fit_tree *tree, size_t node, const char *name, uint32_t *number)
{
	struct span value;

	if (!fit_get(tree, node, name, &value) || value.size != CELL)
		return false;
	*number = get_be32(value.data);
	return true;
}

bool fit_next_text(struct span *list, struct span *text)
{
	if (!get_text(*list, 0, text))
		return false;
	*list = span_part(*list, text->size + 1, list->size - text->size - 1);
	return true;
}
