/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"

#define NUMBER(value)                                                                              \
	{                                                                                          \
		(value), { NULL, 0, 0 }, false                                                     \
	}

static const struct board board = { .name = { "leon3_generic", { NULL, 0, 0 } },
				    .arch = ARCH_SPARC_LEON3 };

static const struct area areas[] = {
	{ .at = { "s.xml", 5, 3 },
	  .name = { "code", { NULL, 0, 0 } },
	  .start = NUMBER(CHECK_CODE),
	  .size = NUMBER(0x10000),
	  .access = ACCESS_READ | ACCESS_EXECUTE },
	{ .at = { "s.xml", 6, 3 },
	  .name = { "data", { NULL, 0, 0 } },
	  .start = NUMBER(CHECK_DATA),
	  .size = NUMBER(0x10000),
	  .access = ACCESS_READ | ACCESS_WRITE },
	{ .at = { "s.xml", 7, 3 },
	  .name = { "free", { NULL, 0, 0 } },
	  .start = NUMBER(CHECK_FREE),
	  .size = NUMBER(0x1000),
	  .access = ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE },
};

int check_begin(void **state)
{
	static struct check_fixture fixture;
	static const uint8_t text[32];
	struct build *build = &fixture.build;

	fixture.arena = arena_new();
	fixture.diag = diag_new();
	fixture.elf = (struct elf){ 0 };
	fixture.input = (struct check_elf_input){ .who = "partition 'nav'",
						  .at = { "s.xml", 4, 8 },
						  .elf = &fixture.elf,
						  .board = &board,
						  .areas = areas,
						  .n_areas = sizeof(areas) / sizeof(*areas) };
	build_begin(build, false, true, ET_EXEC, EM_SPARC);
	build->entry = CHECK_CODE;
	build_segment(build, PF_R | PF_X, CHECK_CODE, text, sizeof(text));
	build_segment(build, PF_R | PF_W, CHECK_DATA, text, 8)->mem_size = 0x10000;
	*state = &fixture;
	return 0;
}

int check_end(void **state)
{
	struct check_fixture *fixture = *state;

	build_end(&fixture->build);
	diag_free(fixture->diag);
	arena_free(fixture->arena);
	return 0;
}

struct build *check_build(void **state)
{
	struct check_fixture *fixture = *state;

	return &fixture->build;
}

void check_expect_built(void **state, const char *report)
{
	struct check_fixture *fixture = *state;

	assert_int_equal(elf_open(fixture->arena, fixture->diag, fixture->input.at, "nav.elf",
				  buf_span(&fixture->build.file), &fixture->elf),
			 0);
	check_elf(fixture->arena, fixture->diag, &fixture->input);
	expect_report(fixture->diag, report);
}

void check_expect(void **state, const char *report)
{
	struct check_fixture *fixture = *state;

	build_finish(&fixture->build);
	check_expect_built(state, report);
}
