/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * load: rule 7 of docs/container.md.  Puts images where they will run and hashes them there.
 *
 * Works on a container that verify_container() accepted, and on no other: destinations are taken
 * as they stand.  Nothing is written but destinations and, where an image is compressed, staging.
 */
#ifndef XPACK_LOADER_LOAD_H
#define XPACK_LOADER_LOAD_H

#include "verify.h"

/*
 * Copy the stored bytes of one image of the container to the destination of image, hash them there,
 * and zero the rest of the destination.  Where image is compressed they are copied to staging,
 * hashed there, and decoded to its destination.  stored is image itself, or a twin of it in another
 * container that was accepted: only where the bytes are is taken from it.
 * STATUS_TRUNCATED when the source does not give the bytes, STATUS_HASH, STATUS_FRAME,
 * STATUS_ENTRY.
 */
enum status load_image(const struct params *params, const struct source *source,
		       const struct container *container, const struct image *stored,
		       const struct image *image);

/* Zero the destinations of the first n images, file-backed bytes and the rest alike, and what was
 * in staging. */
void load_wipe(const struct params *params, const struct container *container, uint32_t n);

#endif
