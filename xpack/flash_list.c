/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flash_list.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "blockdev.h"
#include "flashrom.h"
#include "gpt.h"
#include "sysfs.h"
#include "usb.h"

#define SECTOR 512u /* what sysfs counts sizes of disks in */

struct listing {
	struct arena *arena;
	const char *root;
	const struct flash_programs *programs;
	struct flash_found *items;
	size_t n;
};

static void add(struct listing *listing, struct flash_found item)
{
	listing->items = arena_grow(listing->arena, listing->items, listing->n, sizeof(item));
	listing->items[listing->n++] = item;
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

/* A path of /sys or /dev. */
static const char *path_of(const struct listing *listing, const char *directory, const char *name)
{
	return arena_printf(listing->arena, "%s%s/%s", listing->root, directory, name);
}

/* Why this user cannot use a device, or NULL. */
static const char *why_closed(const struct listing *listing, const char *node)
{
	return access(path_of(listing, "", node + 1), R_OK | W_OK) == 0
		       ? NULL
		       : "this user may not open it";
}

/* Disks that hold something; RAM disks and loop devices that are not used are none. */
static void add_disk(struct listing *listing, const char *name)
{
	struct arena *arena = listing->arena;
	const char *node = arena_printf(arena, "/dev/%s", name);
	uint64_t size =
		sysfs_number(arena, path_of(listing, "/sys/block", name), "size", 10) * SECTOR;
	struct blockdev disk;
	struct stat status;

	if (size == 0 || stat(path_of(listing, "/dev", name), &status) != 0 ||
	    !S_ISBLK(status.st_mode) ||
	    blockdev_look(arena, listing->root, status.st_rdev, &disk) != 0)
		return;
	add(listing, (struct flash_found){ arena_printf(arena, "disk:%s", node),
					   describe(arena, &disk, size), why_not(arena, &disk) });
}

/* Ports that have a driver behind them: not consoles. */
static void add_port(struct listing *listing, const char *name)
{
	struct arena *arena = listing->arena;
	const char *node = arena_printf(arena, "/dev/%s", name);
	const char *device =
		arena_printf(arena, "%s/device", path_of(listing, "/sys/class/tty", name));
	const char *what = "serial port";
	struct usb_device usb;

	if (access(arena_printf(arena, "%s/driver", device), F_OK) != 0 ||
	    access(path_of(listing, "/dev", name), F_OK) != 0)
		return;
	if (usb_look_above(arena, device, &usb))
		what = arena_printf(arena, "serial port, %s", usb.text);
	add(listing, (struct flash_found){ node, what, why_closed(listing, node) });
}

struct usb_found {
	struct listing *listing;
	const struct usb_device *usb;
};

static void add_programmer(void *to, const char *programmer)
{
	const struct usb_found *found = to;
	struct listing *listing = found->listing;

	add(listing,
	    (struct flash_found){ arena_printf(listing->arena, "spi:%s", programmer),
				  arena_printf(listing->arena, "programmer, %s", found->usb->text),
				  why_closed(listing, found->usb->node) });
}

/* What flashrom knows to be a programmer, or to be made into one. */
static void add_usb(struct listing *listing, const char *name)
{
	struct usb_device usb;
	struct usb_found found = { listing, &usb };

	if (usb_look(listing->arena, path_of(listing, "/sys/bus/usb/devices", name), &usb))
		flashrom_each_usb(listing->arena, listing->programs->supported, usb.vendor,
				  usb.product, add_programmer, &found);
}

/* A chip, or what else is on a bus of this machine's own. */
static void add_spidev(struct listing *listing, const char *name)
{
	const char *node = arena_printf(listing->arena, "/dev/%s", name);

	add(listing,
	    (struct flash_found){ arena_printf(listing->arena, "spi:linux_spi:dev=%s", node),
				  "SPI bus of this machine", why_closed(listing, node) });
}

static void add_programs(struct listing *listing)
{
	const struct flash_programs *programs = listing->programs;
	struct arena *arena = listing->arena;
	const char *names = flashrom_programmers(arena, programs->supported);

	add(listing,
	    programs->grmon != NULL
		    ? (struct flash_found){ "grmon:",
					    arena_printf(arena, "GRMON, %s", programs->grmon),
					    NULL }
		    : (struct flash_found){ "grmon:", "GRMON", "it is not installed" });
	add(listing,
	    programs->flashrom != NULL
		    ? (struct flash_found){ "spi:",
					    arena_printf(arena, "flashrom, %s%s%s",
							 programs->flashrom,
							 names[0] != '\0' ? ": " : "", names),
					    NULL }
		    : (struct flash_found){ "spi:", "flashrom",
					    "it is not installed (Debian: flashrom)" });
}

static void each_entry(struct listing *listing, const char *directory,
		       void (*act)(struct listing *listing, const char *name))
{
	DIR *list = opendir(arena_printf(listing->arena, "%s%s", listing->root, directory));
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

size_t flash_list(struct arena *arena, const char *root, const struct flash_programs *programs,
		  struct flash_found **found)
{
	struct listing listing = { .arena = arena, .root = root, .programs = programs };

	add_programs(&listing);
	each_entry(&listing, "/sys/block", add_disk);
	each_entry(&listing, "/sys/class/tty", add_port);
	each_entry(&listing, "/sys/bus/usb/devices", add_usb);
	each_entry(&listing, "/sys/class/spidev", add_spidev);
	qsort(listing.items, listing.n, sizeof(*listing.items), compare);
	*found = listing.items;
	return listing.n;
}
