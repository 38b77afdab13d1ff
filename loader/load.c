/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "load.h"

#include "board.h"

#include <string.h>

/* Where the stored bytes go first: of a compressed image they are not what will run. */
static uint8_t *place_of(const struct params *params, const struct image *image)
{
	uint32_t addr = image->compression == IMAGE_PLAIN ? image->load : params->staging_addr;

	return board_memory(addr, image->data_size);
}

enum status load_image(const struct params *params, const struct source *source,
		       const struct container *container, const struct image *stored,
		       const struct image *image)
{
	uint8_t *memory = board_memory(image->load, image->mem_size);
	uint8_t *place = place_of(params, image);
	uint32_t size = image->data_size;
	enum status status;

	if (!source->read(source->context, container->total_size + stored->data_offset, place,
			  size))
		return STATUS_TRUNCATED;
	status = verify_image(image, (struct span){ place, size });
	if (status == STATUS_OK && image->compression != IMAGE_PLAIN)
		status = verify_unpack(image, place, memory, &size);
	if (status == STATUS_OK)
		memset(memory + size, 0, image->mem_size - size);
	return status;
}

void load_wipe(const struct params *params, const struct container *container, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct image *image = &container->images[i];

		memset(place_of(params, image), 0, image->data_size);
		memset(board_memory(image->load, image->mem_size), 0, image->mem_size);
	}
}
