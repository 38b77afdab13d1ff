/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The report of the licence boundary, to process. */
#include <string.h>

#include "evidence.h"
#include "json.h"

#define REPORT_FORMAT "xpack-boundary"
#define REPORT_VERSION 1

static void put_digest(struct json *json, const char *name, const uint8_t *digest)
{
	json_hex(json, name, (struct span){ digest, CRYPTO_DIGEST_SIZE });
}

static void put_file(struct json *json, const struct evidence_file *file)
{
	json_text(json, "file", file->name);
	json_number(json, "size", file->size);
	put_digest(json, "sha256", file->sha256);
	if (file->license != NULL)
		json_text(json, "license", file->license);
	if (file->supplier != NULL)
		json_text(json, "supplier", file->supplier);
}

static void put_licenses(struct json *json, const struct licenses *licenses)
{
	json_open(json, "noted", '[');
	for (size_t i = 0; i < licenses->n_licenses; i++) {
		json_open(json, NULL, '{');
		json_text(json, "component", licenses->licenses[i].component);
		json_text(json, "license", licenses->licenses[i].text);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_compilers(struct json *json, const struct producers *producers)
{
	json_open(json, "compilers", '[');
	for (size_t i = 0; i < producers->n_producers; i++) {
		const struct producer *producer = &producers->producers[i];

		json_open(json, NULL, '{');
		json_text(json, "name", producer->name);
		json_open(json, "units", '[');
		for (size_t j = 0; j < producer->n_units; j++)
			json_text(json, NULL, producer->units[j]);
		json_close(json, ']');
		json_close(json, '}');
	}
	json_close(json, ']');
	if (producers->defect != NULL)
		json_text(json, "units-unknown", producers->defect);
}

static void put_image(struct json *json, const struct evidence_image *image)
{
	json_open(json, NULL, '{');
	if (image->name != NULL)
		json_text(json, "image", image->name);
	json_bool(json, "whole-file", image->whole_file);
	if (!image->whole_file) {
		json_number(json, "segment", image->segment);
		json_number(json, "address", image->address);
	}
	json_number(json, "load", image->load);
	json_number(json, "offset", image->offset);
	json_number(json, "size", image->size);
	json_number(json, "packed-size", image->packed_size);
	put_digest(json, "supplied", image->supplied);
	put_digest(json, "packed", image->packed);
	put_digest(json, "restored", image->restored);
	json_close(json, '}');
}

/* Where it is in the supplier's file; a Set behind its bytes is in none. */
static void put_offset(struct json *json, const struct elf *elf, const struct change *change)
{
	const struct elf_segment *segment = elf_segment_of(elf, change->vaddr, change->size);

	if (segment != NULL)
		json_number(json, "offset",
			    (uint64_t)(segment->data.data - elf->file.data) + change->vaddr -
				    segment->vaddr);
}

static void put_change(struct json *json, struct arena *arena, const struct elf *elf,
		       const struct change *change)
{
	json_open(json, NULL, '{');
	json_text(json, "kind", evidence_kind(change));
	json_text(json, "service", change->name);
	json_number(json, "address", change->vaddr);
	json_number(json, "load", change->paddr);
	put_offset(json, elf, change);
	json_number(json, "size", change->size);
	if (change->kind == CHANGE_SLOT)
		json_text(json, "address-of", change->service->symbol);
	json_text(json, "filled-by", evidence_filler(arena, change));
	if (evidence_license(change) != NULL)
		json_text(json, "license", evidence_license(change));
	json_hex(json, "before", (struct span){ change->before, change->size });
	json_hex(json, "after", (struct span){ change->after, change->size });
	json_close(json, '}');
}

static void put_left_out(struct json *json, const struct elf *elf)
{
	json_open(json, "left-out", '[');
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (!segment->left_out)
			continue;
		json_open(json, NULL, '{');
		json_number(json, "segment", segment->index);
		json_number(json, "address", segment->vaddr);
		json_number(json, "size", segment->mem_size);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void put_part(struct json *json, struct arena *arena, const char *member,
		     const struct evidence_part *part)
{
	json_open(json, member, '{');
	json_text(json, part->partition != NULL ? "partition" : "name", part->name);
	put_file(json, &part->file);
	put_licenses(json, &part->licenses);
	put_compilers(json, &part->producers);
	json_number(json, "functions", part->n_functions);
	json_number(json, "packed-size", part->packed_size);
	put_digest(json, "packed", part->packed);
	json_open(json, "images", '[');
	for (size_t i = 0; i < part->n_images; i++)
		put_image(json, &part->images[i]);
	json_close(json, ']');
	json_open(json, "changes", '[');
	for (size_t i = 0; i < part->linked->n_changes; i++)
		put_change(json, arena, part->elf, &part->linked->changes[i]);
	json_close(json, ']');
	put_left_out(json, part->elf);
	json_close(json, '}');
}

static void put_glues(struct json *json, const struct abi *abi, const char *object)
{
	json_open(json, "glue", '[');
	for (size_t i = 0; i < abi->n_glues; i++) {
		const char *path = abi->glues[i].object->path;
		const char *slash = strrchr(path, '/');

		if (strcmp(slash == NULL ? path : slash + 1, object) != 0)
			continue;
		json_open(json, NULL, '{');
		json_text(json, "name", abi->glues[i].name);
		json_text(json, "license", abi->glues[i].license);
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* A blob has no addresses but the physical ones. */
static void put_blob_changes(struct json *json, const struct evidence *evidence,
			     const struct evidence_blob *blob)
{
	const struct elf none = { .n_segments = 0 };

	json_open(json, "changes", '[');
	for (size_t i = 0; i < blob->n_changes; i++)
		put_change(json, evidence->pack->arena, &none, blob->changes[i]);
	json_close(json, ']');
}

static void put_others(struct json *json, const struct evidence *evidence)
{
	json_open(json, "abi-objects", '[');
	for (size_t i = 0; i < evidence->n_objects; i++) {
		json_open(json, NULL, '{');
		put_file(json, &evidence->objects[i]);
		put_glues(json, &evidence->pack->abi, evidence->objects[i].name);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_open(json, "blobs", '[');
	for (size_t i = 0; i < evidence->n_blobs; i++) {
		json_open(json, NULL, '{');
		json_text(json, "owner", evidence->blobs[i].owner);
		json_text(json, "name", evidence->blobs[i].name);
		put_file(json, &evidence->blobs[i].file);
		if (evidence->blobs[i].image != NULL)
			json_text(json, "image", evidence->blobs[i].image);
		json_number(json, "load", evidence->blobs[i].load);
		put_digest(json, "packed", evidence->blobs[i].packed);
		put_blob_changes(json, evidence, &evidence->blobs[i]);
		json_close(json, '}');
	}
	json_close(json, ']');
}

/* what: a struct evidence */
static void put_all(const void *what, struct json *json)
{
	const struct evidence *evidence = what;
	const struct pack *pack = evidence->pack;

	json_open(json, NULL, '{');
	json_text(json, "format", REPORT_FORMAT);
	json_number(json, "version", REPORT_VERSION);
	json_text(json, "system", pack->system->name.value);
	json_text(json, "system-version", pack->system->version.value);
	json_open(json, "partitions", '[');
	for (size_t i = 0; i < evidence->n_partitions; i++)
		put_part(json, pack->arena, NULL, &evidence->partitions[i]);
	json_close(json, ']');
	put_part(json, pack->arena, "host", &evidence->host);
	put_others(json, evidence);
	json_close(json, '}');
	json_end(json);
}

void evidence_json(const struct evidence *evidence, struct buf *out)
{
	json_to_buf(out, put_all, evidence);
}
