/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/ranges.c: rule 6 of docs/container.md, at its edges. */

#include "loader/ranges.h"

#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"

static struct image images[3];
static struct container container;
static struct params params;
static uint8_t ram[2 * PARAMS_RANGE_SIZE];
static uint8_t reserved[2 * PARAMS_RANGE_SIZE];

static void put_range(uint8_t *list, uint32_t i, uint32_t addr, uint32_t size)
{
	put_be32(list + i * PARAMS_RANGE_SIZE, addr);
	put_be32(list + i * PARAMS_RANGE_SIZE + 4, size);
}

/* One image of n bytes; the others are far away. */
static void place(uint32_t load, uint32_t size)
{
	images[0] = (struct image){
		.load = load, .mem_size = size, .data_size = size, .entry = load, .has_entry = 1
	};
	images[0].arch = (struct span){ (const uint8_t *)"sparc", 5 };
	images[1] = (struct image){ .load = 0x100, .mem_size = 0x10, .data_size = 0x10 };
	images[2] = (struct image){ .load = 0x80, .mem_size = 0x10 };
	container = (struct container){ .images = images, .n_images = 3 };
}

static enum status disjoint(uint32_t load, uint32_t size)
{
	place(load, size);
	return ranges_check_disjoint(&container);
}

static void test_overlap(void **state)
{
	(void)state;
	assert_int_equal(disjoint(0xf0, 0x10), STATUS_OK);
	assert_int_equal(disjoint(0xf0, 0x11), STATUS_OVERLAP);
	assert_int_equal(disjoint(0x110, 0x10), STATUS_OK);
	assert_int_equal(disjoint(0x10c, 0x10), STATUS_OVERLAP);
	assert_int_equal(disjoint(0x100, 0x10), STATUS_OVERLAP);
	assert_int_equal(disjoint(0x104, 0x4), STATUS_OVERLAP);
	assert_int_equal(disjoint(0xe0, 0x1000), STATUS_OVERLAP);
	assert_int_equal(disjoint(0x60, 0x20), STATUS_OK);
	assert_int_equal(disjoint(0x60, 0x21), STATUS_OVERLAP); /* a zero image counts */
}

/* Every pair of short ranges against a plain comparison of their bytes. */
static void test_all_pairs(void **state)
{
	(void)state;
	for (uint32_t a = 4; a < 12; a++)
		for (uint32_t a_size = 1; a_size < 8; a_size++)
			for (uint32_t b = 4; b < 12; b++)
				for (uint32_t b_size = 1; b_size < 8; b_size++) {
					bool meet = false;

					for (uint32_t at = a; at < a + a_size; at++)
						meet = meet || (at >= b && at < b + b_size);
					place(0x1000, 4);
					images[1].load = a;
					images[1].mem_size = a_size;
					images[2].load = b;
					images[2].mem_size = b_size;
					assert_int_equal(ranges_check_disjoint(&container),
							 meet ? STATUS_OVERLAP : STATUS_OK);
				}
}

static void test_wrap(void **state)
{
	(void)state;
	assert_int_equal(disjoint(0xfffffff0, 0x10), STATUS_OK);
	assert_int_equal(disjoint(0xfffffff0, 0x11), STATUS_OUTSIDE_RAM);
	assert_int_equal(disjoint(0xfffffffc, 0xfffffffc), STATUS_OUTSIDE_RAM);
	place(0x1000, 8); /* the image that comes last */
	images[2].load = 0xffffffff;
	images[2].mem_size = 2;
	assert_int_equal(ranges_check_disjoint(&container), STATUS_OUTSIDE_RAM);
}

static enum status entry(uint32_t at, uint32_t data_size, const char *arch)
{
	place(0x1000, 0x100);
	images[0].entry = at;
	images[0].data_size = data_size;
	images[0].arch = (struct span){ (const uint8_t *)arch, strlen(arch) };
	return ranges_check_disjoint(&container);
}

static void test_entry(void **state)
{
	(void)state;
	assert_int_equal(entry(0x1000, 0x100, "sparc"), STATUS_OK);
	assert_int_equal(entry(0x10fc, 0x100, "sparc"), STATUS_OK);
	assert_int_equal(entry(0x1100, 0x100, "sparc"), STATUS_ENTRY);
	assert_int_equal(entry(0x0ffc, 0x100, "sparc"), STATUS_ENTRY);
	assert_int_equal(entry(0x1002, 0x100, "sparc"), STATUS_ENTRY);
	assert_int_equal(entry(0x1001, 0x100, "x86"), STATUS_OK);
	assert_int_equal(entry(0x10ff, 0x100, "x86"), STATUS_OK);
	assert_int_equal(entry(0x1100, 0x100, "x86"), STATUS_ENTRY);
	assert_int_equal(entry(0x1080, 0x80, "sparc"), STATUS_ENTRY); /* zeroed, not in the file */
	assert_int_equal(entry(0x107c, 0x7e, "sparc"), STATUS_ENTRY); /* half an instruction */
	assert_int_equal(entry(0x1000, 0, "sparc"), STATUS_ENTRY);
}

/* Of a compressed image it is not known yet how many bytes are not zeros. */
static void test_entry_compressed(void **state)
{
	(void)state;
	entry(0x10fc, 0x10, "sparc");
	images[0].compression = IMAGE_LZ4;
	assert_int_equal(ranges_check_disjoint(&container), STATUS_OK);
	images[0].entry = 0x1100;
	assert_int_equal(ranges_check_disjoint(&container), STATUS_ENTRY);
	images[0].entry = 0x107c;
	assert_int_equal(ranges_check_entry(&images[0], 0x80), STATUS_OK);
	assert_int_equal(ranges_check_entry(&images[0], 0x7f), STATUS_ENTRY);
}

static enum status in_ram(uint32_t load, uint32_t size)
{
	put_range(ram, 0, 0x40000000, 0x1000);
	put_range(ram, 1, 0xfffff000, 0x1000);
	put_range(reserved, 0, 0x40000400, 0x10);
	put_range(reserved, 1, 0x40000800, 0x10);
	params = (struct params){ .ram = ram, .n_ram = 2, .reserved = reserved, .n_reserved = 2 };
	params.work_addr = 0x40000c00;
	params.work_size = 0x100;
	params.container_addr = 0x40000e00;
	params.container_size = 0x100;
	place(load, size);
	container.n_images = 1;
	return ranges_check_ram(&container, &params);
}

static void test_ram(void **state)
{
	(void)state;
	assert_int_equal(in_ram(0x40000000, 0x400), STATUS_OK);
	assert_int_equal(in_ram(0x3fffffff, 0x10), STATUS_OUTSIDE_RAM);
	assert_int_equal(in_ram(0x3ffffff0, 0x10), STATUS_OUTSIDE_RAM);
	assert_int_equal(in_ram(0x40000fff, 1), STATUS_OK);
	assert_int_equal(in_ram(0x40000fff, 2), STATUS_OUTSIDE_RAM);
	assert_int_equal(in_ram(0x40001000, 1), STATUS_OUTSIDE_RAM);
	assert_int_equal(in_ram(0x40000f00, 0xffffff00), STATUS_OUTSIDE_RAM);
	assert_int_equal(in_ram(0xfffff000, 0x1000), STATUS_OK);
	assert_int_equal(in_ram(0, 4), STATUS_OUTSIDE_RAM);
	assert_int_equal(in_ram(0, 0xffffffff), STATUS_OUTSIDE_RAM);
	in_ram(0x40000000, 4);
	params.n_ram = 0;
	assert_int_equal(ranges_check_ram(&container, &params), STATUS_OUTSIDE_RAM);
}

/* Bytes just in front of a range, just in it at both ends, and just behind. */
static void check_hole(uint32_t addr, uint32_t size)
{
	assert_int_equal(in_ram(addr - 4, 4), STATUS_OK);
	assert_int_equal(in_ram(addr - 4, 5), STATUS_RESERVED);
	assert_int_equal(in_ram(addr, 1), STATUS_RESERVED);
	assert_int_equal(in_ram(addr + size - 1, 1), STATUS_RESERVED);
	assert_int_equal(in_ram(addr + size, 4), STATUS_OK);
	assert_int_equal(in_ram(addr - 4, size + 8), STATUS_RESERVED);
}

static void test_reserved(void **state)
{
	(void)state;
	check_hole(0x40000400, 0x10);
	check_hole(0x40000800, 0x10);
	check_hole(0x40000c00, 0x100); /* work area */
	check_hole(0x40000e00, 0x100); /* container */
}

/* Every image is looked at, not the first alone. */
static void test_every_image(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		in_ram(0x40000000, 4);
		images[1].load = 0x40000010;
		images[2].load = 0x40000020;
		container.n_images = 3;
		assert_int_equal(ranges_check_ram(&container, &params), STATUS_OK);
		images[i].load = 0x40000c00;
		assert_int_equal(ranges_check_ram(&container, &params), STATUS_RESERVED);
		images[i].load = 0x10;
		assert_int_equal(ranges_check_ram(&container, &params), STATUS_OUTSIDE_RAM);
	}
}

static void test_staging(void **state)
{
	(void)state;
	in_ram(0x40000000, 0x100);
	images[0].data_size = 0x200; /* larger than its destination */
	images[0].compression = IMAGE_LZ4;
	assert_int_equal(ranges_check_ram(&container, &params), STATUS_STAGING);
	params.staging_size = 0x1ff;
	assert_int_equal(ranges_check_ram(&container, &params), STATUS_STAGING);
	params.staging_size = 0x200;
	assert_int_equal(ranges_check_ram(&container, &params), STATUS_OK);
	params.staging_size = 0;
	images[0].compression = IMAGE_PLAIN;
	assert_int_equal(ranges_check_ram(&container, &params), STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlap),     cmocka_unit_test(test_all_pairs),
		cmocka_unit_test(test_wrap),        cmocka_unit_test(test_entry),
		cmocka_unit_test(test_ram),         cmocka_unit_test(test_reserved),
		cmocka_unit_test(test_every_image), cmocka_unit_test(test_entry_compressed),
		cmocka_unit_test(test_staging),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
