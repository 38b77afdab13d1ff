/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * hexfile: bytes at an address as the text files that programmers of flash and debug monitors take.
 *
 *   SREC        Motorola S-records: S0 with a name, S3 records of 32 bytes with addresses of 32
 *               bits, S5 or, above 65,535, S6 with their number, S7 with the address of the start
 *   Intel HEX   records of 32 bytes (type 00), the upper 16 bits of addresses (type 04), the
 *               address of the start (type 05), the end (type 01); Intel Hexadecimal Object File
 *               Format Specification, revision A
 *
 * A record never crosses a multiple of its size, so that it never crosses one of 64 KiB, where an
 * Intel HEX address would wrap.  Lines end with \n.
 */
#ifndef XPACK_HEXFILE_H
#define XPACK_HEXFILE_H

#include "buf.h"

struct hexfile {
	const char *name;  /* S0 of an SREC file: printable ASCII; 60 characters of it */
	struct span bytes; /* at most 2^32 - address of them */
	uint32_t address;  /* of the first byte */
	uint32_t start;    /* where execution begins */
};

/* The caller frees the text. */
struct buf hexfile_srec(const struct hexfile *file);
struct buf hexfile_ihex(const struct hexfile *file);

#endif
