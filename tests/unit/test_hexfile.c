/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "xpack/hexfile.h"

static void expect(struct buf got, const char *wanted)
{
	buf_put(&got, "", 1);
	assert_string_equal((const char *)got.data, wanted);
	buf_free(&got);
}

/* Bytes that cross a boundary of records and one of 64 KiB. */
static struct hexfile sample(void)
{
	static const uint8_t bytes[] = { 0x10, 0x80, 0x00, 0xff, 0x7f };

	return (struct hexfile){ .name = "two",
				 .bytes = { bytes, sizeof(bytes) },
				 .address = 0x4000fffd,
				 .start = 0x40000000 };
}

static void srec(void **state)
{
	const struct hexfile file = sample();

	(void)state;
	expect(hexfile_srec(&file), "S006000074776F9F\n"
				    "S3084000FFFD108000"
				    "2B\n"
				    "S30740010000FF7F39\n"
				    "S5030002FA\n"
				    "S70540000000BA\n");
}

static void ihex(void **state)
{
	const struct hexfile file = sample();

	(void)state;
	expect(hexfile_ihex(&file), ":020000044000BA\n"
				    ":03FFFD0010800071\n"
				    ":020000044001B9\n"
				    ":02000000FF7F80\n"
				    ":0400000540000000B7\n"
				    ":00000001FF\n");
}

/* A record's count, not its address, tells S5 from S6. */
static void many_records(void **state)
{
	static uint8_t bytes[0x10000 * 32];
	const struct hexfile file = { "", { bytes, sizeof(bytes) }, 0, 0 };
	struct buf text = hexfile_srec(&file);

	(void)state;
	buf_put(&text, "", 1);
	assert_non_null(strstr((const char *)text.data, "\nS604010000FA\nS70500000000FA\n"));
	assert_int_equal(memcmp(text.data, "S0030000FC\n", 11), 0);
	buf_free(&text);
}

static void long_names(void **state)
{
	char name[80];
	struct hexfile file = sample();
	struct buf text;

	(void)state;
	memset(name, 'n', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	file.name = name;
	text = hexfile_srec(&file);
	assert_memory_equal(text.data, "S03F00006E6E", 12);
	buf_free(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(srec),
		cmocka_unit_test(ihex),
		cmocka_unit_test(many_records),
		cmocka_unit_test(long_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
