/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * guest: what the start code of libxpack-guest.a calls.
 *
 * The guest defines xpack_main(), or int main(void) when it does not want the device tree.  The
 * tree is the partition's own flattened device tree, readable and not writable; docs/abi.md says
 * what is in it.  A guest that returns idles in its slots for ever.
 */
#ifndef XPACK_GUEST_H
#define XPACK_GUEST_H

#ifdef __cplusplus
extern "C" {
#endif

int xpack_main(const void *device_tree);

#ifdef __cplusplus
}
#endif

#endif
