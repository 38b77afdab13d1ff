/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * storage: does the boot image fit, whichever key will sign it?
 *
 * Loaders are of different sizes, one for each kind of key; which of them is meant, only a key
 * says, and 'xpack check' has none.  So all are tried: when none fits that is an error, when only
 * some do, worth knowing.
 */
#ifndef XPACK_STORAGE_H
#define XPACK_STORAGE_H

#include "imagefile.h"
#include "model.h"

/*
 * made is the container of the system.  Reports bootimage-size and bootimage-key, and what
 * imagefile_parse_made() does.  Returns the bytes of the largest boot image that fits; 0 when none
 * does, or when no loader is installed, which is said with diag_skip().
 */
uint64_t storage_check(struct arena *arena, struct diag *diag, const struct system *system,
		       const struct imagefile_made *made);

#endif
