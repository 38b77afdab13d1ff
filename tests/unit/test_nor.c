/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Scripts by the link alone, and what is asked of the command sets; those themselves meet chips in
 * tests/links. */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_link.h"
#include "xpack/nor.h"

#define BASE 0x1000u
#define SECTOR 256u
#define MAX_CALLS 32u

/* What the sets were asked for. */
struct calls {
	struct {
		char what;
		uint32_t addr, size;
	} list[MAX_CALLS];
	size_t n;
	uint32_t locked; /* bit: sector */
	enum nor_result results[MAX_CALLS];
	unsigned doubtful;       /* so many times the line fails while they recover */
	struct fake_link *shows; /* not NULL: after a lock the base shows something else */
};

/* A set's functions have nothing else to find it by. */
struct case_nor {
	struct nor nor;
	struct calls calls;
};

static struct calls *calls_of(struct nor *nor)
{
	return &((struct case_nor *)(void *)nor)->calls;
}

static enum nor_result note(struct nor *nor, char what, uint32_t addr, uint32_t size)
{
	struct calls *calls = calls_of(nor);

	assert_true(calls->n < MAX_CALLS);
	calls->list[calls->n].what = what;
	calls->list[calls->n].addr = addr;
	calls->list[calls->n].size = size;
	return calls->results[calls->n++];
}

static enum nor_result fake_recover(struct nor *nor)
{
	struct calls *calls = calls_of(nor);

	if (calls->doubtful > 0) {
		calls->doubtful--;
		nor->link->doubts++;
	}
	return note(nor, 'r', 0, 0);
}

static enum nor_result fake_erase(struct nor *nor, uint32_t sector)
{
	return note(nor, 'e', sector, 0);
}

static enum nor_result fake_program(struct nor *nor, uint32_t sector, uint32_t addr,
				    struct span bytes)
{
	assert_int_equal(sector, addr - (addr - BASE) % SECTOR);
	return note(nor, 'p', addr, (uint32_t)bytes.size);
}

static uint32_t bit_of(uint32_t sector)
{
	return 1u << (sector - BASE) / SECTOR;
}

static enum nor_result fake_is_locked(struct nor *nor, uint32_t sector, bool *locked)
{
	*locked = (calls_of(nor)->locked & bit_of(sector)) != 0;
	return NOR_DONE;
}

static enum nor_result fake_lock(struct nor *nor, uint32_t sector, bool on)
{
	struct calls *calls = calls_of(nor);

	if (calls->shows != NULL)
		fake_link_set(calls->shows, BASE, 0x89);
	if (on)
		calls->locked |= bit_of(sector);
	else
		calls->locked &= nor->locks_one ? ~bit_of(sector) : 0;
	return note(nor, on ? 'l' : 'u', sector, 0);
}

static bool fake_gave_up(const struct nor *nor, uint32_t value, uint32_t wanted)
{
	(void)nor;
	return value == 0x20 && wanted != 0x20;
}

static const struct nor_set fake_set = {
	.name = "fake",
	.recover = fake_recover,
	.erase = fake_erase,
	.program = fake_program,
	.is_locked = fake_is_locked,
	.lock = fake_lock,
	.gave_up = fake_gave_up,
};

static const struct nor_bus far_bus = { .burst = 1024 };

static void begin(struct case_nor *one, struct fake_link *fake, void **state)
{
	fake_link_begin(fake, state, true);
	*one = (struct case_nor){ .nor = { .link = &fake->link,
					   .bus = &nor_bus_direct,
					   .set = &fake_set,
					   .base = BASE,
					   .width = 4,
					   .chip = 4,
					   .size = 4 * SECTOR,
					   .buffer = 32,
					   .largest = SECTOR,
					   .regions = { { 4, SECTOR } },
					   .n_regions = 1,
					   .locks_one = true } };
}

static void expect_calls(const struct case_nor *one, const char *text)
{
	char list[MAX_CALLS * 16] = "";
	size_t used = 0;

	for (size_t i = 0; i < one->calls.n; i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%c %x %u",
					 i == 0 ? "" : ", ", one->calls.list[i].what,
					 one->calls.list[i].addr, one->calls.list[i].size);
	assert_string_equal(list, text);
}

static void a_script_puts_words(void **state)
{
	static const uint8_t data[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	struct nor_script script = { .at = 0x100, .bytes = { data, sizeof(data) } };
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	nor_script_add(&script, SCRIPT_PUT, 0x20, 3, 7);
	nor_script_add(&script, SCRIPT_PUT | SCRIPT_HERE, 0x40, 1, 9);
	nor_script_add(&script, SCRIPT_DATA, 0, 1, 0);
	nor_script_add(&script, SCRIPT_NEXT, 0, 0, 0);
	nor_script_put(&script, 0x24, 8);
	assert_int_equal(nor_run(&one.nor, &script), NOR_DONE);
	assert_int_equal(fake_link_word(&fake, 0x20), 7);
	assert_int_equal(fake_link_word(&fake, 0x24), 8);
	assert_int_equal(fake_link_word(&fake, 0x140), 9);
	assert_int_equal(fake_link_word(&fake, 0x144), 9);
	assert_int_equal(fake_link_word(&fake, 0x100), 0x01020304);
	assert_int_equal(fake_link_word(&fake, 0x104), 0x05060708);
	assert_int_equal(fake.n_writes, 2 * 5 + 1);
}

/* Until two readings are right and the same. */
static void a_script_waits(void **state)
{
	struct nor_script script = { .limit_ms = 60000 };
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	fake_link_set(&fake, 0x20, 0x8001);
	fake.wrong_reads = 3;
	nor_script_add(&script, SCRIPT_WAIT, 0x20, 0x8000, 0x8000);
	nor_script_add(&script, SCRIPT_TEST, 0, 1, 1);
	assert_int_equal(nor_run(&one.nor, &script), NOR_DONE);
	assert_int_equal(script.value, 0x8001);
	assert_int_equal(fake.n_reads, 5);
	nor_script_add(&script, SCRIPT_TEST, 0, 1, 0);
	assert_int_equal(nor_run(&one.nor, &script), NOR_FAILED);
	assert_int_equal(script.value, 0x8001);
}

/* Again after two wrong readings, and never once the chips said yes. */
static void a_script_offers(void **state)
{
	struct nor_script script = { .limit_ms = 60000 }, late = { .limit_ms = -1 };
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	fake.lost_writes = 1;
	nor_script_add(&script, SCRIPT_OFFER, 0x20, 0x80, 0xe8);
	assert_int_equal(nor_run(&one.nor, &script), NOR_DONE);
	assert_int_equal(script.value, 0xe8);
	assert_int_equal(fake.n_writes, 2);
	assert_int_equal(fake.n_reads, 4);
	fake.n_writes = 0;
	fake.n_reads = 6; /* the seventh has another bit 7 */
	fake.wrong_reads = 7;
	assert_int_equal(nor_run(&one.nor, &script), NOR_DONE);
	assert_int_equal(fake.n_writes, 1);
	assert_int_equal(fake.n_reads, 9);
	nor_script_add(&late, SCRIPT_OFFER, 0x24, 0x80, 0x68);
	assert_int_equal(nor_run(&one.nor, &late), NOR_LATE);
}

static void a_wait_ends(void **state)
{
	struct nor_script late = { .limit_ms = -1 }, failed = { .limit_ms = 60000 };
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	nor_script_add(&late, SCRIPT_WAIT, 0x20, 1, 1);
	assert_int_equal(nor_run(&one.nor, &late), NOR_LATE);
	assert_int_equal(fake.n_reads, 1);
	fake_link_set(&fake, 0x20, 0x20);
	nor_script_add(&failed, SCRIPT_WAIT, 0x20, 1, 1);
	assert_int_equal(nor_run(&one.nor, &failed), NOR_FAILED);
	assert_int_equal(fake.n_reads, 4);
}

static void units_of_narrow_buses(void **state)
{
	struct case_nor one;
	struct fake_link fake;
	uint32_t value;

	begin(&one, &fake, state);
	fake_link_set(&fake, 0x20, 0x51525354);
	one.nor.width = one.nor.chip = 1;
	assert_int_equal(nor_read_unit(&one.nor, 0x21, &value), 0);
	assert_int_equal(value, 0x52);
	assert_int_equal(nor_mask(&one.nor), 0xff);
	one.nor.width = 2;
	assert_int_equal(nor_read_unit(&one.nor, 0x22, &value), 0);
	assert_int_equal(value, 0x5354);
	assert_int_equal(nor_all(&one.nor, 0x98), 0x9898);
	assert_int_equal(nor_unit(&one.nor, BASE, 5), BASE + 10);
}

static const uint8_t bytes[600] = { 1 };

static void it_programs_by_buffers(void **state)
{
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	assert_int_equal(nor_program(&one.nor, BASE + 8, (struct span){ bytes, 100 }), 0);
	expect_calls(&one, "p 1008 24, p 1020 32, p 1040 32, p 1060 12");
}

/* Whole buffers together, no further than a sector goes. */
static void it_programs_in_bursts(void **state)
{
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	one.nor.bus = &far_bus;
	assert_int_equal(nor_program(&one.nor, BASE + 8, (struct span){ bytes, 300 }), 0);
	expect_calls(&one, "p 1008 24, p 1020 224, p 1100 32, p 1120 20");
}

static void what_is_erased_is_left(void **state)
{
	struct case_nor one;
	struct fake_link fake;
	uint8_t some[96];

	memset(some, 0xff, sizeof(some));
	some[40] = 0;
	begin(&one, &fake, state);
	assert_int_equal(nor_program(&one.nor, BASE, (struct span){ some, sizeof(some) }), 0);
	expect_calls(&one, "p 1020 32");
}

static void it_tries_again(void **state)
{
	const struct fixture *fixture = *state;
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	one.calls.results[0] = NOR_SUSPECT;
	assert_int_equal(nor_erase(&one.nor, BASE, SECTOR + 1), 0);
	expect_calls(&one, "e 1000 0, r 0 0, e 1000 0, e 1100 0");
	begin(&one, &fake, state);
	for (size_t i = 0; i < MAX_CALLS; i += 2)
		one.calls.results[i] = NOR_FAILED;
	assert_int_equal(nor_erase(&one.nor, BASE, 1), -1);
	expect_report(fixture->diag, "fake:: error: [target] cannot erase at 0x00001000: the flash "
				     "reports a failure\n");
}

/* Whether the set noticed that or not. */
static void a_line_that_fails_recovers_nothing(void **state)
{
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	one.calls.doubtful = 2;
	one.calls.results[0] = NOR_SUSPECT;
	one.calls.results[1] = NOR_LATE;
	assert_int_equal(nor_recover(&one.nor), NOR_DONE);
	assert_false(one.nor.is_lost);
	expect_calls(&one, "r 0 0, r 0 0, r 0 0");
	begin(&one, &fake, state);
	one.calls.results[0] = NOR_SUSPECT;
	assert_int_equal(nor_recover(&one.nor), NOR_SUSPECT);
	assert_true(one.nor.is_lost);
	expect_calls(&one, "r 0 0");
	begin(&one, &fake, state);
	one.calls.doubtful = 1;
	one.calls.results[0] = NOR_LINK;
	assert_int_equal(nor_recover(&one.nor), NOR_LINK);
	expect_calls(&one, "r 0 0");
	begin(&one, &fake, state);
	one.calls.doubtful = 9;
	assert_int_equal(nor_recover(&one.nor), NOR_SUSPECT);
	expect_calls(&one, "r 0 0, r 0 0, r 0 0, r 0 0");
}

static void chips_that_are_busy_take_no_command(void **state)
{
	struct fixture *fixture = *state;
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	for (size_t i = 0; i < 3; i++)
		one.calls.results[i] = NOR_LATE;
	assert_int_equal(nor_erase(&one.nor, BASE, 1), -1);
	assert_int_equal(nor_erase(&one.nor, BASE, 1), -1);
	assert_int_equal(nor_erase(&one.nor, BASE, 1), 0);
	expect_calls(&one, "e 1000 0, r 0 0, r 0 0, r 0 0, e 1000 0");
	expect_report(fixture->diag, "fake:: error: [target] cannot erase at 0x00001000: the flash "
				     "is not ready within its own time\n"
				     "fake:: error: [target] cannot erase at 0x00001000: the flash "
				     "is not ready within its own time\n");
}

static void a_lock_is_opened_and_closed(void **state)
{
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	one.calls.locked = 0x6;
	assert_int_equal(nor_erase(&one.nor, BASE, 2 * SECTOR), 0);
	assert_int_equal(nor_restore(&one.nor), 0);
	expect_calls(&one, "e 1000 0, u 1100 0, e 1100 0, l 1100 0");
	assert_int_equal(one.calls.locked, 0x6);
}

static void locks_that_open_together(void **state)
{
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	one.nor.locks_one = false;
	one.calls.locked = 0xb;
	assert_int_equal(nor_erase(&one.nor, BASE, 2 * SECTOR), 0);
	assert_int_equal(one.calls.locked, 0);
	assert_int_equal(nor_restore(&one.nor), 0);
	expect_calls(&one, "u 1000 0, e 1000 0, e 1100 0, l 1300 0, l 1100 0, l 1000 0");
	assert_int_equal(one.calls.locked, 0xb);
}

static void a_lock_that_stays_open_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	one.calls.locked = 0x6;
	assert_int_equal(nor_erase(&one.nor, BASE + SECTOR, 2 * SECTOR), 0);
	one.calls.results[4] = NOR_LATE;
	one.calls.results[5] = NOR_LATE;
	assert_int_equal(nor_restore(&one.nor), -1);
	expect_calls(&one, "u 1100 0, e 1100 0, u 1200 0, e 1200 0, l 1200 0, r 0 0");
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot lock the sector at 0x00001200: the flash is "
		      "not ready within its own time\n"
		      "fake:: error: [target] sectors of the flash that were locked were left "
		      "unlocked: 2, the first at 0x00001100\n");
}

static void a_bad_line_may_leave_the_locks_shown(void **state)
{
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	one.calls.locked = 0x1;
	assert_int_equal(nor_erase(&one.nor, BASE, 1), 0);
	fake_link_begin(&fake, state, false);
	one.calls.shows = &fake;
	assert_int_equal(nor_restore(&one.nor), 0);
	expect_calls(&one, "u 1000 0, e 1000 0, l 1000 0, r 0 0");
}

static void a_bad_line_may_leave_the_description_shown(void **state)
{
	struct case_nor one;
	struct fake_link fake;

	begin(&one, &fake, state);
	assert_int_equal(nor_show(&one.nor), 0);
	assert_int_equal(fake.n_writes, 4);
	fake_link_begin(&fake, state, false);
	assert_int_equal(nor_show(&one.nor), 0);
	assert_int_equal(fake.n_writes, 4);
	assert_false(one.nor.is_asking);
	fake_link_set(&fake, BASE + 4 * 0x10, 'Q');
	fake_link_set(&fake, BASE + 4 * 0x11, 'R');
	fake_link_set(&fake, BASE + 4 * 0x12, 'Y');
	assert_int_equal(nor_show(&one.nor), 0);
	assert_int_equal(fake.n_writes, 4 + 4 * BUSLINK_ATTEMPTS);
	assert_true(one.nor.is_asking);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_script_puts_words),
		FIXTURE_TEST(a_script_waits),
		FIXTURE_TEST(a_script_offers),
		FIXTURE_TEST(a_wait_ends),
		FIXTURE_TEST(units_of_narrow_buses),
		FIXTURE_TEST(it_programs_by_buffers),
		FIXTURE_TEST(it_programs_in_bursts),
		FIXTURE_TEST(what_is_erased_is_left),
		FIXTURE_TEST(it_tries_again),
		FIXTURE_TEST(a_line_that_fails_recovers_nothing),
		FIXTURE_TEST(chips_that_are_busy_take_no_command),
		FIXTURE_TEST(a_lock_is_opened_and_closed),
		FIXTURE_TEST(locks_that_open_together),
		FIXTURE_TEST(a_lock_that_stays_open_is_told),
		FIXTURE_TEST(a_bad_line_may_leave_the_locks_shown),
		FIXTURE_TEST(a_bad_line_may_leave_the_description_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
