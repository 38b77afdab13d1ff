/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* forbidden: what no partition may do on a PC: turn interrupts off. */
#ifndef XPOK_FORBIDDEN_H
#define XPOK_FORBIDDEN_H

static inline void forbidden(void)
{
	__asm__ volatile("cli");
}

#endif
