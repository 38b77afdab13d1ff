/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

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

static int read_fails(struct diag *diag, struct location at, const char *path, int error)
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

/* Open a regular file of at most max bytes; its size goes to *size.  -1 after reporting. */
static int open_regular(struct diag *diag, struct location at, const char *path, uint64_t max,
			uint64_t *size)
{
	/* Without O_NONBLOCK a FIFO would make open() wait for a writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;

	if (fd < 0)
		return read_fails(diag, at, path, errno);
	if (fstat(fd, &status) != 0) {
		read_fails(diag, at, path, errno);
	} else if (S_ISDIR(status.st_mode)) {
		read_fails(diag, at, path, EISDIR);
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

int file_read(struct diag *diag, struct location at, const char *path, uint64_t max,
	      struct buf *out)
{
	uint64_t size = 0;
	int error;
	int fd;

	*out = (struct buf){ 0 };
	fd = open_regular(diag, at, path, max, &size);
	if (fd < 0)
		return -1;
	error = read_descriptor(fd, max, size, out);
	close(fd);
	if (error == 0 && out->size <= max)
		return 0;
	buf_free(out);
	return error != 0 ? read_fails(diag, at, path, error) : refuse_size(diag, at, path, max);
}

static const char *write_bytes(int fd, struct span bytes)
{
	while (bytes.size > 0) {
		ssize_t n = write(fd, bytes.data, bytes.size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return strerror(errno);
		bytes = span_part(bytes, (size_t)n, bytes.size - (size_t)n);
	}
	return NULL;
}

/* The mode that open() would have given: mkostemp() ignores the umask. */
static mode_t masked(mode_t mode)
{
	mode_t mask = umask(0);

	umask(mask);
	return mode & ~mask;
}

/* How far an output is. */
enum state {
	STATE_WAITING,     /* the temporary file, if any, has the new bytes */
	STATE_CREATED,     /* the target has them and is new */
	STATE_EXCHANGED,   /* the target has them, the temporary file has the target's old ones */
	STATE_OVERWRITTEN, /* the target has them, the old ones are lost */
};

struct pending {
	char *target;    /* canonical path, or NULL */
	char *temporary; /* a file beside it, or NULL */
	enum state state;
};

/* Characters up to and with the last slash. */
static size_t directory_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static char *directory_of(const char *path)
{
	size_t n = directory_length(path);
	char *directory = n == 0 ? strdup(".") : strndup(path, n);

	if (directory == NULL)
		memory_exhausted();
	return directory;
}

/* An output that is a symbolic link goes to where that leads, the link stays.  These functions
 * return why they cannot, or NULL. */
static const char *find_target(const char *path, struct pending *pending)
{
	struct stat status;
	char *directory;
	char *real;

	if (path[0] == '\0')
		return strerror(ENOENT);
	if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode)) {
		pending->target = realpath(path, NULL);
		return pending->target == NULL ? strerror(errno) : NULL;
	}
	directory = directory_of(path);
	real = realpath(directory, NULL);
	free(directory);
	if (real == NULL)
		return strerror(errno);
	if (asprintf(&pending->target, "%s/%s", real, path + directory_length(path)) < 0)
		memory_exhausted();
	free(real);
	return NULL;
}

/* A target must be absent or a regular file: renaming over a device would replace the node. */
static const char *check_target(const char *target)
{
	struct stat status;

	if (lstat(target, &status) != 0)
		return errno == ENOENT ? NULL : strerror(errno);
	if (S_ISDIR(status.st_mode))
		return strerror(EISDIR);
	return S_ISREG(status.st_mode) ? NULL : "not a regular file";
}

static const char *write_temporary(const struct output *output, struct pending *pending)
{
	const char *why;
	char *name;
	int fd;

	if (asprintf(&name, "%.*s.xpack-XXXXXX", (int)directory_length(pending->target),
		     pending->target) < 0)
		memory_exhausted();
	fd = mkostemp(name, O_CLOEXEC);
	if (fd < 0) {
		why = strerror(errno);
		free(name);
		return why;
	}
	pending->temporary = name;
	why = write_bytes(fd, output->bytes);
	if (why == NULL && (fchmod(fd, masked(output->mode)) != 0 || fsync(fd) != 0))
		why = strerror(errno);
	if (close(fd) != 0 && why == NULL)
		why = strerror(errno);
	return why;
}

/* Everything about output i that can fail before a name changes. */
static const char *prepare(const struct output *outputs, struct pending *pending, size_t i)
{
	const char *why = find_target(outputs[i].path, &pending[i]);

	if (why == NULL)
		why = check_target(pending[i].target);
	for (size_t j = 0; why == NULL && j < i; j++)
		if (strcmp(pending[i].target, pending[j].target) == 0)
			why = "another output has this name";
	return why != NULL ? why : write_temporary(&outputs[i], &pending[i]);
}

/* Exchanging keeps the old file until all is done.  Not every file system can do that. */
static const char *commit(struct pending *pending)
{
	int error;

	if (renameat2(AT_FDCWD, pending->temporary, AT_FDCWD, pending->target, RENAME_EXCHANGE) ==
	    0) {
		pending->state = STATE_EXCHANGED;
		return NULL;
	}
	error = errno;
	if (error != ENOENT && error != EINVAL && error != ENOSYS)
		return strerror(error);
	if (rename(pending->temporary, pending->target) != 0)
		return strerror(errno);
	pending->state = error == ENOENT ? STATE_CREATED : STATE_OVERWRITTEN;
	return NULL;
}

/* As if nothing had been written. */
static void undo(struct pending *pending)
{
	if (pending->state == STATE_CREATED)
		unlink(pending->target);
	else if (pending->state == STATE_EXCHANGED &&
		 renameat2(AT_FDCWD, pending->temporary, AT_FDCWD, pending->target,
			   RENAME_EXCHANGE) != 0)
		pending->state = STATE_OVERWRITTEN; /* leave the old bytes where they are */
}

static void clean_up(struct pending *pending)
{
	bool has_file = pending->state == STATE_WAITING || pending->state == STATE_EXCHANGED;

	if (has_file && pending->temporary != NULL)
		unlink(pending->temporary);
	free(pending->temporary);
	free(pending->target);
}

/* The directory entry is on disk only when the directory is synced; not every file system can. */
static void sync_directory(const char *path)
{
	char *directory = directory_of(path);
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		(void)fsync(fd);
		close(fd);
	}
	free(directory);
}

int file_write_all(struct diag *diag, const struct output *outputs, size_t n)
{
	struct pending *pending = memory_alloc((n + 1) * sizeof(*pending));
	const char *why = NULL;
	size_t i;

	for (i = 0; i < n && why == NULL; i++)
		why = prepare(outputs, pending, i);
	if (why == NULL)
		for (i = 0; i < n && why == NULL; i++)
			why = commit(&pending[i]);
	if (why != NULL) {
		diag_fail(diag, EXIT_MACHINE, location_of_file(outputs[i - 1].path), "file-write",
			  "cannot write: %s", why);
		for (i = 0; i < n; i++)
			undo(&pending[i]);
	}
	for (i = 0; i < n; i++) {
		if (why == NULL)
			sync_directory(pending[i].target);
		clean_up(&pending[i]);
	}
	free(pending);
	return why == NULL ? 0 : -1;
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
