/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * shim: stands between xpack and the C library (LD_PRELOAD), and does something to a file at the
 * moment when a certain piece of it is read with pread().
 *
 *	SHIM_PIECE=N	which: the N-th call, from 1
 *	SHIM_ACTION=	error: the call fails with EIO, as of a bad disk
 *			cut: SHIM_FILE has one byte less than half before the call
 *			write: a byte of SHIM_FILE is written anew before the call
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef ssize_t pread_function(int fd, void *to, size_t size, off_t offset);

static void cut(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0 || truncate(path, status.st_size / 2 - 1) != 0)
		_exit(99);
}

static void write_byte(const char *path)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || pwrite(fd, "x", 1, 0) != 1 || close(fd) != 0)
		_exit(99);
}

/* Returns whether the call is to fail. */
static int act(void)
{
	static atomic_int n;
	const char *piece = getenv("SHIM_PIECE");
	const char *action = getenv("SHIM_ACTION");

	if (piece == NULL || action == NULL || atomic_fetch_add(&n, 1) + 1 != atoi(piece))
		return 0;
	if (strcmp(action, "cut") == 0)
		cut(getenv("SHIM_FILE"));
	else if (strcmp(action, "write") == 0)
		write_byte(getenv("SHIM_FILE"));
	return strcmp(action, "error") == 0;
}

static ssize_t pass(const char *name, int fd, void *to, size_t size, off_t offset)
{
	pread_function *real;

	*(void **)&real = dlsym(RTLD_NEXT, name);
	if (act()) {
		errno = EIO;
		return -1;
	}
	return real(fd, to, size, offset);
}

ssize_t pread(int fd, void *to, size_t size, off_t offset)
{
	return pass("pread", fd, to, size, offset);
}

ssize_t pread64(int fd, void *to, size_t size, off_t offset)
{
	return pass("pread64", fd, to, size, offset);
}
