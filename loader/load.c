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

void load_wipe(const struct container *container, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct image *image = &container->images[i];

		memset(board_memory(image->load, image->mem_size), 0, image->mem_size);
	}
}
