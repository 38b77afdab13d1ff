/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * params_layout: the numbers of the parameter block that params.h describes.
 *
 * Usable from C and from assembler source: constants only, hence without suffixes.
 */
#ifndef XPACK_LOADER_PARAMS_LAYOUT_H
#define XPACK_LOADER_PARAMS_LAYOUT_H

#define PARAMS_MAGIC 0x58504b4c /* "XPKL" */
#define PARAMS_VERSION 1
#define PARAMS_HEADER_SIZE 0xe0
#define PARAMS_RANGE_SIZE 8
#define PARAMS_KEY_SIZE 552
#define PARAMS_NAME_SIZE 64
#define PARAMS_MAX_KEYS 2
#define PARAMS_MAX_CONTAINERS 2
#define PARAMS_MAX_CAP 0x1000000 /* bytes of a manifest that any loader takes */
#define PARAMS_MAX_RANGES 64     /* of each of writes, RAM and reserved */
#define PARAMS_MAX_SIZE 4096     /* of the whole block */
#define PARAMS_ALIGN 64          /* of the block's address */

/* Offsets in the block. */
#define PARAMS_AT_MAGIC 0x00
#define PARAMS_AT_VERSION 0x04
#define PARAMS_AT_SIZE 0x08
#define PARAMS_AT_CONTAINER_ADDR 0x0c
#define PARAMS_AT_CONTAINER_SIZE 0x10
#define PARAMS_AT_MANIFEST_CAP 0x14
#define PARAMS_AT_WORK_ADDR 0x18
#define PARAMS_AT_WORK_SIZE 0x1c
#define PARAMS_AT_SECURITY_VERSION 0x20
#define PARAMS_AT_ALGORITHM 0x24
#define PARAMS_AT_POLICY 0x28
#define PARAMS_AT_N_KEYS 0x2c
#define PARAMS_AT_N_WRITES 0x30
#define PARAMS_AT_N_RAM 0x34
#define PARAMS_AT_N_RESERVED 0x38
#define PARAMS_AT_CONSOLE_ADDR 0x3c
#define PARAMS_AT_CONSOLE_SCALER 0x40
#define PARAMS_AT_BOOT_ADDR 0x44
#define PARAMS_AT_BOOT_SIZE 0x48
#define PARAMS_AT_SECOND_ADDR 0x4c
#define PARAMS_AT_SECOND_SIZE 0x50
#define PARAMS_AT_STAGING_ADDR 0x54
#define PARAMS_AT_STAGING_SIZE 0x58
#define PARAMS_AT_ZERO 0x5c
#define PARAMS_AT_BOARD 0x60
#define PARAMS_AT_SYSTEM 0xa0
#define PARAMS_AT_WRITES 0xe0

/* Offsets inside a key. */
#define PARAMS_KEY_AT_ID 0
#define PARAMS_KEY_AT_SIZE 32
#define PARAMS_KEY_AT_EXPONENT 36
#define PARAMS_KEY_AT_KEY 40

/* The work area's parts. */
#define PARAMS_STACK_SIZE 0x4000 /* bytes of it that are stack */
#define PARAMS_IMAGE_SIZE 160    /* at least sizeof(struct image), of 32 and 64 bits */
#define PARAMS_STAGING_ALIGN 8   /* of the staging range's address */
#define PARAMS_WORK_ALIGN 8      /* of its address and its size: the SPARC stack needs it */

#define PARAMS_POLICY_ANY 0
#define PARAMS_POLICY_ALL 1

#endif
