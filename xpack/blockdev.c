/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "blockdev.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "memory.h"
#include "sysfs.h"

struct look {
	struct arena *arena;
	const char *root;
	struct blockdev *disk;
	char *directory; /* of the disk, below /sys */
};

static const char *read_line(const struct look *look, const char *name)
{
	return sysfs_line(look->arena, look->directory, name);
}

/* Does the kernel's path of the disk lead over such a bus? */
static bool is_on(const struct look *look, const char *bus)
{
	return strstr(look->directory, bus) != NULL;
}

static bool says_yes(const struct look *look, const char *name)
{
	const char *line = read_line(look, name);

	return line != NULL && strcmp(line, "1") == 0;
}

static void read_facts(const struct look *look)
{
	const char *vendor = read_line(look, "device/vendor");
	const char *model = read_line(look, "device/model");
	struct blockdev *disk = look->disk;

	disk->is_partition =
		access(arena_printf(look->arena, "%s/partition", look->directory), F_OK) == 0;
	disk->is_read_only = says_yes(look, "ro");
	disk->is_removable =
		says_yes(look, "removable") || is_on(look, "/usb") || is_on(look, "/mmc_host/");
	disk->sector_size = (uint32_t)sysfs_number(look->arena, look->directory,
						   "queue/logical_block_size", 10);
	if (model == NULL)
		model = read_line(look, "device/name");
	disk->model = arena_printf(look->arena, "%s%s%s", vendor != NULL ? vendor : "",
				   vendor != NULL && model != NULL ? " " : "",
				   model != NULL ? model : "");
}

static void note_user(const struct look *look, const char *what, const char *where)
{
	if (look->disk->user == NULL)
		look->disk->user = arena_printf(look->arena, "%s%s", what, where);
}

/* Is that path the device of the directory? */
static bool is_node(const struct look *look, dev_t device, const char *path)
{
	const char *slash = strrchr(look->directory, '/');
	struct stat status;

	if (strncmp(path, "/dev/", 5) == 0 && strcmp(path + 5, slash + 1) == 0)
		return true;
	return stat(arena_printf(look->arena, "%s%s", look->root, path), &status) == 0 &&
	       S_ISBLK(status.st_mode) && status.st_rdev == device;
}

/* The source in a line of /proc/self/mountinfo.  File systems of several disks have a number of
 * their own in front, but name one of them here. */
static bool is_source(const struct look *look, dev_t device, const char *line)
{
	const char *separator = strstr(line, " - ");
	char *source = memory_alloc(strlen(line) + 1);
	bool result = separator != NULL && sscanf(separator, " - %*s %s", source) == 1 &&
		      source[0] == '/' && is_node(look, device, source);

	free(source);
	return result;
}

/* A line of /proc/self/mountinfo: id, parent, major:minor, root, mount point, ... - type source. */
static void look_at_mount(const struct look *look, dev_t device, const char *line)
{
	unsigned major_number, minor_number;
	char *where = memory_alloc(strlen(line) + 1);

	if (sscanf(line, "%*u %*u %u:%u %*s %s", &major_number, &minor_number, where) == 3 &&
	    (makedev(major_number, minor_number) == device || is_source(look, device, line))) {
		note_user(look, "mounted on ", where);
		if (strcmp(where, "/") == 0)
			look->disk->is_root = true;
	}
	free(where);
}

static void look_at_swap(const struct look *look, dev_t device, const char *line)
{
	if (is_node(look, device, arena_text(look->arena, line, strcspn(line, " \t"))))
		note_user(look, "used for ", "swap");
}

static void look_at_lines(const struct look *look, dev_t device, const char *path,
			  void (*look_at)(const struct look *look, dev_t device, const char *line))
{
	FILE *from = fopen(arena_printf(look->arena, "%s%s", look->root, path), "re");
	char *line = NULL;
	size_t room = 0;

	if (from == NULL)
		return;
	while (getline(&line, &room, from) >= 0)
		look_at(look, device, line);
	free(line);
	fclose(from);
}

/* Devices that are made of this one: device mapper, RAID. */
static void look_at_holders(const struct look *look, const char *directory)
{
	DIR *list = opendir(arena_printf(look->arena, "%s/holders", directory));
	const struct dirent *entry;

	if (list == NULL)
		return;
	while ((entry = readdir(list)) != NULL)
		if (entry->d_name[0] != '.')
			note_user(look, "a part of ", entry->d_name);
	closedir(list);
}

static void look_at_device(const struct look *disk, char *directory)
{
	const struct look here = { disk->arena, disk->root, disk->disk, directory };
	const struct look *look = &here;
	const char *numbers = read_line(look, "dev");
	unsigned major_number, minor_number;
	dev_t device;

	if (numbers == NULL || sscanf(numbers, "%u:%u", &major_number, &minor_number) != 2)
		return;
	device = makedev(major_number, minor_number);
	look_at_lines(look, device, "/proc/self/mountinfo", look_at_mount);
	look_at_lines(look, device, "/proc/swaps", look_at_swap);
	look_at_holders(look, directory);
}

/* The disk itself and each of its partitions, which are directories in its own. */
static void look_at_users(const struct look *look)
{
	DIR *list = opendir(look->directory);
	const struct dirent *entry;

	look_at_device(look, look->directory);
	if (list == NULL)
		return;
	while ((entry = readdir(list)) != NULL) {
		char *part = arena_printf(look->arena, "%s/%s", look->directory, entry->d_name);

		if (access(arena_printf(look->arena, "%s/partition", part), F_OK) == 0)
			look_at_device(look, part);
	}
	closedir(list);
}

int blockdev_look(struct arena *arena, const char *root, dev_t device, struct blockdev *disk)
{
	struct look look = { .arena = arena, .root = root, .disk = disk };
	const char *slash;
	char *real;

	*disk = (struct blockdev){ 0 };
	real = realpath(
		arena_printf(arena, "%s/sys/dev/block/%u:%u", root, major(device), minor(device)),
		NULL);
	if (real == NULL)
		return -1;
	look.directory = arena_text(arena, real, strlen(real));
	free(real);
	slash = strrchr(look.directory, '/');
	disk->name = slash + 1;
	read_facts(&look);
	look_at_users(&look);
	return 0;
}
