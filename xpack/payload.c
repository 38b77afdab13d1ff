/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "payload.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

#define PROGRESS_NS 100000000 /* between two looks at how far the others are */
#define SHOW_STEP (1u << 20)  /* bytes between two steps of progress */
#define SMALL_WORK (1u << 20) /* bytes that are done before a thread has started */

/* What the threads share. */
struct crew {
	const struct payload_job *job;
	atomic_size_t next; /* part to be taken */
	atomic_bool failed;
	_Atomic uint64_t done; /* bytes */
	pthread_mutex_t lock;
	pthread_cond_t left;
	unsigned n_working; /* under the lock */
};

/* What one has for itself. */
struct worker {
	struct crew *crew;
	struct digest *digest;
	uint8_t *buffer;
	bool reports;   /* the progress: it is the caller's thread */
	uint64_t shown; /* of it, the last time */
};

static void step(struct worker *worker, size_t size)
{
	struct crew *crew = worker->crew;
	uint64_t done = atomic_fetch_add(&crew->done, size) + size;

	if (!worker->reports || crew->job->progress == NULL || done - worker->shown < SHOW_STEP)
		return;
	worker->shown = done;
	progress_step(crew->job->progress, done);
}

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
	const struct payload_job *job = worker->crew->job;

	digest_add(worker->digest, piece);
	for (size_t i = 0; i < job->n_sinks; i++) {
		const struct payload_sink *sink = &job->sinks[i];
		const char *why =
			file_write_bytes(sink->fd, sink->offset + part->offset + at, piece);

		if (why != NULL)
			return fail(part, sink->path, why, true);
	}
	step(worker, piece.size);
	return !atomic_load(&worker->crew->failed);
}

static bool take_memory(struct worker *worker, struct payload_part *part)
{
	struct span bytes = part->source.bytes;

	for (size_t at = 0; at < bytes.size; at += PAYLOAD_STEP) {
		size_t left = bytes.size - at;

		if (!take(worker, part, at,
			  span_part(bytes, at, left < PAYLOAD_STEP ? left : PAYLOAD_STEP)))
			return false;
	}
	return true;
}

static bool fail_changed(struct payload_part *part)
{
	return fail(part, part->source.path, "it changed while it was used", false);
}

static bool take_file(struct worker *worker, struct payload_part *part, int fd)
{
	const struct payload_source *source = &part->source;
	uint64_t at = 0;

	while (at < source->size) {
		uint64_t left = source->size - at;
		size_t size = left < PAYLOAD_STEP ? (size_t)left : PAYLOAD_STEP;
		ssize_t n = pread(fd, worker->buffer, size, (off_t)(source->offset + at));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return fail(part, source->path,
				    n == 0 ? "it became shorter" : strerror(errno), false);
		if (!take(worker, part, at, (struct span){ worker->buffer, (size_t)n }))
			return false;
		at += (uint64_t)n;
	}
	if (source->file != NULL && !mapped_is_same(source->file, fd))
		return fail_changed(part);
	return true;
}

/* Where it was not written, a copy is the file, which may change at any time: so what is hashed and
 * written is taken out of it once. */
static bool take_copy(struct worker *worker, struct payload_part *part)
{
	const struct payload_source *source = &part->source;
	const char *why = NULL;
	int fd;

	for (size_t at = 0; at < source->size; at += PAYLOAD_STEP) {
		size_t left = (size_t)source->size - at;
		struct span piece =
			span_part(source->bytes, at, left < PAYLOAD_STEP ? left : PAYLOAD_STEP);

		memcpy(worker->buffer, piece.data, piece.size);
		mapped_drop(piece);
		if (!take(worker, part, at, (struct span){ worker->buffer, piece.size }))
			return false;
	}
	fd = mapped_again(source->file, &why);
	if (fd < 0)
		return fail(part, source->path, why, false);
	close(fd);
	return true;
}

static bool take_part(struct worker *worker, struct payload_part *part)
{
	const struct payload_source *source = &part->source;
	const char *why = NULL;
	bool taken;
	int fd;

	digest_begin(worker->digest);
	if (source->is_copy) {
		taken = take_copy(worker, part);
	} else if (source->path == NULL) {
		taken = take_memory(worker, part);
	} else if (source->file == NULL) {
		taken = take_file(worker, part, source->fd);
	} else {
		fd = mapped_again(source->file, &why);
		if (fd < 0)
			return fail(part, source->path, why, false);
		taken = take_file(worker, part, fd);
		close(fd);
	}
	if (taken)
		digest_end(worker->digest, part->hash);
	return taken;
}

static void work(struct crew *crew, bool reports)
{
	struct worker worker = { crew, digest_new(), malloc(PAYLOAD_STEP), reports, 0 };
	size_t i;

	if (worker.buffer == NULL)
		memory_exhausted();
	while (!atomic_load(&crew->failed) &&
	       (i = atomic_fetch_add(&crew->next, 1)) < crew->job->n_parts)
		if (!take_part(&worker, &crew->job->parts[i]))
			atomic_store(&crew->failed, true);
	free(worker.buffer);
	digest_free(worker.digest);
}

static void *begin(void *context)
{
	struct crew *crew = context;

	work(crew, false);
	pthread_mutex_lock(&crew->lock);
	crew->n_working--;
	pthread_cond_signal(&crew->left);
	pthread_mutex_unlock(&crew->lock);
	return NULL;
}

/* The caller's thread has nothing left to do but to show what the others do. */
static void watch(struct crew *crew)
{
	pthread_mutex_lock(&crew->lock);
	while (crew->n_working != 0) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_nsec += PROGRESS_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		if (pthread_cond_timedwait(&crew->left, &crew->lock, &until) == ETIMEDOUT &&
		    crew->job->progress != NULL)
			progress_step(crew->job->progress, atomic_load(&crew->done));
	}
	pthread_mutex_unlock(&crew->lock);
}

static uint64_t size_of(const struct payload_job *job)
{
	uint64_t size = 0;

	for (size_t i = 0; i < job->n_parts; i++)
		size += job->parts[i].source.size;
	return size;
}

/* How many are worth it, the caller's own included. */
static unsigned count_threads(const struct payload_job *job, uint64_t size)
{
	long online = job->n_threads != 0 ? (long)job->n_threads : sysconf(_SC_NPROCESSORS_ONLN);
	unsigned n = online < 1                     ? 1
		     : online > PAYLOAD_MAX_THREADS ? PAYLOAD_MAX_THREADS
						    : (unsigned)online;

	if (size < SMALL_WORK)
		return 1;
	return n < job->n_parts ? n : (unsigned)job->n_parts;
}

static void work_together(struct crew *crew, unsigned n)
{
	pthread_t threads[PAYLOAD_MAX_THREADS];
	unsigned n_started = 0;

	crew->n_working = n - 1; /* before one of them can leave */
	while (n_started + 1 < n && pthread_create(&threads[n_started], NULL, begin, crew) == 0)
		n_started++;
	pthread_mutex_lock(&crew->lock);
	crew->n_working -= n - 1 - n_started;
	pthread_mutex_unlock(&crew->lock);
	work(crew, true);
	watch(crew);
	for (unsigned i = 0; i < n_started; i++)
		pthread_join(threads[i], NULL);
}

static int report(struct diag *diag, const struct payload_job *job)
{
	for (size_t i = 0; i < job->n_parts; i++) {
		const struct payload_part *part = &job->parts[i];

		if (part->why == NULL)
			continue;
		if (part->is_write)
			diag_fail(diag, EXIT_MACHINE, location_of_file(part->path), "file-write",
				  "cannot write: %s", part->why);
		else
			diag_fail(diag, EXIT_MACHINE, location_of_file(part->path), "file-read",
				  "cannot read '%s': %s", part->path, part->why);
		break;
	}
	return -1;
}

int payload_run(struct diag *diag, const struct payload_job *job)
{
	struct crew crew = { .job = job,
			     .lock = PTHREAD_MUTEX_INITIALIZER,
			     .left = PTHREAD_COND_INITIALIZER };
	uint64_t size = size_of(job);

	for (size_t i = 0; i < job->n_parts; i++)
		job->parts[i].why = NULL;
	if (job->progress != NULL)
		progress_begin(job->progress, job->phase, size);
	if (job->n_parts != 0)
		work_together(&crew, count_threads(job, size));
	if (job->progress != NULL) {
		progress_step(job->progress, atomic_load(&crew.done));
		progress_end(job->progress);
	}
	return atomic_load(&crew.failed) ? report(diag, job) : 0;
}

struct payload_source payload_memory(struct span bytes)
{
	return (struct payload_source){ .bytes = bytes, .fd = -1, .size = bytes.size };
}

struct payload_source payload_copy(const struct mapped *file, struct span bytes)
{
	return (struct payload_source){ .bytes = bytes,
					.path = file->path,
					.file = file,
					.is_copy = true,
					.fd = -1,
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
