/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_STEP ((size_t)64 << 10) /* bytes more, of a file that grows */

/* The input names something that is not there, as opposed to a machine that fails. */
static bool names_nothing(int error)
{
	return error == ENOENT || error == ENOTDIR || error == EISDIR || error == ELOOP ||
	       error == ENAMETOOLONG;
}

static struct location place_or_path(struct location at, const char *path)
{
	return at.file != NULL ? at : location_of_file(path);
}

int file_read_fails(struct diag *diag, struct location at, const char *path, int error)
{
	diag_fail(diag, names_nothing(error) ? EXIT_INPUT : EXIT_MACHINE, place_or_path(at, path),
		  "file-read", "cannot read '%s': %s", path, strerror(error));
	return -1;
}

static int refuse_size(struct diag *diag, struct location at, const char *path, uint64_t max)
{
	diag_error(diag, place_or_path(at, path), "file-size",
		   "'%s' is larger than %" PRIu64 " bytes, the most that is read", path, max);
	return -1;
}

int file_open_regular(struct diag *diag, struct location at, const char *path, uint64_t max,
		      uint64_t *size)
{
	/* Without O_NONBLOCK a FIFO would make open() wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0)
		return file_read_fails(diag, at, path, errno);
	if (fstat(fd, &status) != 0) {
		file_read_fails(diag, at, path, errno);
	} else if (S_ISDIR(status.st_mode)) {
		file_read_fails(diag, at, path, EISDIR);
	} else if (!S_ISREG(status.st_mode)) {
		diag_error(diag, place_or_path(at, path), "file-read",
			   "cannot read '%s': not a regular file", path);
	} else if ((uint64_t)status.st_size > max) {
		refuse_size(diag, at, path, max);
	} else {
		*size = (uint64_t)status.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

/*
 * Read to the end of the file, or past max if it has grown beyond that.  There is room for the
 * expected size from the start: the bytes are not moved, so that of a private key no second copy
 * stays behind in freed memory.
 */
static int read_descriptor(int fd, uint64_t max, uint64_t expected, struct buf *out)
{
	ssize_t n;

	buf_reserve(out, (size_t)expected + 1);
	while (out->size <= max) {
		if (out->size == out->capacity)
			buf_reserve(out, READ_STEP);
		n = read(fd, out->data + out->size, out->capacity - out->size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		out->size += (size_t)n;
	}
	return 0;
}

int file_read_open(struct diag *diag, struct location at, const char *path, int fd, uint64_t max,
		   uint64_t size, struct buf *out)
{
	int error;

	*out = (struct buf){ 0 };
	error = read_descriptor(fd, max, size, out);
	if (error == 0 && out->size <= max)
		return 0;
	buf_free(out);
	return error != 0 ? file_read_fails(diag, at, path, error)
			  : refuse_size(diag, at, path, max);
}

int file_read(struct diag *diag, struct location at, const char *path, uint64_t max,
	      struct buf *out)
{
	uint64_t size = 0;
	int result;
	int fd;

	*out = (struct buf){ 0 };
	fd = file_open_regular(diag, at, path, max, &size);
	if (fd < 0)
		return -1;
	result = file_read_open(diag, at, path, fd, max, size, out);
	close(fd);
	return result;
}

char *file_beside(struct arena *arena, const char *beside, const char *path)
{
	const char *slash = strrchr(beside, '/');

	if (path[0] == '/' || slash == NULL)
		return arena_printf(arena, "%s", path);
	return arena_printf(arena, "%.*s%s", (int)(slash - beside + 1), beside, path);
}

char *file_with_extension(struct arena *arena, const char *path, const char *extension)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	const char *dot = strrchr(name, '.');
	size_t n = dot == NULL || dot == name ? strlen(path) : (size_t)(dot - path);

	return arena_printf(arena, "%.*s%s", (int)n, path, extension);
}
