/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * compress: bytes -> one LZ4 frame in the form that loader/lz4.h decodes.  The only user of liblz4.
 *
 * liblz4 compresses blocks, at its highest level; the frame around them is written here, because
 * the library's own writer chooses among forms and the loader knows one.  The same bytes give the
 * same frame with the same version of liblz4; another version may find other matches.
 */
#ifndef XPACK_COMPRESS_H
#define XPACK_COMPRESS_H

#include "buf.h"

/* The frame of `bytes`, which the caller frees.  Precondition: 1 to 2^32 - 1 bytes. */
struct buf compress_frame(struct span bytes);

/* The checksum that belongs into a frame's header.  Precondition: frame.size >= LZ4_HEADER_SIZE. */
uint8_t compress_checksum(struct span frame);

#endif
