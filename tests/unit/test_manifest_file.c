/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* manifest_file: the manifest of a container, read without its payload, and what is none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "scene.h"
#include "whole.h"
#include "xpack/manifest_file.h"
#include "xpack/refusal.h"

#define STRUCTURE 0x498u /* docs/container.md */

static void write_bytes(const char *path, struct span bytes)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
	assert_int_equal(fclose(file), 0);
}

/* An unsigned container of the sample system, in "file" too. */
static struct buf make_container(struct fixture *fixture)
{
	struct scene scene = scene_of(fixture);
	struct buf bytes;

	assert_int_equal(scene_place(&scene), 0);
	assert_int_equal(whole_container(fixture->diag, scene.system, &scene.table, 0, &bytes), 0);
	write_bytes("file", buf_span(&bytes));
	return bytes;
}

static void the_manifest_is_read_alone(void **state)
{
	struct fixture *fixture = *state;
	struct buf bytes = make_container(fixture);
	struct manifest_file file;

	assert_int_equal(manifest_file_open(fixture->arena, fixture->diag, "file", &file), 0);
	expect_report(fixture->diag, "");
	assert_string_equal(file.path, "file");
	assert_int_equal(file.bytes.size, file.parsed.total_size);
	assert_true(file.bytes.size < bytes.size);
	assert_memory_equal(file.bytes.data, bytes.data, file.bytes.size);
	assert_true(file.parsed.n_images > 0);
	assert_int_equal(lseek(file.fd, 0, SEEK_END), bytes.size);
	manifest_file_close(&file);
	assert_int_equal(file.fd, -1);
	manifest_file_close(&file); /* once more does nothing */
	buf_free(&bytes);
}

static void expect_failed(struct fixture *fixture, const char *path, int code, const char *report)
{
	struct manifest_file file;

	assert_int_equal(manifest_file_open(fixture->arena, fixture->diag, path, &file), -1);
	assert_int_equal(file.fd, -1);
	expect_report(fixture->diag, report);
	assert_int_equal(diag_exit_code(fixture->diag), code);
	fixture_forget(fixture);
}

static void files_that_cannot_be_read(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(mkdir("directory", 0777), 0);
	assert_int_equal(mkfifo("fifo", 0666), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	expect_failed(fixture, "none", EXIT_INPUT,
		      "none: error: [file-read] cannot read 'none': No such file or directory\n");
	expect_failed(fixture, "directory", EXIT_INPUT,
		      "directory: error: [file-read] cannot read 'directory': Is a directory\n");
	expect_failed(fixture, "fifo", EXIT_INPUT,
		      "fifo: error: [file-read] cannot read 'fifo': not a regular file\n");
	expect_failed(fixture, "loop", EXIT_INPUT,
		      "loop: error: [file-read] cannot read 'loop': Too many levels of symbolic "
		      "links\n");
}

static void files_that_are_too_large(void **state)
{
	struct fixture *fixture = *state;

	fixture_write("large", "");
	assert_int_equal(truncate("large", (off_t)UINT32_MAX + 1), 0);
	expect_failed(fixture, "large", EXIT_INPUT,
		      "large: error: [file-size] 'large' is larger than 4294967295 bytes, the most "
		      "that is read\n");
}

static void files_that_are_no_container(void **state)
{
	struct fixture *fixture = *state;
	const char *report = "%s: error: [not-an-image] this is neither a container nor a boot "
			     "image of a known loader\n";

	fixture_write("empty", "");
	fixture_write("text", "text");
	expect_failed(fixture, "empty", EXIT_TRUST, arena_printf(fixture->arena, report, "empty"));
	expect_failed(fixture, "text", EXIT_TRUST, arena_printf(fixture->arena, report, "text"));
}

/* The first n bytes of a container and some zeros. */
static void expect_refused(struct fixture *fixture, struct span bytes, enum status status)
{
	write_bytes("file", bytes);
	expect_failed(fixture, "file", EXIT_TRUST,
		      arena_printf(fixture->arena,
				   "file: error: [not-canonical] refused with code 0x%02x: %s\n"
				   "file: help: docs/loader-codes.md says what to look at\n",
				   (unsigned)status, refusal_text(status)));
}

static void containers_that_are_not_whole(void **state)
{
	struct fixture *fixture = *state;
	struct buf bytes = make_container(fixture);
	struct span whole = buf_span(&bytes);
	uint32_t total = get_be32(bytes.data + 4);

	expect_refused(fixture, span_part(whole, 0, whole.size - 1), STATUS_TRUNCATED);
	expect_refused(fixture, span_part(whole, 0, total), STATUS_TRUNCATED);
	expect_refused(fixture, span_part(whole, 0, total - 1), STATUS_TRUNCATED);
	buf_put(&bytes, NULL, 8);
	expect_refused(fixture, buf_span(&bytes), STATUS_END);
	buf_free(&bytes);
}

/* The loader's strict reader has the word. */
static void containers_that_are_not_canonical(void **state)
{
	struct fixture *fixture = *state;
	struct buf bytes = make_container(fixture);

	bytes.data[CONTAINER_AUTH_OFFSET]++;
	expect_refused(fixture, buf_span(&bytes), STATUS_AUTH_BLOCK);
	bytes.data[CONTAINER_AUTH_OFFSET]--;
	bytes.data[STRUCTURE]++; /* the first token */
	expect_refused(fixture, buf_span(&bytes), STATUS_STRUCTURE);
	buf_free(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(the_manifest_is_read_alone),
		FIXTURE_TEST_IN_DIRECTORY(files_that_cannot_be_read),
		FIXTURE_TEST_IN_DIRECTORY(files_that_are_too_large),
		FIXTURE_TEST_IN_DIRECTORY(files_that_are_no_container),
		FIXTURE_TEST_IN_DIRECTORY(containers_that_are_not_whole),
		FIXTURE_TEST_IN_DIRECTORY(containers_that_are_not_canonical),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
