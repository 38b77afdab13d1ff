/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/json.h"

static const struct location nowhere = { NULL, 0, 0 };
static const struct location attribute = { "s.xml", 42, 27 };

static void text_has_place_severity_and_id(void **state)
{
	struct fixture *fixture = *state;
	struct diag *diag = fixture->diag;

	diag_error(diag, attribute, "area-overlap", "area '%s' overlaps", "main");
	diag_note(diag, (struct location){ "board.xml", 18, 5 }, "is declared here");
	diag_help(diag, (struct location){ "s.xml", 42, 0 }, "move it");
	diag_warning(diag, location_of_file("a.elf"), "elf-format", "odd");
	diag_fail(diag, EXIT_USAGE, nowhere, "usage", "too few arguments");
	expect_report(diag, "s.xml:42:27: error: [area-overlap] area 'main' overlaps\n"
			    "board.xml:18:5: note: is declared here\n"
			    "s.xml:42: help: move it\n"
			    "a.elf: warning: [elf-format] odd\n"
			    "xpack: error: [usage] too few arguments\n");
	assert_int_equal(diag_n_errors(diag), 2);
	assert_int_equal(diag_n_warnings(diag), 1);
}

static void nothing_reported_is_done(void **state)
{
	struct fixture *fixture = *state;

	expect_report(fixture->diag, "");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_DONE);
	diag_warning(fixture->diag, nowhere, "w", "only a warning");
	diag_note(fixture->diag, nowhere, "and a note");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_DONE);
}

/* Each class hides those reported with it so far, whatever the order. */
static void exit_code_is_the_gravest(void **state)
{
	static const enum exit_code order[] = { EXIT_INPUT, EXIT_TARGET, EXIT_TRUST, EXIT_MACHINE,
						EXIT_USAGE };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		diag_fail(fixture->diag, order[i], nowhere, "x", "y");
		assert_int_equal(diag_exit_code(fixture->diag), order[i]);
		diag_error(fixture->diag, nowhere, "x", "y");
		assert_int_equal(diag_exit_code(fixture->diag), order[i]);
	}
}

static void reported_texts_are_copied(void **state)
{
	struct fixture *fixture = *state;
	char file[] = "file";
	char id[] = "id";
	char text[] = "text";

	diag_error(fixture->diag, (struct location){ file, 1, 1 }, id, "%s", text);
	file[0] = id[0] = text[0] = '!';
	expect_report(fixture->diag, "file:1:1: error: [id] text\n");
}

/* What a hostile name could do to a terminal or to the look of the report. */
static void control_characters_are_shown(void **state)
{
	struct fixture *fixture = *state;

	diag_error(fixture->diag, location_of_file("a\033[2Jb"), "x", "name '%s'",
		   "l\nxpack: error: forged\x7f\xc2\x9b"
		   "31m");
	diag_note(fixture->diag, nowhere, "fine: \xc3\xa4 \xe2\x82\xac \xc2\xa7");
	expect_report(fixture->diag,
		      "a\\x1b[2Jb: error: [x] name 'l\\x0axpack: error: forged\\x7f\\xc2\\x9b31m'\n"
		      "xpack: note: fine: \xc3\xa4 \xe2\x82\xac \xc2\xa7\n");
}

static void put_diag(const void *diag, struct json *json)
{
	diag_print_json(diag, json);
}

static void json_nests_notes(void **state)
{
	struct fixture *fixture = *state;

	diag_error(fixture->diag, attribute, "a", "first \"quoted\"");
	diag_note(fixture->diag, location_of_file("b.xml"), "there");
	diag_help(fixture->diag, nowhere, "do");
	diag_warning(fixture->diag, location_of_file("c"), "w", "second");
	diag_skip(fixture->diag, "z", "a");
	expect_json(put_diag, fixture->diag,
		    "{\n"
		    "  \"errors\": 1,\n"
		    "  \"warnings\": 1,\n"
		    "  \"infos\": 0,\n"
		    "  \"diagnostics\": [\n"
		    "    {\n"
		    "      \"severity\": \"error\",\n"
		    "      \"id\": \"a\",\n"
		    "      \"file\": \"s.xml\",\n"
		    "      \"line\": 42,\n"
		    "      \"column\": 27,\n"
		    "      \"message\": \"first \\\"quoted\\\"\",\n"
		    "      \"notes\": [\n"
		    "        {\n"
		    "          \"severity\": \"note\",\n"
		    "          \"file\": \"b.xml\",\n"
		    "          \"message\": \"there\"\n"
		    "        },\n"
		    "        {\n"
		    "          \"severity\": \"help\",\n"
		    "          \"message\": \"do\"\n"
		    "        }\n"
		    "      ]\n"
		    "    },\n"
		    "    {\n"
		    "      \"severity\": \"warning\",\n"
		    "      \"id\": \"w\",\n"
		    "      \"file\": \"c\",\n"
		    "      \"message\": \"second\",\n"
		    "      \"notes\": []\n"
		    "    }\n"
		    "  ],\n"
		    "  \"skipped\": [\n"
		    "    {\n"
		    "      \"check\": \"z\",\n"
		    "      \"because\": \"a\"\n"
		    "    }\n"
		    "  ]\n"
		    "}\n");
}

static void json_of_nothing_has_empty_arrays(void **state)
{
	struct fixture *fixture = *state;

	expect_json(put_diag, fixture->diag,
		    "{\n"
		    "  \"errors\": 0,\n"
		    "  \"warnings\": 0,\n"
		    "  \"infos\": 0,\n"
		    "  \"diagnostics\": [],\n"
		    "  \"skipped\": []\n"
		    "}\n");
}

/* The last rule holds; what is dropped takes its notes along. */
static void rules_drop_and_promote(void **state)
{
	struct fixture *fixture = *state;
	struct diag *diag = fixture->diag;

	diag_set_rule(diag, "w", DIAG_DISABLE);
	diag_set_rule(diag, "i", DIAG_DISABLE);
	diag_set_rule(diag, "i", DIAG_PROMOTE);
	diag_set_rule(diag, "e", DIAG_DISABLE);
	diag_warning(diag, nowhere, "w", "dropped");
	diag_note(diag, nowhere, "dropped");
	diag_help(diag, nowhere, "dropped");
	diag_error(diag, nowhere, "e", "stays");
	diag_note(diag, nowhere, "stays");
	diag_info(diag, nowhere, "i", "grows");
	expect_report(diag, "xpack: error: [e] stays\n"
			    "xpack: note: stays\n"
			    "xpack: error: [i] grows\n");
	assert_int_equal(diag_n_errors(diag), 2);
	assert_int_equal(diag_n_infos(diag), 0);
	assert_int_equal(diag_exit_code(diag), EXIT_INPUT);
}

static void hidden_information_can_be_enabled(void **state)
{
	struct fixture *fixture = *state;

	diag_hide_info(fixture->diag);
	diag_set_rule(fixture->diag, "j", DIAG_ENABLE);
	diag_info(fixture->diag, nowhere, "i", "dropped");
	diag_note(fixture->diag, nowhere, "dropped");
	diag_info(fixture->diag, nowhere, "j", "stays");
	diag_warning(fixture->diag, nowhere, "w", "stays");
	expect_report(fixture->diag, "xpack: info: [j] stays\n"
				     "xpack: warning: [w] stays\n");
}

static void summary_counts_and_names_skips(void **state)
{
	struct fixture *fixture = *state;
	struct diag *diag = fixture->diag;

	assert_string_equal(diag_summary(fixture->arena, diag), "no errors");
	diag_info(diag, nowhere, "i", "x");
	diag_info(diag, nowhere, "i", "x");
	diag_warning(diag, nowhere, "w", "x");
	assert_string_equal(diag_summary(fixture->arena, diag), "no errors, 1 warning, 2 info");
	diag_error(diag, nowhere, "e", "x");
	diag_error(diag, nowhere, "e", "x");
	diag_skip(diag, "f", "e");
	diag_skip(diag, "g", "f");
	diag_skip(diag, "h", "f");
	assert_string_equal(diag_summary(fixture->arena, diag),
			    "2 errors, 1 warning, 2 info; not checked: f (because of e), g, h "
			    "(because of f)");
}

static void summary_says_where_errors_are(void **state)
{
	struct fixture *fixture = *state;
	struct diag *diag = fixture->diag;

	diag_error(diag, location_of_file("b"), "e", "x");
	assert_string_equal(diag_summary(fixture->arena, diag), "1 error");
	diag_set_main_file(diag, "m");
	assert_string_equal(diag_summary(fixture->arena, diag), "1 error");
	diag_error(diag, location_of_file("b"), "e", "x");
	diag_warning(diag, location_of_file("c"), "w", "x");
	assert_string_equal(diag_summary(fixture->arena, diag), "2 errors (2 in b), 1 warning");
	diag_error(diag, location_of_file("m"), "e", "x");
	assert_string_equal(diag_summary(fixture->arena, diag),
			    "3 errors (2 in b, 1 in m), 1 warning");
	diag_set_main_file(diag, "b");
	diag_error(diag, nowhere, "e", "x");
	assert_string_equal(diag_summary(fixture->arena, diag),
			    "4 errors (2 in b, 1 in m), 1 warning");
}

static void summary_is_silent_of_the_main_file(void **state)
{
	struct fixture *fixture = *state;
	struct diag *diag = fixture->diag;

	diag_set_main_file(diag, "m");
	diag_error(diag, location_of_file("m"), "e", "x");
	diag_error(diag, location_of_file("m"), "e", "x");
	diag_error(diag, nowhere, "e", "x");
	assert_string_equal(diag_summary(fixture->arena, diag), "3 errors");
}

static void summary_names_some_files(void **state)
{
	static const char *const files[] = { "g", "f", "e", "d", "c", "b", "a" };
	struct fixture *fixture = *state;

	diag_set_main_file(fixture->diag, "m");
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		diag_error(fixture->diag, location_of_file(files[i]), "e", "x");
	assert_string_equal(
		diag_summary(fixture->arena, fixture->diag),
		"7 errors (1 in a, 1 in b, 1 in c, 1 in d, 1 in e, and more in 2 others)");
}

static void many_entries_keep_their_order(void **state)
{
	struct fixture *fixture = *state;
	struct buf expected = { 0 };

	for (unsigned i = 0; i < 300; i++) {
		diag_error(fixture->diag, nowhere, "x", "number %u", i);
		buf_printf(&expected, "xpack: error: [x] number %u\n", i);
	}
	buf_put(&expected, NULL, 1);
	expect_report(fixture->diag, (const char *)expected.data);
	buf_free(&expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(text_has_place_severity_and_id),
		FIXTURE_TEST(nothing_reported_is_done),
		FIXTURE_TEST(exit_code_is_the_gravest),
		FIXTURE_TEST(reported_texts_are_copied),
		FIXTURE_TEST(control_characters_are_shown),
		FIXTURE_TEST(json_nests_notes),
		FIXTURE_TEST(json_of_nothing_has_empty_arrays),
		FIXTURE_TEST(rules_drop_and_promote),
		FIXTURE_TEST(hidden_information_can_be_enabled),
		FIXTURE_TEST(summary_counts_and_names_skips),
		FIXTURE_TEST(summary_says_where_errors_are),
		FIXTURE_TEST(summary_is_silent_of_the_main_file),
		FIXTURE_TEST(summary_names_some_files),
		FIXTURE_TEST(many_entries_keep_their_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
