/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks of health monitoring: ARINC 653 part 1, "Health monitor". */

#include "check.h"

static void check_partition(const struct check_context *context, const struct partition *partition)
{
	const struct health *first[N_HEALTH_EVENTS] = { NULL };

	for (size_t i = 0; i < partition->n_healths; i++) {
		const struct health *health = &partition->healths[i];

		if (first[health->event] == NULL) {
			first[health->event] = health;
			continue;
		}
		diag_error(context->diag, health->event_name.at, "health-once",
			   "partition '%s' has two actions for the event %s", partition->name.value,
			   health->event_name.value);
		diag_note(context->diag, first[health->event]->at, "the first is here");
	}
}

static void check_once(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_partitions; i++)
		check_partition(context, &context->system->partitions[i]);
}

const struct check check_health[] = {
	{
		.id = "health-once",
		.title = "a partition has one action for each event",
		.run = check_once,
	},
	{ .id = NULL },
};
