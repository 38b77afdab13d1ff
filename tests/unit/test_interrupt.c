/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <unistd.h>

#include "cmocka_all.h"
#include "fixture.h"
#include "xpack/interrupt.h"

/* Exits with what was pending before and after; then the signal ends it. */
static void be_interrupted(void *context)
{
	const int *number = context;
	struct interrupt interrupt;

	signal(*number, SIG_DFL); /* whoever started the tests may ignore it */
	interrupt_hold(&interrupt);
	if (interrupt_is_pending())
		_exit(1);
	raise(*number);
	if (!interrupt_is_pending())
		_exit(2);
	interrupt_release(&interrupt);
	_exit(3);
}

static void it_waits_and_then_ends(void **state)
{
	int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(fixture_run_apart(be_interrupted, &numbers[i]), 128 + numbers[i]);
}

static void ignore(void *context)
{
	const int *number = context;
	struct interrupt interrupt;

	signal(*number, SIG_IGN);
	interrupt_hold(&interrupt);
	raise(*number);
	_exit(interrupt_is_pending());
}

static void what_is_ignored_does_not_wait(void **state)
{
	int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	(void)state;
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(fixture_run_apart(ignore, &numbers[i]), 0);
}

/* Others are not held back. */
static void others_come_through(void **state)
{
	int number = SIGUSR1;

	(void)state;
	assert_int_equal(fixture_run_apart(be_interrupted, &number), 128 + SIGUSR1);
}

static void hold_within_hold(void *context)
{
	struct interrupt outer, inner;

	(void)context;
	interrupt_hold(&outer);
	interrupt_hold(&inner);
	raise(SIGTERM);
	interrupt_release(&inner);
	if (!interrupt_is_pending())
		_exit(1);
	_exit(0);
}

static void what_was_blocked_stays_so(void **state)
{
	(void)state;
	assert_int_equal(fixture_run_apart(hold_within_hold, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_waits_and_then_ends),
		cmocka_unit_test(what_is_ignored_does_not_wait),
		cmocka_unit_test(others_come_through),
		cmocka_unit_test(what_was_blocked_stays_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
