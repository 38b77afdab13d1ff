/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "mutant.h"

#include <sanitizer/asan_interface.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "raw.h"
#include "strict_arena.h"

/* One run takes microseconds, with a file of megabytes milliseconds. */
#define MAX_SECONDS 30u
/* What one run may take, at most, for each byte of the file, and besides. */
#define MEMORY_FACTOR 16u
#define MEMORY_BESIDES ((size_t)8 << 10)

struct mutant mutant;

/* What is allocated in one piece outside of arenas, by libelf, is bounded too. */
const char *__asan_default_options(void)
{
	return "max_allocation_size_mb=1:allocator_may_return_null=0:malloc_context_size=4:"
	       "quarantine_size_mb=1:check_initialization_order=1:detect_stack_use_after_return=0";
}

static void name_mutant(void)
{
	fprintf(stderr, "mutant: %s, %zu bytes, byte 0x%zx is 0x%02x\n", mutant.path, mutant.size,
		mutant.offset, mutant.value);
}

static void hang(int number)
{
	(void)number;
	name_mutant();
	fputs("it does not end\n", stderr);
	abort();
}

void require(bool holds, const char *what)
{
	if (holds)
		return;
	name_mutant();
	fprintf(stderr, "%s\n", what);
	exit(EXIT_FAILURE);
}

void mutant_begin(void)
{
	signal(SIGALRM, hang);
	__sanitizer_set_death_callback(name_mutant);
}

struct span mutant_read(const char *path, size_t max_size)
{
	uint8_t *bytes = malloc(max_size + 1);
	FILE *from = fopen(path, "rb");
	size_t size;

	mutant = (struct mutant){ .path = path };
	require(bytes != NULL && from != NULL, "cannot be read");
	size = fread(bytes, 1, max_size + 1, from);
	require(size != 0 && size <= max_size, "is empty or too large");
	fclose(from);
	return (struct span){ bytes, size };
}

void mutant_try(struct guarded *file, const struct trio *trio, struct mutant_count *count)
{
	size_t mark = strict_arena_mark(), memory;

	if (count->n_runs % 256 == 0)
		alarm(MAX_SECONDS);
	count->outcomes[subject_try(guarded_span(file), trio, &count->n_linked)]++;
	count->n_runs++;
	memory = strict_arena_mark() - mark;
	if (memory > count->most_memory)
		count->most_memory = memory;
	require(memory <= MEMORY_FACTOR * file->size + MEMORY_BESIDES, "it takes much memory");
	strict_arena_release(mark);
}

void mutant_print(const struct mutant_count *count)
{
	printf("# %zu runs: %zu refused by the reader, %zu found wrong, %zu accepted; %u linked; "
	       "at most %zu bytes of memory\n",
	       count->n_runs, count->outcomes[OUTCOME_REFUSED], count->outcomes[OUTCOME_READ],
	       count->outcomes[OUTCOME_ACCEPTED], count->n_linked, count->most_memory);
	fflush(stdout);
}
