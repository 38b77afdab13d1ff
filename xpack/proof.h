/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * proof: that bytes are others with listed changes, and their hashes, window by window: of files
 * that are mapped nothing stays in memory.
 */
#ifndef XPACK_PROOF_H
#define XPACK_PROOF_H

#include "arena.h"
#include "digest.h"
#include "link.h"

/* A change, and where in the bytes it lies. */
struct proof_place {
	uint64_t position;
	const struct change *change;
};

struct proof {
	struct arena *arena; /* that files were shared with */
	struct span packed;  /* with the changes */
	uint64_t size;       /* of the bytes without them; behind these there were zeros */
	const struct proof_place *places;
	size_t n_places;
	struct digest *all; /* takes the bytes too; or NULL */
};

/* SHA-256 of the bytes, and of the first `size` of them with what every place held before.  False
 * when a place does not hold what the list says, or when what is behind was not zeros.
 * Precondition: every place lies in the bytes, and `size` is not more than they are. */
bool proof_run(const struct proof *proof, uint8_t packed[CRYPTO_DIGEST_SIZE],
	       uint8_t restored[CRYPTO_DIGEST_SIZE]) __attribute__((warn_unused_result));

/* SHA-256, and SHA-1 unless NULL. */
void proof_hash(struct arena *arena, struct span bytes, uint8_t sha256[CRYPTO_DIGEST_SIZE],
		uint8_t sha1[DIGEST_SHA1_SIZE]);

#endif
