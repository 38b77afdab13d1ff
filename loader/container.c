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

/* The algorithm is known and the size is one of its signatures'. */
static bool is_signature(uint32_t algorithm, uint32_t size)
{
	return algorithm == CRYPTO_RSA_PKCS1_SHA256 ? size == 256 || size == 384 || size == 512
						    : /* 2048, 3072, 4096 bits */
		       algorithm == CRYPTO_ECDSA_P256_SHA256 && size == 64; /* r and s */
}

/* An empty slot is zero, a full one is zero behind its signature. */
static bool is_slot(const uint8_t *slot)
{
	uint32_t algorithm = get_cell(slot + CONTAINER_SLOT_ALGORITHM);
	uint32_t size = get_cell(slot + CONTAINER_SLOT_LENGTH);
	uint32_t used = 0;

	if (algorithm != CRYPTO_NONE) {
		if (!is_signature(algorithm, size))
			return false;
		used = CONTAINER_SLOT_SIGNATURE + size;
	}
	return bytes_are_zero(slot + used, CONTAINER_SLOT_SIZE - used);
}

static enum status check_slots(const uint8_t *slots)
{
	const uint8_t *second = slots + CONTAINER_SLOT_SIZE;

	if (!is_slot(slots) || !is_slot(second))
		return STATUS_SLOT;
	if (get_cell(slots + CONTAINER_SLOT_ALGORITHM) != CRYPTO_NONE &&
	    memcmp(slots + CONTAINER_SLOT_KEY_ID, second + CONTAINER_SLOT_KEY_ID,
		   CRYPTO_DIGEST_SIZE) == 0 &&
	    get_cell(second + CONTAINER_SLOT_ALGORITHM) != CRYPTO_NONE)
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
	return check_slots(header.data + CONTAINER_SLOTS_OFFSET);
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
