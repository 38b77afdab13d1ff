/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_link.h"
#include "random.h"
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
	fake_link_set(fake, 0xfffffff0, 0x12345076);
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
	assert_string_equal(plugplay_device_name(VENDOR_GAISLER, 0x02c), "clock gating unit");
	assert_string_equal(plugplay_device_name(VENDOR_GAISLER, 0x030), "telemetry encoder");
	assert_string_equal(plugplay_device_name(VENDOR_GAISLER, 0x038), "timer unit with latches");
	assert_string_equal(plugplay_device_name(VENDOR_GAISLER, 0x047), "LEON4 statistics unit");
	assert_string_equal(plugplay_device_name(VENDOR_GAISLER, 0x087),
			    "general purpose register");
	assert_string_equal(plugplay_device_name(VENDOR_GAISLER, 0x0ba), "LEON5 processor");
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

/* A board whose tables a test fills, with the APB's behind every bridge. */
struct liar {
	struct buslink link;
	struct target_request request;
	uint32_t ahb[0x1000 / 4];
	uint32_t apb[0x1000 / 4];
	uint32_t n_read; /* words of APB tables */
};

static int liar_read(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	struct liar *liar = (struct liar *)(void *)link;

	for (size_t i = 0; i < n; i++, addr += 4) {
		assert_true((addr & 0xff000) == 0xff000);
		words[i] = addr >= MASTERS ? liar->ahb[(addr - MASTERS) / 4]
					   : liar->apb[(addr & 0xfff) / 4];
		liar->n_read += addr < MASTERS;
	}
	return 0;
}

static const struct buslink_kind lying = { .most = 64, .is_sure = true, .read = liar_read };

static void lie(struct liar *liar, void **state)
{
	const struct fixture *fixture = *state;

	*liar = (struct liar){
		.request = { .arena = fixture->arena, .diag = fixture->diag, .name = "fake:" },
	};
	assert_int_equal(buslink_begin(&liar->link, &lying, &liar->request, 100), 0);
}

static void fill(uint32_t *words, size_t n, size_t step, uint32_t value)
{
	for (size_t i = 0; i < n; i += step)
		words[i] = value;
}

/* Whatever was read, each device's ranges are some of its bus. */
static void expect_sound(const struct plugplay *found)
{
	for (size_t i = 0; i < found->n; i++)
		for (size_t k = 0; k < PLUGPLAY_BARS; k++) {
			const struct plugplay_device *it = &found->devices[i];
			const struct plugplay_range *range = &it->ranges[k];

			if (range->kind == PLUGPLAY_NONE) {
				expect_range(range, PLUGPLAY_NONE, 0, 0);
				continue;
			}
			assert_true((range->kind == PLUGPLAY_APB) == (strcmp(it->bus, "APB") == 0));
			assert_true(range->size != 0 && (range->size & (range->size - 1)) == 0);
			assert_int_equal(range->start % range->size, 0);
			assert_true(range_fits((uint64_t)1 << 32, range->start, range->size));
			assert_true(range->kind != PLUGPLAY_IO || range->start >= 0xfff00000);
		}
}

/* All words the same: no bridge, or only such whose range is none by type or by mask. */
static void tables_of_one_value(void **state)
{
	static const struct {
		uint32_t value;
		size_t n;
	} cases[] = { { 0, 0 }, { 0xffffffff, 127 }, { 0x01006020, 127 }, { 0x01006ff2, 127 } };
	struct fixture *fixture = *state;
	struct liar liar;
	struct plugplay found;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool has_bridge = cases[i].value >> 12 == 0x01006;

		lie(&liar, state);
		fill(liar.ahb, 1024, 1, cases[i].value);
		fill(liar.apb, 1024, 1, cases[i].value);
		assert_int_equal(plugplay_scan(&liar.link, &found), has_bridge ? 0 : -1);
		expect_report(fixture->diag,
			      has_bridge ? ""
					 : "fake:: error: [target] there is no table of a LEON "
					   "board's devices at 0xfffff000\n");
		fixture_forget(fixture);
		expect_sound(&found);
		assert_int_equal(found.n, cases[i].n);
		assert_int_equal(liar.n_read, 0);
	}
}

/* Masters and peripherals may say what they like: memory on the AHB is its slaves'. */
static void ranges_of_another_bus(void **state)
{
	struct fake_link fake;
	struct plugplay found;

	fake_link_begin(&fake, state, true);
	put_board(&fake);
	fake_link_set(&fake, MASTERS + 16, 0x4000f002); /* memory of a master */
	fake_link_set(&fake, SLAVES + 56, 0x5000fff1);  /* an APB's range on the AHB */
	fake_link_set(&fake, APB + 8, 0x0100d022);
	fake_link_set(&fake, APB + 12, 0x6000fff2); /* memory on the APB */
	assert_int_equal(plugplay_scan(&fake.link, &found), 0);
	expect_sound(&found);
	expect_range(&found.devices[0].ranges[0], PLUGPLAY_MEMORY, 0x40000000, 256 << 20);
	assert_null(plugplay_memory_at(&found, 0x40000000, 1));
	expect_range(&found.devices[2].ranges[2], PLUGPLAY_NONE, 0, 0);
	expect_range(&found.devices[4].ranges[0], PLUGPLAY_NONE, 0, 0);
	assert_null(plugplay_find(&found, "APB", VENDOR_GAISLER, GAISLER_IRQMP, 0));
	assert_null(plugplay_memory_at(&found, 0x60000000, 1));
	assert_null(plugplay_memory_at(&found, 0x60000, 1 << 29));
}

/* Gaps would be many ranges, and no bit all addresses; none wraps. */
static void masks(void **state)
{
	struct fake_link fake;
	struct plugplay found;

	fake_link_begin(&fake, state, true);
	put_board(&fake);
	fake_link_set(&fake, SLAVES + 48, 0x0000e012);
	fake_link_set(&fake, SLAVES + 52, 0xfff07ff2);
	fake_link_set(&fake, SLAVES + 56, 0xfff08002);
	fake_link_set(&fake, SLAVES + 60, 0xfff0fff2);
	assert_int_equal(plugplay_scan(&fake.link, &found), 0);
	expect_range(&found.devices[2].ranges[0], PLUGPLAY_NONE, 0, 0);
	expect_range(&found.devices[2].ranges[1], PLUGPLAY_NONE, 0, 0);
	expect_range(&found.devices[2].ranges[2], PLUGPLAY_MEMORY, 0x80000000, (uint64_t)1 << 31);
	expect_range(&found.devices[2].ranges[3], PLUGPLAY_MEMORY, 0xfff00000, 1 << 20);
	assert_ptr_equal(plugplay_memory_at(&found, 0xffffffff, 1), &found.devices[2]);
	assert_null(plugplay_memory_at(&found, 0xffffffff, 2));
	assert_null(plugplay_memory_at(&found, 0x40000000, 1));
	fake_link_set(&fake, SLAVES + 52, 0x00000002);
	assert_int_equal(plugplay_scan(&fake.link, &found), 0);
	expect_range(&found.devices[2].ranges[1], PLUGPLAY_NONE, 0, 0);
}

/* Bridges at one place, one in the AHB's tables, one without an APB. */
static void bridges(void **state)
{
	static const uint32_t bars[] = { 0x8000fff2, 0xfff0fff2, 0x8000fff2,
					 0x9000fff2, 0x8000fff2, 0 };
	struct liar liar;
	struct plugplay found;

	lie(&liar, state);
	for (size_t i = 0; i < 6; i++) {
		liar.ahb[(SLAVES - MASTERS) / 4 + i * 8] = 0x01006020;
		liar.ahb[(SLAVES - MASTERS) / 4 + i * 8 + 4] = bars[i];
	}
	liar.ahb[0] = 0x01003000;
	fill(liar.apb, 1024, 2, 0x0100c021);
	fill(liar.apb + 1, 1023, 2, 0x0010fff1);
	assert_int_equal(plugplay_scan(&liar.link, &found), 0);
	expect_sound(&found);
	assert_int_equal(liar.n_read, 2 * 1024);
	assert_int_equal(found.n, 1 + 6 + 2 * 512);
	assert_null(plugplay_find(&found, "APB", VENDOR_GAISLER, GAISLER_APBMST, 0));
	assert_non_null(plugplay_find(&found, "APB", VENDOR_GAISLER, GAISLER_APBUART, 1023));
}

/* As many devices as there can be: 63 of the slaves are bridges, each with a full APB. */
static void hundreds_of_devices(void **state)
{
	struct liar liar;
	struct plugplay found;

	lie(&liar, state);
	for (uint32_t i = 0; i < 64; i++) {
		liar.ahb[i * 8] = 0x01003000;
		liar.ahb[(SLAVES - MASTERS) / 4 + i * 8] = 0x01006020;
		liar.ahb[(SLAVES - MASTERS) / 4 + i * 8 + 4] = i << 20 | 0xfff2;
	}
	fill(liar.apb, 1024, 1, 0xffffffff);
	assert_int_equal(plugplay_scan(&liar.link, &found), 0);
	expect_sound(&found);
	assert_int_equal(found.n, 64 + 63 + 63 * 512);
	assert_int_equal(found.devices[found.n - 1].vendor, 0xff);
	assert_int_equal(found.devices[found.n - 1].device, 0xfff);
	assert_null(plugplay_vendor_name(0xff));
}

/* Random words, with a bridge among them more often than not. */
static void random_tables(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seed = 8;
	unsigned n_scanned = 0;
	struct liar liar;
	struct plugplay found;

	for (unsigned run = 0; run < 5000; run++) {
		lie(&liar, state);
		for (size_t i = 0; i < 1024; i++) {
			liar.ahb[i] =
				random_below(&seed, 4) == 0 ? 0 : (uint32_t)random_next(&seed);
			liar.apb[i] =
				random_below(&seed, 4) == 0 ? 0 : (uint32_t)random_next(&seed);
		}
		for (unsigned n = random_below(&seed, 4); n > 0; n--)
			liar.ahb[random_below(&seed, 128) * 8] = 0x01006000;
		n_scanned += plugplay_scan(&liar.link, &found) == 0;
		expect_sound(&found);
		assert_true(found.n <= 64 + 63 + 3 * 512);
		fixture_forget(fixture);
	}
	assert_in_range(n_scanned, 2000, 4500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_reads_the_tables),
		FIXTURE_TEST(it_finds),
		FIXTURE_TEST(a_board_without_a_table),
		FIXTURE_TEST(tables_of_one_value),
		FIXTURE_TEST(ranges_of_another_bus),
		FIXTURE_TEST(masks),
		FIXTURE_TEST(bridges),
		FIXTURE_TEST(hundreds_of_devices),
		FIXTURE_TEST(random_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
