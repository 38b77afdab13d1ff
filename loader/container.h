/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * container: the byte layout of an xpack container and the strict reader of its manifest.
 *
 * docs/container.md is the normative page.  The reader is called only on bytes whose signature
 * held; it takes exactly one form of every manifest (properties in the documented order, no
 * unknown, repeated or missing one) and turns it into a table of images.  It allocates nothing:
 * the table is the caller's, and every span goes into the manifest.
 */
#ifndef XPACK_LOADER_CONTAINER_H
#define XPACK_LOADER_CONTAINER_H

#include "crypto.h"
#include "span.h"
#include "status.h"

/* The auth block, between the FDT header and the memory reservation map. */
#define CONTAINER_AUTH_OFFSET 0x28u
#define CONTAINER_AUTH_MAGIC 0x58504b41u /* "XPKA" */
#define CONTAINER_AUTH_VERSION 1u
#define CONTAINER_N_SLOTS 2u
#define CONTAINER_SLOTS_OFFSET 0x38u /* the signed message's first piece ends here */
#define CONTAINER_SLOT_SIZE 552u
#define CONTAINER_RSVMAP_OFFSET 0x488u /* the signed message's second piece starts here */
#define CONTAINER_RSVMAP_SIZE 16u
#define CONTAINER_STRUCT_OFFSET 0x498u
#define CONTAINER_ALIGN 8u /* of totalsize and of every image's data */
#define CONTAINER_FORMAT 1u
#define CONTAINER_MAX_NAME 63u /* characters of a node name */
#define CONTAINER_NO_IMAGE UINT32_MAX

/* Offsets inside a slot. */
#define CONTAINER_SLOT_ALGORITHM 0u
#define CONTAINER_SLOT_LENGTH 4u
#define CONTAINER_SLOT_KEY_ID 8u
#define CONTAINER_SLOT_SIGNATURE 40u

/* These three are in the order of the manifest reader's lists of names. */
enum start_protocol { START_XPACK, START_MULTIBOOT, START_RAW };

enum image_kind { IMAGE_SEGMENT, IMAGE_MODULE, IMAGE_DTB, IMAGE_BLOB, IMAGE_ZERO };

enum image_compression { IMAGE_PLAIN, IMAGE_LZ4 };

struct image {
	struct span name;        /* node name, without NUL */
	struct span description; /* strings are without NUL */
	struct span type;
	struct span arch;
	struct span os;
	struct span owner;  /* "host", or a partition's name */
	struct span module; /* command line of a module, else empty */
	const uint8_t *hash;
	uint32_t hash_algorithm; /* 0, SHA-256: there is no other */
	uint32_t kind;           /* enum image_kind */
	uint32_t compression;    /* enum image_compression */
	uint32_t load;
	uint32_t mem_size; /* xpack,mem-size: the destination is [load, load + mem_size) */
	uint32_t entry;    /* valid for the entry image alone, the one that has_entry */
	uint32_t has_entry;
	uint32_t data_offset;
	uint32_t data_size;
};

struct container {
	struct span description;
	struct span system;
	struct span board;
	struct span protocol;
	struct span bootargs; /* empty when absent */
	uint32_t start;       /* enum start_protocol: the same as protocol */
	uint32_t timestamp;
	uint32_t security_version;
	uint32_t sequence;
	uint32_t total_size; /* of the manifest; data offsets count from here */
	struct image *images;
	uint32_t n_images;
	uint32_t kernel; /* index of the entry image */
	uint32_t fdt;    /* index of the host's device tree, or CONTAINER_NO_IMAGE */
};

/*
 * Check the FDT header and the auth block of the first CONTAINER_RSVMAP_OFFSET bytes: exact
 * fields, slots well-formed, totalsize a multiple of 8 and at most cap.  Reads nothing else.
 * On STATUS_OK *total_size is the manifest's size.  Precondition: header.data is a multiple of 4.
 */
enum status container_check_header(struct span header, uint32_t cap, uint32_t *total_size);

/*
 * Parse an authentic manifest.  manifest.size is its totalsize, its header is one that
 * container_check_header() accepted.  images has room for capacity entries.  Checks rules 3 and 4
 * of docs/container.md and of rule 5 what the manifest itself shows (offsets ascend without gaps,
 * every end is within 32 bits); not RAM, not the payload, not for whom it was made.  A container
 * that is accepted has at least one image.
 */
enum status container_parse(struct span manifest, struct image *images, uint32_t capacity,
			    struct container *container);

/* Slot i of a header that container_check_header() accepted. */
struct span container_slot(struct span header, uint32_t i);

/* The two pieces of the signed message of a manifest. */
void container_message(struct span manifest, struct span message[2]);

/* First byte behind image i and its padding, counted from the container's start.
 * Precondition: container_parse() accepted the container, i < n_images. */
uint32_t container_image_end(const struct container *container, uint32_t i);

/* First byte behind the last image and its padding: where a file ends. */
uint32_t container_end(const struct container *container);

#endif
