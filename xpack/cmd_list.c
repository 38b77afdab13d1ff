/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* xpack list: what a container holds, without a word on whether it is authentic. */

#include <inttypes.h>
#include <stdio.h>

#include "cmd.h"
#include "cmd_fit.h"
#include "fit.h"
#include "imagefile.h"
#include "json.h"
#include "options.h"

#define SHOWN_DIGEST 8 /* bytes of a digest or key id in the table */

static const char *algorithm_name(uint32_t algorithm)
{
	return algorithm == CRYPTO_RSA_PKCS1_SHA256 ? "RSA" : "ECDSA P-256";
}

static void print_hex(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf("%02x", bytes[i]);
}

static void print_slots(const struct imagefile *file)
{
	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++) {
		struct span slot = container_slot(file->container, i);
		uint32_t algorithm = get_be32(slot.data + CONTAINER_SLOT_ALGORITHM);

		printf("slot %u: ", i);
		if (algorithm == CRYPTO_NONE) {
			puts("empty");
			continue;
		}
		printf("%s, key ", algorithm_name(algorithm));
		print_hex(slot.data + CONTAINER_SLOT_KEY_ID, SHOWN_DIGEST);
		puts("..., not verified here");
	}
}

static void print_compression(const struct imagefile *file, const struct image *image)
{
	uint64_t size = imagefile_content_size(file, image);

	if (image->compression == IMAGE_LZ4)
		printf("  lz4 %" PRIu64 "%% of %" PRIu64,
		       size == 0 ? 0 : (image->data_size * UINT64_C(100) + size / 2) / size, size);
}

static void print_table(const struct imagefile *file)
{
	const struct container *container = &file->parsed;

	printf("system %.*s, board %.*s, protocol %.*s, security version %u, sequence %u\n",
	       (int)container->description.size, (const char *)container->description.data,
	       (int)container->board.size, (const char *)container->board.data,
	       (int)container->protocol.size, (const char *)container->protocol.data,
	       container->security_version, container->sequence);
	print_slots(file);
	printf("%-24s %-8s %-12s %-10s %10s %10s  %s\n", "image", "kind", "owner", "load", "size",
	       "memory", "sha256");
	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];

		printf("%-24.*s %-8s %-12.*s 0x%08x %10u %10u  ", (int)image->name.size,
		       (const char *)image->name.data, fit_kind(image->kind),
		       (int)image->owner.size, (const char *)image->owner.data, image->load,
		       image->data_size, image->mem_size);
		print_hex(image->hash, SHOWN_DIGEST);
		print_compression(file, image);
		puts(i == container->kernel ? "  entry" : "");
	}
}

static void print_slots_json(struct json *json, const struct imagefile *file)
{
	json_open(json, "slots", '[');
	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++) {
		struct span slot = container_slot(file->container, i);

		json_open(json, NULL, '{');
		json_number(json, "algorithm", get_be32(slot.data + CONTAINER_SLOT_ALGORITHM));
		json_hex(json, "key-id",
			 span_part(slot, CONTAINER_SLOT_KEY_ID, CRYPTO_DIGEST_SIZE));
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void print_image_json(struct json *json, const struct imagefile *file,
			     const struct image *image)
{
	json_open(json, NULL, '{');
	json_span(json, "name", image->name);
	json_span(json, "description", image->description);
	json_text(json, "kind", fit_kind(image->kind));
	json_span(json, "owner", image->owner);
	json_span(json, "type", image->type);
	json_span(json, "arch", image->arch);
	json_span(json, "os", image->os);
	json_number(json, "load", image->load);
	if (image->has_entry)
		json_number(json, "entry", image->entry);
	json_number(json, "data-offset", image->data_offset);
	json_number(json, "data-size", image->data_size);
	json_number(json, "mem-size", image->mem_size);
	json_text(json, "compression", image->compression == IMAGE_LZ4 ? "lz4" : "none");
	json_number(json, "content-size", imagefile_content_size(file, image));
	json_hex(json, "sha256", (struct span){ image->hash, CRYPTO_DIGEST_SIZE });
	json_close(json, '}');
}

static void print_container_json(struct json *json, const struct imagefile *file)
{
	const struct container *container = &file->parsed;

	json_span(json, "description", container->description);
	json_span(json, "system", container->system);
	json_span(json, "board", container->board);
	json_span(json, "protocol", container->protocol);
	json_number(json, "timestamp", container->timestamp);
	json_number(json, "security-version", container->security_version);
	json_number(json, "sequence", container->sequence);
	json_number(json, "manifest-size", container->total_size);
	json_bool(json, "boot-image", file->is_boot_image);
	print_slots_json(json, file);
	json_open(json, "images", '[');
	for (uint32_t i = 0; i < container->n_images; i++)
		print_image_json(json, file, &container->images[i]);
	json_close(json, ']');
}

static void print_json(const struct imagefile *file, const struct imagefile *second)
{
	struct json json = json_begin(stdout);

	json_open(&json, NULL, '{');
	print_container_json(&json, file);
	if (second != NULL) {
		json_open(&json, "second", '{');
		print_container_json(&json, second);
		json_close(&json, '}');
	}
	json_close(&json, '}');
	json_end(&json);
}

/* Both, where there are two; one that has no form does not hide the other. */
static void print(struct cmd *cmd, struct imagefile *file)
{
	struct imagefile second;
	bool has_first = imagefile_parse(cmd->arena, cmd->diag, file) == 0;
	bool has_second = imagefile_second(cmd->arena, file, &second) &&
			  imagefile_parse(cmd->arena, cmd->diag, &second) == 0;

	if (cmd->json && has_first)
		print_json(file, has_second ? &second : NULL);
	else if (cmd->json && has_second)
		print_json(&second, NULL);
	if (cmd->json)
		return;
	if (has_first)
		print_table(file);
	if (has_second) {
		puts("second container");
		print_table(&second);
	}
}

static const char explanation[] =
	"Shows what a container, or each container of a boot image, holds.  Only the form\n"
	"is checked: 'xpack verify' says whether it is authentic.  The size is that of\n"
	"the stored bytes; behind a compressed image stands how much they are of what\n"
	"they are decoded to.  FITs that other tools made are shown too, and called so.\n";

void cmd_list(struct cmd *cmd, int argc, char **argv)
{
	const struct option_spec options[] = { { .name = NULL } };
	const struct usage usage = {
		.synopsis = "list [--json] IMAGE",
		.text = explanation,
		.options = options,
		.takes_json = true,
		.min_operands = 1,
		.max_operands = 1,
	};
	struct option_list operands;
	struct imagefile file;

	if (options_parse(cmd, &usage, argc, argv, &operands) != 0 ||
	    imagefile_open_large(cmd->diag, operands.items[0], &file) != 0)
		return;
	if (cmd_fit_is_foreign(cmd->arena, &file))
		cmd_fit_list(cmd, &file);
	else
		print(cmd, &file);
	imagefile_close(&file);
}
