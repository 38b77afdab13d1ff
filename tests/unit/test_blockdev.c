/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Disks of a machine that is made of files. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "fixture.h"
#include "xpack/blockdev.h"

#define USB "sys/devices/pci0/usb1/1-1/host6/block/sdb"
#define SATA "sys/devices/pci0/ata1/host0/block/sda"
#define CARD "sys/devices/platform/mmc_host/mmc0/mmc0:0001/block/mmcblk0"
#define FIRST "mounted on /media/user/STICK"

/* A file, and the directories that lead to it. */
static void put(const char *path, const char *text)
{
	char *copy = strdup(path);

	for (char *slash = strchr(copy, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		assert_true(mkdir(copy, 0777) == 0 || errno == EEXIST);
		*slash = '/';
	}
	free(copy);
	fixture_write(path, text);
}

static void put_in(struct fixture *fixture, const char *directory, const char *name,
		   const char *text)
{
	put(arena_printf(fixture->arena, "%s/%s", directory, name), text);
}

static void add_disk(struct fixture *fixture, const char *directory, const char *numbers)
{
	put_in(fixture, directory, "dev", arena_printf(fixture->arena, "%s\n", numbers));
	put_in(fixture, directory, "ro", "0\n");
	put_in(fixture, directory, "removable", "0\n");
	put_in(fixture, directory, "queue/logical_block_size", "512\n");
	put_in(fixture, directory, "device/vendor", "Maker   \n");
	put_in(fixture, directory, "device/model", "Stick \x1b[31m 3000  \n");
	put("sys/dev/block/.keep", "");
	assert_int_equal(symlink(arena_printf(fixture->arena, "../../../%s", directory),
				 arena_printf(fixture->arena, "sys/dev/block/%s", numbers)),
			 0);
}

static int begin(void **state)
{
	if (fixture_begin_in_directory(state) != 0)
		return -1;
	add_disk(*state, USB, "8:16");
	add_disk(*state, SATA, "8:0");
	add_disk(*state, CARD, "179:0");
	put(USB "/sdb1/partition", "1\n");
	put(USB "/sdb1/dev", "8:17\n");
	put("proc/self/mountinfo", "22 1 0:21 / / rw - overlay overlay rw\n");
	put("proc/swaps", "Filename Type Size Used Priority\n");
	return 0;
}

static struct blockdev look(void **state, unsigned major_number, unsigned minor_number)
{
	struct fixture *fixture = *state;
	struct blockdev disk;

	assert_int_equal(blockdev_look(fixture->arena, fixture->directory,
				       makedev(major_number, minor_number), &disk),
			 0);
	return disk;
}

static void a_stick(void **state)
{
	struct blockdev disk = look(state, 8, 16);

	assert_string_equal(disk.name, "sdb");
	assert_string_equal(disk.model, "Maker Stick \x1b[31m 3000");
	assert_true(disk.is_removable);
	assert_false(disk.is_partition || disk.is_read_only || disk.is_root);
	assert_null(disk.user);
	assert_int_equal(disk.sector_size, 512);
}

static void what_can_be_taken_out(void **state)
{
	assert_true(look(state, 179, 0).is_removable);
	assert_false(look(state, 8, 0).is_removable);
	put(SATA "/removable", "1\n");
	assert_true(look(state, 8, 0).is_removable);
}

static void switches_and_sectors(void **state)
{
	put(USB "/ro", "1\n");
	put(USB "/queue/logical_block_size", "4096\n");
	assert_true(look(state, 8, 16).is_read_only);
	assert_int_equal(look(state, 8, 16).sector_size, 4096);
	assert_int_equal(unlink(USB "/queue/logical_block_size"), 0);
	assert_int_equal(look(state, 8, 16).sector_size, 0);
}

static void expect_user(void **state, const char *user, bool is_root)
{
	struct blockdev disk = look(state, 8, 16);

	assert_non_null(disk.user);
	assert_string_equal(disk.user, user);
	assert_int_equal(disk.is_root, is_root);
}

static void mounted(void **state)
{
	put("proc/self/mountinfo",
	    "22 1 0:21 / / rw - overlay overlay rw\n"
	    "30 22 8:17 / /media/user/STICK rw,nosuid shared:5 - vfat /dev/sdb1 rw\n");
	expect_user(state, FIRST, false);
	put("proc/self/mountinfo", "30 1 8:16 / / rw - ext4 /dev/root rw\n");
	expect_user(state, "mounted on /", true);
	assert_null(look(state, 8, 0).user);
}

/* btrfs has a number of its own in front: what it was mounted from says it. */
static void mounted_under_another_number(void **state)
{
	put("proc/self/mountinfo",
	    "30 1 0:40 /@ /media/user/STICK rw shared:1 - btrfs /dev/sdb1 rw,subvol=/@\n");
	expect_user(state, FIRST, false);
	put("proc/self/mountinfo", "30 1 0:40 /@ / rw - btrfs /dev/sdb rw\n");
	expect_user(state, "mounted on /", true);
	put("proc/self/mountinfo", "30 1 0:40 /@ / rw - btrfs /dev/sdb10 rw\n"
				   "31 1 0:41 / /x rw - tmpfs sdb1 rw\n"
				   "short\n");
	assert_null(look(state, 8, 16).user);
}

static void swap_and_parts_of_others(void **state)
{
	put("proc/swaps", "Filename Type Size Used Priority\n/dev/sdb1 partition 1 0 -2\n");
	expect_user(state, "used for swap", false);
	put("proc/swaps", "");
	put(USB "/sdb1/holders/dm-3/.keep", "");
	expect_user(state, "a part of dm-3", false);
}

static void partitions_and_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct blockdev disk;

	assert_int_equal(symlink("../../../" USB "/sdb1", "sys/dev/block/8:17"), 0);
	assert_true(look(state, 8, 17).is_partition);
	assert_int_equal(blockdev_look(fixture->arena, fixture->directory, makedev(1, 1), &disk),
			 -1);
}

#define DISK_TEST(test) cmocka_unit_test_setup_teardown(test, begin, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DISK_TEST(a_stick),
		DISK_TEST(what_can_be_taken_out),
		DISK_TEST(switches_and_sectors),
		DISK_TEST(mounted),
		DISK_TEST(mounted_under_another_number),
		DISK_TEST(swap_and_parts_of_others),
		DISK_TEST(partitions_and_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
