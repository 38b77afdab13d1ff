/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* payload and mapped: parts from memory and files, on any number of threads, and what fails. */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/payload.h"

#define N_PARTS 40u
#define GAP 3u

static const struct location nowhere = { NULL, 0, 0 };

/* Bytes that differ from each other and from those of another seed. */
static uint8_t *make_bytes(struct arena *arena, size_t size, unsigned seed)
{
	uint8_t *bytes = arena_alloc(arena, size);

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)(i * 31 + i / 251 + seed * 7);
	return bytes;
}

static void write_file(const char *path, struct span bytes)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
	assert_int_equal(fclose(file), 0);
}

static struct mapped open_mapped(struct fixture *fixture, const char *path)
{
	struct mapped mapped;

	assert_int_equal(mapped_open(fixture->diag, nowhere, path, 1u << 30, true, &mapped), 0);
	return mapped;
}

/* Parts of all sizes around those that are special, one behind the other with gaps. */
static size_t part_size(size_t i)
{
	static const size_t sizes[] = { 0,
					1,
					4096,
					MAPPED_SMALL,
					MAPPED_SMALL + 1,
					PAYLOAD_STEP - 1,
					PAYLOAD_STEP,
					PAYLOAD_STEP + 1,
					3 * PAYLOAD_STEP + 5 };

	return sizes[i % (sizeof(sizes) / sizeof(sizes[0]))];
}

struct bench {
	struct fixture *fixture;
	struct span bytes[N_PARTS];
	struct payload_part parts[N_PARTS];
	struct mapped files[N_PARTS];
	struct span wanted; /* both sinks */
	struct payload_sink sinks[2];
	struct payload_job job;
};

static struct bench *bench_new(struct fixture *fixture)
{
	struct bench *bench = arena_alloc(fixture->arena, sizeof(*bench));
	const struct mapped **files =
		arena_array(fixture->arena, N_PARTS, sizeof(const struct mapped *));
	struct buf wanted = { 0 };
	size_t n = 0;

	bench->fixture = fixture;
	for (size_t i = 0; i < N_PARTS; i++) {
		const char *path = arena_printf(fixture->arena, "part-%zu", i);

		bench->bytes[i].size = part_size(i);
		bench->bytes[i].data = make_bytes(fixture->arena, part_size(i), (unsigned)i);
		write_file(path, bench->bytes[i]);
		bench->files[i] = open_mapped(fixture, path);
		if (!mapped_was_read(&bench->files[i]))
			files[n++] = &bench->files[i];
		bench->parts[i].offset = wanted.size;
		buf_put(&wanted, bench->bytes[i].data, bench->bytes[i].size);
		buf_put(&wanted, NULL, GAP);
	}
	payload_sort(files, n);
	for (size_t i = 0; i < N_PARTS; i++)
		bench->parts[i].source = payload_source(files, n, bench->files[i].bytes);
	bench->wanted.data =
		(uint8_t *)arena_text(fixture->arena, (const char *)wanted.data, wanted.size);
	bench->wanted.size = wanted.size;
	buf_free(&wanted);
	bench->job = (struct payload_job){ .parts = bench->parts,
					   .n_parts = N_PARTS,
					   .sinks = bench->sinks };
	return bench;
}

static void open_sinks(struct bench *bench)
{
	static const char *const paths[] = { "sink-0", "sink-1" };

	for (size_t i = 0; i < 2; i++) {
		bench->sinks[i] = (struct payload_sink){ paths[i], -1, i * 1000 };
		bench->sinks[i].fd = open(paths[i], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		assert_true(bench->sinks[i].fd >= 0);
		assert_int_equal(
			ftruncate(bench->sinks[i].fd, (off_t)(i * 1000 + bench->wanted.size)), 0);
	}
	bench->job.n_sinks = 2;
}

static void expect_sinks(struct bench *bench)
{
	uint8_t *bytes = malloc(bench->wanted.size);

	assert_non_null(bytes);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(pread(bench->sinks[i].fd, bytes, bench->wanted.size,
				       (off_t)bench->sinks[i].offset),
				 bench->wanted.size);
		assert_memory_equal(bytes, bench->wanted.data, bench->wanted.size);
		close(bench->sinks[i].fd);
	}
	free(bytes);
}

static void expect_hashes(const struct bench *bench)
{
	uint8_t hash[CRYPTO_DIGEST_SIZE];

	for (size_t i = 0; i < N_PARTS; i++) {
		crypto_sha256(&bench->bytes[i], 1, hash);
		assert_memory_equal(bench->parts[i].hash, hash, sizeof(hash));
	}
}

static void bench_end(struct bench *bench)
{
	for (size_t i = 0; i < N_PARTS; i++)
		mapped_close(&bench->files[i]);
}

static void any_number_of_threads_does_the_same(void **state)
{
	static const unsigned threads[] = { 1, 2, 3, 7, 64, 0 };
	struct bench *bench = bench_new(*state);

	for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
		for (size_t j = 0; j < N_PARTS; j++)
			memset(bench->parts[j].hash, 0, CRYPTO_DIGEST_SIZE);
		bench->job.n_threads = threads[i];
		open_sinks(bench);
		assert_int_equal(payload_run(bench->fixture->diag, &bench->job), 0);
		expect_sinks(bench);
		expect_hashes(bench);
	}
	expect_report(bench->fixture->diag, "");
	bench_end(bench);
}

static void without_sinks_it_hashes(void **state)
{
	struct bench *bench = bench_new(*state);

	assert_int_equal(payload_run(bench->fixture->diag, &bench->job), 0);
	expect_hashes(bench);
	bench->job.n_parts = 0;
	assert_int_equal(payload_run(bench->fixture->diag, &bench->job), 0);
	bench_end(bench);
}

/* A span is found in the file that it is of, and only when it is of one alone. */
static void sources_are_files_where_bytes_are_mapped(void **state)
{
	struct bench *bench = bench_new(*state);

	for (size_t i = 0; i < N_PARTS; i++) {
		const struct payload_source *source = &bench->parts[i].source;
		bool is_file = bench->bytes[i].size > MAPPED_SMALL;

		assert_int_equal(source->path != NULL, is_file);
		assert_ptr_equal(source->file, is_file ? &bench->files[i] : NULL);
		assert_int_equal(source->size, bench->bytes[i].size);
	}
	bench_end(bench);
}

static void a_part_of_a_file_is_a_source(void **state)
{
	struct bench *bench = bench_new(*state);
	const struct mapped *file = &bench->files[8]; /* the largest */
	struct span part = span_part(file->bytes, 1000, PAYLOAD_STEP + 77);
	struct payload_part item = { .source = payload_source(&file, 1, part) };
	const struct payload_job job = { .parts = &item, .n_parts = 1 };
	uint8_t hash[CRYPTO_DIGEST_SIZE];

	assert_int_equal(item.source.offset, 1000);
	assert_int_equal(payload_run(bench->fixture->diag, &job), 0);
	crypto_sha256(&part, 1, hash);
	assert_memory_equal(item.hash, hash, sizeof(hash));
	bench_end(bench);
}

static void expect_failed(struct bench *bench, const char *report)
{
	for (unsigned threads = 1; threads <= 3; threads++) {
		bench->job.n_threads = threads;
		assert_int_equal(payload_run(bench->fixture->diag, &bench->job), -1);
		expect_report(bench->fixture->diag, report);
		assert_int_equal(diag_exit_code(bench->fixture->diag), EXIT_MACHINE);
		fixture_forget(bench->fixture);
	}
	bench_end(bench);
}

static void a_file_that_is_gone_is_an_error(void **state)
{
	struct bench *bench = bench_new(*state);

	assert_int_equal(unlink("part-7"), 0);
	expect_failed(bench, "part-7: error: [file-read] cannot read 'part-7': No such file or "
			     "directory\n");
}

static void a_file_that_changed_is_an_error(void **state)
{
	static const struct timespec times[2] = { { 1, 0 }, { 1, 0 } };
	struct bench *bench = bench_new(*state);

	assert_int_equal(utimensat(AT_FDCWD, "part-7", times, 0), 0);
	expect_failed(bench, "part-7: error: [file-read] cannot read 'part-7': it changed while it "
			     "was used\n");
}

static void a_file_that_was_replaced_is_an_error(void **state)
{
	struct bench *bench = bench_new(*state);

	assert_int_equal(rename("part-6", "part-7"), 0);
	assert_int_equal(link("part-7", "part-6"), 0);
	expect_failed(bench, "part-7: error: [file-read] cannot read 'part-7': it changed while it "
			     "was used\n");
}

/* Of an open file only as much is known as is read. */
static void a_file_that_is_too_short_is_an_error(void **state)
{
	struct bench *bench = bench_new(*state);
	int fd = open("part-8", O_RDONLY | O_CLOEXEC);

	bench->parts[3].source = payload_file("part-8", fd, 1, part_size(8));
	expect_failed(bench,
		      "part-8: error: [file-read] cannot read 'part-8': it became shorter\n");
	close(fd);
}

static void a_sink_that_cannot_be_written_is_an_error(void **state)
{
	struct bench *bench = bench_new(*state);
	int fd = open("part-0", O_RDONLY | O_CLOEXEC);

	bench->sinks[0] = (struct payload_sink){ "out", fd, 0 };
	bench->job.n_sinks = 1;
	expect_failed(bench, "out: error: [file-write] cannot write: Bad file descriptor\n");
	close(fd);
}

static void mapped_files_are_files(void **state)
{
	struct fixture *fixture = *state;
	struct mapped mapped;

	assert_int_equal(mkdir("directory", 0777), 0);
	fixture_write("file", "12345");
	assert_int_equal(mapped_open(fixture->diag, nowhere, "directory", 9, true, &mapped), -1);
	assert_int_equal(mapped_open(fixture->diag, nowhere, "none", 9, false, &mapped), -1);
	assert_int_equal(mapped_open(fixture->diag, nowhere, "file", 4, false, &mapped), -1);
	expect_report(
		fixture->diag,
		"directory: error: [file-read] cannot read 'directory': Is a directory\n"
		"none: error: [file-read] cannot read 'none': No such file or directory\n"
		"file: error: [file-size] 'file' is larger than 4 bytes, the most that is read\n");
	fixture_write("empty", "");
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(mapped_open(fixture->diag, nowhere, "file", 5, i != 0, &mapped),
				 0);
		assert_int_equal(mapped_was_read(&mapped), i != 0);
		assert_int_equal(mapped.bytes.size, 5);
		assert_memory_equal(mapped.bytes.data, "12345", 5);
		mapped_close(&mapped);
		assert_int_equal(mapped_open(fixture->diag, nowhere, "empty", 5, i != 0, &mapped),
				 0);
		assert_int_equal(mapped.bytes.size, 0);
		mapped_close(&mapped);
	}
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, fixture_begin_in_directory, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_number_of_threads_does_the_same),
		TEST(without_sinks_it_hashes),
		TEST(sources_are_files_where_bytes_are_mapped),
		TEST(a_part_of_a_file_is_a_source),
		TEST(a_file_that_is_gone_is_an_error),
		TEST(a_file_that_changed_is_an_error),
		TEST(a_file_that_was_replaced_is_an_error),
		TEST(a_file_that_is_too_short_is_an_error),
		TEST(a_sink_that_cannot_be_written_is_an_error),
		TEST(mapped_files_are_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
