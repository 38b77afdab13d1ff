/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "pack.h"

#include <unistd.h>

#include "buf.h"
#include "check.h"
#include "check_elf.h"
#include "check_placed.h"
#include "check_settled.h"
#include "check_usage.h"
#include "hostcode.h"
#include "model_index.h"
#include "pack_parts.h"
#include "policy.h"

void pack_begin(struct pack *pack, struct arena *arena, struct diag *diag)
{
	*pack = (struct pack){ .arena = arena, .diag = diag, .frames = { .fd = -1 } };
}

void pack_end(struct pack *pack)
{
	for (size_t i = 0; i < pack->n_files; i++) {
		mapped_unshare(pack->arena, &pack->files[i]);
		mapped_close(&pack->files[i]);
	}
	pack->n_files = 0;
	if (pack->frames.fd >= 0)
		close(pack->frames.fd);
	pack->frames.fd = -1;
}

const char *pack_output(const struct pack *pack)
{
	return arena_printf(pack->arena, "%s.itb", pack->system->name.value);
}

void pack_add_input(struct pack *pack, const char *path)
{
	pack->inputs = arena_grow(pack->arena, pack->inputs, pack->n_inputs, sizeof(*pack->inputs));
	pack->inputs[pack->n_inputs++] = path;
}

static void add_inputs(struct pack *pack, const struct system *system)
{
	for (size_t i = 0; i < system->n_files; i++)
		pack_add_input(pack, system->files[i]);
}

void pack_add_contract(struct pack *pack, const char *path, const struct xml_options *options)
{
	const struct system *contract = xml_load_contract(pack->arena, pack->diag, path, options);

	if (contract == NULL) {
		diag_skip(pack->diag, path, "its text");
		return;
	}
	add_inputs(pack, contract);
	pack->contracts = arena_grow(pack->arena, pack->contracts, pack->n_contracts,
				     sizeof(*pack->contracts));
	pack->contracts[pack->n_contracts++] = contract;
}

int pack_describe(struct pack *pack, const char *path, const struct xml_options *options)
{
	unsigned before = diag_n_errors(pack->diag);

	pack->system = xml_load(pack->arena, pack->diag, path, options);
	if (pack->system == NULL) {
		diag_skip(pack->diag, "all else", "the text of the description");
		return -1;
	}
	add_inputs(pack, pack->system);
	if (pack->sequence != NULL)
		pack->system->sequence.value = *pack->sequence;
	pack->system->contracts = pack->contracts;
	pack->system->n_contracts = pack->n_contracts;
	check_model(pack->arena, pack->diag, pack->system);
	return diag_n_errors(pack->diag) == before ? 0 : -1;
}

/* The host's segments go into the container as they are, but for what Set and Pack write. */
static void link_host(struct pack *pack)
{
	const struct elf *host = &pack->host;
	struct linked *linked = &pack->host_linked;

	linked->segments = arena_array(pack->arena, host->n_segments, sizeof(*linked->segments));
	for (size_t i = 0; i < host->n_segments; i++) {
		const struct elf_segment *segment = &host->segments[i];

		if (!elf_segment_loaded(segment))
			continue;
		linked->segments[linked->n_segments++] = (struct linked_segment){
			segment,
			mapped_copy(pack->arena, segment->data),
			segment->data.size,
		};
	}
}

static void link_one(struct pack *pack, const struct link_input *input, size_t i)
{
	struct linked *linked = &pack->linked[i];
	bool is_linked = link_partition(pack->arena, pack->diag, input, linked) == 0;
	const struct hostcode_input hostcode = { .at = input->at,
						 .partition = input->partition,
						 .guest = input->guest,
						 .abi = input->abi,
						 .linked = is_linked ? linked : NULL };

	hostcode_check(pack->arena, pack->diag, &hostcode);
}

static void link_partitions(struct pack *pack)
{
	const struct system *system = pack->system;

	for (size_t i = 0; i < system->n_partitions; i++) {
		const struct partition *partition = &system->partitions[i];
		struct link_input input = {
			.at = partition->file.at,
			.partition = partition->name.value,
			.guest = &pack->partitions[i],
			.areas = partition->areas,
			/* In a space of its own it calls what is callable of the host. */
			.n_areas = model_own_spaces(system) ? 0 : partition->n_areas,
			.host_areas = system->host.areas,
			.n_host_areas = system->host.n_areas,
			.abi = &pack->abi,
			.host = pack->system->alone ? NULL : &pack->host,
		};

		if (pack->ready[i])
			link_one(pack, &input, i);
		else
			diag_skip(pack->diag,
				  arena_printf(pack->arena, "the stubs of '%s'",
					       partition->name.value),
				  "its file");
	}
}

/* Read and check all files, and link what can be linked: what is wrong with one file does not keep
 * the others from being looked at. */
static void link_all(struct pack *pack)
{
	const struct system *system = pack->system;
	const struct partition **same;

	pack->partitions = arena_array(pack->arena, system->n_partitions, sizeof(struct elf));
	pack->linked = arena_array(pack->arena, system->n_partitions, sizeof(struct linked));
	pack->licenses = arena_array(pack->arena, system->n_partitions, sizeof(struct licenses));
	pack->ready = arena_array(pack->arena, system->n_partitions, sizeof(*pack->ready));
	pack->partition_blobs =
		arena_array(pack->arena, system->n_partitions, sizeof(*pack->partition_blobs));
	pack->others = regions_of_owned(pack->arena, system);
	pack->host_ready = system->alone || pack_read_host(pack);
	if (!system->alone)
		pack_read_blobs(pack, pack->host_ready);
	for (size_t i = 0; i < system->n_partitions; i++)
		pack_read_partition(pack, i);
	same = check_elf_same(pack->arena, system, pack->partitions);
	for (size_t i = 0; i < system->n_partitions; i++)
		pack->ready[i] = pack_check_file(pack, i, same[i]);
	for (size_t i = 0; i < system->n_partitions; i++)
		pack_read_partition_blobs(pack, i);
	if (pack_read_abi(pack, pack->host_ready) != 0) {
		diag_skip(pack->diag, "stubs", "the host's interface");
		return;
	}
	elf_index_symbols(pack->arena, &pack->host);
	link_host(pack);
	link_partitions(pack);
	pack_find_spots(pack);
	if (!system->alone)
		pack_check_promises(pack);
}

static struct place_input place_input_of(const struct pack *pack)
{
	return (struct place_input){
		.system = pack->system,
		.host = &pack->host,
		.host_linked = &pack->host_linked,
		.partitions = pack->partitions,
		.linked = pack->linked,
		.partition_files = pack->partition_files,
		.blobs = pack->blobs,
		.partition_blobs = pack->partition_blobs,
	};
}

static int place_all(struct pack *pack)
{
	struct place_input input;

	pack_open_spots(pack);
	input = place_input_of(pack);
	if (place(pack->arena, pack->diag, &input, &pack->table) != 0 || pack_settle(pack) != 0 ||
	    pack_compress(pack) != 0)
		return -1;
	if (check_placed(pack->arena, pack->diag, &input, &pack->table) != 0)
		return -1;
	return check_settled(pack->arena, pack->diag, &input, &pack->table);
}

int pack_run(struct pack *pack, const char *path, const struct xml_options *options)
{
	unsigned before = diag_n_errors(pack->diag);
	int result = -1;

	(void)!pack_describe(pack, path, options);
	if (pack->system == NULL)
		return -1;
	link_all(pack);
	if (diag_n_errors(pack->diag) != before) {
		diag_skip(pack->diag, "room for everything", "the errors");
	} else {
		policy_check_unused(pack->arena, pack->diag, pack->system, &pack->abi,
				    pack->licenses);
		result = place_all(pack);
	}
	check_usage(pack, result == 0);
	return result;
}

/* Of calls, which go to addresses in the host's file, only the prototypes were compared. */
static void skip_calls(struct pack *pack)
{
	for (size_t i = 0; i < pack->abi.n_services; i++)
		if (pack->abi.services[i].kind == SERVICE_CALL) {
			diag_skip(pack->diag, "link-symbol", "the host's file that is not there");
			diag_skip(pack->diag, "link-access", "the host's file that is not there");
			return;
		}
}

/* The contract with the one partition in place of what it grants. */
static struct system *system_of_partition(struct pack *pack, const struct system *contract,
					  struct partition *partition)
{
	struct system *system = arena_alloc(pack->arena, sizeof(*system));

	*system = *contract;
	system->partitions = partition;
	system->n_partitions = 1;
	system->contracts = pack->contracts;
	system->n_contracts = pack->n_contracts;
	model_index(pack->arena, system);
	return system;
}

int pack_describe_partition(struct pack *pack, const char *path, const char *contract,
			    const struct xml_options *options)
{
	unsigned before = diag_n_errors(pack->diag);
	struct partition *partition;

	pack_add_contract(pack, contract, options);
	partition = xml_load_partition(pack->arena, pack->diag, path, options);
	if (partition == NULL || pack->n_contracts == 0) {
		diag_skip(pack->diag, "all else", "the text of the description");
		return -1;
	}
	pack->system = system_of_partition(pack, pack->contracts[0], partition);
	check_model(pack->arena, pack->diag, pack->system);
	return diag_n_errors(pack->diag) == before ? 0 : -1;
}

void pack_check_partition(struct pack *pack, const char *path, const char *contract,
			  const struct xml_options *options)
{
	(void)!pack_describe_partition(pack, path, contract, options);
	if (pack->system == NULL)
		return;
	link_all(pack);
	skip_calls(pack);
	diag_skip(pack->diag, "room for everything", CHECK_ALONE);
}

void pack_check_contract(struct pack *pack, const char *path, const struct xml_options *options)
{
	pack->system = xml_load_contract(pack->arena, pack->diag, path, options);
	if (pack->system == NULL) {
		diag_skip(pack->diag, "all else", "the text of the description");
		return;
	}
	check_model(pack->arena, pack->diag, pack->system);
	(void)!pack_read_abi(pack, true);
	diag_skip(pack->diag, "partitions", CHECK_ALONE);
}
