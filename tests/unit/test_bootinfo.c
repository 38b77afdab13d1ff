/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What boot programs say, in both versions of Multiboot and damaged in many ways; and what a host
 * is told.  Memory is an array. */

#include "cmocka_all.h"

#include "loader/board.h"
#include "loader/x86/bootinfo.h"

#define INFO 0x100u
#define MAP 0x400u
#define OUT 0x8000u

static _Alignas(8) uint8_t memory[0x10000];
static struct machine machine_found;

uint8_t *board_memory(uint32_t addr, uint32_t size)
{
	assert_true(range_fits(sizeof(memory), addr, size));
	return memory + addr;
}

static void put32(uint32_t at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		memory[at + i] = (uint8_t)(value >> (8 * i));
}

static uint32_t word(uint32_t at)
{
	return (uint32_t)memory[at + 3] << 24 | (uint32_t)memory[at + 2] << 16 |
	       (uint32_t)memory[at + 1] << 8 | memory[at];
}

static void put_entry(uint32_t at, uint64_t addr, uint64_t size, uint32_t type)
{
	put32(at, (uint32_t)addr);
	put32(at + 4, (uint32_t)(addr >> 32));
	put32(at + 8, (uint32_t)size);
	put32(at + 12, (uint32_t)(size >> 32));
	put32(at + 16, type);
}

static void reset(void)
{
	memset(memory, 0xa5, sizeof(memory));
	memset(&machine_found, 0xa5, sizeof(machine_found));
}

/* Version 1 with n entries: available MiB, each with its neighbour. */
static void make_first(uint32_t n)
{
	reset();
	put32(INFO, MULTIBOOT_INFO_MAP);
	put32(INFO + MULTIBOOT_INFO_AT_MAP_SIZE, n * MULTIBOOT_MAP_SIZE);
	put32(INFO + MULTIBOOT_INFO_AT_MAP, MAP);
	for (uint32_t i = 0; i < n; i++) {
		put32(MAP + i * MULTIBOOT_MAP_SIZE, MULTIBOOT_MAP_SIZE - 4);
		put_entry(MAP + i * MULTIBOOT_MAP_SIZE + 4, (uint64_t)i << 20, 1u << 20, 1);
	}
}

/* Version 2: a tag of another kind, then the map, then the end. */
static void make_second(uint32_t n)
{
	uint32_t size = 16 + n * MULTIBOOT_MAP_SIZE;

	reset();
	put32(INFO, 8 + 16 + size + 8);
	put32(INFO + 8, 1);
	put32(INFO + 12, 13); /* padded to 16 */
	put32(INFO + 24, MULTIBOOT2_TAG_MAP);
	put32(INFO + 28, size);
	put32(INFO + 32, MULTIBOOT_MAP_SIZE);
	put32(INFO + 36, 0);
	for (uint32_t i = 0; i < n; i++)
		put_entry(INFO + 40 + i * MULTIBOOT_MAP_SIZE, (uint64_t)i << 20, 1u << 20, 1);
	put32(INFO + 24 + size, 0);
	put32(INFO + 28 + size, 8);
}

static enum status read_as(uint32_t magic)
{
	return bootinfo_read(&machine_found, magic, INFO);
}

static void both_versions(void **state)
{
	(void)state;
	make_first(3);
	assert_int_equal(read_as(MULTIBOOT_START), STATUS_OK);
	assert_int_equal(machine_found.n_map, 3);
	assert_int_equal(machine_found.map[2].addr, 2u << 20);
	make_second(3);
	assert_int_equal(read_as(MULTIBOOT2_START), STATUS_OK);
	assert_int_equal(machine_found.n_map, 3);
	assert_int_equal(machine_found.map[2].addr, 2u << 20);
	assert_int_equal(machine_found.map[2].size, 1u << 20);
	assert_int_equal(read_as(0x12345678), STATUS_BOOT_INFORMATION);
}

static void refused_first(uint32_t at, uint32_t value)
{
	make_first(3);
	put32(at, value);
	assert_int_equal(read_as(MULTIBOOT_START), STATUS_BOOT_INFORMATION);
}

static void refused_second(uint32_t at, uint32_t value)
{
	make_second(3);
	put32(at, value);
	assert_int_equal(read_as(MULTIBOOT2_START), STATUS_BOOT_INFORMATION);
}

static void damaged(void **state)
{
	(void)state;
	refused_first(INFO, 0);
	refused_first(INFO + MULTIBOOT_INFO_AT_MAP_SIZE, 0);
	refused_first(MAP, 0);
	refused_first(MAP, 19);
	refused_first(MAP, UINT32_MAX);
	refused_first(MAP + 2 * MULTIBOOT_MAP_SIZE, 21);
	refused_second(INFO, 8);
	refused_second(INFO, 40);
	refused_second(INFO + 12, 0);
	refused_second(INFO + 12, UINT32_MAX);
	refused_second(INFO + 24, 7);
	refused_second(INFO + 28, 15);
	refused_second(INFO + 28, 16);
	refused_second(INFO + 32, 0);
	refused_second(INFO + 32, 19);
	make_first(MULTIBOOT_MAX_MAP);
	assert_int_equal(read_as(MULTIBOOT_START), STATUS_OK);
	assert_int_equal(machine_found.n_map, MULTIBOOT_MAX_MAP);
	make_first(MULTIBOOT_MAX_MAP + 1);
	assert_int_equal(read_as(MULTIBOOT_START), STATUS_BOOT_INFORMATION);
	make_second(MULTIBOOT_MAX_MAP + 1);
	assert_int_equal(read_as(MULTIBOOT2_START), STATUS_BOOT_INFORMATION);
}

static void set_map(const struct map_entry *entries, uint32_t n)
{
	memcpy(machine_found.map, entries, n * sizeof(*entries));
	machine_found.n_map = n;
}

static void available(void **state)
{
	static const struct map_entry map[] = {
		{ 0x200000, 0x100000, 1, 0 }, { 0x100000, 0x100000, 1, 0 },
		{ 0, 0x9fc00, 1, 0 },         { 0x9fc00, 0x400, 2, 0 },
		{ 0x280000, 0x1000, 4, 0 },   { 0xfff00000, UINT64_C(0x200000), 1, 0 },
	};

	(void)state;
	set_map(map, 6);
	assert_true(bootinfo_has(&machine_found, 0x100000, 0x100000));
	assert_true(bootinfo_has(&machine_found, 0x180000, 0x100000)); /* over a seam */
	assert_true(bootinfo_has(&machine_found, 0, 0x9fc00));
	assert_false(bootinfo_has(&machine_found, 0, 0x9fc01));
	assert_false(bootinfo_has(&machine_found, 0x9fbff, 2));
	assert_false(bootinfo_has(&machine_found, 0x27ffff, 2)); /* reserved inside available */
	assert_false(bootinfo_has(&machine_found, 0x200000, 0x100000));
	assert_true(bootinfo_has(&machine_found, 0x281000, 0x7f000));
	assert_false(bootinfo_has(&machine_found, 0x281000, 0x7f001));
	assert_false(bootinfo_has(&machine_found, 0x400000, 1));
	assert_true(bootinfo_has(&machine_found, 0xfff00000, 0x100000)); /* up to 4 GiB */
}

/* Entries at the ends of 64 bits. */
static void wide_entries(void **state)
{
	static const struct map_entry all[] = { { 0, UINT64_MAX, 1, 0 }, { UINT64_MAX, 1, 1, 0 } };

	(void)state;
	set_map(all, 2);
	assert_true(bootinfo_has(&machine_found, 0, UINT32_MAX));
	make_first(1);
	put_entry(MAP + 4, UINT64_MAX - 0xfff, 0x1001, 2); /* wraps: not taken */
	assert_int_equal(read_as(MULTIBOOT_START), STATUS_BOOT_INFORMATION);
	put_entry(MAP + 4, UINT64_MAX - 0xfff, 0x1000, 2);
	assert_int_equal(read_as(MULTIBOOT_START), STATUS_OK);
	assert_false(bootinfo_has(&machine_found, UINT32_MAX - 0xfff, 0x1000));
}

/* Two modules and a segment between them. */
static void told(void **state)
{
	static struct image images[3] = {
		{ .kind = IMAGE_MODULE,
		  .load = 0x300000,
		  .data_size = 5,
		  .mem_size = 4096,
		  .module = { (const uint8_t *)"first x", 7 } },
		{ .kind = IMAGE_SEGMENT, .load = 0x100000, .data_size = 9 },
		{ .kind = IMAGE_MODULE, .load = 0x200000, .data_size = 6, .mem_size = 4096 },
	};
	static const struct container container = { .images = images, .n_images = 3 };
	struct params params = { .boot_addr = OUT, .boot_size = 0 };
	uint32_t modules;

	(void)state;
	make_first(2);
	assert_int_equal(read_as(MULTIBOOT_START), STATUS_OK);
	/* It fits or it does not, and nothing is written outside. */
	for (; params.boot_size < 300; params.boot_size++) {
		memset(memory, 0xa5, sizeof(memory));
		if (bootinfo_write(&machine_found, &params, &container) == STATUS_OK)
			break;
		for (size_t i = 0; i < OUT; i++)
			assert_int_equal(memory[i], 0xa5);
		for (size_t i = OUT + params.boot_size; i < sizeof(memory); i++)
			assert_int_equal(memory[i], 0xa5);
	}
	assert_int_equal(params.boot_size, MULTIBOOT_INFO_SIZE + 2 * MULTIBOOT_MAP_SIZE +
						   2 * MULTIBOOT_MODULE_SIZE + sizeof("first x") +
						   sizeof("") + sizeof("") + sizeof("xpack"));
	assert_int_equal(word(OUT + MULTIBOOT_INFO_AT_LOWER), 2048); /* KiB: one piece from 0 */
	assert_int_equal(word(OUT + MULTIBOOT_INFO_AT_UPPER), 1024);
	assert_int_equal(word(OUT + MULTIBOOT_INFO_AT_N_MODULES), 2);
	modules = word(OUT + MULTIBOOT_INFO_AT_MODULES);
	assert_int_equal(word(modules), 0x300000);
	assert_int_equal(word(modules + 4), 0x300005);
	assert_string_equal((const char *)memory + word(modules + 8), "first x");
	assert_int_equal(word(modules + 16), 0x200000);
	assert_string_equal((const char *)memory + word(modules + 24), "");
	assert_string_equal((const char *)memory + word(OUT + MULTIBOOT_INFO_AT_COMMAND_LINE), "");
	assert_string_equal((const char *)memory + word(OUT + MULTIBOOT_INFO_AT_NAME), "xpack");
	images[0].compression = IMAGE_LZ4; /* which fills its destination */
	assert_int_equal(bootinfo_write(&machine_found, &params, &container), STATUS_OK);
	assert_int_equal(word(modules + 4), 0x301000);
	assert_int_equal(word(word(OUT + MULTIBOOT_INFO_AT_MAP)), MULTIBOOT_MAP_SIZE - 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_versions), cmocka_unit_test(damaged),
		cmocka_unit_test(available),     cmocka_unit_test(wide_entries),
		cmocka_unit_test(told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
