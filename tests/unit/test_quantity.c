/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xpack/quantity.h"

#define UNTOUCHED UINT64_C(0x5a5a5a5a5a5a5a5a)

struct good {
	enum quantity_kind kind;
	const char *text;
	uint64_t value;
};

struct bad {
	enum quantity_kind kind;
	const char *text;
	const char *why;
};

static void expect_values(const struct good *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *why = "nothing was said";
		uint64_t value = UNTOUCHED;

		if (quantity_parse(list[i].kind, list[i].text, &value, &why) != 0)
			fail_msg("'%s' is refused: %s", list[i].text, why);
		if (value != list[i].value || why != NULL)
			fail_msg("'%s' is %" PRIu64, list[i].text, value);
	}
}

static void expect_reasons(const struct bad *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *why = NULL;
		uint64_t value = UNTOUCHED;

		if (quantity_parse(list[i].kind, list[i].text, &value, &why) != -1)
			fail_msg("'%s' is taken for %" PRIu64, list[i].text, value);
		if (why == NULL || strcmp(why, list[i].why) != 0)
			fail_msg("'%s' is refused for: %s", list[i].text, why);
		assert_int_equal(value, UNTOUCHED);
	}
}

#define VALUES(list) expect_values(list, sizeof(list) / sizeof(*(list)))
#define REASONS(list) expect_reasons(list, sizeof(list) / sizeof(*(list)))

static void sizes_and_addresses(void **state)
{
	static const struct good list[] = {
		{ QUANTITY_SIZE, "0", 0 },
		{ QUANTITY_SIZE, "1", 1 },
		{ QUANTITY_SIZE, "256B", 256 },
		{ QUANTITY_SIZE, "64KiB", 65536 },
		{ QUANTITY_SIZE, "128MiB", 134217728 },
		{ QUANTITY_SIZE, "2GiB", UINT64_C(2147483648) },
		{ QUANTITY_SIZE, "0KiB", 0 },
		{ QUANTITY_SIZE, "0x10KiB", 16384 },
		{ QUANTITY_SIZE, "0x10B", 0x10b },
		{ QUANTITY_SIZE, "18446744073709551615", UINT64_MAX },
		{ QUANTITY_SIZE, "17179869183GiB", UINT64_C(17179869183) << 30 },
		{ QUANTITY_ADDRESS, "0x40000000", 0x40000000 },
		{ QUANTITY_ADDRESS, "0xdeadBEEF", 0xdeadbeef },
		{ QUANTITY_ADDRESS, "0x0000000000000000000001", 1 },
		{ QUANTITY_ADDRESS, "0xffffffffffffffff", UINT64_MAX },
		{ QUANTITY_ADDRESS, "1GiB", 0x40000000 },
	};

	(void)state;
	VALUES(list);
}

static void times_frequencies_counts(void **state)
{
	static const struct good list[] = {
		{ QUANTITY_TIME, "0ns", 0 },
		{ QUANTITY_TIME, "1ns", 1 },
		{ QUANTITY_TIME, "7us", 7000 },
		{ QUANTITY_TIME, "20ms", 20000000 },
		{ QUANTITY_TIME, "3s", UINT64_C(3000000000) },
		{ QUANTITY_TIME, "20000001us", UINT64_C(20000001000) },
		{ QUANTITY_TIME, "9007199254740993ns", UINT64_C(9007199254740993) },
		{ QUANTITY_TIME, "18446744073s", UINT64_C(18446744073000000000) },
		{ QUANTITY_FREQUENCY, "1Hz", 1 },
		{ QUANTITY_FREQUENCY, "1843200Hz", 1843200 },
		{ QUANTITY_FREQUENCY, "500kHz", 500000 },
		{ QUANTITY_FREQUENCY, "40MHz", 40000000 },
		{ QUANTITY_COUNT, "0", 0 },
		{ QUANTITY_COUNT, "38400", 38400 },
		{ QUANTITY_COUNT, "4294967295", UINT32_MAX },
		{ QUANTITY_COUNT, "0xffffffff", UINT32_MAX },
	};

	(void)state;
	VALUES(list);
}

static void too_large(void **state)
{
	static const char bits64[] = "the number does not fit 64 bits";
	static const char bits32[] = "the number does not fit 32 bits";
	static const char ns[] = "the time does not fit 64 bits of nanoseconds";
	static const struct bad list[] = {
		{ QUANTITY_SIZE, "18446744073709551616", bits64 },
		{ QUANTITY_SIZE, "18446744073709551620", bits64 },
		{ QUANTITY_SIZE, "99999999999999999999999999999999", bits64 },
		{ QUANTITY_SIZE, "17179869184GiB", bits64 },
		{ QUANTITY_SIZE, "0x10000000000000000", bits64 },
		{ QUANTITY_ADDRESS, "0x400000000GiB", bits64 },
		{ QUANTITY_TIME, "18446744074s", ns },
		{ QUANTITY_TIME, "18446744073709551616ns", ns },
		{ QUANTITY_FREQUENCY, "18446744073710MHz", bits64 },
		{ QUANTITY_COUNT, "4294967296", bits32 },
		{ QUANTITY_COUNT, "0x100000000", bits32 },
		{ QUANTITY_COUNT, "18446744073709551616", bits32 },
	};

	(void)state;
	REASONS(list);
}

static void malformed(void **state)
{
	static const char number[] = "the number is missing";
	static const char unit[] = "the unit is missing";
	static const char zeros[] = "a decimal number has no leading zeros";
	static const char bytes[] = "the unit is none of B, KiB, MiB and GiB";
	static const char times[] = "the unit is none of ns, us, ms and s";
	static const char hertz[] = "the unit is none of Hz, kHz and MHz";
	static const char digits[] = "only digits may stand here";
	static const char decimal[] = "the number must be decimal";
	static const struct bad list[] = {
		{ QUANTITY_SIZE, "", number },
		{ QUANTITY_SIZE, "KiB", number },
		{ QUANTITY_SIZE, "-1", number },
		{ QUANTITY_SIZE, "+1", number },
		{ QUANTITY_SIZE, " 1", number },
		{ QUANTITY_SIZE, "0x", number },
		{ QUANTITY_SIZE, "0xKiB", number },
		{ QUANTITY_SIZE, "0X10", bytes },
		{ QUANTITY_SIZE, "010", zeros },
		{ QUANTITY_SIZE, "00", zeros },
		{ QUANTITY_SIZE, "1KB", bytes },
		{ QUANTITY_SIZE, "1 KiB", bytes },
		{ QUANTITY_SIZE, "1KiB ", bytes },
		{ QUANTITY_SIZE, "1kib", bytes },
		{ QUANTITY_SIZE, "1.5KiB", bytes },
		{ QUANTITY_SIZE, "1e3", bytes },
		{ QUANTITY_SIZE, "1TiB", bytes },
		{ QUANTITY_ADDRESS, "0x1g", bytes },
		{ QUANTITY_TIME, "20", unit },
		{ QUANTITY_TIME, "20min", times },
		{ QUANTITY_TIME, "20 ms", times },
		{ QUANTITY_TIME, "0x10ms", decimal },
		{ QUANTITY_TIME, "0.5s", times },
		{ QUANTITY_FREQUENCY, "40", unit },
		{ QUANTITY_FREQUENCY, "40Mhz", hertz },
		{ QUANTITY_FREQUENCY, "1GHz", hertz },
		{ QUANTITY_FREQUENCY, "0x1Hz", decimal },
		{ QUANTITY_COUNT, "1B", digits },
		{ QUANTITY_COUNT, "1 ", digits },
		{ QUANTITY_COUNT, "", number },
	};

	(void)state;
	REASONS(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_and_addresses),
		cmocka_unit_test(times_frequencies_counts),
		cmocka_unit_test(too_large),
		cmocka_unit_test(malformed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
