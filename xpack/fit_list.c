/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_list.h"

#include <inttypes.h>

#include "fit_image.h"
#include "fit_text.h"

#define SHOWN_DIGEST 8u /* bytes */
#define CELL 4u

/* " name" and its text in a column; "-" when there is none. */
static void print_text(const struct fit_tree *tree, size_t node, const char *name, int width,
		       FILE *to)
{
	struct span text;

	if (!fit_get_text(tree, node, name, &text))
		text = (struct span){ (const uint8_t *)"-", 1 };
	fputc(' ', to);
	fit_put(to, text);
	fprintf(to, "%*s", text.size < (size_t)width ? width - (int)text.size : 0, "");
}

/* An address of one cell or two. */
static void print_address(const struct fit_tree *tree, size_t node, const char *name, FILE *to)
{
	struct span value;

	if (fit_get(tree, node, name, &value) && value.size == CELL)
		fprintf(to, " 0x%08" PRIx32, get_be32(value.data));
	else if (fit_get(tree, node, name, &value) && value.size == 2 * CELL)
		fprintf(to, " 0x%" PRIx64,
			(uint64_t)get_be32(value.data) << 32 | get_be32(value.data + CELL));
	else
		fprintf(to, " %-10s", "-");
}

static void print_seal(const struct fit_tree *tree, size_t node, FILE *to)
{
	struct span value = { NULL, 0 };

	fputs("  ", to);
	fit_put(to, tree->nodes[node].name);
	fputc(':', to);
	print_text(tree, node, "algo", 0, to);
	if (fit_is_signature(tree, node)) {
		if (fit_get(tree, node, "padding", &value))
			print_text(tree, node, "padding", 0, to);
		fputs(", key", to);
		print_text(tree, node, "key-name-hint", 0, to);
		fputs(fit_get(tree, node, "value", &value) ? ", not verified here\n"
							   : ", not signed\n",
		      to);
		return;
	}
	if (fit_get(tree, node, "value", &value)) {
		size_t size = value.size < SHOWN_DIGEST ? value.size : SHOWN_DIGEST;

		fputc(' ', to);
		fit_put_hex(to, span_part(value, 0, size));
		fputs(size < value.size ? "..." : "", to);
	}
	fputc('\n', to);
}

/* Hashes and signatures below a node. */
static void print_seals(const struct fit_tree *tree, size_t parent, FILE *to)
{
	size_t node = tree->nodes[parent].first;

	for (; node != FIT_NONE; node = tree->nodes[node].next)
		if (fit_is_hash(tree, node) || fit_is_signature(tree, node))
			print_seal(tree, node, to);
}

static void print_image(const struct fit_tree *tree, size_t node, FILE *to)
{
	const struct fit_node *image = &tree->nodes[node];
	struct fit_data data;
	const char *defect = fit_data(tree, node, &data);

	fit_put(to, image->name);
	fprintf(to, "%*s", image->name.size < 24 ? 24 - (int)image->name.size : 0, "");
	print_text(tree, node, "type", 10, to);
	print_text(tree, node, "arch", 8, to);
	print_text(tree, node, "os", 8, to);
	print_text(tree, node, "compression", 11, to);
	print_address(tree, node, "load", to);
	print_address(tree, node, "entry", to);
	if (defect != NULL)
		fprintf(to, " %10s  %s\n", "-", defect);
	else
		fprintf(to, " %10zu  %s\n", data.bytes.size,
			data.is_external ? "external" : "embedded");
	print_seals(tree, node, to);
}

/* The strings of a property that is a list of them. */
static void print_list(const struct fit_property *property, FILE *to)
{
	struct span list = property->value;
	struct span text;

	fputs("  ", to);
	fit_put(to, property->name);
	fputc(':', to);
	while (fit_next_text(&list, &text)) {
		fputc(' ', to);
		fit_put(to, text);
	}
	fputc('\n', to);
}

static void print_configuration(const struct fit_tree *tree, size_t node, FILE *to)
{
	const struct fit_node *configuration = &tree->nodes[node];
	struct span chosen;

	fputs("configuration ", to);
	fit_put(to, configuration->name);
	if (fit_get_text(tree, configuration->parent, "default", &chosen) &&
	    span_equal(chosen, configuration->name))
		fputs(", the default", to);
	fputc('\n', to);
	for (size_t i = 0; i < configuration->n_properties; i++)
		print_list(&tree->properties[configuration->property + i], to);
	print_seals(tree, node, to);
}

void fit_list_print(const struct fit_tree *tree, FILE *to)
{
	size_t images = fit_images(tree);
	size_t configurations = fit_configurations(tree);
	uint32_t timestamp;
	size_t node;

	fputs("a FIT without xpack's authentication block:", to);
	print_text(tree, FIT_ROOT, "description", 0, to);
	if (fit_get_u32(tree, FIT_ROOT, "timestamp", &timestamp))
		fprintf(to, ", timestamp %" PRIu32, timestamp);
	fprintf(to, "\n%-24s %-10s %-8s %-8s %-11s %-10s %-10s %10s\n", "image", "type", "arch",
		"os", "compression", "load", "entry", "size");
	node = images == FIT_NONE ? FIT_NONE : tree->nodes[images].first;
	for (; node != FIT_NONE; node = tree->nodes[node].next)
		print_image(tree, node, to);
	node = configurations == FIT_NONE ? FIT_NONE : tree->nodes[configurations].first;
	for (; node != FIT_NONE; node = tree->nodes[node].next)
		print_configuration(tree, node, to);
}

/* -- JSON -- */

static void seals_json(const struct fit_tree *tree, struct json *json, size_t parent,
		       bool signatures)
{
	size_t node = tree->nodes[parent].first;

	json_open(json, signatures ? "signatures" : "hashes", '[');
	for (; node != FIT_NONE; node = tree->nodes[node].next) {
		struct span value;

		if (signatures ? !fit_is_signature(tree, node) : !fit_is_hash(tree, node))
			continue;
		json_open(json, NULL, '{');
		json_span(json, "name", tree->nodes[node].name);
		fit_json_text(json, tree, node, "algo");
		fit_json_text(json, tree, node, "padding");
		fit_json_text(json, tree, node, "key-name-hint");
		if (fit_get(tree, node, "value", &value))
			json_hex(json, "value", value);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void address_json(const struct fit_tree *tree, struct json *json, size_t node,
			 const char *name)
{
	struct span value;

	if (fit_get(tree, node, name, &value) && value.size == 2 * CELL)
		json_number(json, name,
			    (uint64_t)get_be32(value.data) << 32 | get_be32(value.data + CELL));
	else
		fit_json_u32(json, tree, node, name);
}

static void image_json(const struct fit_tree *tree, struct json *json, size_t node)
{
	static const char *const texts[] = { "description", "type", "arch", "os", "compression" };
	struct fit_data data;
	const char *defect = fit_data(tree, node, &data);

	json_open(json, NULL, '{');
	json_span(json, "name", tree->nodes[node].name);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		fit_json_text(json, tree, node, texts[i]);
	address_json(tree, json, node, "load");
	address_json(tree, json, node, "entry");
	if (defect != NULL) {
		json_text(json, "defect", defect);
	} else {
		json_number(json, "size", data.bytes.size);
		json_bool(json, "external", data.is_external);
		if (data.bytes.size > 0)
			json_number(json, "file-offset",
				    (uint64_t)(data.bytes.data - tree->file.data));
	}
	seals_json(tree, json, node, false);
	seals_json(tree, json, node, true);
	json_close(json, '}');
}

static void configuration_json(const struct fit_tree *tree, struct json *json, size_t node)
{
	const struct fit_node *configuration = &tree->nodes[node];

	json_open(json, NULL, '{');
	json_span(json, "name", configuration->name);
	json_open(json, "properties", '[');
	for (size_t i = 0; i < configuration->n_properties; i++) {
		const struct fit_property *property =
			&tree->properties[configuration->property + i];
		struct span list = property->value;
		struct span text;

		json_open(json, NULL, '{');
		json_span(json, "name", property->name);
		json_open(json, "strings", '[');
		while (fit_next_text(&list, &text))
			json_span(json, NULL, text);
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
	seals_json(tree, json, node, true);
	json_close(json, '}');
}

void fit_list_json(const struct fit_tree *tree, struct json *json)
{
	size_t images = fit_images(tree);
	size_t configurations = fit_configurations(tree);
	size_t node;

	json_bool(json, "xpack", false);
	fit_json_text(json, tree, FIT_ROOT, "description");
	fit_json_u32(json, tree, FIT_ROOT, "timestamp");
	json_number(json, "tree-size", tree->total_size);
	json_open(json, "images", '[');
	node = images == FIT_NONE ? FIT_NONE : tree->nodes[images].first;
	for (; node != FIT_NONE; node = tree->nodes[node].next)
		image_json(tree, json, node);
	json_close(json, ']');
	if (configurations != FIT_NONE)
		fit_json_text(json, tree, configurations, "default");
	json_open(json, "configurations", '[');
	node = configurations == FIT_NONE ? FIT_NONE : tree->nodes[configurations].first;
	for (; node != FIT_NONE; node = tree->nodes[node].next)
		configuration_json(tree, json, node);
	json_close(json, ']');
}
