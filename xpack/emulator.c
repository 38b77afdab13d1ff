/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "emulator.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define MAX_ARGUMENTS 24
#define LINE_SIZE 256
#define EXEC_FAILED 127 /* as a shell says it */
#define MS_PER_S 1000

/* What the loader prints at the start of a line (loader/main.c). */
static const char refused_mark[] = "REFUSED 0x";
static const char start_mark[] = "start ";

/* Board name -> QEMU.  The boot image goes where the processor starts. */
static const struct {
	const char *board;
	const char *program;
	const char *machine;
} machines[] = {
	{ "leon3_generic", "qemu-system-sparc", "leon3_generic" },
};

/* What the console has shown so far. */
struct console {
	char line[LINE_SIZE];
	size_t n;
	bool started;
	bool refused;
};

static void watch(struct console *console, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != '\n') {
			if (console->n < LINE_SIZE - 1 && bytes[i] != '\r')
				console->line[console->n++] = bytes[i];
			continue;
		}
		console->line[console->n] = '\0';
		/* Once the host runs, what it prints decides nothing. */
		if (!console->started && !console->refused) {
			console->refused =
				strncmp(console->line, refused_mark, sizeof(refused_mark) - 1) == 0;
			console->started =
				strncmp(console->line, start_mark, sizeof(start_mark) - 1) == 0;
		}
		console->n = 0;
	}
}

/* The emulator, which ends with this process, however that ends. */
static pid_t start(char **arguments, int *output)
{
	pid_t parent = getpid();
	int pipes[2];
	pid_t pid;

	if (pipe(pipes) != 0)
		return -1;
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
			_exit(EXEC_FAILED);
		dup2(pipes[1], STDOUT_FILENO);
		close(pipes[0]);
		close(pipes[1]);
		execvp(arguments[0], arguments);
		_exit(EXEC_FAILED);
	}
	close(pipes[1]);
	if (pid < 0)
		close(pipes[0]);
	*output = pipes[0];
	return pid;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / 1000000;
}

/* Copy the console to stdout until it closes or the time is over; false: the time is over. */
static bool stream(int output, unsigned timeout, struct console *console)
{
	int64_t end = now_ms() + (int64_t)timeout * MS_PER_S;

	for (;;) {
		struct pollfd ready = { .fd = output, .events = POLLIN };
		int64_t left = timeout == 0 ? -1 : end - now_ms();
		char bytes[1024];
		ssize_t n;

		if (timeout != 0 && left <= 0)
			return false;
		if (poll(&ready, 1, (int)(left > INT32_MAX ? INT32_MAX : left)) <= 0)
			continue;
		n = read(output, bytes, sizeof(bytes));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		fwrite(bytes, 1, (size_t)n, stdout);
		fflush(stdout);
		watch(console, bytes, (size_t)n);
	}
}

static enum verdict judge(const struct console *console, bool ended, int status)
{
	if (console->refused)
		return VERDICT_REFUSED;
	if (!console->started)
		return VERDICT_NOT_STARTED;
	if (!ended)
		return VERDICT_TIMEOUT;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? VERDICT_ENDED : VERDICT_CRASHED;
}

static int run(struct diag *diag, char **arguments, unsigned timeout, enum verdict *verdict)
{
	struct console console = { .n = 0 };
	struct termios terminal;
	bool has_terminal = tcgetattr(STDIN_FILENO, &terminal) == 0;
	bool ended = false;
	int status = 0;
	int output;
	pid_t pid = start(arguments, &output);

	if (pid > 0) {
		ended = stream(output, timeout, &console);
		close(output);
		if (!ended)
			kill(pid, SIGKILL);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	/* It set the terminal for the console, and was not asked to set it back. */
	if (has_terminal)
		tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
	if (pid < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == EXEC_FAILED)) {
		diag_fail(diag, EXIT_MACHINE, (struct location){ 0 }, "emulator",
			  "cannot start '%s'", arguments[0]);
		diag_help(diag, (struct location){ 0 },
			  "install QEMU for the board's architecture (Debian: qemu-system-sparc)");
		return -1;
	}
	*verdict = judge(&console, ended, status);
	return 0;
}

static char *text(struct arena *arena, const char *literal)
{
	return arena_printf(arena, "%s", literal);
}

int emulator_run(struct arena *arena, struct diag *diag, const struct emulation *emulation,
		 enum verdict *verdict)
{
	char *arguments[MAX_ARGUMENTS];
	size_t n = 0;
	size_t i = 0;

	while (i < sizeof(machines) / sizeof(machines[0]) &&
	       !span_is(emulation->board, machines[i].board))
		i++;
	if (i == sizeof(machines) / sizeof(machines[0])) {
		diag_error(diag, emulation->at, "emulator-board",
			   "no emulator is known for board '%.*s'", (int)emulation->board.size,
			   (const char *)emulation->board.data);
		return -1;
	}
	arguments[n++] = text(arena, machines[i].program);
	arguments[n++] = text(arena, "-M");
	arguments[n++] = text(arena, machines[i].machine);
	if (emulation->ram_size != 0) {
		arguments[n++] = text(arena, "-m");
		arguments[n++] = arena_printf(arena, "%" PRIu64 "k", emulation->ram_size / 1024);
	}
	/* An instruction takes 16 ns of virtual time, as on a LEON3 of some 60 MIPS: what a system
	 * prints does not depend on how busy this machine is. */
	arguments[n++] = text(arena, "-icount");
	arguments[n++] = text(arena, "shift=4");
	arguments[n++] = text(arena, "-display");
	arguments[n++] = text(arena, "none");
	arguments[n++] = text(arena, "-monitor");
	arguments[n++] = text(arena, "none");
	arguments[n++] = text(arena, "-serial");
	arguments[n++] = text(arena, "stdio");
	arguments[n++] = text(arena, "-no-reboot");
	arguments[n++] = text(arena, "-bios");
	arguments[n++] = text(arena, emulation->boot_image);
	arguments[n] = NULL;
	return run(diag, arguments, emulation->timeout, verdict);
}
