/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Signatures that are nearly right: what RFC 8017 and FIPS 186-4 tell a verifier to refuse. */

#include "attacks.h"

#include <string.h>

#define N_TRIES 64 /* until a signature is small enough to take the modulus once more */

/* RFC 8017, section 9.2: DigestInfo of SHA-256, in front of the digest. */
static const uint8_t info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
				0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };

static uint8_t *signature_of(struct specimen *specimen)
{
	return seal_slot(specimen->container.data, 0) + SEAL_SLOT_SIGNATURE;
}

/* 00 01 ff..ff 00 DigestInfo digest, as section 9.2 has it; where the padding ends in *end. */
static void encode(struct specimen *specimen, uint8_t *message, size_t *end)
{
	size_t size = seal_size(specimen->lab->key);

	memset(message, 0xff, size);
	message[0] = 0;
	message[1] = 1;
	*end = size - SEAL_DIGEST_SIZE - sizeof(info) - 1;
	message[*end] = 0;
	memcpy(message + *end + 1, info, sizeof(info));
	seal_digest(specimen_manifest(specimen), message + size - SEAL_DIGEST_SIZE);
}

/* DigestInfo without the NULL parameters: the form that some verifiers take as well. */
static void drop_parameters(uint8_t *message, size_t end, size_t size)
{
	uint8_t digest[SEAL_DIGEST_SIZE];
	uint8_t short_info[sizeof(info) - 2];

	memcpy(digest, message + size - sizeof(digest), sizeof(digest));
	memcpy(short_info, info, 15);
	memcpy(short_info + 15, info + 17, 2);
	short_info[1] -= 2;
	short_info[3] -= 2;
	memset(message + end, 0xff, 2);
	message[end + 2] = 0;
	memcpy(message + end + 3, short_info, sizeof(short_info));
	memcpy(message + size - sizeof(digest), digest, sizeof(digest));
}

/* Padding cut to eight bytes, the rest of the message behind the digest (Bleichenbacher 2006). */
static void move_up(uint8_t *message, size_t end, size_t size)
{
	uint8_t tail[1 + sizeof(info) + SEAL_DIGEST_SIZE];

	memcpy(tail, message + end, sizeof(tail));
	memcpy(message + 2 + 8, tail, sizeof(tail));
	memset(message + 2 + 8 + sizeof(tail), 0x5a, size - 2 - 8 - sizeof(tail));
}

/* Encoded messages with one thing wrong, and the true one last, which tells that it is that. */
static bool spoil(uint8_t *message, size_t end, size_t size, unsigned variant)
{
	uint8_t *algorithm = message + end + 1 + 14; /* last byte of the object identifier */

	switch (variant) {
	case 0:
		message[1] = 0; /* block type */
		break;
	case 1:
		message[1] = 2;
		break;
	case 2:
		message[2] = 0xfe; /* padding */
		break;
	case 3:
		message[end - 1] = 0; /* padding ends early */
		break;
	case 4:
		message[end] = 0xff; /* and never */
		break;
	case 5:
		message[0] = 0x01; /* smaller than the modulus, whose top bit is set */
		break;
	case 6:
		*algorithm = 2; /* SHA-384 */
		break;
	case 7:
		message[end + 2]++; /* lengths in DigestInfo */
		break;
	case 8:
		message[end + 4]++;
		break;
	case 9:
		message[size - SEAL_DIGEST_SIZE - 1]--;
		break;
	case 10:
		drop_parameters(message, end, size);
		break;
	case 11:
		move_up(message, end, size);
		break;
	case 12:
		memset(message, 0, size - SEAL_DIGEST_SIZE); /* the digest as it is */
		break;
	default:
		return false;
	}
	return true;
}

static bool make_encoding(struct specimen *specimen, unsigned variant)
{
	uint8_t message[SEAL_MAX_SIZE];
	size_t end;

	specimen_original(specimen);
	encode(specimen, message, &end);
	if (!spoil(message, end, seal_size(specimen->lab->key), variant))
		return false;
	seal_raw(specimen->lab->key, message, signature_of(specimen));
	return true;
}

/* What is spoilt above, not spoilt: it is the signature that the packer made. */
static bool make_true_encoding(struct specimen *specimen, unsigned variant)
{
	uint8_t message[SEAL_MAX_SIZE];
	size_t end;

	specimen_original(specimen);
	encode(specimen, message, &end);
	seal_raw(specimen->lab->key, message, signature_of(specimen));
	return variant == 0;
}

static bool make_pss(struct specimen *specimen, unsigned variant)
{
	uint8_t digest[SEAL_DIGEST_SIZE];

	specimen_original(specimen);
	seal_digest(specimen_manifest(specimen), digest);
	seal_sign_pss(specimen->lab->key, digest, signature_of(specimen));
	return variant == 0;
}

/* A good signature plus the modulus is congruent to it, and not a signature. */
static bool make_signature_over_modulus(struct specimen *specimen, unsigned variant)
{
	uint8_t signature[SEAL_MAX_SIZE];

	for (uint32_t i = 0; i < N_TRIES; i++) {
		specimen_u32(specimen, specimen->tree, "xpack,sequence", i);
		specimen_write(specimen, FLAW_NONE, 0);
		memcpy(signature, signature_of(specimen), sizeof(signature));
		if (!seal_mirror(specimen->lab->key, signature))
			continue;
		memcpy(signature_of(specimen), signature, seal_size(specimen->lab->key));
		return variant == 0;
	}
	lab_need(false, "a signature with room for the modulus");
	return false;
}

/* The same number in the slot of a longer key: leading zeros. */
static bool make_leading_zeros(struct specimen *specimen, unsigned variant)
{
	const struct seal_key *key = specimen->lab->key;
	uint8_t signature[SEAL_MAX_SIZE] = { 0 };

	specimen_original(specimen);
	memcpy(signature + SEAL_MAX_SIZE - seal_size(key), signature_of(specimen), seal_size(key));
	seal_put(specimen->container.data, 0, SEAL_RSA, seal_id(key), signature, SEAL_MAX_SIZE);
	return variant == 0;
}

/* And with zeros behind it. */
static bool make_longer(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	put_be32(seal_slot(specimen->container.data, 0) + SEAL_SLOT_LENGTH, SEAL_MAX_SIZE);
	return variant == 0;
}

/* The modulus itself, and one less, whose powers are known to everybody. */
static bool make_modulus(struct specimen *specimen, unsigned variant)
{
	uint8_t public[SEAL_MAX_SIZE];
	uint32_t exponent;
	size_t size = seal_public(specimen->lab->key, public, &exponent);

	specimen_original(specimen);
	memcpy(signature_of(specimen), public, size);
	signature_of(specimen)[size - 1] = (uint8_t)(signature_of(specimen)[size - 1] - variant);
	return variant < 2;
}

/* r and s, each 0, n, n + (what is left), or full. */
static bool make_scalars(struct specimen *specimen, unsigned variant)
{
	uint8_t scalars[4][SEAL_SCALAR_SIZE] = { { 0 } };
	uint8_t *r;

	specimen_original(specimen);
	r = signature_of(specimen);
	seal_order(scalars[1]);
	memcpy(scalars[2], scalars[1], SEAL_SCALAR_SIZE);
	scalars[2][SEAL_SCALAR_SIZE - 1]++; /* n is odd and does not end in ff */
	memset(scalars[3], 0xff, SEAL_SCALAR_SIZE);
	if (variant < 4)
		memcpy(r, scalars[variant], SEAL_SCALAR_SIZE);
	else if (variant < 8)
		memcpy(r + SEAL_SCALAR_SIZE, scalars[variant - 4], SEAL_SCALAR_SIZE);
	else if (variant < 24) {
		memcpy(r, scalars[(variant - 8) / 4], SEAL_SCALAR_SIZE);
		memcpy(r + SEAL_SCALAR_SIZE, scalars[(variant - 8) % 4], SEAL_SCALAR_SIZE);
	}
	return variant < 24;
}

static bool make_exchanged_scalars(struct specimen *specimen, unsigned variant)
{
	uint8_t s[SEAL_SCALAR_SIZE];
	uint8_t *r;

	specimen_original(specimen);
	r = signature_of(specimen);
	memcpy(s, r + SEAL_SCALAR_SIZE, sizeof(s));
	memcpy(r + SEAL_SCALAR_SIZE, r, sizeof(s));
	memcpy(r, s, sizeof(s));
	return variant == 0;
}

/* ECDSA knows two signatures of one nonce: (r, s) and (r, n - s).  Both are the key's. */
static bool make_mirrored(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	return seal_mirror(specimen->lab->key, signature_of(specimen)) && variant == 0;
}

/* DER instead of r || s: 70 to 72 bytes. */
static bool make_der_length(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	memset(signature_of(specimen), 0x30, 72);
	put_be32(seal_slot(specimen->container.data, 0) + SEAL_SLOT_LENGTH, 70 + variant);
	return variant < 3;
}

const struct attack attacks_rsa[] = {
	ATTACK_ON(SEAL_RSA, "control: RSA signature encoded by hand", STATUS_OK,
		  make_true_encoding),
	ATTACK_ON(SEAL_RSA, "RSA encoded message", STATUS_SIGNATURE, make_encoding),
	ATTACK_ON(SEAL_RSA, "RSA-PSS", STATUS_SIGNATURE, make_pss),
	ATTACK_ON(SEAL_RSA, "RSA signature plus modulus", STATUS_SIGNATURE,
		  make_signature_over_modulus),
	ATTACK_ON(SEAL_RSA, "RSA signature is the modulus", STATUS_SIGNATURE, make_modulus),
	ATTACK_ON(SEAL_RSA, "RSA signature with leading zeros", STATUS_SIGNATURE,
		  make_leading_zeros),
	ATTACK_ON(SEAL_RSA, "RSA signature with zeros behind", STATUS_SIGNATURE, make_longer),
	{ .name = NULL },
};

const struct attack attacks_p256[] = {
	ATTACK_ON(SEAL_P256, "control: P-256 signature with n - s", STATUS_OK, make_mirrored),
	ATTACK_ON(SEAL_P256, "P-256 scalars out of range", STATUS_SIGNATURE, make_scalars),
	ATTACK_ON(SEAL_P256, "P-256 scalars exchanged", STATUS_SIGNATURE, make_exchanged_scalars),
	ATTACK_ON(SEAL_P256, "P-256 signature in DER", STATUS_SLOT, make_der_length),
	{ .name = NULL },
};
