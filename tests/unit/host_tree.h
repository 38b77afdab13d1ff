/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * host_tree: a system device tree as the packer writes it, for a test that must not see the
 * packer's model: the reference host has structs of the same names.
 */
#ifndef XPACK_TESTS_HOST_TREE_H
#define XPACK_TESTS_HOST_TREE_H

#include "xpack/buf.h"

/* Two partitions; a sampling channel from port 2 of the first to port 1 of the second, a queuing
 * one from port 2 of the second to port 1 of the first; a health action; a shared memory of two
 * pages that the second writes and the first reads; a callable area of the host. */
struct buf host_tree(void);

#endif
