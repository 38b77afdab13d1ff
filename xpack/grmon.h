/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * grmon: batch scripts for GRMON, the debug monitor of LEON boards (GRMON User's Manual, commands
 * `flash` and `verify`; scripts are Tcl and are run by grmon -c FILE).
 */
#ifndef XPACK_GRMON_H
#define XPACK_GRMON_H

#include "arena.h"
#include "buf.h"

struct grmon_script {
	const char *records; /* path of the S-records */
	uint32_t start;      /* address of the first byte */
	uint32_t size;       /* bytes, not 0 */
};

/* Unlock, erase, load, verify.  The caller frees the text. */
struct buf grmon_script(struct arena *arena, const struct grmon_script *script);

#endif
