/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* U-Boot's signature in a container (docs/container.md): its form is held, its contents are not.
 * All signed by the right key, into slot 0. */

#include "attacks.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const names[] = { "algo",           "value",        "key-name-hint",
				     "hashed-strings", "hashed-nodes", "sign-images" };

/* Signed by nobody, which is not the loader's matter. */
static struct node *put_node(struct specimen *specimen, struct node *parent, const char *name)
{
	static const uint8_t value[64];
	static const char images[] = "kernel\0fdt\0loadables";
	struct arena *arena = specimen->arena;
	const struct span values[] = { tree_text(arena, "sha256,ecdsa256"),
				       { value, sizeof(value) },
				       tree_text(arena, "dev"),
				       { value, 8 },
				       tree_text(arena, "/"),
				       { (const uint8_t *)images, sizeof(images) } };
	struct node *node = tree_add(arena, parent, name);

	for (size_t i = 0; i < COUNT(names); i++)
		tree_insert(arena, node, i, names[i], values[i]);
	return node;
}

static struct node *put_signature(struct specimen *specimen)
{
	return put_node(specimen, specimen_configuration(specimen), "signature-1");
}

static bool write_it(struct specimen *specimen)
{
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* As it should be, and with nothing or something else in the four that are any bytes. */
static bool make_any(struct specimen *specimen, unsigned variant)
{
	static const char *const free[] = { "value", "hashed-strings", "hashed-nodes",
					    "sign-images" };
	struct node *node = put_signature(specimen);
	static const uint8_t other[] = { 0xff, 0, 'x' };

	if (variant > 0)
		tree_set(specimen->arena, node, free[(variant - 1) % 4],
			 (struct span){ other, variant <= 4 ? 0 : sizeof(other) });
	return write_it(specimen) && variant < 9;
}

static bool make_missing(struct specimen *specimen, unsigned variant)
{
	struct node *node = put_signature(specimen);

	if (variant >= COUNT(names))
		return false;
	tree_remove(node, names[variant]);
	return write_it(specimen);
}

/* Each property behind the one that follows it. */
static bool make_order(struct specimen *specimen, unsigned variant)
{
	struct node *node = put_signature(specimen);
	struct property kept;

	if (variant + 1 >= COUNT(names))
		return false;
	kept = node->properties[variant];
	node->properties[variant] = node->properties[variant + 1];
	node->properties[variant + 1] = kept;
	return write_it(specimen);
}

/* One more, in each place; of a name that U-Boot knows, of one that nobody knows. */
static bool make_more(struct specimen *specimen, unsigned variant)
{
	struct node *node = put_signature(specimen);

	if (variant >= 2 * (COUNT(names) + 1))
		return false;
	tree_insert(specimen->arena, node, variant / 2, variant % 2 == 0 ? "padding" : "unknown",
		    tree_text(specimen->arena, "pss"));
	return write_it(specimen);
}

/* The texts: empty, not ended, with a second one behind, not printable. */
static bool make_text(struct specimen *specimen, unsigned variant)
{
	static const struct span values[] = { { NULL, 0 },
					      { (const uint8_t *)"dev", 3 },
					      { (const uint8_t *)"dev\0x", 6 },
					      { (const uint8_t *)"d\nv", 4 },
					      { (const uint8_t *)"d\x80v", 4 } };
	struct node *node = put_signature(specimen);

	if (variant >= 2 * COUNT(values))
		return false;
	tree_set(specimen->arena, node, variant % 2 == 0 ? "algo" : "key-name-hint",
		 values[variant / 2]);
	return write_it(specimen);
}

/* Another name, a second one, a subnode in it. */
static bool make_nodes(struct specimen *specimen, unsigned variant)
{
	static const char *const others[] = { "signature", "signature-2", "signature-1x",
					      "hash-1" };
	struct node *configuration = specimen_configuration(specimen);

	if (variant < COUNT(others)) {
		put_node(specimen, configuration, others[variant]);
		return write_it(specimen);
	}
	put_signature(specimen);
	if (variant == COUNT(others))
		put_node(specimen, configuration, "signature-2");
	else
		put_node(specimen, configuration, "signature-1");
	return write_it(specimen) && variant < COUNT(others) + 2;
}

/* In an image, beside its hash. */
static bool make_image(struct specimen *specimen, unsigned variant)
{
	put_node(specimen, specimen_image(specimen, variant), "signature-1");
	return write_it(specimen) && variant < 2;
}

/* It is good, and the container's own is not: another signature of U-Boot's is put in behind it. */
static bool make_alone(struct specimen *specimen, unsigned variant)
{
	uint8_t kept[SEAL_SLOT_SIZE];
	uint8_t *slot;

	specimen_original(specimen);
	memcpy(kept, seal_slot(specimen->container.data, 0), sizeof(kept));
	put_signature(specimen);
	if (!write_it(specimen))
		return false;
	slot = seal_slot(specimen->container.data, 0);
	memcpy(slot, kept, sizeof(kept));
	return variant == 0;
}

static bool make_unsigned(struct specimen *specimen, unsigned variant)
{
	put_signature(specimen);
	if (!write_it(specimen))
		return false;
	memset(seal_slot(specimen->container.data, 0), 0, SEAL_SLOT_SIZE);
	return variant == 0;
}

const struct attack attacks_uboot[] = {
	ATTACK("control: U-Boot's signature, whatever it says", STATUS_OK, make_any),
	ATTACK("U-Boot's signature: property missing", STATUS_PROPERTY, make_missing),
	ATTACK("U-Boot's signature: properties exchanged", STATUS_PROPERTY, make_order),
	ATTACK("U-Boot's signature: property more", STATUS_PROPERTY, make_more),
	ATTACK("U-Boot's signature: texts", STATUS_VALUE, make_text),
	ATTACK("U-Boot's signature: nodes", STATUS_CONFIGURATION, make_nodes),
	ATTACK("U-Boot's signature: in an image", STATUS_STRUCTURE, make_image),
	ATTACK("U-Boot's signature put in behind ours", STATUS_SIGNATURE, make_alone),
	ATTACK("U-Boot's signature alone", STATUS_NO_KEY, make_unsigned),
	{ .name = NULL },
};
