/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * dwarf FILE STEP: what an ELF file says of its compilers, and the same with damaged DWARF.
 *
 * Prints each compiler with its units.  Then every byte of every .debug_ and .comment section takes
 * other values, every STEP-th of all that there are, one at a time, and pieces of these sections
 * are cleared; whatever comes of it, producers_read() returns, and an undamaged file read
 * afterwards says what it said at first.  To be built with the address and undefined-behaviour
 * sanitizers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guarded.h"
#include "mutant.h"
#include "raw.h"
#include "strict_arena.h"
#include "xpack/producers.h"

#define MAX_SIZE ((size_t)256 << 10)
#define N_VALUES 256u

struct count {
	unsigned long runs, defects;
};

static const char *read_producers(struct arena *arena, struct span file)
{
	struct producers producers;
	struct elf elf;

	subject_open(arena, file, &elf);
	producers_read(arena, &elf, &producers);
	return producers.defect;
}

static void try_one(struct span file, struct count *count)
{
	size_t mark = strict_arena_mark();

	if (read_producers(arena_new(), file) != NULL)
		count->defects++;
	count->runs++;
	strict_arena_release(mark);
}

static void try_section(struct guarded *file, size_t offset, size_t size, unsigned step,
			struct count *count)
{
	static unsigned turn;

	for (size_t i = 0; i < size; i++) {
		uint8_t whole = file->data[offset + i];

		for (unsigned value = 0; value < N_VALUES; value++) {
			if (turn++ % step != 0)
				continue;
			file->data[offset + i] = (uint8_t)value;
			try_one(guarded_span(file), count);
		}
		file->data[offset + i] = whole;
	}
}

/* Clear a half, a quarter, ... of the section at each of its ends. */
static void clear_section(struct guarded *file, const uint8_t *whole, size_t offset, size_t size,
			  struct count *count)
{
	for (size_t n = size; n != 0; n /= 2) {
		memset(file->data + offset, 0, n);
		try_one(guarded_span(file), count);
		memcpy(file->data + offset, whole + offset, size);
		memset(file->data + offset + size - n, 0xff, n);
		try_one(guarded_span(file), count);
		memcpy(file->data + offset, whole + offset, size);
	}
}

static void print_producers(const struct producers *producers)
{
	for (size_t i = 0; i < producers->n_producers; i++) {
		const struct producer *producer = &producers->producers[i];

		printf("%s:", producer->name);
		for (size_t j = 0; j < producer->n_units; j++) {
			const char *slash = strrchr(producer->units[j], '/');

			printf(" %s", slash == NULL ? producer->units[j] : slash + 1);
		}
		printf("\n");
	}
	printf("defect: %s\n", producers->defect == NULL ? "none" : producers->defect);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct count count = { 0, 0 };
	struct producers producers;
	struct guarded guarded;
	struct span whole;
	struct elf elf;

	require(argc == 3, "dwarf FILE STEP");
	mutant_begin();
	whole = mutant_read(argv[1], MAX_SIZE);
	guarded_new(&guarded, whole.data, whole.size);
	subject_open(arena, whole, &elf);
	producers_read(arena, &elf, &producers);
	print_producers(&producers);
	for (size_t i = 1; i < elf.n_sections; i++) {
		const struct elf_section *section = &elf.sections[i];
		size_t offset = (size_t)(section->data.data - whole.data);

		if (section->data.size == 0 || (strncmp(section->name, ".debug_", 7) != 0 &&
						strcmp(section->name, ".comment") != 0))
			continue;
		clear_section(&guarded, whole.data, offset, section->data.size, &count);
		try_section(&guarded, offset, section->data.size,
			    (unsigned)strtoul(argv[2], NULL, 10), &count);
	}
	require(read_producers(arena, guarded_span(&guarded)) == NULL, "the file was not restored");
	require(count.runs > 1000, "hardly anything was tried");
	require(count.defects != 0, "no damage was ever seen");
	guarded_free(&guarded);
	arena_free(arena);
	free((void *)(uintptr_t)whole.data);
	return 0;
}
