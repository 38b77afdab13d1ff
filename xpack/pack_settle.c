/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * What the description's Set and Pack write.  Some of it is known only when everything has its
 * place, and how much is loaded must be known before.  So it goes in three steps, each of which
 * needs only what the ones before it made:
 *
 *     pack_find_spots  where: from the files, while these are checked
 *     pack_open_spots  how much: all that is loaded has its size, and its bytes exist
 *     pack_settle      what: after place, partitions first, then the host with them inside
 */

#include <inttypes.h>
#include <string.h>

#include "arch.h"
#include "facts.h"
#include "pack_parts.h"

static struct spots_owner host_owner(struct pack *pack)
{
	const struct host *host = &pack->system->host;

	return (struct spots_owner){
		.arena = pack->arena,
		.diag = pack->diag,
		.who = arena_printf(pack->arena, "host '%s'", host->name.value),
		.elf = &pack->host,
		.blobs = host->blobs,
		.files = pack->blobs,
		.n_blobs = host->n_blobs,
		.is_host = true,
		.no_table = host->format == FORMAT_BINARY,
	};
}

static struct spots_owner partition_owner(struct pack *pack, size_t i)
{
	const struct partition *partition = &pack->system->partitions[i];

	return (struct spots_owner){
		.arena = pack->arena,
		.diag = pack->diag,
		.who = arena_printf(pack->arena, "partition '%s'", partition->name.value),
		.elf = &pack->partitions[i],
		.linked = &pack->linked[i],
		.blobs = partition->blobs,
		.files = pack->partition_blobs[i],
		.n_blobs = partition->n_blobs,
		.is_file = model_partitions_are_files(pack->system),
	};
}

void pack_find_spots(struct pack *pack)
{
	const struct system *system = pack->system;
	size_t n = system->n_partitions;

	pack->spots = arena_array(pack->arena, n + 1, sizeof(*pack->spots));
	if (!system->alone && pack->host_ready) {
		struct spots_owner owner = host_owner(pack);

		if (model_own_spaces(system))
			pack->packing =
				packing_find(&owner, system, pack->partitions, &pack->spots[n]);
		spots_find_sets(&owner, system->host.sets, system->host.n_sets, &pack->spots[n]);
		spots_check_apart(&owner, &pack->spots[n]);
	}
	for (size_t i = 0; i < n; i++) {
		struct spots_owner owner = partition_owner(pack, i);

		if (!pack->ready[i])
			continue;
		spots_find_sets(&owner, system->partitions[i].sets, system->partitions[i].n_sets,
				&pack->spots[i]);
		spots_check_apart(&owner, &pack->spots[i]);
	}
}

void pack_open_spots(struct pack *pack)
{
	const struct system *system = pack->system;
	size_t n = system->n_partitions;

	spots_open(pack->arena, &pack->host_linked, pack->blobs, system->host.n_blobs,
		   &pack->spots[n]);
	for (size_t i = 0; i < n; i++)
		spots_open(pack->arena, &pack->linked[i], pack->partition_blobs[i],
			   system->partitions[i].n_blobs, &pack->spots[i]);
	if (!model_partitions_are_files(system))
		return;
	pack->partition_files = arena_array(pack->arena, n, sizeof(*pack->partition_files));
	pack->partition_bytes = arena_array(pack->arena, n, sizeof(*pack->partition_bytes));
	for (size_t i = 0; i < n; i++) {
		struct span file = pack->partitions[i].file;

		pack->partition_bytes[i] = mapped_copy(pack->arena, file);
		pack->partition_files[i] = (struct span){ pack->partition_bytes[i], file.size };
	}
}

/* owner NULL: the host. */
static void write_set(const struct pack *pack, const struct facts *facts,
		      const struct partition *owner, const struct spot *spot)
{
	const struct set *set = spot->set;
	uint64_t value = facts_value(facts, owner, set);

	if (spots_fits(value, spot->size)) {
		spots_put(spot->bytes, &set->form,
			  arch_traits(pack->system->board.arch)->big_endian, value);
		return;
	}
	diag_error(pack->diag, set->value_name.at, "set-value",
		   "the %s for '%s', %" PRIu64 ", does not fit %" PRIu64 " %s",
		   set->value_name.value, spot->name, value, spot->size,
		   spot->size == 1 ? "byte" : "bytes");
}

static void write_sets(const struct pack *pack, const struct facts *facts,
		       const struct partition *owner, const struct spots *spots)
{
	for (size_t i = 0; i < spots->n; i++)
		if (spots->items[i].kind == CHANGE_SET)
			write_set(pack, facts, owner, &spots->items[i]);
}

static void list(struct pack *pack, const struct spots *spots, struct linked *linked)
{
	linked->changes =
		spots_list(pack->arena, spots, false, linked->changes, &linked->n_changes);
	pack->blob_changes =
		spots_list(pack->arena, spots, true, pack->blob_changes, &pack->n_blob_changes);
}

/* The supplier's file but for the changes, each of which lies in the bytes of one segment. */
static void patch_file(uint8_t *file, const struct linked *linked)
{
	for (size_t i = 0; i < linked->n_changes; i++) {
		const struct change *change = &linked->changes[i];

		for (size_t j = 0; j < linked->n_segments; j++) {
			const struct elf_segment *segment = linked->segments[j].segment;
			uint64_t offset = change->vaddr - segment->vaddr;

			if (range_fits(segment->file_size, offset, change->size))
				memcpy(file + segment->offset + offset, change->after,
				       change->size);
		}
	}
}

int pack_settle(struct pack *pack)
{
	const struct system *system = pack->system;
	size_t n = system->n_partitions;
	unsigned before = diag_n_errors(pack->diag);
	const struct facts facts = {
		.system = system,
		.partitions = pack->partitions,
		.table = &pack->table,
		.packed = pack->packing.files,
	};

	for (size_t i = 0; i < n; i++) {
		write_sets(pack, &facts, &system->partitions[i], &pack->spots[i]);
		list(pack, &pack->spots[i], &pack->linked[i]);
		if (pack->partition_bytes != NULL)
			patch_file(pack->partition_bytes[i], &pack->linked[i]);
	}
	if (pack->packing.found)
		packing_write(&pack->packing, system, pack->partition_files, &pack->spots[n]);
	write_sets(pack, &facts, NULL, &pack->spots[n]);
	list(pack, &pack->spots[n], &pack->host_linked);
	return diag_n_errors(pack->diag) == before ? 0 : -1;
}
