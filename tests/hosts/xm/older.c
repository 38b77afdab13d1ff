/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * older: a guest that was built against other prototypes.
 */
#include <stdint.h>
#include <xpack/import.h>

XPACK_REQUIRE_ABI("xtratum-ia32", "2.6");
XPACK_IMPORT(int64_t, XM_get_time, (uint32_t clock));
XPACK_IMPORT(int, XM_idle_self, (void));

int main(void)
{
	while (XM_get_time(0) < 1000)
		XM_idle_self();
	return 0;
}
