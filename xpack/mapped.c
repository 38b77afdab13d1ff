/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "mapped.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "memory.h"

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

/* A range of addresses that is backed by a file. */
struct region {
	struct mapped file;
	struct span bytes;
	bool is_copy;
};

/* Of an arena. */
struct regions {
	struct region *items;
	size_t n;
};

static void give_back(void *attached)
{
	struct regions *regions = attached;

	for (size_t i = 0; i < regions->n; i++)
		if (regions->items[i].is_copy)
			munmap((void *)(uintptr_t)regions->items[i].bytes.data,
			       regions->items[i].bytes.size);
	free(regions->items);
	free(regions);
}

static void add_region(struct arena *arena, struct region region)
{
	struct regions **regions = (struct regions **)arena_attached(arena, give_back);
	struct region *larger;

	if (*regions == NULL)
		*regions = memory_alloc(sizeof(**regions));
	larger = realloc((*regions)->items, ((*regions)->n + 1) * sizeof(*larger));
	if (larger == NULL)
		memory_exhausted();
	(*regions)->items = larger;
	(*regions)->items[(*regions)->n++] = region;
}

static const struct region *find_region(struct arena *arena, struct span bytes)
{
	const struct regions *regions = *arena_attached(arena, give_back);
	uintptr_t address = (uintptr_t)bytes.data;

	for (size_t i = 0; regions != NULL && i < regions->n; i++) {
		uintptr_t start = (uintptr_t)regions->items[i].bytes.data;

		if (address >= start &&
		    range_fits(regions->items[i].bytes.size, address - start, bytes.size))
			return &regions->items[i];
	}
	return NULL;
}

void mapped_share(struct arena *arena, const struct mapped *mapped)
{
	if (!mapped_was_read(mapped) && mapped->bytes.size != 0)
		add_region(arena, (struct region){ *mapped, mapped->bytes, false });
}

void mapped_unshare(struct arena *arena, const struct mapped *mapped)
{
	struct regions *regions = *arena_attached(arena, give_back);

	for (size_t i = 0; regions != NULL && i < regions->n; i++)
		if (!regions->items[i].is_copy &&
		    regions->items[i].bytes.data == mapped->bytes.data)
			regions->items[i] = regions->items[--regions->n];
}

/* Map the bytes anew, so that what is written is the copy's alone. */
static uint8_t *map_copy(struct arena *arena, const struct region *region, struct span bytes)
{
	uint64_t offset = (uint64_t)(bytes.data - region->bytes.data);
	uint64_t within = offset % (uint64_t)sysconf(_SC_PAGESIZE);
	struct region copy = { region->file, { NULL, bytes.size + (size_t)within }, true };
	const char *why = NULL;
	int fd = mapped_again(&region->file, &why);
	void *place;

	if (fd < 0)
		return NULL;
	place = mmap(NULL, copy.bytes.size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
		     (off_t)(offset - within));
	close(fd);
	if (place == MAP_FAILED)
		return NULL;
	copy.bytes.data = place;
	add_region(arena, copy);
	return (uint8_t *)place + within;
}

uint8_t *mapped_copy(struct arena *arena, struct span bytes)
{
	const struct region *region = bytes.size > MAPPED_SMALL ? find_region(arena, bytes) : NULL;
	uint8_t *copy = NULL;

	if (region != NULL && !region->is_copy)
		copy = map_copy(arena, region, bytes);
	if (copy != NULL)
		return copy;
	copy = arena_alloc(arena, bytes.size);
	if (bytes.size != 0)
		memcpy(copy, bytes.data, bytes.size);
	return copy;
}

const struct mapped *mapped_original(struct arena *arena, struct span bytes)
{
	const struct region *region = bytes.size > MAPPED_SMALL ? find_region(arena, bytes) : NULL;

	return region != NULL && region->is_copy ? &region->file : NULL;
}

void mapped_drop(struct span bytes)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t start = ((uintptr_t)bytes.data + page - 1) / page * page;
	uintptr_t end = ((uintptr_t)bytes.data + bytes.size) / page * page;

	if (start < end)
		(void)madvise((void *)start, end - start, MADV_DONTNEED);
}

void mapped_release(struct arena *arena, struct span bytes)
{
	if (bytes.size != 0 && find_region(arena, bytes) != NULL)
		mapped_drop(bytes);
}
