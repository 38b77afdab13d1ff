/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * grmon: batch scripts for GRMON, the debug monitor of LEON boards (GRMON User's Manual, commands
 * `flash`, `dump` and `verify`; scripts are Tcl and are run by grmon -c FILE).
 */
#ifndef XPACK_GRMON_H
#define XPACK_GRMON_H

#include "arena.h"
#include "buf.h"

/* Addresses [start, start + size); size is not 0. */
struct grmon_range {
	uint32_t start;
	uint32_t size;
};

/* The bytes as S-records; the caller frees the text.  name: as in hexfile.h. */
struct buf grmon_records(const char *name, uint32_t address, struct span bytes);

/* Each puts commands at the end of a script.  Paths may have any characters. */
void grmon_put_erase(struct buf *script, struct grmon_range range);
void grmon_put_load(struct buf *script, struct arena *arena, const char *records);
void grmon_put_verify(struct buf *script, struct arena *arena, const char *records);
/* Into a binary file. */
void grmon_put_dump(struct buf *script, struct arena *arena, struct grmon_range range,
		    const char *file);

#endif
