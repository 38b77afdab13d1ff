/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* frames and unpack: images of all kinds of sources, on any number of threads, and what fails.
 * What unpack says of bad frames is held against other readers in test_lz4.c. */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/file.h"
#include "xpack/frames.h"
#include "xpack/unpack.h"

#define N_PARTS 6u
#define KIND_RANDOM 3u /* the part that does not become shorter */
#define KIND_COPY 4u   /* the part that is a copy of a file, and was written to */
#define FIRST 5000u    /* of the file's bytes that are copied */

static const struct location nowhere = { NULL, 0, 0 };
static const size_t sizes[N_PARTS] = { 1,      LZ4_BLOCK_SIZE,         2 * LZ4_BLOCK_SIZE + 1,
				       200000, LZ4_BLOCK_SIZE + 70000, 70000 };

/* Bytes with repetitions, or without. */
static uint8_t *make_bytes(struct arena *arena, size_t size, uint32_t number, bool is_random)
{
	uint8_t *bytes = arena_alloc(arena, size);

	for (size_t i = 0; i < size; i++) {
		number = number * 1664525 + 1013904223;
		bytes[i] = is_random || number >> 28 == 0 || i == 0 ? (uint8_t)(number >> 16)
								    : bytes[i - 1];
	}
	return bytes;
}

static struct mapped make_file(struct fixture *fixture, const char *path, struct span bytes)
{
	FILE *file = fopen(path, "w");
	struct mapped mapped;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(mapped_open(fixture->diag, nowhere, path, UINT32_MAX, false, &mapped), 0);
	return mapped;
}

struct bench {
	struct fixture *fixture;
	struct span bytes[N_PARTS]; /* what is compressed */
	struct buf wanted[N_PARTS]; /* what becomes of it; empty: not made yet */
	struct mapped files[N_PARTS];
	const struct mapped *file; /* of the last part */
	struct frames_part parts[N_PARTS];
	struct frames frames;
};

/* In memory, but for the last two: a copy with some bytes changed, and a file. */
static struct bench *bench_new(struct fixture *fixture)
{
	struct bench *bench = arena_alloc(fixture->arena, sizeof(*bench));
	struct mapped_origin origin;
	struct span whole, part;
	uint8_t *copy;

	bench->fixture = fixture;
	for (unsigned i = 0; i < N_PARTS; i++) {
		bench->bytes[i].size = sizes[i];
		bench->bytes[i].data = make_bytes(fixture->arena, sizes[i], i, i == KIND_RANDOM);
		bench->parts[i].source = payload_memory(bench->bytes[i]);
	}
	whole.size = FIRST + sizes[KIND_COPY];
	whole.data = make_bytes(fixture->arena, whole.size, 77, false);
	bench->files[0] = make_file(fixture, "copied", whole);
	mapped_share(fixture->arena, &bench->files[0]);
	copy = mapped_copy(fixture->arena,
			   span_part(bench->files[0].bytes, FIRST, sizes[KIND_COPY]));
	memcpy(copy + 4093, "written", 7);
	copy[sizes[KIND_COPY] - 1] ^= 1;
	part = (struct span){ copy, sizes[KIND_COPY] };
	assert_true(mapped_find_origin(fixture->arena, part, &origin));
	assert_int_equal(origin.offset, FIRST);
	assert_true(origin.pages >= 0);
	bench->parts[KIND_COPY].source = payload_copy(&origin, part);
	bench->bytes[KIND_COPY].data =
		(const uint8_t *)arena_text(fixture->arena, (const char *)copy, sizes[KIND_COPY]);
	bench->files[1] = make_file(fixture, "file", bench->bytes[N_PARTS - 1]);
	bench->file = &bench->files[1];
	bench->parts[N_PARTS - 1].source = payload_source(&bench->file, 1, bench->files[1].bytes);
	bench->frames = (struct frames){ bench->parts, N_PARTS, "scratch", -1, 0, NULL };
	return bench;
}

static void bench_end(struct bench *bench)
{
	mapped_unshare(bench->fixture->arena, &bench->files[0]);
	mapped_close(&bench->files[0]);
	mapped_close(&bench->files[1]);
	for (unsigned i = 0; i < N_PARTS; i++)
		buf_free(&bench->wanted[i]);
	if (bench->frames.fd >= 0)
		close(bench->frames.fd);
}

static struct span wanted_frame(struct bench *bench, unsigned i)
{
	if (bench->wanted[i].size == 0)
		bench->wanted[i] = compress_frame(bench->bytes[i]);
	return buf_span(&bench->wanted[i]);
}

/* Each frame is the one that is made of bytes in memory; none but that of random bytes is dropped,
 * and leaves no gap. */
static void expect_frames(struct bench *bench)
{
	uint64_t end = 0;

	for (unsigned i = 0; i < N_PARTS; i++) {
		const struct frames_part *part = &bench->parts[i];
		struct span wanted = wanted_frame(bench, i);
		uint8_t hash[CRYPTO_DIGEST_SIZE];
		uint8_t *read = malloc(wanted.size);

		assert_non_null(read);
		if (part->is_kept || wanted.size < sizes[i]) {
			assert_int_equal(part->size, wanted.size);
			crypto_sha256(&wanted, 1, hash);
			assert_memory_equal(part->hash, hash, sizeof(hash));
			assert_int_equal(part->offset, end);
			end += part->size;
			if (bench->frames.fd >= 0) {
				assert_int_equal(pread(bench->frames.fd, read, wanted.size,
						       (off_t)part->offset),
						 wanted.size);
				assert_memory_equal(read, wanted.data, wanted.size);
			}
		} else {
			assert_int_equal(part->size, 0);
		}
		free(read);
	}
}

static void make_all(struct bench *bench, unsigned n_threads)
{
	bench->frames.n_threads = n_threads;
	assert_int_equal(frames_make(bench->fixture->arena, bench->fixture->diag, &bench->frames),
			 0);
	expect_report(bench->fixture->diag, "");
}

static void any_number_of_threads_makes_the_same(void **state)
{
	static const unsigned threads[] = { 1, 2, 5, 0 };
	struct bench *bench = bench_new(*state);

	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
		bench->frames.fd = file_open_scratch(bench->fixture->diag, "out");
		assert_true(bench->frames.fd >= 0);
		make_all(bench, threads[i]);
		expect_frames(bench);
		close(bench->frames.fd);
	}
	assert_int_equal(bench->parts[KIND_RANDOM].size, 0);
	assert_int_equal(bench->parts[0].size, 0);
	/* Nothing of the copy was lost, and only what was written of it is in memory. */
	assert_memory_equal(bench->parts[KIND_COPY].source.bytes.data, bench->bytes[KIND_COPY].data,
			    sizes[KIND_COPY]);
	bench->frames.fd = -1;
	bench_end(bench);
}

static void what_gets_longer_is_kept_where_asked(void **state)
{
	struct bench *bench = bench_new(*state);

	bench->parts[0].is_kept = bench->parts[KIND_RANDOM].is_kept = true;
	make_all(bench, 2);
	expect_frames(bench);
	assert_true(bench->parts[KIND_RANDOM].size > sizes[KIND_RANDOM]);
	bench_end(bench);
}

static void a_scratch_file_has_no_name(void **state)
{
	struct fixture *fixture = *state;
	int fd = file_open_scratch(fixture->diag, "out");

	assert_true(fd >= 0);
	assert_int_equal(fixture_n_entries("."), 0);
	close(fd);
	assert_int_equal(file_open_scratch(fixture->diag, "nowhere/out"), -1);
	expect_report(fixture->diag, "nowhere/out: error: [file-write] cannot write: No such file "
				     "or directory\n");
}

struct seen {
	const struct frames_part *part;
	uint64_t end;
	bool holds;
};

static bool see(void *context, uint64_t at, struct span block)
{
	struct seen *seen = context;

	assert_int_equal(at, seen->end);
	seen->end += block.size;
	seen->holds = seen->holds && frames_hold(seen->part, at, block);
	return true;
}

/* Decode the frame of a part from the file. */
static bool holds(struct bench *bench, unsigned i, uint64_t *size)
{
	const struct frames_part *part = &bench->parts[i];
	const struct payload_source source =
		payload_file("scratch", bench->frames.fd, part->offset, part->size);
	struct seen seen = { part, 0, true };
	const struct unpack_job job = {
		.source = &source, .capacity = sizes[i], .take = see, .context = &seen
	};
	uint32_t n = 0;

	assert_null(unpack_run(&job, &n));
	*size = n;
	return seen.holds && (n == 0 || n == seen.end);
}

static void frames_are_decoded_block_by_block(void **state)
{
	struct bench *bench = bench_new(*state);
	uint64_t size = 0;
	uint8_t byte = 0;

	bench->frames.fd = file_open_scratch(bench->fixture->diag, "out");
	bench->parts[KIND_RANDOM].is_kept = true;
	make_all(bench, 2);
	for (unsigned i = 1; i < N_PARTS; i++) {
		assert_true(holds(bench, i, &size));
		assert_int_equal(size, sizes[i]);
	}
	/* A byte of what is stored as it is: a good frame of other bytes. */
	assert_int_equal(
		pwrite(bench->frames.fd, &byte, 1, (off_t)bench->parts[KIND_RANDOM].offset + 1000),
		1);
	assert_false(holds(bench, KIND_RANDOM, &size));
	assert_int_equal(size, sizes[KIND_RANDOM]);
	/* The header's checksum, at which the loader does not look. */
	assert_int_equal(
		pwrite(bench->frames.fd, &byte, 1, (off_t)bench->parts[1].offset + LZ4_AT_CHECKSUM),
		1);
	assert_true(holds(bench, 1, &size));
	assert_int_equal(size, 0);
	bench_end(bench);
}

static bool refuse(void *context, uint64_t at, struct span block)
{
	(void)block;
	(*(unsigned *)context)++;
	return at != 0;
}

static void who_takes_a_block_may_refuse_it(void **state)
{
	struct bench *bench = bench_new(*state);
	unsigned n = 0;
	struct buf frame = compress_frame(bench->bytes[2]);
	const struct payload_source source = payload_memory(buf_span(&frame));
	const struct unpack_job job = {
		.source = &source, .capacity = UINT32_MAX, .take = refuse, .context = &n
	};
	uint32_t size = 1;

	assert_null(unpack_run(&job, &size));
	assert_int_equal(size, 0);
	assert_int_equal(n, 1);
	buf_free(&frame);
	bench_end(bench);
}

static void a_frame_that_cannot_be_read_says_so(void **state)
{
	struct bench *bench = bench_new(*state);
	const struct payload_source source = payload_file("scratch", -1, 0, 100);
	const struct unpack_job job = { .source = &source, .capacity = 100 };
	uint32_t size = 1;

	assert_string_equal(unpack_run(&job, &size), "Bad file descriptor");
	assert_int_equal(size, 0);
	bench_end(bench);
}

static void expect_failed(struct bench *bench, const char *report)
{
	for (unsigned threads = 1; threads <= 4; threads += 3) {
		bench->frames.n_threads = threads;
		assert_int_equal(
			frames_make(bench->fixture->arena, bench->fixture->diag, &bench->frames),
			-1);
		expect_report(bench->fixture->diag, report);
		assert_int_equal(diag_exit_code(bench->fixture->diag), EXIT_MACHINE);
		fixture_forget(bench->fixture);
	}
	bench_end(bench);
}

static void a_file_that_changed_is_an_error(void **state)
{
	static const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	struct bench *bench = bench_new(*state);

	assert_int_equal(utimensat(AT_FDCWD, "file", times, 0), 0);
	expect_failed(bench, "file: error: [file-read] cannot read 'file': it changed while it "
			     "was used\n");
}

/* Of two failures the first is reported, also when a thread meets the other one before. */
static void the_first_failure_is_reported(void **state)
{
	struct bench *bench = bench_new(*state);

	assert_int_equal(unlink("copied"), 0);
	assert_int_equal(unlink("file"), 0);
	expect_failed(bench, "copied: error: [file-read] cannot read 'copied': No such file or "
			     "directory\n");
}

static void a_file_that_cannot_be_written_is_an_error(void **state)
{
	struct bench *bench = bench_new(*state);

	bench->frames.fd = open("file", O_RDONLY | O_CLOEXEC);
	expect_failed(bench, "scratch: error: [file-write] cannot write: Bad file descriptor\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(any_number_of_threads_makes_the_same),
		FIXTURE_TEST_IN_DIRECTORY(what_gets_longer_is_kept_where_asked),
		FIXTURE_TEST_IN_DIRECTORY(a_scratch_file_has_no_name),
		FIXTURE_TEST_IN_DIRECTORY(frames_are_decoded_block_by_block),
		FIXTURE_TEST_IN_DIRECTORY(who_takes_a_block_may_refuse_it),
		FIXTURE_TEST_IN_DIRECTORY(a_frame_that_cannot_be_read_says_so),
		FIXTURE_TEST_IN_DIRECTORY(a_file_that_changed_is_an_error),
		FIXTURE_TEST_IN_DIRECTORY(the_first_failure_is_reported),
		FIXTURE_TEST_IN_DIRECTORY(a_file_that_cannot_be_written_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
