/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * usb: what Linux says of a device on USB (Documentation/ABI, sysfs-bus-usb).
 */
#ifndef XPACK_USB_H
#define XPACK_USB_H

#include <stdbool.h>

#include "arena.h"

struct usb_device {
	unsigned vendor, product;
	const char *text; /* "'Maker Product', USB 1a86:5512"; without what it does not tell */
	const char *node; /* what programs open: "/dev/bus/usb/001/004" */
};

/* Of a directory below /sys, as it is found there; in the arena.  false: it is none of a device. */
bool usb_look(struct arena *arena, const char *directory, struct usb_device *device);

/* Of the device that this directory is a part of, however deep. */
bool usb_look_above(struct arena *arena, const char *directory, struct usb_device *device);

#endif
