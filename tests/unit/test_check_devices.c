/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* check_devices.c, check_interrupts.c, check_board.c and check_host.c: one defect of a sample
 * system at a time, the whole report. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <time.h>

#include <cmocka.h>

#include "expect.h"
#include "expect_model.h"
#include "fixture.h"
#include "random.h"
#include "sample.h"
#include "xpack/check_devices.h"

#define N_ROUNDS 2000u /* of random devices */
#define N_MATES 9u
#define MATE_PAGE 4u

#define N_MANY 60000u
#define N_NEEDS 20000u
#define MAX_SECONDS 5 /* of processor time: a hundred times what is needed */

static struct device_use use_of(const char *name, uint32_t line)
{
	return (struct device_use){ { "s.xml", line, 3 }, sample_text(name, line, 10) };
}

static void give(struct system *system, struct device_use *uses, size_t n)
{
	system->partitions[1].devices = uses;
	system->partitions[1].n_devices = n;
}

/* Each use after the first is told, and against the first. */
static void a_device_has_one_owner(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct device_use hosts = use_of("uart1", 30);
	struct device_use uses[] = { use_of("uart1", 31), use_of("uart0", 32) };

	give(system, uses, 2);
	expect_model(fixture, system,
		     "s.xml:31:10: error: [device-owner] device 'uart1' of partition 'telemetry' "
		     "is already used by partition 'control'\n"
		     "s.xml:17:10: note: it is first used here\n");
	system->host.devices = &hosts;
	system->host.n_devices = 1;
	expect_model(fixture, system,
		     "s.xml:17:10: error: [device-owner] device 'uart1' of partition 'control' is "
		     "already used by host 'xhost'\n"
		     "s.xml:30:10: note: it is first used here\n"
		     "s.xml:31:10: error: [device-owner] device 'uart1' of partition 'telemetry' "
		     "is already used by host 'xhost'\n"
		     "s.xml:30:10: note: it is first used here\n");
}

/* The pages of a device may be several; what is the partition's own does not matter. */
static void pages_are_given_as_a_whole(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct device_use uses[] = { use_of("gpio0", 31), use_of("gpio1", 32) };

	sample_add_device(fixture->arena, system, "gpio0", 0x80003f00, 0x200, 40);
	sample_add_device(fixture->arena, system, "gpio1", 0x80004f00, 0x100, 41);
	system->partitions[0].n_devices = 0;
	give(system, uses, 2);
	system->host.limits.device_page = sample_number(4096, 50, 60);
	expect_model(fixture, system, "");
	uses[1].name.value = "uart1";
	expect_model(fixture, system,
		     "s.xml:32:10: error: [host-page] partition 'telemetry' would get device "
		     "'uart1' with device 'uart0', which is in the same page of 4KiB\n"
		     "s.xml:50:60: note: host 'xhost' says so here\n"
		     "s.xml:8:30: note: device 'uart0' is declared here\n"
		     "s.xml:32:10: help: leave 'uart1' to the host, which can hand its data on "
		     "through ports\n"
		     "s.xml:31:10: error: [host-page] partition 'telemetry' would get device "
		     "'gpio0' with device 'gpio1', which is in the same page of 4KiB\n"
		     "s.xml:50:60: note: host 'xhost' says so here\n"
		     "s.xml:41:30: note: device 'gpio1' is declared here\n"
		     "s.xml:31:10: help: leave 'gpio0' to the host, which can hand its data on "
		     "through ports\n");
	/* Registers of 256 bytes that are alone in what is mapped. */
	system->host.limits.device_page.value = 256;
	expect_model(fixture, system, "");
	/* Ports are no pages. */
	system->host.limits.device_page.value = (uint64_t)1 << 63;
	system->partitions[1].n_devices = 0;
	expect_model(fixture, system, "");
}

/* Some of them lie in several pages, some over each other. */
static void add_random_devices(struct arena *arena, struct system *system, uint64_t *seed)
{
	for (size_t i = 0; i < system->n_partitions; i++) {
		system->partitions[i].devices =
			arena_array(arena, N_MATES, sizeof(struct device_use));
		system->partitions[i].n_devices = 0;
	}
	system->board.n_devices = 0;
	for (uint32_t i = 0; i < N_MATES; i++) {
		const char *name = arena_printf(arena, "d%u", i);
		uint32_t user = random_below(seed, 3);
		struct partition *partition = &system->partitions[user % 2];

		sample_add_device(arena, system, name, random_below(seed, 40),
				  1 + random_below(seed, 12), 40);
		if (user < 2)
			partition->devices[partition->n_devices++] = use_of(name, 41);
	}
}

/* The first by page, then in the document; looked for among all. */
static const struct device *mate_of(const struct board *board, const struct device_user *users,
				    size_t i)
{
	const struct device *device = &board->devices[i];
	const struct device *found = NULL;

	for (size_t j = 0; j < board->n_devices; j++) {
		const struct device *other = &board->devices[j];
		uint64_t first = other->start.value / MATE_PAGE;

		if (users[i].partition != users[j].partition &&
		    first <= (device->start.value + device->size.value - 1) / MATE_PAGE &&
		    device->start.value / MATE_PAGE <=
			    (other->start.value + other->size.value - 1) / MATE_PAGE &&
		    (found == NULL || first < found->start.value / MATE_PAGE))
			found = other;
	}
	return found;
}

static void page_mates_of_random_devices(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seed = 1;

	for (unsigned round = 0; round < N_ROUNDS; round++) {
		struct system *system = sample_system(fixture->arena);
		struct check_context context = { fixture->arena, fixture->diag, system, NULL };
		const struct device_user *users;
		const struct device **mates;

		add_random_devices(fixture->arena, system, &seed);
		users = check_device_users(&context);
		mates = check_page_mates(&context, MATE_PAGE);
		for (size_t i = 0; i < N_MATES; i++)
			assert_ptr_equal(mates[i], mate_of(&system->board, users, i));
	}
}

static void interrupts_are_lines_of_the_controller(void **state)
{
	static const struct {
		uint64_t irq;
		const char *id;
	} lines[] = { { 0, "irq-range" },       { 1, NULL },  { 14, NULL },
		      { 15, "irq-unmaskable" }, { 16, NULL }, { 31, NULL },
		      { 32, "irq-range" } };
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		system->board.devices[0].irq.value = lines[i].irq;
		check_model(fixture->arena, fixture->diag, system);
		if (lines[i].id != NULL)
			expect_id(fixture->diag, lines[i].id);
		else
			expect_report(fixture->diag, "");
		fixture_forget(fixture);
	}
	/* A controller that maps lines has more of them. */
	system->board.devices[2].type.value = "irqamp";
	expect_model(fixture, system, "");
}

/* Without an I/O APIC; the controller stands behind all that have a line. */
static void lines_of_many_devices(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct check_context context = { fixture->arena, fixture->diag, system, NULL };
	clock_t start;

	system->board.arch = ARCH_X86;
	for (uint32_t i = 0; i < N_MANY; i++)
		sample_add_device(fixture->arena, system, "d", 0x80010000, 16, 100)->irq =
			sample_number(3, 100, 60);
	system->board.devices[N_MANY].irq.value = 16;
	sample_add_device(fixture->arena, system, "pic", 0x80020000, 16, 101)->type.value = "i8259";
	start = clock();
	check_interrupts[0].run(&context);
	assert_true(clock() - start < (clock_t)MAX_SECONDS * CLOCKS_PER_SEC);
	expect_id(fixture->diag, "irq-range");
	fixture_forget(fixture);
	sample_add_device(fixture->arena, system, "apic", 0x80030000, 16, 102)->type.value =
		"ioapic";
	check_interrupts[0].run(&context);
	expect_report(fixture->diag, "");
}

static void a_line_has_one_owner(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct device_use uses[] = { use_of("uart0", 31) };

	system->board.devices[0].irq.value = 4;
	expect_model(fixture, system,
		     "s.xml:9:60: info: [irq-shared] device 'uart1' shares the interrupt line 4 "
		     "with device 'uart0'\n"
		     "s.xml:8:60: note: the other's is declared here\n");
	give(system, uses, 1);
	expect_model(fixture, system,
		     "s.xml:17:10: error: [irq-owner] device 'uart1' of partition 'control' has "
		     "the interrupt line 4, and so has device 'uart0' of partition 'telemetry'\n"
		     "s.xml:9:60: note: its line is declared here\n"
		     "s.xml:8:60: note: the other's is declared here\n");
	/* A number that was refused is no line. */
	system->board.devices[0].irq.bad = true;
	expect_model(fixture, system, "");
}

static void ids_are_of_the_architecture(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->board.arch_name = sample_text("sparc-leon3", 2, 20);
	system->board.processors[1].id.value = 15;
	expect_model(fixture, system, "");
	system->board.processors[1].id.value = 16;
	expect_model(fixture, system,
		     "s.xml:7:10: error: [processor-id] no processor of a board of arch "
		     "'sparc-leon3' has the id 16; the last one is 15\n");
}

static void the_bus_has_one_clock(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->board.processors[1].clock.value = 50000000;
	expect_model(fixture, system,
		     "s.xml:7:40: error: [processor-clock] a clock of 50000000 Hz, where the bus "
		     "and the other processors have 40000000 Hz\n"
		     "s.xml:6:40: note: that clock is declared here\n");
}

static void registers_have_their_place(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);

	system->board.devices[0].start.value = 0x80000480;
	system->board.devices[1].size.value = 15;
	expect_model(fixture, system,
		     "s.xml:8:30: error: [device-registers] device 'uart0' starts at 0x80000480; "
		     "registers of type 'apbuart' start at a multiple of 0x100\n"
		     "s.xml:8:30: help: the one below is 0x80000400\n"
		     "s.xml:9:40: error: [device-registers] device 'uart1' has 15 bytes; "
		     "registers of type 'apbuart' take 16\n");
	/* What is not known is believed. */
	system->board.devices[1].type.value = "myuart";
	system->board.devices[0].start.value = 0x80000400;
	expect_model(fixture, system, "");
}

static void a_host_gets_what_it_needs(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct need needs[] = { { { "s.xml", 50, 3 }, sample_text("apbuart", 50, 10), true },
				{ { "s.xml", 51, 3 }, sample_text("irqmp", 51, 10), false } };

	system->host.needs = needs;
	system->host.n_needs = 2;
	expect_model(fixture, system, "");
	needs[1].irq = true;
	/* The UART that is left has no line. */
	system->board.devices[0].irq.at.line = 0;
	expect_model(fixture, system,
		     "s.xml:8:3: error: [host-needs] device 'uart0' has no interrupt line, which "
		     "host 'xhost' needs of a device of type 'apbuart'\n"
		     "s.xml:50:3: note: the host says so here\n"
		     "s.xml:10:3: error: [host-needs] device 'irqmp0' has no interrupt line, "
		     "which host 'xhost' needs of a device of type 'irqmp'\n"
		     "s.xml:51:3: note: the host says so here\n");
	needs[0].type.value = "gptimer";
	system->host.n_needs = 1;
	expect_model(fixture, system,
		     "s.xml:50:10: error: [host-needs] host 'xhost' needs a device of type "
		     "'gptimer', and board 'leon3_generic' has none for it\n");
}

/* Needs that are nearly met, among as many devices. */
static void many_needs(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct check_context context = { fixture->arena, fixture->diag, system, NULL };
	struct need *needs = arena_array(fixture->arena, N_NEEDS, sizeof(*needs));
	clock_t start;

	for (uint32_t i = 0; i < N_NEEDS; i++) {
		needs[i].type = sample_text(arena_printf(fixture->arena, "wanted-%u", i), 50, 10);
		sample_add_device(fixture->arena, system, "d", 0x80010000, 16, 100)->type =
			sample_text(arena_printf(fixture->arena, "wantad-%u", i), 100, 20);
	}
	system->host.needs = needs;
	system->host.n_needs = N_NEEDS;
	start = clock();
	for (const struct check *check = check_host; check->id != NULL; check++)
		check->run(&context);
	assert_true(clock() - start < (clock_t)MAX_SECONDS * CLOCKS_PER_SEC);
	assert_int_equal(diag_n_errors(fixture->diag), N_NEEDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_device_has_one_owner),
		FIXTURE_TEST(pages_are_given_as_a_whole),
		FIXTURE_TEST(page_mates_of_random_devices),
		FIXTURE_TEST(interrupts_are_lines_of_the_controller),
		FIXTURE_TEST(lines_of_many_devices),
		FIXTURE_TEST(a_line_has_one_owner),
		FIXTURE_TEST(ids_are_of_the_architecture),
		FIXTURE_TEST(the_bus_has_one_clock),
		FIXTURE_TEST(registers_have_their_place),
		FIXTURE_TEST(a_host_gets_what_it_needs),
		FIXTURE_TEST(many_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
