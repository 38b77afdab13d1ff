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

/* An event whose cause is still there when the instruction is executed again: the partition has
 * not changed a byte in between. */
static bool recurs(enum health_event event)
{
	return event == HEALTH_ILLEGAL_INSTRUCTION || event == HEALTH_NUMERIC_ERROR;
}

static void check_ignored(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_partitions; i++) {
		const struct partition *partition = &context->system->partitions[i];

		for (size_t j = 0; j < partition->n_healths; j++) {
			const struct health *health = &partition->healths[j];

			if (!recurs(health->event) || health->action != HEALTH_IGNORE)
				continue;
			diag_warning(context->diag, health->at, "health-ignore",
				     "after %s partition '%s' executes the same instruction in "
				     "each of its slots, for ever",
				     health->event_name.value, partition->name.value);
			diag_help(context->diag, health->at,
				  "'stop', 'restart' or 'stop-system' end that");
		}
	}
}

static void check_stoppers(const struct check_context *context)
{
	for (size_t i = 0; i < context->system->n_partitions; i++) {
		const struct partition *partition = &context->system->partitions[i];

		for (size_t j = 0; j < partition->n_healths; j++)
			if (partition->healths[j].action == HEALTH_STOP_SYSTEM)
				diag_info(context->diag, partition->healths[j].at, "health-system",
					  "partition '%s' stops all others with %s",
					  partition->name.value,
					  partition->healths[j].event_name.value);
	}
}

const struct check check_health[] = {
	{
		.id = "health-once",
		.title = "a partition has one action for each event",
		.rationale = "A host would do one of the two, and which one nobody said.",
		.source = "ARINC 653 part 1, \"Health monitor\", partition HM table",
		.wrong = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Health event=\"memory-violation\" action=\"stop\"/>\n"
			 "  <Health event=\"memory-violation\" action=\"restart\"/>\n"
			 "</Partition>\n",
		.right = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Health event=\"memory-violation\" action=\"restart\"/>\n"
			 "</Partition>\n",
		.run = check_once,
	},
	{
		.id = "health-ignore",
		.severity = SEVERITY_WARNING,
		.title = "what would happen again at once is not ignored",
		.rationale = "To ignore a trap is to execute the instruction again in the next "
			     "slot. One that does not exist, or that divides by zero, traps "
			     "again each time: the partition stands still, and nobody is told.",
		.source = "docs/hosts.md, \"Health\"",
		.wrong = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Health event=\"illegal-instruction\" action=\"ignore\"/>\n"
			 "</Partition>\n",
		.right = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Health event=\"illegal-instruction\" action=\"restart\"/>\n"
			 "</Partition>\n",
		.run = check_ignored,
	},
	{
		.id = "health-system",
		.severity = SEVERITY_INFO,
		.off = true,
		.title = "no partition stops the others",
		.rationale = "With the action stop-system an error of one partition ends all. "
			     "That is right for one that the others cannot do without; the list "
			     "of these belongs to a safety analysis.",
		.source = "ARINC 653 part 1, \"Health monitor\", error levels",
		.wrong = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Health event=\"numeric-error\" action=\"stop-system\"/>\n"
			 "</Partition>\n",
		.right = "<Partition id=\"0\" name=\"control\" ...>\n"
			 "  <Health event=\"numeric-error\" action=\"restart\"/>\n"
			 "</Partition>\n",
		.run = check_stoppers,
	},
	{ .id = NULL },
};
