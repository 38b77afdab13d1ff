/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "program.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "file.h"

#define EXEC_FAILED 127 /* as a shell says it */
#define MAX_FILE ((uint64_t)1 << 32)

const char *program_path(const struct workshop *workshop, const char *name)
{
	return arena_printf(workshop->arena, "%s/%s", workshop->directory, name);
}

static int make_absolute(struct workshop *workshop)
{
	char *real = realpath(workshop->directory, NULL);

	if (real == NULL)
		return -1;
	workshop->directory = arena_printf(workshop->arena, "%s", real);
	free(real);
	return 0;
}

int program_enter(struct arena *arena, struct diag *diag, struct workshop *workshop)
{
	const char *parent = getenv("TMPDIR");

	if (parent == NULL || parent[0] == '\0')
		parent = "/tmp";
	*workshop =
		(struct workshop){ .arena = arena,
				   .diag = diag,
				   .directory = arena_printf(arena, "%s/xpack-XXXXXX", parent) };
	interrupt_hold(&workshop->interrupt);
	if (mkdtemp(workshop->directory) != NULL && make_absolute(workshop) == 0)
		return 0;
	interrupt_release(&workshop->interrupt);
	diag_fail(diag, EXIT_MACHINE, location_of_file(parent), "file-write",
		  "cannot make a directory: %s", strerror(errno));
	return -1;
}

void program_leave(struct workshop *workshop)
{
	DIR *directory = opendir(workshop->directory);
	const struct dirent *entry;

	while (directory != NULL && (entry = readdir(directory)) != NULL)
		if (entry->d_name[0] != '.')
			unlink(program_path(workshop, entry->d_name));
	if (directory != NULL)
		closedir(directory);
	rmdir(workshop->directory);
	interrupt_release(&workshop->interrupt);
}

int program_put(struct workshop *workshop, const char *name, struct span bytes)
{
	const struct output output = { program_path(workshop, name), bytes, 0600 };

	return file_write_all(workshop->diag, &output, 1);
}

void program_forget(struct workshop *workshop, const char *name)
{
	unlink(program_path(workshop, name));
}

bool program_made(const struct workshop *workshop, const char *name)
{
	struct stat status;

	return lstat(program_path(workshop, name), &status) == 0 && S_ISREG(status.st_mode);
}

int program_get(struct workshop *workshop, const char *name, struct buf *bytes)
{
	const char *path = program_path(workshop, name);

	return file_read(workshop->diag, location_of_file(path), path, MAX_FILE, bytes);
}

/* A file that can be run? */
static bool is_program(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, X_OK) == 0;
}

const char *program_find(struct arena *arena, const char *name)
{
	const char *path = getenv("PATH");

	path = arena_printf(arena, "%s:/usr/sbin", path != NULL ? path : "/usr/bin:/bin");
	while (true) {
		size_t size = strcspn(path, ":");
		const char *file = arena_printf(arena, "%.*s/%s", size != 0 ? (int)size : 1,
						size != 0 ? path : ".", name);

		if (is_program(file))
			return file;
		if (path[size] == '\0')
			return NULL;
		path += size + 1;
	}
}

static _Noreturn void become(const struct workshop *workshop, const char *const *arguments)
{
	char **copy = arena_array(workshop->arena, 1, sizeof(*copy));
	const char *path;
	size_t n = 0;

	if (!workshop->completes)
		interrupt_release(&workshop->interrupt);
	signal(SIGPIPE, SIG_DFL); /* what is ignored stays so in programs */
	for (; arguments[n] != NULL; n++) {
		copy = arena_grow(workshop->arena, copy, n, sizeof(*copy));
		copy[n] = arena_printf(workshop->arena, "%s", arguments[n]);
	}
	copy = arena_grow(workshop->arena, copy, n, sizeof(*copy));
	copy[n] = NULL;
	if ((!workshop->stay && chdir(workshop->directory) != 0) ||
	    freopen("/dev/null", "r", stdin) == NULL ||
	    freopen(program_path(workshop, PROGRAM_LOG), "w", stdout) == NULL ||
	    dup2(STDOUT_FILENO, STDERR_FILENO) < 0 || setenv("SOURCE_DATE_EPOCH", "0", 1) != 0 ||
	    setenv("TZ", "UTC", 1) != 0 || setenv("LC_ALL", "C", 1) != 0)
		_exit(EXEC_FAILED);
	path = program_find(workshop->arena, copy[0]);
	if (path != NULL)
		execvp(path, copy);
	_exit(EXEC_FAILED);
}

static void show_log(struct workshop *workshop)
{
	struct buf log;

	if (program_get(workshop, PROGRAM_LOG, &log) != 0)
		return;
	fwrite(log.data, 1, log.size, stderr);
	buf_free(&log);
}

/* Its status, as waitpid(2) has it. */
static int await(const struct workshop *workshop, pid_t pid)
{
	int fd = pidfd_open(pid, 0);
	int status = 0;

	if (fd >= 0 && !workshop->completes && !interrupt_wait(fd))
		kill(pid, SIGTERM);
	if (fd >= 0)
		close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

int program_run(struct workshop *workshop, const char *package, const char *const *arguments)
{
	int status = 0;
	pid_t pid;

	if (interrupt_is_pending())
		return -1;
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		become(workshop, arguments);
	if (pid > 0)
		status = await(workshop, pid);
	if (interrupt_is_pending())
		return -1;
	if (pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (pid < 0 || (WIFEXITED(status) && WEXITSTATUS(status) == EXEC_FAILED)) {
		diag_fail(workshop->diag, EXIT_MACHINE, (struct location){ 0 }, "program",
			  "cannot start '%s'", arguments[0]);
		if (package != NULL)
			diag_help(workshop->diag, (struct location){ 0 }, "install it (Debian: %s)",
				  package);
	} else {
		show_log(workshop);
		diag_fail(workshop->diag, EXIT_MACHINE, (struct location){ 0 }, "program",
			  "'%s' failed", arguments[0]);
	}
	return -1;
}
