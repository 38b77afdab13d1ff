/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Keys, slots and the signed message: rule 1 of docs/container.md. */

#include "attacks.h"

#include <string.h>

#define FULL 0xffu

static uint8_t *slot(struct specimen *specimen, unsigned i)
{
	return seal_slot(specimen->container.data, i);
}

static void clear_slot(struct specimen *specimen, unsigned i)
{
	memset(slot(specimen, i), 0, SEAL_SLOT_SIZE);
}

/* Sign the container as it is, into slot i, with any key. */
static void seal_with(struct specimen *specimen, const struct seal_key *key, unsigned i)
{
	seal_manifest(key, specimen->container.data, specimen_manifest(specimen).size, i);
}

/* A signature of the lab's key over another digest than the one of the message. */
static void seal_digest_of(struct specimen *specimen, const uint8_t *digest)
{
	const struct seal_key *key = specimen->lab->key;
	uint8_t signature[SEAL_MAX_SIZE];

	seal_sign(key, digest, signature);
	seal_put(specimen->container.data, 0, seal_algorithm(key), seal_id(key), signature,
		 seal_size(key));
}

/* -- in order -- */

static bool make_original(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	return variant == 0;
}

static bool make_rewritten(struct specimen *specimen, unsigned variant)
{
	specimen_write(specimen, FLAW_NONE, 0);
	return variant == 0;
}

static bool make_second_slot(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	memcpy(slot(specimen, 1), slot(specimen, 0), SEAL_SLOT_SIZE);
	clear_slot(specimen, 0);
	return variant == 0;
}

/* Slot: variant & 1.  Key: foreign, or of the other algorithm. */
static bool make_foreign_beside(struct specimen *specimen, unsigned variant)
{
	const struct lab *lab = specimen->lab;

	specimen_original(specimen);
	seal_with(specimen, lab->key, variant & 1);
	seal_with(specimen, (variant & 2) != 0 ? lab->other : lab->foreign, 1 - (variant & 1));
	return variant < 4;
}

/* A slot of nobody's key, whose signature is nonsense. */
static bool make_nonsense_beside(struct specimen *specimen, unsigned variant)
{
	uint8_t nonsense[SEAL_MAX_SIZE];

	memset(nonsense, FULL, sizeof(nonsense));
	specimen_original(specimen);
	seal_put(specimen->container.data, 1, variant == 0 ? SEAL_RSA : SEAL_P256, nonsense,
		 nonsense, variant == 0 ? sizeof(nonsense) : 2 * SEAL_SCALAR_SIZE);
	return variant < 2;
}

static bool make_newer(struct specimen *specimen, unsigned variant)
{
	static const uint32_t versions[] = { 2, UINT32_MAX };

	if (variant >= 2)
		return false;
	specimen_u32(specimen, specimen->tree, "xpack,security-version", versions[variant]);
	return specimen_write(specimen, FLAW_NONE, 0);
}

/* -- no signature of the loader's key -- */

static bool make_empty_slots(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	clear_slot(specimen, 0);
	return variant == 0;
}

static bool make_foreign(struct specimen *specimen, unsigned variant)
{
	const struct lab *lab = specimen->lab;

	specimen_original(specimen);
	clear_slot(specimen, 0);
	seal_with(specimen, (variant & 2) != 0 ? lab->other : lab->foreign, variant & 1);
	return variant < 4;
}

static bool make_two_foreign(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	seal_with(specimen, specimen->lab->foreign, variant & 1);
	seal_with(specimen, specimen->lab->other, 1 - (variant & 1));
	return variant < 2;
}

static bool make_other_id(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	slot(specimen, 0)[SEAL_SLOT_ID + variant % SEAL_ID_SIZE] ^= 1;
	return variant < SEAL_ID_SIZE;
}

/* -- a slot of the loader's key that does not hold -- */

/* The foreign key's signature under the id of the loader's key. */
static bool make_borrowed_id(struct specimen *specimen, unsigned variant)
{
	const struct lab *lab = specimen->lab;
	const struct seal_key *key = variant == 0 ? lab->foreign : lab->other;

	specimen_original(specimen);
	clear_slot(specimen, 0);
	seal_with(specimen, key, 0);
	memcpy(slot(specimen, 0) + SEAL_SLOT_ID, seal_id(lab->key), SEAL_ID_SIZE);
	return variant < 2;
}

/* A foreign slot that holds does not stand in for one of the loader's key that does not. */
static bool make_bad_beside_foreign(struct specimen *specimen, unsigned variant)
{
	specimen_original(specimen);
	slot(specimen, 0)[SEAL_SLOT_SIGNATURE] ^= 1;
	seal_with(specimen, specimen->lab->foreign, 1);
	return variant == 0;
}

/* The signature is the loader's key's, of another manifest. */
static bool make_other_message(struct specimen *specimen, unsigned variant)
{
	uint8_t signature[SEAL_MAX_SIZE];

	specimen_u32(specimen, specimen->tree, "xpack,sequence", 7);
	specimen_write(specimen, FLAW_NONE, 0);
	memcpy(signature, slot(specimen, 0) + SEAL_SLOT_SIGNATURE, sizeof(signature));
	specimen_original(specimen);
	memcpy(slot(specimen, 0) + SEAL_SLOT_SIGNATURE, signature, sizeof(signature));
	return variant == 0;
}

/* The signature covers nearly what it has to: all of the manifest, all but the header, all but
 * the rest, header and rest with the empty slots between, the payload too, nothing. */
static bool make_other_extent(struct specimen *specimen, unsigned variant)
{
	struct span whole;
	struct span parts[6];
	uint8_t digest[SEAL_DIGEST_SIZE];

	specimen_original(specimen);
	whole = specimen_manifest(specimen);
	parts[0] = whole;
	parts[1] = span_part(whole, 0x488, whole.size - 0x488);
	parts[2] = span_part(whole, 0, 0x38);
	parts[3] = span_part(whole, 0, 0x28);
	parts[4] = buf_span(&specimen->container);
	parts[5] = span_part(whole, 0, 0);
	if (variant >= sizeof(parts) / sizeof(parts[0]))
		return false;
	if (variant == 0)
		clear_slot(specimen, 0);
	seal_hash(parts[variant], digest);
	seal_digest_of(specimen, digest);
	return true;
}

/* The digest itself is signed as if it were the message, or cut, or of no bytes. */
static bool make_other_digest(struct specimen *specimen, unsigned variant)
{
	uint8_t digest[SEAL_DIGEST_SIZE];
	uint8_t twice[SEAL_DIGEST_SIZE];

	specimen_original(specimen);
	seal_digest(specimen_manifest(specimen), digest);
	seal_hash((struct span){ digest, sizeof(digest) }, twice);
	if (variant == 1)
		memset(twice, 0, sizeof(twice));
	seal_digest_of(specimen, twice);
	return variant < 2;
}

static bool make_signature_flipped(struct specimen *specimen, unsigned variant)
{
	size_t size;

	specimen_original(specimen);
	size = seal_size(specimen->lab->key);
	if (variant >= size)
		return false;
	slot(specimen, 0)[SEAL_SLOT_SIGNATURE + variant] ^= 0x10;
	return true;
}

/* All bytes zero, one, all bytes full. */
static bool make_constant_signature(struct specimen *specimen, unsigned variant)
{
	size_t size = seal_size(specimen->lab->key);
	uint8_t *signature;

	specimen_original(specimen);
	signature = slot(specimen, 0) + SEAL_SLOT_SIGNATURE;
	memset(signature, variant == 2 ? FULL : 0, size);
	if (variant == 1)
		signature[size - 1] = 1;
	return variant < 3;
}

/* -- slots that are none -- */

/* Lengths that no signature has, the rest of the slot as it is. */
static bool make_length(struct specimen *specimen, unsigned variant)
{
	static const uint32_t differences[] = { 1, UINT32_MAX, 8, 0x80000000u, 128, 512 };
	uint32_t size = (uint32_t)seal_size(specimen->lab->key);
	uint8_t *length;

	specimen_original(specimen);
	length = slot(specimen, 0) + SEAL_SLOT_LENGTH;
	if (variant < sizeof(differences) / sizeof(differences[0])) {
		size += differences[variant];
		put_be32(length, size == 512 ? 513 : size);
		return true;
	}
	put_be32(length, variant == 6 ? 0 : variant == 7 ? 256 : UINT32_MAX);
	return variant < 9;
}

static bool make_algorithm(struct specimen *specimen, unsigned variant)
{
	uint32_t algorithms[] = { 0, 3, 0x100, UINT32_MAX, 0 };

	algorithms[4] = SEAL_RSA + SEAL_P256 - seal_algorithm(specimen->lab->key);
	specimen_original(specimen);
	if (variant >= 5)
		return false;
	put_be32(slot(specimen, 0), algorithms[variant]);
	return true;
}

/* Something behind the signature, or in an empty slot. */
static bool make_filling(struct specimen *specimen, unsigned variant)
{
	size_t behind = SEAL_SLOT_SIGNATURE + seal_size(specimen->lab->key);

	specimen_original(specimen);
	switch (variant) {
	case 0:
		slot(specimen, 0)[behind] = 1;
		break;
	case 1:
		slot(specimen, 0)[SEAL_SLOT_SIZE - 1] = 1;
		break;
	case 2:
		slot(specimen, 1)[SEAL_SLOT_SIZE - 1] = 1;
		break;
	case 3:
		memcpy(slot(specimen, 1) + SEAL_SLOT_ID, seal_id(specimen->lab->key), SEAL_ID_SIZE);
		break;
	default:
		put_be32(slot(specimen, 1) + SEAL_SLOT_LENGTH, 64);
		break;
	}
	return variant < 5;
}

/* The length and the algorithm are ones that exist, but not this key's. */
static bool make_other_kind(struct specimen *specimen, unsigned variant)
{
	const struct seal_key *key = specimen->lab->key;
	bool rsa = seal_algorithm(key) == SEAL_RSA;
	uint8_t signature[SEAL_MAX_SIZE] = { 0 };

	specimen_original(specimen);
	memcpy(signature, slot(specimen, 0) + SEAL_SLOT_SIGNATURE, rsa ? 256 : 64);
	seal_put(specimen->container.data, 0, rsa ? SEAL_P256 : SEAL_RSA, seal_id(key), signature,
		 rsa ? 64 : 256);
	return variant == 0;
}

/* One key, twice: the same slot, another signature, another algorithm's slot. */
static bool make_twice(struct specimen *specimen, unsigned variant)
{
	const struct seal_key *key = specimen->lab->key;

	specimen_original(specimen);
	memcpy(slot(specimen, 1), slot(specimen, 0), SEAL_SLOT_SIZE);
	if (variant == 1)
		slot(specimen, 1)[SEAL_SLOT_SIGNATURE] ^= 1;
	if (variant == 2) {
		seal_with(specimen, specimen->lab->other, 1);
		memcpy(slot(specimen, 1) + SEAL_SLOT_ID, seal_id(key), SEAL_ID_SIZE);
	}
	if (variant == 3) {
		clear_slot(specimen, 0);
		seal_with(specimen, specimen->lab->foreign, 0);
		memcpy(slot(specimen, 1) + SEAL_SLOT_ID, seal_id(specimen->lab->foreign),
		       SEAL_ID_SIZE);
	}
	return variant < 4;
}

const struct attack attacks_controls[] = {
	ATTACK("control: as it was packed", STATUS_OK, make_original),
	ATTACK("control: written and signed again", STATUS_OK, make_rewritten),
	ATTACK("control: signature in slot 1", STATUS_OK, make_second_slot),
	ATTACK("control: foreign signature beside", STATUS_OK, make_foreign_beside),
	ATTACK("control: nobody's signature beside", STATUS_OK, make_nonsense_beside),
	ATTACK("control: newer security version", STATUS_OK, make_newer),
	{ .name = NULL },
};

const struct attack attacks_slots[] = {
	ATTACK("both slots empty", STATUS_NO_KEY, make_empty_slots),
	ATTACK("foreign key alone", STATUS_NO_KEY, make_foreign),
	ATTACK("two foreign keys", STATUS_NO_KEY, make_two_foreign),
	ATTACK("key id changed", STATUS_NO_KEY, make_other_id),
	ATTACK("foreign key under the known id", STATUS_SIGNATURE, make_borrowed_id),
	ATTACK("bad signature beside a foreign one", STATUS_SIGNATURE, make_bad_beside_foreign),
	ATTACK("signature of another manifest", STATUS_SIGNATURE, make_other_message),
	ATTACK("signature over another extent", STATUS_SIGNATURE, make_other_extent),
	ATTACK("signature over another digest", STATUS_SIGNATURE, make_other_digest),
	ATTACK("signature byte changed", STATUS_SIGNATURE, make_signature_flipped),
	ATTACK("constant signature", STATUS_SIGNATURE, make_constant_signature),
	ATTACK("slot of the other algorithm", STATUS_SIGNATURE, make_other_kind),
	ATTACK("signature length", STATUS_SLOT, make_length),
	ATTACK("unknown or swapped algorithm", STATUS_SLOT, make_algorithm),
	ATTACK("bytes where zeros belong in a slot", STATUS_SLOT, make_filling),
	ATTACK("one key in both slots", STATUS_SLOT_TWICE, make_twice),
	{ .name = NULL },
};
