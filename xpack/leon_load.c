/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* A program's bytes, into RAM and back. */

#include <inttypes.h>

#include "buf.h"
#include "leon_start.h"

#define BLOCK 32768u      /* bytes that are written and read back at once */
#define NOISY_BLOCK 4096u /* over a noisy line */
#define SURE_WRITES 2u    /* of a block that reads back otherwise */
#define NOISY_WRITES 3u   /* likewise, over a noisy line */
#define NOISY_READS 2u    /* after each */

struct load {
	struct buslink *link;
	struct progress *progress;
	uint64_t done; /* bytes */
};

/* What is to stand in [addr, addr + size), which are whole words: in front of the piece and behind
 * it, what is there. */
static int compose(struct load *load, const struct target_piece *piece, uint32_t addr,
		   uint8_t *bytes, size_t size)
{
	uint32_t word;

	for (size_t i = 0; i < size; i += 4)
		if (addr + i < piece->addr || addr + i + 4 > (uint64_t)piece->addr + piece->size) {
			if (buslink_get(load->link, addr + (uint32_t)i, &word) != 0)
				return -1;
			put_be32(bytes + i, word);
		}
	for (size_t i = 0; i < size; i++) {
		uint64_t at = (uint64_t)addr + i;

		if (at < piece->addr || at - piece->addr >= piece->size)
			continue;
		bytes[i] = at - piece->addr < piece->bytes.size
				   ? piece->bytes.data[at - piece->addr]
				   : 0;
	}
	return 0;
}

/* Of a noisy line a second time, before it is believed: *at is the first word that differs, n when
 * none does. */
static int compare(struct buslink *link, uint32_t addr, const uint32_t *words, uint32_t *found,
		   size_t n, size_t *at)
{
	unsigned left = link->kind->is_sure ? 1 : NOISY_READS;

	for (*at = 0; left > 0 && *at < n; left--) {
		if (buslink_read(link, addr, found, n) != 0)
			return -1;
		for (*at = 0; *at < n && found[*at] == words[*at];)
			++*at;
	}
	return 0;
}

/* Write, read back, compare; over a noisy line again. */
static int put_block(struct load *load, uint32_t addr, const uint8_t *bytes, size_t size)
{
	const struct target_request *request = load->link->request;
	unsigned left = load->link->kind->is_sure ? SURE_WRITES : NOISY_WRITES;
	uint32_t words[BLOCK / 4], found[BLOCK / 4];
	size_t n = size / 4, i = 0;

	for (size_t k = 0; k < n; k++)
		words[k] = get_be32(bytes + k * 4);
	for (; left > 0; left--) {
		if (buslink_write(load->link, addr, words, n) != 0 ||
		    compare(load->link, addr, words, found, n, &i) != 0)
			return -1;
		if (i == n)
			return 0;
	}
	diag_fail(request->diag, EXIT_TARGET, location_of_file(request->name), "flash-verify",
		  "at 0x%08" PRIx32 " it has 0x%08" PRIx32 ", not 0x%08" PRIx32,
		  addr + (uint32_t)i * 4, found[i], words[i]);
	return -1;
}

static int put_piece(struct load *load, const struct target_piece *piece)
{
	const size_t most = load->link->kind->is_sure ? BLOCK : NOISY_BLOCK;
	uint64_t end = align_up((uint64_t)piece->addr + piece->size, 4);
	uint8_t bytes[BLOCK];
	size_t size;

	for (uint64_t at = piece->addr & ~3u; at < end; at += size) {
		size = end - at < most ? (size_t)(end - at) : most;
		if (compose(load, piece, (uint32_t)at, bytes, size) != 0 ||
		    put_block(load, (uint32_t)at, bytes, size) != 0)
			return -1;
		load->done += size;
		progress_step(load->progress, load->done);
	}
	return 0;
}

int leon_load(struct buslink *link, const struct target_program *program)
{
	struct load load = { link, program->progress, 0 };
	uint64_t total = 0;
	int code = 0;

	for (size_t i = 0; i < program->n_pieces; i++)
		total += program->pieces[i].size;
	progress_begin(load.progress, "load", total);
	for (size_t i = 0; i < program->n_pieces && code == 0; i++)
		code = put_piece(&load, &program->pieces[i]);
	progress_end(load.progress);
	return code;
}
