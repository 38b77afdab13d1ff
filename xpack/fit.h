/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit: load table -> the manifest of an unsigned container (docs/container.md).
 *
 * Deterministic: the same table gives the same bytes.  The slots are empty; sign fills them.  The
 * hashes are zero until the payload, which follows the manifest, has been read and is hashed: so
 * sizes, places and caps are known, and refused, before a byte is copied.
 */
#ifndef XPACK_FIT_H
#define XPACK_FIT_H

#include "buf.h"
#include "loader/container.h"
#include "place.h"

/*
 * The manifest.  timestamp goes into it as it is.  Reports: manifest-cap (it is larger than
 * table->manifest_cap), bootimage-size (an offset could leave 32 bits), fit-images (table->seal
 * asks for U-Boot's signature, and there are too many images for it).  Returns 0, and the caller
 * frees *manifest; or -1.
 */
int fit_begin(struct diag *diag, const struct system *system, const struct load_table *table,
	      uint32_t timestamp, struct buf *manifest) __attribute__((warn_unused_result));

/* Bytes behind the manifest: the images in the table's order, each at a multiple of
 * CONTAINER_ALIGN, zeros between them and behind the last. */
uint64_t fit_payload_size(const struct load_table *table);

/* Put the hash of an image, as container_parse() read it from these bytes. */
void fit_put_hash(struct buf *manifest, const struct image *image,
		  const uint8_t hash[CRYPTO_DIGEST_SIZE]);

/* The value of xpack,kind: "segment", "module", "dtb", "blob" or "zero". */
const char *fit_kind(enum image_kind kind);

#endif
