/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Everything that is looked for by name or id, sorted once. */

#include "model_index.h"

static void add_board(struct model_index *index, const struct board *board)
{
	for (size_t i = 0; i < board->n_devices; i++)
		index_add_name(&index->devices, board->devices[i].name.value, i);
	for (size_t i = 0; i < board->n_memories; i++)
		index_add_name(&index->memories, board->memories[i].name.value, i);
	for (size_t i = 0; i < board->n_processors; i++)
		index_add_number(&index->processors, board->processors[i].id.value, i);
	index_sort(&index->devices);
	index_sort(&index->memories);
	index_sort(&index->processors);
}

static const struct index *ports_of(struct arena *arena, const struct partition *partition)
{
	struct index *ports = arena_alloc(arena, sizeof(*ports));

	ports->arena = arena;
	for (size_t i = 0; i < partition->n_ports; i++)
		index_add_name(ports, partition->ports[i].name.value, i);
	index_sort(ports);
	return ports;
}

void model_index(struct arena *arena, struct system *system)
{
	struct model_index *index = arena_alloc(arena, sizeof(*index));

	index->partitions.arena = arena;
	index->devices.arena = arena;
	index->memories.arena = arena;
	index->shared_memories.arena = arena;
	index->processors.arena = arena;
	for (size_t i = 0; i < system->n_partitions; i++) {
		index_add_name(&index->partitions, system->partitions[i].name.value, i);
		system->partitions[i].port_index = ports_of(arena, &system->partitions[i]);
	}
	for (size_t i = 0; i < system->n_shared_memories; i++)
		index_add_name(&index->shared_memories, system->shared_memories[i].name.value, i);
	index_sort(&index->partitions);
	index_sort(&index->shared_memories);
	add_board(index, &system->board);
	index->suggest = suggest_new(arena);
	system->index = index;
}
