/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_link.h"

static void long_transfers_are_cut(void **state)
{
	struct fake_link fake;
	uint32_t words[50], found[50];

	fake_link_begin(&fake, state, true);
	for (uint32_t i = 0; i < 50; i++)
		words[i] = 0x01010101u * i;
	assert_int_equal(buslink_write(&fake.link, 0x100, words, 50), 0);
	assert_int_equal(buslink_read(&fake.link, 0x100, found, 50), 0);
	assert_memory_equal(words, found, sizeof(words));
	assert_int_equal(fake.n_writes, 2);
	assert_int_equal(fake.n_reads, 2);
	assert_int_equal(fake.longest, 32);
}

static void a_sure_link_reads_once(void **state)
{
	struct fake_link fake;
	uint32_t word;

	fake_link_begin(&fake, state, true);
	fake_link_set(&fake, 0x10, 7);
	assert_int_equal(buslink_get(&fake.link, 0x10, &word), 0);
	assert_int_equal(word, 7);
	assert_int_equal(fake.n_reads, 1);
}

static void a_noisy_link_reads_until_two_agree(void **state)
{
	struct fake_link fake;
	uint32_t word;

	fake_link_begin(&fake, state, false);
	fake.wrong_reads = 2;
	fake_link_set(&fake, 0x10, 7);
	assert_int_equal(buslink_get(&fake.link, 0x10, &word), 0);
	assert_int_equal(word, 7);
	assert_int_equal(fake.n_reads, 4);
	assert_int_equal(fake.link.faults, 2);
}

static void it_gives_up(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_link fake;
	uint32_t word;

	fake_link_begin(&fake, state, false);
	fake.wrong_reads = 100;
	assert_int_equal(buslink_get(&fake.link, 0x10, &word), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] 0x00000010 reads differently each time\n");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_TARGET);
}

static void a_register_is_written_until_it_reads_so(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_link fake;

	fake_link_begin(&fake, state, false);
	fake.lost_writes = 3;
	assert_int_equal(buslink_set(&fake.link, "the register", 0x20, 0x800, UINT32_MAX), 0);
	assert_int_equal(fake.n_writes, 4);
	fake.lost_writes = 100;
	assert_int_equal(buslink_set(&fake.link, "the register", 0x20, 0x900, UINT32_MAX), -1);
	expect_report(fixture->diag, "fake:: error: [target] the register at 0x00000020 has "
				     "0x00000800, not 0x00000900\n");
	assert_int_equal(buslink_set(&fake.link, "the register", 0x20, 0x900, 0x800), 0);
}

static void a_dead_link_is_left_alone(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_link fake;
	uint32_t word;

	fake_link_begin(&fake, state, true);
	assert_int_equal(buslink_die(&fake.link, "read", 0x30), -1);
	assert_int_equal(buslink_get(&fake.link, 0x10, &word), -1);
	assert_int_equal(buslink_put(&fake.link, 0x10, 1), -1);
	assert_int_equal(fake.n_reads + fake.n_writes, 0);
	expect_report(fixture->diag,
		      "fake:: error: [target] no answer: the board does not read 0x00000030\n");
}

static void faults_are_limited(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_link fake;
	unsigned n = 1;

	fake_link_begin(&fake, state, true);
	while (buslink_fault(&fake.link, "lost bytes") == 0)
		n++;
	assert_int_equal(n, BUSLINK_FAULTS);
	assert_true(fake.link.is_dead);
	expect_report(fixture->diag, "fake:: error: [target] the fake net failed 400 times, at "
				     "last: lost bytes\n");
}

static void what_is_put_back_may_fail_as_often_again(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_link fake;

	fake_link_begin(&fake, state, true);
	while (buslink_fault(&fake.link, "lost bytes") == 0)
		;
	assert_int_equal(buslink_put(&fake.link, 0x30, 1), -1);
	buslink_finish(&fake.link);
	assert_int_equal(buslink_put(&fake.link, 0x30, 1), 0);
	assert_int_equal(buslink_die(&fake.link, "read", 0x30), -1);
	buslink_finish(&fake.link);
	assert_int_equal(buslink_put(&fake.link, 0x30, 1), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] the fake net failed 400 times, at last: lost bytes\n"
		      "fake:: error: [target] no answer: the board does not read 0x00000030\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(long_transfers_are_cut),
		FIXTURE_TEST(a_sure_link_reads_once),
		FIXTURE_TEST(a_noisy_link_reads_until_two_agree),
		FIXTURE_TEST(it_gives_up),
		FIXTURE_TEST(a_register_is_written_until_it_reads_so),
		FIXTURE_TEST(a_dead_link_is_left_alone),
		FIXTURE_TEST(faults_are_limited),
		FIXTURE_TEST(what_is_put_back_may_fail_as_often_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
