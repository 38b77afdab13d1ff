/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rules 2 and 3: header, auth block, tokens, strings.  Everything here is signed by the right key,
 * so it is the rule alone that refuses. */

#include "attacks.h"

#include <string.h>

#define CELL 4u
#define AUTH 0x28u /* docs/container.md, "Layout" */

/* Add to a field of the header and sign again. */
static void add_to(struct specimen *specimen, uint32_t offset, uint32_t difference)
{
	uint8_t *field = specimen->container.data + offset;
	size_t size = specimen_manifest(specimen).size;

	put_be32(field, get_be32(field) + difference);
	seal_manifest(specimen->lab->key, specimen->container.data, size, 0);
}

/* Every field of the header but totalsize and the strings' size, by 1, by a cell, by 8, and by a
 * power of two. */
static bool make_header(struct specimen *specimen, unsigned variant)
{
	static const uint32_t fields[] = { 0x00, 0x08, 0x0c, 0x10, 0x14, 0x18, 0x1c, 0x24 };
	static const uint32_t differences[] = { 1, UINT32_MAX, CELL, 8, 0x80000000u };
	unsigned n = sizeof(differences) / sizeof(differences[0]);

	if (variant / n >= sizeof(fields) / sizeof(fields[0]))
		return false;
	specimen_original(specimen);
	add_to(specimen, fields[variant / n], differences[variant % n]);
	return true;
}

/* totalsize: more than there is, no multiple of 8, less than the blocks need. */
static bool make_total(struct specimen *specimen, unsigned variant)
{
	static const uint32_t differences[] = { 4, 1, (uint32_t)-4, (uint32_t)-8, 8, 64 };

	if (variant >= sizeof(differences) / sizeof(differences[0]))
		return false;
	specimen_original(specimen);
	add_to(specimen, CELL, differences[variant]);
	return true;
}

/* Sizes that wrap when they are added: structure and strings block exchange 4 GiB. */
static bool make_wrapped(struct specimen *specimen, unsigned variant)
{
	uint8_t *header;

	if (variant >= 3)
		return false;
	specimen_original(specimen);
	header = specimen->container.data;
	put_be32(header + 0x24, variant == 0   ? 0xfffffffcu
				: variant == 1 ? 0xfffffb68u
					       : 0x80000000u);
	put_be32(header + 0x0c, 0x498u + get_be32(header + 0x24));
	if (variant == 2)
		put_be32(header + 0x20, 0x80000000u);
	specimen_seal(specimen);
	return true;
}

static bool make_block_gap(struct specimen *specimen, unsigned variant)
{
	return specimen_write(specimen, FLAW_BLOCK_GAP, 0) && variant == 0;
}

static bool make_more_padding(struct specimen *specimen, unsigned variant)
{
	return specimen_write(specimen, FLAW_MORE_PADDING, 0) && variant == 0;
}

/* Each word of the auth block, one more and one less. */
static bool make_auth(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	add_to(specimen, AUTH + variant / 2 * CELL, variant % 2 == 0 ? 1 : UINT32_MAX);
	return variant < 8;
}

/* A manifest that is in order and larger than the cap; and one whose header only says so. */
static bool make_large(struct specimen *specimen, unsigned variant)
{
	uint32_t cap = specimen->lab->params.manifest_cap;
	char *text = arena_alloc(specimen->arena, cap + 1);
	uint8_t *header;

	memset(text, 'x', cap);
	specimen_text(specimen, specimen->tree, "description", text);
	specimen_write(specimen, FLAW_NONE, 0);
	if (variant == 1) {
		specimen_original(specimen);
		header = specimen->container.data;
		put_be32(header + 0x20, 0xffff0000u); /* strings, and totalsize with them */
		put_be32(header + 0x04,
			 (uint32_t)align_up(get_be32(header + 0x0c) + 0xffff0000u, 8));
	}
	return variant < 2;
}

/* -- tokens and strings, by the scribe's flaws -- */

static bool make_nop(struct specimen *specimen, unsigned variant)
{
	return specimen_write(specimen, FLAW_NOP, variant);
}

static bool make_token(struct specimen *specimen, unsigned variant)
{
	return specimen_write(specimen, FLAW_TOKEN, variant);
}

/* The variant-th place that can have the flaw, of all that are numbered. */
static bool write_nth(struct specimen *specimen, enum flaw_kind flaw, unsigned variant,
		      unsigned n_places)
{
	for (unsigned at = 0; at < n_places; at++)
		if (specimen_write(specimen, flaw, at) && variant-- == 0)
			return true;
	return false;
}

static bool make_name_padding(struct specimen *specimen, unsigned variant)
{
	return variant < 8 && write_nth(specimen, FLAW_NAME_PADDING, variant, 64);
}

static bool make_value_padding(struct specimen *specimen, unsigned variant)
{
	return variant < 16 && write_nth(specimen, FLAW_VALUE_PADDING, variant, 512);
}

static bool make_value_size(struct specimen *specimen, unsigned variant)
{
	return specimen_write(specimen, FLAW_VALUE_SIZE, variant);
}

static bool make_late(struct specimen *specimen, unsigned variant)
{
	return write_nth(specimen, FLAW_LATE_PROPERTIES, variant, 64);
}

static bool make_two(struct specimen *specimen, unsigned variant)
{
	return write_nth(specimen, FLAW_TWO_PROPERTIES, variant, 64);
}

static bool make_end(struct specimen *specimen, unsigned variant)
{
	static const enum flaw_kind flaws[] = { FLAW_NO_FINISH,    FLAW_EARLY_FINISH,
						FLAW_AFTER_FINISH, FLAW_SECOND_ROOT,
						FLAW_END_TWICE,    FLAW_NAME_OPEN };

	if (variant >= sizeof(flaws) / sizeof(flaws[0]))
		return false;
	return specimen_write(specimen, flaws[variant], 0);
}

static bool make_reservation(struct specimen *specimen, unsigned variant)
{
	return specimen_write(specimen, FLAW_RESERVATION, variant);
}

/* Padding at the end: the description is made longer until there is some. */
static bool make_end_padding(struct specimen *specimen, unsigned variant)
{
	static const char text[] = "xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(text); i++) {
		specimen_text(specimen, specimen->tree, "description", text + i);
		if (specimen_write(specimen, FLAW_END_PADDING, 0))
			return variant == 0;
	}
	lab_need(false, "a manifest with padding");
	return false;
}

static bool make_string_twice(struct specimen *specimen, unsigned variant)
{
	return variant < 32 && write_nth(specimen, FLAW_STRING_TWICE, variant, 512);
}

static bool make_string_middle(struct specimen *specimen, unsigned variant)
{
	return variant < 32 && write_nth(specimen, FLAW_STRING_MIDDLE, variant, 512);
}

static bool make_string_suffix(struct specimen *specimen, unsigned variant)
{
	return variant < 32 && write_nth(specimen, FLAW_STRING_SUFFIX, variant, 512);
}

static bool make_string_far(struct specimen *specimen, unsigned variant)
{
	return specimen_write(specimen, FLAW_STRING_FAR, variant);
}

static bool make_string_empty(struct specimen *specimen, unsigned variant)
{
	return variant < 32 && write_nth(specimen, FLAW_STRING_EMPTY, variant, 512);
}

static bool make_strings(struct specimen *specimen, unsigned variant)
{
	static const enum flaw_kind flaws[] = { FLAW_STRING_UNUSED, FLAW_STRING_ORDER,
						FLAW_STRING_OPEN };

	if (variant >= sizeof(flaws) / sizeof(flaws[0]))
		return false;
	return specimen_write(specimen, flaws[variant], 0);
}

/* The strings block says to be one byte longer, or shorter, within the padding that there is. */
static bool make_strings_size(struct specimen *specimen, unsigned variant)
{
	static const char text[] = "xxxxxxxxxxxx";

	for (size_t i = 0; i < sizeof(text); i++) {
		uint8_t *header;
		uint32_t padding;

		specimen_text(specimen, specimen->tree, "description", text + i);
		specimen_write(specimen, FLAW_NONE, 0);
		header = specimen->container.data;
		padding =
			get_be32(header + 0x04) - get_be32(header + 0x0c) - get_be32(header + 0x20);
		if (padding < 1 || padding > 6)
			continue;
		add_to(specimen, 0x20, variant == 0 ? 1 : UINT32_MAX);
		return variant < 2;
	}
	lab_need(false, "a manifest with padding");
	return false;
}

const struct attack attacks_header[] = {
	ATTACK("header field", STATUS_HEADER, make_header),
	ATTACK("total size", STATUS_HEADER, make_total),
	ATTACK("block sizes that wrap", STATUS_HEADER, make_wrapped),
	ATTACK("gap between the blocks", STATUS_HEADER, make_block_gap),
	ATTACK("eight zeros more at the end", STATUS_HEADER, make_more_padding),
	ATTACK("auth block word", STATUS_AUTH_BLOCK, make_auth),
	ATTACK("manifest above the cap", STATUS_TOTAL_SIZE, make_large),
	{ .name = NULL },
};

const struct attack attacks_tokens[] = {
	ATTACK("NOP token", STATUS_STRUCTURE, make_nop),
	ATTACK("unknown token", STATUS_STRUCTURE, make_token),
	ATTACK("padding of a name", STATUS_STRUCTURE, make_name_padding),
	ATTACK("padding of a value", STATUS_STRUCTURE, make_value_padding),
	ATTACK("padding at the end", STATUS_STRUCTURE, make_end_padding),
	ATTACK("value beyond the block", STATUS_STRUCTURE, make_value_size),
	ATTACK("properties behind subnodes", STATUS_PROPERTY, make_late),
	ATTACK("properties behind subnodes too", STATUS_STRUCTURE, make_two),
	ATTACK("end of the structure block", STATUS_STRUCTURE, make_end),
	ATTACK("memory reservation", STATUS_STRUCTURE, make_reservation),
	ATTACK("string stored twice", STATUS_STRINGS, make_string_twice),
	ATTACK("string inside another", STATUS_STRINGS, make_string_middle),
	ATTACK("suffix of a string", STATUS_STRINGS, make_string_suffix),
	ATTACK("string behind the block", STATUS_STRINGS, make_string_far),
	ATTACK("empty string", STATUS_STRINGS, make_string_empty),
	ATTACK("strings block", STATUS_STRINGS, make_strings),
	ATTACK("size of the strings block", STATUS_STRINGS, make_strings_size),
	{ .name = NULL },
};
