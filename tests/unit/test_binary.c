/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* binary: the one segment that it is, and every edge of its entry. */

#include "cmocka_all.h"

#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/binary.h"

#define LOAD 0x40000000u

static const uint8_t bytes[] = { 1, 2, 3, 4, 0x40, 0, 0, 8, 9, 10, 11, 12 };
static const struct span file = { bytes, sizeof(bytes) };

static struct system *binary_system(struct fixture *fixture)
{
	struct system *system = sample_system(fixture->arena);

	system->host.format = FORMAT_BINARY;
	system->host.format_name = sample_text("binary", 12, 21);
	system->host.load = sample_number(LOAD, 12, 22);
	return system;
}

static int view(struct fixture *fixture, const struct system *system, struct elf *elf)
{
	*elf = (struct elf){ 0 };
	assert_int_equal(binary_check_form(fixture->diag, &system->host), 0);
	return binary_view(fixture->arena, fixture->diag, system, file, elf);
}

static void it_is_one_segment(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = binary_system(fixture);
	struct elf elf;

	system->host.entry = sample_number(LOAD + 4, 12, 23);
	assert_int_equal(view(fixture, system, &elf), 0);
	assert_int_equal(elf.n_segments, 1);
	assert_int_equal(elf.segments[0].paddr, LOAD);
	assert_int_equal(elf.segments[0].vaddr, LOAD);
	assert_int_equal(elf.segments[0].file_size, sizeof(bytes));
	assert_int_equal(elf.segments[0].mem_size, sizeof(bytes));
	assert_ptr_equal(elf.segments[0].data.data, bytes);
	assert_int_equal(elf.machine, EM_SPARC);
	assert_true(elf.big_endian);
	assert_int_equal(elf.entry, LOAD + 4);
}

static void the_file_says_the_entry_in_the_order_of_the_board(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = binary_system(fixture);
	struct elf elf;

	system->host.entry_offset = sample_number(4, 12, 24);
	assert_int_equal(view(fixture, system, &elf), 0);
	assert_int_equal(elf.entry, 0x40000008);
	system->board.arch = ARCH_X86;
	system->host.load = sample_number(0x08000000, 12, 22);
	assert_int_equal(view(fixture, system, &elf), -1);
	expect_report(fixture->diag, "s.xml:12:24: error: [host-binary] the entry 0x08000040 lies "
				     "outside 'xhost.elf'\n"
				     "s.xml:12:22: note: it is loaded to 0x08000000..0x0800000b\n");
}

/* The last instruction of the file, the byte behind it, and between two. */
static void an_entry_is_an_instruction_of_the_file(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = binary_system(fixture);
	struct elf elf;

	system->host.entry = sample_number(LOAD + 8, 12, 23);
	assert_int_equal(view(fixture, system, &elf), 0);
	system->host.entry.value = LOAD + 12;
	assert_int_equal(view(fixture, system, &elf), -1);
	system->host.entry.value = LOAD - 4;
	assert_int_equal(view(fixture, system, &elf), -1);
	system->host.entry.value = LOAD + 6;
	assert_int_equal(view(fixture, system, &elf), -1);
	expect_report(fixture->diag,
		      "s.xml:12:23: error: [host-binary] the entry 0x4000000c lies outside "
		      "'xhost.elf'\n"
		      "s.xml:12:22: note: it is loaded to 0x40000000..0x4000000b\n"
		      "s.xml:12:23: error: [host-binary] the entry 0x3ffffffc lies outside "
		      "'xhost.elf'\n"
		      "s.xml:12:22: note: it is loaded to 0x40000000..0x4000000b\n"
		      "s.xml:12:23: error: [host-binary] the entry 0x40000006 of 'xhost.elf' is "
		      "not a multiple of 4\n");
}

static void a_word_lies_in_the_file(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = binary_system(fixture);
	struct elf elf;

	system->host.entry_offset = sample_number(9, 12, 24);
	assert_int_equal(view(fixture, system, &elf), -1);
	system->host.entry_offset.value = UINT64_MAX;
	assert_int_equal(view(fixture, system, &elf), -1);
	expect_report(fixture->diag,
		      "s.xml:12:24: error: [host-binary] 'xhost.elf' has 12 bytes: there is no "
		      "word at 0x9\n"
		      "s.xml:12:24: error: [host-binary] 'xhost.elf' has 12 bytes: there is no "
		      "word at 0xffffffffffffffff\n");
}

/* Up to the last byte of 32 bits. */
static void it_ends_in_the_address_space(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = binary_system(fixture);
	struct elf elf;

	system->host.load.value = 0x100000000u - sizeof(bytes);
	system->host.entry = sample_number(system->host.load.value, 12, 23);
	assert_int_equal(view(fixture, system, &elf), 0);
	system->host.load.value++;
	assert_int_equal(view(fixture, system, &elf), -1);
	expect_report(fixture->diag, "s.xml:12:22: error: [host-binary] 'xhost.elf', 12 bytes at "
				     "0xfffffff5, leaves the 32-bit address space\n");
}

/* What check_load told of is not told again. */
static void without_form_there_is_no_view(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = binary_system(fixture);
	struct elf elf;

	assert_int_equal(binary_view(fixture->arena, fixture->diag, system, file, &elf), -1);
	expect_report(fixture->diag, "");
	assert_int_equal(binary_check_form(fixture->diag, &system->host), -1);
	expect_id(fixture->diag, "host-binary");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_is_one_segment),
		FIXTURE_TEST(the_file_says_the_entry_in_the_order_of_the_board),
		FIXTURE_TEST(an_entry_is_an_instruction_of_the_file),
		FIXTURE_TEST(a_word_lies_in_the_file),
		FIXTURE_TEST(it_ends_in_the_address_space),
		FIXTURE_TEST(without_form_there_is_no_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
