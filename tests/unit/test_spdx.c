/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "xpack/spdx.h"

enum verdict { PERMISSIVE, NOT_PERMISSIVE, MALFORMED };

static enum verdict judge(struct arena *arena, const char *expression)
{
	const struct spdx *spdx = spdx_parse(arena, expression);

	if (spdx == NULL)
		return MALFORMED;
	return spdx_is_permissive(spdx) ? PERMISSIVE : NOT_PERMISSIVE;
}

static void judge_all(void **state, const char *const *expressions, size_t n, enum verdict verdict)
{
	struct fixture *fixture = *state;

	for (size_t i = 0; i < n; i++) {
		if (judge(fixture->arena, expressions[i]) != verdict)
			fail_msg("'%s' is not judged %d", expressions[i], verdict);
	}
}

#define JUDGE(list, verdict) judge_all(state, list, sizeof(list) / sizeof(*(list)), verdict)

static void permissive(void **state)
{
	static const char *const list[] = {
		"BSD-2-Clause",
		"mit",
		"Apache-2.0+",
		"MIT OR GPL-2.0-only",
		"GPL-2.0-only OR MIT",
		"MIT AND BSD-3-Clause",
		"MIT and BSD-3-Clause",
		"(MIT)",
		" ( MIT AND ISC ) OR LicenseRef-x ",
		"GPL-2.0-only AND MIT OR Zlib",
		"Apache-2.0 WITH LLVM-exception",
		"((((0BSD))))",
	};

	JUDGE(list, PERMISSIVE);
}

static void not_permissive(void **state)
{
	static const char *const list[] = {
		"GPL-2.0-only",
		"GPL-2.0+",
		"LGPL-2.1-or-later",
		"MPL-2.0",
		"LicenseRef-Proprietary",
		"DocumentRef-a:LicenseRef-b",
		"MIT AND GPL-2.0-only",
		"(MIT OR ISC) AND GPL-3.0-only",
		"GPL-3.0-or-later WITH GCC-exception-3.1",
		"MIT WITH unknown-exception",
		"NOASSERTION",
		"MIT-like",
		"BSD",
	};

	JUDGE(list, NOT_PERMISSIVE);
}

static void malformed(void **state)
{
	static const char *const list[] = {
		"",         " ",
		"MIT MIT",  "MIT OR",
		"OR MIT",   "AND",
		"(MIT",     "MIT)",
		"()",       "MIT / ISC",
		"MIT, ISC", "MIT OR OR ISC",
		"MIT WITH", "+",
		"M+IT",     "MIT\n",
		"MIT ++",   "Zlib OR MIT AND",
		"WITH",     "MIT Or ISC",
		"a_b",      "(((((((((((((((((MIT)))))))))))))))))",
	};

	JUDGE(list, MALFORMED);
}

static void one_form(void **state)
{
	static const char *const forms[][2] = {
		{ " mit ", "mit" },
		{ "((MIT))", "MIT" },
		{ "(MIT and ISC) AND Zlib", "MIT AND ISC AND Zlib" },
		{ "MIT or (ISC or (Zlib))", "MIT OR ISC OR Zlib" },
		{ "MIT OR (ISC AND Zlib)", "MIT OR ISC AND Zlib" },
		{ "(MIT OR ISC)  AND Zlib", "(MIT OR ISC) AND Zlib" },
		{ "GPL-2.0+ with x-exception OR (MIT)", "GPL-2.0+ WITH x-exception OR MIT" },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		const struct spdx *spdx = spdx_parse(fixture->arena, forms[i][0]);

		assert_non_null(spdx);
		assert_string_equal(spdx_text(fixture->arena, spdx), forms[i][1]);
		assert_true(spdx_equal(spdx, spdx_parse(fixture->arena, forms[i][1])));
	}
}

/* Order, and what is chosen and what is joined, count. */
static void equal_as_they_are_read(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} pairs[] = {
		{ "MIT", "mit", true },
		{ "MIT", "ISC", false },
		{ "GPL-2.0-only WITH A-x", "gpl-2.0-only with a-X", true },
		{ "GPL-2.0-only WITH A-x", "GPL-2.0-only", false },
		{ "MIT AND ISC", "(mit) and isc", true },
		{ "MIT AND ISC", "ISC AND MIT", false },
		{ "MIT AND ISC", "MIT OR ISC", false },
		{ "MIT AND ISC", "MIT AND ISC AND Zlib", false },
		{ "MIT AND ISC", "MIT", false },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (spdx_equal(spdx_parse(fixture->arena, pairs[i].a),
			       spdx_parse(fixture->arena, pairs[i].b)) != pairs[i].equal)
			fail_msg("'%s' and '%s'", pairs[i].a, pairs[i].b);
}

struct acceptance {
	const char *expression;
	const char *used; /* "1" for each allowance that was used, else "0"; NULL: not accepted */
};

static void expect_acceptances(struct fixture *fixture, bool permissive,
			       const struct acceptance *list, size_t n)
{
	const struct spdx *allowed[] = {
		spdx_parse(fixture->arena, "LGPL-2.1-only"),
		spdx_parse(fixture->arena, "GPL-2.0-or-later WITH GCC-exception-2.0"),
		spdx_parse(fixture->arena, "MPL-2.0 AND (EPL-2.0 OR ISC)"),
	};

	for (size_t i = 0; i < n; i++) {
		bool used[3] = { false };
		const struct spdx_terms terms = { permissive, allowed, 3, used };
		bool accepted =
			spdx_accepts(&terms, spdx_parse(fixture->arena, list[i].expression));
		const char *was = arena_printf(fixture->arena, "%d%d%d", used[0], used[1], used[2]);

		if (accepted != (list[i].used != NULL) ||
		    (accepted && strcmp(was, list[i].used) != 0))
			fail_msg("'%s' is %saccepted, %s", list[i].expression,
				 accepted ? "" : "not ", was);
	}
}

static void allowances(void **state)
{
	static const struct acceptance with_permissive[] = {
		{ "MIT", "000" },
		{ "lgpl-2.1-ONLY", "100" },
		{ "MIT AND LGPL-2.1-only", "100" },
		{ "GPL-3.0-only OR LGPL-2.1-only", "100" },
		{ "GPL-3.0-only AND LGPL-2.1-only", NULL },
		{ "GPL-2.0-or-later", NULL },
		{ "GPL-2.0-or-later WITH GCC-exception-2.0", "010" },
		{ "GPL-2.0-or-later WITH GCC-exception-3.1", NULL },
		{ "LGPL-2.1-only WITH GCC-exception-2.0", NULL },
		{ "MPL-2.0", NULL },
		{ "MPL-2.0 and (EPL-2.0 or ISC)", "001" },
		{ "(EPL-2.0 OR ISC) AND MPL-2.0", NULL },
		{ "(MPL-2.0 AND (EPL-2.0 OR ISC)) OR GPL-3.0-only", "001" },
	};
	static const struct acceptance listed[] = {
		{ "MIT", NULL },
		{ "LGPL-2.1-only", "100" },
		{ "MIT OR LGPL-2.1-only", "100" },
		{ "MIT AND LGPL-2.1-only", NULL },
		{ "MPL-2.0 AND (EPL-2.0 OR ISC)", "001" },
	};

	expect_acceptances(*state, true, with_permissive,
			   sizeof(with_permissive) / sizeof(*with_permissive));
	expect_acceptances(*state, false, listed, sizeof(listed) / sizeof(*listed));
}

static void parts_of_what_is_declared(void **state)
{
	static const struct {
		const char *declared, *part;
		bool covered;
	} pairs[] = {
		{ "MIT", "BSD-2-Clause", true },
		{ "LicenseRef-Own", "MIT AND Zlib", true },
		{ "LicenseRef-Own", "LicenseRef-Own", true },
		{ "MIT", "GPL-2.0-only", false },
		{ "MIT", "GPL-2.0-only OR ISC", true },
		{ "MIT AND GPL-2.0-only", "GPL-2.0-only", true },
		{ "MIT AND GPL-2.0-only", "GPL-2.0-or-later", false },
		{ "MIT OR GPL-2.0-only", "GPL-2.0-only", false },
		{ "MIT OR GPL-2.0-only", "MIT OR GPL-2.0-only", true },
		{ "EPL-2.0 OR GPL-2.0-only", "EPL-2.0 OR GPL-2.0-only", true },
		{ "EPL-2.0 OR GPL-2.0-only", "GPL-2.0-only", false },
		{ "(EPL-2.0 OR MPL-2.0) AND GPL-2.0-only", "GPL-2.0-only AND MIT", true },
		{ "(EPL-2.0 AND MIT OR EPL-2.0) AND ISC", "EPL-2.0", true },
		{ "(EPL-2.0 OR MIT) AND ISC", "EPL-2.0", false },
		{ "GPL-2.0-only", "GPL-2.0-only WITH GCC-exception-2.0", false },
		{ "GPL-2.0-only WITH GCC-exception-2.0", "GPL-2.0-only with gcc-exception-2.0",
		  true },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (spdx_covers(spdx_parse(fixture->arena, pairs[i].declared),
				spdx_parse(fixture->arena, pairs[i].part)) != pairs[i].covered)
			fail_msg("'%s' in '%s'", pairs[i].part, pairs[i].declared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(permissive),
		FIXTURE_TEST(not_permissive),
		FIXTURE_TEST(malformed),
		FIXTURE_TEST(one_form),
		FIXTURE_TEST(equal_as_they_are_read),
		FIXTURE_TEST(allowances),
		FIXTURE_TEST(parts_of_what_is_declared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
