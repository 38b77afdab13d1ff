/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "plan.h"

#include "console.h"
#include "fault.h"
#include "host.h"

static const struct system *plan_system;
static uint64_t frame_start;
static uint32_t frame; /* its number */
static uint32_t slot;  /* the one that runs, or that comes next */
static bool in_slot;
static bool alarm_set;
static bool has_run; /* the partition, in this slot */
static uint32_t n_late;

void plan_start(const struct system *system)
{
	plan_system = system;
	frame_start = machine_now();
}

static uint64_t slot_start(void)
{
	return frame_start + plan_system->slots[slot].start;
}

static uint64_t slot_end(void)
{
	return slot_start() + plan_system->slots[slot].duration;
}

static void begin_slot(uint64_t now)
{
	struct partition *partition = plan_current();

	if (now >= slot_end()) {
		frame_start += now - slot_start();
		n_late++;
	}
	in_slot = true;
	alarm_set = false;
	has_run = false;
	if (partition->status.state != XH_STOPPED)
		partition->status.n_slots++;
	if (partition->status.state == XH_WAITING) {
		partition->status.state = XH_READY;
		if (!partition->is_interrupted)
			machine_result(&partition->machine, frame);
		partition->is_interrupted = false;
	}
}

static void end_slot(void)
{
	if (has_run && plan_current()->status.state == XH_READY)
		fault_deadline(plan_current());
	in_slot = false;
	if (++slot < plan_system->n_slots)
		return;
	slot = 0;
	frame++;
	frame_start += plan_system->major_frame;
}

struct partition *plan_next(void)
{
	while (!partition_all_stopped()) {
		struct partition *partition = plan_current();
		uint64_t now = machine_now();

		console_drain();
		if (in_slot && now >= slot_end()) {
			end_slot();
		} else if (!in_slot && now >= slot_start()) {
			begin_slot(now);
		} else if (in_slot && partition->status.state == XH_READY) {
			if (!alarm_set)
				machine_alarm(slot_end());
			alarm_set = true;
			has_run = true;
			return partition;
		}
	}
	host_halt("every partition is stopped", HOST_ALL_STOPPED);
}

void plan_alarm(void)
{
	alarm_set = false;
}

struct partition *plan_current(void)
{
	return partition_get(plan_system->slots[slot].partition);
}

uint32_t plan_late_slots(void)
{
	return n_late;
}
