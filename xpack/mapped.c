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

/* Part of a file, or NULL. */
static uint8_t *map_part(int fd, uint64_t offset, size_t size, int protection)
{
	void *bytes = mmap(NULL, size, protection, MAP_PRIVATE, fd, (off_t)offset);

	return bytes == MAP_FAILED ? NULL : bytes;
}

static int map(struct diag *diag, struct location at, int fd, struct mapped *mapped)
{
	mapped->bytes.data = map_part(fd, 0, mapped->bytes.size, PROT_READ);
	return mapped->bytes.data != NULL ? 0 : file_read_fails(diag, at, mapped->path, errno);
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
	*why = MAPPED_CHANGED;
	return -1;
}

/* A range of addresses that is backed by a file. */
struct region {
	struct mapped file;
	struct span bytes;
	bool is_copy;
	uint64_t offset; /* in the file */
};

/* Of an arena. */
struct regions {
	struct region *items;
	size_t n;
	int pages; /* /proc/self/pagemap: which pages were written; -1: not known, all may be */
};

static void give_back(void *attached)
{
	struct regions *regions = attached;

	for (size_t i = 0; i < regions->n; i++)
		if (regions->items[i].is_copy)
			munmap((void *)(uintptr_t)regions->items[i].bytes.data,
			       regions->items[i].bytes.size);
	if (regions->pages >= 0)
		close(regions->pages);
	free(regions->items);
	free(regions);
}

/* An entry of /proc/PID/pagemap (proc(5)). */
#define PAGE_PRESENT ((uint64_t)1 << 63)
#define PAGE_SWAPPED ((uint64_t)1 << 62)
#define PAGE_OF_FILE ((uint64_t)1 << 61)
#define N_PAGES 256u /* that are looked up at once */

/* Whether each of n pages from that one on was written, as far as is known. */
static void look_up(int pages, uintptr_t page, size_t n, bool *written)
{
	uint64_t entries[N_PAGES];
	size_t size = n * sizeof(entries[0]);
	bool known = pages >= 0 && pread(pages, entries, size,
					 (off_t)(page * sizeof(entries[0]))) == (ssize_t)size;

	for (size_t i = 0; i < n; i++)
		written[i] = !known || ((entries[i] & (PAGE_PRESENT | PAGE_SWAPPED)) != 0 &&
					(entries[i] & PAGE_OF_FILE) == 0);
}

/* Where the system tells it: then it knows of a page that was written just now.  Else -1. */
static int open_pages(const void *written)
{
	int pages = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uintptr_t page = (uintptr_t)written / (uintptr_t)sysconf(_SC_PAGESIZE);
	bool is_known = false;

	if (pages < 0)
		return -1;
	look_up(pages, page, 1, &is_known);
	if (is_known)
		return pages;
	close(pages);
	return -1;
}

static void add_region(struct arena *arena, struct region region)
{
	struct regions **regions = (struct regions **)arena_attached(arena, give_back);
	struct region *larger;

	/* Opened before there is a key: afterwards the process may not (guard.h). */
	if (*regions == NULL) {
		*regions = memory_alloc(sizeof(**regions));
		(*regions)->pages = -1; /* which writes its page */
		(*regions)->pages = open_pages(*regions);
	}
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
		add_region(arena, (struct region){ *mapped, mapped->bytes, false, 0 });
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
	struct region copy = {
		region->file, { NULL, bytes.size + (size_t)within }, true, offset - within
	};
	const char *why = NULL;
	int fd = mapped_again(&region->file, &why);
	uint8_t *place;

	if (fd < 0)
		return NULL;
	place = map_part(fd, copy.offset, copy.bytes.size, PROT_READ | PROT_WRITE);
	close(fd);
	if (place == NULL)
		return NULL;
	copy.bytes.data = place;
	add_region(arena, copy);
	return place + within;
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

bool mapped_find_origin(struct arena *arena, struct span bytes, struct mapped_origin *origin)
{
	const struct regions *regions = *arena_attached(arena, give_back);
	const struct region *region = bytes.size > MAPPED_SMALL ? find_region(arena, bytes) : NULL;
	struct mapped *file;

	if (region == NULL || !region->is_copy)
		return false;
	/* Regions may move when there are more. */
	file = arena_array(arena, 1, sizeof(*file));
	*file = region->file;
	*origin = (struct mapped_origin){
		file,
		region->offset + (uint64_t)(bytes.data - region->bytes.data),
		regions->pages,
	};
	return true;
}

struct span mapped_window(struct span bytes, size_t at)
{
	size_t room = MAPPED_WINDOW - (uintptr_t)(bytes.data + at) % MAPPED_WINDOW;
	size_t left = bytes.size - at;

	return span_part(bytes, at, left < room ? left : room);
}

void mapped_drop(struct span bytes)
{
	uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t start = ((uintptr_t)bytes.data + page - 1) / page * page;
	uintptr_t end = ((uintptr_t)bytes.data + bytes.size) / page * page;

	if (start < end)
		(void)madvise((void *)start, end - start, MADV_DONTNEED);
}

/* Call for each page that bytes of a copy lie on, or a part of one. */
typedef void each_page(struct span part, bool is_written, void *context);

static void for_pages(int pages, struct span bytes, each_page *each, void *context)
{
	uintptr_t page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
	uintptr_t end = ((uintptr_t)bytes.data + bytes.size + page_size - 1) / page_size;
	size_t done = 0;

	for (uintptr_t page = (uintptr_t)bytes.data / page_size; page < end; page += N_PAGES) {
		size_t n = end - page < N_PAGES ? end - page : N_PAGES;
		bool written[N_PAGES];

		look_up(pages, page, n, written);
		for (size_t i = 0; i < n; i++) {
			size_t room = page_size - (uintptr_t)(bytes.data + done) % page_size;
			size_t left = bytes.size - done;
			struct span part = span_part(bytes, done, left < room ? left : room);

			each(part, written[i], context);
			done += part.size;
		}
	}
}

/* What is filled: the bytes of a copy, from its first on. */
struct overlay {
	struct span bytes;
	uint8_t *to;
};

static void overlay_page(struct span part, bool is_written, void *context)
{
	const struct overlay *overlay = context;

	if (is_written)
		memcpy(overlay->to + (part.data - overlay->bytes.data), part.data, part.size);
}

void mapped_overlay(int pages, struct span bytes, uint8_t *to)
{
	struct overlay overlay = { bytes, to };

	for_pages(pages, bytes, overlay_page, &overlay);
}

/* Gather what can be given back, page by page. */
static void trim_page(struct span part, bool is_written, void *context)
{
	struct span *run = context;

	if (!is_written && run->data + run->size == part.data) {
		run->size += part.size;
		return;
	}
	mapped_drop(*run);
	*run = is_written ? (struct span){ NULL, 0 } : part;
}

static void trim(int pages, const struct region *region, struct span bytes)
{
	struct span run = bytes;

	if (region->is_copy) {
		run.size = 0;
		for_pages(pages, bytes, trim_page, &run);
	}
	mapped_drop(run);
}

void mapped_trim(struct arena *arena)
{
	const struct regions *regions = *arena_attached(arena, give_back);

	for (size_t i = 0; regions != NULL && i < regions->n; i++)
		trim(regions->pages, &regions->items[i], regions->items[i].bytes);
}

void mapped_release(struct arena *arena, struct span bytes)
{
	const struct regions *regions = *arena_attached(arena, give_back);
	const struct region *region = bytes.size != 0 ? find_region(arena, bytes) : NULL;

	if (region != NULL)
		trim(regions->pages, region, bytes);
}
