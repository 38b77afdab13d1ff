/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fuzz_container: libFuzzer's entry to the loader's trust rules, everything behind the signature.
 *
 * The cryptography is a double that accepts every signature, so that what an attacker could only
 * reach with the key is reached here too.  Whatever is accepted must be what the rules promise:
 * each image inside the file and inside RAM, apart from every other.  Sanitizers watch the rest.
 */
#include "loader/ranges.h"
#include "loader/verify.h"

#include <stdlib.h>
#include <string.h>

#define CAP 0x10000u
#define RAM_ADDR 0x40000000u
#define RAM_SIZE 0x08000000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void crypto_sha256(const struct span *parts, size_t n, uint8_t digest[CRYPTO_DIGEST_SIZE])
{
	(void)parts;
	(void)n;
	memset(digest, 0, CRYPTO_DIGEST_SIZE);
}

bool crypto_verify(const struct public_key *key, const uint8_t digest[CRYPTO_DIGEST_SIZE],
		   struct span signature)
{
	(void)key;
	(void)digest;
	(void)signature;
	return true;
}

static bool read_input(void *context, uint32_t offset, uint8_t *to, uint32_t size)
{
	const struct span *input = context;

	memcpy(to, input->data + offset, size);
	return true;
}

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_accepted(const struct container *container, size_t size)
{
	require(container->n_images > 0 && container->kernel < container->n_images);
	require(container_end(container) == size);
	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];

		require(range_fits(size - container->total_size, image->data_offset,
				   image->data_size));
		require(image->mem_size >= image->data_size);
		require(image->load >= RAM_ADDR &&
			range_fits(RAM_SIZE, image->load - RAM_ADDR, image->mem_size));
		for (uint32_t j = 0; j < i; j++)
			require(!ranges_meet(image->load, image->mem_size,
					     container->images[j].load,
					     container->images[j].mem_size));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t manifest[CAP];
	static struct image images[CAP / 256];
	uint8_t ram[PARAMS_RANGE_SIZE];
	struct span input = { data, size };
	struct source source = { read_input, &input, (uint32_t)size, true };
	struct verify_room room = { manifest, CAP, images, CAP / 256 };
	struct params params = { .n_keys = 1, .n_ram = 1, .ram = ram };
	struct container container;

	if (size < CONTAINER_RSVMAP_OFFSET || size > UINT32_MAX)
		return 0;
	put_be32(ram, RAM_ADDR);
	put_be32(ram + 4, RAM_SIZE);
	params.board = (struct span){ (const uint8_t *)"leon3_generic", 13 };
	params.system = (struct span){ (const uint8_t *)"leon3-two", 9 };
	params.keys[0].id = data + CONTAINER_SLOTS_OFFSET + CONTAINER_SLOT_KEY_ID;
	params.keys[0].algorithm = get_be32(data + CONTAINER_SLOTS_OFFSET);
	if (verify_container(&source, &params, &room, &container) == STATUS_OK)
		check_accepted(&container, size);
	return 0;
}
