/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/verify.c with real signatures, each checked by OpenSSL and by BearSSL. */

#include "loader/verify.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "fake_keys.h"

#define SLOT(i) (CONTAINER_SLOTS_OFFSET + (i)*CONTAINER_SLOT_SIZE)
#define N_RSA 3

static struct fake_key rsa[N_RSA]; /* 2048, 3072 and 4096 bits */
static struct fake_key other;      /* RSA-2048 that no loader holds */
static struct fake_key p256;
static struct fake fake;
static struct fake_params block;
static struct params params;
static struct container container;
static struct image images[FAKE_MAX_IMAGES];
static _Alignas(8) uint8_t manifest[FAKE_MAX_SIZE];

static struct verify_room room(void)
{
	return (struct verify_room){ manifest, sizeof(manifest), images, FAKE_MAX_IMAGES };
}

static void use_keys(const struct fake_key *keys, uint32_t n_keys)
{
	fake_params_init(&block, keys, n_keys);
	assert_int_equal(params_read((struct span){ block.block, block.size }, &params), STATUS_OK);
}

static enum status verify_size(uint32_t size)
{
	struct span bytes = { fake.bytes, size };
	struct source source = fake_source(&bytes, true);
	struct verify_room here = room();

	return verify_container(&source, &params, &here, &container);
}

static enum status verify(void)
{
	return verify_size(fake.size);
}

static void test_accepts(void **state)
{
	(void)state;
	for (int i = 0; i < N_RSA; i++) {
		use_keys(&rsa[i], 1);
		fake_make(&fake, &rsa[i]);
		assert_int_equal(verify(), STATUS_OK);
		assert_int_equal(container.n_images, 4);
		assert_true(images[0].name.data > manifest &&
			    images[0].name.data < manifest + sizeof(manifest));
	}
	use_keys(&p256, 1);
	fake_make(&fake, &p256);
	assert_int_equal(verify(), STATUS_OK);
}

static void test_other_slot(void **state)
{
	(void)state;
	use_keys(rsa, 1);
	fake_init(&fake);
	fake_write(&fake);
	assert_int_equal(verify(), STATUS_NO_KEY); /* unsigned */
	fake_sign(&fake, 1, &rsa[0]);
	assert_int_equal(verify(), STATUS_OK);
	fake_sign(&fake, 0, &other); /* a key that is not known does no harm */
	assert_int_equal(verify(), STATUS_OK);
	fake_sign(&fake, 0, &p256);
	assert_int_equal(verify(), STATUS_OK);
	fake_sign(&fake, 0, &rsa[0]);
	assert_int_equal(verify(), STATUS_SLOT_TWICE);
	fake_make(&fake, &other);
	assert_int_equal(verify(), STATUS_NO_KEY);
	fake_make(&fake, &p256);
	assert_int_equal(verify(), STATUS_NO_KEY);
	memcpy(fake.bytes + SLOT(0) + CONTAINER_SLOT_KEY_ID, rsa[0].id, 32); /* its name alone */
	assert_int_equal(verify(), STATUS_SIGNATURE);
}

static void test_policies(void **state)
{
	struct fake_key keys[2];

	(void)state;
	keys[0] = rsa[0];
	keys[1] = other;
	use_keys(keys, 2);
	fake_make(&fake, &rsa[0]);
	assert_int_equal(verify(), STATUS_OK); /* any */
	params.policy = PARAMS_POLICY_ALL;
	assert_int_equal(verify(), STATUS_NO_KEY);
	fake_sign(&fake, 1, &other);
	assert_int_equal(verify(), STATUS_OK);
	fake_sign(&fake, 1, &rsa[1]);
	assert_int_equal(verify(), STATUS_NO_KEY);
	fake_sign(&fake, 0, &other);
	fake_sign(&fake, 1, &rsa[0]);
	assert_int_equal(verify(), STATUS_OK); /* in either order */
	fake.bytes[SLOT(1) + 100] ^= 1;
	assert_int_equal(verify(), STATUS_SIGNATURE);
	params.policy = PARAMS_POLICY_ANY; /* a known key's slot counts all the same */
	assert_int_equal(verify(), STATUS_SIGNATURE);
	params.policy = PARAMS_POLICY_ALL;
	params.n_keys = 0; /* which params_read() does not let through */
	assert_int_equal(verify(), STATUS_NO_KEY);
}

/* Every bit of the manifest, empty slot and padding included. */
static void flip_every_bit(const struct fake_key *key)
{
	use_keys(key, 1);
	fake_make(&fake, key);
	assert_int_equal(verify(), STATUS_OK);
	for (uint32_t bit = 0; bit < 8 * fake.manifest_size; bit++) {
		fake.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (verify() == STATUS_OK)
			fail_msg("bit %u of byte 0x%x", bit % 8, bit / 8);
		fake.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(verify(), STATUS_OK);
}

static void test_every_bit_rsa(void **state)
{
	(void)state;
	flip_every_bit(&rsa[0]);
}

/* P-256 takes longer: the slot bit by bit, of the rest one bit in eight bytes. */
static void test_bits_p256(void **state)
{
	(void)state;
	use_keys(&p256, 1);
	fake_make(&fake, &p256);
	for (uint32_t at = 0; at < fake.manifest_size; at++) {
		bool is_slot = at >= SLOT(0) && at < SLOT(0) + 104;

		for (uint32_t bit = 0; bit < 8; bit++) {
			if (!is_slot && bit != at % 64)
				continue;
			fake.bytes[at] ^= (uint8_t)(1u << bit);
			assert_int_not_equal(verify(), STATUS_OK);
			fake.bytes[at] ^= (uint8_t)(1u << bit);
		}
	}
	assert_int_equal(verify(), STATUS_OK);
}

/* The payload: a flipped bit is found by the hash, or by the padding rule. */
static void test_payload_bits(void **state)
{
	(void)state;
	use_keys(rsa, 1);
	fake_make(&fake, rsa);
	assert_int_equal(verify(), STATUS_OK);
	for (uint32_t at = fake.manifest_size; at < fake.size; at++) {
		bool is_found = false;

		fake.bytes[at] ^= 0x10;
		if (verify() != STATUS_OK)
			is_found = true;
		for (uint32_t i = 0; !is_found && i < container.n_images; i++)
			is_found =
				verify_image(&images[i],
					     (struct span){ fake.bytes + fake.manifest_size +
								    images[i].data_offset,
							    images[i].data_size }) == STATUS_HASH;
		assert_true(is_found);
		fake.bytes[at] ^= 0x10;
	}
}

static void test_images(void **state)
{
	(void)state;
	use_keys(rsa, 1);
	fake_make(&fake, rsa);
	assert_int_equal(verify(), STATUS_OK);
	for (uint32_t i = 0; i < container.n_images; i++) {
		struct span bytes = { fake.bytes + fake.manifest_size + images[i].data_offset,
				      images[i].data_size };

		assert_int_equal(verify_image(&images[i], bytes), STATUS_OK);
		bytes.size++;
		assert_int_equal(verify_image(&images[i], bytes), STATUS_HASH);
	}
}

static void test_every_length(void **state)
{
	(void)state;
	use_keys(rsa, 1);
	fake_make(&fake, rsa);
	for (uint32_t size = 0; size < fake.size; size++)
		assert_int_equal(verify_size(size), STATUS_TRUNCATED);
	assert_int_equal(verify_size(fake.size), STATUS_OK);
	for (uint32_t extra = 1; extra <= 16; extra++)
		assert_int_equal(verify_size(fake.size + extra), STATUS_END);
}

/* In a region the container may end early; what follows is none of its business. */
static void test_region(void **state)
{
	struct span bytes = { fake.bytes, sizeof(fake.bytes) };
	struct source source = fake_source(&bytes, false);
	struct verify_room here = room();

	(void)state;
	use_keys(rsa, 1);
	fake_make(&fake, rsa);
	memset(fake.bytes + fake.size, 0xff, sizeof(fake.bytes) - fake.size);
	assert_int_equal(verify_container(&source, &params, &here, &container), STATUS_OK);
	source.size = fake.size - 1;
	assert_int_equal(verify_container(&source, &params, &here, &container), STATUS_TRUNCATED);
}

struct slot_case {
	uint32_t offset;
	uint32_t number;
	enum status wanted;
};

static void test_header(void **state)
{
	static const struct slot_case cases[] = {
		{ 0x00, 0xd00dfeee, STATUS_HEADER },
		{ 0x10, 0x28, STATUS_HEADER },
		{ 0x28, 0x58504b42, STATUS_AUTH_BLOCK },
		{ 0x2c, 2, STATUS_AUTH_BLOCK },
		{ 0x30, 1, STATUS_AUTH_BLOCK },
		{ 0x30, 3, STATUS_AUTH_BLOCK },
		{ 0x34, 1, STATUS_AUTH_BLOCK },
		{ SLOT(0), 0, STATUS_SLOT },
		{ SLOT(0), 2, STATUS_SLOT }, /* P-256 of 256 bytes */
		{ SLOT(0), 3, STATUS_SLOT },
		{ SLOT(0) + 4, 255, STATUS_SLOT },
		{ SLOT(0) + 4, 64, STATUS_SLOT },
		{ SLOT(0) + 4, 0, STATUS_SLOT },
		{ SLOT(0) + 4, 0xffffffff, STATUS_SLOT },
		{ SLOT(0) + 4, 384, STATUS_SIGNATURE }, /* well-formed, but not of this key */
		{ SLOT(0) + 40 + 256, 1, STATUS_SLOT },
		{ SLOT(0) + 548, 1, STATUS_SLOT },
		{ SLOT(0) + 8, 1, STATUS_NO_KEY },
		{ SLOT(1), 1, STATUS_SLOT },
		{ SLOT(1) + 548, 1, STATUS_SLOT },
	};

	(void)state;
	use_keys(rsa, 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_make(&fake, rsa);
		put_be32(fake.bytes + cases[i].offset, cases[i].number);
		if (verify() != cases[i].wanted)
			fail_msg("0x%x at 0x%x: wanted 0x%x, got 0x%x", cases[i].number,
				 cases[i].offset, cases[i].wanted, verify());
	}
}

static void test_cap(void **state)
{
	struct span bytes = { fake.bytes, 0 };
	struct verify_room here = room();
	struct source source;

	(void)state;
	use_keys(rsa, 1);
	fake_make(&fake, rsa);
	bytes.size = fake.size;
	source = fake_source(&bytes, true);
	here.manifest_cap = fake.manifest_size;
	assert_int_equal(verify_container(&source, &params, &here, &container), STATUS_OK);
	here.manifest_cap = fake.manifest_size - 8;
	memset(manifest, 0xee, sizeof(manifest));
	assert_int_equal(verify_container(&source, &params, &here, &container), STATUS_TOTAL_SIZE);
	assert_int_equal(manifest[0], 0xee); /* nothing was copied */
}

/* Whatever the keys sign, the rules behind the signature hold too. */
static enum status resigned(void)
{
	fake_write(&fake);
	fake_sign(&fake, 0, &rsa[0]);
	return verify();
}

static void test_purpose(void **state)
{
	(void)state;
	use_keys(rsa, 1);
	fake_init(&fake);
	fake.board = "leon4";
	fake_tokenize(&fake);
	assert_int_equal(resigned(), STATUS_BOARD);
	fake_init(&fake);
	fake.system = "leon3-twos";
	fake_tokenize(&fake);
	assert_int_equal(resigned(), STATUS_SYSTEM);
	for (uint32_t version = 0; version <= 4; version++) {
		fake_init(&fake);
		fake.security_version = version;
		fake_tokenize(&fake);
		assert_int_equal(resigned(), version < 3 ? STATUS_SECURITY_VERSION : STATUS_OK);
	}
}

static void test_places(void **state)
{
	(void)state;
	use_keys(rsa, 1);
	fake_init(&fake);
	fake_set_u32(fake_find(&fake, "control.code/load"), 0x40000200);
	assert_int_equal(resigned(), STATUS_OVERLAP);
	fake_init(&fake);
	fake_set_u32(fake_find(&fake, "control.code/load"), 0x400ffff0);
	assert_int_equal(resigned(), STATUS_OUTSIDE_RAM);
	fake_init(&fake);
	fake_set_u32(fake_find(&fake, "control.code/load"), 0x400c1000);
	assert_int_equal(resigned(), STATUS_RESERVED);
	fake_init(&fake);
	fake_set_u32(fake_find(&fake, "control.code/load"), 0x400ff000);
	assert_int_equal(resigned(), STATUS_RESERVED);
	fake_init(&fake);
	fake_set_u32(fake_find(&fake, "host-0/entry"), 0x40000104); /* half in the file */
	assert_int_equal(resigned(), STATUS_ENTRY);
	fake_init(&fake);
	fake_set_u32(fake_find(&fake, "host-0/data-size"), 0x106);
	assert_int_equal(resigned(), STATUS_OK); /* padding is data now: rule 7's to find */
	fake.bytes[fake.manifest_size + 0x106] = 1;
	assert_int_equal(verify(), STATUS_PADDING);
}

/* Storage whose bytes change after a number of reads. */
struct changing {
	struct span bytes;
	unsigned n_reads;
	unsigned change_at; /* from this read on */
	uint32_t offset;
	uint8_t flip;
};

static bool read_changing(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	struct changing *changing = context;

	memcpy(to, changing->bytes.data + offset, size);
	if (changing->n_reads++ >= changing->change_at &&
	    range_fits(size, changing->offset - offset, 1) && changing->offset >= offset)
		to[changing->offset - offset] ^= changing->flip;
	return true;
}

static enum status verify_changing(uint32_t offset, unsigned change_at)
{
	struct changing changing = { { fake.bytes, fake.size }, 0, change_at, offset, 1 };
	struct source source = { read_changing, &changing, fake.size, true };
	struct verify_room here = room();

	return verify_container(&source, &params, &here, &container);
}

static void test_changing_source(void **state)
{
	(void)state;
	use_keys(rsa, 1);
	fake_make(&fake, rsa);
	for (uint32_t offset = 0; offset < fake.manifest_size; offset++) {
		/* good for the check of the header, bad in the copy */
		if (offset < CONTAINER_RSVMAP_OFFSET)
			assert_int_equal(verify_changing(offset, 1), STATUS_CHANGED);
		else
			assert_int_equal(verify_changing(offset, 1), STATUS_SIGNATURE);
		/* good in header and copy, bad ever after: not asked for again */
		assert_int_equal(verify_changing(offset, 2), STATUS_OK);
	}
}

static bool read_nothing(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	(void)context;
	(void)offset;
	(void)to;
	(void)size;
	return false;
}

static void test_failing_source(void **state)
{
	struct source source = { read_nothing, NULL, FAKE_MAX_SIZE, true };
	struct verify_room here = room();

	(void)state;
	assert_int_equal(verify_container(&source, &params, &here, &container), STATUS_TRUNCATED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_other_slot),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_every_bit_rsa),
		cmocka_unit_test(test_bits_p256),
		cmocka_unit_test(test_payload_bits),
		cmocka_unit_test(test_images),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_region),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_cap),
		cmocka_unit_test(test_purpose),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_changing_source),
		cmocka_unit_test(test_failing_source),
	};
	const struct fake_wanted wanted[] = { { &rsa[0], 2048 },
					      { &rsa[1], 3072 },
					      { &rsa[2], 4096 },
					      { &other, 2048 },
					      { &p256, 256 } };

	return FAKE_RUN(tests, wanted);
}
