/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * disk: a raw disk image that boots a boot image of x86 from BIOS and from UEFI.
 *
 * The boot program is GNU GRUB, put together by GRUB's own grub-mkimage from its installed parts;
 * the file system is made by mtools.  Both are run as programs; of GRUB, which is under the GPL
 * version 3 or later, the disk is an aggregate: nothing of it is linked to anything of xpack.
 *
 * The same boot image and the same installed programs give the same bytes: identifiers are taken
 * from the SHA-256 of the boot image, dates are fixed.
 *
 * Such a disk has no anchor of its own: whoever can write it can exchange loader, key and container
 * together.
 */
#ifndef XPACK_DISK_H
#define XPACK_DISK_H

#include "arena.h"
#include "buf.h"
#include "diag.h"

/* Reports: program (one is missing or failed), file-read, file-write, disk (GRUB's parts are not
 * there or not as known, exit 4).  Returns 0, and the caller frees *disk; or -1. */
int disk_make(struct arena *arena, struct diag *diag, struct span boot_image, struct buf *disk)
	__attribute__((warn_unused_result));

#endif
