/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * devicetree: the system device tree -> struct system.  docs/device-tree.md gives every node.
 *
 * Reads with the loader's strict reader.  The packer has checked the system; what is checked again
 * here is what the host's own safety depends on.
 */
#ifndef XHOST_DEVICETREE_H
#define XHOST_DEVICETREE_H

#include "system.h"

/* Returns NULL, or what is wrong with the tree, in a few words. */
const char *devicetree_read(const void *tree, struct system *system);

#endif
