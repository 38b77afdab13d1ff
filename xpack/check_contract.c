/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Checks against contracts between integrator and suppliers: docs/roles.md. */

#include <inttypes.h>

#include "check_contract_parts.h"
#include "model_index.h"

const struct partition *contract_partition(const struct check_context *context,
					   const struct system *contract,
					   const struct partition *grant)
{
	const struct system *system = context->system;
	const struct partition *partition = model_partition(system, grant->name.value);

	if (partition == NULL && context->system->alone && system->n_partitions == 1 &&
	    contract->n_partitions == 1)
		return &system->partitions[0];
	return partition;
}

void contract_each(const struct check_context *context,
		   void (*check)(const struct contract_pair *pair))
{
	struct contract_pair pair = { .context = context };

	for (size_t i = 0; i < context->system->n_contracts; i++) {
		pair.contract = context->system->contracts[i];
		for (size_t j = 0; j < pair.contract->n_partitions; j++) {
			pair.grant = &pair.contract->partitions[j];
			pair.partition = contract_partition(context, pair.contract, pair.grant);
			if (pair.partition != NULL)
				check(&pair);
		}
	}
}

void contract_help_near(const struct contract_pair *pair, struct suggest_names names,
			struct text wanted, const char *otherwise)
{
	const struct model_index *index = pair->contract->index;
	const char *near = suggest_name(index != NULL ? index->suggest : NULL, names, wanted.value);

	if (near != NULL)
		diag_help(pair->context->diag, wanted.at, "did you mean '%s'?", near);
	else
		diag_help(pair->context->diag, wanted.at, "%s", otherwise);
}

/* A partition alone that the contract does not name. */
static void check_granted(const struct check_context *context, const struct system *contract,
			  const struct partition *partition)
{
	if (model_partition(contract, partition->name.value) != NULL)
		return;
	diag_error(context->diag, partition->name.at, "contract-partition",
		   "contract '%s' grants nothing to a partition '%s'", contract->name.value,
		   partition->name.value);
	for (size_t i = 0; i < contract->n_partitions; i++)
		diag_note(context->diag, contract->partitions[i].name.at,
			  "it grants something to partition '%s'",
			  contract->partitions[i].name.value);
	suggest_help(contract, context->diag, suggest_partitions(contract), partition->name);
}

/* A grant for which the system has no partition. */
static void check_used(const struct check_context *context, const struct system *contract,
		       const struct partition *grant)
{
	const struct system *system = context->system;

	if (model_partition(system, grant->name.value) != NULL)
		return;
	diag_error(context->diag, system->at, "contract-partition",
		   "system '%s' has no partition '%s'", system->name.value, grant->name.value);
	diag_note(context->diag, grant->name.at, "contract '%s' counts on it",
		  contract->name.value);
	suggest_help(system, context->diag, suggest_partitions(system),
		     (struct text){ grant->name.value, system->at });
}

static void check_id(const struct contract_pair *pair)
{
	const struct partition *partition = pair->partition;
	const struct partition *grant = pair->grant;
	struct diag *diag = pair->context->diag;

	if (partition->id.bad || grant->id.bad || partition->id.value == grant->id.value)
		return;
	diag_error(diag, partition->id.at, "contract-partition",
		   "partition '%s' has the id %" PRIu64 ", contract '%s' gives it %" PRIu64,
		   partition->name.value, partition->id.value, pair->contract->name.value,
		   grant->id.value);
	diag_note(diag, grant->id.at, "the id was agreed here");
	diag_help(diag, partition->id.at, "write id=\"%" PRIu64 "\"", grant->id.value);
}

static void check_partitions(const struct check_context *context)
{
	const struct system *system = context->system;

	for (size_t i = 0; i < context->system->n_contracts; i++) {
		const struct system *contract = context->system->contracts[i];

		for (size_t j = 0; context->system->alone && j < system->n_partitions; j++)
			check_granted(context, contract, &system->partitions[j]);
		for (size_t j = 0; !context->system->alone && j < contract->n_partitions; j++)
			check_used(context, contract, &contract->partitions[j]);
	}
	contract_each(context, check_id);
}

static struct suggest_names granted_names(const struct partition *grant)
{
	return (struct suggest_names){ grant->devices, grant->n_devices, sizeof(*grant->devices),
				       offsetof(struct device_use, name.value) };
}

/* One that the board does not have is another check's error. */
static void check_devices_of(const struct contract_pair *pair)
{
	struct index granted = { .arena = pair->context->arena };
	struct diag *diag = pair->context->diag;

	for (size_t i = 0; i < pair->grant->n_devices; i++)
		index_add_name(&granted, pair->grant->devices[i].name.value, i);
	index_sort(&granted);
	for (size_t i = 0; i < pair->partition->n_devices; i++) {
		struct text name = pair->partition->devices[i].name;

		if (index_of_name(&granted, name.value) != INDEX_NONE ||
		    model_device(pair->context->system, name.value) == NULL)
			continue;
		diag_error(diag, name.at, "contract-device",
			   "partition '%s' uses device '%s', which contract '%s' does not grant",
			   pair->partition->name.value, name.value, pair->contract->name.value);
		diag_note(diag, pair->grant->at, "what it grants is here");
		contract_help_near(pair, granted_names(pair->grant), name,
				   "do without it, or agree on the Device in the Grant");
	}
}

static void check_granted_devices(const struct check_context *context)
{
	contract_each(context, check_devices_of);
}

/* The first Health of that event, as for model_health_action(). */
static const struct health *granted_health(const struct partition *grant, enum health_event event)
{
	for (size_t i = 0; i < grant->n_healths; i++)
		if (grant->healths[i].event == event)
			return &grant->healths[i];
	return NULL;
}

/* "stop or restart" */
static const char *actions_text(struct arena *arena, unsigned actions)
{
	const char *text = "";

	for (unsigned i = 0; model_health_actions[i] != NULL; i++)
		if ((actions & 1u << i) != 0)
			text = arena_printf(arena, "%s%s%s", text, text[0] == '\0' ? "" : " or ",
					    model_health_actions[i]);
	return text;
}

static void report_health(const struct contract_pair *pair, const struct health *health,
			  const struct health *granted, enum health_action given)
{
	const struct check_context *context = pair->context;
	const char *allowed = model_health_actions[given];

	if (granted != NULL)
		allowed = actions_text(context->arena, granted->actions | 1u << given);
	diag_error(context->diag, health->action_name.at, "contract-health",
		   "partition '%s' chooses %s for the event %s, contract '%s' allows %s",
		   pair->partition->name.value, health->action_name.value, health->event_name.value,
		   pair->contract->name.value, allowed);
	diag_note(context->diag, granted != NULL ? granted->action_name.at : pair->grant->at,
		  "what it allows is here");
	diag_help(context->diag, health->action_name.at, "without a Health the action is %s",
		  model_health_actions[given]);
}

/* What happens without a choice needs no leave. */
static void check_health_of(const struct contract_pair *pair)
{
	static const struct partition silent = { .n_healths = 0 };

	for (size_t i = 0; i < pair->partition->n_healths; i++) {
		const struct health *health = &pair->partition->healths[i];
		const struct health *granted = granted_health(pair->grant, health->event);
		enum health_action given = model_health_action(&silent, health->event);

		if (health->action != given &&
		    (granted == NULL || (granted->actions & 1u << health->action) == 0))
			report_health(pair, health, granted, given);
	}
}

static void check_healths(const struct check_context *context)
{
	contract_each(context, check_health_of);
}

#define CONTRACT_SOURCE(section) "docs/roles.md, '" section "'"

const struct check check_contract[] = {
	{
		.id = "contract-partition",
		.title = "a partition has the name and the id that were agreed on",
		.rationale = "The integrator's channels, slots and tables name the partition as "
			     "it was agreed. Under another name they lead nowhere; under another "
			     "id a host takes it for a neighbour.",
		.source = CONTRACT_SOURCE("Partition"),
		.wrong = "<Grant partition=\"nav\" id=\"1\">...</Grant>\n"
			 "<Partition id=\"2\" name=\"nav\" file=\"nav.elf\">...</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">...</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">...</Partition>\n",
		.run = check_partitions,
	},
	{
		.id = "contract-area",
		.title = "areas lie where memory was granted",
		.rationale = "The RAM beside a grant belongs to the host or to partitions of "
			     "which the supplier knows nothing. An area that reaches beyond its "
			     "grant meets them when the system is put together, or, worse, only "
			     "once one of them has grown.",
		.source = CONTRACT_SOURCE("Memory"),
		.wrong = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Area name=\"all\" start=\"0x40400000\" size=\"128KiB\" "
			 "access=\"rwx\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Area name=\"code\" start=\"0x40410000\" size=\"128KiB\" "
			 "access=\"rx\"/>\n"
			 "</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Area name=\"all\" start=\"0x40400000\" size=\"128KiB\" "
			 "access=\"rwx\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Area name=\"code\" start=\"0x40410000\" size=\"64KiB\" "
			 "access=\"rx\"/>\n"
			 "</Partition>\n",
		.run = contract_check_areas,
	},
	{
		.id = "contract-access",
		.title = "areas have no more access than was granted",
		.rationale = "Access is what separates partitions that share memory, and code "
			     "from data. A partition that takes more than it was granted has "
			     "been analysed under an assumption that no longer holds.",
		.source = CONTRACT_SOURCE("Memory"),
		.wrong = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Area name=\"text\" start=\"0x40400000\" size=\"64KiB\" "
			 "access=\"rx\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Area name=\"code\" start=\"0x40400000\" size=\"64KiB\" "
			 "access=\"rwx\"/>\n"
			 "</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Area name=\"text\" start=\"0x40400000\" size=\"64KiB\" "
			 "access=\"rx\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Area name=\"code\" start=\"0x40400000\" size=\"64KiB\" "
			 "access=\"rx\"/>\n"
			 "</Partition>\n",
		.run = contract_check_access,
	},
	{
		.id = "contract-shared",
		.title = "shared memory that is used was granted, and is as was agreed",
		.rationale = "A shared memory is a way from one partition to others, and as much "
			     "a part of what was agreed as a port. Where and how large it is "
			     "stands in programs of its users.",
		.source = CONTRACT_SOURCE("Memory"),
		.wrong = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <SharedArea memory=\"commands\" access=\"r\"/>\n"
			 "</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <SharedArea memory=\"telemetry\" access=\"r\"/>\n"
			 "</Partition>\n",
		.run = contract_check_shared,
	},
	{
		.id = "contract-device",
		.title = "devices that are used were granted",
		.rationale = "Whoever has the registers of a device decides about it, and often, "
			     "by DMA, about all memory. The integrator gives a device to one "
			     "partition, knowingly.",
		.source = CONTRACT_SOURCE("Devices"),
		.wrong = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Device name=\"uart1\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Device name=\"uart0\"/>\n"
			 "</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Device name=\"uart1\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Device name=\"uart1\"/>\n"
			 "</Partition>\n",
		.run = check_granted_devices,
	},
	{
		.id = "contract-port",
		.title = "ports are those that were agreed on",
		.rationale = "The other end of a channel is somebody else's. A port of another "
			     "kind or direction connects to nothing; messages that are larger "
			     "than agreed do not fit the receiver, and a receiver that is smaller "
			     "than agreed loses what it is sent.",
		.source = CONTRACT_SOURCE("Ports") "; ARINC 653 part 1, 'Interpartition "
						   "communication'",
		.wrong = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Port name=\"position\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Port name=\"position\" kind=\"sampling\" direction=\"source\" "
			 "size=\"24B\"/>\n"
			 "</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Port name=\"position\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Port name=\"position\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Partition>\n",
		.run = contract_check_ports,
	},
	{
		.id = "contract-port-missing",
		.title = "a port that somebody counts on is there",
		.rationale = "A port that was agreed on has another end, which waits for its "
			     "messages or sends to it for ever.",
		.source = CONTRACT_SOURCE("Ports"),
		.wrong = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Port name=\"position\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Port name=\"position\" kind=\"sampling\" direction=\"source\" "
			 "size=\"16B\" optional=\"true\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "</Partition>\n",
		.run = contract_check_missing_ports,
	},
	{
		.id = "contract-time",
		.title = "a partition needs the time that was granted, and plans give it",
		.rationale = "A supplier has shown that his partition does its work in the time "
			     "that he was granted. Whoever needs more takes it from others; "
			     "whoever gets less misses deadlines, perhaps in some periods only.",
		.source = CONTRACT_SOURCE("Time") "; ARINC 653 part 1, section 2.3.1, partition "
						  "attributes Period and Duration",
		.wrong = "<Grant partition=\"nav\" id=\"1\" period=\"20ms\" "
			 "duration=\"5ms\"/>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\" period=\"20ms\" "
			 "duration=\"6ms\"/>\n",
		.right = "<Grant partition=\"nav\" id=\"1\" period=\"20ms\" "
			 "duration=\"5ms\"/>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\" period=\"40ms\" "
			 "duration=\"6ms\"/>\n",
		.run = contract_check_time,
	},
	{
		.id = "contract-health",
		.title = "health actions are those that the partition may choose",
		.rationale = "An action may reach beyond the partition: stop-system ends the "
			     "work of all, and one that ignores its faults goes on sending. The "
			     "integrator, who answers for the whole, says what may be chosen.",
		.source = CONTRACT_SOURCE("Health") "; ARINC 653 part 1, 'Health monitor'",
		.wrong = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Health event=\"memory-violation\" actions=\"stop restart\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Health event=\"memory-violation\" action=\"stop-system\"/>\n"
			 "</Partition>\n",
		.right = "<Grant partition=\"nav\" id=\"1\">\n"
			 "  <Health event=\"memory-violation\" actions=\"stop restart\"/>\n"
			 "</Grant>\n"
			 "<Partition id=\"1\" name=\"nav\" file=\"nav.elf\">\n"
			 "  <Health event=\"memory-violation\" action=\"restart\"/>\n"
			 "</Partition>\n",
		.run = check_healths,
	},
	{
		.id = "contract-board",
		.whole = true,
		.title = "the system's board is the one that was promised",
		.rationale = "The supplier has built and tested for the board of the contract. "
			     "On one with less memory, or other addresses, the partition is "
			     "another program than was accepted.",
		.source = CONTRACT_SOURCE("Board and host"),
		.wrong = "<Contract name=\"nav\" version=\"1\">\n"
			 "  <Board name=\"flight\" arch=\"sparc-leon3\">\n"
			 "    <Memory name=\"ram\" kind=\"ram\" start=\"1GiB\" size=\"128MiB\"/>\n"
			 "  </Board>\n"
			 "</Contract>\n"
			 "<System name=\"probe\" version=\"1\">\n"
			 "  <Board name=\"flight\" arch=\"sparc-leon3\">\n"
			 "    <Memory name=\"ram\" kind=\"ram\" start=\"1GiB\" size=\"64MiB\"/>\n"
			 "  </Board>\n"
			 "</System>\n",
		.right = "<Contract name=\"nav\" version=\"1\">\n"
			 "  <xi:include href=\"board.xml\"/>\n"
			 "</Contract>\n"
			 "<System name=\"probe\" version=\"1\">\n"
			 "  <xi:include href=\"board.xml\"/>\n"
			 "</System>\n",
		.run = contract_check_board,
	},
	{
		.id = "contract-interface",
		.whole = true,
		.title = "the system's host has the interface that was promised",
		.rationale = "A supplier may use each service that the contract promises, also "
			     "one that no partition happens to import today. A host without it "
			     "is found out when a new delivery no longer links.",
		.source = CONTRACT_SOURCE("Board and host"),
		.wrong = "<Interface name=\"xhost\" protocol=\"xpack\">...</Interface>\n"
			 "<Host name=\"yhost\" protocol=\"xpack\">...</Host>\n",
		.right = "<Interface name=\"xhost\" protocol=\"xpack\">...</Interface>\n"
			 "<Host name=\"xhost\" protocol=\"xpack\">...</Host>\n",
		.run = contract_check_interface,
	},
	{ .id = NULL },
};
