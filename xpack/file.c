/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

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

static int read_fails(struct diag *diag, struct location at, const char *path, int error)
{
	diag_fail(diag, names_nothing(error) ? EXIT_INPUT : EXIT_MACHINE, place_or_path(at, path),
		  "file-read", "cannot read '%s': %s", path, strerror(error));
	return -1;
}

/* Read to the end of the file or to one byte more than max, whichever comes first. */
static int read_descriptor(int fd, uint64_t max, struct buf *out)
{
	const size_t step = (size_t)1 << 16;

	while (out->size <= max) {
		uint8_t *place = buf_put(out, NULL, step);
		ssize_t n = read(fd, place, step);

		out->size -= step;
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

int file_read(struct diag *diag, struct location at, const char *path, uint64_t max,
	      struct buf *out)
{
	struct stat status;
	int error = 0;
	int fd;

	*out = (struct buf){ 0 };
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return read_fails(diag, at, path, errno);
	if (fstat(fd, &status) != 0)
		error = errno;
	else if (S_ISDIR(status.st_mode))
		error = EISDIR;
	if (error == 0 && !S_ISREG(status.st_mode)) {
		diag_error(diag, place_or_path(at, path), "file-read",
			   "cannot read '%s': not a regular file", path);
		close(fd);
		return -1;
	}
	if (error == 0)
		error = read_descriptor(fd, max, out);
	close(fd);
	if (error != 0) {
		buf_free(out);
		return read_fails(diag, at, path, error);
	}
	if (out->size > max) {
		buf_free(out);
		diag_error(diag, place_or_path(at, path), "file-size",
			   "'%s' is larger than %" PRIu64 " bytes, the most that is read", path,
			   max);
		return -1;
	}
	return 0;
}

static int write_fails(struct diag *diag, const char *path, int error)
{
	diag_fail(diag, EXIT_MACHINE, location_of_file(path), "file-write", "cannot write: %s",
		  strerror(error));
	return -1;
}

static int write_bytes(int fd, struct span bytes)
{
	while (bytes.size > 0) {
		ssize_t n = write(fd, bytes.data, bytes.size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		bytes = span_part(bytes, (size_t)n, bytes.size - (size_t)n);
	}
	return 0;
}

/* The mode that open() would have given: mkstemp() ignores the umask. */
static mode_t masked(mode_t mode)
{
	mode_t mask = umask(0);

	umask(mask);
	return mode & ~mask;
}

/* Write one output beside its target; *temporary, to be freed, is its name while it exists. */
static int write_beside(const struct output *output, char **temporary)
{
	size_t size = strlen(output->path) + sizeof(".XXXXXX");
	int error = 0;
	int fd;

	*temporary = memory_alloc(size);
	snprintf(*temporary, size, "%s.XXXXXX", output->path);
	fd = mkstemp(*temporary);
	if (fd < 0) {
		error = errno;
		free(*temporary);
		*temporary = NULL;
		return error;
	}
	error = write_bytes(fd, output->bytes);
	if (error == 0 && fchmod(fd, masked(output->mode)) != 0)
		error = errno;
	if (error == 0 && fsync(fd) != 0)
		error = errno;
	if (close(fd) != 0 && error == 0)
		error = errno;
	return error;
}

/* A target must be absent or a regular file: renaming over a device would replace the node. */
static int check_target(const char *path)
{
	struct stat status;

	if (lstat(path, &status) != 0)
		return errno == ENOENT ? 0 : errno;
	if (S_ISDIR(status.st_mode))
		return EISDIR;
	return S_ISREG(status.st_mode) || S_ISLNK(status.st_mode) ? 0 : EEXIST;
}

/* The directory entry is on disk only when the directory is synced; not every file system can. */
static void sync_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char *directory = memory_alloc(n + 2);
	int fd;

	memcpy(directory, n == 0 ? "." : path, n == 0 ? 1 : n);
	fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(directory);
}

int file_write_all(struct diag *diag, const struct output *outputs, size_t n)
{
	char **temporaries = memory_alloc((n + 1) * sizeof(*temporaries));
	int result = -1;
	int error = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		error = check_target(outputs[i].path);
		if (error == 0)
			error = write_beside(&outputs[i], &temporaries[i]);
		if (error != 0)
			goto cleanup;
	}
	for (i = 0; i < n; i++) {
		if (rename(temporaries[i], outputs[i].path) != 0) {
			error = errno;
			goto cleanup;
		}
		free(temporaries[i]);
		temporaries[i] = NULL;
		sync_directory(outputs[i].path);
	}
	result = 0;
cleanup:
	if (error != 0)
		write_fails(diag, outputs[i].path, error);
	for (i = 0; i < n; i++) {
		if (temporaries[i] != NULL)
			unlink(temporaries[i]);
		free(temporaries[i]);
	}
	free(temporaries);
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
