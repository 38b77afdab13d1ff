/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "medium.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"

#define DIRECT_ALIGN 4096u /* of addresses, offsets and sizes: no device asks for more */
#define BOUNCE_SIZE ((size_t)256 << 10) /* bytes that are moved at once */

int medium_open(struct medium *medium, const char *path, int flags, mode_t mode)
{
	void *bounce = NULL;
	char name[32];

	*medium = (struct medium){ .fd = -1, .direct = -1 };
	medium->fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, mode);
	if (medium->fd < 0)
		return -1;
	if (posix_memalign(&bounce, DIRECT_ALIGN, BOUNCE_SIZE) != 0)
		memory_exhausted();
	medium->bounce = bounce;
	/* The same file, whatever the path leads to by now; an exclusive open is not repeated. */
	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", medium->fd);
	medium->direct = open(name, O_RDONLY | O_CLOEXEC | O_DIRECT);
	return 0;
}

void medium_close(struct medium *medium)
{
	if (medium->direct >= 0)
		close(medium->direct);
	if (medium->fd >= 0)
		close(medium->fd);
	free(medium->bounce);
	*medium = (struct medium){ .fd = -1, .direct = -1 };
}

int medium_write(struct medium *medium, uint64_t offset, struct span bytes)
{
	while (bytes.size > 0) {
		ssize_t n = pwrite(medium->fd, bytes.data, bytes.size, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		offset += (uint64_t)n;
		bytes = span_part(bytes, (size_t)n, bytes.size - (size_t)n);
	}
	return 0;
}

/* One piece, from a descriptor.  Fewer bytes than asked for are an error: there are no more. */
static int read_piece(int fd, uint64_t offset, uint8_t *to, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(fd, to + done, size - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			errno = n == 0 ? EIO : errno;
			return -1;
		}
		done += (size_t)n;
	}
	return 0;
}

/* The bounce buffer then holds the piece.  Not every end of a file can be read directly. */
static int read_direct(const struct medium *medium, uint64_t offset, size_t size)
{
	if (medium->direct < 0 || offset % DIRECT_ALIGN != 0 || size % DIRECT_ALIGN != 0)
		return -1;
	return read_piece(medium->direct, offset, medium->bounce, size);
}

static int read_forgetting(const struct medium *medium, uint64_t offset, size_t size)
{
	if (fdatasync(medium->fd) != 0)
		return -1;
	(void)posix_fadvise(medium->fd, (off_t)offset, (off_t)size, POSIX_FADV_DONTNEED);
	return read_piece(medium->fd, offset, medium->bounce, size);
}

int medium_read(struct medium *medium, uint64_t offset, uint8_t *to, size_t size)
{
	while (size > 0) {
		size_t n = size < BOUNCE_SIZE ? size : BOUNCE_SIZE;

		if (read_direct(medium, offset, n) != 0 && read_forgetting(medium, offset, n) != 0)
			return -1;
		memcpy(to, medium->bounce, n);
		to += n;
		offset += n;
		size -= n;
	}
	return 0;
}

int medium_sync(struct medium *medium)
{
	return fsync(medium->fd);
}
