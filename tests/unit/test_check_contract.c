/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_contract*.c: the edges that tests/bad does not reach.  The sample is its own contract. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"
#include "xpack/model_index.h"
#include "xpack/schedule.h"

#define N_MANY 40000u
#define MAX_SECONDS 5 /* of processor time: some hundred times what n log n needs */

struct roles {
	struct fixture *fixture;
	struct system *system;
	struct system *contract;
	struct partition *partition; /* control, of the system */
	struct partition *grant;     /* the same of the contract */
};

static struct roles begin(void **state)
{
	struct roles roles = { .fixture = *state };
	struct arena *arena = roles.fixture->arena;

	roles.system = sample_system(arena);
	roles.contract = sample_system(arena);
	roles.contract->name = sample_text("deal", 1, 10);
	roles.partition = &roles.system->partitions[0];
	roles.grant = &roles.contract->partitions[0];
	roles.system->n_contracts = 1;
	roles.system->contracts = arena_array(arena, 1, sizeof(*roles.system->contracts));
	roles.system->contracts[0] = roles.contract;
	return roles;
}

/* What the checks of contracts report, and only these. */
static void check(struct roles *roles)
{
	struct arena *arena = roles->fixture->arena;
	const struct check_context context = { arena, roles->fixture->diag, roles->system,
					       schedules_of(arena, roles->system) };

	for (const struct check *row = check_contract; row->id != NULL; row++)
		if (!row->whole || !roles->system->alone)
			row->run(&context);
}

static void expect(struct roles *roles, const char *report)
{
	check(roles);
	expect_report(roles->fixture->diag, report);
	fixture_forget(roles->fixture);
}

static void a_system_keeps_itself(void **state)
{
	struct roles roles = begin(state);

	expect(&roles, "");
	roles.system->alone = true;
	expect(&roles, "");
}

static void without_contract_nothing_is_promised(void **state)
{
	struct roles roles = begin(state);

	roles.grant->areas[0].size.value = 4096;
	roles.system->n_contracts = 0;
	expect(&roles, "");
}

/* The grant's areas are 0x40100000, 64 KiB, rx, and behind it 64 KiB, rw. */
static void areas_fill_their_grant(void **state)
{
	struct roles roles = begin(state);

	roles.partition->areas[0].start.value--;
	expect(&roles,
	       "s.xml:15:30: error: [contract-area] partition 'control' area 'code' "
	       "0x400fffff..0x4010fffe is not inside one area that contract 'deal' grants\n"
	       "s.xml:15:3: note: the nearest that is granted is 0x40100000..0x4010ffff with "
	       "access 'rx'\n"
	       "s.xml:15:30: help: the next 64KiB granted with access 'rx' start at "
	       "0x40100000\n");
	roles.partition->areas[0].start.value++;
	roles.partition->areas[1].size.value++;
	expect(&roles,
	       "s.xml:16:30: error: [contract-area] partition 'control' area 'data' "
	       "0x40110000..0x40120000 is not inside one area that contract 'deal' grants\n"
	       "s.xml:16:3: note: the nearest that is granted is 0x40110000..0x4011ffff with "
	       "access 'rw'\n"
	       "s.xml:16:30: help: nothing is granted with access 'rw' that has 65537B left\n");
	roles.partition->areas[1].size.value = 1;
	roles.partition->areas[1].start.value += 0xffff;
	expect(&roles, "");
}

/* Two grants side by side are not one. */
static void an_area_is_inside_one_grant(void **state)
{
	struct roles roles = begin(state);

	roles.grant->areas[1].access = roles.grant->areas[0].access;
	roles.partition->n_areas = 1;
	roles.partition->areas[0].start.value += 4096;
	check(&roles);
	expect_id(roles.fixture->diag, "contract-area");
}

/* A small grant that starts later does not hide the large one in front of it. */
static void grants_may_lie_in_each_other(void **state)
{
	struct roles roles = begin(state);
	struct area *small;

	small = sample_add_area(roles.fixture->arena, roles.grant, "small", SAMPLE_CODE + 4096,
				4096, 40);
	small->access = roles.grant->areas[0].access;
	expect(&roles, "");
}

static void a_small_area_behind_all_is_told_the_last(void **state)
{
	struct roles roles = begin(state);

	roles.partition->areas[1].start.value = 0x47ff0000;
	expect(&roles,
	       "s.xml:16:30: error: [contract-area] partition 'control' area 'data' "
	       "0x47ff0000..0x47ffffff is not inside one area that contract 'deal' grants\n"
	       "s.xml:16:3: note: the nearest that is granted is 0x40110000..0x4011ffff with "
	       "access 'rw'\n"
	       "s.xml:16:30: help: the next 64KiB granted with access 'rw' start at "
	       "0x40110000\n");
}

/* What was refused already is not compared: on neither side. */
static void bad_numbers_are_left_alone(void **state)
{
	struct roles roles = begin(state);

	roles.partition->areas[0].start = (struct number){ 0, roles.partition->at, true };
	roles.partition->areas[1].size.value = 0;
	roles.partition->id = (struct number){ 0, roles.partition->at, true };
	expect(&roles, "");
	roles.partition->areas[1].start.value = UINT64_MAX;
	roles.partition->areas[1].size.value = UINT64_MAX;
	expect(&roles, "");
	roles.grant->areas[0].start.bad = true;
	roles.grant->areas[1].size.value = UINT64_MAX;
	expect(&roles, "");
	roles.partition->areas[0] = roles.system->partitions[1].areas[0];
	check(&roles);
	expect_first(roles.fixture->diag,
		     "s.xml:19:30: error: [contract-area] partition 'control' area 'code' "
		     "0x40200000..0x4020ffff is not inside one area that contract 'deal' grants\n"
		     "s.xml:19:30: help: nothing is granted with access 'rx' that has 64KiB left");
}

static void access_is_reduced_to_what_is_common(void **state)
{
	struct roles roles = begin(state);

	roles.partition->areas[0].access_name.value = "rw";
	roles.partition->areas[0].access = ACCESS_READ | ACCESS_WRITE;
	expect(&roles, "s.xml:15:50: error: [contract-access] partition 'control' has access 'rw' "
		       "to area 'code', contract 'deal' grants 'rx'\n"
		       "s.xml:15:50: note: it was granted here\n"
		       "s.xml:15:50: help: write access=\"r\"\n");
}

/* In a system other partitions are nobody's business; alone, the one grant is for the one. */
static void one_grant_is_for_the_one_partition(void **state)
{
	struct roles roles = begin(state);

	roles.contract->n_partitions = 1;
	expect(&roles, "");
	roles.partition->name = sample_text("nav", 14, 10);
	roles.partition->id.value = 7;
	roles.system->n_partitions = 1;
	roles.system->alone = true;
	expect(&roles,
	       "s.xml:14:10: error: [contract-partition] contract 'deal' grants nothing to a "
	       "partition 'nav'\n"
	       "s.xml:14:10: note: it grants something to partition 'control'\n"
	       "s.xml:14:10: error: [contract-partition] partition 'nav' has the id 7, contract "
	       "'deal' gives it 0\n"
	       "s.xml:14:10: note: the id was agreed here\n"
	       "s.xml:14:10: help: write id=\"0\"\n");
	roles.system->alone = false;
	expect(&roles, "s.xml:1:3: error: [contract-partition] system 'leon3-two' has no partition "
		       "'control'\n"
		       "s.xml:14:10: note: contract 'deal' counts on it\n");
}

static void add_port(struct roles *roles, struct partition *partition, enum port_kind kind,
		     enum port_direction direction, uint64_t size, uint32_t line)
{
	struct port *port;

	partition->ports = arena_grow(roles->fixture->arena, partition->ports, partition->n_ports,
				      sizeof(*port));
	port = &partition->ports[partition->n_ports++];
	*port = (struct port){
		.name = sample_text("p", line, 10),
		.kind_name = sample_text(model_port_kinds[kind], line, 20),
		.kind = kind,
		.direction_name = sample_text(model_port_directions[direction], line, 30),
		.direction = direction,
		.size = sample_number(size, line, 40),
	};
}

/* A source may send less, a destination may take more. */
static void sizes_of_ports_have_a_direction(void **state)
{
	struct roles roles = begin(state);

	add_port(&roles, roles.grant, PORT_SAMPLING, PORT_SOURCE, 16, 50);
	add_port(&roles, roles.partition, PORT_SAMPLING, PORT_SOURCE, 1, 60);
	expect(&roles, "");
	roles.partition->ports[0].size.value = 17;
	check(&roles);
	expect_id(roles.fixture->diag, "contract-port");
	fixture_forget(roles.fixture);
	roles.grant->ports[0].direction = roles.partition->ports[0].direction = PORT_DESTINATION;
	expect(&roles, "");
	roles.partition->ports[0].size.value = 15;
	check(&roles);
	expect_id(roles.fixture->diag, "contract-port");
	fixture_forget(roles.fixture);
	roles.partition->ports[0].size.bad = true;
	expect(&roles, "");
}

/* A port of another direction has no size to be compared. */
static void a_port_has_one_fault(void **state)
{
	struct roles roles = begin(state);

	add_port(&roles, roles.grant, PORT_SAMPLING, PORT_SOURCE, 16, 50);
	add_port(&roles, roles.partition, PORT_QUEUING, PORT_DESTINATION, 1, 60);
	expect(&roles,
	       "s.xml:60:20: error: [contract-port] port 'p' of partition 'control' has the kind "
	       "queuing, contract 'deal' says sampling\n"
	       "s.xml:50:20: note: it was agreed on here\n"
	       "s.xml:60:20: help: write kind=\"sampling\"\n"
	       "s.xml:60:30: error: [contract-port] port 'p' of partition 'control' has the "
	       "direction destination, contract 'deal' says source\n"
	       "s.xml:50:30: note: it was agreed on here\n"
	       "s.xml:60:30: help: write direction=\"source\"\n");
}

static void set_times(struct partition *partition, uint64_t period, uint64_t duration)
{
	partition->period = sample_number(period, 70, 10);
	partition->duration = sample_number(duration, 70, 20);
}

/* Only whole granted periods count: 20 and 30 meet at multiples of 10, and one 20 is in each 30. */
static void needs_are_met_by_whole_granted_periods(void **state)
{
	static const struct {
		uint64_t granted_period, granted, period, needed;
		bool enough;
	} cases[] = {
		{ 20, 5, 20, 5, true },
		{ 20, 5, 20, 6, false },
		{ 20, 5, 40, 10, true },
		{ 20, 5, 40, 11, false },
		{ 20, 5, 10, 1, false },
		{ 20, 5, 19, 1, false },
		{ 20, 5, 30, 5, true },
		{ 20, 5, 30, 6, false },
		{ 20, 5, 50, 10, true },
		{ 20, 5, 50, 11, false },
		{ 20, 5, 39, 5, true },
		{ 20, 5, 39, 6, false },
		{ 1, 1, UINT64_MAX, UINT64_MAX, true },
		{ UINT64_MAX - 1, UINT64_MAX - 1, UINT64_MAX, 1, false },
		{ UINT64_MAX, 1, UINT64_MAX, 1, true },
		{ 2, 1, UINT64_MAX, UINT64_MAX / 2, true },
		{ 2, 1, UINT64_MAX, UINT64_MAX / 2 + 1, false },
	};
	struct roles roles = begin(state);

	roles.system->alone = true;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		set_times(roles.grant, cases[i].granted_period, cases[i].granted);
		set_times(roles.partition, cases[i].period, cases[i].needed);
		check(&roles);
		assert_int_equal(diag_n_errors(roles.fixture->diag), cases[i].enough ? 0 : 1);
		fixture_forget(roles.fixture);
	}
}

static void impossible_times_are_left_alone(void **state)
{
	struct roles roles = begin(state);

	roles.system->alone = true;
	set_times(roles.grant, 20, 5);
	set_times(roles.partition, 20, 0);
	expect(&roles, "");
	set_times(roles.partition, 20, 30);
	expect(&roles, "");
	set_times(roles.partition, 20, 10);
	set_times(roles.grant, 0, 0);
	expect(&roles, "");
	roles.grant->period.bad = true;
	expect(&roles, "");
}

static void a_board_may_have_more_than_promised(void **state)
{
	struct roles roles = begin(state);

	sample_add_memory(roles.fixture->arena, roles.system, "more", MEMORY_RAM, 0x90000000, 4096,
			  30);
	sample_add_device(roles.fixture->arena, roles.system, "can", 0x80000f00, 256, 31);
	expect(&roles, "");
}

static void what_a_board_promises_is_kept(void **state)
{
	struct roles roles = begin(state);

	roles.contract->board.processors[0].clock.value = 50000000;
	roles.system->board.devices[0].irq = (struct number){ .value = 0 };
	expect(&roles,
	       "s.xml:6:40: error: [contract-board] processor 0 has the clock 40MHz, contract "
	       "'deal' promises 50MHz\n"
	       "s.xml:6:40: note: it was promised here\n"
	       "s.xml:8:3: error: [contract-board] device 'uart0' has the interrupt none, "
	       "contract 'deal' promises 3\n"
	       "s.xml:8:60: note: it was promised here\n");
}

/* Areas one behind the other, at every second page, and none of them where it should be. */
static void many_areas_take_little_time(void **state)
{
	struct roles roles = begin(state);
	clock_t start;

	for (uint32_t i = 0; i < N_MANY; i++) {
		sample_add_area(roles.fixture->arena, roles.grant, "a", 0x50000000 + i * 8192u,
				4096, 100 + i);
		sample_add_area(roles.fixture->arena, roles.partition, "a", 0x50001000 + i * 8192u,
				4096, 100 + i);
	}
	model_index(roles.fixture->arena, roles.system);
	model_index(roles.fixture->arena, roles.contract);
	start = clock();
	check(&roles);
	assert_true(clock() - start < (clock_t)MAX_SECONDS * CLOCKS_PER_SEC);
	assert_int_equal(diag_n_errors(roles.fixture->diag), N_MANY);
}

static unsigned n_runs;

static void count_run(const struct check_context *context)
{
	(void)context;
	n_runs++;
}

static const struct check some_rows[] = {
	{ .id = "one", .run = count_run },
	{ .id = "two", .whole = true, .run = count_run },
	{ .id = "three", .whole = true },
	{ .id = NULL },
};
static const struct check whole_rows[] = {
	{ .id = "four", .whole = true, .run = count_run },
	{ .id = "five", .whole = true, .run = count_run },
	{ .id = NULL },
};

static bool has_run(const struct check *row)
{
	return row->run != NULL;
}

static void call_run(const struct check *row, const void *context)
{
	row->run(context);
}

/* Rows for the whole system are named, and a part of nothing else by its title. */
static void rows_for_the_whole_are_skipped(void **state)
{
	static const struct check_part parts[] = { { "Some", some_rows },
						   { "Whole", whole_rows },
						   { NULL, NULL } };
	struct check_kind kind = { has_run, call_run, NULL, true };
	struct fixture *fixture = *state;

	n_runs = 0;
	check_run(fixture->diag, parts, &kind, NULL);
	assert_int_equal(n_runs, 1);
	assert_string_equal(diag_summary(fixture->arena, fixture->diag),
			    "no errors; not checked: two, Whole (because of " CHECK_ALONE ")");
	kind.alone = false;
	check_run(fixture->diag, parts, &kind, NULL);
	assert_int_equal(n_runs, 5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_system_keeps_itself),
		FIXTURE_TEST(without_contract_nothing_is_promised),
		FIXTURE_TEST(areas_fill_their_grant),
		FIXTURE_TEST(an_area_is_inside_one_grant),
		FIXTURE_TEST(grants_may_lie_in_each_other),
		FIXTURE_TEST(a_small_area_behind_all_is_told_the_last),
		FIXTURE_TEST(bad_numbers_are_left_alone),
		FIXTURE_TEST(access_is_reduced_to_what_is_common),
		FIXTURE_TEST(one_grant_is_for_the_one_partition),
		FIXTURE_TEST(sizes_of_ports_have_a_direction),
		FIXTURE_TEST(a_port_has_one_fault),
		FIXTURE_TEST(needs_are_met_by_whole_granted_periods),
		FIXTURE_TEST(impossible_times_are_left_alone),
		FIXTURE_TEST(a_board_may_have_more_than_promised),
		FIXTURE_TEST(what_a_board_promises_is_kept),
		FIXTURE_TEST(many_areas_take_little_time),
		FIXTURE_TEST(rows_for_the_whole_are_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
