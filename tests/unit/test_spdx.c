/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "xpack/spdx.h"

static void judge_all(const char *const *expressions, size_t n, enum spdx_verdict verdict)
{
	for (size_t i = 0; i < n; i++) {
		if (spdx_judge(expressions[i]) != verdict)
			fail_msg("'%s' is not judged %d", expressions[i], verdict);
	}
}

#define JUDGE(list, verdict) judge_all(list, sizeof(list) / sizeof(*(list)), verdict)

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

	(void)state;
	JUDGE(list, SPDX_PERMISSIVE);
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

	(void)state;
	JUDGE(list, SPDX_NOT_PERMISSIVE);
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

	(void)state;
	JUDGE(list, SPDX_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(permissive),
		cmocka_unit_test(not_permissive),
		cmocka_unit_test(malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
