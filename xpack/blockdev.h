/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * blockdev: what Linux says of a disk (Documentation/ABI, sysfs-block; proc(5)).
 */
#ifndef XPACK_BLOCKDEV_H
#define XPACK_BLOCKDEV_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "arena.h"

struct blockdev {
	const char *name;  /* "sdb", "mmcblk0", "loop3" */
	const char *model; /* vendor and model, "" when it has none */
	bool is_partition; /* of a disk, no disk itself */
	bool is_read_only; /* a switch on it, or a program, forbids writing */
	bool is_removable; /* it can be taken out: removable medium, USB, or a memory card */
	bool is_root;      /* the file system / is on it */
	const char *user;  /* of it or a part of it: "mounted on /boot", "used for swap"; or NULL */
	uint32_t sector_size; /* bytes */
};

/* root is what stands in front of /sys, /proc and /dev: "" but in tests.  In the arena.  Returns 0,
 * or -1 when there is no such block device. */
int blockdev_look(struct arena *arena, const char *root, dev_t device, struct blockdev *disk)
	__attribute__((warn_unused_result));

#endif
