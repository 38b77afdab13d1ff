/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Boards that cannot have the agent; tests/links has it at work. */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_link.h"
#include "xpack/agent.h"
#include "xpack/bootimage.h"

static const char no_compiler[] =
	"fake:: error: [target] this xpack was built without a compiler for LEON3, and so has no "
	"program that writes flash on buses of 8 and 16 bits\n";

static void expect_refusal(void **state, struct fake_link *fake, const char *text)
{
	const struct fixture *fixture = *state;
	struct plugplay found = { .n = 0 };
	struct agent agent = { .link = NULL };

	assert_int_equal(agent_open(&agent, &fake->link, &found), -1);
	expect_report(fixture->diag, agent_code().size == 0 ? no_compiler : text);
	assert_int_equal(agent_close(&agent), 0);
	assert_int_equal(agent_close(&agent), 0);
	assert_int_equal(fake->n_writes, 0);
}

static void it_needs_ram(void **state)
{
	static const struct bootimage_region small = { 0x40000000, AGENT_ROOM };
	struct fake_link fake;

	fake_link_begin(&fake, state, true);
	fake.request.ram = &small;
	fake.request.n_ram = 1;
	expect_refusal(state, &fake,
		       "fake:: error: [target] the board has no RAM for the program that writes "
		       "its flash\n");
}

static void it_needs_the_unit(void **state)
{
	static const struct bootimage_region ram = { 0x40000000, 0x10000000 };
	struct fake_link fake;

	fake_link_begin(&fake, state, true);
	fake.request.ram = &ram;
	fake.request.n_ram = 1;
	expect_refusal(state, &fake,
		       "fake:: error: [target] the board has no debug support unit that could stop "
		       "and start its processor\n");
}

/* Who can do without hears nothing, and nothing is left to put back. */
static void it_may_be_missing(void **state)
{
	static const struct bootimage_region rams[] = { { 0x40000000, AGENT_ROOM },
							{ 0x40000000, 0x10000000 } };
	const struct fixture *fixture = *state;
	struct plugplay found = { .n = 0 };
	struct agent agent = { .link = NULL };
	struct fake_link fake;

	for (size_t i = 0; i < 2; i++) {
		fake_link_begin(&fake, state, true);
		fake.request.ram = &rams[i];
		fake.request.n_ram = 1;
		assert_int_equal(agent_try(&agent, &fake.link, &found), 0);
		assert_null(agent.link);
		assert_int_equal(agent_settle(&agent), 0);
		assert_int_equal(agent_close(&agent), 0);
		assert_int_equal(fake.n_writes, 0);
	}
	expect_report(fixture->diag, "");
}

/* What the board and the jobs made here rely on. */
static void it_fits(void **state)
{
	(void)state;
	assert_int_equal(agent_code().size % 4, 0);
	assert_true(AGENT_STATE + agent_code().size + JOB_SCRIPT + AGENT_SCRIPT_WORDS * 4 +
			    AGENT_DATA + 8 <=
		    AGENT_ROOM);
	assert_true((AGENT_ROOM - AGENT_STATE) / 4 <= JOB_MAX_WORDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_needs_ram),
		FIXTURE_TEST(it_needs_the_unit),
		FIXTURE_TEST(it_may_be_missing),
		FIXTURE_TEST(it_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
