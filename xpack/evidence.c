/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The facts, and the proof. */
#include "evidence.h"

#include <string.h>

#include "hostcode.h"
#include "loader/crypto.h"
#include "proof.h"

static const char own_license[] = "BSD-2-Clause";

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

const char *evidence_kind(const struct change *change)
{
	static const char *const kinds[] = { [CHANGE_WINDOW] = "window",
					     [CHANGE_SLOT] = "slot",
					     [CHANGE_SET] = "set",
					     [CHANGE_PACK] = "pack" };

	return kinds[change->kind];
}

const char *evidence_filler(struct arena *arena, const struct change *change)
{
	if (change->kind == CHANGE_SET)
		return arena_printf(arena, "Set at %s:%u", base_name(change->set->at.file),
				    change->set->at.line);
	if (change->kind == CHANGE_PACK)
		return "Pack, files of partitions or their sizes";
	if (change->service == NULL)
		return "xpack, no provider";
	if (change->kind == CHANGE_SLOT)
		return arena_printf(arena, "xpack, address of %.128s", change->service->symbol);
	if (change->service->glue != NULL)
		return arena_printf(arena, "glue %s of %s", change->service->glue->name,
				    base_name(change->service->glue->object->path));
	return arena_printf(arena, "xpack, jump to %.128s", change->service->symbol);
}

const char *evidence_license(const struct change *change)
{
	if (change->kind != CHANGE_WINDOW)
		return NULL;
	return change->service != NULL && change->service->glue != NULL
		       ? change->service->glue->license
		       : own_license;
}

static struct evidence_file file_of(const struct pack *pack, const char *path, struct span bytes,
				    struct text license, struct text supplier)
{
	struct evidence_file file = { .name = base_name(path),
				      .size = bytes.size,
				      .license = license.value,
				      .supplier = supplier.value };

	proof_hash(pack->arena, bytes, file.sha256, file.sha1);
	return file;
}

/* What is packed under the name of an image of that owner; empty when there is no such image. */
static const struct load_image *find_image(const struct pack *pack, const char *owner,
					   enum image_kind kind, uint64_t load)
{
	for (size_t i = 0; i < pack->table.n_images; i++) {
		const struct load_image *image = &pack->table.images[i];

		if (image->kind == kind && strcmp(image->owner, owner) == 0 &&
		    (kind == IMAGE_MODULE || image->load == load))
			return image;
	}
	return NULL;
}

/* Where in the image the change lies; SIZE_MAX: not in it. */
static size_t position_in(const struct evidence_image *image, const struct elf *elf,
			  const struct change *change)
{
	uint64_t position = change->paddr - image->load;

	if (image->whole_file) {
		const struct elf_segment *segment =
			elf_segment_of(elf, change->vaddr, change->size);

		if (segment == NULL)
			return SIZE_MAX;
		position = segment->offset + (change->vaddr - segment->vaddr);
	}
	return range_fits(image->packed_size, position, change->size) ? (size_t)position : SIZE_MAX;
}

/* The listed changes that lie in the image. */
static void find_places(const struct evidence_part *part, const struct evidence_image *image,
			struct proof *proof)
{
	const struct linked *linked = part->linked;
	struct proof_place *places = arena_array(proof->arena, linked->n_changes, sizeof(*places));

	for (size_t i = 0; i < linked->n_changes; i++) {
		size_t position = position_in(image, part->elf, &linked->changes[i]);

		if (position != SIZE_MAX)
			places[proof->n_places++] =
				(struct proof_place){ position, &linked->changes[i] };
	}
	proof->places = places;
}

/* all: of the bytes of all images of the part. */
static bool prove_image(struct arena *arena, const struct evidence_part *part,
			struct evidence_image *image, struct span packed, struct digest *all,
			size_t *n_seen)
{
	struct proof proof = { .arena = arena, .packed = packed, .size = image->size, .all = all };
	bool holds;

	find_places(part, image, &proof);
	*n_seen += proof.n_places;
	proof_hash(arena, span_part(part->elf->file, (size_t)image->offset, (size_t)image->size),
		   image->supplied, NULL);
	holds = proof_run(&proof, image->packed, image->restored);
	return holds && memcmp(image->supplied, image->restored, CRYPTO_DIGEST_SIZE) == 0;
}

/* The images of a part with the bytes that are packed for each; both have room for all. */
static void collect_segments(const struct pack *pack, struct evidence_part *part,
			     struct span *packed)
{
	for (size_t i = 0; i < part->linked->n_segments; i++) {
		const struct elf_segment *segment = part->linked->segments[i].segment;
		const struct load_image *image =
			find_image(pack, part->name, IMAGE_SEGMENT, segment->paddr);

		if (segment->data.size == 0 && (image == NULL || image->data.size == 0))
			continue;
		packed[part->n_images] = image == NULL ? (struct span){ 0 } : image->data;
		part->images[part->n_images] = (struct evidence_image){
			.name = image == NULL ? NULL : image->name,
			.segment = segment->index,
			.offset = segment->data.size == 0
					  ? 0
					  : (uint64_t)(segment->data.data - part->elf->file.data),
			.size = segment->data.size,
			.address = segment->vaddr,
			.load = segment->paddr,
			.packed_size = packed[part->n_images].size,
		};
		part->n_images++;
	}
}

static void collect_file(const struct pack *pack, struct evidence_part *part, struct span file,
			 struct span *packed)
{
	const struct load_image *image = find_image(pack, part->name, IMAGE_MODULE, 0);

	packed[0] = image != NULL ? image->data : file;
	part->images[0] = (struct evidence_image){ .name = image == NULL ? NULL : image->name,
						   .whole_file = true,
						   .size = part->elf->file.size,
						   .load = image == NULL ? 0 : image->load,
						   .packed_size = packed[0].size };
	part->n_images = 1;
}

/* file: of a partition that is packed as a file; else empty. */
static bool prove_part(const struct pack *pack, struct evidence_part *part, struct span file)
{
	size_t n = part->linked->n_segments + 1, n_seen = 0;
	struct span *packed = arena_array(pack->arena, n, sizeof(*packed));
	struct digest *all = digest_new();
	bool holds = true;

	part->images = arena_array(pack->arena, n, sizeof(*part->images));
	if (file.data != NULL)
		collect_file(pack, part, file, packed);
	else
		collect_segments(pack, part, packed);
	digest_begin(all);
	for (size_t i = 0; i < part->n_images; i++) {
		part->packed_size += packed[i].size;
		if (packed[i].size < part->images[i].size ||
		    !prove_image(pack->arena, part, &part->images[i], packed[i], all, &n_seen))
			holds = false;
	}
	digest_end(all, part->packed);
	digest_free(all);
	return holds && n_seen == part->linked->n_changes;
}

static int refuse(const struct pack *pack, const char *name, struct location at)
{
	diag_error(pack->diag, at, "boundary-proof",
		   "what is packed of '%s' is not its supplier's file with the changes that are "
		   "listed",
		   name);
	diag_help(pack->diag, at, "this is a defect of xpack: please report it");
	return -1;
}

static int make_partition(const struct pack *pack, size_t i, struct evidence_part *part)
{
	const struct partition *partition = &pack->system->partitions[i];
	const struct elf *elf = &pack->partitions[i];

	*part = (struct evidence_part){
		.name = partition->name.value,
		.partition = partition,
		.file = file_of(pack, partition->file.value, elf->file, partition->license,
				partition->supplier),
		.elf = elf,
		.linked = &pack->linked[i],
		.licenses = pack->licenses[i],
		.n_functions = hostcode_n_functions(elf),
	};
	producers_read(pack->arena, elf, &part->producers);
	if (!link_only_listed_changed_of(pack->arena, elf, part->linked) ||
	    !prove_part(pack, part,
			pack->partition_files != NULL ? pack->partition_files[i]
						      : (struct span){ 0 }))
		return refuse(pack, part->name, partition->file.at);
	return 0;
}

static int make_host(const struct pack *pack, struct evidence_part *part)
{
	const struct host *host = &pack->system->host;

	*part = (struct evidence_part){
		.name = host->name.value,
		.file = file_of(pack, host->file.value, pack->host.file, host->license,
				host->supplier),
		.elf = &pack->host,
		.linked = &pack->host_linked,
		.n_functions = hostcode_n_functions(&pack->host),
	};
	producers_read(pack->arena, &pack->host, &part->producers);
	return prove_part(pack, part, (struct span){ 0 }) ? 0
							  : refuse(pack, part->name, host->file.at);
}

static const struct load_image *find_blob(const struct pack *pack, const char *name)
{
	const struct load_image *image = find_image(pack, name, IMAGE_MODULE, 0);

	for (size_t i = 0; image == NULL && i < pack->table.n_images; i++)
		if (pack->table.images[i].kind == IMAGE_BLOB &&
		    strcmp(pack->table.images[i].owner, name) == 0)
			image = &pack->table.images[i];
	return image;
}

/* The changes that lie in the blob, also for the report. */
static void find_blob_places(const struct pack *pack, struct evidence_blob *blob,
			     struct proof *proof)
{
	struct proof_place *places =
		arena_array(pack->arena, pack->n_blob_changes, sizeof(*places));

	blob->changes = arena_array(pack->arena, pack->n_blob_changes, sizeof(*blob->changes));
	for (size_t i = 0; i < pack->n_blob_changes; i++) {
		const struct change *change = &pack->blob_changes[i];
		uint64_t position = change->paddr - blob->load;

		if (!range_fits(proof->size, position, change->size))
			continue;
		places[proof->n_places++] = (struct proof_place){ position, change };
		blob->changes[blob->n_changes++] = change;
	}
	proof->places = places;
}

/* As prove_image(): what is packed with its changes put back is the file. */
static bool prove_blob(const struct pack *pack, struct evidence_blob *blob, struct span file)
{
	const struct load_image *image = find_blob(pack, blob->name);
	struct proof proof = { .arena = pack->arena, .size = file.size };
	uint8_t restored[CRYPTO_DIGEST_SIZE];

	if (image == NULL || image->data.size != file.size)
		return false;
	blob->image = image->name;
	blob->load = image->load;
	proof.packed = image->data;
	find_blob_places(pack, blob, &proof);
	return proof_run(&proof, blob->packed, restored) &&
	       memcmp(restored, blob->file.sha256, CRYPTO_DIGEST_SIZE) == 0;
}

static int add_blobs(struct evidence *evidence, const char *owner, const struct blob *blobs,
		     size_t n)
{
	const struct pack *pack = evidence->pack;
	int result = 0;

	for (size_t i = 0; i < n; i++) {
		const char *path = blobs[i].file.value;
		struct span file = pack_file(pack, path);
		struct evidence_blob blob = { .owner = owner,
					      .name = blobs[i].name.value,
					      .file = file_of(pack, path, file, blobs[i].license,
							      blobs[i].supplier) };

		if (!prove_blob(pack, &blob, file))
			result = refuse(pack, blob.name, blobs[i].file.at);
		evidence->blobs = arena_grow(pack->arena, evidence->blobs, evidence->n_blobs,
					     sizeof(*evidence->blobs));
		evidence->blobs[evidence->n_blobs++] = blob;
	}
	return result;
}

static int add_others(struct evidence *evidence)
{
	const struct pack *pack = evidence->pack;
	const struct system *system = pack->system;
	const struct text unstated = { .value = NULL };
	int result;

	evidence->n_objects = system->host.n_abis;
	evidence->objects =
		arena_array(pack->arena, evidence->n_objects, sizeof(*evidence->objects));
	for (size_t i = 0; i < evidence->n_objects; i++) {
		const char *path = system->host.abis[i].file.value;

		evidence->objects[i] =
			file_of(pack, path, pack_file(pack, path), unstated, system->host.supplier);
	}
	result = add_blobs(evidence, system->host.name.value, system->host.blobs,
			   system->host.n_blobs);
	for (size_t i = 0; i < system->n_partitions; i++)
		if (add_blobs(evidence, system->partitions[i].name.value,
			      system->partitions[i].blobs, system->partitions[i].n_blobs) != 0)
			result = -1;
	return result;
}

int evidence_make(const struct pack *pack, struct evidence *evidence)
{
	int result;

	*evidence = (struct evidence){ .pack = pack, .n_partitions = pack->system->n_partitions };
	evidence->partitions =
		arena_array(pack->arena, evidence->n_partitions, sizeof(*evidence->partitions));
	result = make_host(pack, &evidence->host);
	for (size_t i = 0; i < evidence->n_partitions; i++)
		if (make_partition(pack, i, &evidence->partitions[i]) != 0)
			result = -1;
	return add_others(evidence) != 0 ? -1 : result;
}
