/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "patch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

#define COPY_STEP ((size_t)1 << 20)
#define COPY_ALL ((size_t)1 << 30) /* as much at a time as the kernel takes */

/* Through this process, where the kernel does not copy between these file systems. */
static const char *copy_by_hand(int from, int to, off_t offset)
{
	uint8_t *room = memory_alloc(COPY_STEP);
	const char *why = NULL;
	ssize_t n;

	while (why == NULL && (n = pread(from, room, COPY_STEP, offset)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			why = strerror(errno);
		} else {
			why = file_write_bytes(to, (uint64_t)offset,
					       (struct span){ room, (size_t)n });
			offset += n;
		}
	}
	free(room);
	return why;
}

static const char *copy_bytes(int from, int to)
{
	off_t source = 0;
	off_t target = 0;
	ssize_t n;

	do
		n = copy_file_range(from, &source, to, &target, COPY_ALL, 0);
	while (n > 0);
	return n == 0 && source > 0 ? NULL : copy_by_hand(from, to, source);
}

static const char *fill(int fd, const struct patch *patch, mode_t mode)
{
	const char *why = copy_bytes(patch->fd, fd);

	if (why == NULL)
		why = file_write_bytes(fd, patch->offset, patch->bytes);
	return why == NULL && fchmod(fd, mode) != 0 ? strerror(errno) : why;
}

int patch_write(struct diag *diag, const struct patch *patch, const char *target)
{
	struct file_stage *stage = file_stage_new();
	struct stat status = { .st_mode = 0 };
	const char *why;
	int result = -1;
	int fd;

	(void)fstat(patch->fd, &status);
	fd = file_stage_open(diag, stage, target, 0600);
	if (fd >= 0) {
		why = fill(fd, patch, status.st_mode & 0777);
		result = why == NULL ? file_stage_commit(diag, stage)
				     : file_write_fails(diag, target, why);
	}
	file_stage_free(stage);
	return result;
}
