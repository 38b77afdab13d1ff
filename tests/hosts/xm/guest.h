/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * guest: what the guests of the test have in common.  xtratum.h is what `xpack abi header` prints.
 */
#ifndef XM_GUEST_H
#define XM_GUEST_H

#include <stddef.h>
#include <stdint.h>
#include <xpack/console.h>

#include "xtratum.h"

/* guest-bsp/abi/xtratum-2.6-ia32-image.S, in words. */
extern const uint32_t xtratum_image[];
#define IMAGE_ID 3
#define IMAGE_N_MODULES 8
#define IMAGE_MODULE_ADDRESS 9
#define IMAGE_MODULE_SIZE 10

static inline uint32_t guest_console(void)
{
	return (uint32_t)OBJ_CLASS_CONSOLE << 20 | xtratum_image[IMAGE_ID] << 10;
}

static inline int guest_write(const char *text, uint32_t size)
{
	return XM_write_object(guest_console(), text, size, NULL);
}

#endif
