/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fault.h"

#include <stddef.h>

#include "console.h"
#include "host.h"

static const char *const done[] = { [HEALTH_STOP] = "stopped",
				    [HEALTH_RESTART] = "restarted",
				    [HEALTH_IGNORE] = "goes on",
				    [HEALTH_STOP_SYSTEM] = "stops the system" };

static void report(struct partition *partition, const struct fault *fault,
		   enum health_action action)
{
	console_end_line(partition);
	console_text("xhost: partition '");
	console_text(partition->description->name);
	console_text("' ");
	console_text(done[action]);
	console_text(": ");
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

static void stop(struct partition *partition, const struct fault *fault)
{
	partition->status.state = XH_STOPPED;
	partition->status.trap = fault->trap;
	partition->status.fault_addr = fault->access != NULL ? fault->addr : 0;
	partition->status.fault_pc = fault->pc;
}

void fault_handle(struct partition *partition, const struct fault *fault)
{
	enum health_action action = partition->description->actions[fault->event];

	partition->health.n_events++;
	report(partition, fault, action);
	switch (action) {
	case HEALTH_RESTART:
		partition_restart(partition);
		break;
	case HEALTH_IGNORE: /* in the next slot, or it could keep the host busy */
		partition->status.state = XH_WAITING;
		partition->is_interrupted = true;
		break;
	case HEALTH_STOP_SYSTEM:
		host_halt("a partition's health action", HOST_UNHEALTHY);
	default:
		stop(partition, fault);
		break;
	}
}

/* A partition whose deadlines are ignored may miss one in each slot: that is not worth a line. */
void fault_deadline(struct partition *partition)
{
	const struct fault fault = { .event = HEALTH_DEADLINE_MISSED,
				     .what = "deadline missed",
				     .pc = machine_pc(&partition->machine) };

	if (partition->description->actions[HEALTH_DEADLINE_MISSED] == HEALTH_IGNORE)
		partition->health.n_events++;
	else
		fault_handle(partition, &fault);
}
