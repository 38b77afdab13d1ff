/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * difference: the first thing in which a container is not what its inputs make.
 *
 * In this order: the manifest's own properties; which images there are, and their order; the
 * properties of each image; bytes, those of device trees last, for they repeat the rest.  A byte
 * is given with its address and with what lies there: the stub of a service, a symbol, an area;
 * and where the host's Pack put a partition's file there, in that.
 */
#ifndef XPACK_DIFFERENCE_H
#define XPACK_DIFFERENCE_H

#include "imagefile.h"
#include "pack.h"

/*
 * Reports against (exit 3) at the container's file.  Both are parsed; ours is what pack made, its
 * images those of the load table, in that order.
 * Precondition: their signed messages differ, the hashes of both hold.
 */
void difference_report(const struct pack *pack, const struct imagefile *theirs,
		       const struct container *ours);

#endif
