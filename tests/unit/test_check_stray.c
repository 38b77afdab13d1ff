/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>
#include <elf.h>

#include "check_fixture.h"

#define N_SEGMENTS 65535u
#define N_MEMORIES 100000u
#define MAX_SECONDS 2 /* of processor time: it takes a thousandth */

/* A segment of notes where nobody has memory: a section header says that they are notes. */
static void add_notes(struct build *build, uint32_t flags, uint64_t addr)
{
	uint32_t section = build_section(build, ".note.gnu.build-id", "abcdefgh", 8);

	build->sections[section].type = SHT_NOTE;
	build->sections[section].flags = SHF_ALLOC;
	build->sections[section].addr = addr;
	build_segment(build, flags, addr, "abcdefgh", 8);
}

#define NOTES_HELP                                                                                 \
	CHECK_HELP "the segment holds notes: link with -Wl,--build-id=none, or place them in the " \
		   "linker script\n"
#define STRAY_HELP                                                                                 \
	CHECK_HELP "link with -Wl,--build-id=none, or with the linker script that 'xpack "         \
		   "ldscript' writes\n"

/* Where somebody else than the loader loads it, nothing can be left out. */
static void stray_notes_of_a_module(void **state)
{
	add_notes(check_build(state), PF_R, 0);
	check_expect(state, CHECK_ERROR
		     "[elf-outside-area] partition 'nav': segment 2 (r) 0x00000000..0x00000007 of "
		     "'nav.elf' does not lie in one area\n" CHECK_ALL_AREAS NOTES_HELP);
}

static void expect_left_out(void **state, size_t index)
{
	struct check_fixture *fixture = *state;
	size_t n = 0;

	check_elf_leave_out(&fixture->input, &fixture->elf);
	for (size_t i = 0; i < fixture->elf.n_segments; i++)
		n += !elf_segment_loaded(&fixture->elf.segments[i]);
	assert_int_equal(n, 1);
	assert_true(fixture->elf.segments[index].left_out);
}

static void stray_notes(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.may_leave_out = true;
	add_notes(&fixture->build, PF_R, 0x30000000);
	check_expect(state, CHECK_WARNING
		     "[elf-stray] partition 'nav': segment 2 (r) 0x30000000..0x30000007 of "
		     "'nav.elf' holds nothing but notes and lies in no area: it is left "
		     "out\n" STRAY_HELP);
	expect_left_out(state, 2);
}

/* The linker's first segment, when .text was put elsewhere. */
static void stray_headers(void **state)
{
	struct check_fixture *fixture = *state;
	struct build *build = &fixture->build;
	uint64_t third;

	fixture->input.may_leave_out = true;
	build_segment(build, PF_R, 0x30000000, "abcd", 4);
	build_finish(build);
	third = build->segments_offset + 2 * sizeof(Elf32_Phdr);
	build_poke(build, third + offsetof(Elf32_Phdr, p_offset), 0, 4);
	check_expect_built(
		state, CHECK_WARNING
		"[elf-stray] partition 'nav': segment 2 (r) 0x30000000..0x30000003 of "
		"'nav.elf' holds nothing but ELF headers and lies in no area: it is left "
		"out\n" STRAY_HELP);
	expect_left_out(state, 2);
}

/* In an area they are loaded as anything else. */
static void notes_in_an_area(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.may_leave_out = true;
	add_notes(&fixture->build, PF_R, CHECK_FREE);
	check_expect(state, "");
	check_elf_leave_out(&fixture->input, &fixture->elf);
	assert_true(elf_segment_loaded(&fixture->elf.segments[2]));
}

#define OUTSIDE(segment)                                                                           \
	CHECK_ERROR "[elf-outside-area] partition 'nav': segment 2 " segment                       \
		    " of 'nav.elf' does not lie in one area\n"

static void stray_but_executable(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.may_leave_out = true;
	add_notes(&fixture->build, PF_R | PF_X, 0x30000000);
	check_expect(state, OUTSIDE("(rx) 0x30000000..0x30000007") CHECK_ALL_AREAS NOTES_HELP);
}

static void stray_but_written(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.may_leave_out = true;
	add_notes(&fixture->build, PF_R | PF_W, 0x30000000);
	check_expect(state, OUTSIDE("(rw) 0x30000000..0x30000007") CHECK_ALL_AREAS NOTES_HELP);
}

static void stray_but_longer_than_its_bytes(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.may_leave_out = true;
	add_notes(&fixture->build, PF_R, 0x30000000);
	fixture->build.segments[2].mem_size = 9;
	check_expect(state, OUTSIDE("(r) 0x30000000..0x30000008") CHECK_ALL_AREAS NOTES_HELP);
}

#define FREE_NOTE                                                                                  \
	"s.xml:7:3: note: area 'free' (rwx) 0x40200000..0x40200fff is declared here\n" NOTES_HELP

/* One byte of it is in an area: it was meant to be there. */
static void stray_but_for_a_byte(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.may_leave_out = true;
	add_notes(&fixture->build, PF_R, CHECK_FREE - 7);
	check_expect(state, OUTSIDE("(r) 0x401ffff9..0x40200000") FREE_NOTE);
}

/* Constants of the program among the notes: the last of its bytes counts. */
static void stray_with_something_else(void **state)
{
	struct check_fixture *fixture = *state;
	struct build *build = &fixture->build;
	uint32_t section;

	fixture->input.may_leave_out = true;
	add_notes(build, PF_R, 0x30000000);
	section = build_section(build, ".rodata", "a", 1);
	build->sections[section].flags = SHF_ALLOC;
	build->sections[section].addr = 0x30000007;
	check_expect(state, OUTSIDE("(r) 0x30000000..0x30000007") CHECK_ALL_AREAS NOTES_HELP);
}

/* Nobody says what is in it. */
static void stray_without_section_headers(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.may_leave_out = true;
	fixture->build.no_sections = true;
	build_segment(&fixture->build, PF_R, 0x30000000, "abcdefgh", 8);
	check_expect(state, OUTSIDE("(r) 0x30000000..0x30000007") CHECK_ALL_AREAS CHECK_HELP
		     "link it for its areas: 'xpack ldscript' writes the linker script\n");
}

/* Each is told by itself, whatever there is that it could meet. */
static void many_segments_and_memories(void **state)
{
	struct check_fixture *fixture = *state;
	struct shared_memory *memories = arena_array(fixture->arena, N_MEMORIES, sizeof(*memories));
	clock_t start;

	fixture->elf.n_segments = N_SEGMENTS;
	fixture->elf.segments =
		arena_array(fixture->arena, N_SEGMENTS, sizeof(*fixture->elf.segments));
	for (size_t i = 0; i < N_SEGMENTS; i++)
		fixture->elf.segments[i] = (struct elf_segment){
			.type = PT_LOAD, .flags = PF_R | PF_W, .paddr = 16 * i, .mem_size = 8
		};
	for (size_t i = 0; i < N_MEMORIES; i++) {
		memories[i].start.value = 0x40000000 + 0x1000 * i;
		memories[i].size.value = 0x1000;
	}
	fixture->input.may_leave_out = true;
	fixture->input.shared_memories = memories;
	fixture->input.n_shared_memories = N_MEMORIES;
	start = clock();
	check_elf_leave_out(&fixture->input, &fixture->elf);
	assert_true(clock() - start < (clock_t)MAX_SECONDS * CLOCKS_PER_SEC);
	for (size_t i = 0; i < N_SEGMENTS; i++)
		assert_false(fixture->elf.segments[i].left_out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECK_TEST(stray_notes),
		CHECK_TEST(stray_notes_of_a_module),
		CHECK_TEST(stray_headers),
		CHECK_TEST(notes_in_an_area),
		CHECK_TEST(stray_but_executable),
		CHECK_TEST(stray_but_written),
		CHECK_TEST(stray_but_longer_than_its_bytes),
		CHECK_TEST(stray_but_for_a_byte),
		CHECK_TEST(stray_with_something_else),
		CHECK_TEST(stray_without_section_headers),
		CHECK_TEST(many_segments_and_memories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
