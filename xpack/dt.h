/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * dt: writes a flattened device tree in the one canonical form that loader/fdt.h reads.
 * And reads single properties of one.  The only user of libfdt.
 *
 * libfdt's sequential writer makes the structure block; dt_finish() lays the blocks out afresh:
 * header, an optional gap (the container's auth block), one empty reservation entry, structure,
 * strings in the order of first use without shared suffixes, zero padding to a multiple of 8.
 *
 * Nodes are opened and closed in pairs; inside a node properties come before subnodes.  Values
 * are copied.  A call out of order is a defect of the caller and ends the process.
 */
#ifndef XPACK_DT_H
#define XPACK_DT_H

#include "buf.h"

struct dt {
	void *blob;
	int size;            /* bytes of blob */
	unsigned depth;      /* open nodes */
	bool subnode_closed; /* no property may follow in the open node */
};

void dt_begin(struct dt *dt);
/* The root's name is "", no other is. */
void dt_open(struct dt *dt, const char *name);
void dt_close(struct dt *dt);

void dt_bytes(struct dt *dt, const char *name, struct span value);
void dt_text(struct dt *dt, const char *name, const char *value);
void dt_u32(struct dt *dt, const char *name, uint32_t value);
/* n big-endian cells */
void dt_cells(struct dt *dt, const char *name, const uint32_t *cells, size_t n);

/* The finished tree, with gap_size zero bytes between header and reservation map.  Frees dt. */
struct buf dt_finish(struct dt *dt, size_t gap_size);

/* True when libfdt finds the bytes to be a well-formed tree of exactly that size. */
bool dt_is_sound(struct span tree);

/* The value of a property of the node at path, e.g. "/loader"; false when there is none.
 * Precondition: dt_is_sound(). */
bool dt_find(struct span tree, const char *path, const char *name, struct span *value);

/* The name of child i of the node at path, or NULL when it has fewer. */
const char *dt_child(struct span tree, const char *path, unsigned i);

#endif
