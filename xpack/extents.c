/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "extents.h"

/*
 * A node of the tree; what is in the set is merged, so between two neighbours there is a gap.
 * Trees are split and joined at the height of the join (Blelloch, Ferizovic and Sun, "Just Join for
 * Parallel Ordered Sets", 2016).
 */
struct extents_node {
	struct extents_item item;
	struct extents_node *left, *right;
	struct extents_item span; /* from the first to the last of the subtree */
	uint64_t gap;             /* the most that fits between two of the subtree */
	unsigned height;
};

static uint64_t larger(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* How much fits into a free range, from its first aligned address on. */
static uint64_t room_in(const struct extents *set, uint64_t start, uint64_t end)
{
	uint64_t first = set->align > 1 ? align_up(start, set->align) : start;

	return first < end ? end - first : 0;
}

static unsigned height(const struct extents_node *node)
{
	return node != NULL ? node->height : 0;
}

/* Derive from the children what a node knows of its subtree. */
static void settle(const struct extents *set, struct extents_node *node)
{
	const struct extents_node *left = node->left, *right = node->right;

	node->height = 1 + (height(left) > height(right) ? height(left) : height(right));
	node->span = node->item;
	node->gap = 0;
	if (left != NULL) {
		node->span.start = left->span.start;
		node->gap = larger(left->gap, room_in(set, left->span.end, node->item.start));
	}
	if (right != NULL) {
		node->span.end = right->span.end;
		node->gap = larger(node->gap, right->gap);
		node->gap = larger(node->gap, room_in(set, node->item.end, right->span.start));
	}
}

static struct extents_node *rotate_left(const struct extents *set, struct extents_node *node)
{
	struct extents_node *top = node->right;

	node->right = top->left;
	top->left = node;
	settle(set, node);
	settle(set, top);
	return top;
}

static struct extents_node *rotate_right(const struct extents *set, struct extents_node *node)
{
	struct extents_node *top = node->left;

	node->left = top->right;
	top->right = node;
	settle(set, node);
	settle(set, top);
	return top;
}

/* A node whose children are balanced, and differ in height by 2 at most. */
static struct extents_node *balance(const struct extents *set, struct extents_node *node)
{
	if (height(node->left) > height(node->right) + 1) {
		if (height(node->left->left) < height(node->left->right))
			node->left = rotate_left(set, node->left);
		return rotate_right(set, node);
	}
	if (height(node->right) > height(node->left) + 1) {
		if (height(node->right->right) < height(node->right->left))
			node->right = rotate_right(set, node->right);
		return rotate_left(set, node);
	}
	settle(set, node);
	return node;
}

/* One tree of two and of the node that lies between them. */
static struct extents_node *join(const struct extents *set, struct extents_node *left,
				 struct extents_node *middle, struct extents_node *right)
{
	if (height(left) > height(right) + 1) {
		left->right = join(set, left->right, middle, right);
		return balance(set, left);
	}
	if (height(right) > height(left) + 1) {
		right->left = join(set, left, middle, right->left);
		return balance(set, right);
	}
	middle->left = left;
	middle->right = right;
	settle(set, middle);
	return middle;
}

/* Two trees of one: what ends before the address, and what reaches it or begins behind it. */
static void split_before(const struct extents *set, struct extents_node *node, uint64_t address,
			 struct extents_node **before, struct extents_node **rest)
{
	if (node == NULL) {
		*before = *rest = NULL;
	} else if (node->item.end < address) {
		split_before(set, node->right, address, before, rest);
		*before = join(set, node->left, node, *before);
	} else {
		split_before(set, node->left, address, before, rest);
		*rest = join(set, *rest, node, node->right);
	}
}

/* Likewise: what begins at the address at the latest, and what begins behind it. */
static void split_behind(const struct extents *set, struct extents_node *node, uint64_t address,
			 struct extents_node **rest, struct extents_node **behind)
{
	if (node == NULL) {
		*rest = *behind = NULL;
	} else if (node->item.start > address) {
		split_behind(set, node->left, address, rest, behind);
		*behind = join(set, *behind, node, node->right);
	} else {
		split_behind(set, node->right, address, rest, behind);
		*rest = join(set, node->left, node, *rest);
	}
}

void extents_add(struct extents *set, uint64_t start, uint64_t size)
{
	struct extents_node *node, *before, *met, *behind;

	if (size == 0)
		return;
	node = arena_alloc(set->arena, sizeof(*node));
	node->item = (struct extents_item){ start, start + size };
	split_before(set, set->root, node->item.start, &before, &met);
	split_behind(set, met, node->item.end, &met, &behind);
	if (met != NULL) {
		node->item.start = smaller(node->item.start, met->span.start);
		node->item.end = larger(node->item.end, met->span.end);
	}
	set->root = join(set, before, node, behind);
}

bool extents_next_free(const struct extents *set, struct extents_item within, uint64_t from,
		       struct extents_item *free)
{
	const struct extents_node *node = set->root;

	*free = (struct extents_item){ larger(from, within.start), within.end };
	while (node != NULL) {
		if (node->item.start > free->start) {
			free->end = smaller(free->end, node->item.start);
			node = node->left;
		} else {
			free->start = larger(free->start, node->item.end);
			node = node->right;
		}
	}
	return free->start < free->end;
}

/* No less than what fits into a gap of the subtree inside `within`; exactly that, when no item of
 * the subtree lies outside. */
static uint64_t most_room(const struct extents *set, const struct extents_node *node,
			  struct extents_item within)
{
	uint64_t below, above;

	if (node == NULL)
		return room_in(set, within.start, within.end);
	below = room_in(set, within.start, smaller(within.end, node->span.start));
	above = room_in(set, larger(within.start, node->span.end), within.end);
	return larger(node->gap, larger(below, above));
}

/* The highest or lowest part of `within` that is large enough and meets nothing in the subtree. */
static bool find(const struct extents *set, const struct extents_node *node,
		 struct extents_item within, uint64_t size, bool highest, struct extents_item *gap)
{
	struct extents_item below = within, above = within;

	if (within.start >= within.end || most_room(set, node, within) < size)
		return false;
	if (node == NULL) {
		*gap = within;
		return true;
	}
	below.end = smaller(below.end, node->item.start);
	above.start = larger(above.start, node->item.end);
	if (highest)
		return find(set, node->right, above, size, highest, gap) ||
		       find(set, node->left, below, size, highest, gap);
	return find(set, node->left, below, size, highest, gap) ||
	       find(set, node->right, above, size, highest, gap);
}

bool extents_highest_gap(const struct extents *set, struct extents_item within, uint64_t size,
			 uint64_t *start)
{
	struct extents_item gap;

	if (!find(set, set->root, within, size, true, &gap))
		return false;
	*start = gap.end - size;
	if (set->align > 1)
		*start &= ~(set->align - 1);
	return true;
}

bool extents_lowest_gap(const struct extents *set, struct extents_item within, uint64_t size,
			uint64_t *start)
{
	struct extents_item gap;

	if (!find(set, set->root, within, size, false, &gap))
		return false;
	*start = set->align > 1 ? align_up(gap.start, set->align) : gap.start;
	return true;
}
