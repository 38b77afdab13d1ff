/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * prom: the mark near the start of a loader, by which a host tool finds the parameter block in the
 * raw bytes of a PROM or of a boot image, where no symbol table is left.
 *
 *   0x00  the first instructions
 *   0x10  "XPKL"
 *   0x14  u32 version = 1
 *   0x18  u32 address of the parameter block (the symbol loader_params), a multiple of PARAMS_ALIGN
 *   0x1c  u32 first address behind the loader's code and constants; zeros from there to the block
 *
 * Integers are big-endian.  Addresses count from the address that the loader is linked for, 0 on
 * LEON3 and on x86, so they are offsets into its bytes.
 *
 * Usable from C and from assembler source: constants only.
 */
#ifndef XPACK_LOADER_PROM_H
#define XPACK_LOADER_PROM_H

#define PROM_MARK 0x10 /* offset of the mark; the offsets below count from the PROM's start */
#define PROM_MAGIC 0x58504b4c /* "XPKL" */
#define PROM_VERSION 1
#define PROM_AT_VERSION 0x14
#define PROM_AT_PARAMS 0x18
#define PROM_AT_END 0x1c

#endif
