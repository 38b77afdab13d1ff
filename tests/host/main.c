/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The reference host: a small separation kernel.  This file reads as what it does from the loader's
 * jump to the first partition; from then on everything happens in traps.
 */
#include <stddef.h>

#include "console.h"
#include "devicetree.h"
#include "host.h"
#include "plan.h"
#include "ports.h"
#include "pristine.h"
#include "store.h"

static struct system system;

void host_halt(const char *why, int status)
{
	for (uint32_t i = 0; i < partition_count(); i++)
		console_end_line(partition_get(i));
	if (why != NULL) {
		console_text("xhost: ");
		console_text(why);
		console_text("\n");
	}
	if (plan_late_slots() != 0) {
		console_text("xhost: late slots: ");
		console_u64(plan_late_slots());
		console_text("\n");
	}
	console_text("xhost: halt, status ");
	if (status < 0)
		console_text("-");
	console_u64(status < 0 ? 0 - (uint32_t)status : (uint32_t)status);
	console_text("\n");
	console_flush();
	machine_stop();
}

static void start_or_halt(const char *wrong)
{
	if (wrong == NULL)
		return;
	console_text("xhost: cannot start: ");
	console_text(wrong);
	console_text("\n");
	host_halt(NULL, HOST_CANNOT_START);
}

static void greet(void)
{
	console_text("xhost: system '");
	console_text(system.name);
	console_text("' ");
	console_text(system.version);
	console_text(" on ");
	console_text(system.board);
	console_text(", ");
	console_u64(system.n_partitions);
	console_text(system.n_partitions == 1 ? " partition\n" : " partitions\n");
}

void host_main(const void *tree)
{
	const char *wrong = devicetree_read(tree, &system);
	const char *missing = machine_init(&system);

	start_or_halt(missing);
	start_or_halt(wrong);
	greet();
	store_init(&system);
	start_or_halt(partition_init(&system));
	start_or_halt(pristine_save(&system));
	start_or_halt(ports_init(&system));
	start_or_halt(system.n_slots == 0 ? "the plan has no slots" : NULL);
	start_or_halt(machine_protect(&system) ? NULL : "the host cannot be mapped");
	plan_start(&system);
	machine_resume(&plan_next()->machine);
}
