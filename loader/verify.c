/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "verify.h"

#include "lz4.h"
#include "ranges.h"

#include <string.h>

static enum status read_source(const struct source *source, uint32_t offset, uint8_t *to,
			       uint32_t size)
{
	if (!span_fits(source->size, offset, size) ||
	    !source->read(source->context, offset, to, size))
		return STATUS_TRUNCATED;
	return STATUS_OK;
}

/* Rule 2: size the manifest by its header, copy it once, and hold the copy against that header. */
static enum status copy_manifest(const struct source *source, const struct verify_room *room,
				 struct span *manifest)
{
	_Alignas(uint32_t) uint8_t header[CONTAINER_RSVMAP_OFFSET];
	uint32_t total_size = 0;
	enum status status;

	status = read_source(source, 0, header, sizeof(header));
	if (status != STATUS_OK)
		return status;
	status = container_check_header((struct span){ header, sizeof(header) }, room->manifest_cap,
					&total_size);
	if (status != STATUS_OK)
		return status;
	status = read_source(source, 0, room->manifest, total_size);
	if (status != STATUS_OK)
		return status;
	if (memcmp(room->manifest, header, sizeof(header)) != 0)
		return STATUS_CHANGED;
	*manifest = (struct span){ room->manifest, total_size };
	return STATUS_OK;
}

const struct public_key *verify_slot_key(struct span slot, const struct public_key *keys,
					 uint32_t n_keys)
{
	if (get_cell(slot.data + CONTAINER_SLOT_ALGORITHM) == CRYPTO_NONE)
		return NULL;
	for (uint32_t i = 0; i < n_keys; i++)
		if (memcmp(slot.data + CONTAINER_SLOT_KEY_ID, keys[i].id, CRYPTO_DIGEST_SIZE) == 0)
			return &keys[i];
	return NULL;
}

/* The slot's signature, over digest, is of this key and of the algorithm that the key is for. */
static bool is_slot_good(struct span slot, const struct public_key *key, const uint8_t *digest)
{
	uint32_t size = get_cell(slot.data + CONTAINER_SLOT_LENGTH);

	return get_cell(slot.data + CONTAINER_SLOT_ALGORITHM) == key->algorithm &&
	       crypto_verify(key, digest, span_part(slot, CONTAINER_SLOT_SIGNATURE, size));
}

/* Rule 1.  container_check_header() saw to it that no key id stands in both slots. */
static enum status check_signatures(struct span manifest, const struct public_key *keys,
				    uint32_t n_keys, uint32_t policy)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct span message[2];
	uint32_t n_wanted = policy == PARAMS_POLICY_ANY ? 1 : n_keys;
	uint32_t n_good = 0;

	container_message(manifest, message);
	crypto_sha256(message, 2, digest);
	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++) {
		struct span slot = container_slot(manifest, i);
		const struct public_key *key = verify_slot_key(slot, keys, n_keys);

		if (key == NULL)
			continue;
		if (!is_slot_good(slot, key, digest))
			return STATUS_SIGNATURE;
		n_good++;
	}
	return n_good >= n_wanted && n_good > 0 ? STATUS_OK : STATUS_NO_KEY;
}

/* Rule 5: the bytes between images, and behind the last one, are zero. */
static enum status check_padding(const struct source *source, const struct container *container)
{
	uint8_t bytes[CONTAINER_ALIGN];
	enum status status;

	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];
		uint32_t start = container->total_size + image->data_offset + image->data_size;
		uint32_t size = container_image_end(container, i) - start;

		status = read_source(source, start, bytes, size);
		if (status != STATUS_OK)
			return status;
		if (!bytes_are_zero(bytes, size))
			return STATUS_PADDING;
	}
	return STATUS_OK;
}

static enum status check_payload(const struct source *source, const struct container *container)
{
	uint32_t end = container_end(container);

	if (end > source->size)
		return STATUS_TRUNCATED;
	if (source->exact_end && end != source->size)
		return STATUS_END;
	return check_padding(source, container);
}

enum status verify_authentic(const struct source *source, const struct public_key *keys,
			     uint32_t n_keys, uint32_t policy, const struct verify_room *room,
			     struct container *container)
{
	struct span manifest = { 0 };
	enum status status;

	status = copy_manifest(source, room, &manifest);
	if (status == STATUS_OK)
		status = check_signatures(manifest, keys, n_keys, policy);
	if (status == STATUS_OK)
		status = container_parse(manifest, room->images, room->max_images, container);
	if (status == STATUS_OK)
		status = check_payload(source, container);
	if (status == STATUS_OK)
		status = ranges_check_disjoint(container);
	return status;
}

/* Rule 8. */
static enum status check_purpose(const struct container *container, const struct params *params)
{
	if (!span_same(&container->board, &params->board))
		return STATUS_BOARD;
	if (!span_same(&container->system, &params->system))
		return STATUS_SYSTEM;
	if (container->security_version < params->security_version)
		return STATUS_SECURITY_VERSION;
	return STATUS_OK;
}

enum status verify_container(const struct source *source, const struct params *params,
			     const struct verify_room *room, struct container *container)
{
	enum status status;

	status = verify_authentic(source, params->keys, params->n_keys, params->policy, room,
				  container);
	if (status == STATUS_OK)
		status = check_purpose(container, params);
	if (status == STATUS_OK)
		status = ranges_check_ram(container, params);
	return status;
}

enum status verify_image(const struct image *image, struct span bytes)
{
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	crypto_sha256(&bytes, 1, digest);
	return memcmp(digest, image->hash, sizeof(digest)) == 0 ? STATUS_OK : STATUS_HASH;
}

const struct image *verify_find_twin(const struct container *container, const struct image *image)
{
	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *twin = &container->images[i];

		if (twin->data_size == image->data_size &&
		    memcmp(twin->hash, image->hash, CRYPTO_DIGEST_SIZE) == 0)
			return twin;
	}
	return NULL;
}

enum status verify_unpack(const struct image *image, const uint8_t *stored, uint8_t *memory,
			  uint32_t *size)
{
	*size = lz4_decode(stored, image->data_size, memory, image->mem_size);
	if (*size == 0)
		return STATUS_FRAME;
	return image->has_entry ? ranges_check_entry(image, *size) : STATUS_OK;
}
