/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit: load table -> the bytes of an unsigned container (docs/container.md).
 *
 * Deterministic: the same table gives the same bytes.  The slots are empty; sign fills them.
 */
#ifndef XPACK_FIT_H
#define XPACK_FIT_H

#include "buf.h"
#include "place.h"

/*
 * The whole container, manifest and payload.  timestamp goes into the manifest as it is.
 * Reports: manifest-cap (the manifest is larger than table->manifest_cap), bootimage-size
 * (an offset could leave 32 bits).  Returns 0, and the caller frees *container; or -1.
 */
int fit_write(struct diag *diag, const struct system *system, const struct load_table *table,
	      uint32_t timestamp, struct buf *container) __attribute__((warn_unused_result));

/* The value of xpack,kind: "segment", "module", "dtb", "blob" or "zero". */
const char *fit_kind(enum image_kind kind);

#endif
