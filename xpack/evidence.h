/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * evidence: the list of every byte that linking changed, for the licence file.
 *
 * Two forms of the same facts: boundary.txt to read, boundary.json to process.  Per partition:
 * the supplier's file by name and SHA-256, its declared licence, and each window with service,
 * address, who filled it, and the bytes before and after.
 */
#ifndef XPACK_EVIDENCE_H
#define XPACK_EVIDENCE_H

#include "pack.h"

/* Precondition: pack_run() succeeded. */
void evidence_text(const struct pack *pack, struct buf *out);
void evidence_json(const struct pack *pack, struct buf *out);

#endif
