/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rule 3: what a property may say.  All signed by the right key. */

#include "attacks.h"

#include <string.h>

#define CELL 4u
#define N_TEXT_FORMS 8u

static const char *const numbers[] = {
	"timestamp",      "#address-cells", "xpack,format", "xpack,security-version",
	"xpack,sequence", "load",           "entry",        "data-offset",
	"data-size",      "xpack,mem-size",
};

static const char *const texts[] = {
	"xpack,system", "xpack,board", "xpack,protocol", "type", "arch",    "os",
	"compression",  "xpack,owner", "xpack,kind",     "algo", "default", "kernel",
	"fdt",          "compatible",  "description",
};

/* The first node that has the property, in document order. */
static struct node *node_with(struct specimen *specimen, const char *name)
{
	struct node *node;

	for (unsigned n = 0; (node = tree_nth(specimen->tree, n)) != NULL; n++)
		for (size_t i = 0; i < node->n_properties; i++)
			if (strcmp(node->properties[i].name, name) == 0)
				return node;
	lab_need(false, name);
	return NULL;
}

static bool set_value(struct specimen *specimen, const char *name, const void *bytes, size_t size)
{
	tree_set(specimen->arena, node_with(specimen, name), name, (struct span){ bytes, size });
	return specimen_write(specimen, FLAW_NONE, 0);
}

static bool make_number_size(struct specimen *specimen, unsigned variant)
{
	static const uint8_t bytes[8] = { 0 };
	static const size_t sizes[] = { 0, 1, 3, 5, 8 };
	unsigned n = sizeof(sizes) / sizeof(sizes[0]);

	if (variant / n >= sizeof(numbers) / sizeof(numbers[0]))
		return false;
	return set_value(specimen, numbers[variant / n], bytes, sizes[variant % n]);
}

/* Nothing, no NUL, a NUL in it, two NULs, characters that are none. */
static bool make_text_form(struct specimen *specimen, unsigned variant)
{
	static const struct span forms[N_TEXT_FORMS] = {
		{ (const uint8_t *)"", 0 },         { (const uint8_t *)"text", 4 },
		{ (const uint8_t *)"a\0b", 4 },     { (const uint8_t *)"text\0", 6 },
		{ (const uint8_t *)"te\x1bxt", 6 }, { (const uint8_t *)"te\nxt", 6 },
		{ (const uint8_t *)"te\x7f", 4 },   { (const uint8_t *)"te\xe4", 4 },
	};
	const struct span *form = &forms[variant % N_TEXT_FORMS];

	if (variant / N_TEXT_FORMS >= sizeof(texts) / sizeof(texts[0]))
		return false;
	return set_value(specimen, texts[variant / N_TEXT_FORMS], form->data, form->size);
}

/* Only a description may be empty: it is the last of texts[]. */
static bool make_text_empty(struct specimen *specimen, unsigned variant)
{
	if (variant + 1 >= sizeof(texts) / sizeof(texts[0]))
		return false;
	return set_value(specimen, texts[variant], "", 1);
}

static bool make_description_empty(struct specimen *specimen, unsigned variant)
{
	return set_value(specimen, "description", "", 1) && variant == 0;
}

/* Words that are not on a list, or nearly. */
static bool make_choice(struct specimen *specimen, unsigned variant)
{
	static const char *const words[][2] = {
		{ "compression", "gzip" },    { "compression", "nones" },
		{ "compression", "non" },     { "compression", "None" },
		{ "xpack,kind", "kernel" },   { "xpack,kind", "segmen" },
		{ "xpack,kind", "dtbs" },     { "algo", "sha1" },
		{ "algo", "sha512" },         { "algo", "crc32" },
		{ "algo", "SHA256" },         { "algo", "sha256,rsa2048" },
		{ "algo", "sha25" },          { "xpack,protocol", "linux" },
		{ "xpack,protocol", "xpac" },
	};

	if (variant >= sizeof(words) / sizeof(words[0]))
		return false;
	return set_value(specimen, words[variant][0], words[variant][1],
			 strlen(words[variant][1]) + 1);
}

static bool make_digest_size(struct specimen *specimen, unsigned variant)
{
	static const uint8_t bytes[64] = { 0 };
	static const size_t sizes[] = { 0, 4, 20, 31, 33, 64 };

	if (variant >= sizeof(sizes) / sizeof(sizes[0]))
		return false;
	return set_value(specimen, "value", bytes, sizes[variant]);
}

/* Numbers that have to be 1. */
static bool make_format(struct specimen *specimen, unsigned variant)
{
	static const uint32_t values[] = { 0, 2, UINT32_MAX };
	const char *name = variant < 3 ? "#address-cells" : "xpack,format";

	if (variant >= 6)
		return false;
	specimen_u32(specimen, specimen->tree, name, values[variant % 3]);
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* Sizes and kinds that do not go together. */
static bool make_sizes(struct specimen *specimen, unsigned variant)
{
	struct node *data = specimen_data(specimen, variant % 2);
	struct node *zero = specimen_kind(specimen, "zero", variant % 2);

	switch (variant / 2) {
	case 0:
		specimen_u32(specimen, data, "xpack,mem-size", tree_u32(data, "data-size") - 1);
		break;
	case 1:
		specimen_u32(specimen, data, "xpack,mem-size", 0);
		break;
	case 2:
		specimen_u32(specimen, zero, "xpack,mem-size", 0);
		break;
	case 3:
		specimen_text(specimen, data, "xpack,kind", "zero");
		break;
	case 4:
		specimen_text(specimen, zero, "xpack,kind", "segment");
		break;
	case 5:
		specimen_u32(specimen, zero, "data-size", 8);
		specimen_lay_out(specimen);
		break;
	default:
		specimen_u32(specimen, data, "data-size", 0);
		specimen_lay_out(specimen);
		break;
	}
	return specimen_write(specimen, FLAW_NONE, 0) && variant < 14;
}

static bool make_compatible(struct specimen *specimen, unsigned variant)
{
	static const char *const names[] = { "leon3", "leon3_generic2", "Leon3_generic" };

	if (variant >= sizeof(names) / sizeof(names[0]))
		return false;
	specimen_text(specimen, specimen_configuration(specimen), "compatible", names[variant]);
	return specimen_write(specimen, FLAW_NONE, 0);
}

const struct attack attacks_values[] = {
	ATTACK("control: empty description", STATUS_OK, make_description_empty),
	ATTACK("size of a number", STATUS_VALUE, make_number_size),
	ATTACK("form of a text", STATUS_VALUE, make_text_form),
	ATTACK("empty text", STATUS_VALUE, make_text_empty),
	ATTACK("word that is no choice", STATUS_VALUE, make_choice),
	ATTACK("size of a hash", STATUS_VALUE, make_digest_size),
	ATTACK("format", STATUS_VALUE, make_format),
	ATTACK("sizes of an image", STATUS_VALUE, make_sizes),
	ATTACK("compatible is not the board", STATUS_VALUE, make_compatible),
	{ .name = NULL },
};
