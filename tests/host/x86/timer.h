/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * timer: time and the alarm, from the PC's interval timer (Intel 8254) and interrupt controllers
 * (Intel 8259A), which stand at fixed ports in every PC.
 *
 * Counter 2 runs round and round and is the clock, counter 0 is the alarm.  A tick is 88/105 of a
 * microsecond: 14.31818 MHz, the colour carrier times four, divided by 12.  The clock has 16 bits,
 * so somebody must look at it every 54 ms; an alarm is never set further than that.
 */
#ifndef XHOST_X86_TIMER_H
#define XHOST_X86_TIMER_H

#include <stdbool.h>
#include <stdint.h>

/* All interrupt requests but the alarm's are off. */
void timer_init(void);

/* True when the vector is the alarm's; the controller then knows that it was seen. */
bool timer_interrupt(uint32_t vector);

/* A request that was gone when the controller looked: Intel 8259A, "default IR7". */
bool timer_is_spurious(uint32_t vector);

#endif
