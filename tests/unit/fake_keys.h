/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fake_keys: keys that all tests of a program share, because to make one takes long.
 */
#ifndef XPACK_TESTS_FAKE_KEYS_H
#define XPACK_TESTS_FAKE_KEYS_H

#include "cmocka_all.h"
#include "fake_container.h"

/* A key that the tests use, and of how many bits it is. */
struct fake_wanted {
	struct fake_key *key;
	unsigned bits;
};

/* Make the keys, run the tests, give the keys back; for main() to return. */
static inline int fake_run(const char *name, const struct CMUnitTest *tests, size_t n_tests,
			   const struct fake_wanted *wanted, size_t n_wanted)
{
	int failed;

	for (size_t i = 0; i < n_wanted; i++)
		fake_key_make(wanted[i].key, wanted[i].bits);
	failed = _cmocka_run_group_tests(name, tests, n_tests, NULL, NULL);
	for (size_t i = 0; i < n_wanted; i++)
		fake_key_free(wanted[i].key);
	return failed;
}

#define FAKE_RUN(tests, wanted)                                                                    \
	fake_run(#tests, tests, sizeof(tests) / sizeof((tests)[0]), wanted,                        \
		 sizeof(wanted) / sizeof((wanted)[0]))

#endif
