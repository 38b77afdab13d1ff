/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pristine: partitions as the loader placed them, for those that may have to start anew.
 *
 * Before any partition runs, the host copies what they could change: their writable areas up to
 * the last byte that is not zero.  Shared memory is not among them: others may be using it.  The
 * copies lie in the host's own RAM, so no partition can reach them, and what they were copied from
 * the loader has authenticated.
 */
#ifndef XHOST_PRISTINE_H
#define XHOST_PRISTINE_H

#include "system.h"

/* Copy what partitions that may be restarted can change.  Returns NULL, or why that cannot be. */
const char *pristine_save(const struct system *system);

/* Make the areas of the partition with that index what they were.  Precondition: the host can
 * write to them. */
void pristine_restore(const struct system *system, uint32_t index);

#endif
