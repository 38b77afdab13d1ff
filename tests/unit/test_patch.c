/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* patch: the bytes, the mode, and the file that stays when it cannot be done. */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/patch.h"

static const struct span change = { (const uint8_t *)"XY", 2 };

static int write_patched(struct fixture *fixture, const char *from, const char *to)
{
	struct patch patch = { open(from, O_RDONLY), from, 3, change };
	int result;

	assert_true(patch.fd >= 0);
	result = patch_write(fixture->diag, &patch, to);
	close(patch.fd);
	return result;
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 0777;
}

static void changes_the_bytes_and_nothing_else(void **state)
{
	struct fixture *fixture = *state;

	fixture_write("file", "0123456789");
	assert_int_equal(chmod("file", 0604), 0);
	assert_int_equal(write_patched(fixture, "file", "other"), 0);
	assert_string_equal(fixture_read(fixture, "file"), "0123456789");
	assert_string_equal(fixture_read(fixture, "other"), "012XY56789");
	assert_int_equal(mode_of("other"), 0604);
	assert_int_equal(write_patched(fixture, "file", "file"), 0);
	assert_string_equal(fixture_read(fixture, "file"), "012XY56789");
	assert_int_equal(mode_of("file"), 0604);
	assert_int_equal(fixture_n_entries("."), 2);
	expect_report(fixture->diag, "");
}

static void follows_a_link(void **state)
{
	struct fixture *fixture = *state;
	struct stat status;

	fixture_write("file", "0123456789");
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(write_patched(fixture, "link", "link"), 0);
	assert_string_equal(fixture_read(fixture, "file"), "012XY56789");
	assert_int_equal(lstat("link", &status), 0);
	assert_true(S_ISLNK(status.st_mode));
}

static void leaves_what_it_cannot_write(void **state)
{
	struct fixture *fixture = *state;

	fixture_write("file", "0123456789");
	assert_int_equal(mkdir("directory", 0700), 0);
	assert_int_equal(write_patched(fixture, "file", "directory"), -1);
	expect_id(fixture->diag, "file-write");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_MACHINE);
	fixture_forget(fixture);
	assert_int_equal(write_patched(fixture, "file", "none/file"), -1);
	expect_id(fixture->diag, "file-write");
	assert_string_equal(fixture_read(fixture, "file"), "0123456789");
	assert_int_equal(fixture_n_entries("."), 2);
	assert_int_equal(fixture_n_entries("directory"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(changes_the_bytes_and_nothing_else),
		FIXTURE_TEST_IN_DIRECTORY(follows_a_link),
		FIXTURE_TEST_IN_DIRECTORY(leaves_what_it_cannot_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
