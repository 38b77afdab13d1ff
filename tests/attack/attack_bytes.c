/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What somebody without any key can do: change, exchange and cut bytes. */

#include "attacks.h"

#include <string.h>

#define HEADER 0x38u  /* in front of the slots */
#define BEHIND 0x488u /* behind them */
#define ERASED 0xffu
#define N_PLACES 4u /* in an image where a bit is flipped */

/* The stored bytes of an image, in a specimen that has the packer's container. */
static uint8_t *data_of(struct specimen *specimen, struct node *image)
{
	return specimen->container.data + specimen->lab->manifest_size +
	       tree_u32(image, "data-offset");
}

/* A bit in each image that has data: its first, its last, and between. */
static bool make_payload_bit(struct specimen *specimen, unsigned variant)
{
	unsigned n = variant / N_PLACES;

	specimen_original(specimen);
	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);
		uint64_t size = tree_u32(image, "data-size");

		if (size == 0 || n-- != 0)
			continue;
		data_of(specimen, image)[(size - 1) * (variant % N_PLACES) / (N_PLACES - 1)] ^=
			(uint8_t)(1u << variant % 8);
		return true;
	}
	return false;
}

/* The first eight bytes of an image, put behind its others. */
static bool make_payload_rotated(struct specimen *specimen, unsigned variant)
{
	struct node *image = specimen_data(specimen, variant % 4);
	uint32_t size = tree_u32(image, "data-size");
	uint8_t kept[8];

	specimen_original(specimen);
	lab_need(size > sizeof(kept), "an image of more than 8 bytes");
	memcpy(kept, data_of(specimen, image), sizeof(kept));
	memmove(data_of(specimen, image), data_of(specimen, image) + sizeof(kept),
		size - sizeof(kept));
	memcpy(data_of(specimen, image) + size - sizeof(kept), kept, sizeof(kept));
	return variant < 4;
}

static bool make_images_exchanged(struct specimen *specimen, unsigned variant)
{
	struct node *a = NULL;
	struct node *b = NULL;
	uint32_t size = 0;

	for (size_t i = 0; i < specimen_n_images(specimen); i++)
		for (size_t j = 0; j < i && a == NULL; j++) {
			struct node *left = specimen_image(specimen, i);
			struct node *right = specimen_image(specimen, j);

			size = tree_u32(left, "data-size");
			if (size != 0 && size == tree_u32(right, "data-size"))
				a = left, b = right;
		}
	lab_need(a != NULL, "two images of one size");
	specimen_original(specimen);
	size = tree_u32(a, "data-size");
	for (uint32_t i = 0; i < size; i++) {
		uint8_t *from = data_of(specimen, a) + i;
		uint8_t byte = *from;

		*from = data_of(specimen, b)[i];
		data_of(specimen, b)[i] = byte;
	}
	return variant == 0;
}

/* All of the payload zero, or erased. */
static bool make_payload_gone(struct specimen *specimen, unsigned variant)
{
	uint32_t size = specimen->lab->manifest_size;

	specimen_original(specimen);
	memset(specimen->container.data + size, variant == 0 ? 0 : ERASED,
	       specimen->container.size - size);
	return variant < 2;
}

/* Write the edited tree, and put the packer's slots back: nobody signed this. */
static void write_unsigned(struct specimen *specimen)
{
	specimen_write(specimen, FLAW_NONE, 0);
	memcpy(specimen->container.data + HEADER, specimen->lab->container.data + HEADER,
	       BEHIND - HEADER);
}

/* Every number of the manifest one more. */
static bool make_number(struct specimen *specimen, unsigned variant)
{
	struct node *node;

	for (unsigned n = 0; (node = tree_nth(specimen->tree, n)) != NULL; n++)
		for (size_t i = 0; i < node->n_properties; i++) {
			struct property *property = &node->properties[i];

			if (property->value.size != sizeof(uint32_t) || variant-- != 0)
				continue;
			specimen_u32(specimen, node, property->name,
				     get_be32(property->value.data) + 1);
			write_unsigned(specimen);
			return true;
		}
	return false;
}

/* Nodes exchanged, a node gone, a configuration that starts something else. */
static bool make_nodes(struct specimen *specimen, unsigned variant)
{
	struct node *images = tree_node(specimen->tree, "images");
	struct node *first = images->nodes[0];
	const char *name = first->name;

	switch (variant) {
	case 0:
		images->nodes[0] = images->nodes[1];
		images->nodes[1] = first;
		break;
	case 1:
		first->name = images->nodes[1]->name;
		images->nodes[1]->name = name;
		break;
	case 2:
		tree_drop(images, images->n_nodes - 1);
		break;
	default:
		specimen_text(specimen, specimen_configuration(specimen), "kernel",
			      images->nodes[1]->name);
		break;
	}
	write_unsigned(specimen);
	return variant < 4;
}

/* The same, by somebody who has a key, but not the loader's. */
static bool make_nodes_foreign(struct specimen *specimen, unsigned variant)
{
	bool is_made = make_nodes(specimen, variant);

	memset(seal_slot(specimen->container.data, 0), 0, SEAL_SLOT_SIZE);
	seal_manifest(specimen->lab->foreign, specimen->container.data,
		      specimen_manifest(specimen).size, 0);
	return is_made;
}

/* Sizes of the part that is left of the container, the storage being erased behind it. */
static bool cut(struct specimen *specimen, const uint32_t *sizes, size_t n, unsigned variant)
{
	specimen_original(specimen);
	if (variant >= n)
		return false;
	memset(specimen->container.data + sizes[variant], ERASED,
	       specimen->container.size - sizes[variant]);
	return true;
}

static bool make_cut_header(struct specimen *specimen, unsigned variant)
{
	static const uint32_t sizes[] = { 0, 1, 4, 0x08, 0x27 };

	return cut(specimen, sizes, sizeof(sizes) / sizeof(sizes[0]), variant);
}

static bool make_cut_auth(struct specimen *specimen, unsigned variant)
{
	static const uint32_t sizes[] = { 0x28, 0x2c, 0x37 };

	return cut(specimen, sizes, sizeof(sizes) / sizeof(sizes[0]), variant);
}

static bool make_cut_slots(struct specimen *specimen, unsigned variant)
{
	static const uint32_t sizes[] = { 0x38, 0x60, 0x100, 0x260, 0x487 };

	return cut(specimen, sizes, sizeof(sizes) / sizeof(sizes[0]), variant);
}

static bool make_cut_manifest(struct specimen *specimen, unsigned variant)
{
	uint32_t size = specimen->lab->manifest_size;
	uint32_t sizes[] = { BEHIND, BEHIND + 16, size / 2, size - 8, size - 1 };

	return cut(specimen, sizes, sizeof(sizes) / sizeof(sizes[0]), variant);
}

static bool make_zeros(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	memset(specimen->container.data, 0, specimen->container.size);
	return variant == 0;
}

/* The container stands one place too far, so that its header is another's padding. */
static bool make_shifted(struct specimen *specimen, unsigned variant)
{
	static const size_t shifts[] = { 1, 4, 8, 4096 };
	uint8_t *bytes;

	if (variant >= sizeof(shifts) / sizeof(shifts[0]))
		return false;
	specimen_original(specimen);
	buf_put(&specimen->container, NULL, shifts[variant]);
	bytes = specimen->container.data;
	memmove(bytes + shifts[variant], bytes, specimen->container.size - shifts[variant]);
	memset(bytes, 0, shifts[variant]);
	return true;
}

const struct attack attacks_bytes[] = {
	ATTACK("payload bit", STATUS_HASH, make_payload_bit),
	ATTACK("payload rotated", STATUS_HASH, make_payload_rotated),
	ATTACK("payload of two images exchanged", STATUS_HASH, make_images_exchanged),
	ATTACK("payload gone", STATUS_HASH, make_payload_gone),
	ATTACK("number changed, not signed again", STATUS_SIGNATURE, make_number),
	ATTACK("nodes changed, not signed again", STATUS_SIGNATURE, make_nodes),
	ATTACK("nodes changed, signed by a foreign key", STATUS_NO_KEY, make_nodes_foreign),
	ATTACK("nothing but zeros", STATUS_HEADER, make_zeros),
	ATTACK("container shifted", STATUS_HEADER, make_shifted),
	{ .name = NULL },
};

const struct attack attacks_storage[] = {
	ATTACK_STORED("erased from within the header", STATUS_HEADER, make_cut_header),
	ATTACK_STORED("erased from the auth block", STATUS_AUTH_BLOCK, make_cut_auth),
	ATTACK_STORED("erased from the slots", STATUS_SLOT, make_cut_slots),
	ATTACK_STORED("erased from within the manifest", STATUS_SIGNATURE, make_cut_manifest),
	{ .name = NULL },
};
