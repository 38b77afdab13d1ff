/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "slots.h"

#include <ctype.h>
#include <string.h>

void slots_fill(uint8_t *slot, const struct key *key, struct span signature)
{
	memset(slot, 0, CONTAINER_SLOT_SIZE);
	put_be32(slot + CONTAINER_SLOT_ALGORITHM, key->public.algorithm);
	put_be32(slot + CONTAINER_SLOT_LENGTH, (uint32_t)signature.size);
	memcpy(slot + CONTAINER_SLOT_KEY_ID, key->id, CRYPTO_DIGEST_SIZE);
	memcpy(slot + CONTAINER_SLOT_SIGNATURE, signature.data, signature.size);
}

bool slots_is_empty(struct span header, uint32_t i)
{
	return get_be32(container_slot(header, i).data + CONTAINER_SLOT_ALGORITHM) == CRYPTO_NONE;
}

uint32_t slots_of_key(struct span header, const uint8_t id[CRYPTO_DIGEST_SIZE])
{
	uint32_t i = 0;

	while (i < CONTAINER_N_SLOTS &&
	       (slots_is_empty(header, i) ||
		memcmp(container_slot(header, i).data + CONTAINER_SLOT_KEY_ID, id,
		       CRYPTO_DIGEST_SIZE) != 0))
		i++;
	return i;
}

uint32_t slots_free(struct span header)
{
	uint32_t i = 0;

	while (i < CONTAINER_N_SLOTS && !slots_is_empty(header, i))
		i++;
	return i;
}

bool slots_is_id(const char *text)
{
	size_t n = strspn(text, "0123456789abcdefABCDEF");

	return text[n] == '\0' && n >= SLOTS_ID_MIN && n <= (size_t)2 * CRYPTO_DIGEST_SIZE;
}

static bool begins_with(const uint8_t *id, const char *digits)
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; digits[i] != '\0'; i++) {
		unsigned half = i % 2 == 0 ? id[i / 2] >> 4 : id[i / 2] & 15u;

		if (tolower((unsigned char)digits[i]) != hex[half])
			return false;
	}
	return true;
}

uint32_t slots_named(struct span header, const char *digits)
{
	uint32_t found = SLOTS_NONE;

	for (uint32_t i = 0; i < CONTAINER_N_SLOTS; i++) {
		if (slots_is_empty(header, i) ||
		    !begins_with(container_slot(header, i).data + CONTAINER_SLOT_KEY_ID, digits))
			continue;
		if (found != SLOTS_NONE)
			return SLOTS_NONE;
		found = i;
	}
	return found;
}

const char *slots_algorithm(struct span slot)
{
	uint32_t size = get_be32(slot.data + CONTAINER_SLOT_LENGTH);

	if (get_be32(slot.data + CONTAINER_SLOT_ALGORITHM) == CRYPTO_ECDSA_P256_SHA256)
		return "p256";
	return size == 256 ? "rsa2048" : size == 384 ? "rsa3072" : "rsa4096";
}
