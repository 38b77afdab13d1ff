/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The files that a description names: read, and held against what it says of them. */

#include <string.h>
#include <sys/stat.h>

#include "binary.h"
#include "blobs.h"
#include "check_elf.h"
#include "check_header.h"
#include "file.h"
#include "loader/multiboot.h"
#include "multiboot.h"
#include "pack_parts.h"
#include "policy.h"

/* Many small files are as much as a large one: beyond so many bytes, small ones are mapped too. */
#define READ_MAX (4u << 20)

static int open_input(struct pack *pack, struct text file, uint64_t max, struct span *bytes)
{
	struct mapped mapped;

	pack_add_input(pack, file.value);
	if (mapped_open(pack->diag, file.at, file.value, max, pack->read_size < READ_MAX,
			&mapped) != 0)
		return -1;
	pack->files = arena_grow(pack->arena, pack->files, pack->n_files, sizeof(*pack->files));
	pack->files[pack->n_files++] = mapped;
	pack->read_size += mapped.owned.size;
	mapped_share(pack->arena, &mapped);
	*bytes = mapped.bytes;
	return 0;
}

int pack_read_input(struct pack *pack, struct text file, struct span *bytes)
{
	return open_input(pack, file, ELF_MAX_FILE_SIZE, bytes);
}

struct span pack_file(const struct pack *pack, const char *path)
{
	for (size_t i = 0; i < pack->n_files; i++)
		if (strcmp(pack->files[i].path, path) == 0)
			return pack->files[i].bytes;
	return (struct span){ 0 };
}

int pack_read_elf(struct pack *pack, struct text file, struct elf *elf)
{
	struct span bytes;

	if (pack_read_input(pack, file, &bytes) != 0)
		return -1;
	return elf_open(pack->arena, pack->diag, file.at, file.value, bytes, elf);
}

/* A host's file is an ELF file, or bytes that the description says all of; one with a Multiboot
 * header may be anything. */
static int open_host(struct pack *pack, struct elf *elf)
{
	const struct host *host = &pack->system->host;
	struct multiboot_header header;
	struct span bytes;

	if (host->format == FORMAT_BINARY)
		return pack_read_input(pack, host->file, &bytes) != 0
			       ? -1
			       : binary_view(pack->arena, pack->diag, pack->system, bytes, elf);
	if (host->protocol != PROTOCOL_MULTIBOOT)
		return pack_read_elf(pack, host->file, elf);
	if (pack_read_input(pack, host->file, &bytes) != 0 ||
	    multiboot_read(pack->diag, host->file.at, host->file.value, bytes, &header) != 0)
		return -1;
	if ((header.flags & MULTIBOOT_KLUDGE) != 0) {
		*elf = multiboot_view(pack->arena, host->file.value, bytes, &header);
		return 0;
	}
	if (elf_open(pack->arena, pack->diag, host->file.at, host->file.value, bytes, elf) != 0)
		return -1;
	multiboot_fix_entry(elf);
	return 0;
}

bool pack_read_host(struct pack *pack)
{
	const struct system *system = pack->system;
	unsigned before = diag_n_errors(pack->diag);
	const struct host *host = &system->host;
	struct check_elf_input input = {
		.who = arena_printf(pack->arena, "host '%s'", host->name.value),
		.at = host->file.at,
		.elf = &pack->host,
		.board = &system->board,
		.areas = host->areas,
		.n_areas = host->n_areas,
		.shared_memories = system->shared_memories,
		.n_shared_memories = system->n_shared_memories,
		.owner = host,
		.others = &pack->others,
		.is_host = true,
		.may_be_64 = host->protocol == PROTOCOL_MULTIBOOT,
		.may_leave_out = true,
	};

	if (open_host(pack, &pack->host) != 0) {
		pack->host = (struct elf){ 0 };
		return false;
	}
	check_elf(pack->arena, pack->diag, &input);
	if (diag_n_errors(pack->diag) != before)
		return false;
	check_elf_leave_out(&input, &pack->host);
	return true;
}

void pack_read_partition(struct pack *pack, size_t i)
{
	if (pack_read_elf(pack, pack->system->partitions[i].file, &pack->partitions[i]) != 0)
		pack->partitions[i] = (struct elf){ 0 };
}

/* What the notes in the file say of what is in it. */
static void check_licenses(struct pack *pack, size_t i)
{
	const struct partition *partition = &pack->system->partitions[i];
	struct licenses *licenses = &pack->licenses[i];

	(void)!licenses_read(pack->arena, pack->diag, partition->file.at, &pack->partitions[i],
			     licenses);
	licenses_check(pack->arena, pack->diag, partition->license, &pack->partitions[i], licenses);
	policy_check_noted(pack->arena, pack->diag, pack->system, partition, licenses);
}

bool pack_check_file(struct pack *pack, size_t i, const struct partition *same)
{
	const struct system *system = pack->system;
	unsigned before = diag_n_errors(pack->diag);
	const struct partition *partition = &system->partitions[i];
	bool own_space = model_own_spaces(system); /* nobody else's addresses mean anything there */
	struct check_elf_input input = {
		.who = arena_printf(pack->arena, "partition '%s'", partition->name.value),
		.at = partition->file.at,
		.elf = &pack->partitions[i],
		.board = &system->board,
		.areas = partition->areas,
		.n_areas = partition->n_areas,
		.shared_memories = system->shared_memories,
		.n_shared_memories = own_space ? 0 : system->n_shared_memories,
		.owner = partition,
		.others = own_space ? NULL : &pack->others,
		.may_leave_out = !model_partitions_are_files(system),
		.same = own_space ? NULL : same,
		.alone = system->alone,
	};

	if (pack->partitions[i].file.size == 0)
		return false;
	check_licenses(pack, i);
	check_elf(pack->arena, pack->diag, &input);
	if (diag_n_errors(pack->diag) != before)
		return false;
	check_elf_leave_out(&input, &pack->partitions[i]);
	check_header(pack->arena, pack->diag, system, partition, &pack->partitions[i]);
	return diag_n_errors(pack->diag) == before;
}

/* The files of an owner's blobs, held against what else lies in its areas if that is known. */
static struct span *read_blobs(struct pack *pack, struct blobs_owner owner, bool ready)
{
	unsigned before = diag_n_errors(pack->diag);
	struct span *files = arena_array(pack->arena, owner.n_blobs, sizeof(*files));

	for (size_t i = 0; i < owner.n_blobs; i++)
		(void)!open_input(pack, owner.blobs[i].file, UINT32_MAX, &files[i]);
	owner.files = files;
	if (ready && diag_n_errors(pack->diag) == before)
		blobs_check(pack->arena, pack->diag, &owner);
	return files;
}

void pack_read_blobs(struct pack *pack, bool host_ready)
{
	const struct host *host = &pack->system->host;
	const struct blobs_owner owner = {
		.who = "the host",
		.blobs = host->blobs,
		.n_blobs = host->n_blobs,
		.areas = host->areas,
		.n_areas = host->n_areas,
		.elf = &pack->host,
		.may_be_code = true,
	};

	pack->blobs = read_blobs(pack, owner, host_ready);
}

void pack_read_partition_blobs(struct pack *pack, size_t i)
{
	const struct partition *partition = &pack->system->partitions[i];
	const struct blobs_owner owner = {
		.who = arena_printf(pack->arena, "partition '%s'", partition->name.value),
		.blobs = partition->blobs,
		.n_blobs = partition->n_blobs,
		.areas = partition->areas,
		.n_areas = partition->n_areas,
		.elf = &pack->partitions[i],
		/* Otherwise none can be loaded at all, which check_load says. */
		.may_be_code = model_partitions_are_files(pack->system),
	};

	pack->partition_blobs[i] = read_blobs(pack, owner, pack->ready[i]);
}

static bool same_file(const char *a, const char *b)
{
	struct stat x;
	struct stat y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

int pack_refuse_input(const struct pack *pack, const char *output)
{
	unsigned before = diag_n_errors(pack->diag);

	for (size_t i = 0; i < pack->n_inputs; i++)
		if (same_file(output, pack->inputs[i]))
			diag_fail(pack->diag, EXIT_USAGE, location_of_file(output), "output",
				  "this output is also an input, '%s'", pack->inputs[i]);
	return diag_n_errors(pack->diag) == before ? 0 : -1;
}
