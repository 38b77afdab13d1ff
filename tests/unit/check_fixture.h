/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * check_fixture: a guest without a fault for a LEON3, to be given one, and what check_elf() says.
 *
 * Segment 0 is 32 bytes of code at CHECK_CODE, segment 1 is 8 bytes at CHECK_DATA in 64 KiB.  Its
 * areas are "code" (rx) and "data" (rw), 64 KiB each at these addresses, and "free" (rwx), a page.
 */
#ifndef XPACK_TESTS_CHECK_FIXTURE_H
#define XPACK_TESTS_CHECK_FIXTURE_H

#include "elf_builder.h"
#include "xpack/check_elf.h"

#define CHECK_CODE 0x40100000u
#define CHECK_DATA 0x40110000u
#define CHECK_FREE 0x40200000u

#define CHECK_ERROR "s.xml:4:8: error: "
#define CHECK_WARNING "s.xml:4:8: warning: "
#define CHECK_HELP "s.xml:4:8: help: "
#define CHECK_ALL_AREAS                                                                            \
	"s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared here\n"              \
	"s.xml:6:3: note: area 'data' (rw) 0x40110000..0x4011ffff is declared here\n"              \
	"s.xml:7:3: note: area 'free' (rwx) 0x40200000..0x40200fff is declared here\n"
#define CHECK_V8_HELP CHECK_HELP "compile and link for SPARC V8: -m32 -mcpu=leon3\n"

struct check_fixture {
	struct arena *arena;
	struct diag *diag;
	struct build build;
	struct elf elf;               /* once it is checked */
	struct check_elf_input input; /* partition 'nav', file 'nav.elf' */
};

/* Set-up and tear-down of a cmocka test. */
int check_begin(void **state);
int check_end(void **state);
struct build *check_build(void **state);
/* Check the file that was built; the whole report must be as given. */
void check_expect_built(void **state, const char *report);
/* Build it first. */
void check_expect(void **state, const char *report);

#define CHECK_TEST(test) cmocka_unit_test_setup_teardown(test, check_begin, check_end)

#endif
