/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "model.h"

#include <string.h>

const struct partition *model_partition(const struct system *system, const char *name)
{
	for (size_t i = 0; i < system->n_partitions; i++)
		if (strcmp(system->partitions[i].name.value, name) == 0)
			return &system->partitions[i];
	return NULL;
}

const struct device *model_device(const struct system *system, const char *name)
{
	for (size_t i = 0; i < system->board.n_devices; i++)
		if (strcmp(system->board.devices[i].name.value, name) == 0)
			return &system->board.devices[i];
	return NULL;
}

const struct memory *model_memory(const struct system *system, const char *name)
{
	for (size_t i = 0; i < system->board.n_memories; i++)
		if (strcmp(system->board.memories[i].name.value, name) == 0)
			return &system->board.memories[i];
	return NULL;
}

const struct processor *model_processor(const struct system *system, uint64_t id)
{
	for (size_t i = 0; i < system->board.n_processors; i++)
		if (system->board.processors[i].id.value == id)
			return &system->board.processors[i];
	return NULL;
}
