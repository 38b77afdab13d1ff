/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* fit_check_print() and fit_check_json(): what was covered by what, and what was not. */

#include "fit_check.h"
#include "fit_crypto.h"
#include "fit_text.h"

static const char *const matches[] = {
	[FIT_HOLDS] = "holds", [FIT_DIFFERS] = "differs", [FIT_NOT_CHECKED] = "not checked"
};

static void put_name(const struct fit_check *check, size_t node, FILE *to)
{
	fit_put(to, check->tree->nodes[node].name);
}

static void print_signatures(const struct fit_check *check,
			     const struct fit_checked_signature *signatures, size_t n, FILE *to)
{
	for (size_t i = 0; i < n; i++) {
		fputs("  ", to);
		put_name(check, signatures[i].node, to);
		fputs(": ", to);
		fit_put(to, signatures[i].algorithm);
		if (signatures[i].key_name.size > 0) {
			fputs(", key '", to);
			fit_put(to, signatures[i].key_name);
			fputs("'", to);
		}
		if (signatures[i].defect == NULL)
			fprintf(to, "; holds with %s key %08x\n", fit_key_name(check->key),
				get_be32(check->key->id));
		else
			fprintf(to, "; does not hold: %s\n", signatures[i].defect);
	}
}

static void print_hashes(const struct fit_check *check, const struct fit_checked_image *image,
			 FILE *to)
{
	for (size_t i = 0; i < image->n_hashes; i++) {
		const struct fit_checked_hash *hash = &image->hashes[i];
		struct span algorithm = { NULL, 0 };

		(void)!fit_get_text(check->tree, hash->node, "algo", &algorithm);
		fputs("  ", to);
		put_name(check, hash->node, to);
		fputs(": ", to);
		fit_put(to, algorithm);
		fprintf(to, " %s\n", matches[hash->match]);
	}
}

static const char *cover_of(const struct fit_checked_image *image)
{
	return image->is_covered ? "covered"
	       : image->is_named ? "not covered"
				 : "not covered, and named by no configuration";
}

static void print_default(const struct fit_check *check, FILE *to)
{
	size_t configurations = fit_configurations(check->tree);
	struct span name;

	fputs("covered by no signature: which configuration is the default", to);
	if (configurations != FIT_NONE &&
	    fit_get_text(check->tree, configurations, "default", &name)) {
		fputs(" ('", to);
		fit_put(to, name);
		fputs("')", to);
	}
	fputs(", where the data of images is, what the tree has besides\n", to);
}

void fit_check_print(const struct fit_check *check, FILE *to)
{
	for (size_t i = 0; i < check->n_configurations; i++) {
		const struct fit_checked_configuration *configuration = &check->configurations[i];

		fputs("configuration ", to);
		put_name(check, configuration->node, to);
		fputs(configuration->holds ? ": authentic\n" : ": not authentic\n", to);
		print_signatures(check, configuration->signatures, configuration->n_signatures, to);
	}
	for (size_t i = 0; i < check->n_images; i++) {
		const struct fit_checked_image *image = &check->images[i];

		fputs("image ", to);
		put_name(check, image->node, to);
		fprintf(to, ": %zu bytes, %s\n", image->data.bytes.size, cover_of(image));
		print_hashes(check, image, to);
		print_signatures(check, image->signatures, image->n_signatures, to);
	}
	print_default(check, to);
}

static void signatures_json(const struct fit_check *check, struct json *json,
			    const struct fit_checked_signature *signatures, size_t n)
{
	json_open(json, "signatures", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(json, NULL, '{');
		json_span(json, "name", check->tree->nodes[signatures[i].node].name);
		json_span(json, "algo", signatures[i].algorithm);
		json_span(json, "key-name-hint", signatures[i].key_name);
		json_bool(json, "holds", signatures[i].defect == NULL);
		if (signatures[i].defect != NULL)
			json_text(json, "defect", signatures[i].defect);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void hashes_json(const struct fit_check *check, struct json *json,
			const struct fit_checked_image *image)
{
	json_open(json, "hashes", '[');
	for (size_t i = 0; i < image->n_hashes; i++) {
		const struct fit_checked_hash *hash = &image->hashes[i];

		json_open(json, NULL, '{');
		json_span(json, "name", check->tree->nodes[hash->node].name);
		fit_json_text(json, check->tree, hash->node, "algo");
		json_text(json, "result", matches[hash->match]);
		json_close(json, '}');
	}
	json_close(json, ']');
}

void fit_check_json(const struct fit_check *check, struct json *json)
{
	json_text(json, "key", fit_key_name(check->key));
	json_hex(json, "key-id", (struct span){ check->key->id, CRYPTO_DIGEST_SIZE });
	json_open(json, "configurations", '[');
	for (size_t i = 0; i < check->n_configurations; i++) {
		const struct fit_checked_configuration *configuration = &check->configurations[i];

		json_open(json, NULL, '{');
		json_span(json, "name", check->tree->nodes[configuration->node].name);
		json_bool(json, "authentic", configuration->holds);
		signatures_json(check, json, configuration->signatures,
				configuration->n_signatures);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_open(json, "images", '[');
	for (size_t i = 0; i < check->n_images; i++) {
		const struct fit_checked_image *image = &check->images[i];

		json_open(json, NULL, '{');
		json_span(json, "name", check->tree->nodes[image->node].name);
		json_number(json, "size", image->data.bytes.size);
		json_bool(json, "named", image->is_named);
		json_bool(json, "covered", image->is_covered);
		hashes_json(check, json, image);
		signatures_json(check, json, image->signatures, image->n_signatures);
		json_close(json, '}');
	}
	json_close(json, ']');
}
