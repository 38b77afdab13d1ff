/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The small modules that write or compare texts: json, utf8, nearest, depfile. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/depfile.h"
#include "xpack/json.h"
#include "xpack/nearest.h"
#include "xpack/utf8.h"

static struct span span_of(const char *text)
{
	return (struct span){ (const uint8_t *)text, strlen(text) };
}

/* What json makes of one text, quotes and all. */
static void expect_json_text(struct span text, const char *expected)
{
	char *written = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&written, &size);
	struct json json = json_begin(to);

	json_span(&json, NULL, text);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(written, expected);
	free(written);
}

static void json_escapes(void **state)
{
	(void)state;
	expect_json_text(span_of("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
	expect_json_text(span_of("\n\t\x1f\x7f"), "\"\\u000a\\u0009\\u001f\\u007f\"");
	expect_json_text((struct span){ (const uint8_t *)"a\0b", 3 }, "\"a\\u0000b\"");
	expect_json_text(span_of(""), "\"\"");
}

static void json_is_utf8_whatever_comes(void **state)
{
	(void)state;
	expect_json_text(span_of("\xc3\xa4\xf0\x9f\x98\x80"), "\"\xc3\xa4\xf0\x9f\x98\x80\"");
	expect_json_text(span_of("\xff"
				 "a\xc3"),
			 "\"\xef\xbf\xbd"
			 "a\xef\xbf\xbd\"");
	/* A surrogate and an overlong form: each byte of them is replaced. */
	expect_json_text(span_of("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
	expect_json_text(span_of("\xc0\xaf"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void put_values(const void *bytes, struct json *json)
{
	json_number(json, "most", UINT64_MAX);
	json_bool(json, "yes", true);
	json_bool(json, "no", false);
	json_hex(json, "hex", *(const struct span *)bytes);
	json_open(json, "list", '[');
	json_text(json, NULL, "x");
	json_number(json, NULL, 0);
	json_close(json, ']');
	json_open(json, "empty", '{');
	json_close(json, '}');
}

static void json_values(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x0f, 0xf0 };
	const struct span span = { bytes, sizeof(bytes) };

	(void)state;
	expect_json(put_values, &span,
		    "{\n"
		    "  \"most\": 18446744073709551615,\n"
		    "  \"yes\": true,\n"
		    "  \"no\": false,\n"
		    "  \"hex\": \"000ff0\",\n"
		    "  \"list\": [\n"
		    "    \"x\",\n"
		    "    0\n"
		    "  ],\n"
		    "  \"empty\": {}\n"
		    "}\n");
}

/* An encoder written from the definition: code points to the shortest form (Unicode, D92). */
static size_t encode(uint32_t point, uint8_t bytes[4])
{
	if (point < 0x80) {
		bytes[0] = (uint8_t)point;
		return 1;
	}
	if (point < 0x800) {
		bytes[0] = (uint8_t)(0xc0 | point >> 6);
		bytes[1] = (uint8_t)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		bytes[0] = (uint8_t)(0xe0 | point >> 12);
		bytes[1] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
		bytes[2] = (uint8_t)(0x80 | (point & 0x3f));
		return 3;
	}
	bytes[0] = (uint8_t)(0xf0 | point >> 18);
	bytes[1] = (uint8_t)(0x80 | (point >> 12 & 0x3f));
	bytes[2] = (uint8_t)(0x80 | (point >> 6 & 0x3f));
	bytes[3] = (uint8_t)(0x80 | (point & 0x3f));
	return 4;
}

static void utf8_takes_every_character(void **state)
{
	uint8_t bytes[4];

	(void)state;
	for (uint32_t point = 0; point < 0x120000; point++) {
		size_t n = encode(point, bytes);
		bool is_character = point < 0x110000 && (point < 0xd800 || point > 0xdfff);

		if (utf8_length((struct span){ bytes, n }) != (is_character ? n : 0))
			fail_msg("U+%04X", (unsigned)point);
		if (is_character && n > 1 && utf8_length((struct span){ bytes, n - 1 }) != 0)
			fail_msg("U+%04X, cut short", (unsigned)point);
	}
}

/* All sequences of two bytes: 1920 characters of two bytes, 128 x 256 that start with ASCII. */
static void utf8_takes_nothing_else(void **state)
{
	unsigned n_two = 0;
	unsigned n_one = 0;

	(void)state;
	for (unsigned i = 0; i < 0x10000; i++) {
		uint8_t bytes[] = { (uint8_t)(i >> 8), (uint8_t)i };
		size_t n = utf8_length((struct span){ bytes, 2 });

		n_one += n == 1;
		n_two += n == 2;
	}
	assert_int_equal(n_one, 128 * 256);
	assert_int_equal(n_two, 1920);
	assert_int_equal(utf8_length((struct span){ NULL, 0 }), 0);
	assert_int_equal(utf8_length(span_of("\xe0\x80\xaf")), 0);
	assert_int_equal(utf8_length(span_of("\xf0\x80\x80\xaf")), 0);
	assert_int_equal(utf8_length(span_of("\xf5\x80\x80\x80")), 0);
}

static const char *nearest_of(const char *wanted, const char *const *candidates, size_t n)
{
	struct nearest nearest = nearest_to(wanted);

	for (size_t i = 0; i < n; i++)
		nearest_try(&nearest, candidates[i]);
	return nearest.name;
}

static void nearest_finds_slips(void **state)
{
	static const char *const names[] = { "control", "telemetry", "uart0", "uart1", "verify" };
	const size_t n = sizeof(names) / sizeof(names[0]);

	(void)state;
	assert_string_equal(nearest_of("contrl", names, n), "control");
	assert_string_equal(nearest_of("cnotrol", names, n), "control");
	assert_string_equal(nearest_of("telemtry", names, n), "telemetry");
	assert_string_equal(nearest_of("uart", names, n), "uart0"); /* the first of two */
	assert_string_equal(nearest_of("uart1", names, n), "uart1");
	assert_string_equal(nearest_of("verfy", names, n), "verify");
}

static void nearest_does_not_guess(void **state)
{
	static const char *const names[] = { "control", "uart0" };
	char long_name[NEAREST_MAX_NAME + 2];
	const char *const longs[] = { long_name };

	(void)state;
	memset(long_name, 'a', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	assert_null(nearest_of("timer", names, 2));
	assert_null(nearest_of("cntrlxx", names, 2)); /* three edits of seven characters */
	assert_null(nearest_of("urt", names, 2));
	assert_null(nearest_of("", names, 2));
	assert_null(nearest_of(long_name, longs, 1));
	long_name[NEAREST_MAX_NAME] = '\0';
	assert_string_equal(nearest_of(long_name, longs, 1), long_name);
}

static char *depfile_of(struct arena *arena, const char *target, const char *const *inputs,
			size_t n)
{
	struct buf out = { 0 };
	char *text;

	depfile_write(&out, target, inputs, n);
	text = arena_text(arena, (const char *)out.data, out.size);
	buf_free(&out);
	return text;
}

static void depfile_is_a_rule(void **state)
{
	static const char *const inputs[] = { "s.xml", "dir/a b.elf", "c$d#e" };
	struct fixture *fixture = *state;

	assert_string_equal(depfile_of(fixture->arena, "out.itb", inputs, 3),
			    "out.itb: \\\n  s.xml \\\n  dir/a\\ b.elf \\\n  c$$d\\#e\n"
			    "\ns.xml:\n\ndir/a\\ b.elf:\n\nc$$d\\#e:\n");
	assert_string_equal(depfile_of(fixture->arena, "o", NULL, 0), "o:\n");
}

static int ask_make(void)
{
	return system("env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -rq out "
		      ">make.log 2>&1");
}

/* make itself is asked: an input that is newer than the target makes the target out of date. */
static void make_understands_the_depfile(void **state)
{
	static const char *const inputs[] = { "plain", "with blank", "a$b",   "a#b", "a\\b",
					      "a\\ b", "a\\\\ b",    "a\\#b", "a:b" };
	const size_t n = sizeof(inputs) / sizeof(inputs[0]);
	struct fixture *fixture = *state;

	fixture_write("rule.d", depfile_of(fixture->arena, "out", inputs, n));
	fixture_write("makefile", "out:\n\tfalse\ninclude rule.d\n");
	fixture_write("out", "");
	for (size_t i = 0; i < n; i++)
		fixture_write(inputs[i], "");
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(system("touch -d 2001-01-01 -- *"), 0);
		assert_int_equal(system("touch -d 2002-01-01 out"), 0);
		if (ask_make() != 0)
			fail_msg("%s", fixture_read(fixture, "make.log"));
		fixture_write(inputs[i], "newer");
		if (ask_make() == 0)
			fail_msg("'%s' is not seen", inputs[i]);
		assert_string_equal(fixture_read(fixture, "make.log"), "");
	}
	/* An input that has gone is no error: the target is merely out of date. */
	assert_int_equal(system("rm plain"), 0);
	assert_int_not_equal(ask_make(), 0);
	assert_string_equal(fixture_read(fixture, "make.log"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_escapes),
		cmocka_unit_test(json_is_utf8_whatever_comes),
		cmocka_unit_test(json_values),
		cmocka_unit_test(utf8_takes_every_character),
		cmocka_unit_test(utf8_takes_nothing_else),
		cmocka_unit_test(nearest_finds_slips),
		cmocka_unit_test(nearest_does_not_guess),
		FIXTURE_TEST(depfile_is_a_rule),
		FIXTURE_TEST_IN_DIRECTORY(make_understands_the_depfile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
