/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * plan: who runs when.  A cyclic plan: the slots of the major frame, repeated for ever.
 *
 * Every time is counted from the start of the frame, and the frames follow each other without a
 * gap, so nothing drifts.  A partition runs in its slots alone: the rest of a slot that it gives
 * up, and the gaps between slots, belong to nobody.  Should a slot have passed before the host
 * could start it, which no board does but an emulator on a busy machine may, then the frame is
 * moved instead of the slot left out, and the slot counted as late.
 */
#ifndef XHOST_PLAN_H
#define XHOST_PLAN_H

#include "partition.h"

/* Start the first frame now.  Precondition: the system has slots. */
void plan_start(const struct system *system);

/* Wait until a partition may run, and return it.  Stops the board when none ever will. */
struct partition *plan_next(void);

/* The alarm has rung: it must be set again. */
void plan_alarm(void);

/* The partition whose slot it is.  Precondition: called from a trap of that partition. */
struct partition *plan_current(void);

uint32_t plan_late_slots(void);

#endif
