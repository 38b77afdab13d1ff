/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* disk:/dev/NODE, a whole disk of this machine: a USB stick, a memory card. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "blockdev.h"
#include "gpt.h"
#include "target_medium.h"

/* The first block holds all that firmware starts from: the master boot record, the partition
 * table, the boot program of BIOS machines (gpt.h). */
#define DISK_BLOCK ((uint32_t)1 << 20)

/* Nobody else uses it, and it is one that a person means. */
static int judge(const struct target_request *request, const struct blockdev *disk)
{
	if (disk->is_partition)
		return target_fail(request, "'%s' is a partition, not a disk", disk->name);
	if (disk->is_root)
		return target_fail(request, "this machine runs from '%s'", disk->name);
	if (disk->user != NULL)
		return target_fail(request, "'%s' or a part of it is %s", disk->name, disk->user);
	if (disk->is_read_only)
		return target_fail(request, "'%s' is write-protected", disk->name);
	if (disk->sector_size != GPT_SECTOR)
		return target_fail(request,
				   "'%s' has sectors of %u bytes, and a disk image is for %u",
				   disk->name, disk->sector_size, GPT_SECTOR);
	if (disk->is_removable ||
	    (request->force != NULL && strcmp(request->force, disk->name) == 0))
		return 0;
	(void)target_fail(request, "'%s' cannot be taken out of this machine", disk->name);
	diag_help(request->diag, location_of_file(request->name),
		  "if it is really the one, say --force %s", disk->name);
	return -1;
}

/* Before it is opened: opening alone may do something, to a tape for example. */
static int look_at_node(const struct target_request *request, struct blockdev *disk, dev_t *device)
{
	struct stat status;

	if (stat(request->rest, &status) != 0)
		return target_fail(request, "cannot find '%s': %s", request->rest, strerror(errno));
	if (!S_ISBLK(status.st_mode))
		return target_fail(request, "'%s' is not a disk", request->rest);
	if (blockdev_look(request->arena, "", status.st_rdev, disk) != 0)
		return target_fail(request, "'%s' is not a disk that is there", request->rest);
	*device = status.st_rdev;
	return request->read_only ? 0 : judge(request, disk);
}

/* The path may lead elsewhere by now: what was judged must be what was opened. */
static int test_same(const struct target_medium *target, dev_t device)
{
	const struct target_request *request = &target->base.request;
	struct stat status;

	if (fstat(target->medium.fd, &status) != 0)
		return target_fail_errno(request, "look at it");
	if (S_ISBLK(status.st_mode) && status.st_rdev == device)
		return 0;
	return target_fail(request, "'%s' became another disk while it was looked at",
			   request->rest);
}

static int measure(struct target_medium *target, const struct blockdev *disk)
{
	const struct target_request *request = &target->base.request;
	uint64_t size;

	if (ioctl(target->medium.fd, BLKGETSIZE64, &size) != 0)
		return target_fail_errno(request, "measure it");
	target->identity = (struct target_identity){
		.text = arena_printf(request->arena, "disk %s%s%s%s, %" PRIu64 " bytes%s",
				     disk->name, disk->model[0] != '\0' ? ", '" : "", disk->model,
				     disk->model[0] != '\0' ? "'" : "", size,
				     disk->is_removable ? ", removable" : ""),
		.size = size,
		.block = DISK_BLOCK,
	};
	return 0;
}

/* What blockdev_look() did not see, the kernel knows: a file system, or a program, has it. */
static int fail_to_open(const struct target_request *request, const struct blockdev *disk)
{
	if (errno == EBUSY)
		return target_fail(request, "'%s' or a part of it is in use", disk->name);
	return target_fail_errno(request, "open it");
}

/* O_EXCL: while it is open, nobody mounts it. */
static struct target *disk_open(const struct target_request *request)
{
	int flags = request->read_only ? O_RDONLY : O_RDWR | O_EXCL;
	struct target_medium *target;
	struct blockdev disk;
	dev_t device = 0;

	if (look_at_node(request, &disk, &device) != 0)
		return NULL;
	target = target_medium_new(&target_disk, request);
	if (target_medium_open(target, flags) != 0)
		(void)fail_to_open(request, &disk);
	else if (test_same(target, device) == 0 && measure(target, &disk) == 0)
		return target_of_medium(target);
	(void)!target_medium_close(target_of_medium(target));
	return NULL;
}

/* Firmware that finds no partition table at the beginning takes the copy in the last sector (UEFI
 * Specification 2.10, section 5.3.2), which an earlier use of the disk may have left: it goes with
 * the first block. */
static int erase_copy(struct target *target)
{
	const struct target_identity *identity =
		&((struct target_medium *)(void *)target)->identity;
	uint64_t at = identity->size - GPT_SECTOR;
	uint8_t sector[GPT_SECTOR];

	if (identity->size < GPT_SECTOR ||
	    target_medium_read(target, at, sector, sizeof(sector)) != 0)
		return -1;
	if (memcmp(sector, GPT_SIGNATURE, strlen(GPT_SIGNATURE)) != 0)
		return 0;
	return target_medium_erase(target, at, GPT_SECTOR);
}

static int disk_erase(struct target *target, uint64_t offset, uint64_t size)
{
	if (offset == 0 && erase_copy(target) != 0)
		return -1;
	return target_medium_erase(target, offset, size);
}

const struct target_kind target_disk = {
	.scheme = "disk",
	.form = "disk:/dev/NODE",
	.help = "a whole disk of this machine that nobody uses: a USB stick, a memory card",
	.is_disk = true,
	.open = disk_open,
	.identify = target_medium_identify,
	.erase = disk_erase,
	.program = target_medium_program,
	.read = target_medium_read,
	.sync = target_medium_sync,
	.close = target_medium_close,
};
