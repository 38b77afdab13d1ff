/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rules 5, 6 and 8: where data lies, where it goes, for whom it is.  All signed by the right
 * key. */

#include "attacks.h"

#include <string.h>

#define CELL 4u
#define DATA_ALIGN 8u
#define LARGE 0x01000000u /* more than the storage holds */

static bool write_it(struct specimen *specimen)
{
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* -- rule 5 -- */

/* Each image's offset: more, less, unaligned, at the end of 32 bits. */
static bool make_offset(struct specimen *specimen, unsigned variant)
{
	static const uint32_t differences[] = { 8, (uint32_t)-8, 4, 1, 0x80000000u, 0xfffff000u };
	unsigned n = sizeof(differences) / sizeof(differences[0]);
	struct node *image;

	if (variant / n >= specimen_n_images(specimen))
		return false;
	image = specimen_image(specimen, variant / n);
	specimen_u32(specimen, image, "data-offset",
		     tree_u32(image, "data-offset") + differences[variant % n]);
	return write_it(specimen);
}

/* Two images with the same data; two that exchanged theirs. */
static bool make_shared_data(struct specimen *specimen, unsigned variant)
{
	struct node *a = specimen_data(specimen, 0);
	struct node *b = specimen_data(specimen, 1);
	uint32_t offset = tree_u32(a, "data-offset");

	if (variant == 1)
		specimen_u32(specimen, a, "data-offset", tree_u32(b, "data-offset"));
	specimen_u32(specimen, b, "data-offset", offset);
	return write_it(specimen) && variant < 2;
}

/* An image is so large that the container leaves 32 bits, by its padding alone and by more.  Either
 * offsets go on behind it, modulo 32 bits, or it is the last one. */
static bool make_overflow(struct specimen *specimen, unsigned variant)
{
	static const uint32_t less[] = { 7, 6, 0 };
	struct node *image = specimen_data(specimen, 2);
	struct node *images = tree_node(specimen->tree, "images");
	uint32_t size;

	if (variant >= 2 * sizeof(less) / sizeof(less[0]))
		return false;
	while (variant >= 3 && images->nodes[images->n_nodes - 1] != image)
		tree_drop(images, images->n_nodes - 1);
	specimen_list(specimen);
	write_it(specimen);
	/* The manifest has this size whatever the numbers say. */
	size = UINT32_MAX - less[variant % 3] - (uint32_t)specimen_manifest(specimen).size -
	       tree_u32(image, "data-offset") + 1;
	specimen_u32(specimen, image, "data-size", size);
	specimen_u32(specimen, image, "xpack,mem-size", UINT32_MAX);
	specimen_lay_out(specimen);
	return write_it(specimen);
}

/* As large as 32 bits allow, and larger than the storage. */
static bool make_beyond(struct specimen *specimen, unsigned variant)
{
	struct node *image = specimen_data(specimen, 0);
	uint32_t room =
		UINT32_MAX - 7 - specimen->lab->manifest_size - tree_u32(image, "data-offset");
	uint32_t sizes[] = { LARGE, 0x7fffffffu, 0 };

	if (variant >= 3)
		return false;
	/* What is behind it needs its room, too. */
	sizes[2] = room - (uint32_t)specimen->payload.size;
	specimen_u32(specimen, image, "data-size", sizes[variant]);
	specimen_u32(specimen, image, "xpack,mem-size", sizes[variant]);
	specimen_lay_out(specimen);
	return write_it(specimen);
}

/* Padding between images, each byte of it. */
static bool make_padding(struct specimen *specimen, unsigned variant)
{
	specimen_make_odd(specimen);
	write_it(specimen);
	for (size_t i = 0; i < specimen_n_images(specimen); i++) {
		struct node *image = specimen_image(specimen, i);
		uint32_t end = tree_u32(image, "data-offset") + tree_u32(image, "data-size");
		uint32_t n = (uint32_t)align_up(end, DATA_ALIGN) - end;

		if (variant >= n) {
			variant -= n;
			continue;
		}
		specimen->container.data[specimen_manifest(specimen).size + end + variant] = 1;
		return true;
	}
	return false;
}

static bool make_odd(struct specimen *specimen, unsigned variant)
{
	specimen_make_odd(specimen);
	return write_it(specimen) && variant == 0;
}

/* -- rule 6 -- */

static bool place(struct specimen *specimen, struct node *image, uint32_t load)
{
	specimen_u32(specimen, image, "load", load);
	return write_it(specimen);
}

static bool place_zero(struct specimen *specimen, uint32_t load, uint32_t size)
{
	struct node *zero = specimen_kind(specimen, "zero", 1);

	specimen_u32(specimen, zero, "xpack,mem-size", size);
	return place(specimen, zero, load);
}

/* An image over another: at its start, inside, across its start, across its end by a byte. */
static bool make_overlap(struct specimen *specimen, unsigned variant)
{
	struct node *image = specimen_data(specimen, 1);
	struct node *other = specimen_kernel(specimen);
	uint32_t load = tree_u32(other, "load");
	uint32_t end = load + tree_u32(other, "xpack,mem-size");
	uint32_t loads[] = { load, load + CELL, end - 1, end - CELL };

	if (variant < 4)
		return place(specimen, image, loads[variant]);
	if (variant >= 8)
		return false;
	other = specimen_data(specimen, 2);
	load = tree_u32(other, "load");
	if (variant == 4) /* one zero more than there is room */
		return place_zero(specimen, load - 15, 16);
	if (variant == 5) /* all around */
		return place_zero(specimen, load - 8, tree_u32(other, "xpack,mem-size") + 16);
	if (variant == 6) /* a single byte in the middle */
		return place_zero(specimen, load + 9, 1);
	return place(specimen, specimen_kind(specimen, "zero", 0),
		     tree_u32(specimen_kind(specimen, "zero", 1), "load"));
}

/* The work area: its start, its last byte, across both its ends, the stack's place. */
static bool make_work_area(struct specimen *specimen, unsigned variant)
{
	const struct params *params = &specimen->lab->params;
	uint32_t start = params->work_addr;
	uint32_t end = start + params->work_size;

	switch (variant) {
	case 0:
		return place(specimen, specimen_data(specimen, 1), start);
	case 1:
		return place(specimen, specimen_data(specimen, 1), start + params->manifest_cap);
	case 2:
		return place(specimen, specimen_data(specimen, 1), end - 4096);
	case 3:
		return place_zero(specimen, start - 8, 16);
	case 4:
		return place_zero(specimen, start - 8, 9);
	case 5:
		return place_zero(specimen, end - 1, 1);
	case 6:
		return place_zero(specimen, start, params->work_size);
	default:
		return place_zero(specimen, start - 64, 65) && variant == 7;
	}
}

/* Ends where the loader's RAM starts, with staging. */
static bool make_below_work_area(struct specimen *specimen, unsigned variant)
{
	return place_zero(specimen, specimen->lab->params.staging_addr - 16, 16) && variant == 0;
}

/* In front of RAM, behind it, across its ends, in the storage, in devices' registers. */
static bool make_outside(struct specimen *specimen, unsigned variant)
{
	const struct params *params = &specimen->lab->params;
	struct range ram = params_range(params->ram, 0);
	uint32_t end = ram.addr + ram.size;
	uint32_t loads[] = { 0,
			     params->container_addr,
			     ram.addr - 4096,
			     end,
			     0x80000100u,
			     params->container_addr + params->container_size,
			     0xffff0000u };
	unsigned n = sizeof(loads) / sizeof(loads[0]);

	if (variant < n)
		return place(specimen, specimen_data(specimen, 1), loads[variant]);
	if (variant < 2 * n)
		return place_zero(specimen, loads[variant - n], 8);
	if (variant == 2 * n)
		return place_zero(specimen, end, UINT32_MAX - end);
	if (variant == 2 * n + 1)
		return place_zero(specimen, ram.addr - 1, 1);
	return place_zero(specimen, end, 1) && variant == 2 * n + 2;
}

/* Destinations that go beyond 32 bits: by nothing, by a byte, round to RAM and over the host. */
static bool make_wrap(struct specimen *specimen, unsigned variant)
{
	uint32_t ram = params_range(specimen->lab->params.ram, 0).addr;
	uint32_t ends[][2] = {
		{ 0xffffff00u, 0x100 }, { 0xffffff00u, 0x101 },      { UINT32_MAX, 1 },
		{ UINT32_MAX, 2 },      { 0xfffff000u, UINT32_MAX }, { 0xfffff000u, 0 },
		{ 0, UINT32_MAX }
	};

	ends[5][1] = 0x1000 + ram + 0x1000;
	if (variant == 6) /* from the host's image on, in RAM, and round to it */
		return place_zero(specimen, specimen->lab->params.work_addr - 8, UINT32_MAX);
	return variant < 6 && place_zero(specimen, ends[variant][0], ends[variant][1]);
}

/* -- rule 8 -- */

static bool make_board(struct specimen *specimen, unsigned variant)
{
	static const char *const names[] = { "leon3",        "leon3_generic2", "LEON3_GENERIC",
					     "leon3_generi", "other",          " leon3_generic" };

	if (variant >= sizeof(names) / sizeof(names[0]))
		return false;
	specimen_text(specimen, specimen->tree, "xpack,board", names[variant]);
	specimen_text(specimen, specimen_configuration(specimen), "compatible", names[variant]);
	return write_it(specimen);
}

static bool make_system(struct specimen *specimen, unsigned variant)
{
	const char *name = (const char *)tree_property(specimen->tree, "xpack,system")->value.data;
	const char *names[] = { "other", NULL, NULL, NULL };

	names[1] = arena_printf(specimen->arena, "%s2", name);
	names[2] = arena_text(specimen->arena, name, strlen(name) - 1);
	names[3] = arena_printf(specimen->arena, "%s ", name);
	if (variant >= sizeof(names) / sizeof(names[0]))
		return false;
	specimen_text(specimen, specimen->tree, "xpack,system", names[variant]);
	return write_it(specimen);
}

static bool make_older(struct specimen *specimen, unsigned variant)
{
	specimen_u32(specimen, specimen->tree, "xpack,security-version",
		     specimen->lab->params.security_version - 1);
	return write_it(specimen) && variant == 0;
}

static bool make_protocol(struct specimen *specimen, unsigned variant)
{
	specimen_text(specimen, specimen->tree, "xpack,protocol", "multiboot");
	return write_it(specimen) && variant == 0;
}

const struct attack attacks_layout[] = {
	ATTACK("control: sizes that are odd", STATUS_OK, make_odd),
	ATTACK("data offset", STATUS_LAYOUT, make_offset),
	ATTACK("data shared or exchanged", STATUS_LAYOUT, make_shared_data),
	ATTACK("data beyond 32 bits", STATUS_LAYOUT, make_overflow),
	ATTACK("data beyond the storage", STATUS_TRUNCATED, make_beyond),
	ATTACK("padding between images", STATUS_PADDING, make_padding),
	{ .name = NULL },
};

const struct attack attacks_places[] = {
	ATTACK("control: up to staging", STATUS_OK, make_below_work_area),
	ATTACK("destinations overlap", STATUS_OVERLAP, make_overlap),
	ATTACK("over the work area", STATUS_RESERVED, make_work_area),
	ATTACK("outside RAM", STATUS_OUTSIDE_RAM, make_outside),
	ATTACK("beyond 32 bits", STATUS_OUTSIDE_RAM, make_wrap),
	{ .name = NULL },
};

const struct attack attacks_purpose[] = {
	ATTACK("another board", STATUS_BOARD, make_board),
	ATTACK("another system", STATUS_SYSTEM, make_system),
	ATTACK("lower security version", STATUS_SECURITY_VERSION, make_older),
	ATTACK("another start protocol", STATUS_PROTOCOL, make_protocol),
	{ .name = NULL },
};
