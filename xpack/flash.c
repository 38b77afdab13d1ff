/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flash.h"

#include <inttypes.h>
#include <string.h>

#define READ_STEP ((uint64_t)1 << 20) /* bytes between two steps of progress when reading */

/* The blocks that the bytes touch: number first up to last of the target. */
struct blocks {
	struct flash_job *job;
	const struct target_kind *kind;
	uint64_t first, last;
	uint8_t *found; /* of one block: what stands there */
	bool *differs;  /* of each; all, unless it was looked at */
};

static uint64_t block_start(const struct blocks *blocks, uint64_t number)
{
	return number * blocks->job->identity.block;
}

/* The last one of the target may be short. */
static size_t block_size(const struct blocks *blocks, uint64_t number)
{
	const struct target_identity *identity = &blocks->job->identity;
	uint64_t left = identity->size - block_start(blocks, number);

	return (size_t)(left < identity->block ? left : identity->block);
}

static int refuse_size(const struct flash_job *job)
{
	diag_error(job->diag, location_of_file(target_base(job->target)->request.name),
		   "flash-size",
		   "%zu bytes at offset 0x%" PRIx64 " do not fit into %" PRIu64 " bytes",
		   job->bytes.size, job->offset, job->identity.size);
	return -1;
}

static int begin(struct flash_job *job, struct blocks *blocks)
{
	uint64_t n;

	if (!range_fits(job->identity.size, job->offset, job->bytes.size))
		return refuse_size(job);
	*blocks = (struct blocks){
		.job = job,
		.kind = target_base(job->target)->kind,
		.first = job->offset / job->identity.block,
		.last = (job->offset + job->bytes.size - 1) / job->identity.block,
		.found = arena_alloc(job->arena, job->identity.block),
	};
	n = blocks->last - blocks->first + 1;
	blocks->differs = arena_array(job->arena, (size_t)n, sizeof(*blocks->differs));
	memset(blocks->differs, true, (size_t)n);
	return 0;
}

static bool *differs(const struct blocks *blocks, uint64_t number)
{
	return &blocks->differs[number - blocks->first];
}

static int read_block(struct blocks *blocks, uint64_t number)
{
	return blocks->kind->read(blocks->job->target, block_start(blocks, number), blocks->found,
				  block_size(blocks, number));
}

/* The part of the block that the bytes fill: *from is where in the block it begins. */
static struct span part_of(const struct blocks *blocks, uint64_t number, size_t *from)
{
	const struct flash_job *job = blocks->job;
	uint64_t start = block_start(blocks, number);
	uint64_t end = start + block_size(blocks, number);
	uint64_t bytes_end = job->offset + job->bytes.size;
	uint64_t low = start > job->offset ? start : job->offset;
	uint64_t high = end < bytes_end ? end : bytes_end;

	*from = (size_t)(low - start);
	return span_part(job->bytes, (size_t)(low - job->offset), (size_t)(high - low));
}

/* What is to stand in the block, in the arena; around the bytes what stands there now. */
static int compose(struct blocks *blocks, uint64_t number, uint8_t **wanted)
{
	size_t size = block_size(blocks, number);
	size_t from;
	struct span part = part_of(blocks, number, &from);

	*wanted = arena_alloc(blocks->job->arena, size);
	if (part.size != size && read_block(blocks, number) != 0)
		return -1;
	memcpy(*wanted, blocks->found, size);
	memcpy(*wanted + from, part.data, part.size);
	return 0;
}

/* Returns 1 when the block on the target is as wanted, 0 when not, -1 after an error; found has
 * it. */
static int is_there(struct blocks *blocks, uint64_t number)
{
	size_t from;
	struct span part = part_of(blocks, number, &from);

	if (read_block(blocks, number) != 0)
		return -1;
	return memcmp(blocks->found + from, part.data, part.size) == 0;
}

static bool is_erased(const struct blocks *blocks, struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		if (bytes.data[i] != blocks->job->identity.erased)
			return false;
	return true;
}

/* Which blocks differ?  Returns their number, or -1. */
static int64_t look(struct blocks *blocks)
{
	struct progress *progress = blocks->job->progress;
	int64_t n = 0;

	progress_begin(progress, "compare", blocks->job->bytes.size);
	for (uint64_t i = blocks->first; i <= blocks->last; i++) {
		int same = is_there(blocks, i);

		if (same < 0)
			return -1;
		*differs(blocks, i) = same == 0;
		n += same == 0;
		progress_step(progress, (i - blocks->first + 1) * blocks->job->identity.block);
	}
	progress_end(progress);
	return n;
}

/* An interruption left the first block erased. */
static int test_resume(struct blocks *blocks)
{
	struct flash_job *job = blocks->job;
	size_t from;
	struct span part = part_of(blocks, blocks->first, &from);

	if (read_block(blocks, blocks->first) != 0)
		return -1;
	if (is_erased(blocks, (struct span){ blocks->found + from, part.size }))
		return 0;
	diag_error(job->diag, location_of_file(target_base(job->target)->request.name),
		   "flash-resume", "nothing was interrupted here: the first block is not erased");
	diag_help(job->diag, location_of_file(target_base(job->target)->request.name),
		  "--minimize writes what differs, whatever stands there");
	return -1;
}

static int erase_block(struct blocks *blocks, uint64_t number)
{
	return blocks->kind->erase(blocks->job->target, block_start(blocks, number),
				   block_size(blocks, number));
}

static int program_block(struct blocks *blocks, uint64_t number, const uint8_t *bytes,
			 struct flash_result *result)
{
	const struct span block = { bytes, block_size(blocks, number) };

	if ((blocks->job->identity.must_erase && erase_block(blocks, number) != 0) ||
	    blocks->kind->program(blocks->job->target, block_start(blocks, number), block) != 0)
		return -1;
	result->programmed += block.size;
	return 0;
}

static int report_difference(const struct blocks *blocks, uint64_t number)
{
	const struct flash_job *job = blocks->job;
	const char *name = target_base(job->target)->request.name;
	size_t from;
	struct span part = part_of(blocks, number, &from);
	size_t i = 0;

	while (blocks->found[from + i] == part.data[i])
		i++;
	diag_fail(job->diag, EXIT_TARGET, location_of_file(name), "flash-verify",
		  "at 0x%08" PRIx64 " it has 0x%02x, not 0x%02x",
		  job->identity.start + block_start(blocks, number) + from + i,
		  blocks->found[from + i], part.data[i]);
	return -1;
}

/* Read back from the medium and compare. */
static int verify_block(struct blocks *blocks, uint64_t number, struct flash_result *result)
{
	int same = is_there(blocks, number);
	size_t from;

	if (same < 0)
		return -1;
	if (same == 0)
		return report_difference(blocks, number);
	result->verified += part_of(blocks, number, &from).size;
	return 0;
}

/* How many blocks from that one on are programmed in one call: neighbours that differ, up to the
 * last but one. */
static uint64_t run_of(const struct blocks *blocks, uint64_t number)
{
	const struct target_identity *identity = &blocks->job->identity;
	uint64_t most = identity->burst > identity->block ? identity->burst / identity->block : 1;
	uint64_t n = 1;

	while (n < most && number + n < blocks->last && *differs(blocks, number + n))
		n++;
	return n;
}

/* Whole blocks, which the bytes fill. */
static int program_together(struct blocks *blocks, uint64_t number, uint64_t n,
			    struct flash_result *result)
{
	const struct flash_job *job = blocks->job;
	uint64_t start = block_start(blocks, number);
	uint64_t size = n * job->identity.block;
	struct span bytes = span_part(job->bytes, (size_t)(start - job->offset), (size_t)size);

	if ((job->identity.must_erase && blocks->kind->erase(job->target, start, size) != 0) ||
	    blocks->kind->program(job->target, start, bytes) != 0)
		return -1;
	result->programmed += size;
	return 0;
}

/* All blocks between the first and the last. */
static int program_middle(struct blocks *blocks, struct flash_result *result)
{
	const struct flash_job *job = blocks->job;
	uint64_t n;

	progress_begin(job->progress, "program", job->bytes.size);
	for (uint64_t i = blocks->first + 1; i < blocks->last; i += n) {
		n = *differs(blocks, i) ? run_of(blocks, i) : 1;
		if (*differs(blocks, i) && program_together(blocks, i, n, result) != 0)
			return -1;
		progress_step(job->progress, (i + n - blocks->first) * job->identity.block);
	}
	progress_end(job->progress);
	return blocks->kind->sync(job->target);
}

static int verify_middle(struct blocks *blocks, struct flash_result *result)
{
	const struct flash_job *job = blocks->job;

	progress_begin(job->progress, "verify", job->bytes.size);
	for (uint64_t i = blocks->first + 1; i < blocks->last; i++) {
		if (verify_block(blocks, i, result) != 0)
			return -1;
		progress_step(job->progress, (i - blocks->first) * job->identity.block);
	}
	progress_end(job->progress);
	return 0;
}

static int finish_block(struct blocks *blocks, uint64_t number, const uint8_t *bytes,
			struct flash_result *result)
{
	return program_block(blocks, number, bytes, result) != 0 ||
			       blocks->kind->sync(blocks->job->target) != 0 ||
			       verify_block(blocks, number, result) != 0
		       ? -1
		       : 0;
}

static int write_all(struct blocks *blocks, struct flash_result *result)
{
	bool has_last = blocks->last != blocks->first;
	struct flash_result again = { 0 };
	uint8_t *first, *last = NULL;

	if (compose(blocks, blocks->first, &first) != 0 ||
	    (has_last && compose(blocks, blocks->last, &last) != 0))
		return -1;
	/* Erasing the first may change the last: a disk's old partition table goes with it. */
	if (erase_block(blocks, blocks->first) != 0 ||
	    (has_last && (compose(blocks, blocks->last, &last) != 0 ||
			  erase_block(blocks, blocks->last) != 0)) ||
	    blocks->kind->sync(blocks->job->target) != 0)
		return -1;
	if (program_middle(blocks, result) != 0 || verify_middle(blocks, result) != 0)
		return -1;
	if (has_last && finish_block(blocks, blocks->last, last, result) != 0)
		return -1;
	if (finish_block(blocks, blocks->first, first, result) != 0)
		return -1;
	/* Had erasing the ends reached further than the target says, it would show here. */
	return blocks->job->identity.must_erase ? verify_middle(blocks, &again) : 0;
}

int flash_write(struct flash_job *job, struct flash_result *result)
{
	struct blocks blocks;
	int64_t n = 1;

	*result = (struct flash_result){ 0 };
	if (begin(job, &blocks) != 0 || (job->resume && test_resume(&blocks) != 0))
		return -1;
	if (job->minimize || job->resume)
		n = look(&blocks);
	if (n == 0)
		result->verified = job->bytes.size;
	if (n > 0 && write_all(&blocks, result) != 0)
		n = -1;
	progress_end(job->progress);
	return n < 0 ? -1 : 0;
}

int flash_verify(struct flash_job *job, struct flash_result *result)
{
	struct blocks blocks;
	int code = 0;

	*result = (struct flash_result){ 0 };
	if (begin(job, &blocks) != 0)
		return -1;
	progress_begin(job->progress, "verify", job->bytes.size);
	for (uint64_t i = blocks.first; code == 0 && i <= blocks.last; i++) {
		code = verify_block(&blocks, i, result);
		progress_step(job->progress, result->verified);
	}
	progress_end(job->progress);
	return code;
}

int flash_read(struct flash_job *job, uint64_t offset, uint64_t size, struct buf *out)
{
	const struct target_kind *kind = target_base(job->target)->kind;
	int code = 0;

	progress_begin(job->progress, "read", size);
	while (code == 0 && out->size < size) {
		uint64_t n = size - out->size < READ_STEP ? size - out->size : READ_STEP;
		uint64_t from = offset + out->size;

		code = kind->read(job->target, from, buf_put(out, NULL, (size_t)n), (size_t)n);
		progress_step(job->progress, out->size);
	}
	progress_end(job->progress);
	return code;
}
