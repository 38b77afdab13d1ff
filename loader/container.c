/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "container.h"

#include "fdt.h"

/* Fields of the auth block, counted from its start. */
#define AUTH_VERSION 4u
#define AUTH_N_SLOTS 8u
#define AUTH_RESERVED 12u

struct span container_slot(struct span header, uint32_t i)
{
	return span_part(header, CONTAINER_SLOTS_OFFSET + i * CONTAINER_SLOT_SIZE,
			 CONTAINER_SLOT_SIZE);
}

static bool is_signature_size(uint32_t algorithm, uint32_t size)
{
	switch (algorithm) {
	case CRYPTO_RSA_PKCS1_SHA256:
		return size == 256 || size == 384 || size == 512; /* 2048, 3072, 4096 bits */
	case CRYPTO_ECDSA_P256_SHA256:
		return size == 64; /* r and s, 32 bytes each */
	default:
		return false;
	}
}

static enum status check_slot(struct span slot)
{
	uint32_t algorithm = get_cell(slot.data + CONTAINER_SLOT_ALGORITHM);
	uint32_t size = get_cell(slot.data + CONTAINER_SLOT_LENGTH);
	size_t end;

	if (algorithm == CRYPTO_NONE)
		return span_is_zero(slot) ? STATUS_OK : STATUS_SLOT;
	if (!is_signature_size(algorithm, size))
		return STATUS_SLOT;
	end = CONTAINER_SLOT_SIGNATURE + size;
	return span_is_zero(span_part(slot, end, slot.size - end)) ? STATUS_OK : STATUS_SLOT;
}

static bool is_slot_empty(struct span slot)
{
	return get_cell(slot.data + CONTAINER_SLOT_ALGORITHM) == CRYPTO_NONE;
}

static enum status check_slots(struct span header)
{
	struct span slot[CONTAINER_N_SLOTS];
	struct span id[CONTAINER_N_SLOTS];
	enum status status;

	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++) {
		slot[i] = container_slot(header, i);
		id[i] = span_part(slot[i], CONTAINER_SLOT_KEY_ID, CRYPTO_DIGEST_SIZE);
		status = check_slot(slot[i]);
		if (status != STATUS_OK)
			return status;
	}
	if (!is_slot_empty(slot[0]) && !is_slot_empty(slot[1]) && span_equal(id[0], id[1]))
		return STATUS_SLOT_TWICE;
	return STATUS_OK;
}

enum status container_check_header(struct span header, uint32_t cap, uint32_t *total_size)
{
	const uint8_t *auth = header.data + CONTAINER_AUTH_OFFSET;
	enum status status;

	if (header.size < CONTAINER_RSVMAP_OFFSET)
		return STATUS_TRUNCATED;
	status = fdt_read_header(header, CONTAINER_RSVMAP_OFFSET, total_size);
	if (status != STATUS_OK)
		return status;
	if (get_cell(auth) != CONTAINER_AUTH_MAGIC ||
	    get_cell(auth + AUTH_VERSION) != CONTAINER_AUTH_VERSION ||
	    get_cell(auth + AUTH_N_SLOTS) != CONTAINER_N_SLOTS ||
	    get_cell(auth + AUTH_RESERVED) != 0)
		return STATUS_AUTH_BLOCK;
	if (*total_size > cap)
		return STATUS_TOTAL_SIZE;
	return check_slots(header);
}

void container_message(struct span manifest, struct span message[2])
{
	message[0] = span_part(manifest, 0, CONTAINER_SLOTS_OFFSET);
	message[1] = span_part(manifest, CONTAINER_RSVMAP_OFFSET,
			       manifest.size - CONTAINER_RSVMAP_OFFSET);
}

uint32_t container_image_end(const struct container *container, uint32_t i)
{
	const struct image *image = &container->images[i];
	uint32_t end = container->total_size + image->data_offset + image->data_size;

	return (uint32_t)align_up(end, CONTAINER_ALIGN);
}

uint32_t container_end(const struct container *container)
{
	return container_image_end(container, container->n_images - 1);
}
