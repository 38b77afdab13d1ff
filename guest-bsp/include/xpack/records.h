/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * records: the layout of what <xpack/import.h> and <xpack/export.h> put into an ELF file and what
 * `xpack` reads from it.  docs/abi.md is the normative page.
 *
 * Integers and addresses are 32-bit words in the byte order of the ELF file; magics are four
 * characters.  A section is recognised by the beginning of its name, since stock linker scripts
 * keep ".xpack.imports.NAME" apart and others merge them into ".xpack.imports".
 *
 * Usable from C and from assembler source: constants only.
 */
#ifndef XPACK_RECORDS_H
#define XPACK_RECORDS_H

/* Guest: the window, 64 bytes aligned to 64, in .xpack.stubs[.NAME] (allocated, executable):
 *   0   an illegal instruction, 4 bytes (SPARC: unimp 0; x86: ud2 ud2)
 *   4   "XPKW"
 *   8   name, NUL-padded to 56 bytes (at most 55 characters)
 */
#define XPACK_WINDOW_SIZE 64
#define XPACK_WINDOW_MAGIC "XPKW"
#define XPACK_WINDOW_MAGIC_OFFSET 4
#define XPACK_WINDOW_NAME_OFFSET 8
#define XPACK_NAME_SIZE 56

/* Guest: the import record, 72 bytes, in .xpack.imports[.NAME] (not allocated, aligned to 4):
 *   0   "XPKI"
 *   4   u32 version (1) << 16 | flags
 *   8   u32 address of the window
 *   12  u32 address of the guest's own definition of NAME, 0 as it must be
 *   16  name, NUL-padded to 56 bytes
 */
#define XPACK_IMPORT_MAGIC "XPKI"
#define XPACK_IMPORT_SIZE 72
#define XPACK_IMPORT_VERSION 1
#define XPACK_IMPORT_FLAG_WEAK 1 /* may be absent, returns XPACK_ENOSYS */
#define XPACK_IMPORT_VERSION_OFFSET 4
#define XPACK_IMPORT_WINDOW_OFFSET 8
#define XPACK_IMPORT_DEFINED_OFFSET 12
#define XPACK_IMPORT_NAME_OFFSET 16

/* What a weak import returns when the host does not export it. */
#define XPACK_ENOSYS (-38)

/* Both sides: a pair of texts, in .xpack.prototypes of a guest and .xpack.exports of a host (not
 * allocated, aligned to 4):
 *   0   magic
 *   4   u32 size of the record, a multiple of 4, padding included
 *   8   text NUL text NUL, zero padding
 */
#define XPACK_PAIR_TEXT_OFFSET 8
#define XPACK_PROTOTYPE_MAGIC "XPKP" /* guest: name, prototype of a weak import */
#define XPACK_STRONG_MAGIC "XPKS"    /* guest: the same of a strong one, whatever the record says */
#define XPACK_ABI_MAGIC "XPKV"       /* both: name of the ABI, version */
#define XPACK_GLUE_MAGIC "XPKG"      /* host: name of the glue, SPDX expression */
#define XPACK_DOC_MAGIC "XPKD"       /* host: service, a paragraph about it */
#define XPACK_TYPE_MAGIC "XPKT"      /* host: name of a type, its C declaration */
#define XPACK_FEATURE_MAGIC "XPKF"   /* host: feature, XPACK_FEATURE_ON or _OFF */
#define XPACK_MEMBER_MAGIC "XPKM"    /* host: service, feature that it belongs to */
#define XPACK_FEATURE_ON "on"
#define XPACK_FEATURE_OFF "off"

/* Host: the export record, in .xpack.exports (aligned to 4):
 *   0   "XPKE"
 *   4   u32 size of the record, a multiple of 4, padding included
 *   8   u32 version (1) << 16 | flags (0)
 *   12  u32 kind: 1 trap, 2 call
 *   16  u32 number (trap), else 0
 *   20  name NUL, glue NUL (trap; call through glue; empty for a direct call), symbol NUL (call;
 *       empty for trap), prototype NUL, zero padding
 * The host's pairs stand in the same section.
 */
#define XPACK_EXPORT_MAGIC "XPKE"
#define XPACK_EXPORT_VERSION 1
#define XPACK_EXPORT_VERSION_OFFSET 8
#define XPACK_EXPORT_KIND_OFFSET 12
#define XPACK_EXPORT_NUMBER_OFFSET 16
#define XPACK_EXPORT_TEXT_OFFSET 20
#define XPACK_EXPORT_KIND_TRAP 1
#define XPACK_EXPORT_KIND_CALL 2

/* Host: glue code, at most 64 bytes, in .xpack.glue.NAME of an ET_REL file, with relocations
 * against these two undefined symbols only. */
#define XPACK_GLUE_NUMBER "xpack_number"
#define XPACK_GLUE_ADDRESS "xpack_address"

/* Guest: what a component is under, an ELF note in .xpack.licenses (SHT_NOTE, not allocated,
 * aligned to 4), in a COMDAT group:
 *   0   u32 size of the name (6)
 *   4   u32 size of the descriptor, padding not included
 *   8   u32 type (1)
 *   12  "xpack", NUL, padded to 8 bytes
 *   20  name of the component NUL SPDX expression NUL, zero padding
 */
#define XPACK_LICENSES ".xpack.licenses"
#define XPACK_NOTE_NAME "xpack"
#define XPACK_NOTE_LICENSE 1

#endif
