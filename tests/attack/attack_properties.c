/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rule 3: which properties there are, and in which order.  All signed by the right key. */

#include "attacks.h"

#include <string.h>

/* The n-th property of the whole tree in document order. */
static bool nth_property(struct specimen *specimen, unsigned n, struct node **node, size_t *at)
{
	for (unsigned i = 0; (*node = tree_nth(specimen->tree, i)) != NULL; i++) {
		if (n < (*node)->n_properties) {
			*at = n;
			return true;
		}
		n -= (unsigned)(*node)->n_properties;
	}
	return false;
}

/* Those that docs/container.md has in brackets: without them something else is wrong. */
static bool is_optional(const char *name)
{
	return strcmp(name, "entry") == 0 || strcmp(name, "fdt") == 0 ||
	       strcmp(name, "loadables") == 0 || strcmp(name, "xpack,bootargs") == 0;
}

static bool make_missing(struct specimen *specimen, unsigned variant)
{
	struct node *node;
	size_t at;

	for (unsigned n = 0; nth_property(specimen, n, &node, &at); n++) {
		if (is_optional(node->properties[at].name) || variant-- != 0)
			continue;
		tree_remove(node, node->properties[at].name);
		return specimen_write(specimen, FLAW_NONE, 0);
	}
	return false;
}

/* Every property exchanged with the one behind it. */
static bool make_order(struct specimen *specimen, unsigned variant)
{
	struct property kept;
	struct node *node;
	size_t at;

	for (unsigned n = 0; nth_property(specimen, n, &node, &at); n++) {
		if (at + 1 == node->n_properties || variant-- != 0)
			continue;
		kept = node->properties[at];
		node->properties[at] = node->properties[at + 1];
		node->properties[at + 1] = kept;
		return specimen_write(specimen, FLAW_NONE, 0);
	}
	return false;
}

static bool make_repeated(struct specimen *specimen, unsigned variant)
{
	struct node *node;
	size_t at;

	if (!nth_property(specimen, variant, &node, &at))
		return false;
	tree_insert(specimen->arena, node, at + 1, node->properties[at].name,
		    node->properties[at].value);
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* One that is not known, at each place there is, in nodes without properties too. */
static bool make_unknown(struct specimen *specimen, unsigned variant)
{
	struct node *node;

	for (unsigned n = 0; (node = tree_nth(specimen->tree, n)) != NULL; n++) {
		if (variant > node->n_properties) {
			variant -= (unsigned)node->n_properties + 1;
			continue;
		}
		tree_insert(specimen->arena, node, variant, "xpack,unknown",
			    tree_cell(specimen->arena, 1));
		return specimen_write(specimen, FLAW_NONE, 0);
	}
	return false;
}

/* A name with a character less, more, or in the other case. */
static bool make_misspelt(struct specimen *specimen, unsigned variant)
{
	struct node *node;
	size_t at;
	char *name;

	if (!nth_property(specimen, variant / 3, &node, &at))
		return false;
	name = arena_printf(specimen->arena, "%s%s", node->properties[at].name,
			    variant % 3 == 1 ? "s" : "");
	if (variant % 3 == 0)
		name[strlen(name) - 1] = '\0';
	if (variant % 3 == 2)
		name[strlen(name) - 1] ^= 0x20;
	node->properties[at].name = name;
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* The flat image tree's other ways to say where data is. */
static bool make_data(struct specimen *specimen, unsigned variant)
{
	struct node *image = specimen_data(specimen, variant % 2);
	uint32_t offset = tree_u32(image, "data-offset");
	struct span data = { specimen->payload.data + offset, tree_u32(image, "data-size") };
	struct property *property = tree_property(image, "data-offset");

	switch (variant / 2) {
	case 0:
		property->name = "data";
		property->value = data;
		break;
	case 1:
		property->name = "data-position";
		property->value = tree_cell(specimen->arena, specimen->lab->manifest_size + offset);
		break;
	case 2:
		tree_insert(specimen->arena, image, 0, "data", data);
		break;
	default:
		tree_remove(image, "data-size");
		break;
	}
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 8;
}

/* A command line belongs to a module. */
static bool make_module(struct specimen *specimen, unsigned variant)
{
	static const char *const kinds[] = { "segment", "dtb", "zero" };
	struct node *image;

	if (variant >= 3)
		return false;
	image = specimen_kind(specimen, kinds[variant], 1);
	tree_insert(specimen->arena, image, image->n_properties, "xpack,module",
		    tree_text(specimen->arena, "x"));
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* What is in brackets and not there by default. */
static bool make_bootargs(struct specimen *specimen, unsigned variant)
{
	tree_insert(specimen->arena, specimen->tree, specimen->tree->n_properties, "xpack,bootargs",
		    tree_text(specimen->arena, "quiet"));
	return specimen_write(specimen, FLAW_NONE, 0) && variant == 0;
}

const struct attack attacks_properties[] = {
	ATTACK("control: boot arguments", STATUS_OK, make_bootargs),
	ATTACK("property missing", STATUS_PROPERTY, make_missing),
	ATTACK("properties out of order", STATUS_PROPERTY, make_order),
	ATTACK("property repeated", STATUS_PROPERTY, make_repeated),
	ATTACK("unknown property", STATUS_PROPERTY, make_unknown),
	ATTACK("property misspelt", STATUS_PROPERTY, make_misspelt),
	ATTACK("data said otherwise", STATUS_PROPERTY, make_data),
	ATTACK("command line of no module", STATUS_PROPERTY, make_module),
	{ .name = NULL },
};
