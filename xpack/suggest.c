/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "suggest.h"

#include <string.h>

#include "model_index.h"
#include "nearest.h"

#define FIRST_CAPACITY 64u

/* An answer that was given; wanted NULL: an empty place of the table. */
struct answer {
	const char *wanted;
	const void *items;
	const char *name;
};

/* A hash table, at most half full; an answer's place is the first free one from its hash on. */
struct suggest {
	struct arena *arena;
	struct answer *answers;
	size_t n;
	size_t capacity; /* a power of two */
	size_t tries;
};

struct suggest *suggest_new(struct arena *arena)
{
	struct suggest *suggest = arena_alloc(arena, sizeof(*suggest));

	suggest->arena = arena;
	suggest->capacity = FIRST_CAPACITY;
	suggest->answers = arena_array(arena, suggest->capacity, sizeof(*suggest->answers));
	return suggest;
}

/* FNV-1a of Fowler, Noll and Vo, 64 bits, then Knuth's multiplication (The Art of Computer
 * Programming, volume 3, section 6.4), whose high bits depend on all of it. */
static size_t hash_of(const struct suggest *suggest, const void *items, const char *wanted)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uintptr_t)items;

	for (; *wanted != '\0'; wanted++)
		hash = (hash ^ (unsigned char)*wanted) * UINT64_C(0x100000001b3);
	return (size_t)(hash * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (suggest->capacity - 1);
}

/* Where the answer stands, or is to stand. */
static struct answer *place_of(const struct suggest *suggest, const void *items, const char *wanted)
{
	size_t i = hash_of(suggest, items, wanted);

	while (suggest->answers[i].wanted != NULL &&
	       (suggest->answers[i].items != items ||
		strcmp(suggest->answers[i].wanted, wanted) != 0))
		i = (i + 1) & (suggest->capacity - 1);
	return &suggest->answers[i];
}

static void grow(struct suggest *suggest)
{
	const struct answer *old = suggest->answers;
	size_t n = suggest->capacity;

	suggest->capacity *= 2;
	suggest->answers =
		arena_array(suggest->arena, suggest->capacity, sizeof(*suggest->answers));
	for (size_t i = 0; i < n; i++)
		if (old[i].wanted != NULL)
			*place_of(suggest, old[i].items, old[i].wanted) = old[i];
}

static const char *search(struct suggest_names names, const char *wanted)
{
	struct nearest nearest = nearest_to(wanted);
	const char *item = names.items;

	for (size_t i = 0; i < names.n; i++, item += names.size)
		nearest_try(&nearest, *(const char *const *)(const void *)(item + names.offset));
	return nearest.name;
}

const char *suggest_name(struct suggest *suggest, struct suggest_names names, const char *wanted)
{
	struct answer *answer;

	if (suggest == NULL)
		return search(names, wanted);
	answer = place_of(suggest, names.items, wanted);
	if (answer->wanted != NULL)
		return answer->name;
	if (names.n > SUGGEST_MAX_TRIES - suggest->tries)
		return NULL;
	suggest->tries += names.n;
	*answer = (struct answer){ wanted, names.items, search(names, wanted) };
	suggest->n++;
	if (suggest->n > suggest->capacity / 2)
		grow(suggest);
	return place_of(suggest, names.items, wanted)->name;
}

bool suggest_help(const struct system *system, struct diag *diag, struct suggest_names names,
		  struct text wanted)
{
	struct suggest *suggest = system->index != NULL ? system->index->suggest : NULL;
	const char *name = suggest_name(suggest, names, wanted.value);

	if (name != NULL)
		diag_help(diag, wanted.at, "did you mean '%s'?", name);
	return name != NULL;
}

struct suggest_names suggest_partitions(const struct system *system)
{
	return (struct suggest_names){ system->partitions, system->n_partitions,
				       sizeof(struct partition),
				       offsetof(struct partition, name.value) };
}

struct suggest_names suggest_devices(const struct board *board)
{
	return (struct suggest_names){ board->devices, board->n_devices, sizeof(struct device),
				       offsetof(struct device, name.value) };
}

struct suggest_names suggest_memories(const struct board *board)
{
	return (struct suggest_names){ board->memories, board->n_memories, sizeof(struct memory),
				       offsetof(struct memory, name.value) };
}

struct suggest_names suggest_shared_memories(const struct system *system)
{
	return (struct suggest_names){ system->shared_memories, system->n_shared_memories,
				       sizeof(struct shared_memory),
				       offsetof(struct shared_memory, name.value) };
}

struct suggest_names suggest_ports(const struct partition *partition)
{
	return (struct suggest_names){ partition->ports, partition->n_ports, sizeof(struct port),
				       offsetof(struct port, name.value) };
}
