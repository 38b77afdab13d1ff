/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_foreign.c: how far a segment may reach before it is somebody else's. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "check_fixture.h"

static const int nav, other; /* owners are told apart by their addresses alone */

static struct regions others;

static void add(struct check_fixture *fixture, const void *owner, const char *name, uint64_t start,
		uint64_t size)
{
	struct location at = { "s.xml", 20 + (uint32_t)others.n, 30 };

	regions_add(&others,
		    (struct region){
			    .owner = { "partition", owner == &nav ? "nav" : "other", owner },
			    .kind = "area",
			    .name = name,
			    .start = { start, at, false },
			    .size = { size, at, false },
		    });
	fixture->input.owner = &nav;
	fixture->input.others = &others;
}

static struct check_fixture *fixture_of(void **state)
{
	struct check_fixture *fixture = *state;

	others = (struct regions){ .arena = fixture->arena, .space = REGIONS_MEMORY };
	return fixture;
}

/* Behind the area of 64 KiB: the segment fills it to the last byte, then one more. */
static void one_byte_behind_the_end(void **state)
{
	struct check_fixture *fixture = fixture_of(state);

	add(fixture, &nav, "data", CHECK_DATA, 0x10000);
	add(fixture, &other, "main", CHECK_DATA + 0x10000, 0x1000);
	check_expect(state, "");
	check_end(state);
	check_begin(state);
	fixture = fixture_of(state);
	add(fixture, &nav, "data", CHECK_DATA, 0x10000);
	add(fixture, &other, "main", CHECK_DATA + 0x10000, 0x1000);
	fixture->build.segments[1].mem_size = 0x10001;
	check_expect(state, CHECK_ERROR
		     "[elf-foreign] partition 'nav': segment 1 (rw) 0x40110000..0x40120000 of "
		     "'nav.elf' runs into partition 'other' area 'main'\n"
		     "s.xml:21:30: note: partition 'other' area 'main' 0x40120000..0x40120fff is "
		     "declared here\n" CHECK_HELP
		     "link it for its areas: 'xpack ldscript' writes the linker script\n");
}

/* In front of it: the last byte of the other, then the first that is free. */
static void one_byte_in_front_of_the_start(void **state)
{
	struct check_fixture *fixture = fixture_of(state);

	add(fixture, &other, "main", 0x30000000, 0x1000);
	build_segment(&fixture->build, PF_R | PF_W, 0x30000fff, "ab", 2);
	check_expect(state, CHECK_ERROR
		     "[elf-foreign] partition 'nav': segment 2 (rw) 0x30000fff..0x30001000 of "
		     "'nav.elf' runs into partition 'other' area 'main'\n"
		     "s.xml:20:30: note: partition 'other' area 'main' 0x30000000..0x30000fff is "
		     "declared here\n" CHECK_HELP
		     "link it for its areas: 'xpack ldscript' writes the linker script\n");
}

static void beside_it_is_only_outside(void **state)
{
	struct check_fixture *fixture = fixture_of(state);

	add(fixture, &other, "main", 0x30000000, 0x1000);
	build_segment(&fixture->build, PF_R | PF_W, 0x30001000, "ab", 2);
	check_expect(state, CHECK_ERROR
		     "[elf-outside-area] partition 'nav': segment 2 (rw) 0x30001000..0x30001001 "
		     "of 'nav.elf' does not lie in one area\n" CHECK_ALL_AREAS CHECK_HELP
		     "link it for its areas: 'xpack ldscript' writes the linker script\n");
}

/* Over an own area that another one has too: the areas are at fault, not the file. */
static void an_own_area_is_nobody_elses(void **state)
{
	struct check_fixture *fixture = fixture_of(state);

	add(fixture, &other, "main", CHECK_DATA, 0x1000);
	check_expect(state, "");
}

/* A host is told how far it reaches, and of each that it runs into. */
static void a_host_is_told_where_it_ends(void **state)
{
	struct check_fixture *fixture = fixture_of(state);

	fixture->input.who = "host 'xhost'";
	fixture->input.is_host = true;
	add(fixture, &other, "first", CHECK_DATA + 0x10000, 0x1000);
	add(fixture, &other, "second", CHECK_DATA + 0x11000, 0x1000);
	fixture->build.segments[1].mem_size = 0x11001;
	check_expect(state, CHECK_ERROR
		     "[host-extent] host 'xhost': segment 1 (rw) 0x40110000..0x40121000 of "
		     "'nav.elf' runs into partition 'other' area 'first'\n"
		     "s.xml:20:30: note: partition 'other' area 'first' 0x40120000..0x40120fff is "
		     "declared here\n"
		     "s.xml:21:30: note: partition 'other' area 'second' 0x40121000..0x40121fff is "
		     "declared here\n" CHECK_HELP
		     "link it for its areas, or declare an area for it\n" CHECK_HELP
		     "to keep it, let what follows begin at 0x40122000\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECK_TEST(one_byte_behind_the_end),
		CHECK_TEST(one_byte_in_front_of_the_start),
		CHECK_TEST(beside_it_is_only_outside),
		CHECK_TEST(an_own_area_is_nobody_elses),
		CHECK_TEST(a_host_is_told_where_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
