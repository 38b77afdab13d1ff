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
#include <unistd.h>

#include "clock.h"

#define MAX_ARGUMENTS 32
#define LINE_SIZE 256
#define EXEC_FAILED 127 /* as a shell says it */
#define MS_PER_S 1000

/* What the loader prints at the start of a line (loader/main.c). */
static const char refused_mark[] = "REFUSED 0x";
static const char start_mark[] = "start ";

/*
 * Board name -> QEMU.  The boot image goes where the processor starts, or to QEMU's own boot
 * program, which speaks Multiboot.
 *
 * A PC has nothing that ends it in a defined way, so it gets QEMU's debug exit: a host that writes
 * 0 to port 0xf4 ends the machine, and QEMU's status is then 1.
 */
struct machine {
	const char *board;
	const char *program;
	const char *machine;
	const char *boot;    /* the option in front of the boot image */
	const char *device;  /* an additional one, or NULL */
	int end_status;      /* of QEMU when the machine stopped by itself, beside 0 */
	const char *package; /* of Debian */
};

static const struct machine machines[] = {
	{ "leon3_generic", "qemu-system-sparc", "leon3_generic", "-bios", NULL, 0,
	  "qemu-system-sparc" },
	{ "pc", "qemu-system-x86_64", "pc", "-kernel", "isa-debug-exit,iobase=0xf4,iosize=4", 1,
	  "qemu-system-x86" },
};

/* What the console has shown so far. */
struct console {
	char line[LINE_SIZE];
	size_t n;
	bool silent; /* the loader prints nothing */
	bool started;
	bool refused;
};

static void watch(struct console *console, const char *bytes, size_t n)
{
	console->started |= console->silent;
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

/* Copy the console to stdout until it closes; false: the time was over before, or the loader
 * refused, after which not every machine ends by itself. */
static bool stream(int output, unsigned timeout, struct console *console)
{
	int64_t end = clock_ms() + (int64_t)timeout * MS_PER_S;

	for (;;) {
		struct pollfd ready = { .fd = output, .events = POLLIN };
		int64_t left = timeout == 0 ? -1 : end - clock_ms();
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
		if (console->refused)
			return false;
	}
}

static bool is_end(const struct machine *machine, int status)
{
	return WIFEXITED(status) &&
	       (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == machine->end_status);
}

static enum verdict judge(const struct machine *machine, const struct console *console, bool ended,
			  int status)
{
	if (console->refused)
		return VERDICT_REFUSED;
	if (!console->started)
		return VERDICT_NOT_STARTED;
	if (!ended)
		return VERDICT_TIMEOUT;
	return is_end(machine, status) ? VERDICT_ENDED : VERDICT_CRASHED;
}

static int run(struct diag *diag, const struct machine *machine, char **arguments,
	       const struct emulation *emulation, enum verdict *verdict)
{
	struct console console = { .silent = emulation->silent };
	struct termios terminal;
	bool has_terminal = tcgetattr(STDIN_FILENO, &terminal) == 0;
	bool ended = false;
	int status = 0;
	int output;
	pid_t pid = start(arguments, &output);

	if (pid > 0) {
		ended = stream(output, emulation->timeout, &console);
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
			  "install QEMU for the board's architecture (Debian: %s)",
			  machine->package);
		return -1;
	}
	*verdict = judge(machine, &console, ended, status);
	return 0;
}

static char *text(struct arena *arena, const char *literal)
{
	return arena_printf(arena, "%s", literal);
}

static const struct machine *find_machine(struct span board)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++)
		if (span_is(board, machines[i].board))
			return &machines[i];
	return NULL;
}

/* QEMU's command line. */
struct command_line {
	struct arena *arena;
	char *arguments[MAX_ARGUMENTS];
	size_t n;
};

static void add(struct command_line *line, const char *option, const char *value)
{
	line->arguments[line->n++] = text(line->arena, option);
	if (value != NULL)
		line->arguments[line->n++] = text(line->arena, value);
	line->arguments[line->n] = NULL;
}

int emulator_run(struct arena *arena, struct diag *diag, const struct emulation *emulation,
		 enum verdict *verdict)
{
	const struct machine *machine = find_machine(emulation->board);
	struct command_line line = { .arena = arena };

	if (machine == NULL) {
		diag_error(diag, emulation->at, "emulator-board",
			   "no emulator is known for board '%.*s'", (int)emulation->board.size,
			   (const char *)emulation->board.data);
		return -1;
	}
	add(&line, machine->program, NULL);
	add(&line, "-M", machine->machine);
	if (emulation->ram_size != 0)
		add(&line, "-m", arena_printf(arena, "%" PRIu64 "k", emulation->ram_size / 1024));
	/* An instruction takes 16 ns of virtual time, as on a LEON3 of some 60 MIPS: what a system
	 * prints does not depend on how busy this machine is. */
	add(&line, "-icount", "shift=4");
	add(&line, "-display", "none");
	add(&line, "-monitor", "none");
	add(&line, "-serial", "stdio");
	add(&line, "-no-reboot", NULL);
	if (machine->device != NULL)
		add(&line, "-device", machine->device);
	if (emulation->debug) {
		add(&line, "-S", NULL);
		add(&line, "-gdb", "tcp:127.0.0.1:" EMULATOR_GDB_PORT);
		printf("waiting for a debugger: target remote 127.0.0.1:" EMULATOR_GDB_PORT "\n");
	}
	add(&line, machine->boot, emulation->boot_image);
	return run(diag, machine, line.arguments, emulation, verdict);
}
