/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "expect.h"
#include "fake_leon.h"
#include "xpack/interrupt.h"
#include "xpack/leon_console.h"

#define TUNNEL (LEON_UART_DEBUG | LEON_UART_FLOW)

struct scene {
	struct fake_leon fake;
	struct leon_console console;
	struct dsu dsu;
	struct interrupt interrupt;
	int in, out;  /* of this process, as found */
	bool is_full; /* stdout's medium */
	size_t n_shown;
	char shown[512];
};

static void begin(void **state, struct scene *scene)
{
	scene->is_full = false;
	fake_leon_begin(&scene->fake, state, true);
	assert_int_equal(dsu_find(&scene->dsu, &scene->fake.link, &scene->fake.found), 0);
	assert_int_equal(leon_console_find(&scene->console, &scene->fake.link, &scene->fake.found,
					   LEON_UART),
			 0);
	buf_free(&scene->fake.written);
	scene->fake.n_calls = 0;
}

static void begin_session(void **state, struct scene *scene)
{
	begin(state, scene);
	assert_int_equal(leon_console_begin(&scene->console), 0);
}

/* The terminal is that one; what is printed is kept. */
static int run_on(struct scene *scene, int in)
{
	FILE *to = scene->is_full ? fopen("/dev/full", "w+") : tmpfile();
	int code;

	assert_non_null(to);
	fflush(stdout);
	scene->in = dup(STDIN_FILENO);
	scene->out = dup(STDOUT_FILENO);
	assert_true(dup2(in, STDIN_FILENO) >= 0 && dup2(fileno(to), STDOUT_FILENO) >= 0);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	interrupt_hold(&scene->interrupt);
	code = leon_console_run(&scene->console, &scene->dsu);
	fflush(stdout);
	dup2(scene->in, STDIN_FILENO);
	dup2(scene->out, STDOUT_FILENO);
	close(scene->in);
	close(scene->out);
	rewind(to);
	scene->n_shown = fread(scene->shown, 1, sizeof(scene->shown), to);
	fclose(to);
	return code;
}

/* So much is typed, and no more. */
static int run(struct scene *scene, const char *typed)
{
	int ends[2], code;

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], typed, strlen(typed)), strlen(typed));
	close(ends[1]);
	code = run_on(scene, ends[0]);
	close(ends[0]);
	return code;
}

static void expect_shown(const struct scene *scene, const void *bytes, size_t n)
{
	assert_int_equal(scene->n_shown, n);
	assert_memory_equal(scene->shown, bytes, n);
}

static void end(struct scene *scene)
{
	assert_false(interrupt_is_pending());
	interrupt_release(&scene->interrupt);
	fake_leon_end(&scene->fake);
}

/* Ctrl-C, after it was looked at so often. */
static void end_after_12(struct fake_leon *fake)
{
	if (fake->n_looks == 12)
		raise(SIGINT);
}

static void print(struct fake_leon *fake, const void *bytes, size_t n)
{
	assert_true(fake->n_sent + n <= sizeof(fake->sent));
	memcpy(fake->sent + fake->n_sent, bytes, n);
	fake->n_sent += n;
}

/* FIFOs with each number of bytes, all values among them. */
static void all_bytes_come_through(void **state)
{
	const struct fixture *fixture = *state;
	uint8_t all[256];
	struct scene scene;

	for (unsigned i = 0; i < 256; i++)
		all[i] = (uint8_t)i;
	begin_session(state, &scene);
	print(&scene.fake, all, 256);
	scene.fake.looked = end_after_12;
	assert_int_equal(run(&scene, ""), 0);
	expect_shown(&scene, all, 256);
	assert_int_equal(scene.fake.n_wire, 0);
	expect_report(fixture->diag, "");
	end(&scene);
}

static void fifo_counts(void **state)
{
	static const char text[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	struct scene scene;

	for (size_t n = 0; n <= LEON_FIFO; n++) {
		begin_session(state, &scene);
		print(&scene.fake, text, n);
		scene.fake.looked = end_after_12;
		assert_int_equal(run(&scene, ""), 0);
		expect_shown(&scene, text, n);
		end(&scene);
	}
}

/* A FIFO of 64 whose counter of 6 bits came round: what is there is read byte by byte. */
static void a_counter_that_came_round(void **state)
{
	struct scene scene;

	begin(state, &scene);
	scene.fake.comes_round = true;
	assert_int_equal(leon_console_begin(&scene.console), 0);
	print(&scene.fake, "round", 5);
	scene.fake.looked = end_after_12;
	assert_int_equal(run(&scene, ""), 0);
	expect_shown(&scene, "round", 5);
	end(&scene);
}

static void make_room_at_5(struct fake_leon *fake)
{
	if (fake->n_looks == 5)
		assert_int_equal(fake->n_typed, 0);
	fake->is_full = fake->n_looks < 5;
	end_after_12(fake);
}

/* With FIFOs, and with one byte each way, of which there is no counter; the receiver is full at
 * first. */
static void what_is_typed_and_printed(void **state)
{
	static const uint32_t uarts[] = { LEON_UART_FIFOS | 3, 3 };
	struct scene scene;

	for (size_t i = 0; i < 2; i++) {
		begin(state, &scene);
		scene.fake.uart = uarts[i];
		assert_int_equal(leon_console_begin(&scene.console), 0);
		print(&scene.fake, "abc", 3);
		scene.fake.looked = make_room_at_5;
		assert_int_equal(run(&scene, "a\r\x04z"), 0);
		expect_shown(&scene, "abc", 3);
		assert_int_equal(scene.fake.n_wire, 0);
		assert_int_equal(scene.fake.n_typed, 4);
		assert_memory_equal(scene.fake.typed, "a\r\x04z", 4);
		end(&scene);
	}
}

static void set_up_at_5(struct fake_leon *fake)
{
	if (fake->n_looks == 5) {
		fake->uart = LEON_UART_FIFOS | LEON_UART_FLOW | 0x13;
		print(fake, "bc", 2);
	}
	end_after_12(fake);
}

/* A program turns the mode off: one byte is gone before that is seen, all others are not.  What it
 * set up is put back, not what was there before. */
static void a_program_that_sets_up_its_uart(void **state)
{
	struct scene scene;

	begin_session(state, &scene);
	print(&scene.fake, "a", 1);
	scene.fake.looked = set_up_at_5;
	assert_int_equal(run(&scene, ""), 0);
	expect_shown(&scene, "ac", 2);
	assert_int_equal(scene.fake.uart, LEON_UART_FIFOS | TUNNEL | 0x13);
	assert_int_equal(leon_console_end(&scene.console), 0);
	assert_int_equal(scene.fake.uart, LEON_UART_FIFOS | LEON_UART_FLOW | 0x13);
	end(&scene);
}

static void the_mode_is_put_back(void **state)
{
	static const uint32_t found[] = { 3, 3 | LEON_UART_DEBUG, 3 | LEON_UART_FLOW, 3 | TUNNEL };
	struct scene scene;

	for (size_t i = 0; i < 4; i++) {
		begin(state, &scene);
		scene.fake.uart = LEON_UART_FIFOS | found[i];
		assert_int_equal(leon_console_end(&scene.console), 0);
		assert_int_equal(scene.fake.n_calls, 0);
		scene.fake.deaf = 2;
		assert_int_equal(leon_console_begin(&scene.console), 0);
		assert_int_equal(scene.fake.uart, LEON_UART_FIFOS | TUNNEL | 3);
		scene.fake.deaf = 4;
		assert_int_equal(leon_console_end(&scene.console), 0);
		assert_int_equal(scene.fake.uart, LEON_UART_FIFOS | found[i]);
		fake_leon_end(&scene.fake);
	}
}

static void a_mode_that_stays(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene);
	scene.fake.deaf = 5;
	assert_int_equal(leon_console_begin(&scene.console), -1);
	expect_report(fixture->diag, "fake:: error: [target] the debug mode of the UART at "
				     "0x80000100 cannot be turned on\n");
	fake_leon_end(&scene.fake);
}

static void print_at_3(struct fake_leon *fake)
{
	if (fake->n_looks != 3)
		return;
	print(fake, "abc", 3);
	raise(SIGINT);
}

/* Then what was seen is shown still. */
static void ctrl_c_while_it_prints(void **state)
{
	struct scene scene;

	begin_session(state, &scene);
	scene.fake.looked = print_at_3;
	assert_int_equal(run(&scene, ""), 0);
	assert_int_equal(scene.n_shown, 3);
	end(&scene);
}

static void a_stdout_that_is_full(void **state)
{
	const struct fixture *fixture = *state;
	struct scene scene;

	begin_session(state, &scene);
	print(&scene.fake, "abc", 3);
	scene.fake.looked = end_after_12;
	scene.is_full = true;
	assert_int_equal(run(&scene, ""), -1);
	expect_report(fixture->diag, "fake:: error: [target] cannot print what the board prints: "
				     "No space left on device\n");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_MACHINE);
	end(&scene);
}

static void enter_error_mode(struct fake_leon *fake)
{
	print(fake, "last words", 10);
	fake->control[0] |= LEON_PE;
}

static void end_late(struct fake_leon *fake)
{
	enter_error_mode(fake);
	fake->asked = NULL;
}

static void break_at_a_trap(struct fake_leon *fake)
{
	if (fake->n_looks != 2)
		return;
	fake->control[0] |= LEON_DM;
	*fake_leon_register(fake, 0, 0x400020) = 0x85 << 4;
}

/* What was printed last is shown, also when it is more than what is counted at once. */
static void the_processors_end(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin_session(state, &scene);
	scene.fake.asked = end_late;
	scene.fake.comes_round = true;
	assert_int_equal(run(&scene, ""), 0);
	expect_shown(&scene, "last words", 10);
	expect_report(fixture->diag,
		      "fake:: note: the processor is in error mode: it stands still\n");
	end(&scene);
	fixture_forget(fixture);
	begin_session(state, &scene);
	scene.fake.looked = break_at_a_trap;
	assert_int_equal(run(&scene, ""), 0);
	expect_report(fixture->diag, "fake:: note: the processor is in debug mode: it stands "
				     "still, after trap 0x85\n");
	end(&scene);
}

static void terminate(struct fake_leon *fake)
{
	if (fake->n_looks == 3)
		raise(SIGTERM);
}

static void another_signal(void **state)
{
	const struct timespec none = { 0, 0 };
	struct scene scene;
	sigset_t set;

	begin_session(state, &scene);
	scene.fake.looked = terminate;
	assert_int_equal(run(&scene, ""), 0);
	assert_true(interrupt_is_pending());
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	assert_int_equal(sigtimedwait(&set, NULL, &none), SIGTERM);
	end(&scene);
}

static struct termios during;

static void look_at_terminal(struct fake_leon *fake)
{
	assert_int_equal(tcgetattr(STDIN_FILENO, &during), 0);
	end_after_12(fake);
}

static void a_terminal_is_put_back(void **state)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave;
	struct termios before, after;
	struct scene scene;

	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	(void)tcgetattr(slave, &before);
	before.c_lflag |= ICANON | ECHO | ISIG;
	before.c_iflag |= ICRNL;
	assert_int_equal(tcsetattr(slave, TCSANOW, &before), 0);
	assert_int_equal(tcgetattr(slave, &before), 0);
	begin_session(state, &scene);
	scene.fake.looked = look_at_terminal;
	assert_int_equal(run_on(&scene, slave), 0);
	assert_int_equal(during.c_lflag & (tcflag_t)(ICANON | ECHO | ISIG), ISIG);
	assert_int_equal(during.c_iflag & (tcflag_t)ICRNL, 0);
	assert_int_equal(during.c_cc[VSUSP], _POSIX_VDISABLE);
	assert_int_equal(tcgetattr(slave, &after), 0);
	assert_int_equal(after.c_lflag, before.c_lflag);
	assert_int_equal(after.c_iflag, before.c_iflag);
	assert_int_equal(after.c_cc[VSUSP], before.c_cc[VSUSP]);
	close(slave);
	close(master);
	end(&scene);
}

#define LEFT "fake:: note: the UART at 0x80000100 may be left in debug mode: reset the board\n"

/* Turning on, the session, turning off: with one that fails.  Once, and then the mode is put back
 * unless that failed; or all from there on, and then it is told. */
static void fail_at(void **state, size_t n, bool dies, bool *failed)
{
	struct fixture *fixture = *state;
	struct scene scene;
	bool is_left;
	int code;

	fixture_forget(fixture);
	begin(state, &scene);
	scene.fake.fails_at = n;
	scene.fake.dies = dies;
	scene.fake.looked = end_after_12;
	print(&scene.fake, "abc", 3);
	interrupt_hold(&scene.interrupt);
	code = leon_console_begin(&scene.console);
	if (code == 0)
		code = run(&scene, "t");
	is_left = leon_console_end(&scene.console) != 0;
	*failed = code != 0 || is_left;
	assert_true(is_left || (scene.fake.uart & TUNNEL) == 0);
	assert_int_equal(scene.fake.n_calls >= n, *failed);
	if (*failed)
		expect_report(fixture->diag,
			      arena_printf(fixture->arena,
					   "fake:: error: [target] call %zu fails\n%s", n,
					   is_left ? LEFT : ""));
	assert_int_equal(diag_exit_code(fixture->diag), *failed ? EXIT_TARGET : EXIT_DONE);
	interrupt_release(&scene.interrupt);
	fake_leon_end(&scene.fake);
}

static void each_access_fails(void **state)
{
	bool failed = true;
	size_t n;

	for (n = 1; failed; n++)
		fail_at(state, n, false, &failed);
	for (n = 1, failed = true; failed; n++)
		fail_at(state, n, true, &failed);
	assert_true(n > 12);
}

static void uarts_that_are_not_there(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(state, &scene);
	assert_int_equal(
		leon_console_find(&scene.console, &scene.fake.link, &scene.fake.found, 0x80000900),
		-1);
	expect_report(fixture->diag,
		      "fake:: error: [target] the board has no UART at 0x80000900\n");
	fixture_forget(fixture);
	scene.fake.request.diag = fixture->diag;
	scene.fake.devices[3].vendor = 0;
	assert_int_equal(leon_console_find(&scene.console, &scene.fake.link, &scene.fake.found, 0),
			 -1);
	expect_report(fixture->diag, "fake:: error: [target] the board has no UART\n");
	assert_string_equal(fake_leon_written(&scene.fake), "");
	fake_leon_end(&scene.fake);
}

static void the_first_uart(void **state)
{
	struct scene scene;

	begin(state, &scene);
	scene.fake.devices[6] = scene.fake.devices[3];
	scene.fake.devices[6].ranges[0].start = 0x80000900;
	scene.fake.found.n = 7;
	assert_int_equal(leon_console_find(&scene.console, &scene.fake.link, &scene.fake.found, 0),
			 0);
	assert_int_equal(scene.console.uart, LEON_UART);
	fake_leon_end(&scene.fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(all_bytes_come_through),
		FIXTURE_TEST(fifo_counts),
		FIXTURE_TEST(a_counter_that_came_round),
		FIXTURE_TEST(what_is_typed_and_printed),
		FIXTURE_TEST(a_program_that_sets_up_its_uart),
		FIXTURE_TEST(the_mode_is_put_back),
		FIXTURE_TEST(a_mode_that_stays),
		FIXTURE_TEST(ctrl_c_while_it_prints),
		FIXTURE_TEST(a_stdout_that_is_full),
		FIXTURE_TEST(the_processors_end),
		FIXTURE_TEST(another_signal),
		FIXTURE_TEST(a_terminal_is_put_back),
		FIXTURE_TEST(each_access_fails),
		FIXTURE_TEST(uarts_that_are_not_there),
		FIXTURE_TEST(the_first_uart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
