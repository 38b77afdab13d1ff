/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fault.h"

#include <stddef.h>

#include "console.h"

void fault_stop(struct partition *partition, const struct fault *fault)
{
	partition->status.state = XH_STOPPED;
	partition->status.trap = fault->trap;
	partition->status.fault_addr = fault->access != NULL ? fault->addr : 0;
	partition->status.fault_pc = fault->pc;
	console_end_line(partition);
	console_text("xhost: partition '");
	console_text(partition->description->name);
	console_text("' stopped: ");
	console_text(fault->what);
	if (fault->access != NULL) {
		console_text(" at ");
		console_hex(fault->addr);
		console_text(" (");
		console_text(fault->access);
		console_text(")");
	}
	console_text(", pc ");
	console_hex(fault->pc);
	console_text("\n");
}
