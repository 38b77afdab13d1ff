/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "usb.h"

#include <stdlib.h>
#include <string.h>

#include "sysfs.h"

bool usb_look(struct arena *arena, const char *directory, struct usb_device *device)
{
	const char *maker = sysfs_line(arena, directory, "manufacturer");
	const char *product = sysfs_line(arena, directory, "product");
	const char *name;

	if (sysfs_line(arena, directory, "idVendor") == NULL)
		return false;
	device->vendor = (unsigned)sysfs_number(arena, directory, "idVendor", 16);
	device->product = (unsigned)sysfs_number(arena, directory, "idProduct", 16);
	name = arena_printf(arena, "%s%s%s", maker != NULL ? maker : "",
			    maker != NULL && product != NULL ? " " : "",
			    product != NULL ? product : "");
	device->text = arena_printf(arena, "%s%s%sUSB %04x:%04x", name[0] != '\0' ? "'" : "", name,
				    name[0] != '\0' ? "', " : "", device->vendor, device->product);
	device->node = arena_printf(arena, "/dev/bus/usb/%03u/%03u",
				    (unsigned)sysfs_number(arena, directory, "busnum", 10),
				    (unsigned)sysfs_number(arena, directory, "devnum", 10));
	return true;
}

bool usb_look_above(struct arena *arena, const char *directory, struct usb_device *device)
{
	char *real = realpath(directory, NULL);
	char *path = real == NULL ? NULL : arena_printf(arena, "%s", real);
	char *slash;

	free(real);
	while (path != NULL && (slash = strrchr(path, '/')) != NULL) {
		if (usb_look(arena, path, device))
			return true;
		*slash = '\0';
	}
	return false;
}
