/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* secret and prompt: from files, descriptors and a terminal; and what is left behind. */

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/secret.h"

#define MAX_SCREEN 4096u

static struct secret *get(struct diag *diag, const char *file, const char *descriptor, bool is_new)
{
	const struct secret_source source = { file, descriptor };

	return secret_get(diag, location_of_file("key.pem"), &source, "key-passphrase",
			  "passphrase", is_new);
}

/* A file that nobody else can read. */
static void write_file(const char *name, const char *text, size_t size)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(name, 0600), 0);
}

static void expect_text(struct fixture *fixture, const char *file, const char *text)
{
	struct secret *secret = get(fixture->diag, file, NULL, false);

	assert_non_null(secret);
	assert_string_equal(secret_text(secret), text);
	assert_int_equal(secret_size(secret), strlen(text));
	secret_forget(secret);
	expect_report(fixture->diag, "");
}

static void expect_failed(struct fixture *fixture, const char *file, const char *descriptor,
			  int code, const char *report)
{
	assert_null(get(fixture->diag, file, descriptor, false));
	expect_report(fixture->diag, report);
	assert_int_equal(diag_exit_code(fixture->diag), code);
	fixture_forget(fixture);
}

static void the_first_line_of_a_file(void **state)
{
	struct fixture *fixture = *state;
	char longest[SECRET_MAX_SIZE + 3];

	write_file("one", "horse\n", 6);
	write_file("two", " correct  horse \nsecond\n", 24);
	write_file("cut", "horse", 5);
	memset(longest, 'x', sizeof(longest));
	write_file("longest", longest, SECRET_MAX_SIZE);
	write_file("longer", longest, SECRET_MAX_SIZE + 1);
	expect_text(fixture, "one", "horse");
	expect_text(fixture, "two", " correct  horse ");
	expect_text(fixture, "cut", "horse");
	longest[SECRET_MAX_SIZE] = '\0';
	expect_text(fixture, "longest", longest);
	expect_failed(fixture, "longer", NULL, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] the passphrase from longer is too long\n");
}

static void what_is_no_secret(void **state)
{
	struct fixture *fixture = *state;

	write_file("empty", "", 0);
	write_file("line", "\nhorse\n", 7);
	write_file("nul", "ho\0rse\n", 7);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(mkdir("directory", 0700), 0);
	expect_failed(fixture, "empty", NULL, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] the passphrase from empty is empty\n");
	expect_failed(fixture, "line", NULL, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] the passphrase from line is empty\n");
	expect_failed(fixture, "nul", NULL, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] the passphrase from nul has a NUL "
		      "character\n");
	/* Nobody writes to it, and nobody waits. */
	expect_failed(fixture, "fifo", NULL, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] the passphrase from fifo is empty\n");
	expect_failed(fixture, "none", NULL, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] cannot read the passphrase from none: No "
		      "such file or directory\n");
	expect_failed(fixture, "directory", NULL, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] cannot read the passphrase from directory: "
		      "Is a directory\n");
}

static void a_file_that_others_can_read_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct secret *secret;

	write_file("open", "horse\n", 6);
	assert_int_equal(chmod("open", 0644), 0);
	secret = get(fixture->diag, "open", NULL, false);
	assert_non_null(secret);
	expect_report(fixture->diag,
		      "open: warning: [key-permissions] everybody may read this file, which holds "
		      "a secret; its mode is 644\n"
		      "open: help: 'chmod 600 FILE' keeps it to its owner\n");
	secret_forget(secret);
}

static void the_next_line_of_a_descriptor(void **state)
{
	struct fixture *fixture = *state;
	char number[16];
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	(void)snprintf(number, sizeof(number), "%d", ends[0]);
	assert_int_equal(write(ends[1], "first\nsecond\nrest", 17), 17);
	assert_int_equal(close(ends[1]), 0);
	for (unsigned i = 0; i < 3; i++) {
		static const char *const lines[] = { "first", "second", "rest" };
		struct secret *secret = get(fixture->diag, NULL, number, i == 0);

		assert_non_null(secret);
		assert_string_equal(secret_text(secret), lines[i]);
		secret_forget(secret);
	}
	expect_failed(fixture, NULL, number, EXIT_INPUT,
		      "key.pem: error: [key-passphrase] the passphrase from the descriptor is "
		      "empty\n");
	assert_int_equal(close(ends[0]), 0);
}

static void what_is_no_descriptor(void **state)
{
	static const char *const numbers[] = { "",   "x",  "3x",     "-1",
					       " 0", "+0", "999999", "99999999999999999999" };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		expect_failed(fixture, NULL, numbers[i], EXIT_USAGE,
			      arena_printf(fixture->arena,
					   "key.pem: error: [key-passphrase] --passphrase-fd %s "
					   "is not an open descriptor\n",
					   numbers[i]));
}

/* Whether the flags of the memory that holds the address (proc(5), smaps) name this one. */
static bool has_flag(const void *address, const char *flag)
{
	FILE *file = fopen("/proc/self/smaps", "r");
	bool inside = false, found = false;
	char *line = NULL;
	size_t size = 0;

	assert_non_null(file);
	while (getline(&line, &size, file) > 0) {
		unsigned long from, to;

		if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
			inside = (uintptr_t)address >= from && (uintptr_t)address < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			found = strstr(line, flag) != NULL;
	}
	free(line);
	assert_int_equal(fclose(file), 0);
	return found;
}

/* Whether the limit on locked memory lets this process lock a page more. */
static bool may_lock(void)
{
	void *page = mmap(NULL, 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool may;

	assert_true(page != MAP_FAILED);
	/* with the address sanitizer mlock() does nothing, and says it did */
	may = mlock(page, 1) == 0 && has_flag(page, " lo");
	assert_int_equal(munmap(page, 1), 0);
	return may;
}

static void it_is_in_no_core_file_and_gone_when_forgotten(void **state)
{
	struct fixture *fixture = *state;
	struct secret *secret;
	const char *text;

	write_file("one", "horse\n", 6);
	secret = get(fixture->diag, "one", NULL, false);
	assert_non_null(secret);
	text = secret_text(secret);
	assert_true(has_flag(text, " dd"));                  /* MADV_DONTDUMP */
	assert_int_equal(has_flag(text, " lo"), may_lock()); /* mlock() */
	secret_forget(secret);
	assert_int_equal(msync((void *)((uintptr_t)text & ~(uintptr_t)4095), 1, MS_ASYNC), -1);
	assert_int_equal(errno, ENOMEM);
	secret_forget(NULL);
}

/* A process that asks on a terminal of its own. */
struct session {
	pid_t child;
	int terminal;
	char screen[MAX_SCREEN]; /* what was written to it */
	size_t n;
	int status; /* of the child, at the end */
};

/* "result" has the secret, "report" what was reported. */
static _Noreturn void ask(struct diag *diag, bool is_new)
{
	struct secret *secret = get(diag, NULL, NULL, is_new);
	FILE *report = fopen("report", "w");

	if (report == NULL)
		_exit(99);
	diag_print(diag, report);
	if (fclose(report) != 0)
		_exit(99);
	if (secret != NULL)
		write_file("result", secret_text(secret), secret_size(secret));
	secret_forget(secret);
	_exit((int)diag_exit_code(diag));
}

static void begin_session(struct fixture *fixture, struct session *session, bool is_new)
{
	*session = (struct session){ .terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC) };
	assert_true(session->terminal >= 0);
	assert_int_equal(grantpt(session->terminal), 0);
	assert_int_equal(unlockpt(session->terminal), 0);
	(void)unlink("result");
	(void)unlink("report");
	session->child = fork();
	assert_true(session->child >= 0);
	if (session->child != 0)
		return;
	(void)signal(SIGINT, SIG_DFL); /* whoever started the tests may ignore it */
	if (setsid() < 0 || open(ptsname(session->terminal), O_RDWR) < 0) /* the controlling one */
		_exit(99);
	ask(fixture->diag, is_new);
}

/* Read what is on the screen until a question stands there. */
static void wait_for_question(struct session *session)
{
	while (session->n < 2 || memcmp(session->screen + session->n - 2, ": ", 2) != 0) {
		ssize_t n = read(session->terminal, session->screen + session->n,
				 MAX_SCREEN - 1 - session->n);

		assert_true(n > 0);
		session->n += (size_t)n;
	}
}

static bool echoes(const struct session *session)
{
	struct termios settings;

	assert_int_equal(tcgetattr(session->terminal, &settings), 0);
	return (settings.c_lflag & ECHO) != 0;
}

static void answer(struct session *session, const char *text)
{
	wait_for_question(session);
	assert_false(echoes(session));
	session->screen[session->n++] = '|';
	assert_int_equal(write(session->terminal, text, strlen(text)), strlen(text));
}

/* What was on the screen, without returns; questions are followed by a bar. */
static void end_session(struct session *session, const char *screen)
{
	size_t kept = 0;
	ssize_t n;

	assert_int_equal(waitpid(session->child, &session->status, 0), session->child);
	assert_true(echoes(session));
	assert_int_equal(fcntl(session->terminal, F_SETFL, O_NONBLOCK), 0);
	while ((n = read(session->terminal, session->screen + session->n,
			 MAX_SCREEN - 1 - session->n)) > 0)
		session->n += (size_t)n;
	for (size_t i = 0; i < session->n; i++)
		if (session->screen[i] != '\r')
			session->screen[kept++] = session->screen[i];
	session->screen[kept] = '\0';
	assert_string_equal(session->screen, screen);
	assert_int_equal(close(session->terminal), 0);
}

static void expect_exit(struct fixture *fixture, const struct session *session, int code,
			const char *report)
{
	assert_true(WIFEXITED(session->status));
	assert_int_equal(WEXITSTATUS(session->status), code);
	assert_string_equal(fixture_read(fixture, "report"), report);
}

static void it_is_typed_unseen(void **state)
{
	struct fixture *fixture = *state;
	struct session session;

	begin_session(fixture, &session, false);
	answer(&session, "correct horse\n");
	end_session(&session, "passphrase for key.pem: |\n");
	expect_exit(fixture, &session, 0, "");
	assert_string_equal(fixture_read(fixture, "result"), "correct horse");
}

static void a_new_one_is_typed_twice(void **state)
{
	struct fixture *fixture = *state;
	struct session session;

	begin_session(fixture, &session, true);
	answer(&session, "horse\n");
	answer(&session, "horse\n");
	end_session(&session, "passphrase for key.pem: |\n"
			      "passphrase for key.pem, once more: |\n");
	expect_exit(fixture, &session, 0, "");
	assert_string_equal(fixture_read(fixture, "result"), "horse");
	begin_session(fixture, &session, true);
	answer(&session, "horse\n");
	answer(&session, "hearse\n");
	end_session(&session, "passphrase for key.pem: |\n"
			      "passphrase for key.pem, once more: |\n");
	expect_exit(fixture, &session, EXIT_INPUT,
		    "key.pem: error: [key-passphrase] the two passphrases differ\n");
}

static void what_is_typed_wrong(void **state)
{
	struct fixture *fixture = *state;
	char line[SECRET_MAX_SIZE + 3];
	struct session session;

	begin_session(fixture, &session, false);
	answer(&session, "\n");
	end_session(&session, "passphrase for key.pem: |\n");
	expect_exit(fixture, &session, EXIT_INPUT,
		    "key.pem: error: [key-passphrase] the passphrase from the terminal is empty\n");
	memset(line, 'x', sizeof(line));
	memcpy(line + SECRET_MAX_SIZE + 1, "\n", 2);
	begin_session(fixture, &session, false);
	answer(&session, line);
	end_session(&session, "passphrase for key.pem: |\n");
	expect_exit(fixture, &session, EXIT_INPUT,
		    "key.pem: error: [key-passphrase] the passphrase from the terminal is too "
		    "long\n");
	begin_session(fixture, &session, false);
	answer(&session, "\4"); /* the end of the file */
	end_session(&session, "passphrase for key.pem: |\n");
	expect_exit(fixture, &session, EXIT_MACHINE,
		    "key.pem: error: [key-passphrase] reading the passphrase from the terminal "
		    "failed\n");
}

/* The process ends as it would have, but the terminal shows again what is typed. */
static void a_signal_leaves_the_terminal_as_it_was(void **state)
{
	struct fixture *fixture = *state;
	struct session session;

	begin_session(fixture, &session, false);
	answer(&session, "hor\3");
	end_session(&session, "passphrase for key.pem: |\n");
	assert_true(WIFSIGNALED(session.status));
	assert_int_equal(WTERMSIG(session.status), SIGINT);
	assert_int_equal(access("result", F_OK), -1);
}

static void without_a_terminal(void **state)
{
	struct fixture *fixture = *state;
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		if (setsid() < 0)
			_exit(99);
		ask(fixture->diag, false);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), EXIT_USAGE);
	assert_string_equal(fixture_read(fixture, "report"),
			    "key.pem: error: [key-passphrase] a passphrase is needed, and there is "
			    "no terminal to ask for it\n"
			    "key.pem: help: --passphrase-file FILE or --passphrase-fd N give it\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST_IN_DIRECTORY(the_first_line_of_a_file),
		FIXTURE_TEST_IN_DIRECTORY(what_is_no_secret),
		FIXTURE_TEST_IN_DIRECTORY(a_file_that_others_can_read_is_told),
		FIXTURE_TEST_IN_DIRECTORY(the_next_line_of_a_descriptor),
		FIXTURE_TEST_IN_DIRECTORY(what_is_no_descriptor),
		FIXTURE_TEST_IN_DIRECTORY(it_is_in_no_core_file_and_gone_when_forgotten),
		FIXTURE_TEST_IN_DIRECTORY(it_is_typed_unseen),
		FIXTURE_TEST_IN_DIRECTORY(a_new_one_is_typed_twice),
		FIXTURE_TEST_IN_DIRECTORY(what_is_typed_wrong),
		FIXTURE_TEST_IN_DIRECTORY(a_signal_leaves_the_terminal_as_it_was),
		FIXTURE_TEST_IN_DIRECTORY(without_a_terminal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
