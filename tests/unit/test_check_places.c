/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "check_fixture.h"

static void outside_area(void **state)
{
	struct build *build = check_build(state);

	build->segments[1].mem_size = 0x10001;
	build_segment(build, PF_R, 0x30000000, "ab", 2);
	check_expect(
		state, CHECK_ERROR
		"[elf-outside-area] partition 'nav': segment 1 (rw) 0x40110000..0x40120000 "
		"of 'nav.elf' does not lie in one area\n"
		"s.xml:6:3: note: area 'data' (rw) 0x40110000..0x4011ffff is declared "
		"here\n" CHECK_HELP
		"link it for its areas: 'xpack ldscript' writes the linker script\n" CHECK_ERROR
		"[elf-outside-area] partition 'nav': segment 2 (r) 0x30000000..0x30000001 "
		"of 'nav.elf' does not lie in one area\n" CHECK_ALL_AREAS CHECK_HELP
		"link it for its areas: 'xpack ldscript' writes the linker script\n");
}

/* p_paddr places; where it is linked does not matter here. */
static void outside_area_by_paddr(void **state)
{
	check_build(state)->segments[1].paddr = 0x400f0000;
	check_build(state)->segments[1].mem_size = 8;
	check_expect(state, CHECK_ERROR
		     "[elf-outside-area] partition 'nav': segment 1 (rw) 0x400f0000..0x400f0007 "
		     "of 'nav.elf' does not lie in one area\n" CHECK_ALL_AREAS CHECK_HELP
		     "link it for its areas: 'xpack ldscript' writes the linker script\n");
}

/* The last byte of the address space may be used. */
static void accepts_end_of_memory(void **state)
{
	struct build *build = check_build(state);

	build->segments[1].vaddr = 0xffff0000;
	check_expect(state, "");
}

static void accepts_write_execute_where_allowed(void **state)
{
	build_segment(check_build(state), PF_R | PF_W | PF_X, 0x40200000, "abcdefgh", 8);
	check_expect(state, "");
}

/* The segment begins where the file begins: the linker put its headers in front of .text. */
static void headers_in_segment(void **state)
{
	struct check_fixture *fixture = *state;
	struct build *build = &fixture->build;

	fixture->input.who = "host 'xhost'";
	fixture->input.is_host = true;
	build->segments[0].vaddr -= 0x74;
	build->segments[0].paddr -= 0x74;
	build_finish(build);
	build_poke(build, build->segments_offset + offsetof(Elf32_Phdr, p_offset), 0, 4);
	build_poke(build, build->segments_offset + offsetof(Elf32_Phdr, p_filesz), 0x94, 4);
	build_poke(build, build->segments_offset + offsetof(Elf32_Phdr, p_memsz), 0x94, 4);
	check_expect_built(state, CHECK_ERROR
			   "[elf-outside-area] host 'xhost': segment 0 (rx) "
			   "0x400fff8c..0x4010001f of 'nav.elf' does not lie in one area\n"
			   "s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared "
			   "here\n" CHECK_HELP
			   "the segment begins with the ELF headers: a linker script without "
			   "SIZEOF_HEADERS keeps them out\n");
}

static void wrong_access(void **state)
{
	build_segment(check_build(state), PF_R | PF_W, CHECK_CODE + 0x100, "ab", 2);
	check_expect(state, CHECK_ERROR
		     "[elf-access] partition 'nav': segment 2 (rw) 0x40100100..0x40100101 "
		     "of 'nav.elf' asks for rw in area 'code', which gives rx\n"
		     "s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared "
		     "here\n" CHECK_HELP
		     "link it into an area that gives this access: 'xpack ldscript' "
		     "writes the linker script\n");
}

static void write_execute(void **state)
{
	check_build(state)->segments[0].flags = PF_R | PF_W | PF_X;
	check_expect(state, CHECK_ERROR
		     "[elf-wx] partition 'nav': segment 0 (rwx) 0x40100000..0x4010001f of "
		     "'nav.elf' is both writable and executable\n"
		     "s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared "
		     "here\n" CHECK_HELP
		     "link without -N (--omagic) and with text and data in segments of "
		     "their own\n");
}

/* Nothing hides anything else. */
#define ENTRY_HELP                                                                                 \
	CHECK_HELP "name the start symbol with ENTRY() in the linker script or with -Wl,-e\n"

static void entry_in_data(void **state)
{
	check_build(state)->entry = CHECK_DATA + 4;
	check_expect(state, CHECK_ERROR
		     "[elf-entry] partition 'nav': the entry 0x40110004 of 'nav.elf' lies "
		     "in a segment that is not executable\n" ENTRY_HELP);
}

static void entry_in_bss(void **state)
{
	check_build(state)->segments[0].mem_size = 0x1000;
	check_build(state)->entry = CHECK_CODE + 0x100;
	check_expect(state, CHECK_ERROR
		     "[elf-entry] partition 'nav': the entry 0x40100100 of 'nav.elf' lies "
		     "in no bytes of the file\n" ENTRY_HELP);
}

static void entry_misaligned(void **state)
{
	check_build(state)->entry = CHECK_CODE + 2;
	check_expect(state, CHECK_ERROR
		     "[elf-entry] partition 'nav': the entry 0x40100002 of 'nav.elf' is "
		     "not a multiple of 4\n" ENTRY_HELP);
}

/* Only the first byte of an instruction is in the file. */
static void entry_cut(void **state)
{
	check_build(state)->segments[0].file_size = 29;
	check_build(state)->entry = CHECK_CODE + 28;
	check_expect(state, CHECK_ERROR
		     "[elf-entry] partition 'nav': the entry 0x4010001c of 'nav.elf' lies "
		     "in no bytes of the file\n" ENTRY_HELP);
}

static void sizes(void **state)
{
	check_build(state)->segments[1].mem_size = 7;
	check_expect(state, CHECK_ERROR
		     "[elf-sizes] partition 'nav': segment 1 of 'nav.elf' has 0x8 bytes in "
		     "the file, but only 0x7 in memory\n");
}

static void overlap(void **state)
{
	struct build *build = check_build(state);

	build_segment(build, PF_R, CHECK_CODE + 31, "ab", 2);
	build_segment(build, PF_R, CHECK_CODE + 0x8000, "ab", 2)->vaddr = CHECK_CODE + 8;
	check_expect(
		state, CHECK_ERROR
		"[elf-segments] partition 'nav': segment 2 (r) 0x4010001f..0x40100020 of "
		"'nav.elf' overlaps segment 0\n" CHECK_HELP
		"give every output section of the linker script addresses of its own\n" CHECK_ERROR
		"[elf-segments] partition 'nav': segment 3 (r) 0x40108000..0x40108001 of "
		"'nav.elf' overlaps segment 0 in virtual memory\n" CHECK_HELP
		"give every output section of the linker script addresses of its own\n");
}

/* A small segment between two others does not hide the large one below. */
static void overlap_below(void **state)
{
	struct build *build = check_build(state);

	build->segments[0].mem_size = 0x1000;
	build_segment(build, PF_R, CHECK_CODE + 0x100, "ab", 2);
	build_segment(build, PF_R, CHECK_CODE + 0xfff, "ab", 2);
	check_expect(
		state, CHECK_ERROR
		"[elf-segments] partition 'nav': segment 2 (r) 0x40100100..0x40100101 of "
		"'nav.elf' overlaps segment 0\n" CHECK_HELP
		"give every output section of the linker script addresses of its own\n" CHECK_ERROR
		"[elf-segments] partition 'nav': segment 3 (r) 0x40100fff..0x40101000 of "
		"'nav.elf' overlaps segment 0\n" CHECK_HELP
		"give every output section of the linker script addresses of its own\n");
}

static void wrap(void **state)
{
	check_build(state)->segments[1].vaddr = 0xffff0001;
	check_expect(state, CHECK_ERROR
		     "[elf-wrap] partition 'nav': segment 1 of 'nav.elf', 0x10000 bytes at "
		     "physical 0x40110000, virtual 0xffff0001, leaves the 32-bit address "
		     "space\n");
}

#define ALIGN_HELP                                                                                 \
	CHECK_HELP "name the executable as the linker made it: what was changed afterwards may "   \
		   "not be where its code expects it\n"

static void odd_alignment(void **state)
{
	check_build(state)->segments[1].align = 12;
	check_expect(state, CHECK_ERROR
		     "[elf-align] partition 'nav': segment 1 (rw) 0x40110000..0x4011ffff of "
		     "'nav.elf' has the alignment 0xc, which is no power of two\n" ALIGN_HELP);
}

/* The data of segment 0 follows the headers at file offset 0x74. */
static void address_and_offset_differ(void **state)
{
	check_build(state)->segments[0].align = 8;
	check_expect(state, CHECK_ERROR
		     "[elf-align] partition 'nav': segment 0 (rx) 0x40100000..0x4010001f of "
		     "'nav.elf' is at virtual 0x40100000 and file offset 0x74, which differ modulo "
		     "its alignment 0x8\n" ALIGN_HELP);
}

static void accepts_alignment(void **state)
{
	check_build(state)->segments[0].align = 4;
	check_build(state)->segments[1].align = 1;
	check_expect(state, "");
}

/* A file of very many segments must not bury the other errors. */
static void many_outside(void **state)
{
	struct check_fixture *fixture = *state;
	const char *report = "";

	for (unsigned i = 2; i < 24; i++) {
		build_segment(&fixture->build, PF_R, 0x30000000 + 4 * i, "ab", 2);
		if (i < 22)
			report = arena_printf(fixture->arena,
					      "%s" CHECK_ERROR
					      "[elf-outside-area] partition 'nav': segment %u (r) "
					      "0x%08x..0x%08x of 'nav.elf' does not lie in one "
					      "area\n" CHECK_ALL_AREAS CHECK_HELP
					      "link it for its areas: 'xpack ldscript' writes the "
					      "linker script\n",
					      report, i, 0x30000000 + 4 * i, 0x30000001 + 4 * i);
	}
	check_expect(state, arena_printf(fixture->arena, "%ss.xml:4:8: note: and 2 more segments\n",
					 report));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECK_TEST(outside_area),
		CHECK_TEST(outside_area_by_paddr),
		CHECK_TEST(accepts_end_of_memory),
		CHECK_TEST(accepts_write_execute_where_allowed),
		CHECK_TEST(headers_in_segment),
		CHECK_TEST(wrong_access),
		CHECK_TEST(write_execute),
		CHECK_TEST(entry_in_data),
		CHECK_TEST(entry_in_bss),
		CHECK_TEST(entry_misaligned),
		CHECK_TEST(entry_cut),
		CHECK_TEST(sizes),
		CHECK_TEST(overlap),
		CHECK_TEST(overlap_below),
		CHECK_TEST(wrap),
		CHECK_TEST(odd_alignment),
		CHECK_TEST(address_and_offset_differ),
		CHECK_TEST(accepts_alignment),
		CHECK_TEST(many_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
