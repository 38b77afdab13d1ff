/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * later: a guest of a later XtratuM, in which service 26 changes the plan.
 */
#include <stdint.h>
#include <xpack/import.h>

XPACK_REQUIRE_ABI("xtratum-ia32", "2.6");
XPACK_IMPORT(int, XM_idle_self, (void));
XPACK_IMPORT(int, XM_switch_sched_plan, (uint32_t plan, uint32_t *previous));

int main(void)
{
	uint32_t previous;

	while (XM_switch_sched_plan(1, &previous) < 0)
		XM_idle_self();
	return 0;
}
