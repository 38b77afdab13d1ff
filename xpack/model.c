/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "model.h"

#include <string.h>

#include "model_index.h"

const char *const model_memory_kinds[] = { "ram", "rom", "io", NULL };
const char *const model_port_kinds[] = { "sampling", "queuing", NULL };
const char *const model_port_directions[] = { "source", "destination", NULL };
const char *const model_health_events[] = { "memory-violation",
					    "illegal-instruction",
					    "numeric-error",
					    "illegal-request",
					    "deadline-missed",
					    "other",
					    NULL };
const char *const model_health_actions[] = { "stop", "restart", "ignore", "stop-system", NULL };

const struct partition *model_partition(const struct system *system, const char *name)
{
	size_t i = 0;

	if (system->index != NULL)
		i = index_of_name(&system->index->partitions, name);
	else
		while (i < system->n_partitions &&
		       strcmp(system->partitions[i].name.value, name) != 0)
			i++;
	return i < system->n_partitions ? &system->partitions[i] : NULL;
}

const struct device *model_device(const struct system *system, const char *name)
{
	const struct board *board = &system->board;
	size_t i = 0;

	if (system->index != NULL)
		i = index_of_name(&system->index->devices, name);
	else
		while (i < board->n_devices && strcmp(board->devices[i].name.value, name) != 0)
			i++;
	return i < board->n_devices ? &board->devices[i] : NULL;
}

const struct memory *model_memory(const struct system *system, const char *name)
{
	const struct board *board = &system->board;
	size_t i = 0;

	if (system->index != NULL)
		i = index_of_name(&system->index->memories, name);
	else
		while (i < board->n_memories && strcmp(board->memories[i].name.value, name) != 0)
			i++;
	return i < board->n_memories ? &board->memories[i] : NULL;
}

const struct shared_memory *model_shared_memory(const struct system *system, const char *name)
{
	const struct shared_memory *memories = system->shared_memories;
	size_t i = 0;

	if (system->index != NULL)
		i = index_of_name(&system->index->shared_memories, name);
	else
		while (i < system->n_shared_memories && strcmp(memories[i].name.value, name) != 0)
			i++;
	return i < system->n_shared_memories ? &memories[i] : NULL;
}

const struct processor *model_processor(const struct system *system, uint64_t id)
{
	const struct board *board = &system->board;
	size_t i = 0;

	if (system->index != NULL)
		i = index_of_number(&system->index->processors, id);
	else
		while (i < board->n_processors && board->processors[i].id.value != id)
			i++;
	return i < board->n_processors ? &board->processors[i] : NULL;
}

bool model_has_device_type(const struct board *board, const char *type)
{
	for (size_t i = 0; i < board->n_devices; i++)
		if (strcmp(board->devices[i].type.value, type) == 0)
			return true;
	return false;
}

const struct port *model_port(const struct partition *partition, const char *name)
{
	size_t i = 0;

	if (partition->port_index != NULL)
		i = index_of_name(partition->port_index, name);
	else
		while (i < partition->n_ports && strcmp(partition->ports[i].name.value, name) != 0)
			i++;
	return i < partition->n_ports ? &partition->ports[i] : NULL;
}

uint32_t model_port_id(const struct partition *partition, const struct port *port)
{
	return (uint32_t)(port - partition->ports) + 1;
}

const struct port *model_end_port(const struct system *system, const struct channel_end *end)
{
	const struct partition *partition = model_partition(system, end->partition.value);

	return partition != NULL ? model_port(partition, end->port.value) : NULL;
}

enum health_action model_health_action(const struct partition *partition, enum health_event event)
{
	for (size_t i = 0; i < partition->n_healths; i++)
		if (partition->healths[i].event == event)
			return partition->healths[i].action;
	return event == HEALTH_DEADLINE_MISSED ? HEALTH_IGNORE : HEALTH_STOP;
}
