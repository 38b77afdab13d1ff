/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fixture: what most tests of a stage need: an arena, a diag and, where files are involved, an
 * empty directory to work in.
 *
 * fixture_begin() or fixture_begin_in_directory(), and fixture_end(), are a cmocka test's setup
 * and teardown; *state is then a struct fixture *.
 */
#ifndef XPACK_TESTS_FIXTURE_H
#define XPACK_TESTS_FIXTURE_H

#include "xpack/arena.h"
#include "xpack/buf.h"
#include "xpack/diag.h"

struct fixture {
	struct arena *arena;
	struct diag *diag;
	char *directory; /* the working directory, or NULL */
};

int fixture_begin(void **state);
int fixture_begin_in_directory(void **state);
int fixture_end(void **state);

/* Elements of a group of tests. */
#define FIXTURE_TEST(test) cmocka_unit_test_setup_teardown(test, fixture_begin, fixture_end)
#define FIXTURE_TEST_IN_DIRECTORY(test)                                                            \
	cmocka_unit_test_setup_teardown(test, fixture_begin_in_directory, fixture_end)

/* Forget what was reported. */
void fixture_forget(struct fixture *fixture);

/* Names are relative to the working directory.  A failure is that of the test. */
void fixture_write(const char *name, const char *text);
/* The whole file with a NUL behind it, in the arena. */
char *fixture_read(struct fixture *fixture, const char *name);
/* Number of entries of a directory, without "." and "..". */
unsigned fixture_n_entries(const char *directory);

/* Runs in a process of its own, and gives its exit status, 128 + n for signal n. */
int fixture_run_apart(void (*run)(void *context), void *context);

#endif
