/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * A guest that has no use for its device tree defines main() instead of xpack_main(): this object
 * is then taken from the library.
 */
#include <xpack/guest.h>

int main(void);

int xpack_main(const void *device_tree)
{
	(void)device_tree;
	return main();
}
