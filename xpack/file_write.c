/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The outputs of a command: written without a name, named when all are on disk. */

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

#define MAX_NAMES 1000u /* that are tried beside a target */

/* How far an output is. */
enum state {
	STATE_WAITING,     /* the new file has no name, or a temporary one */
	STATE_CREATED,     /* the target is the new file, where there was none */
	STATE_EXCHANGED,   /* the target is the new file, the old one has the temporary name */
	STATE_OVERWRITTEN, /* the target is the new file, the old one is lost */
};

struct pending {
	const char *path; /* as the caller gave it */
	char *target;     /* canonical path, or NULL */
	char *temporary;  /* a name beside it, or NULL */
	int fd;
	enum state state;
};

struct file_stage {
	struct pending *pending;
	size_t n;
};

const char *file_write_bytes(int fd, uint64_t offset, struct span bytes)
{
	while (bytes.size > 0) {
		ssize_t n = pwrite(fd, bytes.data, bytes.size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return strerror(errno);
		bytes = span_part(bytes, (size_t)n, bytes.size - (size_t)n);
		offset += (uint64_t)n;
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
static const char *find_target(struct pending *pending)
{
	const char *path = pending->path;
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

/* A file without a name vanishes with the process, however that ends.  Where there are none, it
 * has a temporary name from the start. */
static const char *create(struct pending *pending, mode_t mode)
{
	char *directory = directory_of(pending->target);
	const char *why = NULL;

	pending->fd = access("/proc/self/fd", X_OK) != 0
			      ? -1
			      : open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
	free(directory);
	if (pending->fd >= 0)
		return NULL;
	if (asprintf(&pending->temporary, "%.*s.xpack-XXXXXX",
		     (int)directory_length(pending->target), pending->target) < 0)
		memory_exhausted();
	pending->fd = mkostemp(pending->temporary, O_CLOEXEC);
	if (pending->fd < 0 || fchmod(pending->fd, masked(mode)) != 0)
		why = strerror(errno);
	if (pending->fd < 0) {
		free(pending->temporary);
		pending->temporary = NULL;
	}
	return why;
}

/* Everything about the last output that can fail before it is written. */
static const char *prepare(struct file_stage *stage, mode_t mode)
{
	struct pending *pending = &stage->pending[stage->n - 1];
	const char *why = find_target(pending);

	if (why == NULL)
		why = check_target(pending->target);
	for (size_t i = 0; why == NULL && i + 1 < stage->n; i++)
		if (strcmp(pending->target, stage->pending[i].target) == 0)
			why = "another output has this name";
	return why != NULL ? why : create(pending, mode);
}

int file_write_fails(struct diag *diag, const char *path, const char *why)
{
	diag_fail(diag, EXIT_MACHINE, location_of_file(path), "file-write", "cannot write: %s",
		  why);
	return -1;
}

struct file_stage *file_stage_new(void)
{
	return memory_alloc(sizeof(struct file_stage));
}

int file_stage_open(struct diag *diag, struct file_stage *stage, const char *path, mode_t mode)
{
	struct pending *larger = realloc(stage->pending, (stage->n + 1) * sizeof(*stage->pending));
	const char *why;

	if (larger == NULL)
		memory_exhausted();
	stage->pending = larger;
	stage->pending[stage->n++] = (struct pending){ .path = path, .fd = -1 };
	why = prepare(stage, mode);
	return why != NULL ? file_write_fails(diag, path, why) : stage->pending[stage->n - 1].fd;
}

int file_open_scratch(struct diag *diag, const char *output)
{
	struct pending pending = { .path = output, .fd = -1 };
	const char *why = find_target(&pending);

	if (why == NULL)
		why = create(&pending, 0600);
	if (pending.temporary != NULL)
		unlink(pending.temporary);
	free(pending.temporary);
	free(pending.target);
	return why != NULL ? file_write_fails(diag, output, why) : pending.fd;
}

static const char *name_file(const struct pending *pending, const char *name)
{
	char *self;
	int error;

	if (asprintf(&self, "/proc/self/fd/%d", pending->fd) < 0)
		memory_exhausted();
	error = linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
	free(self);
	errno = error;
	return error == 0 ? NULL : strerror(error);
}

/* Give the file a name beside its target, to be renamed from. */
static const char *name_temporary(struct pending *pending)
{
	const char *why = NULL;

	for (unsigned i = 0; pending->temporary == NULL && i < MAX_NAMES; i++) {
		char *name;

		if (asprintf(&name, "%.*s.xpack-%d-%u", (int)directory_length(pending->target),
			     pending->target, (int)getpid(), i) < 0)
			memory_exhausted();
		why = name_file(pending, name);
		if (why == NULL)
			pending->temporary = name;
		else
			free(name);
		if (why != NULL && errno != EEXIST)
			return why;
	}
	return why;
}

/* Exchanging keeps the old file until all is done.  Not every file system can do that; and for the
 * last output nothing can fail any more that the old file would have to come back for. */
static const char *rename_to_target(struct pending *pending, bool is_last)
{
	int error = EINVAL;

	if (!is_last) {
		if (renameat2(AT_FDCWD, pending->temporary, AT_FDCWD, pending->target,
			      RENAME_EXCHANGE) == 0) {
			pending->state = STATE_EXCHANGED;
			return NULL;
		}
		error = errno;
		if (error != ENOENT && error != EINVAL && error != ENOSYS)
			return strerror(error);
	}
	if (rename(pending->temporary, pending->target) != 0)
		return strerror(errno);
	pending->state = error == ENOENT ? STATE_CREATED : STATE_OVERWRITTEN;
	return NULL;
}

static const char *commit(struct pending *pending, bool is_last)
{
	const char *why;

	if (pending->temporary == NULL) {
		why = name_file(pending, pending->target);
		if (why == NULL)
			pending->state = STATE_CREATED;
		if (why == NULL || errno != EEXIST)
			return why;
	}
	why = name_temporary(pending);
	return why != NULL ? why : rename_to_target(pending, is_last);
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

/* What has it still: the new file after an error, the old one after success. */
static void remove_temporary(struct pending *pending)
{
	if (pending->temporary != NULL &&
	    (pending->state == STATE_WAITING || pending->state == STATE_EXCHANGED))
		unlink(pending->temporary);
	free(pending->temporary);
	pending->temporary = NULL;
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

int file_stage_commit(struct diag *diag, struct file_stage *stage)
{
	const char *why = NULL;
	size_t i;

	for (i = 0; i < stage->n && why == NULL; i++)
		if (fsync(stage->pending[i].fd) != 0)
			why = strerror(errno);
	if (why == NULL)
		for (i = 0; i < stage->n && why == NULL; i++)
			why = commit(&stage->pending[i], i + 1 == stage->n);
	if (why != NULL) {
		for (size_t j = 0; j < stage->n; j++)
			undo(&stage->pending[j]);
		return file_write_fails(diag, stage->pending[i - 1].path, why);
	}
	for (i = 0; i < stage->n; i++)
		remove_temporary(&stage->pending[i]);
	for (i = 0; i < stage->n; i++)
		sync_directory(stage->pending[i].target);
	return 0;
}

void file_stage_free(struct file_stage *stage)
{
	if (stage == NULL)
		return;
	for (size_t i = 0; i < stage->n; i++) {
		remove_temporary(&stage->pending[i]);
		if (stage->pending[i].fd >= 0)
			close(stage->pending[i].fd);
		free(stage->pending[i].target);
	}
	free(stage->pending);
	free(stage);
}

int file_stage_write(struct diag *diag, struct file_stage *stage, const struct output *output)
{
	int fd = file_stage_open(diag, stage, output->path, output->mode);
	const char *why = fd < 0 ? NULL : file_write_bytes(fd, 0, output->bytes);

	if (why != NULL)
		return file_write_fails(diag, output->path, why);
	return fd < 0 ? -1 : 0;
}

int file_write_all(struct diag *diag, const struct output *outputs, size_t n)
{
	struct file_stage *stage = file_stage_new();
	int result = 0;

	for (size_t i = 0; i < n && result == 0; i++)
		result = file_stage_write(diag, stage, &outputs[i]);
	if (result == 0)
		result = file_stage_commit(diag, stage);
	file_stage_free(stage);
	return result;
}
