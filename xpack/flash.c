/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flash.h"

#include <inttypes.h>
#include <string.h>

#include "flash_journal.h"

#define NOISY_WRITES 2u /* more, of a block that differs */

/* The blocks that the bytes touch: number first up to last of the target. */
struct blocks {
	struct flash_job *job;
	const struct target_kind *kind;
	uint64_t first, last;
	uint8_t *found;      /* of one block: what stands there */
	bool *differs;       /* of each; all, unless it was looked at */
	int64_t n_differing; /* -1: they were not looked at */
	struct flash_journal journal;
};

/* What is written of the first or the last block: the bytes' part of it or, where it is erased as a
 * whole, all of it. */
struct edge {
	uint64_t offset; /* on the target */
	struct span bytes;
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

int flash_check_size(const struct flash_job *job)
{
	if (range_fits(job->identity.size, job->offset, job->bytes.size))
		return 0;
	diag_error(job->diag, location_of_file(flash_target_name(job)), "flash-size",
		   "%zu bytes at offset 0x%" PRIx64 " do not fit into %" PRIu64 " bytes",
		   job->bytes.size, job->offset, job->identity.size);
	return -1;
}

static int begin(struct flash_job *job, struct blocks *blocks)
{
	uint64_t n;

	if (flash_check_size(job) != 0)
		return -1;
	*blocks = (struct blocks){
		.job = job,
		.kind = target_base(job->target)->kind,
		.first = job->offset / job->identity.block,
		.last = (job->offset + job->bytes.size - 1) / job->identity.block,
		.found = arena_alloc(job->arena, job->identity.block),
		.n_differing = -1,
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

/* The part of the block that the bytes fill. */
static struct edge part_of(const struct blocks *blocks, uint64_t number)
{
	const struct flash_job *job = blocks->job;
	uint64_t start = block_start(blocks, number);
	uint64_t end = start + block_size(blocks, number);
	uint64_t bytes_end = job->offset + job->bytes.size;
	uint64_t low = start > job->offset ? start : job->offset;
	uint64_t high = end < bytes_end ? end : bytes_end;

	return (struct edge){ low, span_part(job->bytes, (size_t)(low - job->offset),
					     (size_t)(high - low)) };
}

/* At most a block, into found. */
static int read_found(struct blocks *blocks, uint64_t offset, size_t size)
{
	return blocks->kind->read(blocks->job->target, offset, blocks->found, size);
}

/* Returns 1 when the bytes are there, 0 when others are, which found has, -1 after an error. */
static int is_there(struct blocks *blocks, struct edge wanted)
{
	unsigned reads = blocks->job->identity.is_noisy ? 2 : 1;

	for (; reads > 0; reads--) {
		if (read_found(blocks, wanted.offset, wanted.bytes.size) != 0)
			return -1;
		if (memcmp(blocks->found, wanted.bytes.data, wanted.bytes.size) == 0)
			return 1;
	}
	return 0;
}

/* Which blocks differ? */
static int look(struct blocks *blocks)
{
	struct progress *progress = blocks->job->progress;
	int64_t n = 0;

	if (blocks->n_differing >= 0)
		return 0;
	progress_begin(progress, "compare", blocks->job->bytes.size);
	for (uint64_t i = blocks->first; i <= blocks->last; i++) {
		int same = is_there(blocks, part_of(blocks, i));

		if (same < 0)
			return -1;
		*differs(blocks, i) = same == 0;
		n += same == 0;
		progress_step(progress, (i - blocks->first + 1) * blocks->job->identity.block);
	}
	progress_end(progress);
	blocks->n_differing = n;
	return 0;
}

/* Was programming these bytes interrupted, or not begun?  In flash a byte may have some of its bits
 * then; elsewhere it is there or not. */
static bool is_begun_byte(const struct blocks *blocks, uint8_t found, uint8_t wanted)
{
	const uint8_t erased = blocks->job->identity.erased;
	uint8_t changed = found ^ erased;
	uint8_t change = wanted ^ erased;

	return changed == 0 || changed == change ||
	       (blocks->job->identity.must_erase && (changed & ~change) == 0);
}

/* How many bytes of found may be so: all, or up to the first that is something else. */
static size_t count_begun(const struct blocks *blocks, const uint8_t *found, struct span wanted)
{
	size_t n = 0;

	while (n < wanted.size && is_begun_byte(blocks, found[n], wanted.data[n]))
		n++;
	return n;
}

/* An interruption left the first block erased or begun, or all blocks were there before it. */
static int test_resume(struct blocks *blocks)
{
	struct flash_job *job = blocks->job;
	struct edge first = part_of(blocks, blocks->first);
	struct span found = { blocks->found, first.bytes.size };
	bool is_whole;

	if (flash_read_surely(job, first.offset, blocks->found, found.size) != 0)
		return -1;
	is_whole = span_equal(found, first.bytes);
	if (!is_whole && count_begun(blocks, found.data, first.bytes) == found.size)
		return 0;
	if (is_whole && look(blocks) != 0)
		return -1;
	if (is_whole && blocks->n_differing == 0)
		return 0;
	diag_error(job->diag, location_of_file(flash_target_name(job)), "flash-resume",
		   "nothing was interrupted here: the first block %s",
		   is_whole ? "is there, and others are not" : "has something else");
	diag_help(job->diag, location_of_file(flash_target_name(job)),
		  "--minimize writes what differs, whatever stands there");
	return -1;
}

static int report_difference(const struct blocks *blocks, struct edge wanted)
{
	const struct flash_job *job = blocks->job;
	size_t i = 0;

	while (blocks->found[i] == wanted.bytes.data[i])
		i++;
	diag_fail(job->diag, EXIT_TARGET, location_of_file(flash_target_name(job)), "flash-verify",
		  "at 0x%08" PRIx64 " it has 0x%02x, not 0x%02x",
		  job->identity.start + wanted.offset + i, blocks->found[i], wanted.bytes.data[i]);
	return -1;
}

/* Read back from the medium and compare. */
static int verify(struct blocks *blocks, struct edge wanted)
{
	int same = is_there(blocks, wanted);

	if (same == 0)
		return report_difference(blocks, wanted);
	return same < 0 ? -1 : 0;
}

static int verify_block(struct blocks *blocks, uint64_t number, struct flash_result *result)
{
	struct edge part = part_of(blocks, number);

	if (verify(blocks, part) != 0)
		return -1;
	result->verified += part.bytes.size;
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

static int erase(struct blocks *blocks, struct edge edge)
{
	return blocks->kind->erase(blocks->job->target, edge.offset, edge.bytes.size);
}

static int write_edge(struct blocks *blocks, struct edge edge)
{
	const struct flash_job *job = blocks->job;

	if ((job->identity.must_erase && erase(blocks, edge) != 0) ||
	    blocks->kind->program(job->target, edge.offset, edge.bytes) != 0)
		return -1;
	return blocks->kind->sync(job->target);
}

/* Of a noisy target a block that differs is written again. */
static int mend(struct blocks *blocks, struct edge wanted)
{
	unsigned more = blocks->job->identity.is_noisy ? NOISY_WRITES : 0;
	int same = 0;

	for (; same == 0 && more > 0; more--) {
		same = is_there(blocks, wanted);
		if (same < 0 || (same == 0 && write_edge(blocks, wanted) != 0))
			return -1;
	}
	return 0;
}

/* Once the first block is there nothing is mended: that would be half an image which boots. */
static int verify_middle(struct blocks *blocks, bool mends, struct flash_result *result)
{
	const struct flash_job *job = blocks->job;

	progress_begin(job->progress, "verify", job->bytes.size);
	for (uint64_t i = blocks->first + 1; i < blocks->last; i++) {
		if ((mends && mend(blocks, part_of(blocks, i)) != 0) ||
		    verify_block(blocks, i, result) != 0)
			return -1;
		progress_step(job->progress, (i - blocks->first) * job->identity.block);
	}
	progress_end(job->progress);
	return 0;
}

/* What stands in the block around the bytes, as it will again: pieces for the journal, or from the
 * one that an interrupted run left. */
static void keep(struct blocks *blocks, uint64_t offset, uint8_t *bytes, size_t size)
{
	struct flash_journal *journal = &blocks->journal;

	if (journal->found)
		flash_journal_put_back(journal, offset, bytes, size);
	else if (size != 0)
		journal->pieces[journal->n++] = (struct flash_piece){ offset, { bytes, size } };
}

/* What is to be written of the first or the last block; in the arena where it is more than the
 * bytes. */
static int compose(struct blocks *blocks, uint64_t number, struct edge *edge)
{
	uint64_t start = block_start(blocks, number);
	size_t size = block_size(blocks, number);
	struct edge part = part_of(blocks, number);
	size_t from = (size_t)(part.offset - start);
	size_t to = from + part.bytes.size;
	uint8_t *whole;

	*edge = part;
	if (!blocks->job->identity.must_erase || part.bytes.size == size)
		return 0;
	whole = arena_alloc(blocks->job->arena, size);
	if (flash_read_surely(blocks->job, start, whole, size) != 0)
		return -1;
	keep(blocks, start, whole, from);
	keep(blocks, start + to, whole + to, size - to);
	memcpy(whole + from, part.bytes.data, part.bytes.size);
	*edge = (struct edge){ start, { whole, size } };
	return 0;
}

/* Only what is not erased anyway is lost when it is. */
static int save_journal(const struct blocks *blocks)
{
	const struct flash_journal *journal = &blocks->journal;
	bool is_needed = false;

	for (size_t i = 0; i < journal->n; i++)
		is_needed = is_needed || !target_is_erased(journal->pieces[i].bytes,
							   blocks->job->identity.erased);
	return journal->found || !is_needed ? 0 : flash_journal_save(blocks->job, journal);
}

static int finish(struct blocks *blocks, uint64_t number, struct edge edge,
		  struct flash_result *result)
{
	if (write_edge(blocks, edge) != 0 || mend(blocks, edge) != 0 || verify(blocks, edge) != 0)
		return -1;
	result->programmed += edge.bytes.size;
	result->verified += part_of(blocks, number).bytes.size;
	return 0;
}

static int write_all(struct blocks *blocks, struct flash_result *result)
{
	bool has_last = blocks->last != blocks->first;
	struct flash_result again = { 0 };
	struct edge last = part_of(blocks, blocks->last);
	struct edge first;

	/* What cannot be read cannot be verified: better told before something is erased. */
	if (read_found(blocks, last.offset, last.bytes.size) != 0 ||
	    compose(blocks, blocks->first, &first) != 0 ||
	    (has_last && compose(blocks, blocks->last, &last) != 0) || save_journal(blocks) != 0)
		return -1;
	if (erase(blocks, first) != 0 || (has_last && erase(blocks, last) != 0) ||
	    blocks->kind->sync(blocks->job->target) != 0)
		return -1;
	if (program_middle(blocks, result) != 0 || verify_middle(blocks, true, result) != 0)
		return -1;
	if (has_last && finish(blocks, blocks->last, last, result) != 0)
		return -1;
	/* Had erasing the ends reached further than the target says, it would show behind the
	 * first block. */
	if (finish(blocks, blocks->first, first, result) != 0 ||
	    (blocks->job->identity.must_erase && ((has_last && verify(blocks, last) != 0) ||
						  verify_middle(blocks, false, &again) != 0))) {
		(void)!erase(blocks, first); /* so that it does not boot */
		return -1;
	}
	return flash_journal_drop(blocks->job, &blocks->journal);
}

/* Did this board become whole by other means since it was interrupted?  See flash_journal.h. */
static int test_stale(struct blocks *blocks)
{
	const struct flash_journal *journal = &blocks->journal;
	int same = journal->found ? is_there(blocks, part_of(blocks, blocks->first)) : 0;

	for (size_t i = 0; same == 1 && i < journal->n; i++) {
		const struct flash_piece *piece = &journal->pieces[i];
		size_t n;

		if (flash_read_surely(blocks->job, piece->offset, blocks->found,
				      piece->bytes.size) != 0)
			return -1;
		n = count_begun(blocks, blocks->found, piece->bytes);
		if (n != piece->bytes.size)
			return flash_journal_refuse_stale(blocks->job, journal, piece->offset + n);
	}
	return same < 0 ? -1 : 0;
}

/* All that can be refused before something changes. */
static int test(struct blocks *blocks)
{
	const struct flash_job *job = blocks->job;

	if ((job->identity.must_erase && flash_journal_find(job, &blocks->journal) != 0) ||
	    flash_journal_test(job, &blocks->journal) != 0 || test_stale(blocks) != 0 ||
	    (job->resume && !blocks->journal.found && test_resume(blocks) != 0))
		return -1;
	return job->confirm == NULL ? 0 : job->confirm(job->who, &blocks->journal);
}

int flash_write(struct flash_job *job, struct flash_result *result)
{
	struct blocks blocks;
	int code = 0;

	*result = (struct flash_result){ 0 };
	if (begin(job, &blocks) != 0 || test(&blocks) != 0 ||
	    (blocks.kind->prepare != NULL && blocks.kind->prepare(job->target) != 0))
		return -1;
	if (job->minimize || job->resume)
		code = look(&blocks);
	/* What stands beside the bytes may be missing even where they do not. */
	if (code == 0 && (blocks.n_differing != 0 || blocks.journal.found))
		code = write_all(&blocks, result);
	else if (code == 0)
		result->verified = job->bytes.size;
	progress_end(job->progress);
	return code;
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
