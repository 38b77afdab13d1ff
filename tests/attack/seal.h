/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * seal: signatures as somebody makes them who holds a key, and as somebody who only wishes to.
 *
 * Written from docs/container.md with OpenSSL; the packer's signer has no part in it.
 */
#ifndef XPACK_ATTACK_SEAL_H
#define XPACK_ATTACK_SEAL_H

#include "loader/span.h"
#include "xpack/buf.h"

#define SEAL_RSA 1u
#define SEAL_P256 2u
#define SEAL_ID_SIZE 32u
#define SEAL_DIGEST_SIZE 32u
#define SEAL_SCALAR_SIZE 32u /* of r and of s */
#define SEAL_MAX_SIZE 512u
#define SEAL_SLOT_SIZE 552u
#define SEAL_SLOT_LENGTH 4u
#define SEAL_SLOT_ID 8u
#define SEAL_SLOT_SIGNATURE 40u

struct seal_key;

/* A private key file in PEM. */
struct seal_key *seal_open(const char *path);
void seal_close(struct seal_key *key);

uint32_t seal_algorithm(const struct seal_key *key);
const uint8_t *seal_id(const struct seal_key *key);
/* RSA: bytes of the modulus; P-256: 64. */
size_t seal_size(const struct seal_key *key);
/* As a parameter block has it: modulus, or 04 || X || Y.  Returns its size. */
size_t seal_public(const struct seal_key *key, uint8_t public[SEAL_MAX_SIZE], uint32_t *exponent);

/* The digest that a manifest's slots sign. */
void seal_digest(struct span manifest, uint8_t digest[SEAL_DIGEST_SIZE]);
void seal_hash(struct span bytes, uint8_t digest[SEAL_DIGEST_SIZE]);

/* The key's signature, seal_size() bytes. */
void seal_sign(const struct seal_key *key, const uint8_t digest[SEAL_DIGEST_SIZE],
	       uint8_t signature[SEAL_MAX_SIZE]);
/* RSASSA-PSS with SHA-256 instead. */
void seal_sign_pss(const struct seal_key *key, const uint8_t digest[SEAL_DIGEST_SIZE],
		   uint8_t signature[SEAL_MAX_SIZE]);
/* The RSA private operation on bytes as they are. */
void seal_raw(const struct seal_key *key, const uint8_t *message, uint8_t signature[SEAL_MAX_SIZE]);

/* signature += modulus, or for P-256 s = n - s; false when the sum has no room. */
bool seal_mirror(const struct seal_key *key, uint8_t signature[SEAL_MAX_SIZE]);

/* The order of P-256's group, n: 32 bytes. */
void seal_order(uint8_t order[SEAL_SCALAR_SIZE]);

/* Fill slot i of a manifest. */
void seal_put(uint8_t *manifest, unsigned i, uint32_t algorithm, const uint8_t *id,
	      const uint8_t *signature, size_t size);
/* The slot of a manifest. */
uint8_t *seal_slot(uint8_t *manifest, unsigned i);

/* Sign the manifest into slot i. */
void seal_manifest(const struct seal_key *key, uint8_t *manifest, size_t size, unsigned i);

#endif
