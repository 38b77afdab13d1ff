/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * elf_write: wraps bytes into a 32-bit ELF executable of program headers alone (System V gABI,
 * chapters 4 and 5), for boot programs and debug monitors.
 */
#ifndef XPACK_ELF_WRITE_H
#define XPACK_ELF_WRITE_H

#include "buf.h"

/* What follows the bytes: memory without any. */
struct elf_write {
	bool big_endian;
	uint16_t machine;   /* EM_* */
	uint32_t addr;      /* of the bytes, and the entry */
	uint32_t flags;     /* PF_* of the bytes */
	uint32_t work_addr; /* of a second segment, readable and writable, without bytes */
	uint32_t work_size; /* 0: there is none */
	uint32_t align;     /* a power of two; the bytes stand at this offset of the file */
	uint32_t more;      /* bytes of the same segment that the caller will put behind these */
};

/* Precondition: bytes.size, more and align fit 32 bits together. */
struct buf elf_write(const struct elf_write *what, struct span bytes);

#endif
