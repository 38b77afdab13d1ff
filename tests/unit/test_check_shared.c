/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_shared.c: who uses the shared memory of a sample system, the whole report; and that the
 * checks of memory look at it. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "expect.h"
#include "expect_model.h"
#include "fixture.h"
#include "sample.h"
#include "xpack/check.h"
#include "xpack/model_index.h"

#define START 0x40300000u
#define PAGE 0x1000u
#define READ ACCESS_READ
#define WRITE (ACCESS_READ | ACCESS_WRITE)

#define N_MANY 10000u
#define MAX_SECONDS 5 /* of processor time: a hundred times what n log n needs */

static void use_host(struct fixture *fixture, struct system *system, const char *name,
		     unsigned access, uint32_t line)
{
	sample_use_shared(fixture->arena, &system->host.shared_areas, &system->host.n_shared_areas,
			  name, access, line);
}

static void use(struct fixture *fixture, struct partition *partition, const char *name,
		unsigned access, uint32_t line)
{
	sample_use_shared(fixture->arena, &partition->shared_areas, &partition->n_shared_areas,
			  name, access, line);
}

/* One page, "samples", in line 30. */
static struct system *system_with_memory(struct fixture *fixture)
{
	struct system *system = sample_system(fixture->arena);

	sample_add_shared(fixture->arena, system, "samples", START, PAGE, 30);
	return system;
}

static void one_writes_and_others_read(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	use_host(fixture, system, "samples", READ, 31);
	use(fixture, &system->partitions[0], "samples", READ, 32);
	use(fixture, &system->partitions[1], "samples", WRITE, 33);
	expect_model(fixture, system, "");
}

/* The host is a user like any other. */
static void the_host_writes(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	use_host(fixture, system, "samples", WRITE, 31);
	use(fixture, &system->partitions[0], "samples", READ, 32);
	expect_model(fixture, system, "");
}

/* What an unknown name means for the others nobody can say. */
static void unknown_memories(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	use_host(fixture, system, "sample", WRITE, 31);
	use(fixture, &system->partitions[0], "samples", READ, 32);
	use(fixture, &system->partitions[1], "telemetry", READ, 33);
	expect_model(fixture, system,
		     "s.xml:31:10: error: [shared-unknown] host 'xhost' names a shared memory "
		     "'sample' that does not exist\n"
		     "s.xml:31:10: help: did you mean 'samples'?\n"
		     "s.xml:33:10: error: [shared-unknown] partition 'telemetry' names a shared "
		     "memory 'telemetry' that does not exist\n"
		     "s.xml:33:10: help: declare it in the System, behind the Host: SharedMemory "
		     "name=\"telemetry\"\n");
}

static void a_memory_twice(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	use(fixture, &system->partitions[0], "samples", READ, 31);
	use(fixture, &system->partitions[0], "samples", WRITE, 32);
	use(fixture, &system->partitions[0], "samples", WRITE, 33);
	use(fixture, &system->partitions[1], "samples", READ, 34);
	expect_model(fixture, system,
		     "s.xml:32:10: error: [shared-once] partition 'control' names shared memory "
		     "'samples' twice\n"
		     "s.xml:31:10: note: its access is stated here\n"
		     "s.xml:33:10: error: [shared-once] partition 'control' names shared memory "
		     "'samples' twice\n"
		     "s.xml:31:10: note: its access is stated here\n");
}

static void too_few_users(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	sample_add_shared(fixture->arena, system, "frames", START + PAGE, PAGE, 31);
	use(fixture, &system->partitions[1], "frames", WRITE, 32);
	expect_model(fixture, system,
		     "s.xml:30:3: warning: [shared-unused] nobody uses shared memory 'samples'\n"
		     "s.xml:30:3: help: give each of its users <SharedArea memory=\"samples\" "
		     ".../>, or remove it\n"
		     "s.xml:31:3: warning: [shared-unused] only partition 'telemetry' uses shared "
		     "memory 'frames'\n"
		     "s.xml:32:3: note: it is used here\n"
		     "s.xml:31:3: help: what has one user is an Area of that user\n");
}

static void no_writer(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	use(fixture, &system->partitions[0], "samples", READ, 31);
	use(fixture, &system->partitions[1], "samples", READ, 32);
	expect_model(fixture, system,
		     "s.xml:30:3: error: [shared-unwritten] nobody writes shared memory 'samples', "
		     "which is read\n"
		     "s.xml:31:50: note: partition 'control' reads it\n"
		     "s.xml:30:3: help: state access=\"rw\" in the SharedArea of the user that "
		     "writes it\n");
}

/* Each but the first is told. */
static void several_writers(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	sample_add_shared(fixture->arena, system, "frames", START + PAGE, PAGE, 31);
	use_host(fixture, system, "frames", WRITE, 32);
	use(fixture, &system->partitions[0], "frames", READ, 33);
	use(fixture, &system->partitions[0], "samples", WRITE, 34);
	use(fixture, &system->partitions[1], "samples", WRITE, 35);
	expect_model(fixture, system,
		     "s.xml:35:50: warning: [shared-writers] partition 'telemetry' writes shared "
		     "memory 'samples', as partition 'control' does\n"
		     "s.xml:34:50: note: partition 'control' writes it\n"
		     "s.xml:35:50: help: nobody orders their writes: declare a SharedMemory for "
		     "each writer, or state access=\"r\" for all but one\n");
}

/* The second of a name is refused for its name, and for nothing else. */
static void two_of_one_name(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);

	sample_add_shared(fixture->arena, system, "samples", START + PAGE, PAGE, 31);
	sample_add_shared(fixture->arena, system, "control", START + 2 * PAGE, PAGE, 32);
	use(fixture, &system->partitions[0], "samples", READ, 33);
	use(fixture, &system->partitions[1], "samples", WRITE, 34);
	use(fixture, &system->partitions[0], "control", READ, 35);
	use(fixture, &system->partitions[1], "control", WRITE, 36);
	expect_model(fixture, system,
		     "s.xml:32:10: error: [name-unique] two partitions, hosts, blobs or shared "
		     "memories are named 'control'\n"
		     "s.xml:14:10: note: the first is here\n"
		     "s.xml:31:10: error: [name-unique] two partitions, hosts, blobs or shared "
		     "memories are named 'samples'\n"
		     "s.xml:30:10: note: the first is here\n");
}

/* By one page, over a partition's and the host's own memory: which hosts' own tools let through. */
static void over_areas(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);
	struct shared_memory *memories;

	sample_add_shared(fixture->arena, system, "frames", SAMPLE_CODE - PAGE, PAGE, 31);
	memories = system->shared_memories;
	memories[0].start.value = SAMPLE_CODE_2 - PAGE;
	memories[0].size.value = 2 * PAGE;
	for (size_t i = 0; i < 2; i++) {
		use(fixture, &system->partitions[0], memories[i].name.value, READ, 32);
		use(fixture, &system->partitions[1], memories[i].name.value, WRITE, 33);
	}
	check_model(fixture->arena, fixture->diag, system);
	expect_first(fixture->diag,
		     "s.xml:31:30: error: [area-overlap] shared memory 'frames' "
		     "0x400ff000..0x400fffff overlaps host 'xhost' area 'main'\n"
		     "s.xml:13:30: note: host 'xhost' area 'main' 0x40000000..0x400fffff is "
		     "declared here\n"
		     "s.xml:31:30: help: the next free 4KiB start at 0x40120000\n"
		     "s.xml:19:30: error: [area-overlap] partition 'telemetry' area 'code' "
		     "0x40200000..0x4020ffff overlaps shared memory 'samples'\n"
		     "s.xml:30:30: note: shared memory 'samples' 0x401ff000..0x40200fff is "
		     "declared here\n");
}

static void its_place(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = system_with_memory(fixture);
	struct shared_memory *memory = &system->shared_memories[0];

	use(fixture, &system->partitions[0], "samples", READ, 31);
	use(fixture, &system->partitions[1], "samples", WRITE, 32);
	memory->start.value = 0x80000000; /* registers */
	check_model(fixture->arena, fixture->diag, system);
	expect_first(fixture->diag,
		     "s.xml:30:30: error: [area-outside-ram] shared memory 'samples' "
		     "0x80000000..0x80000fff is not inside one ram memory of board "
		     "'leon3_generic'\n");
	fixture_forget(fixture);
	memory->start.value = START + 4;
	check_model(fixture->arena, fixture->diag, system);
	expect_first(fixture->diag, "s.xml:30:30: error: [area-alignment] shared memory 'samples' "
				    "0x40300004..0x40301003 is not made of whole pages of 4096 "
				    "bytes\n");
	fixture_forget(fixture);
	memory->start.value = START;
	memory->size.value = 0;
	check_model(fixture->arena, fixture->diag, system);
	expect_first(fixture->diag,
		     "s.xml:30:40: error: [range] shared memory 'samples' has no bytes\n");
}

/* Ten thousand memories and twice as many uses. */
static void many_memories(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = fixture->arena;
	struct system *system = sample_system(arena);
	struct check_context context = { arena, fixture->diag, system, NULL };
	clock_t start;

	for (uint32_t i = 0; i < N_MANY; i++) {
		const char *name = arena_printf(arena, "m-%u", (i * 7919) % N_MANY);

		sample_add_shared(arena, system, name, START + i * PAGE, PAGE, 100 + i);
		use(fixture, &system->partitions[0], name, READ, 1);
		use(fixture, &system->partitions[1], name, WRITE, 2);
	}
	model_index(arena, system);
	start = clock();
	for (const struct check *check = check_shared; check->id != NULL; check++)
		check->run(&context);
	assert_true((clock() - start) / CLOCKS_PER_SEC < MAX_SECONDS);
	expect_report(fixture->diag, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(one_writes_and_others_read),
		FIXTURE_TEST(the_host_writes),
		FIXTURE_TEST(unknown_memories),
		FIXTURE_TEST(a_memory_twice),
		FIXTURE_TEST(too_few_users),
		FIXTURE_TEST(no_writer),
		FIXTURE_TEST(several_writers),
		FIXTURE_TEST(two_of_one_name),
		FIXTURE_TEST(over_areas),
		FIXTURE_TEST(its_place),
		FIXTURE_TEST(many_memories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
