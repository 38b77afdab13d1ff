/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

static const char changed[] = "it changed while it was used";

static int map(struct diag *diag, struct location at, int fd, struct mapped *mapped)
{
	void *bytes = mmap(NULL, mapped->bytes.size, PROT_READ, MAP_PRIVATE, fd, 0);

	if (bytes == MAP_FAILED)
		return file_read_fails(diag, at, mapped->path, errno);
	mapped->bytes.data = bytes;
	return 0;
}

int mapped_open(struct diag *diag, struct location at, const char *path, uint64_t max,
		bool may_read, struct mapped *mapped)
{
	struct stat status;
	uint64_t size = 0;
	int result = 0;
	int fd;

	*mapped = (struct mapped){ .path = path };
	fd = file_open_regular(diag, at, path, max, &size);
	if (fd < 0)
		return -1;
	mapped->bytes.size = (size_t)size;
	if (fstat(fd, &status) != 0) {
		result = file_read_fails(diag, at, path, errno);
	} else if (size > MAPPED_SMALL || (size != 0 && !may_read)) {
		mapped->device = status.st_dev;
		mapped->inode = status.st_ino;
		mapped->changed = status.st_mtim;
		result = map(diag, at, fd, mapped);
	} else {
		result = file_read_open(diag, at, path, fd, max, size, &mapped->owned);
		mapped->bytes = buf_span(&mapped->owned);
	}
	close(fd);
	return result;
}

void mapped_close(struct mapped *mapped)
{
	if (!mapped_was_read(mapped) && mapped->bytes.data != NULL)
		munmap((void *)(uintptr_t)mapped->bytes.data, mapped->bytes.size);
	buf_free(&mapped->owned);
	mapped->bytes = (struct span){ NULL, 0 };
}

bool mapped_is_same(const struct mapped *mapped, int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && status.st_dev == mapped->device &&
	       status.st_ino == mapped->inode &&
	       (uint64_t)status.st_size == (uint64_t)mapped->bytes.size &&
	       status.st_mtim.tv_sec == mapped->changed.tv_sec &&
	       status.st_mtim.tv_nsec == mapped->changed.tv_nsec;
}

int mapped_again(const struct mapped *mapped, const char **why)
{
	int fd = open(mapped->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		*why = strerror(errno);
		return -1;
	}
	if (mapped_is_same(mapped, fd))
		return fd;
	close(fd);
	*why = changed;
	return -1;
}
