/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * sbom: an SPDX 2.3 document (JSON) of the image, from the facts of the licence boundary.
 *
 * It says what was said: licences and suppliers as the description declares them, components as
 * the notes in files name them, and NOASSERTION for everything else; xpack concludes nothing.
 * Packages have no files of their own (filesAnalyzed is false); they are generated from the files
 * that were given, each of which is an element with its SHA-1 and SHA-256.  Equal inputs give
 * equal documents: the namespace is made from the document's own SHA-256, and created is the
 * timestamp.
 *
 * The same document comes with and without a signature, so the loader is in it, which is part of
 * the boot image, not of the container.
 */
#ifndef XPACK_SBOM_H
#define XPACK_SBOM_H

#include "evidence.h"

/* timestamp: seconds since 1970.  Reports file-read when a description cannot be read again.
 * Returns 0, and the caller frees *out; or -1. */
int sbom_write(struct diag *diag, const struct evidence *evidence, uint32_t timestamp,
	       struct buf *out) __attribute__((warn_unused_result));

#endif
