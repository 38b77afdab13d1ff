/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "params.h"

#include "container.h"

#define P256_KEY_SIZE 65u       /* SEC 1, section 2.3.3: 04 || X || Y */
#define P256_UNCOMPRESSED 0x04u /* the same section's first byte */
#define MIN_EXPONENT 3u         /* RFC 8017, section 3.1 */

/* The numbers of the block that struct params has, one after the other. */
#define FIRST_NUMBER PARAMS_AT_CONTAINER_ADDR
#define N_NUMBERS ((PARAMS_AT_ZERO - FIRST_NUMBER) / 4)

_Static_assert(offsetof(struct params, staging_size) == 4 * (N_NUMBERS - 1),
	       "struct params begins with the block's numbers");

static void read_numbers(const uint8_t *block, struct params *params)
{
	for (size_t i = 0; i < N_NUMBERS; i++) {
		uint32_t number = get_cell(block + FIRST_NUMBER + 4 * i);

		__builtin_memcpy((uint8_t *)params + 4 * i, &number, sizeof(number));
	}
}

/* Not inlined: two copies would be larger. */
static __attribute__((noinline)) void read_name(const uint8_t *at, struct span *name)
{
	name->data = at;
	name->size = 0;
	while (name->size < PARAMS_NAME_SIZE && at[name->size] != '\0')
		name->size++;
}

/* Where the lists and the keys are.  Precondition: check_counts(). */
static void read_lists(const uint8_t *block, struct params *params)
{
	const uint8_t *at;

	params->ram = block + PARAMS_AT_WRITES + params->n_writes * PARAMS_RANGE_SIZE;
	params->reserved = params->ram + params->n_ram * PARAMS_RANGE_SIZE;
	at = params->reserved + params->n_reserved * PARAMS_RANGE_SIZE;
	for (uint32_t i = 0; i < params->n_keys; i++, at += PARAMS_KEY_SIZE) {
		struct public_key *key = &params->keys[i];

		key->algorithm = params->algorithm;
		key->id = at + PARAMS_KEY_AT_ID;
		key->exponent = get_cell(at + PARAMS_KEY_AT_EXPONENT);
		key->key.data = at + PARAMS_KEY_AT_KEY;
		key->key.size = get_cell(at + PARAMS_KEY_AT_SIZE);
	}
}

/* The lists' counts, and that together with the header they are the block. */
static bool check_counts(struct span block, const struct params *params)
{
	uint32_t n_ranges = params->n_writes + params->n_ram + params->n_reserved;
	uint32_t size = get_cell(block.data + PARAMS_AT_SIZE);

	return params->n_keys >= 1 && params->n_keys <= PARAMS_MAX_KEYS &&
	       params->n_writes <= PARAMS_MAX_RANGES && params->n_ram <= PARAMS_MAX_RANGES &&
	       params->n_reserved <= PARAMS_MAX_RANGES &&
	       size == PARAMS_HEADER_SIZE + n_ranges * PARAMS_RANGE_SIZE +
			       params->n_keys * PARAMS_KEY_SIZE &&
	       size <= block.size && size <= PARAMS_MAX_SIZE;
}

enum status params_open(struct span block, struct params *params)
{
	memset(params, 0, sizeof(*params));
	if (block.size < PARAMS_HEADER_SIZE ||
	    get_cell(block.data + PARAMS_AT_MAGIC) != PARAMS_MAGIC ||
	    get_cell(block.data + PARAMS_AT_VERSION) != PARAMS_VERSION)
		return STATUS_PARAMETERS;
	read_numbers(block.data, params);
	if (!check_counts(block, params) || params->manifest_cap > PARAMS_MAX_CAP ||
	    params->work_size <
		    params_work_size(params->manifest_cap, params_n_containers(params)) ||
	    !span_fits(UINT32_MAX, params->work_addr, params->work_size))
		return STATUS_PARAMETERS;
	read_name(block.data + PARAMS_AT_BOARD, &params->board);
	read_name(block.data + PARAMS_AT_SYSTEM, &params->system);
	read_lists(block.data, params);
	return STATUS_OK;
}

/* At least one character, printable; at least one NUL, and nothing but NULs behind. */
static bool is_name(const struct span *name)
{
	for (size_t i = 0; i < name->size; i++)
		if (name->data[i] < ' ' || name->data[i] > '~')
			return false;
	return name->size > 0 && name->size < PARAMS_NAME_SIZE &&
	       bytes_are_zero(name->data + name->size, PARAMS_NAME_SIZE - name->size);
}

/* Neither empty nor beyond the address space. */
static bool is_range(uint32_t addr, uint32_t size)
{
	return size != 0 && span_fits(UINT32_MAX, addr, size - 1);
}

static bool is_rsa_key(const struct public_key *key)
{
	size_t size = key->key.size;

	return (size == 256 || size == 384 || size == 512) && /* 2048, 3072, 4096 bits */
	       (key->key.data[0] & 0x80) != 0 && (key->key.data[size - 1] & 1) != 0 &&
	       (key->exponent & 1) != 0 && key->exponent >= MIN_EXPONENT;
}

static bool is_p256_key(const struct public_key *key)
{
	return key->key.size == P256_KEY_SIZE && key->key.data[0] == P256_UNCOMPRESSED &&
	       key->exponent == 0;
}

static bool is_key(const struct public_key *key)
{
	bool is_good = key->algorithm == CRYPTO_RSA_PKCS1_SHA256    ? is_rsa_key(key)
		       : key->algorithm == CRYPTO_ECDSA_P256_SHA256 ? is_p256_key(key)
								    : false;

	return is_good &&
	       bytes_are_zero(key->key.data + key->key.size, CRYPTO_MAX_KEY_SIZE - key->key.size);
}

static bool are_keys(const struct params *params)
{
	const struct public_key *keys = params->keys;

	for (uint32_t i = 0; i < params->n_keys; i++)
		if (!is_key(&keys[i]))
			return false;
	return params->n_keys == 1 || memcmp(keys[0].id, keys[1].id, CRYPTO_DIGEST_SIZE) != 0;
}

/* Addresses that a word can be stored to. */
static bool are_writes(const uint8_t *writes, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (params_range(writes, i).addr % sizeof(uint32_t) != 0)
			return false;
	return true;
}

static bool is_inside(struct range outer, uint32_t addr, uint32_t size)
{
	return addr >= outer.addr && span_fits(outer.size, addr - outer.addr, size);
}

/* One of the n ranges of the list holds all of it. */
static bool is_in_list(const uint8_t *list, uint32_t n, uint32_t addr, uint32_t size)
{
	for (uint32_t i = 0; i < n; i++)
		if (is_inside(params_range(list, i), addr, size))
			return true;
	return false;
}

/* Every range is one, and the work area is in one of RAM. */
static bool are_ranges(const struct params *params)
{
	for (uint32_t i = 0; i < params->n_ram + params->n_reserved; i++) {
		struct range range = params_range(params->ram, i); /* reserved follows RAM */

		if (!is_range(range.addr, range.size))
			return false;
	}
	return is_in_list(params->ram, params->n_ram, params->work_addr, params->work_size);
}

/* RAM that the loader writes to beside the work area, if there is any: in one of the RAM ranges, in
 * one that is reserved, and apart from the work area and the container.  A second container is
 * outside RAM. */
static bool is_room(const struct params *params, uint32_t addr, uint32_t size)
{
	if (size == 0)
		return addr == 0;
	return is_range(addr, size) && is_in_list(params->ram, params->n_ram, addr, size) &&
	       is_in_list(params->reserved, params->n_reserved, addr, size) &&
	       !ranges_meet(addr, size, params->work_addr, params->work_size) &&
	       !ranges_meet(addr, size, params->container_addr, params->container_size);
}

/* Staging and the boot information, which are not one place either. */
static bool are_rooms(const struct params *params)
{
	return params->staging_addr % PARAMS_STAGING_ALIGN == 0 &&
	       is_room(params, params->staging_addr, params->staging_size) &&
	       is_room(params, params->boot_addr, params->boot_size) &&
	       !ranges_meet(params->staging_addr, params->staging_size, params->boot_addr,
			    params->boot_size);
}

/* Outside all RAM: there no image can go, and the work area is not there either. */
static bool is_outside_ram(const struct params *params, uint32_t addr, uint32_t size)
{
	for (uint32_t i = 0; i < params->n_ram; i++) {
		struct range ram = params_range(params->ram, i);

		if (ranges_meet(addr, size, ram.addr, ram.size))
			return false;
	}
	return true;
}

/* A second container, if there is one, is apart from the first. */
static bool is_second(const struct params *params)
{
	uint32_t addr = params->second_addr;
	uint32_t size = params->second_size;

	if (size == 0)
		return addr == 0;
	return is_range(addr, size) && addr % CONTAINER_ALIGN == 0 &&
	       is_outside_ram(params, addr, size) &&
	       !ranges_meet(addr, size, params->container_addr, params->container_size);
}

/* Where the container lies, the cap, and where the work area lies. */
static bool are_places(const struct params *params)
{
	return is_range(params->container_addr, params->container_size) &&
	       is_range(params->work_addr, params->work_size) &&
	       params->container_addr % CONTAINER_ALIGN == 0 &&
	       params->manifest_cap % CONTAINER_ALIGN == 0 &&
	       params->work_addr % PARAMS_WORK_ALIGN == 0 &&
	       params->work_size % PARAMS_WORK_ALIGN == 0 &&
	       params->manifest_cap > CONTAINER_STRUCT_OFFSET &&
	       !ranges_meet(params->work_addr, params->work_size, params->container_addr,
			    params->container_size);
}

enum status params_read(struct span block, struct params *params)
{
	if (params_open(block, params) != STATUS_OK)
		return STATUS_PARAMETERS;
	if (!bytes_are_zero(block.data + PARAMS_AT_ZERO, PARAMS_AT_BOARD - PARAMS_AT_ZERO) ||
	    params->policy > PARAMS_POLICY_ALL || !is_name(&params->board) ||
	    !is_name(&params->system) || !are_places(params) || !are_ranges(params) ||
	    !is_second(params) || !are_rooms(params) ||
	    !are_writes(block.data + PARAMS_AT_WRITES, params->n_writes) || !are_keys(params))
		return STATUS_PARAMETERS;
	return STATUS_OK;
}
