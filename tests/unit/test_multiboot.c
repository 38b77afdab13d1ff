/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Headers at every offset; what a header with addresses loads; entries that are physical. */

#include "cmocka_all.h"

#include <elf.h>

#include "loader/multiboot.h"
#include "xpack/multiboot.h"

static uint8_t file[MULTIBOOT_SEARCH + 64];

static void put32(size_t at, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		file[at + i] = (uint8_t)(value >> (8 * i));
}

static void put_header(size_t at, uint32_t flags)
{
	put32(at, MULTIBOOT_HEADER_MAGIC);
	put32(at + 4, flags);
	put32(at + 8, 0u - MULTIBOOT_HEADER_MAGIC - flags);
}

static int read_file(size_t size, struct multiboot_header *header)
{
	struct diag *diag = diag_new();
	int result = multiboot_read(diag, location_of_file("file"), "file",
				    (struct span){ file, size }, header);

	assert_int_equal(diag_n_errors(diag), result == 0 ? 0 : 1);
	diag_free(diag);
	return result;
}

static void at_every_offset(void **state)
{
	struct multiboot_header header;

	(void)state;
	for (size_t at = 0; at <= MULTIBOOT_SEARCH; at++) {
		bool found = at % 4 == 0 && at + MULTIBOOT_HEADER_SIZE <= MULTIBOOT_SEARCH;

		memset(file, 0, sizeof(file));
		put_header(at, 3);
		assert_int_equal(read_file(sizeof(file), &header), found ? 0 : -1);
		if (found)
			assert_int_equal(header.offset, at);
		/* A file that ends inside it. */
		assert_int_equal(read_file(at + MULTIBOOT_HEADER_SIZE - 1, &header), -1);
	}
}

static void with_addresses(void **state)
{
	struct arena *arena = arena_new();
	struct multiboot_header header;
	struct elf elf;

	(void)state;
	memset(file, 0, sizeof(file));
	put_header(16, MULTIBOOT_KLUDGE);
	put32(16 + 12, 0x100008); /* so the file is loaded from offset 8 */
	put32(16 + 16, 0x100000);
	put32(16 + 20, 0x100100);
	put32(16 + 24, 0x101000);
	put32(16 + 28, 0x1000ff);
	assert_int_equal(read_file(0x108, &header), 0);
	elf = multiboot_view(arena, "file", (struct span){ file, 0x108 }, &header);
	assert_int_equal(elf.segments[0].offset, 8);
	assert_int_equal(elf.segments[0].file_size, 0x100);
	assert_int_equal(elf.segments[0].mem_size, 0x1000);
	assert_int_equal(elf.segments[0].paddr, 0x100000);
	assert_ptr_equal(elf.segments[0].data.data, file + 8);
	assert_int_equal(read_file(0x107, &header), -1);
	put32(16 + 20, 0); /* all of the file, no more memory */
	put32(16 + 24, 0);
	assert_int_equal(read_file(0x200, &header), 0);
	elf = multiboot_view(arena, "file", (struct span){ file, 0x200 }, &header);
	assert_int_equal(elf.segments[0].file_size, 0x1f8);
	assert_int_equal(elf.segments[0].mem_size, 0x1f8);
	put32(16 + 28, 0x1001f8);
	assert_int_equal(read_file(0x200, &header), -1);
	put32(16 + 12, 0xffffff08);
	put32(16 + 16, 0xffffff00);
	put32(16 + 28, 0xffffff00);
	assert_int_equal(read_file(0x200, &header), -1); /* leaves 32 bits */
	arena_free(arena);
}

static void physical_entries(void **state)
{
	struct elf_segment segments[] = {
		{ .type = PT_LOAD,
		  .paddr = 0x100000,
		  .vaddr = UINT64_C(0xffffffff80100000),
		  .file_size = 0x1000,
		  .mem_size = 0x2000 },
	};
	struct elf elf = { .segments = segments, .n_segments = 1, .entry = 0x100020, .is64 = true };

	(void)state;
	multiboot_fix_entry(&elf);
	assert_true(elf.entry == UINT64_C(0xffffffff80100020));
	multiboot_fix_entry(&elf);
	assert_true(elf.entry == UINT64_C(0xffffffff80100020));
	elf.entry = 0x101000; /* in .bss */
	multiboot_fix_entry(&elf);
	assert_true(elf.entry == 0x101000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(at_every_offset),
		cmocka_unit_test(with_addresses),
		cmocka_unit_test(physical_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
