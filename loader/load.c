/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "load.h"

#include "board.h"

#include <string.h>

enum status load_image(const struct source *source, const struct container *container,
		       const struct image *stored, const struct image *image)
{
	uint8_t *memory = board_memory(image->load, image->mem_size);
	enum status status;

	if (!source->read(source->context, container->total_size + stored->data_offset, memory,
			  image->data_size))
		return STATUS_TRUNCATED;
	status = verify_image(image, (struct span){ memory, image->data_size });
	if (status == STATUS_OK)
		memset(memory + image->data_size, 0, image->mem_size - image->data_size);
	return status;
}

const struct image *load_find_twin(const struct container *container, const struct image *image)
{
	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *twin = &container->images[i];

		if (twin->data_size == image->data_size &&
		    memcmp(twin->hash, image->hash, CRYPTO_DIGEST_SIZE) == 0)
			return twin;
	}
	return NULL;
}

void load_wipe(const struct container *container, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct image *image = &container->images[i];

		memset(board_memory(image->load, image->mem_size), 0, image->mem_size);
	}
}
