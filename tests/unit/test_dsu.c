/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmocka_all.h"
#include "expect.h"
#include "fixture.h"
#include "xpack/dsu.h"

/* What of the unit matters here (GRLIB IP Core User's Manual, DSU3). */
#define BASE 0x90000000u
#define CONTROL 0x0u
#define BREAK 0x20u
#define MASK 0x24u
#define BW (1u << 2)
#define ARMED 0x2eu /* by errors, breakpoints, traps that are errors, and BW */
#define DM (1u << 6)
#define EE (1u << 7)
#define EB (1u << 8)
#define PE (1u << 9)
#define HL (1u << 10)
#define PW (1u << 11)
#define N_CPUS 2u
#define N_WORDS 64u

/* A unit of two processors. */
struct unit {
	struct buslink link;
	struct target_request request;
	uint32_t control[N_CPUS];
	uint32_t breaks;
	uint32_t mask;
	bool is_awake; /* the second processor does not sleep after a reset */
	bool is_deaf;  /* the first processor does not stop */
	bool is_off;   /* the signal DSUEN is low, and DSUBRE is high */
	uint32_t trap;
	unsigned failing;      /* the reading of more than a word that fails, from 1 on; 0: none */
	uint32_t control_gone; /* the first processor's, when it was last let go */
	unsigned n_released;   /* how often that was, or a halted one ran */
	unsigned lost; /* words that were written to the break register and did not arrive */
	struct {
		uint32_t addr, word;
	} words[N_WORDS]; /* all other registers */
	size_t n;
};

static struct unit *self_of(struct buslink *link)
{
	return (struct unit *)(void *)link;
}

static uint32_t *find_word(struct unit *unit, uint32_t addr)
{
	size_t i = 0;

	while (i < unit->n && unit->words[i].addr != addr)
		i++;
	assert_true(i < N_WORDS);
	if (i == unit->n)
		unit->n++;
	unit->words[i].addr = addr;
	return &unit->words[i].word;
}

static uint32_t read_word(struct unit *unit, uint32_t addr)
{
	uint32_t cpu = (addr - BASE) >> 24, offset = addr & 0xffffff;

	if (offset == CONTROL)
		return unit->control[cpu] | (unit->is_off ? EB : EE);
	if (addr == BASE + BREAK)
		return unit->breaks;
	if (addr == BASE + MASK)
		return unit->mask;
	assert_true((unit->control[cpu] & DM) != 0);
	return *find_word(unit, addr);
}

static void write_breaks(struct unit *unit, uint32_t breaks)
{
	if (unit->lost > 0) {
		unit->lost--;
		return;
	}
	for (unsigned i = 0; i < N_CPUS; i++) {
		if ((breaks >> i & 1) == 0) {
			if (i == 0 && (unit->control[i] & DM) != 0)
				unit->control_gone = unit->control[i];
			unit->n_released += (unit->control[i] & (DM | HL)) == DM && i == 0;
			unit->control[i] &= ~DM;
		} else if ((unit->control[i] & BW) != 0 && !(unit->is_deaf && i == 0)) {
			unit->control[i] |= DM;
		}
	}
	for (unsigned i = 0; i < N_CPUS; i++)
		if ((unit->mask >> i & 1) != 0 && ((unit->control[0] | unit->control[1]) & DM) != 0)
			unit->control[i] |= DM;
	unit->breaks = breaks;
}

static void write_control(struct unit *unit, uint32_t cpu, uint32_t word)
{
	uint32_t before = unit->control[cpu], mode = before & (PE | PW);

	if ((word & PE) != 0)
		mode = cpu > 0 && !unit->is_awake ? PW : 0;
	unit->control[cpu] = (before & DM) | mode | (word & (0x3f | HL));
	if ((before & HL) != 0 && (unit->control[cpu] & (HL | DM)) == 0)
		unit->n_released++;
}

static void write_word(struct unit *unit, uint32_t addr, uint32_t word)
{
	uint32_t cpu = (addr - BASE) >> 24, offset = addr & 0xffffff;

	if (offset == CONTROL) {
		write_control(unit, cpu, word);
	} else if (addr == BASE + BREAK) {
		write_breaks(unit, word);
	} else if (addr == BASE + MASK) {
		unit->mask = word;
	} else {
		assert_true((unit->control[cpu] & DM) != 0);
		*find_word(unit, addr) = word;
	}
}

static int read_words(struct buslink *link, uint32_t addr, uint32_t *words, size_t n)
{
	struct unit *unit = self_of(link);

	if (n > 1 && unit->failing > 0 && --unit->failing == 0)
		return target_fail(&unit->request, "it fails");
	for (size_t i = 0; i < n; i++)
		words[i] = read_word(self_of(link), addr + (uint32_t)i * 4);
	return 0;
}

static int write_words(struct buslink *link, uint32_t addr, const uint32_t *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		write_word(self_of(link), addr + (uint32_t)i * 4, words[i]);
	return 0;
}

static const struct buslink_kind kind = {
	.name = "fake net", .most = 32, .is_sure = true, .read = read_words, .write = write_words
};

static struct plugplay_device devices[] = {
	{ .bus = "AHB master", .vendor = VENDOR_GAISLER, .device = GAISLER_LEON3 },
	{ .bus = "AHB master", .vendor = VENDOR_GAISLER, .device = GAISLER_LEON3 },
	{ .bus = "AHB slave",
	  .vendor = VENDOR_GAISLER,
	  .device = GAISLER_LEON3DSU,
	  .ranges = { { PLUGPLAY_MEMORY, BASE, 0x10000000 } } },
};

static void begin(void **state, struct unit *unit, struct dsu *dsu)
{
	const struct fixture *fixture = *state;
	const struct plugplay found = { devices, 3, 0 };

	*unit = (struct unit){
		.request = { .arena = fixture->arena, .diag = fixture->diag, .name = "fake:" },
	};
	assert_int_equal(buslink_begin(&unit->link, &kind, &unit->request, 100), 0);
	*find_word(unit, BASE + 0x400044) = 7; /* eight windows */
	*find_word(unit, BASE + 0x400010) = 0x40001000;
	assert_int_equal(dsu_find(dsu, &unit->link, &found), 0);
	assert_int_equal(dsu->n_cpus, N_CPUS);
}

static void a_board_without_one(void **state)
{
	const struct fixture *fixture = *state;
	const struct plugplay found = { devices, 2, 0 };
	struct unit unit = {
		.request = { .arena = fixture->arena, .diag = fixture->diag, .name = "fake:" }
	};
	struct dsu dsu;

	assert_int_equal(buslink_begin(&unit.link, &kind, &unit.request, 100), 0);
	assert_int_equal(dsu_find(&dsu, &unit.link, &found), -1);
	expect_report(fixture->diag, "fake:: error: [target] the board has no debug support unit "
				     "that could stop and start its processor\n");
}

/* Its bit is not that of the signal DSUBRE beside it. */
static void one_that_is_turned_off(void **state)
{
	const struct fixture *fixture = *state;
	const struct plugplay found = { devices, 3, 0 };
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.is_off = true;
	assert_int_equal(dsu_find(&dsu, &unit.link, &found), -1);
	expect_report(fixture->diag, "fake:: error: [target] the debug support unit at 0x90000000 "
				     "is turned off: the board's signal DSUEN is low\n");
}

static void all_stop_and_go_on(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.control[0] = 0x11;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(unit.breaks, 3);
	assert_int_equal(unit.control[1] & DM, DM);
	assert_int_equal(dsu_set_register(&dsu, DSU_PC, 0x1000), 0);
	assert_int_equal(dsu_restore(&dsu), 0);
	assert_int_equal(*find_word(&unit, BASE + 0x400010), 0x40001000);
	assert_int_equal(unit.control_gone, 0x11 | DM);
	assert_int_equal(unit.breaks, 0);
	assert_int_equal(unit.control[0], 0x11);
	assert_int_equal(unit.control[1], 0);
}

static void registers_have_places(void **state)
{
	static const struct {
		enum dsu_register reg;
		uint32_t offset;
	} places[] = {
		{ DSU_Y, 0x400000 },  { DSU_NPC, 0x400014 }, { DSU_G1, 0x300204 },
		{ DSU_G7, 0x30021c }, { DSU_O0, 0x300020 },  { DSU_O6, 0x300038 },
		{ DSU_I6, 0x300078 },
	};
	uint32_t value;
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	assert_int_equal(dsu_stop(&dsu), 0);
	for (uint32_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		assert_int_equal(dsu_set_register(&dsu, places[i].reg, 0x100 * i), 0);
		assert_int_equal(*find_word(&unit, BASE + places[i].offset), 0x100 * i);
		assert_int_equal(dsu_get_register(&dsu, places[i].reg, &value), 0);
		assert_int_equal(value, 0x100 * i);
	}
}

static void one_in_error_mode_leaves_it(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.control[0] = PE;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(unit.control[0] & (PE | DM), DM);
	assert_int_equal(dsu_restore(&dsu), 0);
	assert_int_equal(unit.breaks, 1); /* it stays stopped */
}

static void another_in_error_mode_stays_too(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.control[1] = PE;
	unit.mask = 1;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(unit.control[1] & (PE | DM), DM);
	assert_int_equal(dsu_restore(&dsu), 0);
	assert_int_equal(unit.breaks, 2);
	assert_int_equal(unit.control[0], 0);
	assert_int_equal(unit.control[1] & (BW | DM), BW | DM); /* what holds it stands */
}

/* What was not saved cannot be put back, and was not changed. */
static void one_whose_registers_cannot_be_read(void **state)
{
	struct fixture *fixture = *state;
	struct unit unit;
	struct dsu dsu;

	for (unsigned n = 1; n <= 3; n++) {
		fixture_forget(fixture);
		begin(state, &unit, &dsu);
		*find_word(&unit, BASE + 0x400000) = 77;   /* Y */
		*find_word(&unit, BASE + 0x300204) = 1234; /* %g1 */
		unit.failing = n;
		assert_int_equal(dsu_stop(&dsu), -1);
		assert_int_equal(dsu_restore(&dsu), 0);
		assert_int_equal(*find_word(&unit, BASE + 0x400000), 77);
		assert_int_equal(*find_word(&unit, BASE + 0x300204), 1234);
		assert_int_equal(unit.breaks, 0);
	}
}

static void one_that_does_not_stop(void **state)
{
	const struct fixture *fixture = *state;
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.is_deaf = true;
	assert_int_equal(dsu_stop(&dsu), -1);
	expect_report(fixture->diag, "fake:: error: [target] processor 0 does not stop: the debug "
				     "support unit's control register has 0x000000ae\n");
	assert_int_equal(dsu_restore(&dsu), 0);
	assert_int_equal(unit.breaks, 0);
	assert_int_equal(unit.control[0], 0);
}

static void a_program_runs_to_its_break(void **state)
{
	uint32_t trap = 0;
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	assert_int_equal(dsu_stop(&dsu), 0);
	unit.lost = 2;
	assert_int_equal(dsu_run(&dsu, 0x40002000), 0);
	assert_int_equal(*find_word(&unit, BASE + 0x400010), 0x40002000);
	assert_int_equal(*find_word(&unit, BASE + 0x400014), 0x40002004);
	assert_int_equal(unit.breaks, 2); /* the other one waits */
	*find_word(&unit, BASE + 0x400020) = 0x810;
	unit.control[0] |= DM;
	assert_int_equal(dsu_wait_stopped(&dsu, 100, &trap), 0);
	assert_int_equal(trap, DSU_TRAP_BREAK);
}

static void one_that_was_halted_runs(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.control[0] = HL;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(dsu_run(&dsu, 0x40002000), 0);
	assert_int_equal(unit.control[0] & HL, 0);
}

static void one_that_slept_runs(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.control[0] = unit.control[1] = PW;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(unit.control[0] & PW, PW);
	assert_int_equal(dsu_run(&dsu, 0x40002000), 0);
	assert_int_equal(unit.control[0] & (PW | DM), 0);
	unit.control[0] |= DM;
	assert_int_equal(dsu_restore(&dsu), 0);
	assert_int_equal(unit.control[0], 0);
	assert_int_equal(unit.control[1], PW); /* the others sleep on */
}

static void those_found_halted_stay_so(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.control[0] = unit.control[1] = HL;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(unit.n_released, 0);
	assert_int_equal(dsu_run(&dsu, 0x40002000), 0);
	assert_int_equal(unit.n_released, 1);
	unit.control[0] |= DM;
	assert_int_equal(dsu_restore(&dsu), 0);
	assert_int_equal(unit.n_released, 1);
	assert_int_equal(unit.control[0], HL);
	assert_int_equal(unit.control[1], HL);
}

/* Who stands stops nobody that is to run. */
static void those_that_others_stop(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.mask = 0x20003;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(dsu_run(&dsu, 0x40002000), 0);
	assert_int_equal(unit.control[0] & DM, 0);
	unit.control[0] |= DM;
	assert_int_equal(dsu_restore(&dsu), 0);
	assert_int_equal(unit.mask, 0x20003);
	assert_int_equal(unit.control[0] | unit.control[1], 0);
}

static void one_that_runs_on(void **state)
{
	const struct fixture *fixture = *state;
	uint32_t trap;
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(dsu_run(&dsu, 0x40002000), 0);
	assert_int_equal(dsu_wait_stopped(&dsu, 5, &trap), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] the processor did not stop within 5 ms\n");
}

/* Before the system runs the unit is as found: no trap of the system is the unit's. */
/* A debugger left it breaking, or the unit's own reset did. */
static void one_that_is_started_has_its_traps(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.control[0] = ARMED;
	assert_int_equal(dsu_stop(&dsu), 0);
	assert_int_equal(dsu_park(&dsu), 0);
	assert_int_equal(unit.control[0], DM | ARMED);
	assert_int_equal(dsu_run(&dsu, 0), 0);
	assert_int_equal(unit.control_gone, DM);
	assert_int_equal(dsu_release(&dsu), 0);
	assert_int_equal(unit.control[0], 0);
}

static void park(struct unit *unit, struct dsu *dsu)
{
	assert_int_equal(dsu_stop(dsu), 0);
	assert_int_equal(dsu_park(dsu), 0);
	assert_int_equal(dsu_run(dsu, 0), 0);
	assert_int_equal(dsu_release(dsu), 0);
	assert_int_equal(unit->breaks, 0);
	assert_int_equal(unit->control[0], 0);
}

static void others_sleep(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	park(&unit, &dsu);
	assert_int_equal(unit.control[1], PW);
}

static void others_that_do_not_sleep_are_halted(void **state)
{
	struct unit unit;
	struct dsu dsu;

	begin(state, &unit, &dsu);
	unit.is_awake = true;
	park(&unit, &dsu);
	assert_int_equal(unit.control[1], HL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_board_without_one),
		FIXTURE_TEST(one_that_is_turned_off),
		FIXTURE_TEST(all_stop_and_go_on),
		FIXTURE_TEST(registers_have_places),
		FIXTURE_TEST(one_in_error_mode_leaves_it),
		FIXTURE_TEST(one_that_does_not_stop),
		FIXTURE_TEST(another_in_error_mode_stays_too),
		FIXTURE_TEST(one_whose_registers_cannot_be_read),
		FIXTURE_TEST(a_program_runs_to_its_break),
		FIXTURE_TEST(one_that_was_halted_runs),
		FIXTURE_TEST(one_that_slept_runs),
		FIXTURE_TEST(those_found_halted_stay_so),
		FIXTURE_TEST(those_that_others_stop),
		FIXTURE_TEST(one_that_runs_on),
		FIXTURE_TEST(one_that_is_started_has_its_traps),
		FIXTURE_TEST(others_sleep),
		FIXTURE_TEST(others_that_do_not_sleep_are_halted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
