/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "xpack/progress.h"

static void expect_rate(uint64_t done, uint64_t total, int64_t ms, const char *wanted)
{
	char text[64];

	progress_rate(text, sizeof(text), done, total, ms);
	assert_string_equal(text, wanted);
}

static void rates(void **state)
{
	(void)state;
	expect_rate(0, 1000, 5000, "0.0 B/s");
	expect_rate(1000, 3000, 1000, "1000.0 B/s, 2 s left");
	expect_rate(1536, 1536, 1000, "1.5 KiB/s, 0 s left");
	expect_rate(11520, 8 << 20, 1000, "11.2 KiB/s, 12 min 8 s left");
	expect_rate((uint64_t)5 << 40, (uint64_t)6 << 40, 1000, "5120.0 GiB/s, 1 s left");
	expect_rate(1, 2, 0, "1000.0 B/s, 1 s left");
}

static void no_room(void **state)
{
	char text[8];

	(void)state;
	progress_rate(text, sizeof(text), 1000, 3000, 1000);
	assert_string_equal(text, "1000.0 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates),
		cmocka_unit_test(no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
