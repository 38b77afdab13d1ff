/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * prototypes: what the sources of a guest declared about the services that it imports.
 *
 * Every translation unit leaves its own record, so a unit that was not compiled anew is seen, and
 * one that cannot do without a service which is weak to others.
 */
#ifndef XPACK_PROTOTYPES_H
#define XPACK_PROTOTYPES_H

#include "link.h"

/*
 * Read the guest's .xpack.prototypes: the prototype of each import, the ABI's name and version.
 * An import is not weak any more when one unit says so.
 * Reports import-record, import-lost (an import without prototype), import-prototypes and
 * import-abi (two unequal requirements).
 */
void prototypes_read(struct arena *arena, struct diag *diag, struct location at,
		     const struct elf *guest, struct imports *imports);

#endif
