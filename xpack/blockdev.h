/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * blockdev: what Linux says of a disk (Documentation/ABI, sysfs-block; proc(5)).
 */
#ifndef XPACK_BLOCKDEV_H
#define XPACK_BLOCKDEV_H

#include <stdbool.h>
#include <sys/types.h>

#include "arena.h"

struct blockdev {
	const char *name;  /* "sdb", "mmcblk0", "loop3" */
	const char *model; /* vendor and model, "" when it has none */
	bool is_partition; /* of a disk, no disk itself */
	bool is_removable; /* it can be taken out: removable medium, USB, or a memory card */
	const char
		*user; /* who uses it or a part of it: "mounted on /boot", "swap", ...; or NULL */
	bool is_root;  /* the file system / is on it */
};

/* In the arena.  Returns 0, or -1 when there is no such block device. */
int blockdev_look(struct arena *arena, dev_t device, struct blockdev *disk)
	__attribute__((warn_unused_result));

#endif
