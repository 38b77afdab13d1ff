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
#include "loader/lz4.h"

/* The frame of `bytes`, which the caller frees.  Precondition: 1 to 2^32 - 1 bytes. */
struct buf compress_frame(struct span bytes);

/*
 * The same in pieces, for who has not the memory: the header, each LZ4_BLOCK_SIZE bytes as a block,
 * COMPRESS_END zeros.  Each thread has a compressor of its own, of COMPRESS_MEMORY bytes.
 */
#define COMPRESS_END 4u
#define COMPRESS_MEMORY ((4u << 20) + (256u << 10))
struct compressor;
struct compressor *compress_new(void);
void compress_free(struct compressor *compressor);
void compress_header(uint8_t header[LZ4_HEADER_SIZE], uint32_t content_size);
/* The block with its length in front; valid until the next one.  Precondition: there is a byte. */
struct span compress_block(struct compressor *compressor, struct span bytes);

/* A frame holds at most so many bytes for each of its own: one makes a match longer by 255. */
#define COMPRESS_MOST 255u

/* How many bytes a frame says that it holds; 0 when it is none. */
uint64_t compress_content_size(struct span frame);

/* Whether the header's checksum is right, which stock tools look at and the loader does not.  False
 * when there is no header. */
bool compress_is_checksum_good(struct span frame);

/* The checksum that belongs into a frame's header.  Precondition: frame.size >= LZ4_HEADER_SIZE. */
uint8_t compress_checksum(struct span frame);

#endif
