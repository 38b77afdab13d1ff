/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * bootimage_parts: shared by the files of bootimage, and by no other.
 *
 * bootimage_setup.c reads what a container's system device tree says of its board and loader, and
 * answers the questions of bootimage.h about that; bootimage.c makes boot images of it.
 */
#ifndef XPACK_BOOTIMAGE_PARTS_H
#define XPACK_BOOTIMAGE_PARTS_H

#include "bootimage.h"
#include "loader/params.h"

/* What the system device tree says of the board and its loader. */
struct bootimage_setup {
	struct span memory[PARAMS_MAX_RANGES]; /* reg of each RAM */
	size_t n_ram;
	struct span region;    /* reg of the storage */
	struct span work;      /* reg of the work area */
	struct span cap;       /* one cell */
	struct span console;   /* address and scaler; empty: none */
	struct span registers; /* pairs of address and value */
	struct span second;    /* address and size of a second container; empty: none */
	struct span boot;      /* address and size of a multiboot host's information; empty: none */
	struct span staging;   /* address and size of RAM for compressed images; empty: none */
	uint32_t policy;       /* for two keys */
	const struct arch_traits *traits;
};

/* Read the tree of the contents.  Reports bootimage-tree.  Returns 0 or -1. */
int bootimage_find_setup(struct arena *arena, struct diag *diag, struct location at,
			 const struct bootimage_contents *contents, struct bootimage_setup *setup)
	__attribute__((warn_unused_result));

/* Bytes of the region that loader, parameters and the first container may fill. */
uint32_t bootimage_first_room(const struct bootimage_setup *setup);

#endif
