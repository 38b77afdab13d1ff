/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * lz4: a bounded decoder of one LZ4 frame, in the one form that a container may have.
 *
 * The formats are those of the LZ4 project: "LZ4 Frame Format Description" 1.6.2 and "LZ4 Block
 * Format Description".  Of the many forms that these allow, this is the one that is taken; stock
 * tools decode it:
 *
 *   4 bytes   04 22 4d 18, the magic
 *   1 byte    0x68: version 1, blocks are independent, the content size is present; no checksum of
 *             blocks or of the content, no dictionary
 *   1 byte    0x70: blocks of at most 4 MiB
 *   8 bytes   the content size, little-endian: 1 to 2^32 - 1
 *   1 byte    checksum of the nine bytes before, not looked at
 *   blocks    4 bytes of length, little-endian, with the top bit set where a block is stored as it
 *             is; then as many bytes.  Each block but the last decodes to exactly 4 MiB, the last
 *             to the rest.  One that is compressed is shorter than what it decodes to.
 *   4 bytes   zero, the end mark; nothing behind it
 *
 * The header's checksum says nothing that the content size does not: the signed hash covers the
 * frame before it is decoded.  `xpack verify` does look at it.
 *
 * The rules for the end of a block are held too: the last five bytes are literals, and no match
 * begins in the last twelve.
 *
 * Pure: no allocation, no recursion, nothing read outside the frame, nothing written outside the
 * destination, and nothing read of the destination that was not written before.
 */
#ifndef XPACK_LOADER_LZ4_H
#define XPACK_LOADER_LZ4_H

#include "span.h"

#define LZ4_HEADER_SIZE 15u
#define LZ4_AT_CONTENT_SIZE 6u
#define LZ4_AT_CHECKSUM 14u      /* of the header, from the byte behind the magic on */
#define LZ4_BLOCK_SIZE 0x400000u /* bytes that a block decodes to */
#define LZ4_STORED 0x80000000u   /* in a block's length: it is stored as it is */

/* The magic and the two bytes behind it. */
#define LZ4_HEADER "\x04\x22\x4d\x18\x68\x70"

/*
 * Decode a frame of size bytes to `to`, where there is room for capacity bytes.  Returns how many
 * were decoded, which is the frame's content size; or 0 when the frame is not one of the form
 * above, or holds more than capacity.  Then what is at `to`, within capacity, is anything.
 * Precondition: frame and destination do not overlap.
 */
uint32_t lz4_decode(const uint8_t *frame, uint32_t size, uint8_t *to, uint32_t capacity);

#endif
