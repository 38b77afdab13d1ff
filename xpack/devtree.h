/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * devtree: what the host and each partition are told about the system, as device trees.
 *
 * The host's tree has everything in it; a partition's has only what that partition may know.
 * docs/device-tree.md gives every node and property.
 */
#ifndef XPACK_DEVTREE_H
#define XPACK_DEVTREE_H

#include "buf.h"
#include "model.h"
#include "place.h"

/* Where a partition's code starts and where its tree lies, once these are known. */
struct devtree_partition {
	uint32_t entry;
	struct extent tree; /* size 0: no tree */
};

/* What the loader's node says of places. */
struct devtree_loader {
	struct extent work;   /* its work area */
	struct extent region; /* of loader and container */
	struct extent boot;   /* a multiboot host's information; size 0: none */
};

/* Write the place of staging into the host's finished tree, whose size stays.  Precondition:
 * setup_has_staging(). */
void devtree_set_staging(uint8_t *tree, size_t size, struct extent staging);

/* partitions has system->n_partitions elements. */
struct buf devtree_system(const struct system *system, const struct devtree_partition *partitions,
			  const struct devtree_loader *loader);

/* Write other places of work area and region into the host's finished tree, whose size stays. */
void devtree_set_loader(struct buf *tree, const struct devtree_loader *loader);

struct buf devtree_partition(const struct system *system, const struct partition *partition);

#endif
