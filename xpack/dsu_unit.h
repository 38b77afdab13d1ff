/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * dsu_unit: words of a debug support unit, by the processor whose part they are in and their offset
 * there.  For dsu.c and dsu_registers.c.
 *
 * All report target (exit 5), and return 0 or -1.
 */
#ifndef XPACK_DSU_UNIT_H
#define XPACK_DSU_UNIT_H

#include "dsu.h"

uint32_t dsu_unit_place(const struct dsu *dsu, unsigned cpu, uint32_t offset);
int dsu_unit_get(struct dsu *dsu, unsigned cpu, uint32_t offset, uint32_t *word)
	__attribute__((warn_unused_result));
/* Written until those bits of it read so. */
int dsu_unit_set(struct dsu *dsu, unsigned cpu, uint32_t offset, uint32_t word, uint32_t mask)
	__attribute__((warn_unused_result));

/* For dsu.c, in dsu_registers.c: the first processor's registers, kept and put back. */
int dsu_save_registers(struct dsu *dsu) __attribute__((warn_unused_result));
int dsu_restore_registers(struct dsu *dsu) __attribute__((warn_unused_result));

#endif
