/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "payload.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

#define SMALL_WORK (1u << 20) /* bytes that are done before a thread has started */

/* What the threads share. */
struct work {
	const struct payload_job *job;
	atomic_size_t next; /* part to be taken */
};

/* What one has for itself. */
struct worker {
	struct crew_member *member;
	const struct payload_job *job;
	struct digest *digest;
	uint8_t *buffer;
};

static bool fail(struct payload_part *part, const char *path, const char *why, bool is_write)
{
	part->path = path;
	part->why = why;
	part->is_write = is_write;
	return false;
}

/* Hash and write a piece, at that place of the part. */
static bool take(struct worker *worker, struct payload_part *part, uint64_t at, struct span piece)
{
	const struct payload_job *job = worker->job;

	digest_add(worker->digest, piece);
	for (size_t i = 0; i < job->n_sinks; i++) {
		const struct payload_sink *sink = &job->sinks[i];
		const char *why =
			file_write_bytes(sink->fd, sink->offset + part->offset + at, piece);

		if (why != NULL)
			return fail(part, sink->path, why, true);
	}
	crew_step(worker->member, piece.size);
	return !crew_has_failed(worker->member);
}

const char *payload_open(const struct payload_source *source, struct payload_reader *reader)
{
	const char *why = NULL;

	*reader = (struct payload_reader){ .source = source, .fd = source->fd };
	if (source->file == NULL)
		return NULL;
	reader->fd = mapped_again(source->file, &why);
	reader->is_own = reader->fd >= 0;
	return why;
}

const char *payload_close(struct payload_reader *reader)
{
	bool is_same =
		reader->source->file == NULL || mapped_is_same(reader->source->file, reader->fd);

	if (reader->is_own)
		close(reader->fd);
	return is_same ? NULL : MAPPED_CHANGED;
}

static const char *read_file(int fd, uint64_t offset, uint8_t *to, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(fd, to + done, size - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return strerror(errno);
		if (n == 0)
			return "it became shorter";
		done += (size_t)n;
	}
	return NULL;
}

const char *payload_read(const struct payload_reader *reader, uint64_t at, uint8_t *to, size_t size)
{
	const struct payload_source *source = reader->source;
	const char *why;

	if (source->path == NULL) {
		memcpy(to, source->bytes.data + at, size);
		return NULL;
	}
	why = read_file(reader->fd, source->offset + at, to, size);
	if (why == NULL && source->is_copy)
		mapped_overlay(source->pages, span_part(source->bytes, (size_t)at, size), to);
	return why;
}

/* The bytes of a part, one piece after the other; those in memory where they are. */
static bool take_pieces(struct worker *worker, struct payload_part *part,
			const struct payload_reader *reader)
{
	const struct payload_source *source = &part->source;

	for (uint64_t at = 0; at < source->size; at += PAYLOAD_STEP) {
		uint64_t left = source->size - at;
		struct span piece = { worker->buffer,
				      left < PAYLOAD_STEP ? (size_t)left : PAYLOAD_STEP };
		const char *why = NULL;

		if (source->path == NULL)
			piece.data = source->bytes.data + at;
		else
			why = payload_read(reader, at, worker->buffer, piece.size);
		if (why != NULL)
			return fail(part, source->path, why, false);
		if (!take(worker, part, at, piece))
			return false;
	}
	return true;
}

static bool take_part(struct worker *worker, struct payload_part *part)
{
	struct payload_reader reader;
	const char *why = payload_open(&part->source, &reader);
	bool taken;

	if (why != NULL)
		return fail(part, part->source.path, why, false);
	digest_begin(worker->digest);
	taken = take_pieces(worker, part, &reader);
	why = payload_close(&reader);
	if (taken && why != NULL)
		return fail(part, part->source.path, why, false);
	if (taken)
		digest_end(worker->digest, part->hash);
	return taken;
}

static void work(struct crew_member *member, void *context)
{
	struct work *work = context;
	const struct payload_job *job = work->job;
	struct worker worker = { member, job, digest_new(), memory_alloc(PAYLOAD_STEP) };
	size_t i;

	while (!crew_has_failed(member) && (i = atomic_fetch_add(&work->next, 1)) < job->n_parts)
		if (!take_part(&worker, &job->parts[i]))
			crew_fail(member);
	free(worker.buffer);
	digest_free(worker.digest);
}

static uint64_t size_of(const struct payload_job *job)
{
	uint64_t size = 0;

	for (size_t i = 0; i < job->n_parts; i++)
		size += job->parts[i].source.size;
	return size;
}

int payload_read_fails(struct diag *diag, const char *path, const char *why)
{
	diag_fail(diag, EXIT_MACHINE, location_of_file(path), "file-read", "cannot read '%s': %s",
		  path, why);
	return -1;
}

static int report(struct diag *diag, const struct payload_job *job)
{
	for (size_t i = 0; i < job->n_parts; i++) {
		const struct payload_part *part = &job->parts[i];

		if (part->why == NULL)
			continue;
		return part->is_write ? file_write_fails(diag, part->path, part->why)
				      : payload_read_fails(diag, part->path, part->why);
	}
	return -1;
}

int payload_run(struct diag *diag, const struct payload_job *job)
{
	struct work shared = { .job = job };
	uint64_t size = size_of(job);
	const struct crew_job crew = {
		.work = work,
		.context = &shared,
		.n_threads =
			size < SMALL_WORK ? 1 : crew_count(job->n_threads, CREW_MAX, job->n_parts),
		.progress = job->progress,
		.phase = job->phase,
		.size = size,
	};

	for (size_t i = 0; i < job->n_parts; i++)
		job->parts[i].why = NULL;
	return crew_run(&crew) ? 0 : report(diag, job);
}

struct payload_source payload_memory(struct span bytes)
{
	return (struct payload_source){ .bytes = bytes, .fd = -1, .size = bytes.size };
}

struct payload_source payload_copy(const struct mapped_origin *origin, struct span bytes)
{
	return (struct payload_source){ .bytes = bytes,
					.path = origin->file->path,
					.file = origin->file,
					.is_copy = true,
					.pages = origin->pages,
					.fd = -1,
					.offset = origin->offset,
					.size = bytes.size };
}

struct payload_source payload_file(const char *path, int fd, uint64_t offset, uint64_t size)
{
	return (struct payload_source){ .path = path, .fd = fd, .offset = offset, .size = size };
}

static int by_address(const void *a, const void *b)
{
	const struct mapped *const *x = a, *const *y = b;
	uintptr_t left = (uintptr_t)(*x)->bytes.data, right = (uintptr_t)(*y)->bytes.data;

	return left < right ? -1 : left > right;
}

void payload_sort(const struct mapped **files, size_t n)
{
	if (n != 0)
		qsort(files, n, sizeof(*files), by_address);
}

struct payload_source payload_source(const struct mapped *const *files, size_t n, struct span bytes)
{
	struct payload_source source = payload_memory(bytes);
	uintptr_t address = (uintptr_t)bytes.data;
	size_t low = 0, high = n;

	while (low < high) { /* the first file behind the address */
		size_t middle = low + (high - low) / 2;

		if ((uintptr_t)files[middle]->bytes.data <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || bytes.size == 0)
		return source;
	if (!span_fits(files[low - 1]->bytes.size, address - (uintptr_t)files[low - 1]->bytes.data,
		       bytes.size))
		return source;
	source.file = files[low - 1];
	source.path = source.file->path;
	source.offset = address - (uintptr_t)source.file->bytes.data;
	return source;
}
