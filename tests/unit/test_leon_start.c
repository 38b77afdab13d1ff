/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "cmocka_all.h"
#include "expect.h"
#include "fake_leon.h"
#include "xpack/interrupt.h"
#include "xpack/leon_start.h"

#define ENTRY 0x40000400u
#define STACK 0x40004000u
#define TREE 0x40000800u

/* Two images: the second one begins and ends inside a word. */
static const uint8_t first_bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t second_bytes[] = { 0xa1, 0xa2, 0xa3 };
static const struct target_piece pieces[] = {
	{ ENTRY, 4112, { first_bytes, sizeof(first_bytes) } },
	{ 0x40000006, 7, { second_bytes, sizeof(second_bytes) } },
};
static const struct target_write registers[] = { { LEON_MCFG1, 0x2ff }, { LEON_MCFG1, 0x1ff } };
static const struct target_program program = {
	.pieces = pieces,
	.n_pieces = 2,
	.registers = registers,
	.n_registers = 2,
	.entry = ENTRY,
	.argument = TREE,
	.stack = STACK,
	.console = LEON_UART,
	.scaler = 0x2000 + 129, /* of which the UART has 12 bits */
};

struct scene {
	struct fake_leon fake;
	struct leon_start start;
	struct target_program program;
	struct progress progress;
	bool is_reset;
};

static void begin(void **state, struct scene *scene, bool is_reset)
{
	fake_leon_begin(&scene->fake, state, true);
	scene->progress = progress_new(false, true);
	scene->program = program;
	scene->program.progress = &scene->progress;
	scene->is_reset = is_reset;
	assert_int_equal(leon_start_begin(&scene->start, &scene->fake.link, &scene->fake.found), 0);
	buf_free(&scene->fake.written);
	scene->fake.n_calls = 0;
}

static int start(struct scene *scene)
{
	return scene->is_reset ? leon_start_reset(&scene->start, 0)
			       : leon_start_program(&scene->start, &scene->program);
}

static uint8_t byte_at(const struct fake_leon *fake, uint32_t addr)
{
	return (uint8_t)(fake->ram[(addr - LEON_RAM) / 4] >> (24 - 8 * (addr % 4)));
}

/* Every byte of both images, the zeros behind, and what is beside them. */
static bool is_loaded(const struct fake_leon *fake)
{
	bool is_right = true;

	for (uint32_t i = 0; i < sizeof(fake->ram); i++) {
		uint32_t at = LEON_RAM + i;
		uint8_t wanted = i < 64 ? 0x5a : 0;

		if (at >= ENTRY && at < ENTRY + sizeof(first_bytes))
			wanted = first_bytes[at - ENTRY];
		if (i >= 6 && i < 13)
			wanted = i < 9 ? second_bytes[i - 6] : 0;
		is_right = is_right && byte_at(fake, at) == wanted;
	}
	return is_right;
}

static uint32_t word_of(struct fake_leon *fake, unsigned cpu, uint32_t offset)
{
	return *fake_leon_register(fake, cpu, offset);
}

static uint32_t space_of(struct fake_leon *fake, unsigned cpu, uint32_t asi, uint32_t at)
{
	*fake_leon_register(fake, cpu, 0x400024) = asi;
	return word_of(fake, cpu, 0x700000 + at);
}

/* What both ways to start promise, at the moment when the processor is let run. */
static void check_common(struct fake_leon *fake)
{
	for (unsigned i = 0; i < LEON_CPUS; i++) {
		assert_int_equal(word_of(fake, i, 0x400000), 0);     /* Y */
		assert_int_equal(word_of(fake, i, 0x400004), 0xf80); /* PSR */
		assert_int_equal(word_of(fake, i, 0x400010), fake->pc);
		assert_int_equal(word_of(fake, i, 0x400014), fake->pc + 4);
		assert_int_equal(word_of(fake, i, 0x40000c), 0);     /* TBR */
		assert_int_equal(space_of(fake, i, 0x19, 0) & 1, 0); /* MMU */
		assert_int_equal(fake->masks[i], 0);
		assert_int_equal(fake->forced[i], 0);
	}
	assert_int_equal(fake->pending, 0);
	assert_int_equal(fake->broadcast, 0);
	assert_int_equal((fake->timers[0] | fake->timers[1]) & 1, 0);
	assert_int_equal(fake->control[1] & ~LEON_DM, LEON_PW);
}

static void check_reset(struct fake_leon *fake)
{
	check_common(fake);
	assert_int_equal(fake->pc, 0);
	assert_int_equal(word_of(fake, 0, 0x400008), 0); /* WIM */
	assert_int_equal(space_of(fake, 0, 2, 0) & 0xf, 0);
	assert_int_equal(space_of(fake, 1, 2, 0) & 0xf, 0);
	assert_int_equal(fake->uart, LEON_UART_FIFOS | 3);
	assert_int_equal(fake->mcfg1, 0);
}

/* docs/boards.md, "What a host finds: LEON3" */
static void check_program(struct fake_leon *fake)
{
	check_common(fake);
	assert_int_equal(fake->pc, ENTRY);
	assert_int_equal(word_of(fake, 0, 0x400008), 2);       /* WIM */
	assert_int_equal(word_of(fake, 0, 0x300020), TREE);    /* %o0 */
	assert_int_equal(word_of(fake, 0, 0x300038), STACK);   /* %sp */
	assert_int_equal(word_of(fake, 0, 0x300078), STACK);   /* %fp */
	assert_int_equal(space_of(fake, 0, 2, 0), 0x0081000f); /* caches on */
	assert_int_equal(space_of(fake, 1, 2, 0) & 0xf, 0);    /* of the other off */
	assert_int_equal(fake->uart & ~LEON_UART_DEBUG, LEON_UART_FIFOS | 2);
	assert_int_equal(fake->scaler, 129);
	assert_int_equal(fake->n_sent, fake->n_taken);
	assert_int_equal(fake->mcfg1, 0x1ff);
	assert_true(is_loaded(fake));
}

#define NOTE_OF_RESET                                                                              \
	"fake:: note: as after a reset: 2 processors, interrupt controller, 2 timers; a debug "    \
	"support unit resets no other device, and they are as they were\n"

static void released(struct fake_leon *fake)
{
	assert_int_equal(fake->breaks, 0);
	assert_int_equal(fake->control[0], 0);
	assert_int_equal(fake->control[1], LEON_PW);
	assert_true(fake->has_run[0]);
	assert_false(fake->has_run[1]);
}

static void a_reset(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, true);
	scene.fake.runs = check_reset;
	assert_int_equal(start(&scene), 0);
	released(&scene.fake);
	expect_report(fixture->diag, NOTE_OF_RESET);
	fake_leon_end(&scene.fake);
}

static void a_program(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, false);
	scene.fake.runs = check_program;
	scene.fake.n_sent = 20; /* of another program, in the UART */
	assert_int_equal(start(&scene), 0);
	released(&scene.fake);
	expect_report(fixture->diag, NOTE_OF_RESET);
	assert_int_equal(scene.fake.n_wire, 20);
	fake_leon_end(&scene.fake);
}

/* Registers of the board before RAM, RAM before the console, the entry at last. */
static void the_order_of_writes(void **state)
{
	static const char wanted[] = "80000000 = 000002ff\n80000000 = 000001ff\n";
	struct scene scene;
	const char *text, *at;
	char line[32];

	begin(state, &scene, false);
	assert_int_equal(start(&scene), 0);
	text = fake_leon_written(&scene.fake);
	at = strstr(text, wanted);
	assert_non_null(at);
	at += strlen(wanted);
	for (uint32_t i = 0; i < 32; i++) {
		(void)snprintf(line, sizeof(line), "%08x x32\n", ENTRY + i * 128);
		assert_memory_equal(at, line, strlen(line));
		at += strlen(line);
	}
	assert_string_equal(at, "40001400 x4\n40000004 x3\n"
				"8000010c = 00002081\n80000108 = 00000002\n"
				"90400008 = 00000002\n90300020 = 40000800\n"
				"90300038 = 40004000\n90300078 = 40004000\n"
				"90400024 = 00000002\n90700000 = 00e1000f\n"
				"90400024 = 00000002\n"
				"91000000 = 0000022e\n"
				"90400010 = 40000400\n90400014 = 40000404\n"
				"90000000 = 00000000\n91000000 = 00000000\n"
				"90000020 = 00000000\n");
	fake_leon_end(&scene.fake);
}

static void no_console(void **state)
{
	struct scene scene;

	begin(state, &scene, false);
	scene.program.console = 0;
	assert_int_equal(start(&scene), 0);
	assert_int_equal(scene.fake.uart, LEON_UART_FIFOS | 3);
	assert_int_equal(scene.fake.scaler, 12);
	fake_leon_end(&scene.fake);
}

static int refuse(void *who)
{
	struct scene *scene = who;

	assert_true(is_loaded(&scene->fake));
	assert_false(scene->fake.has_run[0]);
	return target_fail(&scene->fake.request, "not ready");
}

#define LEFT_STOPPED "fake:: note: the board's processor was stopped, and is left so"
#define MAY_STAND "fake:: note: the board's processor was stopped, and may stand still"
#define STARTED "fake:: note: the board's processor was started, and may stand still"
#define RAM_LOST "; what was in RAM is lost"
#define RESET_IT ": reset the board\n"

static void one_that_is_not_ready(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, false);
	scene.start.ready = refuse;
	scene.start.who = &scene;
	assert_int_equal(start(&scene), -1);
	assert_false(scene.fake.has_run[0]);
	assert_int_equal(scene.fake.breaks, 3);
	expect_report(fixture->diag,
		      "fake:: error: [target] not ready\n" LEFT_STOPPED RAM_LOST RESET_IT);
	fake_leon_end(&scene.fake);
}

static void never_half(struct fake_leon *fake)
{
	assert_true(is_loaded(fake));
}

/* What has to be said of the board as it is. */
static const char *note_of(struct scene *scene, bool dies)
{
	struct fake_leon *fake = &scene->fake;
	bool is_changed = fake->written.size != 0 || fake->failed_write != 0;
	const char *lost = scene->start.is_ram_lost ? RAM_LOST RESET_IT : RESET_IT;
	bool may_run =
		fake->has_run[0] || (fake->failed_write == LEON_DSU + 0x20 && fake->breaks == 3);
	const char *state = may_run ? STARTED : dies ? MAY_STAND : LEFT_STOPPED;

	if ((fake->control[0] & LEON_DM) == 0 && !fake->has_run[0] && !(dies && is_changed))
		return "";
	return arena_printf(fake->request.arena, "%s%s", state, lost);
}

static void check_failed(void **state, struct scene *scene, size_t n)
{
	struct fixture *fixture = *state;
	struct fake_leon *fake = &scene->fake;
	const char *note = note_of(scene, fake->dies);

	assert_false(fake->has_run[1]);
	/* Either all was undone, or it is told. */
	if (note[0] == '\0') {
		assert_true(fake_leon_is_as_before(fake));
		assert_int_equal(fake->breaks, 0);
		assert_int_equal(fake->control[0] | fake->control[1], 0);
		assert_int_equal(fake->ram[0], 0x5a5a5a5a);
	}
	expect_report(
		fixture->diag,
		arena_printf(fixture->arena, "fake:: error: [target] call %zu fails\n%s", n, note));
}

/* Returns how many of the calls were tried. */
static size_t fail_each_call(void **state, bool is_reset, bool dies)
{
	struct fixture *fixture = *state;
	struct scene scene;

	for (size_t n = 1;; n++) {
		fixture_forget(fixture);
		begin(state, &scene, is_reset);
		scene.fake.fails_at = n;
		scene.fake.dies = dies;
		scene.fake.runs = is_reset ? check_reset : never_half;
		if (start(&scene) == 0) {
			assert_true(scene.fake.n_calls < n);
			fake_leon_end(&scene.fake);
			return n - 1;
		}
		check_failed(state, &scene, n);
		fake_leon_end(&scene.fake);
	}
}

static void each_access_fails(void **state)
{
	assert_true(fail_each_call(state, true, false) > 80);
	assert_true(fail_each_call(state, true, true) > 80);
	assert_true(fail_each_call(state, false, false) > 170);
	assert_true(fail_each_call(state, false, true) > 170);
}

static void take(int number)
{
	const struct timespec none = { 0, 0 };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, number);
	assert_int_equal(sigtimedwait(&set, NULL, &none), number);
}

#define INTERRUPTED "fake:: error: [target] interrupted by a signal"

static void check_interrupted(void **state, struct scene *scene)
{
	struct fixture *fixture = *state;
	struct fake_leon *fake = &scene->fake;

	if (fake->has_run[0]) {
		assert_true(is_loaded(fake));
		released(fake);
		expect_report(fixture->diag,
			      NOTE_OF_RESET INTERRUPTED ", when the processor ran\n");
		return;
	}
	expect_report(fixture->diag,
		      arena_printf(fixture->arena, INTERRUPTED "\n%s", note_of(scene, false)));
}

/* It comes with each of the calls in turn: all of it runs, or nothing. */
static void signals_at_each_access(void **state)
{
	struct fixture *fixture = *state;
	struct interrupt interrupt;
	unsigned n_run = 0, n = 1;
	struct scene scene;

	signal(SIGTERM, SIG_DFL);
	interrupt_hold(&interrupt);
	for (;; n++) {
		fixture_forget(fixture);
		begin(state, &scene, false);
		scene.fake.signal_at = n;
		scene.fake.signal = SIGTERM;
		scene.fake.runs = never_half;
		if (start(&scene) == 0)
			break;
		check_interrupted(state, &scene);
		n_run += scene.fake.has_run[0];
		take(SIGTERM);
		fake_leon_end(&scene.fake);
	}
	fake_leon_end(&scene.fake);
	assert_true(n > 170 && n_run > 5 && n_run < 30);
	interrupt_release(&interrupt);
}

static void a_timer_that_runs_on(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, true);
	scene.fake.stubborn = 4;
	assert_int_equal(start(&scene), 0);
	fake_leon_end(&scene.fake);
	begin(state, &scene, true);
	scene.fake.stubborn = 5;
	assert_int_equal(start(&scene), -1);
	expect_report(fixture->diag,
		      NOTE_OF_RESET "fake:: error: [target] the timer at 0x80000318 cannot be "
				    "stopped\n" LEFT_STOPPED RESET_IT);
	fake_leon_end(&scene.fake);
}

static void caches_that_stay_busy(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, false);
	scene.fake.never_cleans = true;
	assert_int_equal(start(&scene), -1);
	expect_report(fixture->diag, "fake:: error: [target] the cache control register has "
				     "0x0000c000, not 0x00000000\n" LEFT_STOPPED RESET_IT);
	fake_leon_end(&scene.fake);
}

static void a_uart_that_does_not_send(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, false);
	scene.fake.is_silent = true;
	scene.fake.n_sent = 3;
	assert_int_equal(start(&scene), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] the UART at 0x80000100 does not send: its status is "
		      "0x00300000\n" LEFT_STOPPED RAM_LOST RESET_IT);
	fake_leon_end(&scene.fake);
}

static void one_that_stays_stopped(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, false);
	scene.fake.stays = true;
	assert_int_equal(start(&scene), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] the processor does not leave debug mode, and stays "
		      "at 0x40000400\n" LEFT_STOPPED RAM_LOST RESET_IT);
	fake_leon_end(&scene.fake);
}

static void one_processor(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, true);
	scene.fake.devices[1].vendor = 0; /* not a LEON */
	assert_int_equal(leon_start_begin(&scene.start, &scene.fake.link, &scene.fake.found), 0);
	assert_int_equal(start(&scene), 0);
	expect_report(fixture->diag,
		      "fake:: note: as after a reset: 1 processor, interrupt controller, 2 timers; "
		      "a debug support unit resets no other device, and they are as they were\n");
	assert_int_equal(scene.fake.forced[0], 0);
	assert_int_equal(scene.fake.forced[1], 4);
	fake_leon_end(&scene.fake);
}

static void a_board_with_less(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene, true);
	scene.fake.devices[4].vendor = scene.fake.devices[5].vendor = 0;
	assert_int_equal(start(&scene), 0);
	expect_report(fixture->diag,
		      "fake:: note: as after a reset: 2 processors, 0 timers; a debug support unit "
		      "resets no other device, and they are as they were\n");
	assert_int_equal(scene.fake.pending, 0x00100104);
	assert_int_equal(scene.fake.timers[0], 3);
	fake_leon_end(&scene.fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(a_reset),
		FIXTURE_TEST(a_program),
		FIXTURE_TEST(the_order_of_writes),
		FIXTURE_TEST(no_console),
		FIXTURE_TEST(one_that_is_not_ready),
		FIXTURE_TEST(each_access_fails),
		FIXTURE_TEST(signals_at_each_access),
		FIXTURE_TEST(a_timer_that_runs_on),
		FIXTURE_TEST(caches_that_stay_busy),
		FIXTURE_TEST(a_uart_that_does_not_send),
		FIXTURE_TEST(one_that_stays_stopped),
		FIXTURE_TEST(one_processor),
		FIXTURE_TEST(a_board_with_less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
