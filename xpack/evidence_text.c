/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The report of the licence boundary, to read. */
#include <inttypes.h>
#include <string.h>

#include "evidence.h"

static void put_hex(struct buf *out, const char *lead, const uint8_t *bytes, size_t size)
{
	buf_printf(out, "%s", lead);
	for (size_t i = 0; i < size; i++)
		buf_printf(out, "%02x", bytes[i]);
	buf_printf(out, "\n");
}

static void put_digest(struct buf *out, const char *lead, const uint8_t *digest)
{
	put_hex(out, lead, digest, CRYPTO_DIGEST_SIZE);
}

static void put_file(struct buf *out, const struct evidence_file *file)
{
	buf_printf(out, "%s, %s", file->name,
		   file->license != NULL ? file->license : "licence not stated");
	if (file->supplier != NULL)
		buf_printf(out, ", supplied by %s", file->supplier);
	buf_printf(out, "\n  %" PRIu64 " bytes, ", file->size);
	put_digest(out, "sha256 ", file->sha256);
}

static void put_change(struct buf *out, struct arena *arena, const struct change *change)
{
	const char *license = evidence_license(change);

	buf_printf(out, "  %s %s\n    address 0x%08" PRIx64, evidence_kind(change), change->name,
		   change->vaddr);
	if (change->paddr != change->vaddr)
		buf_printf(out, ", load address 0x%08" PRIx64, change->paddr);
	buf_printf(out, ", %u bytes, filled by %s%s%s\n", change->size,
		   evidence_filler(arena, change), license != NULL ? ", " : "",
		   license != NULL ? license : "");
	put_hex(out, "    before ", change->before, change->size);
	put_hex(out, "    after  ", change->after, change->size);
}

static void put_changes(struct buf *out, struct arena *arena, const struct linked *linked)
{
	buf_printf(out, "  %zu place%s changed\n", linked->n_changes,
		   linked->n_changes == 1 ? "" : "s");
	for (size_t i = 0; i < linked->n_changes; i++)
		put_change(out, arena, &linked->changes[i]);
}

/* Notes and headers that nobody loads: in the supplier's file, not in the container. */
static void put_left_out(struct buf *out, const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->left_out)
			buf_printf(out,
				   "  segment %" PRIu32 " left out: address 0x%08" PRIx64
				   ", %" PRIu64 " bytes of notes or ELF headers in no area\n",
				   segment->index, segment->vaddr, segment->mem_size);
	}
}

static void put_image(struct buf *out, const struct evidence_image *image)
{
	buf_printf(out, "  image %s: ", image->name != NULL ? image->name : "inside the host's");
	if (image->whole_file)
		buf_printf(out, "all of the file\n");
	else
		buf_printf(out,
			   "offset 0x%" PRIx64 ", %" PRIu64 " bytes, address 0x%08" PRIx64 "\n",
			   image->offset, image->size, image->address);
	put_digest(out, "    supplied sha256 ", image->supplied);
	put_digest(out, "    packed   sha256 ", image->packed);
	put_digest(out, "    restored sha256 ", image->restored);
}

static void put_compilers(struct buf *out, const struct producers *producers)
{
	for (size_t i = 0; i < producers->n_producers; i++) {
		const struct producer *producer = &producers->producers[i];

		buf_printf(out, "  compiler %s", producer->name);
		for (size_t j = 0; j < producer->n_units; j++)
			buf_printf(out, "%s%s", j == 0 ? ": " : ", ", producer->units[j]);
		buf_printf(out, "\n");
	}
	if (producers->n_producers == 0)
		buf_printf(out, "  compiler not known: the file names none\n");
	if (producers->defect != NULL)
		buf_printf(out, "  object files not known: %s\n", producers->defect);
}

static void put_licenses(struct buf *out, const struct licenses *licenses)
{
	for (size_t i = 0; i < licenses->n_licenses; i++)
		buf_printf(out, "  noted: %s, %s\n", licenses->licenses[i].component,
			   licenses->licenses[i].text);
}

static void put_part(struct buf *out, struct arena *arena, const struct evidence_part *part)
{
	buf_printf(out, "\n%s %s: ", part->partition != NULL ? "partition" : "host", part->name);
	put_file(out, &part->file);
	put_licenses(out, &part->licenses);
	put_compilers(out, &part->producers);
	if (part->partition != NULL && part->n_functions != 0)
		buf_printf(out,
			   "  %zu functions in its symbol table, none of them global and of a "
			   "name of the host's\n",
			   part->n_functions);
	else if (part->partition != NULL)
		buf_printf(out, "  no functions in its symbol table: names were not compared\n");
	buf_printf(out, "  packed: %" PRIu64 " bytes, ", part->packed_size);
	put_digest(out, "sha256 ", part->packed);
	for (size_t i = 0; i < part->n_images; i++)
		put_image(out, &part->images[i]);
	put_changes(out, arena, part->linked);
	put_left_out(out, part->elf);
}

static void put_glues(struct buf *out, const struct abi *abi, const char *object)
{
	for (size_t i = 0; i < abi->n_glues; i++) {
		const char *path = abi->glues[i].object->path;
		const char *slash = strrchr(path, '/');

		if (strcmp(slash == NULL ? path : slash + 1, object) == 0)
			buf_printf(out, "  glue %s, %s\n", abi->glues[i].name,
				   abi->glues[i].license);
	}
}

void evidence_text(const struct evidence *evidence, struct buf *out)
{
	const struct pack *pack = evidence->pack;

	buf_printf(
		out,
		"Licence boundary of %s %s\n\n"
		"Every byte of a packed partition that differs from its supplier's file is in a\n"
		"place listed here; no other byte was changed: with what was there before put\n"
		"back, each image has the SHA-256 of the supplier's bytes (restored, supplied).\n",
		pack->system->name.value, pack->system->version.value);
	for (size_t i = 0; i < evidence->n_partitions; i++)
		put_part(out, pack->arena, &evidence->partitions[i]);
	put_part(out, pack->arena, &evidence->host);
	for (size_t i = 0; i < evidence->n_objects; i++) {
		buf_printf(out, "\nABI object: ");
		put_file(out, &evidence->objects[i]);
		put_glues(out, &pack->abi, evidence->objects[i].name);
	}
	for (size_t i = 0; i < evidence->n_blobs; i++) {
		buf_printf(out, "\nblob %s of %s: ", evidence->blobs[i].name,
			   evidence->blobs[i].owner);
		put_file(out, &evidence->blobs[i].file);
		put_digest(out, "  packed: sha256 ", evidence->blobs[i].packed);
		for (size_t j = 0; j < evidence->blobs[i].n_changes; j++)
			put_change(out, pack->arena, evidence->blobs[i].changes[j]);
	}
}
