/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Memory that is written as it is: words on the bus. */

#include "leon_storage.h"

#define BLOCK 4096u

/* Whole words; of the last one, what is behind the bytes stays. */
static int ram_program(struct leon_storage *storage, uint32_t addr, struct span bytes)
{
	uint32_t words[BLOCK / 4];

	for (size_t done = 0; done < bytes.size; done += BLOCK) {
		size_t size = bytes.size - done < BLOCK ? bytes.size - done : BLOCK;
		uint32_t at = addr + (uint32_t)done;
		size_t whole = size / 4, rest = size % 4;
		uint8_t last[4];

		for (size_t i = 0; i < whole; i++)
			words[i] = get_be32(bytes.data + done + i * 4);
		if (rest != 0) {
			if (buslink_get(storage->link, at + (uint32_t)whole * 4, &words[whole]) !=
			    0)
				return -1;
			put_be32(last, words[whole]);
			memcpy(last, bytes.data + done + whole * 4, rest);
			words[whole++] = get_be32(last);
		}
		if (buslink_write(storage->link, at, words, whole) != 0)
			return -1;
	}
	return 0;
}

/* Zeros start nothing. */
static int ram_erase(struct leon_storage *storage, uint32_t addr, uint64_t size)
{
	static const uint8_t zeros[BLOCK];

	while (size > 0) {
		size_t n = size < sizeof(zeros) ? (size_t)size : sizeof(zeros);

		if (ram_program(storage, addr, (struct span){ zeros, n }) != 0)
			return -1;
		addr += (uint32_t)n;
		size -= n;
	}
	return 0;
}

static const struct leon_storage_kind ram = {
	.erase = ram_erase,
	.program = ram_program,
};

int leon_ram_find(struct leon_storage **storage, struct buslink *link)
{
	const struct target_request *request = link->request;

	*storage = arena_alloc(request->arena, sizeof(**storage));
	**storage = (struct leon_storage){
		.kind = &ram,
		.link = link,
		.start = request->address,
		.size = request->room != 0 ? request->room : request->needed,
		.block = BLOCK,
	};
	return 0;
}
