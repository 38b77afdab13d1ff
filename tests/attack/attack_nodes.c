/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rule 3: which nodes there are and what they are called.  All signed by the right key. */

#include "attacks.h"

#include <string.h>

#define N_DEEP 40u /* nodes inside one another */

static struct node *images(struct specimen *specimen)
{
	return tree_node(specimen->tree, "images");
}

static struct node *configurations(struct specimen *specimen)
{
	return tree_node(specimen->tree, "configurations");
}

static void exchange(struct node *parent, size_t a, size_t b)
{
	struct node *kept = parent->nodes[a];

	parent->nodes[a] = parent->nodes[b];
	parent->nodes[b] = kept;
}

/* A copy of the last node as one more. */
static struct node *repeat_last(struct specimen *specimen, struct node *parent)
{
	struct node *last = parent->nodes[parent->n_nodes - 1];
	struct node *copy = tree_copy(specimen->arena, last);

	tree_add(specimen->arena, parent, last->name);
	parent->nodes[parent->n_nodes - 1] = copy;
	return copy;
}

/* Image: the first, the last, one between. */
static struct node *some_image(struct specimen *specimen, unsigned variant)
{
	size_t n = specimen_n_images(specimen);

	return specimen_image(specimen, variant == 0 ? 0 : variant == 1 ? n - 1 : n / 2);
}

static bool make_deep(struct specimen *specimen, unsigned variant)
{
	struct node *node = tree_node(some_image(specimen, variant % 3), "hash-1");

	for (unsigned i = 0; i < (variant < 3 ? 1 : N_DEEP); i++)
		node = tree_add(specimen->arena, node, "deeper");
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 6;
}

static bool make_two_hashes(struct specimen *specimen, unsigned variant)
{
	struct node *hash = repeat_last(specimen, some_image(specimen, variant % 3));

	if (variant >= 3)
		hash->name = "hash-2";
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 6;
}

static bool make_hash_name(struct specimen *specimen, unsigned variant)
{
	static const char *const names[] = { "hash-2", "hash",   "hash-10",
					     "hash@1", "Hash-1", "signature-1" };

	if (variant >= sizeof(names) / sizeof(names[0]))
		return false;
	tree_node(some_image(specimen, variant % 3), "hash-1")->name = names[variant];
	return specimen_write(specimen, FLAW_NONE, 0);
}

static bool make_no_hash(struct specimen *specimen, unsigned variant)
{
	tree_drop(some_image(specimen, variant), 0);
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 3;
}

static bool make_image_signature(struct specimen *specimen, unsigned variant)
{
	tree_add(specimen->arena, some_image(specimen, variant), "signature-1");
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 3;
}

/* One more node below the root, in front of or behind the two; or these in other numbers. */
static bool make_root_nodes(struct specimen *specimen, unsigned variant)
{
	struct node *root = specimen->tree;

	switch (variant) {
	case 0:
		tree_add(specimen->arena, root, "more");
		break;
	case 1:
		tree_add(specimen->arena, root, "more");
		exchange(root, 0, 2);
		break;
	case 2:
		exchange(root, 0, 1);
		break;
	case 3:
		tree_drop(root, 0);
		break;
	case 4:
		tree_drop(root, 1);
		break;
	case 5:
		repeat_last(specimen, root);
		break;
	case 6:
		repeat_last(specimen, root);
		exchange(root, 0, 1);
		break;
	case 7:
		root->nodes[0]->name = "image";
		break;
	case 8:
		root->nodes[1]->name = "configuration";
		break;
	default:
		root->n_nodes = 0;
		break;
	}
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 10;
}

static bool make_no_images(struct specimen *specimen, unsigned variant)
{
	images(specimen)->n_nodes = 0;
	return specimen_write(specimen, FLAW_NONE, 0) && variant == 0;
}

/* Two configurations, in either order, of one name too; none; one of another name. */
static bool make_configurations(struct specimen *specimen, unsigned variant)
{
	struct node *node = configurations(specimen);

	switch (variant) {
	case 0:
		repeat_last(specimen, node)->name = "conf-2";
		break;
	case 1:
		repeat_last(specimen, node)->name = "conf-2";
		exchange(node, 0, 1);
		break;
	case 2:
		repeat_last(specimen, node);
		break;
	case 3:
		tree_drop(node, 0);
		break;
	case 4:
		node->nodes[0]->name = "conf-2";
		specimen_text(specimen, node, "default", "conf-2");
		break;
	case 5:
		node->nodes[0]->name = "conf-2";
		break;
	case 6:
		specimen_text(specimen, node, "default", "conf-2");
		break;
	case 7:
		specimen_text(specimen, node, "default", "conf-11");
		break;
	case 8:
		specimen_text(specimen, node, "default", "conf-");
		break;
	default:
		tree_add(specimen->arena, node->nodes[0], "signature-2");
		break;
	}
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 10;
}

/* Names that are none.  The long one has 64 characters. */
static bool make_name(struct specimen *specimen, unsigned variant)
{
	static const char *const names[] = {
		"A",
		"image@0",
		"image_0",
		"../x",
		"a/b",
		"a b",
		"a,b",
		"\xc3\xa9",
		".",
		"..",
		"-x",
		".hidden",
		"#x",
		"a\n",
		"0123456789012345678901234567890123456789012345678901234567890123",
	};

	if (variant >= 2 * sizeof(names) / sizeof(names[0]))
		return false;
	some_image(specimen, variant % 2)->name = names[variant / 2];
	specimen_list(specimen);
	return specimen_write(specimen, FLAW_NONE, 0);
}

static bool make_name_twice(struct specimen *specimen, unsigned variant)
{
	size_t n = specimen_n_images(specimen);

	specimen_image(specimen, n - 1)->name = specimen_image(specimen, variant)->name;
	return specimen_write(specimen, FLAW_NONE, 0) && variant < n - 2;
}

static bool make_root_name(struct specimen *specimen, unsigned variant)
{
	specimen->tree->name = "root";
	return specimen_write(specimen, FLAW_NONE, 0) && variant == 0;
}

/* A node without name, at each place but the root's. */
static bool make_no_name(struct specimen *specimen, unsigned variant)
{
	struct node *node = tree_nth(specimen->tree, variant + 1);

	if (node == NULL)
		return false;
	node->name = "";
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* The longest name there may be, and all the characters. */
static bool make_good_name(struct specimen *specimen, unsigned variant)
{
	static const char *const names[] = {
		"0", "a.b-c.9-", "012345678901234567890123456789012345678901234567890123456789012"
	};

	if (variant >= sizeof(names) / sizeof(names[0]))
		return false;
	specimen_image(specimen, specimen_n_images(specimen) - 1)->name = names[variant];
	specimen_list(specimen);
	return specimen_write(specimen, FLAW_NONE, 0);
}

const struct attack attacks_nodes[] = {
	ATTACK("control: longest name", STATUS_OK, make_good_name),
	ATTACK("node below a hash", STATUS_STRUCTURE, make_deep),
	ATTACK("two hashes", STATUS_STRUCTURE, make_two_hashes),
	ATTACK("hash of another name", STATUS_STRUCTURE, make_hash_name),
	ATTACK("no hash", STATUS_STRUCTURE, make_no_hash),
	ATTACK("signature node in an image", STATUS_STRUCTURE, make_image_signature),
	ATTACK("nodes of the root", STATUS_STRUCTURE, make_root_nodes),
	ATTACK("no images", STATUS_REFERENCE, make_no_images),
	ATTACK("not one configuration", STATUS_CONFIGURATION, make_configurations),
	ATTACK("image name", STATUS_NAME, make_name),
	ATTACK("image name twice", STATUS_NAME, make_name_twice),
	ATTACK("root has a name", STATUS_NAME, make_root_name),
	ATTACK("node without name", STATUS_NAME, make_no_name),
	{ .name = NULL },
};
