/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "frames.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "memory.h"

/* What the threads share. */
struct line {
	const struct frames *frames;
	pthread_mutex_t lock;
	pthread_cond_t moved;
	/* under the lock: the next block that is taken */
	size_t part;
	uint64_t at;
	uint64_t n_taken;
	uint64_t n_written; /* blocks; the one with that number has its turn */
	/* of who has the turn */
	uint64_t end;          /* of what is written */
	struct digest *digest; /* of the frame */
	const char *path;
	const char *why; /* that is the first failure */
	bool is_write;
};

/* A block that a thread has taken. */
struct job {
	struct frames_part *part;
	uint64_t at; /* in the image */
	size_t size;
	uint64_t number;
};

/* What a thread has for itself. */
struct press {
	struct line *line;
	struct crew_member *member;
	struct compressor *compressor;
	uint8_t *block;
};

static bool is_last(const struct job *job)
{
	return job->at + job->size == job->part->source.size;
}

static bool take(struct line *line, struct job *job)
{
	const struct frames *frames = line->frames;
	bool found;

	pthread_mutex_lock(&line->lock);
	found = line->part < frames->n_parts;
	if (found) {
		struct frames_part *part = &frames->parts[line->part];
		uint64_t left = part->source.size - line->at;

		*job = (struct job){ part, line->at,
				     left < LZ4_BLOCK_SIZE ? (size_t)left : LZ4_BLOCK_SIZE,
				     line->n_taken++ };
		line->at += job->size;
		if (is_last(job)) {
			line->part++;
			line->at = 0;
		}
	}
	pthread_mutex_unlock(&line->lock);
	return found;
}

/* Each has its turn, also when it has failed: so the failure that is reported is the first. */
static void wait_for_turn(struct line *line, const struct job *job)
{
	pthread_mutex_lock(&line->lock);
	while (line->n_written != job->number)
		pthread_cond_wait(&line->moved, &line->lock);
	pthread_mutex_unlock(&line->lock);
}

static void end_turn(struct line *line)
{
	pthread_mutex_lock(&line->lock);
	line->n_written++;
	pthread_cond_broadcast(&line->moved);
	pthread_mutex_unlock(&line->lock);
}

static const char *append(struct line *line, struct span bytes)
{
	const char *why = NULL;

	if (line->frames->fd >= 0)
		why = file_write_bytes(line->frames->fd, line->end, bytes);
	digest_add(line->digest, bytes);
	line->end += bytes.size;
	return why;
}

static void end_frame(struct line *line, struct frames_part *part)
{
	part->size = line->end - part->offset;
	digest_end(line->digest, part->hash);
	if (part->is_kept || part->size < part->source.size)
		return;
	line->end = part->offset; /* the next one takes its place */
	part->size = 0;
}

static const char *put(struct line *line, const struct job *job, struct span block)
{
	static const uint8_t end[COMPRESS_END];
	uint8_t header[LZ4_HEADER_SIZE];
	const char *why = NULL;

	if (job->at == 0) {
		job->part->offset = line->end;
		digest_begin(line->digest);
		compress_header(header, (uint32_t)job->part->source.size);
		why = append(line, (struct span){ header, sizeof(header) });
	}
	if (why == NULL)
		why = append(line, block);
	if (why == NULL && is_last(job)) {
		why = append(line, (struct span){ end, sizeof(end) });
		end_frame(line, job->part);
	}
	return why;
}

static const char *read_block(const struct press *press, const struct job *job)
{
	struct payload_reader reader;
	const char *why = payload_open(&job->part->source, &reader);
	const char *changed;

	if (why != NULL)
		return why;
	why = payload_read(&reader, job->at, press->block, job->size);
	changed = payload_close(&reader);
	return why != NULL ? why : changed;
}

static void fail(const struct press *press, const char *path, const char *why, bool is_write)
{
	if (press->line->why == NULL) {
		press->line->path = path;
		press->line->why = why;
		press->line->is_write = is_write;
	}
	crew_fail(press->member);
}

static void press_block(const struct press *press, const struct job *job)
{
	struct span block = { press->block, job->size };
	const char *why = read_block(press, job);
	const char *not_written = NULL;
	struct span packed;

	if (why == NULL) {
		crypto_sha256(&block, 1, job->part->hashes[job->at / LZ4_BLOCK_SIZE]);
		packed = compress_block(press->compressor, block);
	}
	wait_for_turn(press->line, job);
	if (why == NULL && !crew_has_failed(press->member))
		not_written = put(press->line, job, packed);
	if (why != NULL)
		fail(press, job->part->source.path, why, false);
	else if (not_written != NULL)
		fail(press, press->line->frames->path, not_written, true);
	end_turn(press->line);
	crew_step(press->member, job->size);
}

static void work(struct crew_member *member, void *context)
{
	struct press press = { context, member, compress_new(), memory_alloc(LZ4_BLOCK_SIZE) };
	struct job job;

	while (!crew_has_failed(member) && take(press.line, &job))
		press_block(&press, &job);
	free(press.block);
	compress_free(press.compressor);
}

/* How many blocks there are; *size is of all their bytes. */
static uint64_t count_blocks(struct arena *arena, const struct frames *frames, uint64_t *size)
{
	uint64_t n_blocks = 0;

	*size = 0;
	for (size_t i = 0; i < frames->n_parts; i++) {
		struct frames_part *part = &frames->parts[i];
		uint64_t n = (part->source.size + LZ4_BLOCK_SIZE - 1) / LZ4_BLOCK_SIZE;

		part->size = 0;
		part->hashes = arena_array(arena, (size_t)n, sizeof(*part->hashes));
		n_blocks += n;
		*size += part->source.size;
	}
	return n_blocks;
}

int frames_make(struct arena *arena, struct diag *diag, const struct frames *frames)
{
	struct line line = { .frames = frames,
			     .lock = PTHREAD_MUTEX_INITIALIZER,
			     .moved = PTHREAD_COND_INITIALIZER };
	uint64_t size = 0;
	uint64_t n_blocks = count_blocks(arena, frames, &size);
	const struct crew_job crew = {
		.work = work,
		.context = &line,
		.n_threads = crew_count(frames->n_threads, FRAMES_THREADS, n_blocks),
		.progress = frames->progress,
		.phase = "compress",
		.size = size,
	};

	bool is_made;

	if (n_blocks == 0)
		return 0;
	line.digest = digest_new();
	is_made = crew_run(&crew);
	digest_free(line.digest);
	if (is_made)
		return 0;
	return line.is_write ? file_write_fails(diag, line.path, line.why)
			     : payload_read_fails(diag, line.path, line.why);
}

bool frames_hold(const struct frames_part *part, uint64_t at, struct span block)
{
	uint8_t hash[CRYPTO_DIGEST_SIZE];

	crypto_sha256(&block, 1, hash);
	return memcmp(hash, part->hashes[at / LZ4_BLOCK_SIZE], sizeof(hash)) == 0;
}
