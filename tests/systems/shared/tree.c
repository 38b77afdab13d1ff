/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "tree.h"

#include <stdbool.h>

/* Devicetree specification 0.4, sections 5.2 and 5.4.1. */
#define OFF_STRUCT 8u
#define OFF_STRINGS 12u
#define TOKEN_BEGIN 1u
#define TOKEN_END 2u
#define TOKEN_PROP 3u
#define CELL 4u

/* The root is at depth 1. */
#define GROUP_DEPTH 2u
#define AREA_DEPTH 3u

struct walk {
	const uint8_t *strings;
	const uint8_t *at;
	const char *wanted;
	uint32_t depth;
	bool in_group; /* "shared-areas" */
	bool in_area;  /* the wanted one */
};

/* Big-endian on every board. */
static uint32_t cell(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static bool equal(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
		a++, b++;
	return *a == *b;
}

/* Cells of so many bytes. */
static uint32_t padded(uint32_t size)
{
	return (size + CELL - 1) & ~(CELL - 1);
}

static void begin_node(struct walk *walk)
{
	const char *name = (const char *)walk->at;
	uint32_t size = 1;

	while (name[size - 1] != '\0')
		size++;
	walk->at += padded(size);
	walk->depth++;
	if (walk->depth == GROUP_DEPTH)
		walk->in_group = equal(name, "shared-areas");
	walk->in_area = walk->in_group && walk->depth == AREA_DEPTH && equal(name, walk->wanted);
}

/* True when it is the range that was looked for. */
static bool take_property(struct walk *walk, struct tree_range *range)
{
	uint32_t size = cell(walk->at);
	const char *name = (const char *)walk->strings + cell(walk->at + CELL);
	const uint8_t *value = walk->at + 2 * CELL;

	walk->at = value + padded(size);
	if (!walk->in_area || !equal(name, "reg"))
		return false;
	*range = (struct tree_range){ cell(value), cell(value + CELL) };
	return true;
}

struct tree_range tree_shared_area(const void *tree, const char *name)
{
	const uint8_t *header = tree;
	struct walk walk = { .strings = header + cell(header + OFF_STRINGS),
			     .at = header + cell(header + OFF_STRUCT),
			     .wanted = name };
	struct tree_range range = { 0, 0 };

	for (;;) {
		uint32_t token = cell(walk.at);

		walk.at += CELL;
		if (token == TOKEN_BEGIN)
			begin_node(&walk);
		else if (token == TOKEN_END)
			walk.depth--;
		else if (token != TOKEN_PROP || take_property(&walk, &range))
			return range;
	}
}
