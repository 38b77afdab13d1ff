/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * place_parts: what the files of the module place share; nobody else includes it.
 *
 *     place.c         the order, and room for what has no address
 *     place_images.c  the load table, image by image
 *     place_staging.c what is compressed, and where it is undone
 */
#ifndef XPACK_PLACE_PARTS_H
#define XPACK_PLACE_PARTS_H

#include "buf.h"
#include "devtree.h"
#include "extents.h"
#include "place.h"

/* What place() works with; the table grows in here. */
struct placing {
	struct arena *arena;
	struct diag *diag;
	const struct place_input *input;
	struct room room;
	struct extents filled;  /* what images fill, for zero areas */
	struct extent *blobs;   /* where they go, of each of the host */
	struct extent *modules; /* and of each partition, under multiboot */
	struct load_table table;
};

/* The module's string: what the description says, else the name. */
const char *place_module_string(struct text module, struct text name);

/* Where the entry, a virtual address, lies in physical memory. */
uint32_t place_physical_entry(const struct elf *elf);

/* The images, in the order in which the container has them: what has places. */
void place_add_host(struct placing *placing, struct extent tree_at, const struct buf *tree);
void place_add_partition(struct placing *placing, size_t i, struct extent tree_at,
			 const struct buf *tree);
/* Then what of areas and shared memories is cleared. */
void place_add_zeros(struct placing *placing);

#endif
