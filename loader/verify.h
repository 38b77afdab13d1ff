/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * verify: the trust rules of docs/container.md, in the order in which they may be applied:
 * size, copy once, authenticate, parse, hold against this loader, then hash what will run.
 *
 * The same code runs on the board and in `xpack verify`; only the source differs.  A source is
 * storage that the attacker controls: each byte is asked for once, except the fixed header, and
 * that is compared with the copy that is used.  Images are read, and read again, by load.h.
 *
 * Of two containers each is verified with a source, a room and a struct container of its own.
 */
#ifndef XPACK_LOADER_VERIFY_H
#define XPACK_LOADER_VERIFY_H

#include "container.h"
#include "params.h"

/* Where the container lies.  read() copies size bytes from offset into to; it returns false when
 * they are not all there.  Precondition kept by every caller: range_fits(size, offset, size). */
struct source {
	bool (*read)(void *context, uint32_t offset, uint8_t *to, uint32_t size);
	void *context;
	uint32_t size;  /* of the region or the file */
	bool exact_end; /* a file: the last image must end at size; a region may be larger */
};

/* Caller's memory for the manifest and the table. */
struct verify_room {
	uint8_t *manifest; /* 8-aligned */
	uint32_t manifest_cap;
	struct image *images;
	uint32_t max_images;
};

/*
 * Rules 1 to 5 as far as they need no board: header, copy, signature, canonical form, layout,
 * padding; and that destinations are disjoint and the entry is in file-backed bytes.  Used by
 * `xpack verify` on a container whose board is not at hand, and by verify_container().
 *
 * Every slot that names one of the keys has to verify, whatever the policy: only a slot of a key
 * that this loader does not hold goes unread.  Rule 7 is not applied: see verify_image().
 */
enum status verify_authentic(const struct source *source, const struct public_key *keys,
			     uint32_t n_keys, uint32_t policy, const struct verify_room *room,
			     struct container *container);

/* verify_authentic() with the loader's keys, then rules 8 and 6: board, system, security version,
 * RAM, reserved ranges.  Nothing but room is written. */
enum status verify_container(const struct source *source, const struct params *params,
			     const struct verify_room *room, struct container *container);

/* Rule 7 for one image: bytes, which are the image's stored data, have the signed hash. */
enum status verify_image(const struct image *image, struct span bytes);

/* An image of the container whose stored bytes are those of this image, or NULL: same hash, same
 * size.  They are compressed alike, then: what they are is decided by the image that is loaded. */
const struct image *verify_find_twin(const struct container *container, const struct image *image);

/*
 * Rule 7 for a compressed image whose stored bytes, image->data_size of them, have the signed hash:
 * decode them to memory, where there is room for image->mem_size bytes.  STATUS_FRAME when they are
 * not one frame (lz4.h) that fits there; STATUS_ENTRY when the entry is not among what was decoded.
 * On STATUS_OK *size is how many bytes that are.
 */
enum status verify_unpack(const struct image *image, const uint8_t *stored, uint8_t *memory,
			  uint32_t *size);

/* The key of keys that the slot names, or NULL when there is none.  After verify_authentic() with
 * STATUS_OK this key's signature in this slot (container_slot() of the manifest) held. */
const struct public_key *verify_slot_key(struct span slot, const struct public_key *keys,
					 uint32_t n_keys);

#endif
