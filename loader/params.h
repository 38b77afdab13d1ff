/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * params: the loader's parameter block, the part of the trust anchor that the packer fills in.
 *
 * No compiler runs at pack time: the loader is a finished program, and everything that differs
 * from one system to the next stands in this block, which lies at the link-time symbol
 * `loader_params`, behind the loader's code in the same write-protected storage.
 *
 * All integers are big-endian, all addresses physical, all sizes in bytes.
 *
 *   0x00  "XPKL"                              0x20  u32 minimum security version
 *   0x04  u32 version = 1                     0x24  u32 algorithm (enum crypto_algorithm)
 *   0x08  u32 size of the whole block         0x28  u32 key policy: 0 any, 1 all
 *   0x0c  u32 container address               0x2c  u32 n_keys, 1 or 2
 *   0x10  u32 size of the container's region  0x30  u32 n_writes
 *   0x14  u32 manifest cap, multiple of 8     0x34  u32 n_ram
 *   0x18  u32 work area's address             0x38  u32 n_reserved
 *   0x1c  u32 work area's size                0x3c  u32 console UART's address, 0 = none
 *   0x40  u32 console UART's scaler           0x44  u32 boot information's address
 *   0x48  u32 boot information's size, 0 = none
 *   0x4c  u32 second container's address      0x50  u32 size of its region, 0 = none
 *   0x54  u32 staging's address               0x58  u32 staging's size, 0 = none
 *   0x5c  4 zero bytes
 *   0x60  char board[64], NUL-padded          0xa0  char system[64], NUL-padded
 *   0xe0  n_writes   x { u32 address, u32 value }   executed in order, from registers alone
 *         n_ram      x { u32 address, u32 size }    RAM that images may be placed in
 *         n_reserved x { u32 address, u32 size }    ranges of it that no image may touch
 *         n_keys     x { u8 id[32], u32 key size, u32 exponent, u8 key[512], zero-padded }
 *
 * The lists follow one another without gaps and fill the block.  Keys: the modulus has its top bit
 * set and is odd, the exponent is odd and at least 3; a P-256 key has the exponent 0.
 *
 * The console is memory-mapped on LEON3 and an I/O port on x86.  The boot information is RAM in
 * which a loader leaves what a host under the protocol multiboot is told; images must not lie
 * there, so it is in one of the reserved ranges.  It is apart from the work area, the container and
 * staging.
 *
 * A second container lies in a region of its own, outside all RAM, so that no image can go there.
 *
 * Staging is RAM to which the stored bytes of compressed images are copied, one after the other;
 * images must not lie there, so it is one of the reserved ranges.
 *
 * The work area lies in one of the RAM ranges and is reserved without being listed.  Its layout,
 * from its lowest address: for each container a manifest copy (manifest cap) and an image table;
 * then the stack, growing down from the end.
 */
#ifndef XPACK_LOADER_PARAMS_H
#define XPACK_LOADER_PARAMS_H

#include "crypto.h"
#include "params_layout.h"
#include "span.h"
#include "status.h"

/* A decoded view; every pointer goes into the block.  The numbers are in the block's order. */
struct params {
	uint32_t container_addr;
	uint32_t container_size; /* of the region that the container may fill */
	uint32_t manifest_cap;
	uint32_t work_addr;
	uint32_t work_size;
	uint32_t security_version;
	uint32_t algorithm;
	uint32_t policy;
	uint32_t n_keys;
	uint32_t n_writes;
	uint32_t n_ram;
	uint32_t n_reserved;
	uint32_t console_addr;
	uint32_t console_scaler;
	uint32_t boot_addr;
	uint32_t boot_size;
	uint32_t second_addr; /* 0 without a second container */
	uint32_t second_size; /* of its region */
	uint32_t staging_addr;
	uint32_t staging_size;
	struct span board; /* without the padding */
	struct span system;
	const uint8_t *ram;
	const uint8_t *reserved;
	struct public_key keys[PARAMS_MAX_KEYS];
};

struct range {
	uint32_t addr;
	uint32_t size;
};

/*
 * Read a block of at most PARAMS_MAX_SIZE bytes; block.size may be more than the block itself.
 * STATUS_PARAMETERS when anything in it is not as described above: counts, zeros, names, ranges
 * that are empty, wrap or meet where they may not, a work area that is too small, keys that are not
 * keys of the algorithm.  Whether the addresses exist on the board is not checked.  params is
 * meaningful on STATUS_OK alone.  Precondition: block.data is a multiple of 4.
 */
enum status params_read(struct span block, struct params *params);

/*
 * params_read() of a block that passed it when it was made: what a loader does with its own, which
 * lies in the same storage as its code and is as good or as bad.  Checks only what keeps the reader
 * inside the block and the work area inside the address space, so that a block that was never
 * filled in is noticed.
 */
enum status params_open(struct span block, struct params *params);

/* Element i of a list of ranges (params->ram or params->reserved).  Precondition: i is in it. */
static inline struct range params_range(const uint8_t *list, uint32_t i)
{
	const uint8_t *at = list + i * PARAMS_RANGE_SIZE;

	return (struct range){ get_cell(at), get_cell(at + 4) };
}

/* How many images the work area's table holds under this manifest cap.  Every image takes more
 * than 256 bytes of a manifest, so a manifest that is within the cap fits by construction. */
static inline uint32_t params_max_images(uint32_t manifest_cap)
{
	return manifest_cap / 256;
}

/* How many containers the loader has to choose from, 1 or 2. */
static inline uint32_t params_n_containers(const struct params *params)
{
	return params->second_size != 0 ? 2 : 1;
}

/* What one container takes of the work area, in bytes: manifest copy and image table.
 * Precondition: manifest_cap <= PARAMS_MAX_CAP, here and below. */
static inline uint32_t params_room_size(uint32_t manifest_cap)
{
	return manifest_cap + params_max_images(manifest_cap) * PARAMS_IMAGE_SIZE;
}

/* The smallest work area, in bytes, that goes with this manifest cap and so many containers. */
static inline uint32_t params_work_size(uint32_t manifest_cap, uint32_t n_containers)
{
	uint32_t size = params_room_size(manifest_cap) * n_containers + PARAMS_STACK_SIZE;

	return (size + PARAMS_WORK_ALIGN - 1) / PARAMS_WORK_ALIGN * PARAMS_WORK_ALIGN;
}

#endif
