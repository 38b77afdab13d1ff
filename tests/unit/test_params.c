/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/params.c: every field is read, and every rule of params.h refuses. */

#include "loader/params.h"

#include <string.h>

#include "cmocka_all.h"
#include "fake_keys.h"

static struct fake_key rsa[2];
static struct fake_key p256[2];
static struct fake_params block;
static struct params params;

static enum status params_of(size_t size)
{
	return params_read((struct span){ block.block, size }, &params);
}

static enum status read_block(void)
{
	return params_of(block.size);
}

static void test_reads_all(void **state)
{
	struct range range;

	(void)state;
	fake_params_init(&block, rsa, 2);
	assert_int_equal(read_block(), STATUS_OK);
	assert_int_equal(params.container_addr, 0x1000);
	assert_int_equal(params.container_size, 0x20000);
	assert_int_equal(params.manifest_cap, 0x4000);
	assert_int_equal(params.work_addr, 0x400c0000);
	assert_int_equal(params.work_size, 0x20000);
	assert_int_equal(params.security_version, 3);
	assert_int_equal(params.algorithm, CRYPTO_RSA_PKCS1_SHA256);
	assert_int_equal(params.policy, PARAMS_POLICY_ANY);
	assert_int_equal(params.n_keys, 2);
	assert_int_equal(params.n_writes, 1);
	assert_int_equal(params.n_ram, 2);
	assert_int_equal(params.n_reserved, 1);
	assert_int_equal(params.console_addr, 0x80000100);
	assert_int_equal(params.console_scaler, 0x81);
	assert_true(span_is(params.board, "leon3_generic"));
	assert_true(span_is(params.system, "leon3-two"));
	range = params_range(params.ram, 1);
	assert_int_equal(range.addr, 0x60000000);
	assert_int_equal(range.size, 0x1000);
	range = params_range(params.reserved, 0);
	assert_int_equal(range.addr, 0x400ff000);
}

static void assert_key(const struct public_key *key, const struct fake_key *wanted)
{
	assert_int_equal(key->algorithm, wanted->public.algorithm);
	assert_int_equal(key->exponent, wanted->public.exponent);
	assert_memory_equal(key->id, wanted->id, CRYPTO_DIGEST_SIZE);
	assert_true(span_equal(key->key, wanted->public.key));
}

static void test_reads_keys(void **state)
{
	(void)state;
	fake_params_init(&block, rsa, 2);
	assert_int_equal(read_block(), STATUS_OK);
	assert_key(&params.keys[0], &rsa[0]);
	assert_key(&params.keys[1], &rsa[1]);
	fake_params_init(&block, p256, 2);
	assert_int_equal(read_block(), STATUS_OK);
	assert_key(&params.keys[1], &p256[1]);
}

/* The loader's own reading of a good block gives the same. */
static void test_open(void **state)
{
	struct params opened;

	(void)state;
	fake_params_init(&block, rsa, 2);
	assert_int_equal(read_block(), STATUS_OK);
	assert_int_equal(params_open((struct span){ block.block, block.size }, &opened), STATUS_OK);
	assert_memory_equal(&opened, &params, sizeof(params));
	memset(block.block, 0xff, sizeof(block.block)); /* an erased flash */
	assert_int_equal(params_open((struct span){ block.block, sizeof(block.block) }, &opened),
			 STATUS_PARAMETERS);
	memset(block.block, 0, sizeof(block.block));
	assert_int_equal(params_open((struct span){ block.block, sizeof(block.block) }, &opened),
			 STATUS_PARAMETERS);
}

/* The loader's own reading stays inside the block, whatever stands in it. */
static void test_open_any_number(void **state)
{
	static const uint32_t numbers[] = { 0, 1, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff };
	struct params opened;

	(void)state;
	for (uint32_t at = 0; at < PARAMS_AT_ZERO; at += 4) {
		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
			fake_params_init(&block, rsa, 2);
			fake_params_set(&block, at, numbers[i]);
			if (params_open((struct span){ block.block, block.size }, &opened) !=
			    STATUS_OK)
				continue;
			assert_true(opened.keys[opened.n_keys - 1].key.data + CRYPTO_MAX_KEY_SIZE <=
				    block.block + block.size);
			assert_true(opened.work_size >=
				    params_work_size(opened.manifest_cap,
						     params_n_containers(&opened)));
		}
	}
}

static void test_every_length(void **state)
{
	(void)state;
	fake_params_init(&block, rsa, 1);
	for (size_t size = 0; size < block.size; size++)
		assert_int_equal(params_of(size), STATUS_PARAMETERS);
	assert_int_equal(params_of(block.size), STATUS_OK);
	assert_int_equal(params_of(PARAMS_MAX_SIZE), STATUS_OK);
}

struct number_case {
	uint32_t offset;
	uint32_t number;
	enum status wanted;
};

static const struct number_case numbers[] = {
	{ PARAMS_AT_MAGIC, 0x58504b41, STATUS_PARAMETERS },
	{ PARAMS_AT_VERSION, 2, STATUS_PARAMETERS },
	{ PARAMS_AT_VERSION, 0, STATUS_PARAMETERS },
	{ PARAMS_AT_SIZE, 0xe0, STATUS_PARAMETERS },
	{ PARAMS_AT_SIZE, 0xffffffff, STATUS_PARAMETERS },
	{ PARAMS_AT_CONTAINER_ADDR, 0x1004, STATUS_PARAMETERS },
	{ PARAMS_AT_CONTAINER_ADDR, 0xffff0000, STATUS_PARAMETERS }, /* wraps */
	{ PARAMS_AT_CONTAINER_ADDR, 0xfffe0000, STATUS_OK },         /* just not */
	{ PARAMS_AT_CONTAINER_ADDR, 0x400b0000, STATUS_PARAMETERS }, /* meets the work area */
	{ PARAMS_AT_CONTAINER_ADDR, 0x400a0000, STATUS_OK },         /* touches it */
	{ PARAMS_AT_CONTAINER_SIZE, 0, STATUS_PARAMETERS },
	{ PARAMS_AT_MANIFEST_CAP, 0x4004, STATUS_PARAMETERS },
	{ PARAMS_AT_MANIFEST_CAP, 0x498, STATUS_PARAMETERS },
	{ PARAMS_AT_MANIFEST_CAP, 0x4a0, STATUS_OK },
	{ PARAMS_AT_MANIFEST_CAP, 0x20000, STATUS_PARAMETERS }, /* more than the work area */
	{ PARAMS_AT_MANIFEST_CAP, 0xfffffff8, STATUS_PARAMETERS },
	{ PARAMS_AT_WORK_ADDR, 0x400c0004, STATUS_PARAMETERS },
	{ PARAMS_AT_WORK_ADDR, 0x40100000, STATUS_PARAMETERS }, /* not in RAM */
	{ PARAMS_AT_WORK_ADDR, 0x400e0008, STATUS_PARAMETERS }, /* leaves it */
	{ PARAMS_AT_WORK_ADDR, 0x400e0000, STATUS_OK },
	{ PARAMS_AT_WORK_SIZE, 0x1000, STATUS_PARAMETERS },
	{ PARAMS_AT_WORK_SIZE, 0x20004, STATUS_PARAMETERS },
	{ PARAMS_AT_WORK_SIZE, 0xffffff00, STATUS_PARAMETERS },
	{ PARAMS_AT_WORK_SIZE, 0xa800, STATUS_OK }, /* 0x4000, 64 images, 0x4000 */
	{ PARAMS_AT_WORK_SIZE, 0xa7f8, STATUS_PARAMETERS },
	{ PARAMS_AT_ALGORITHM, 0, STATUS_PARAMETERS },
	{ PARAMS_AT_ALGORITHM, 2, STATUS_PARAMETERS }, /* the keys are RSA's */
	{ PARAMS_AT_ALGORITHM, 3, STATUS_PARAMETERS },
	{ PARAMS_AT_POLICY, 1, STATUS_OK },
	{ PARAMS_AT_POLICY, 2, STATUS_PARAMETERS },
	{ PARAMS_AT_N_KEYS, 0, STATUS_PARAMETERS },
	{ PARAMS_AT_N_KEYS, 3, STATUS_PARAMETERS },
	{ PARAMS_AT_N_WRITES, 2, STATUS_PARAMETERS },
	{ PARAMS_AT_N_WRITES, 65, STATUS_PARAMETERS },
	{ PARAMS_AT_N_WRITES, 0xffffffff, STATUS_PARAMETERS },
	{ PARAMS_AT_N_RAM, 0, STATUS_PARAMETERS },
	{ PARAMS_AT_N_RAM, 3, STATUS_PARAMETERS },
	{ PARAMS_AT_N_RESERVED, 0, STATUS_PARAMETERS },
	{ PARAMS_AT_N_RESERVED, 0xffffffff, STATUS_PARAMETERS },
	{ PARAMS_AT_CONSOLE_ADDR, 0, STATUS_OK },
	{ PARAMS_AT_WRITES, 0x80000002, STATUS_PARAMETERS },      /* no place for a word */
	{ PARAMS_AT_WRITES + 12, 0, STATUS_PARAMETERS },          /* RAM is empty */
	{ PARAMS_AT_WRITES + 16, 0xfffff001, STATUS_PARAMETERS }, /* RAM wraps */
	{ PARAMS_AT_WRITES + 16, 0xfffff000, STATUS_OK },
	{ PARAMS_AT_WRITES + 28, 0, STATUS_PARAMETERS }, /* reserved is empty */
	{ PARAMS_AT_WRITES + 32 + PARAMS_KEY_AT_SIZE, 255, STATUS_PARAMETERS },
	{ PARAMS_AT_WRITES + 32 + PARAMS_KEY_AT_SIZE, 512, STATUS_PARAMETERS },
	{ PARAMS_AT_WRITES + 32 + PARAMS_KEY_AT_SIZE, 0xffffffff, STATUS_PARAMETERS },
	{ PARAMS_AT_WRITES + 32 + PARAMS_KEY_AT_EXPONENT, 3, STATUS_OK },
	{ PARAMS_AT_WRITES + 32 + PARAMS_KEY_AT_EXPONENT, 1, STATUS_PARAMETERS },
	{ PARAMS_AT_WRITES + 32 + PARAMS_KEY_AT_EXPONENT, 65536, STATUS_PARAMETERS },
};

static void test_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		fake_params_init(&block, rsa, 2);
		fake_params_set(&block, numbers[i].offset, numbers[i].number);
		if (read_block() != numbers[i].wanted)
			fail_msg("0x%x at 0x%x: wanted 0x%x", numbers[i].number, numbers[i].offset,
				 numbers[i].wanted);
	}
}

/* A second container has a region of its own, apart from the first and from all RAM. */
static void test_second(void **state)
{
	static const struct {
		uint32_t addr, size;
		enum status wanted;
	} places[] = {
		{ 0x30000, 0x10000, STATUS_OK },
		{ 0x21000, 0x10000, STATUS_OK }, /* right behind the first */
		{ 0x20ff8, 0x10000, STATUS_PARAMETERS },
		{ 0x1000, 8, STATUS_PARAMETERS },
		{ 0x30004, 0x10000, STATUS_PARAMETERS },    /* not a multiple of 8 */
		{ 0x30000, 0, STATUS_PARAMETERS },          /* an address, and nothing there */
		{ 0x30000, 0x3ffd0000, STATUS_OK },         /* up to the RAM */
		{ 0x30000, 0x3ffd0008, STATUS_PARAMETERS }, /* into it */
		{ 0x40080000, 0x1000, STATUS_PARAMETERS },  /* in it */
		{ 0x400c8000, 0x1000, STATUS_PARAMETERS },  /* in the work area */
		{ 0x60000000, 8, STATUS_PARAMETERS },       /* in the other RAM */
		{ 0xfffffff8, 8, STATUS_OK },
		{ 0xfffffff8, 9, STATUS_PARAMETERS },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		fake_params_init(&block, rsa, 1);
		fake_params_set(&block, PARAMS_AT_SECOND_ADDR, places[i].addr);
		fake_params_set(&block, PARAMS_AT_SECOND_SIZE, places[i].size);
		if (read_block() != places[i].wanted)
			fail_msg("place %zu", i);
	}
	assert_int_equal(params.second_addr, 0xfffffff8);
}

/* Two containers need two manifests and two tables. */
static void test_second_work_area(void **state)
{
	uint32_t needed = params_work_size(0x4000, 2);

	(void)state;
	assert_int_equal(needed, 2 * (0x4000 + 64 * PARAMS_IMAGE_SIZE) + PARAMS_STACK_SIZE);
	fake_params_init(&block, rsa, 1);
	fake_params_set(&block, PARAMS_AT_WORK_SIZE, needed - 8);
	assert_int_equal(read_block(), STATUS_OK);
	fake_params_set(&block, PARAMS_AT_SECOND_ADDR, 0x30000);
	fake_params_set(&block, PARAMS_AT_SECOND_SIZE, 0x10000);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	fake_params_set(&block, PARAMS_AT_WORK_SIZE, needed);
	assert_int_equal(read_block(), STATUS_OK);
	assert_int_equal(params_n_containers(&params), 2);
}

/* A cap that no arithmetic overflows. */
static void test_cap(void **state)
{
	(void)state;
	fake_params_init(&block, rsa, 1);
	fake_params_set(&block, PARAMS_AT_MANIFEST_CAP, PARAMS_MAX_CAP + 8);
	fake_params_set(&block, PARAMS_AT_WORK_SIZE, 0x40000000);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
}

static void refuses_byte(uint32_t offset, uint8_t byte)
{
	fake_params_init(&block, rsa, 1);
	block.block[offset] = byte;
	assert_int_equal(read_block(), STATUS_PARAMETERS);
}

static void test_bytes(void **state)
{
	uint32_t key = PARAMS_AT_WRITES + 32 + PARAMS_KEY_AT_KEY;

	(void)state;
	for (uint32_t at = PARAMS_AT_ZERO; at < PARAMS_AT_BOARD; at++)
		refuses_byte(at, 1);
	refuses_byte(PARAMS_AT_BOARD, 0);
	refuses_byte(PARAMS_AT_BOARD, '\n');
	refuses_byte(PARAMS_AT_BOARD + 63, 'x');
	refuses_byte(PARAMS_AT_SYSTEM, 0);
	refuses_byte(PARAMS_AT_SYSTEM + 3, 0x80);
	refuses_byte(PARAMS_AT_SYSTEM + 20, 1);
	refuses_byte(key, 0x7f);       /* 2047 bits */
	refuses_byte(key + 255, 0x10); /* even */
	refuses_byte(key + 256, 1);    /* behind the key */
	refuses_byte(key + 511, 1);
	fake_params_init(&block, rsa, 1); /* no name */
	memset(block.block + PARAMS_AT_SYSTEM, 0, PARAMS_NAME_SIZE);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	fake_params_init(&block, rsa, 1); /* a name without a NUL */
	memset(block.block + PARAMS_AT_BOARD, 'x', PARAMS_NAME_SIZE);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
}

static void test_p256_keys(void **state)
{
	uint32_t key = PARAMS_AT_WRITES + 32;

	(void)state;
	fake_params_init(&block, p256, 1);
	block.block[key + PARAMS_KEY_AT_KEY] = 2; /* a compressed point */
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	fake_params_init(&block, p256, 1);
	fake_params_set(&block, key + PARAMS_KEY_AT_SIZE, 64);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	fake_params_init(&block, p256, 1);
	fake_params_set(&block, key + PARAMS_KEY_AT_EXPONENT, 3);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
}

static void test_one_key_twice(void **state)
{
	struct fake_key twice[2];

	(void)state;
	twice[0] = twice[1] = rsa[0];
	fake_params_init(&block, twice, 2);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
}

static enum status staging(uint32_t addr, uint32_t size)
{
	fake_params_init(&block, rsa, 1);
	fake_params_set(&block, PARAMS_AT_STAGING_ADDR, addr);
	fake_params_set(&block, PARAMS_AT_STAGING_SIZE, size);
	return read_block();
}

static enum status boot_information(uint32_t addr, uint32_t size)
{
	fake_params_init(&block, rsa, 1);
	fake_params_set(&block, PARAMS_AT_BOOT_ADDR, addr);
	fake_params_set(&block, PARAMS_AT_BOOT_SIZE, size);
	return read_block();
}

/* The boot information likewise, at any address; and it is not staging. */
static void test_boot_information(void **state)
{
	(void)state;
	assert_int_equal(boot_information(0x400ff001, 0xfff), STATUS_OK);
	assert_int_equal(params.boot_addr, 0x400ff001);
	assert_int_equal(params.boot_size, 0xfff);
	assert_int_equal(boot_information(0x400ff001, 0x1000), STATUS_PARAMETERS);
	assert_int_equal(boot_information(0x400feff8, 8), STATUS_PARAMETERS); /* not reserved */
	assert_int_equal(boot_information(0x400ff000, 0), STATUS_PARAMETERS);
	assert_int_equal(boot_information(0x400ff000, 0xffffffff), STATUS_PARAMETERS);
	assert_int_equal(boot_information(0, 0), STATUS_OK);
	boot_information(0x400ff000, 0x1000);
	fake_params_set(&block, PARAMS_AT_WORK_ADDR, 0x400e0000);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	boot_information(0x400ff000, 0x1000);
	fake_params_set(&block, PARAMS_AT_CONTAINER_ADDR, 0x400f0000);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	boot_information(0x400ff000, 0x1000);
	fake_params_set(&block, PARAMS_AT_WRITES + 8, 0x41000000);
	fake_params_set(&block, PARAMS_AT_WORK_ADDR, 0x41000000);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	boot_information(0x400ff000, 0x800);
	fake_params_set(&block, PARAMS_AT_STAGING_ADDR, 0x400ff800);
	fake_params_set(&block, PARAMS_AT_STAGING_SIZE, 0x800);
	assert_int_equal(read_block(), STATUS_OK);
	fake_params_set(&block, PARAMS_AT_STAGING_ADDR, 0x400ff7f8);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
}

/* Staging lies in RAM, in a reserved range, and over nothing of the loader's. */
static void test_staging(void **state)
{
	(void)state;
	assert_int_equal(staging(0x400ff000, 0x1000), STATUS_OK);
	assert_int_equal(params.staging_addr, 0x400ff000);
	assert_int_equal(params.staging_size, 0x1000);
	assert_int_equal(staging(0x400ff008, 0xff8), STATUS_OK);
	assert_int_equal(staging(0x400ff000, 0x1001), STATUS_PARAMETERS);
	assert_int_equal(staging(0x400feff8, 8), STATUS_PARAMETERS); /* not reserved */
	assert_int_equal(staging(0x400ff004, 8), STATUS_PARAMETERS);
	assert_int_equal(staging(0x400ff000, 0), STATUS_PARAMETERS); /* none, but somewhere */
	assert_int_equal(staging(0x400ff000, 0xffffffff), STATUS_PARAMETERS);
	assert_int_equal(staging(0, 0), STATUS_OK);
	staging(0x400ff000, 0x1000);
	fake_params_set(&block, PARAMS_AT_WORK_ADDR, 0x400e0000); /* which goes on to the end */
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	staging(0x400ff000, 0x1000);
	fake_params_set(&block, PARAMS_AT_CONTAINER_ADDR, 0x400f0000);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
	staging(0x400ff000, 0x1000);
	fake_params_set(&block, PARAMS_AT_WRITES + 8, 0x41000000); /* RAM is elsewhere */
	fake_params_set(&block, PARAMS_AT_WORK_ADDR, 0x41000000);
	assert_int_equal(read_block(), STATUS_PARAMETERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_all),    cmocka_unit_test(test_reads_keys),
		cmocka_unit_test(test_open),         cmocka_unit_test(test_open_any_number),
		cmocka_unit_test(test_every_length), cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_second),       cmocka_unit_test(test_second_work_area),
		cmocka_unit_test(test_cap),          cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_p256_keys),    cmocka_unit_test(test_one_key_twice),
		cmocka_unit_test(test_staging),      cmocka_unit_test(test_boot_information),
	};
	const struct fake_wanted wanted[] = {
		{ &rsa[0], 2048 }, { &rsa[1], 2048 }, { &p256[0], 256 }, { &p256[1], 256 }
	};

	return FAKE_RUN(tests, wanted);
}
