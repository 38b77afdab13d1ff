/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * depfile: a rule in make's syntax that names every input of a build, as compilers write it
 * (GNU make and ninja read it).  Blanks, '#', ':' and '$' in names are escaped; for tabs and line
 * ends the syntax has no way.
 */
#ifndef XPACK_DEPFILE_H
#define XPACK_DEPFILE_H

#include "buf.h"

void depfile_write(struct buf *out, const char *target, const char *const *inputs, size_t n);

#endif
