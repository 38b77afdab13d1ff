/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "check_fixture.h"
#include "fixture.h"

#define N 4u

/* The files of four partitions, NULL where it was not read; for each the number of the one that it
 * is the same as, or NONE. */
#define NONE N

static void expect_same(void **state, const char *const *contents, const size_t *expected)
{
	struct fixture *fixture = *state;
	struct partition partitions[N] = { 0 };
	struct elf files[N] = { 0 };
	const struct system system = { .partitions = partitions, .n_partitions = N };
	const struct partition **same;

	for (size_t i = 0; i < N; i++) {
		files[i].path = arena_printf(fixture->arena, "%zu.elf", i);
		if (contents[i] != NULL)
			files[i].file =
				(struct span){ (const uint8_t *)contents[i], strlen(contents[i]) };
	}
	same = check_elf_same(fixture->arena, &system, files);
	for (size_t i = 0; i < N; i++)
		assert_ptr_equal(same[i], expected[i] == NONE ? NULL : &partitions[expected[i]]);
}

static void different_files(void **state)
{
	const char *const contents[N] = { "same size", "size same", "same", "a" };

	expect_same(state, contents, (const size_t[]){ NONE, NONE, NONE, NONE });
}

/* Each is held against the first. */
static void same_files(void **state)
{
	const char *const contents[N] = { "zzz", "abc", "zzz", "zzz" };

	expect_same(state, contents, (const size_t[]){ NONE, NONE, 0, 0 });
}

static void files_that_were_not_read(void **state)
{
	const char *const contents[N] = { NULL, NULL, "zzz", NULL };

	expect_same(state, contents, (const size_t[]){ NONE, NONE, NONE, NONE });
}

static const struct partition other = { .name = { "left", { NULL, 0, 0 } },
					.file = { "nav.elf", { "s.xml", 2, 9 } } };

/* Where its segments lie is said of the other partition. */
static void both_write(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.same = &other;
	build_segment(&fixture->build, PF_R, 0x30000000, "ab", 2);
	check_expect(state, CHECK_ERROR
		     "[elf-shared-file] partition 'nav': 'nav.elf' is the file of partition 'left' "
		     "too, and both would write to its segment 1 at 0x40110000\n"
		     "s.xml:2:9: note: partition 'left' names 'nav.elf' here\n" CHECK_HELP
		     "link it once more, for areas of its own: 'xpack ldscript' writes the linker "
		     "script\n");
}

static void another_name(void **state)
{
	struct check_fixture *fixture = *state;
	struct partition named = other;

	named.file.value = "left.elf";
	fixture->input.same = &named;
	check_expect(state, CHECK_ERROR
		     "[elf-shared-file] partition 'nav': 'nav.elf' is the file of partition 'left' "
		     "too under another name, and both would write to its segment 1 at "
		     "0x40110000\n"
		     "s.xml:2:9: note: partition 'left' names 'left.elf' here\n" CHECK_HELP
		     "link it once more, for areas of its own: 'xpack ldscript' writes the linker "
		     "script\n");
}

/* Nobody is harmed. */
static void only_read(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.same = &other;
	fixture->build.segments[1].flags = PF_R;
	check_expect(state, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(different_files),
		FIXTURE_TEST(same_files),
		FIXTURE_TEST(files_that_were_not_read),
		CHECK_TEST(both_write),
		CHECK_TEST(another_name),
		CHECK_TEST(only_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
