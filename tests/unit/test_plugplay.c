/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_link.h"
#include "xpack/plugplay.h"

#define MASTERS 0xfffff000u
#define SLAVES 0xfffff800u
#define APB 0x800ff000u

/* A processor, a bridge at 0x80000000, a memory controller of 512 MiB, 16 MiB of I/O; a UART and
 * the last record of the slaves, which is the word with the build. */
static void put_board(struct fake_link *fake)
{
	fake_link_set(fake, MASTERS, 0x01003000);
	fake_link_set(fake, SLAVES, 0x01006020);
	fake_link_set(fake, SLAVES + 16, 0x8000fff2);
	fake_link_set(fake, SLAVES + 32, 0x0400f025);
	fake_link_set(fake, SLAVES + 48, 0x0003e002);
	fake_link_set(fake, SLAVES + 52, 0xe0000003 | 0xf00 << 4);
	fake_link_set(fake, APB, 0x0100c022);
	fake_link_set(fake, APB + 4, 0x0010fff1);
	fake_link_set(fake, 0xfffffff0, 0x12341076);
}

static void expect_range(const struct plugplay_range *range, enum plugplay_kind kind,
			 uint32_t start, uint64_t size)
{
	assert_int_equal(range->kind, kind);
	assert_int_equal(range->start, start);
	assert_int_equal(range->size, size);
}

static void it_reads_the_tables(void **state)
{
	struct fake_link fake;
	struct plugplay found;

	fake_link_begin(&fake, state, true);
	put_board(&fake);
	assert_int_equal(plugplay_scan(&fake.link, &found), 0);
	assert_int_equal(found.n, 4);
	assert_int_equal(found.build, 0x1076);
	assert_string_equal(found.devices[0].bus, "AHB master");
	assert_int_equal(found.devices[0].device, GAISLER_LEON3);
	assert_int_equal(found.devices[1].version, 1);
	expect_range(&found.devices[1].ranges[0], PLUGPLAY_MEMORY, 0x80000000, 1 << 20);
	assert_int_equal(found.devices[2].irq, 5);
	expect_range(&found.devices[2].ranges[0], PLUGPLAY_MEMORY, 0, 512 << 20);
	expect_range(&found.devices[2].ranges[1], PLUGPLAY_IO, 0xfffe0000, 64 << 10);
	assert_string_equal(found.devices[3].bus, "APB");
	expect_range(&found.devices[3].ranges[0], PLUGPLAY_APB, 0x80000100, 256);
}

static void it_finds(void **state)
{
	struct fake_link fake;
	struct plugplay found;

	fake_link_begin(&fake, state, true);
	put_board(&fake);
	assert_int_equal(plugplay_scan(&fake.link, &found), 0);
	assert_ptr_equal(plugplay_find(&found, "APB", VENDOR_GAISLER, GAISLER_APBUART, 0),
			 &found.devices[3]);
	assert_null(plugplay_find(&found, "APB", VENDOR_GAISLER, GAISLER_APBUART, 1));
	assert_null(plugplay_find(&found, "AHB slave", VENDOR_GAISLER, GAISLER_APBUART, 0));
	assert_ptr_equal(plugplay_memory_at(&found, 0x1fffffff, 1), &found.devices[2]);
	assert_null(plugplay_memory_at(&found, 0x1fffffff, 2));
	assert_null(plugplay_memory_at(&found, 0xfffe0000, 1));
	assert_string_equal(plugplay_device_name(VENDOR_ESA, ESA_MCTRL), "LEON2 memory controller");
	assert_null(plugplay_device_name(VENDOR_ESA, 0x999));
	assert_string_equal(plugplay_vendor_name(VENDOR_GAISLER), "Gaisler");
	assert_null(plugplay_vendor_name(0x99));
}

static void a_board_without_a_table(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_link fake;
	struct plugplay found;

	fake_link_begin(&fake, state, false);
	assert_int_equal(plugplay_scan(&fake.link, &found), -1);
	expect_report(fixture->diag, "fake:: error: [target] there is no table of a LEON board's "
				     "devices at 0xfffff000\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_reads_the_tables),
		FIXTURE_TEST(it_finds),
		FIXTURE_TEST(a_board_without_a_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
