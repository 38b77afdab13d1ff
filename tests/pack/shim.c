/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * shim: stands between xpack and the C library (LD_PRELOAD), and does something at the moment of a
 * certain call.
 *
 *	SHIM_CALL=	pread (also when it is not given), pwrite, or mmap, of files
 *	SHIM_PIECE=N	which: the N-th call, from 1
 *	SHIM_ACTION=	error: the call fails with EIO, as of a bad disk
 *			full: the call fails with ENOSPC
 *			cut: SHIM_FILE has one byte less than half before the call
 *			write: a byte of SHIM_FILE is written anew before the call
 *			flip: a bit in the middle of what is written is another one
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALL_RIGHT 0
#define FLIP (-1) /* else an errno */

typedef ssize_t pread_function(int fd, void *to, size_t size, off_t offset);
typedef ssize_t pwrite_function(int fd, const void *from, size_t size, off_t offset);
typedef void *mmap_function(void *at, size_t size, int protection, int flags, int fd, off_t offset);

static void cut(const char *path)
{
	struct stat status;

	if (stat(path, &status) != 0 || truncate(path, status.st_size / 2 - 1) != 0)
		_exit(99);
}

static void write_byte(const char *path)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0 || write(fd, "x", 1) != 1 || close(fd) != 0)
		_exit(99);
}

/* What becomes of this call. */
static int act(const char *call)
{
	static atomic_int n;
	const char *piece = getenv("SHIM_PIECE");
	const char *action = getenv("SHIM_ACTION");
	const char *wanted = getenv("SHIM_CALL");

	if (piece == NULL || action == NULL ||
	    strcmp(call, wanted == NULL ? "pread" : wanted) != 0 ||
	    atomic_fetch_add(&n, 1) + 1 != atoi(piece))
		return ALL_RIGHT;
	if (strcmp(action, "cut") == 0)
		cut(getenv("SHIM_FILE"));
	else if (strcmp(action, "write") == 0)
		write_byte(getenv("SHIM_FILE"));
	return strcmp(action, "error") == 0  ? EIO
	       : strcmp(action, "full") == 0 ? ENOSPC
	       : strcmp(action, "flip") == 0 ? FLIP
					     : ALL_RIGHT;
}

/* What the kernel shows as a file, but is none, has no size. */
static bool is_of_kernel(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_size == 0;
}

static ssize_t pass_pread(const char *name, int fd, void *to, size_t size, off_t offset)
{
	pread_function *real;
	int error = is_of_kernel(fd) ? ALL_RIGHT : act("pread");

	*(void **)&real = dlsym(RTLD_NEXT, name);
	if (error == ALL_RIGHT)
		return real(fd, to, size, offset);
	errno = error;
	return -1;
}

ssize_t pread(int fd, void *to, size_t size, off_t offset)
{
	return pass_pread("pread", fd, to, size, offset);
}

ssize_t pread64(int fd, void *to, size_t size, off_t offset)
{
	return pass_pread("pread64", fd, to, size, offset);
}

static ssize_t flip(pwrite_function *real, int fd, const void *from, size_t size, off_t offset)
{
	unsigned char *bytes = malloc(size);
	ssize_t n;

	if (bytes == NULL || size == 0)
		_exit(99);
	memcpy(bytes, from, size);
	bytes[size / 2] ^= 1;
	n = real(fd, bytes, size, offset);
	free(bytes);
	return n;
}

static ssize_t pass_pwrite(const char *name, int fd, const void *from, size_t size, off_t offset)
{
	pwrite_function *real;
	int error = act("pwrite");

	*(void **)&real = dlsym(RTLD_NEXT, name);
	if (error == ALL_RIGHT)
		return real(fd, from, size, offset);
	if (error == FLIP)
		return flip(real, fd, from, size, offset);
	errno = error;
	return -1;
}

ssize_t pwrite(int fd, const void *from, size_t size, off_t offset)
{
	return pass_pwrite("pwrite", fd, from, size, offset);
}

ssize_t pwrite64(int fd, const void *from, size_t size, off_t offset)
{
	return pass_pwrite("pwrite64", fd, from, size, offset);
}

static void *pass_mmap(const char *name, void *at, size_t size, int protection, int flags, int fd,
		       off_t offset)
{
	mmap_function *real;
	void *place;

	*(void **)&real = dlsym(RTLD_NEXT, name);
	place = real(at, size, protection, flags, fd, offset);
	if (fd >= 0)
		(void)act("mmap"); /* afterwards: its size is known by then */
	return place;
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	return pass_mmap("mmap", at, size, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
	return pass_mmap("mmap64", at, size, protection, flags, fd, offset);
}
