/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "proof.h"

#include <string.h>

#include "mapped.h"

/* Put back what the places held that lie in the n bytes from `at` on, or a part of them. */
static bool put_back(const struct proof *proof, uint64_t at, uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < proof->n_places; i++) {
		const struct change *change = proof->places[i].change;
		uint64_t start = proof->places[i].position, end = start + change->size;
		uint64_t from = start > at ? start : at;
		uint64_t to = end < at + n ? end : at + n;

		if (from >= to)
			continue;
		if (memcmp(bytes + (from - at), change->after + (from - start), to - from) != 0)
			return false;
		memcpy(bytes + (from - at), change->before + (from - start), to - from);
	}
	return true;
}

bool proof_run(const struct proof *proof, uint8_t packed[CRYPTO_DIGEST_SIZE],
	       uint8_t restored[CRYPTO_DIGEST_SIZE])
{
	struct digest *as_packed = digest_new(), *as_restored = digest_new();
	bool holds = true;

	digest_begin(as_packed);
	digest_begin(as_restored);
	for (size_t at = 0; at < proof->packed.size;) {
		struct span window = mapped_window(proof->packed, at);
		uint64_t left = at < proof->size ? proof->size - at : 0;
		size_t n = left < window.size ? (size_t)left : window.size; /* of the file */
		uint8_t bytes[MAPPED_WINDOW];

		memcpy(bytes, window.data, window.size);
		mapped_release(proof->arena, window);
		digest_add(as_packed, (struct span){ bytes, window.size });
		if (proof->all != NULL)
			digest_add(proof->all, (struct span){ bytes, window.size });
		holds = put_back(proof, at, bytes, window.size) &&
			bytes_are_zero(bytes + n, window.size - n) && holds;
		digest_add(as_restored, (struct span){ bytes, n });
		at += window.size;
	}
	mapped_release(proof->arena, proof->packed);
	digest_end(as_packed, packed);
	digest_end(as_restored, restored);
	digest_free(as_packed);
	digest_free(as_restored);
	return holds;
}

void proof_hash(struct arena *arena, struct span bytes, uint8_t sha256[CRYPTO_DIGEST_SIZE],
		uint8_t sha1[DIGEST_SHA1_SIZE])
{
	struct digest *first = digest_new(), *second = digest_new_sha1();

	digest_begin(first);
	digest_begin(second);
	for (size_t at = 0; at < bytes.size;) {
		struct span window = mapped_window(bytes, at);

		digest_add(first, window);
		if (sha1 != NULL)
			digest_add(second, window);
		mapped_release(arena, window);
		at += window.size;
	}
	digest_end(first, sha256);
	if (sha1 != NULL)
		digest_end(second, sha1);
	digest_free(first);
	digest_free(second);
}
