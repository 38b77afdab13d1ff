/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "scribe.h"

#include <string.h>

/* Devicetree specification 0.4, chapter 5. */
#define MAGIC 0xd00dfeedu
#define TREE_VERSION 17u
#define TREE_COMPATIBLE 16u
#define BEGIN_NODE 1u
#define END_NODE 2u
#define PROP 3u
#define NOP 4u
#define END 9u
#define CELL 4u

/* docs/container.md, "Layout". */
#define AUTH_MAGIC 0x58504b41u
#define AUTH_VERSION 1u
#define N_SLOTS 2u
#define SLOT_SIZE 552u
#define RSVMAP 0x488u
#define STRUCTURE 0x498u
#define MANIFEST_ALIGN 8u

#define UNKNOWN_TOKEN 7u
#define SPOILT 0x20 /* a byte that is not zero */

struct scribe {
	struct flaw flaw;
	bool applied;
	struct buf structure;
	struct buf strings;
	unsigned n_tokens;
	unsigned n_nodes;
	unsigned n_properties;
};

static bool flawed(struct scribe *scribe, enum flaw_kind kind, unsigned at)
{
	bool here = scribe->flaw.kind == kind && scribe->flaw.at == at;

	scribe->applied = scribe->applied || here;
	return here;
}

static void put_token(struct scribe *scribe, uint32_t token)
{
	unsigned n = scribe->n_tokens++;

	if (flawed(scribe, FLAW_NOP, n))
		buf_put_be32(&scribe->structure, NOP);
	buf_put_be32(&scribe->structure, flawed(scribe, FLAW_TOKEN, n) ? UNKNOWN_TOKEN : token);
}

/* Fill up the cell; false when it is full. */
static bool put_padding(struct buf *structure, uint8_t byte)
{
	bool any = structure->size % CELL != 0;

	while (structure->size % CELL != 0)
		buf_put(structure, &byte, 1);
	return any;
}

/* Offset of the name among the strings, -1 when it is not there. */
static long find_string(const struct buf *strings, const char *name)
{
	for (size_t at = 0; at < strings->size; at += strlen((char *)strings->data + at) + 1)
		if (strcmp((char *)strings->data + at, name) == 0)
			return (long)at;
	return -1;
}

static uint32_t put_string(struct scribe *scribe, const char *name, unsigned n)
{
	long known = find_string(&scribe->strings, name);

	if (flawed(scribe, FLAW_STRING_FAR, n))
		return UINT32_MAX - CELL;
	if (known >= 0 && scribe->flaw.kind == FLAW_STRING_EMPTY &&
	    flawed(scribe, FLAW_STRING_EMPTY, n))
		return (uint32_t)known + (uint32_t)strlen(name);
	if (known >= 0 && scribe->flaw.kind == FLAW_STRING_SUFFIX &&
	    flawed(scribe, FLAW_STRING_SUFFIX, n))
		return (uint32_t)known + 1;
	if (known >= 0 &&
	    !(scribe->flaw.kind == FLAW_STRING_TWICE && flawed(scribe, FLAW_STRING_TWICE, n)))
		return (uint32_t)known;
	if (flawed(scribe, FLAW_STRING_MIDDLE, n))
		buf_put(&scribe->strings, "x", 1);
	known = (long)scribe->strings.size;
	buf_put(&scribe->strings, name, strlen(name) + 1);
	return (uint32_t)known;
}

static void put_property(struct scribe *scribe, const struct property *property)
{
	unsigned n = scribe->n_properties++;
	struct buf *structure = &scribe->structure;
	bool spoil = scribe->flaw.kind == FLAW_VALUE_PADDING && scribe->flaw.at == n;

	put_token(scribe, PROP);
	buf_put_be32(structure, flawed(scribe, FLAW_VALUE_SIZE, n)
					? UINT32_MAX - CELL + 1
					: (uint32_t)property->value.size);
	buf_put_be32(structure, put_string(scribe, property->name, n));
	if (property->value.size > 0)
		buf_put(structure, property->value.data, property->value.size);
	if (put_padding(structure, spoil ? SPOILT : 0) && spoil)
		scribe->applied = true;
}

static void put_properties(struct scribe *scribe, const struct node *node)
{
	for (size_t i = 0; i < node->n_properties; i++)
		put_property(scribe, &node->properties[i]);
}

static void put_node(struct scribe *scribe, const struct node *node)
{
	unsigned n = scribe->n_nodes++;
	bool both = node->n_nodes > 0 && node->n_properties > 0;
	bool late = both && flawed(scribe, FLAW_LATE_PROPERTIES, n);
	bool twice = both && flawed(scribe, FLAW_TWO_PROPERTIES, n);
	bool spoil = scribe->flaw.kind == FLAW_NAME_PADDING && scribe->flaw.at == n;

	put_token(scribe, BEGIN_NODE);
	buf_put(&scribe->structure, node->name, strlen(node->name) + 1);
	if (put_padding(&scribe->structure, spoil ? SPOILT : 0) && spoil)
		scribe->applied = true;
	if (!late)
		put_properties(scribe, node);
	for (size_t i = 0; i < node->n_nodes; i++)
		put_node(scribe, node->nodes[i]);
	if (late || twice)
		put_properties(scribe, node);
	if (n == 0 && flawed(scribe, FLAW_EARLY_FINISH, 0))
		put_token(scribe, END);
	put_token(scribe, END_NODE);
}

/* What comes behind the root. */
static void put_end(struct scribe *scribe)
{
	static const uint8_t open_name[] = { 0, 0, 0, BEGIN_NODE, 'o', 'p', 'e', 'n' };

	if (flawed(scribe, FLAW_NAME_OPEN, 0)) {
		scribe->structure.size -= CELL;
		buf_put(&scribe->structure, open_name, sizeof(open_name));
		return;
	}
	if (flawed(scribe, FLAW_SECOND_ROOT, 0))
		put_node(scribe, &(struct node){ .name = "" });
	if (flawed(scribe, FLAW_END_TWICE, 0))
		put_token(scribe, END_NODE);
	if (!flawed(scribe, FLAW_NO_FINISH, 0))
		put_token(scribe, END);
	if (flawed(scribe, FLAW_AFTER_FINISH, 0))
		buf_put_be32(&scribe->structure, END);
}

/* "first\0second\0" becomes "second\0first\0", and every property follows. */
static void exchange_strings(struct scribe *scribe)
{
	uint8_t *strings = scribe->strings.data;
	size_t first = strlen((char *)strings) + 1;
	size_t second = strlen((char *)strings + first) + 1;
	uint8_t copy[64];

	if (first > sizeof(copy) || !flawed(scribe, FLAW_STRING_ORDER, 0))
		return;
	memcpy(copy, strings, first);
	memmove(strings, strings + first, second);
	memcpy(strings + second, copy, first);
	/* The root's first two properties are the only ones of these names that count here: the
	 * root comes first, and its properties follow its BEGIN and its name, a cell each. */
	for (size_t at = 2 * CELL, i = 0; i < 2; i++) {
		uint8_t *property = scribe->structure.data + at;

		put_be32(property + 2 * CELL, i == 0 ? (uint32_t)second : 0);
		at += 3 * CELL + align_up(get_be32(property + CELL), CELL);
	}
}

static void finish_strings(struct scribe *scribe)
{
	exchange_strings(scribe);
	if (flawed(scribe, FLAW_STRING_UNUSED, 0))
		buf_put(&scribe->strings, "unused", sizeof("unused"));
	if (flawed(scribe, FLAW_STRING_OPEN, 0))
		scribe->strings.data[scribe->strings.size - 1] = 'x';
}

static void put_header(struct buf *manifest, const struct scribe *scribe, uint32_t gap)
{
	uint32_t structure_size = (uint32_t)scribe->structure.size;

	buf_put_be32(manifest, MAGIC);
	buf_put_be32(manifest, 0); /* totalsize, later */
	buf_put_be32(manifest, STRUCTURE);
	buf_put_be32(manifest, STRUCTURE + structure_size + gap);
	buf_put_be32(manifest, RSVMAP);
	buf_put_be32(manifest, TREE_VERSION);
	buf_put_be32(manifest, TREE_COMPATIBLE);
	buf_put_be32(manifest, 0);
	buf_put_be32(manifest, (uint32_t)scribe->strings.size);
	buf_put_be32(manifest, structure_size);
	buf_put_be32(manifest, AUTH_MAGIC);
	buf_put_be32(manifest, AUTH_VERSION);
	buf_put_be32(manifest, N_SLOTS);
	buf_put_be32(manifest, 0);
	buf_put(manifest, NULL, (size_t)N_SLOTS * SLOT_SIZE);
	buf_put(manifest, NULL, STRUCTURE - RSVMAP);
}

static void put_manifest_padding(struct buf *manifest, struct scribe *scribe)
{
	size_t end = manifest->size;

	buf_align(manifest, MANIFEST_ALIGN);
	if (manifest->size > end && flawed(scribe, FLAW_END_PADDING, 0))
		manifest->data[end] = SPOILT;
	if (flawed(scribe, FLAW_MORE_PADDING, 0))
		buf_put(manifest, NULL, MANIFEST_ALIGN);
}

struct buf scribe_write(const struct node *root, struct flaw flaw, bool *applied)
{
	struct scribe scribe = { .flaw = flaw };
	struct buf manifest = { 0 };
	uint32_t gap;

	put_node(&scribe, root);
	put_end(&scribe);
	finish_strings(&scribe);
	gap = flawed(&scribe, FLAW_BLOCK_GAP, 0) ? CELL : 0;
	put_header(&manifest, &scribe, gap);
	if (flaw.kind == FLAW_RESERVATION && flaw.at < STRUCTURE - RSVMAP) {
		scribe.applied = true;
		manifest.data[RSVMAP + flaw.at] = SPOILT;
	}
	buf_put(&manifest, scribe.structure.data, scribe.structure.size);
	buf_put(&manifest, NULL, gap);
	buf_put(&manifest, scribe.strings.data, scribe.strings.size);
	put_manifest_padding(&manifest, &scribe);
	put_be32(manifest.data + CELL, (uint32_t)manifest.size);
	buf_free(&scribe.structure);
	buf_free(&scribe.strings);
	*applied = flaw.kind == FLAW_NONE || scribe.applied;
	return manifest;
}
