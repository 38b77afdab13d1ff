/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fdt: strict cursor over the structure block of a canonical flattened device tree
 * (Devicetree specification 0.4, chapter 5).
 *
 * Canonical: version 17; the memory reservation map at the given offset and empty; structure
 * block, then strings block, each where the one before ends; zero padding up to totalsize, which
 * is the next multiple of 8; no NOP token; zero padding after names and values; properties before
 * subnodes; the root's name is empty, no other is; every string of the strings block is used, none
 * twice, in the order of first use, and a property points at a string's first character.
 * libfdt accepts much more; that is why this reader exists.
 *
 * The cursor goes forward only and keeps no stack: the caller knows what it expects next.  Which
 * characters a name may have, and whether two nodes or two properties of one node carry the same
 * name, is the caller's to check.  Spans point into the blob; nothing is allocated.  After a
 * status other than STATUS_OK the cursor is of no more use.
 */
#ifndef XPACK_LOADER_FDT_H
#define XPACK_LOADER_FDT_H

#include "span.h"
#include "status.h"

/* Section 5.2: offsets of the header's fields. */
#define FDT_TOTAL_SIZE 0x04u
#define FDT_OFF_STRUCT 0x08u
#define FDT_OFF_STRINGS 0x0cu
#define FDT_OFF_RSVMAP 0x10u
#define FDT_VERSION 0x14u
#define FDT_LAST_COMPATIBLE 0x18u
#define FDT_BOOT_CPU 0x1cu
#define FDT_SIZE_STRINGS 0x20u
#define FDT_SIZE_STRUCT 0x24u
#define FDT_HEADER_SIZE 0x28u

#define FDT_HEADER_MAGIC 0xd00dfeedu
#define FDT_HEADER_VERSION 17u
#define FDT_HEADER_COMPATIBLE 16u
#define FDT_RSVMAP_SIZE 16u /* section 5.3: the entry that ends the map */
#define FDT_ALIGN 8u        /* of totalsize */

#define FDT_CANON_MAX_DEPTH 16u

/* Section 5.4.1. */
enum fdt_token { FDT_TOKEN_BEGIN = 1, FDT_TOKEN_END = 2, FDT_TOKEN_PROP = 3, FDT_TOKEN_FINISH = 9 };

struct fdt {
	struct span structure;
	struct span strings;
	size_t next;         /* offset of the token after the current one */
	size_t strings_used; /* bytes of strings that have been seen */
	uint32_t depth;      /* open nodes; the current token counted in */
	bool subnode_closed; /* a property may not follow any more in the open node */
	/* the current token */
	uint32_t token;    /* enum fdt_token */
	struct span name;  /* of a node (BEGIN) or property, without NUL; otherwise of no meaning */
	struct span value; /* of a property */
};

/* Check the header of a tree whose memory reservation map is at rsvmap_offset, without looking at
 * anything behind it: STATUS_HEADER unless every field is the canonical one.  The blocks that the
 * fields describe then lie inside totalsize, which *total_size receives.
 * Preconditions: header.size >= FDT_HEADER_SIZE, header.data is a multiple of 4. */
enum status fdt_read_header(struct span header, uint32_t rsvmap_offset, uint32_t *total_size);

/* Open a tree whose blob is exactly totalsize bytes and stand on the root's BEGIN token.
 * rsvmap_offset: FDT_HEADER_SIZE in a plain tree, CONTAINER_RSVMAP_OFFSET in a container.
 * STATUS_TRUNCATED, STATUS_HEADER, or STATUS_STRUCTURE for bytes where zeros belong.
 * Precondition: blob.data is a multiple of 4. */
enum status fdt_open(struct fdt *fdt, struct span blob, uint32_t rsvmap_offset);

/* Go to the next token.  FINISH is given only when the root is closed, the block ends there and
 * every string was used.  STATUS_STRUCTURE, STATUS_STRINGS or STATUS_NAME. */
enum status fdt_next(struct fdt *fdt);

/* Is this the name of the current token, a BEGIN or a property? */
static inline bool fdt_is_named(const struct fdt *fdt, const char *name)
{
	return bytes_are_text(fdt->name.data, fdt->name.size, name);
}

/* If the current token is the property `name`: give its value, go to the next token with *status
 * as the result, and return true.  Otherwise change nothing and return false. */
bool fdt_take(struct fdt *fdt, const char *name, struct span *value, enum status *status);

/* Leave the innermost open node: skip the rest of it and stand on the token behind its END.
 * Precondition: a node is open (after an END it is the closed node's parent). */
enum status fdt_leave(struct fdt *fdt);

#endif
