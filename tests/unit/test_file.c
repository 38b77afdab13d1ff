/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * file, against real files, and with the functions of libc replaced that give files their names:
 * the linker is given --wrap, so that a test can make the n-th call fail.
 */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/file.h"

static const struct location nowhere = { NULL, 0, 0 };
static const struct location attribute = { "s.xml", 4, 9 };

static unsigned n_namings;      /* so far */
static unsigned failing;        /* the one that is to fail, from 1; 0: none */
static bool without_exchanging; /* as on a file system that cannot */
static bool without_unnamed;    /* likewise: each file has a name while it is written */

/* The linker makes the calls of the library end here. */
int __wrap_renameat2(int from_directory, const char *from, int to_directory, const char *to,
		     unsigned flags);
int __real_renameat2(int from_directory, const char *from, int to_directory, const char *to,
		     unsigned flags);
int __wrap_rename(const char *from, const char *to);
int __real_rename(const char *from, const char *to);

int __wrap_linkat(int from_directory, const char *from, int to_directory, const char *to,
		  int flags);
int __real_linkat(int from_directory, const char *from, int to_directory, const char *to,
		  int flags);
int __wrap_open(const char *path, int flags, ...);
int __real_open(const char *path, int flags, ...);

int __wrap_open(const char *path, int flags, ...)
{
	va_list list;
	mode_t mode = 0;

	if ((flags & O_TMPFILE) == O_TMPFILE && without_unnamed) {
		errno = EOPNOTSUPP;
		return -1;
	}
	va_start(list, flags);
	if ((flags & (O_CREAT | O_TMPFILE)) != 0)
		mode = va_arg(list, mode_t);
	va_end(list);
	return __real_open(path, flags, mode);
}

int __wrap_linkat(int from_directory, const char *from, int to_directory, const char *to, int flags)
{
	if (++n_namings == failing) {
		errno = EPERM;
		return -1;
	}
	return __real_linkat(from_directory, from, to_directory, to, flags);
}

int __wrap_renameat2(int from_directory, const char *from, int to_directory, const char *to,
		     unsigned flags)
{
	if (++n_namings == failing) {
		errno = EPERM;
		return -1;
	}
	if (without_exchanging) {
		errno = EINVAL;
		return -1;
	}
	return __real_renameat2(from_directory, from, to_directory, to, flags);
}

int __wrap_rename(const char *from, const char *to)
{
	if (++n_namings == failing) {
		errno = EPERM;
		return -1;
	}
	return __real_rename(from, to);
}

static int begin(void **state)
{
	n_namings = 0;
	failing = 0;
	without_exchanging = false;
	without_unnamed = false;
	umask(022);
	return fixture_begin_in_directory(state);
}

static struct output output(const char *path, const char *text)
{
	return (struct output){ path, { (const uint8_t *)text, strlen(text) }, 0666 };
}

static void expect_file(struct fixture *fixture, const char *name, const char *text)
{
	assert_string_equal(fixture_read(fixture, name), text);
}

/* Reading */

static void reads_a_file_whole(void **state)
{
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 1000000 };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		char *text = arena_alloc(fixture->arena, sizes[i] + 1);
		struct buf read;

		for (size_t j = 0; j < sizes[i]; j++)
			text[j] = (char)('a' + j % 23);
		fixture_write("in", text);
		assert_int_equal(file_read(fixture->diag, attribute, "in", sizes[i], &read), 0);
		assert_int_equal(read.size, sizes[i]);
		if (sizes[i] > 0)
			assert_memory_equal(read.data, text, sizes[i]);
		buf_free(&read);
		if (sizes[i] > 0)
			assert_int_equal(
				file_read(fixture->diag, nowhere, "in", sizes[i] - 1, &read), -1);
	}
	assert_int_equal(diag_n_errors(fixture->diag), 5);
}

/* The directory of the kernel has regular files whose size is given as 0. */
static void reads_a_file_without_a_size(void **state)
{
	struct fixture *fixture = *state;
	struct buf read;

	assert_int_equal(file_read(fixture->diag, nowhere, "/proc/self/status", 1 << 20, &read), 0);
	assert_true(read.size > 100);
	buf_free(&read);
	assert_int_equal(file_read(fixture->diag, nowhere, "/proc/self/status", 10, &read), -1);
	expect_report(fixture->diag,
		      "/proc/self/status: error: [file-size] '/proc/self/status' is larger than "
		      "10 bytes, the most that is read\n");
	assert_null(read.data);
}

static void refuses_what_is_no_file(void **state)
{
	struct fixture *fixture = *state;
	struct buf read;

	assert_int_equal(mkdir("directory", 0777), 0);
	assert_int_equal(mkfifo("fifo", 0666), 0);
	assert_int_equal(symlink("loop", "loop"), 0);
	fixture_write("file", "x");
	assert_int_equal(file_read(fixture->diag, attribute, "none", 10, &read), -1);
	assert_int_equal(file_read(fixture->diag, attribute, "file/x", 10, &read), -1);
	assert_int_equal(file_read(fixture->diag, attribute, "directory", 10, &read), -1);
	assert_int_equal(file_read(fixture->diag, nowhere, "fifo", 10, &read), -1);
	assert_int_equal(file_read(fixture->diag, nowhere, "/dev/zero", 10, &read), -1);
	assert_int_equal(file_read(fixture->diag, nowhere, "loop", 10, &read), -1);
	expect_report(
		fixture->diag,
		"s.xml:4:9: error: [file-read] cannot read 'none': No such file or directory\n"
		"s.xml:4:9: error: [file-read] cannot read 'file/x': Not a directory\n"
		"s.xml:4:9: error: [file-read] cannot read 'directory': Is a directory\n"
		"fifo: error: [file-read] cannot read 'fifo': not a regular file\n"
		"/dev/zero: error: [file-read] cannot read '/dev/zero': not a regular file\n"
		"loop: error: [file-read] cannot read 'loop': Too many levels of symbolic links\n");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_INPUT);
}

static void a_file_that_may_not_be_read_is_the_machines_fault(void **state)
{
	struct fixture *fixture = *state;
	struct buf read;

	/* Root may read everything; but nobody may read this. */
	fixture_write("mine", "x");
	assert_int_equal(chmod("mine", 0), 0);
	if (geteuid() == 0)
		assert_int_equal(file_read(fixture->diag, nowhere, "/proc/self/mem", 10, &read),
				 -1);
	else
		assert_int_equal(file_read(fixture->diag, nowhere, "mine", 10, &read), -1);
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_MACHINE);
	assert_null(read.data);
}

/* Writing */

static void writes_new_files_and_over_old_ones(void **state)
{
	struct fixture *fixture = *state;
	const struct output outputs[] = { output("new", "one"), output("old", "two"),
					  output("empty", "") };

	fixture_write("old", "something longer");
	assert_int_equal(file_write_all(fixture->diag, outputs, 3), 0);
	expect_file(fixture, "new", "one");
	expect_file(fixture, "old", "two");
	expect_file(fixture, "empty", "");
	assert_int_equal(fixture_n_entries("."), 3);
	assert_int_equal(file_write_all(fixture->diag, outputs, 0), 0);
	expect_report(fixture->diag, "");
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void mode_is_that_of_the_output_under_the_umask(void **state)
{
	struct fixture *fixture = *state;
	struct output outputs[] = { output("public", "x"), output("private", "y") };

	outputs[1].mode = 0600;
	umask(027);
	assert_int_equal(file_write_all(fixture->diag, outputs, 2), 0);
	assert_int_equal(mode_of("public"), 0640);
	assert_int_equal(mode_of("private"), 0600);
	without_unnamed = true;
	assert_int_equal(file_write_all(fixture->diag, outputs, 2), 0);
	assert_int_equal(mode_of("public"), 0640);
	assert_int_equal(mode_of("private"), 0600);
	assert_int_equal(umask(022), 027);
}

/* Nothing but the old files is there, as they were. */
static void expect_untouched(struct fixture *fixture, const char *report)
{
	expect_report(fixture->diag, report);
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_MACHINE);
	expect_file(fixture, "old", "old");
	assert_int_equal(fixture_n_entries("."), 1);
}

static void a_second_output_that_fails_undoes_the_first(void **state)
{
	struct fixture *fixture = *state;
	const struct output outputs[] = { output("old", "1"), output("none/b", "2") };

	fixture_write("old", "old");
	assert_int_equal(file_write_all(fixture->diag, outputs, 2), -1);
	expect_untouched(fixture, "none/b: error: [file-write] cannot write: "
				  "No such file or directory\n");
}

/* Every naming of three outputs fails in turn; then all succeed.  names: whose each is. */
static void expect_undone(struct fixture *fixture, const char *const *names, unsigned n)
{
	const struct output outputs[] = { output("new", "1"), output("old", "2"),
					  output("last", "3") };

	fixture_write("old", "old");
	for (failing = 1; failing <= n; failing++) {
		n_namings = 0;
		assert_int_equal(file_write_all(fixture->diag, outputs, 3), -1);
		expect_untouched(fixture, arena_printf(fixture->arena,
						       "%s: error: [file-write] cannot write: "
						       "Operation not permitted\n",
						       names[failing - 1]));
		fixture_forget(fixture);
	}
	n_namings = 0;
	assert_int_equal(file_write_all(fixture->diag, outputs, 3), 0);
	assert_int_equal(n_namings, n);
	assert_int_equal(fixture_n_entries("."), 3);
	expect_file(fixture, "new", "1");
	expect_file(fixture, "old", "2");
	expect_file(fixture, "last", "3");
}

/* A new file is linked; where there is one, it is linked beside it, and the two exchanged. */
static void a_naming_that_fails_undoes_all(void **state)
{
	static const char *const names[] = { "new", "old", "old", "old", "last" };

	expect_undone(*state, names, 5);
}

/* new: exchange, then rename; old: exchange; last: rename */
static void a_renaming_that_fails_undoes_all(void **state)
{
	static const char *const names[] = { "new", "new", "old", "last" };

	without_unnamed = true;
	expect_undone(*state, names, 4);
}

/* A file system that cannot exchange: files are complete still, and nothing is left behind. */
static void replaces_where_names_cannot_be_exchanged(void **state)
{
	struct fixture *fixture = *state;
	const struct output outputs[] = { output("old", "1"), output("new", "2") };

	without_exchanging = true;
	fixture_write("old", "old");
	assert_int_equal(file_write_all(fixture->diag, outputs, 2), 0);
	expect_file(fixture, "old", "1");
	expect_file(fixture, "new", "2");
	/* of each output: two attempts to link, that to exchange but for the last, the renaming */
	failing = 7 + n_namings;
	assert_int_equal(file_write_all(fixture->diag, outputs, 2), -1);
	assert_int_equal(fixture_n_entries("."), 2);
}

/* What is no file stays what it is: a device, above all. */
static void refuses_targets_that_are_no_files(void **state)
{
	struct fixture *fixture = *state;
	const struct output outputs[] = { output("directory", "1"), output("fifo", "2"),
					  output("link-to-device", "3"), output("dangling", "4"),
					  output("directory/", "5") };
	struct stat status;

	assert_int_equal(mkdir("directory", 0777), 0);
	assert_int_equal(mkfifo("fifo", 0666), 0);
	assert_int_equal(symlink("/dev/null", "link-to-device"), 0);
	assert_int_equal(symlink("nowhere", "dangling"), 0);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(file_write_all(fixture->diag, &outputs[i], 1), -1);
	expect_report(fixture->diag,
		      "directory: error: [file-write] cannot write: Is a directory\n"
		      "fifo: error: [file-write] cannot write: not a regular file\n"
		      "link-to-device: error: [file-write] cannot write: not a regular file\n"
		      "dangling: error: [file-write] cannot write: No such file or directory\n"
		      "directory/: error: [file-write] cannot write: Is a directory\n");
	assert_int_equal(fixture_n_entries("."), 4);
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
}

static void follows_a_symbolic_link(void **state)
{
	struct fixture *fixture = *state;
	const struct output outputs[] = { output("link", "new") };
	struct stat status;

	assert_int_equal(mkdir("elsewhere", 0777), 0);
	fixture_write("elsewhere/file", "old");
	assert_int_equal(symlink("elsewhere/file", "link"), 0);
	assert_int_equal(file_write_all(fixture->diag, outputs, 1), 0);
	expect_file(fixture, "elsewhere/file", "new");
	assert_int_equal(lstat("link", &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(fixture_n_entries("elsewhere"), 1);
}

/* By whatever name: a link, a detour, a file that is not there yet. */
static void refuses_two_outputs_of_one_file(void **state)
{
	struct fixture *fixture = *state;
	const struct output twice[] = { output("a", "1"), output("./a", "2") };
	const struct output linked[] = { output("old", "1"), output("link", "2") };

	fixture_write("old", "old");
	assert_int_equal(symlink("old", "link"), 0);
	assert_int_equal(file_write_all(fixture->diag, twice, 2), -1);
	assert_int_equal(file_write_all(fixture->diag, linked, 2), -1);
	expect_report(fixture->diag,
		      "./a: error: [file-write] cannot write: another output has this name\n"
		      "link: error: [file-write] cannot write: another output has this name\n");
	expect_file(fixture, "old", "old");
	assert_int_equal(fixture_n_entries("."), 2);
}

static void unwritable_directory(void *context)
{
	struct fixture *fixture = context;
	const struct output outputs[] = { output("locked/old", "new") };

	/* To root a directory without write permission is as good as any other. */
	if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		_exit(99);
	if (file_write_all(fixture->diag, outputs, 1) != -1)
		_exit(1);
	_exit((int)diag_exit_code(fixture->diag));
}

static void an_unwritable_directory_is_the_machines_fault(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(mkdir("locked", 0777), 0);
	fixture_write("locked/old", "old");
	assert_int_equal(chmod("locked", 0555), 0);
	assert_int_equal(chmod(".", 0755), 0);
	assert_int_equal(fixture_run_apart(unwritable_directory, fixture), EXIT_MACHINE);
	assert_int_equal(chmod("locked", 0777), 0);
	expect_file(fixture, "locked/old", "old");
	assert_int_equal(fixture_n_entries("locked"), 1);
}

/* A limit on the size of files is met as a full disk is: by write(), half way. */
static void write_over_the_limit(void *context)
{
	const struct rlimit limit = { 4096, 4096 };
	struct fixture *fixture = context;
	char *large = arena_alloc(fixture->arena, 10001);
	struct output outputs[] = { output("small", "1"), output("old", "") };

	memset(large, 'x', 10000);
	outputs[1].bytes = (struct span){ (const uint8_t *)large, 10000 };
	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		_exit(99);
	if (file_write_all(fixture->diag, outputs, 2) != -1)
		_exit(1);
	_exit((int)diag_exit_code(fixture->diag));
}

static void a_full_disk_leaves_all_as_it_was(void **state)
{
	struct fixture *fixture = *state;

	fixture_write("old", "old");
	assert_int_equal(fixture_run_apart(write_over_the_limit, fixture), EXIT_MACHINE);
	expect_file(fixture, "old", "old");
	assert_int_equal(fixture_n_entries("."), 1);
}

/* Paths */

static void paths_beside_a_file(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = fixture->arena;

	assert_string_equal(file_beside(arena, "s.xml", "a.elf"), "a.elf");
	assert_string_equal(file_beside(arena, "dir/s.xml", "a.elf"), "dir/a.elf");
	assert_string_equal(file_beside(arena, "/s.xml", "../a.elf"), "/../a.elf");
	assert_string_equal(file_beside(arena, "dir/s.xml", "/abs/a.elf"), "/abs/a.elf");
}

static void paths_with_another_extension(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = fixture->arena;

	assert_string_equal(file_with_extension(arena, "a/b.xml", ".itb"), "a/b.itb");
	assert_string_equal(file_with_extension(arena, "b", ".itb"), "b.itb");
	assert_string_equal(file_with_extension(arena, "a.d/b", ".itb"), "a.d/b.itb");
	assert_string_equal(file_with_extension(arena, "a/.hidden", ".itb"), "a/.hidden.itb");
	assert_string_equal(file_with_extension(arena, "b.tar.xz", ".itb"), "b.tar.itb");
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_a_file_whole),
		TEST(reads_a_file_without_a_size),
		TEST(refuses_what_is_no_file),
		TEST(a_file_that_may_not_be_read_is_the_machines_fault),
		TEST(writes_new_files_and_over_old_ones),
		TEST(mode_is_that_of_the_output_under_the_umask),
		TEST(a_second_output_that_fails_undoes_the_first),
		TEST(a_naming_that_fails_undoes_all),
		TEST(a_renaming_that_fails_undoes_all),
		TEST(replaces_where_names_cannot_be_exchanged),
		TEST(refuses_targets_that_are_no_files),
		TEST(follows_a_symbolic_link),
		TEST(refuses_two_outputs_of_one_file),
		TEST(an_unwritable_directory_is_the_machines_fault),
		TEST(a_full_disk_leaves_all_as_it_was),
		TEST(paths_beside_a_file),
		TEST(paths_with_another_extension),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
