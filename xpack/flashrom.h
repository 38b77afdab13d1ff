/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * flashrom: what `flashrom -L` prints of its programmers.
 *
 * What flashrom knows changes with every release of it, so it is asked, not remembered:
 *
 *     Supported programmers:
 *     internal, dummy, ch341a_spi,
 *     dirtyjtag_spi
 *
 *     Supported USB devices for the ch341a_spi programmer:
 *     Vendor            Device   USB IDs    Status
 *     Winchiphead (WCH) CH341A   1a86:5512  OK
 */
#ifndef XPACK_FLASHROM_H
#define XPACK_FLASHROM_H

#include "arena.h"

/* Their names, in one line with commas; "" when the text does not have them. */
const char *flashrom_programmers(struct arena *arena, const char *text);

/* Call act() for each programmer that such a device on USB may be, as option -p has it. */
void flashrom_each_usb(struct arena *arena, const char *text, unsigned vendor, unsigned product,
		       void (*act)(void *to, const char *programmer), void *to);

#endif
