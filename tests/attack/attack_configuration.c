/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rule 4: references and entry.  All signed by the right key. */

#include "attacks.h"

#include <string.h>

#define SPARC_INSTRUCTION 4u

static bool refer(struct specimen *specimen, const char *name, const char *value)
{
	specimen_text(specimen, specimen_configuration(specimen), name, value);
	return specimen_write(specimen, FLAW_NONE, 0);
}

static const char *text_of(struct specimen *specimen, const char *name)
{
	return (const char *)tree_property(specimen_configuration(specimen), name)->value.data;
}

static bool make_kernel(struct specimen *specimen, unsigned variant)
{
	const char *kernel = text_of(specimen, "kernel");
	const char *longer = arena_printf(specimen->arena, "%s0", kernel);
	const char *shorter = arena_text(specimen->arena, kernel, strlen(kernel) - 1);
	const char *values[] = { "nothing", longer, shorter, specimen_data(specimen, 0)->name,
				 text_of(specimen, "fdt") };

	if (variant >= sizeof(values) / sizeof(values[0]))
		return false;
	return refer(specimen, "kernel", values[variant]);
}

/* Nothing, the entry image, a segment, a zero image, with loadables that follow or not; no
 * reference at all. */
static bool make_fdt(struct specimen *specimen, unsigned variant)
{
	const char *values[] = { "nothing", text_of(specimen, "kernel"),
				 specimen_kind(specimen, "segment", 1)->name,
				 specimen_kind(specimen, "zero", 0)->name };

	if (variant < 8) {
		specimen_text(specimen, specimen_configuration(specimen), "fdt",
			      values[variant % 4]);
		if (variant >= 4)
			specimen_list(specimen);
		return specimen_write(specimen, FLAW_NONE, 0);
	}
	tree_remove(specimen_configuration(specimen), "fdt");
	return specimen_write(specimen, FLAW_NONE, 0) && variant == 8;
}

/* One image is both, and all else fits: it is a device tree that has the entry. */
static bool make_fdt_is_kernel(struct specimen *specimen, unsigned variant)
{
	specimen_text(specimen, specimen_kernel(specimen), "xpack,kind", "dtb");
	specimen_text(specimen, specimen_configuration(specimen), "fdt",
		      text_of(specimen, "kernel"));
	specimen_list(specimen);
	return specimen_write(specimen, FLAW_NONE, 0) && variant == 0;
}

/* Where name number n starts among the loadables. */
static size_t nth_name(struct span names, size_t n)
{
	size_t at = 0;

	while (n-- > 0)
		at += strlen((const char *)names.data + at) + 1;
	return at;
}

static bool set_loadables(struct specimen *specimen, struct buf *names)
{
	tree_set(specimen->arena, specimen_configuration(specimen), "loadables", buf_span(names));
	buf_free(names);
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* One of the names left out. */
static bool make_unreferenced(struct specimen *specimen, unsigned variant)
{
	struct span names = tree_property(specimen_configuration(specimen), "loadables")->value;
	struct buf others = { 0 };
	size_t at;

	if (variant >= specimen_n_images(specimen) - 2)
		return false;
	at = nth_name(names, variant);
	buf_put(&others, names.data, at);
	at = nth_name(names, variant + 1);
	buf_put(&others, names.data + at, names.size - at);
	return set_loadables(specimen, &others);
}

/* A name once more: of each image, kernel and device tree too, at the end or in front. */
static bool make_referenced_twice(struct specimen *specimen, unsigned variant)
{
	struct span names = tree_property(specimen_configuration(specimen), "loadables")->value;
	struct buf more = { 0 };
	const char *name;

	if (variant / 2 >= specimen_n_images(specimen))
		return false;
	name = specimen_image(specimen, variant / 2)->name;
	if (variant % 2 != 0)
		buf_put(&more, name, strlen(name) + 1);
	buf_put(&more, names.data, names.size);
	if (variant % 2 == 0)
		buf_put(&more, name, strlen(name) + 1);
	return set_loadables(specimen, &more);
}

/* Neighbours exchanged. */
static bool make_loadables_order(struct specimen *specimen, unsigned variant)
{
	struct span names = tree_property(specimen_configuration(specimen), "loadables")->value;
	struct buf other = { 0 };
	size_t at[3];

	if (variant >= specimen_n_images(specimen) - 3)
		return false;
	for (size_t i = 0; i < 3; i++)
		at[i] = nth_name(names, variant + i);
	buf_put(&other, names.data, at[0]);
	buf_put(&other, names.data + at[1], at[2] - at[1]);
	buf_put(&other, names.data + at[0], at[1] - at[0]);
	buf_put(&other, names.data + at[2], names.size - at[2]);
	return set_loadables(specimen, &other);
}

/* A list that is none: no last NUL, one too many, nothing, absent, a name that no image has. */
static bool make_loadables(struct specimen *specimen, unsigned variant)
{
	struct node *configuration = specimen_configuration(specimen);
	struct property *property = tree_property(configuration, "loadables");
	struct buf names = { 0 };

	if (variant == 0) {
		tree_remove(configuration, "loadables");
		return specimen_write(specimen, FLAW_NONE, 0);
	}
	if (variant != 1)
		buf_put(&names, property->value.data, property->value.size);
	if (variant == 2)
		names.size--;
	if (variant == 3)
		buf_put(&names, NULL, 1);
	if (variant == 4)
		buf_put(&names, "nothing", sizeof("nothing"));
	if (variant == 5)
		names.data[0] ^= 1;
	if (variant == 6)
		names.data[names.size - 1] = 'x';
	return set_loadables(specimen, &names) && variant < 7;
}

/* An image that is in no list: at the end, and in front of the others. */
static bool make_extra_image(struct specimen *specimen, unsigned variant)
{
	struct node *images = tree_node(specimen->tree, "images");
	struct node *last = images->nodes[images->n_nodes - 1];
	struct node *copy = tree_copy(specimen->arena, last);

	tree_add(specimen->arena, images, "extra");
	copy->name = "extra";
	specimen_u32(specimen, copy, "load",
		     tree_u32(last, "load") + tree_u32(last, "xpack,mem-size"));
	specimen_u32(specimen, copy, "xpack,mem-size", 8);
	images->nodes[images->n_nodes - 1] = copy;
	if (variant == 1) {
		images->nodes[images->n_nodes - 1] = last;
		images->nodes[images->n_nodes - 2] = copy;
	}
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 2;
}

static void insert_entry(struct specimen *specimen, struct node *image)
{
	size_t behind = (size_t)(tree_property(image, "load") - image->properties) + 1;

	tree_insert(specimen->arena, image, behind, "entry",
		    tree_cell(specimen->arena, tree_u32(image, "load")));
}

/* No entry; one more, on each other image; on another image alone. */
static bool make_entry_place(struct specimen *specimen, unsigned variant)
{
	size_t n = specimen_n_images(specimen);
	struct node *kernel = specimen_kernel(specimen);
	struct node *image = specimen_image(specimen, variant % n);

	if (image != kernel)
		insert_entry(specimen, image);
	if (image == kernel || variant >= n)
		tree_remove(kernel, "entry");
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 2 * n;
}

/* In front of, behind, across the end of the entry image's data, in another image, nowhere, and
 * where no instruction starts. */
static bool make_entry_address(struct specimen *specimen, unsigned variant)
{
	struct node *kernel = specimen_kernel(specimen);
	uint32_t load = tree_u32(kernel, "load");
	uint32_t end = load + tree_u32(kernel, "data-size");
	uint32_t other = tree_u32(specimen_kind(specimen, "segment", 1), "load");
	uint32_t values[] = { load - SPARC_INSTRUCTION,
			      end,
			      end + SPARC_INSTRUCTION,
			      end - 2,
			      end - 1,
			      load + 1,
			      load + 2,
			      load + 3,
			      other,
			      0,
			      UINT32_MAX - 3,
			      UINT32_MAX,
			      load ^ 0x80000000u };

	if (variant >= sizeof(values) / sizeof(values[0]))
		return false;
	specimen_u32(specimen, kernel, "entry", values[variant]);
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* The entry image has no data at all. */
static bool make_entry_zero(struct specimen *specimen, unsigned variant)
{
	struct node *zero = specimen_kind(specimen, "zero", variant);

	tree_remove(specimen_kernel(specimen), "entry");
	insert_entry(specimen, zero);
	specimen_text(specimen, specimen_configuration(specimen), "kernel", zero->name);
	specimen_list(specimen);
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 2;
}

const struct attack attacks_configuration[] = {
	ATTACK("entry image", STATUS_REFERENCE, make_kernel),
	ATTACK("device tree", STATUS_REFERENCE, make_fdt),
	ATTACK("device tree is the entry image", STATUS_REFERENCE, make_fdt_is_kernel),
	ATTACK("image not referenced", STATUS_REFERENCE, make_unreferenced),
	ATTACK("image referenced twice", STATUS_REFERENCE, make_referenced_twice),
	ATTACK("loadables in another order", STATUS_REFERENCE, make_loadables_order),
	ATTACK("loadables", STATUS_REFERENCE, make_loadables),
	ATTACK("image that nobody names", STATUS_REFERENCE, make_extra_image),
	ATTACK("entry on other images", STATUS_ENTRY, make_entry_place),
	ATTACK("entry address", STATUS_ENTRY, make_entry_address),
	ATTACK("entry in an image without data", STATUS_ENTRY, make_entry_zero),
	{ .name = NULL },
};
