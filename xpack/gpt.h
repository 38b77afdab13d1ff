/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * gpt: a partition table of two partitions (UEFI Specification 2.10, chapter 5), one for the boot
 * program of BIOS machines and one for UEFI, at fixed places.
 *
 *   sector 0          protective master boot record, with boot code
 *   sectors 1 to 33   header and entries
 *   34 to 2047        partition 1, the BIOS boot partition: the boot program's core
 *   2048 to n         partition 2, the EFI system partition
 *   the last 33       entries and header again
 */
#ifndef XPACK_GPT_H
#define XPACK_GPT_H

#include "buf.h"

#define GPT_SECTOR 512u
#define GPT_SIGNATURE "EFI PART" /* of a header, 8 bytes */
#define GPT_BIOS_START 34u       /* first sectors of the partitions */
#define GPT_SYSTEM_START 2048u
#define GPT_GUID_SIZE 16u

struct gpt_parts {
	struct span boot_code; /* at most 440 bytes */
	struct span core;      /* contents of partition 1; fits in front of partition 2 */
	struct span system;    /* contents of partition 2, whole sectors */
	/* of the disk and of both partitions, and the signature of the master boot record */
	const uint8_t (*guids)[GPT_GUID_SIZE];
	uint32_t signature;
};

/* The whole disk. */
struct buf gpt_write(const struct gpt_parts *parts);

#endif
