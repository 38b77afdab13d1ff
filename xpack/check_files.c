/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The files of all partitions beside each other. */
#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check_elf_parts.h"

struct owned_file {
	size_t index; /* of its partition */
	const struct elf *elf;
};

static int compare_bytes(const struct owned_file *a, const struct owned_file *b)
{
	/* What is named twice need not be read twice. */
	if (strcmp(a->elf->path, b->elf->path) == 0)
		return 0;
	if (a->elf->file.size != b->elf->file.size)
		return a->elf->file.size < b->elf->file.size ? -1 : 1;
	return memcmp(a->elf->file.data, b->elf->file.data, a->elf->file.size);
}

/* By their bytes; equal ones in the order of the description. */
static int compare_files(const void *a, const void *b)
{
	const struct owned_file *x = a, *y = b;
	int order = compare_bytes(x, y);

	return order != 0 ? order : x->index < y->index ? -1 : 1;
}

/* The first segment that the program may write to, or NULL. */
static const struct elf_segment *written(const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++)
		if (elf_segment_loaded(&elf->segments[i]) && (elf->segments[i].flags & PF_W) != 0)
			return &elf->segments[i];
	return NULL;
}

void check_shared_file(const struct elf_check *check)
{
	const struct partition *other = check->input->same;
	const struct elf_segment *segment = written(check->elf);
	const char *path = check->elf->path;

	if (other == NULL || segment == NULL)
		return;
	elf_check_error(check, "elf-shared-file",
			"%s: '%s' is the file of partition '%s' too%s, and both would write to its "
			"segment %" PRIu32 " at 0x%08" PRIx64,
			check->input->who, path, other->name.value,
			strcmp(path, other->file.value) == 0 ? "" : " under another name",
			segment->index, segment->paddr);
	diag_note(check->diag, other->file.at, "partition '%s' names '%s' here", other->name.value,
		  other->file.value);
	elf_check_help(check, "link it once more, for areas of its own: 'xpack ldscript' writes "
			      "the linker script");
}

const struct partition **check_elf_same(struct arena *arena, const struct system *system,
					const struct elf *partitions)
{
	const struct partition **same = arena_array(arena, system->n_partitions, sizeof(*same));
	struct owned_file *files = arena_array(arena, system->n_partitions, sizeof(*files));
	size_t n = 0;

	for (size_t i = 0; i < system->n_partitions; i++)
		if (partitions[i].file.size != 0)
			files[n++] = (struct owned_file){ i, &partitions[i] };
	if (n != 0)
		qsort(files, n, sizeof(*files), compare_files);
	for (size_t i = 1; i < n; i++) {
		size_t first = files[i - 1].index;

		if (compare_bytes(&files[i - 1], &files[i]) == 0)
			same[files[i].index] =
				same[first] != NULL ? same[first] : &system->partitions[first];
	}
	return same;
}
