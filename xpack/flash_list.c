/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flash_list.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "blockdev.h"
#include "gpt.h"

#define SECTOR 512u /* what sysfs counts sizes of disks in */

struct listing {
	struct arena *arena;
	struct flash_found *items;
	size_t n;
};

static void add(struct listing *listing, struct flash_found item)
{
	listing->items = arena_grow(listing->arena, listing->items, listing->n, sizeof(item));
	listing->items[listing->n++] = item;
}

/* The first number in a file, 0 when there is none. */
static uint64_t read_number(const char *path)
{
	FILE *from = fopen(path, "re");
	uint64_t number = 0;

	if (from == NULL)
		return 0;
	if (fscanf(from, "%" SCNu64, &number) != 1)
		number = 0;
	fclose(from);
	return number;
}

static const char *describe(struct arena *arena, const struct blockdev *disk, uint64_t size)
{
	const char *quote = disk->model[0] != '\0' ? "'" : "";

	return arena_printf(arena, "%s%s%s%s%" PRIu64 " bytes%s", quote, disk->model, quote,
			    disk->model[0] != '\0' ? ", " : "", size,
			    disk->is_removable ? ", removable" : "");
}

/* In the order in which target_disk.c refuses. */
static const char *why_not(struct arena *arena, const struct blockdev *disk)
{
	if (disk->is_root)
		return "this machine runs from it";
	if (disk->user != NULL)
		return disk->user;
	if (disk->is_read_only)
		return "write-protected";
	if (disk->sector_size != GPT_SECTOR)
		return arena_printf(arena, "sectors of %u bytes", disk->sector_size);
	if (disk->is_removable)
		return NULL;
	return arena_printf(arena, "only with --force %s", disk->name);
}

/* Disks that hold something; RAM disks and loop devices that are not used are none. */
static void add_disk(struct listing *listing, const char *name)
{
	struct arena *arena = listing->arena;
	const char *node = arena_printf(arena, "/dev/%s", name);
	uint64_t size = read_number(arena_printf(arena, "/sys/block/%s/size", name)) * SECTOR;
	struct blockdev disk;
	struct stat status;

	if (size == 0 || stat(node, &status) != 0 || !S_ISBLK(status.st_mode) ||
	    blockdev_look(arena, "", status.st_rdev, &disk) != 0)
		return;
	add(listing, (struct flash_found){ arena_printf(arena, "disk:%s", node),
					   describe(arena, &disk, size), why_not(arena, &disk) });
}

/* Ports that have a driver behind them: not consoles. */
static void add_port(struct listing *listing, const char *name)
{
	struct arena *arena = listing->arena;
	const char *node = arena_printf(arena, "/dev/%s", name);

	if (access(arena_printf(arena, "/sys/class/tty/%s/device/driver", name), F_OK) != 0 ||
	    access(node, F_OK) != 0)
		return;
	add(listing, (struct flash_found){
			     node, "serial port",
			     access(node, R_OK | W_OK) == 0 ? NULL : "this user may not open it" });
}

static void each_entry(struct listing *listing, const char *directory,
		       void (*act)(struct listing *listing, const char *name))
{
	DIR *list = opendir(directory);
	const struct dirent *entry;

	if (list == NULL)
		return;
	while ((entry = readdir(list)) != NULL)
		if (entry->d_name[0] != '.')
			act(listing, entry->d_name);
	closedir(list);
}

static int compare(const void *a, const void *b)
{
	const struct flash_found *left = a, *right = b;

	return strcmp(left->target, right->target);
}

size_t flash_list(struct arena *arena, struct flash_found **found)
{
	struct listing listing = { .arena = arena };

	each_entry(&listing, "/sys/block", add_disk);
	each_entry(&listing, "/sys/class/tty", add_port);
	if (listing.n != 0)
		qsort(listing.items, listing.n, sizeof(*listing.items), compare);
	*found = listing.items;
	return listing.n;
}
