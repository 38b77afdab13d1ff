/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The scanner's places and limits, and words made fit for messages. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "xpack/xml_parts.h"

struct test {
	struct arena *arena;
	struct diag *diag;
};

static int setup(void **state)
{
	struct test *test = calloc(1, sizeof(*test));

	assert_non_null(test);
	test->arena = arena_new();
	test->diag = diag_new();
	*state = test;
	return 0;
}

static int teardown(void **state)
{
	struct test *test = *state;

	diag_free(test->diag);
	arena_free(test->arena);
	free(test);
	return 0;
}

static void expect_place(struct location at, const char *file, uint32_t line, uint32_t column)
{
	assert_string_equal(at.file, file);
	assert_int_equal(at.line, line);
	assert_int_equal(at.column, column);
}

static struct xml_scan scan(struct test *test, const char *text)
{
	struct xml_scan scan;
	struct span bytes = { (const uint8_t *)text, strlen(text) };

	assert_int_equal(xml_scan(test->arena, test->diag, "t", bytes, XML_MAX_NODES, &scan), 0);
	return scan;
}

static void scan_markup(void **state)
{
	struct xml_scan found = scan(*state, "<?p <a>?><!-- <b c='d'> -- > -->\n"
					     "<a\txmlns = \"u\"\r\n xmlns:q='/>'\r\r x:y\n=\n'\"<>'"
					     " xmlnsz=\"\n'\">text > ]]&gt;\n"
					     "<![CDATA[<c>]]]]><d/></a ><!---->");

	assert_int_equal(found.n_tags, 2);
	expect_place(found.tags[0].at, "t", 2, 1);
	expect_place(found.tags[1].at, "t", 9, 18);
	assert_int_equal(found.n_attributes, 2);
	assert_int_equal(found.tags[0].n_attributes, 2);
	assert_int_equal(found.tags[1].n_attributes, 0);
	expect_place(found.attributes[0], "t", 5, 2);
	expect_place(found.attributes[1], "t", 7, 7);
}

/* Whatever is cut off, the scanner stays inside and finds no more than before. */
static void scan_cut_text(void **state)
{
	static const char text[] =
		"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <no> --><a b='<' c = \"'\">"
		"<d/><e xmlns:f='g'\r f:h='i'></e><![CDATA[<no>]]><j\n/></a>";
	struct test *test = *state;
	size_t size = sizeof(text) - 1;
	size_t n_before = 0;

	for (size_t n = 1; n <= size; n++) {
		uint8_t *copy = malloc(n); /* its end is guarded under the sanitizers */
		struct xml_scan found;

		assert_non_null(copy);
		memcpy(copy, text, n);
		assert_int_equal(xml_scan(test->arena, test->diag, "t", (struct span){ copy, n },
					  XML_MAX_NODES, &found),
				 0);
		free(copy);
		/* A '<' at the end may be the start of a tag or of an end tag. */
		if (text[n - 1] == '<')
			continue;
		assert_true(found.n_tags >= n_before && found.n_tags <= n_before + 1);
		n_before = found.n_tags;
	}
	assert_int_equal(n_before, 4);
	expect_report(test->diag, "");
}

static void messages(void **state)
{
	struct arena *arena = ((struct test *)*state)->arena;

	assert_string_equal(xml_line(arena, "", 4), "");
	assert_string_equal(xml_line(arena, "abcd", 4), "abcd");
	assert_string_equal(xml_line(arena, "abcde", 4), "abcd...");
	assert_string_equal(xml_line(arena, "abc\xc3\xa4", 4), "abc...");
	assert_string_equal(xml_line(arena, "a\n\x1b\x7f\xc2\x9b\xff", 9), "a?????");
	assert_string_equal(xml_sentence(arena, "This is it.\n"), "this is it");
	assert_string_equal(xml_sentence(arena, "AttValue is it. "), "AttValue is it");
	assert_string_equal(xml_sentence(arena, "PCDATA"), "PCDATA");
	assert_string_equal(xml_sentence(arena, "\n"), "");
}

/* The budget of a description counts elements and attributes, but no namespace declarations. */
static void scan_budget(void **state)
{
	static const char text[] = "<a xmlns='u'>\n<b c='d'/></a>";
	struct span bytes = { (const uint8_t *)text, sizeof(text) - 1 };
	struct test *test = *state;
	struct xml_scan found;

	assert_int_equal(xml_scan(test->arena, test->diag, "t", bytes, 3, &found), 0);
	expect_report(test->diag, "");
	assert_int_equal(xml_scan(test->arena, test->diag, "t", bytes, 2, &found), -1);
	expect_report(test->diag, "t:2:4: error: [xml-size] more than 2097152 elements and "
				  "attributes in a description\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(scan_markup),
		TEST(scan_cut_text),
		TEST(scan_budget),
		TEST(messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
