/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* forbidden: what no partition may do on a LEON3: write to the kernel. */
#ifndef XPOK_FORBIDDEN_H
#define XPOK_FORBIDDEN_H

#include <stdint.h>

static inline void forbidden(void)
{
	*(volatile uint32_t *)0x40000000 = 0;
}

#endif
