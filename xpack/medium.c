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

/* Up to size bytes; fewer where the file ends.  -1 with errno. */
static ssize_t read_some(int fd, uint64_t offset, uint8_t *to, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(fd, to + done, size - done, (off_t)(offset + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (done == 0 || errno != EINVAL)) /* behind an odd end: EINVAL */
			return -1;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	return (ssize_t)done;
}

/* The cache is told to forget what is read. */
static ssize_t read_forgetting(const struct medium *medium, uint64_t offset, size_t size)
{
	if (fdatasync(medium->fd) != 0 && errno != EINVAL && errno != EROFS)
		return -1;
	(void)posix_fadvise(medium->fd, (off_t)offset, (off_t)size, POSIX_FADV_DONTNEED);
	return read_some(medium->fd, offset, medium->bounce, size);
}

/* Aligned pieces, into the bounce buffer.  Only what cannot be read directly at all is read in
 * another way: not what fails on the medium. */
static ssize_t read_aligned(struct medium *medium, uint64_t offset, size_t size)
{
	ssize_t n = -1;

	if (medium->direct >= 0) {
		n = read_some(medium->direct, offset, medium->bounce, size);
		if (n >= 0 || errno != EINVAL)
			return n;
		close(medium->direct);
		medium->direct = -1;
	}
	return read_forgetting(medium, offset, size);
}

int medium_read(struct medium *medium, uint64_t offset, uint8_t *to, size_t size)
{
	while (size > 0) {
		size_t skip = (size_t)(offset % DIRECT_ALIGN);
		size_t n = size < BOUNCE_SIZE - skip ? size : BOUNCE_SIZE - skip;
		ssize_t got = read_aligned(medium, offset - skip, align_up(skip + n, DIRECT_ALIGN));

		if (got < 0)
			return -1;
		if ((size_t)got < skip + n) {
			errno = EIO; /* there are no more */
			return -1;
		}
		memcpy(to, medium->bounce + skip, n);
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
