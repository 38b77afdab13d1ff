/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * timer: time and the alarm, from GPTIMER and IRQMP (GRLIB IP Core User's Manual).
 *
 * The prescaler makes a tick of one microsecond.  The second timer runs round and round and is the
 * clock; the first one is the alarm.
 */
#ifndef XHOST_SPARC_TIMER_H
#define XHOST_SPARC_TIMER_H

#include "../system.h"

/* clock: Hz.  Returns NULL, or why this board has no time. */
const char *timer_init(const struct device *timer, const struct device *interrupts, uint32_t clock);

/* The trap type of the alarm's interrupt. */
uint32_t timer_trap(void);

#endif
