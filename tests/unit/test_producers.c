/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* producers: what compilers are called, and lines of .comment.  DWARF is tried with files that
 * compilers made, in tests/elf/test_dwarf.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "xpack/producers.h"

static void names(void **state)
{
	static const char *const pairs[][2] = {
		{ "GCC: (Debian 12.2.0-14) 12.2.0", "GCC 12.2.0" },
		{ "GCC: (GNU) 4.9.4 20150801 (release) [gaisler rev 24]", "GCC 4.9.4" },
		{ "GCC: (crosstool (1) x) 7.1.0", "GCC 7.1.0" },
		{ "GNU C11 12.2.0 -mcpu=leon3 -Os", "GCC 12.2.0" },
		{ "GNU C++17 12.2.0 -g", "GCC 12.2.0" },
		{ "GNU Ada 12.2.0 -g", "GCC 12.2.0" },
		{ "GNU GIMPLE 12.2.0 -m32 -flto", "GCC 12.2.0" },
		{ "Debian clang version 14.0.6", "clang 14.0.6" },
		{ "clang version 15.0.7 (https://example.org 8dfd)", "clang 15.0.7" },
		{ "clang LLVM (rustc version 1.63.0 (4b91a6ea7 2022-08-08))", "rustc 1.63.0" },
		{ "rustc version 1.63.0 (4b91a6ea7 2022-08-08)", "rustc 1.63.0" },
		{ "GNU AS 2.40", NULL },
		{ "Linker: Debian LLD 14.0.6", NULL },
		{ "mold 1.10.1 (compatible with GNU ld)", NULL },
		{ "Compiler of the house 3 -O2", "Compiler of the house 3" },
		{ "GNU something", "GNU something" },
		{ "GCC: (no end 1.2", "GCC: (no end 1.2" },
		{ "odd\n\x80", "odd??" },
		{ "0123456789012345678901234567890123456789012345678901234567890123456789",
		  "0123456789012345678901234567890123456789012345678901234567890123" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		const char *name = producers_name(fixture->arena, pairs[i][0]);

		if (pairs[i][1] == NULL)
			assert_null(name);
		else
			assert_string_equal(name, pairs[i][1]);
	}
}

static void read_comment(struct fixture *fixture, const char *text, size_t size,
			 struct producers *producers)
{
	struct elf_section *sections = arena_array(fixture->arena, 2, sizeof(*sections));
	struct elf elf = { .file = { (const uint8_t *)text, size },
			   .sections = sections,
			   .n_sections = 2 };

	sections[0].name = "";
	sections[1] = (struct elf_section){ .name = ".comment", .index = 1, .data = elf.file };
	producers_read(fixture->arena, &elf, producers);
}

static void lines_of_comment(void **state)
{
	static const char text[] = "\0clang version 14.0.6\0GCC: (A) 12.2.0\0\0GCC: (B) 12.2.0\0"
				   "Linker: LLD 14\0GCC: (B) 12.3.0";
	struct fixture *fixture = *state;
	struct producers producers;

	read_comment(fixture, text, sizeof(text) - 1, &producers);
	assert_int_equal(producers.n_producers, 3);
	assert_string_equal(producers.producers[0].name, "GCC 12.2.0");
	assert_string_equal(producers.producers[1].name, "GCC 12.3.0");
	assert_string_equal(producers.producers[2].name, "clang 14.0.6");
	assert_true(producers.producers[2].in_comment);
	assert_int_equal(producers.producers[2].n_units, 0);
	assert_null(producers.defect);
}

/* A file of names without end is not read without end. */
static void too_many(void **state)
{
	struct fixture *fixture = *state;
	struct producers producers;
	struct buf text = { 0 };

	for (unsigned i = 0; i < 200; i++) {
		buf_printf(&text, "compiler %u", i);
		buf_put(&text, "", 1);
	}
	read_comment(fixture, (const char *)text.data, text.size, &producers);
	assert_int_equal(producers.n_producers, PRODUCERS_MAX);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(names),
		FIXTURE_TEST(lines_of_comment),
		FIXTURE_TEST(too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
