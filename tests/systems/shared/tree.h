/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * tree: what a guest finds in its own device tree (docs/device-tree.md; Devicetree specification
 * 0.4, chapter 5).  The tree is one that the loader has authenticated: its form is not checked.
 */
#ifndef SHARED_TREE_H
#define SHARED_TREE_H

#include <stdint.h>

struct tree_range {
	uint32_t addr;
	uint32_t size; /* 0: there is none */
};

/* Where the shared memory of that name is that the partition uses. */
struct tree_range tree_shared_area(const void *tree, const char *name);

#endif
