/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * mutants [-t ARCH GUEST ABI HOST] FILE...: every truncation of each file, and every other value of
 * every byte of its headers and tables, through subject.h; in TAP, a result for each file.
 *
 * With -t the files are tried with that guest, ABI object and host; ARCH is sparc or x86.  It ends
 * at the first mutant that is not treated well, naming it.  To be built with the address and
 * undefined-behaviour sanitizers.
 */
#include <inttypes.h>
#include <sanitizer/asan_interface.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "guarded.h"
#include "raw.h"
#include "strict_arena.h"
#include "subject.h"

#define N_VALUES 256u
/* 255 mutants take a few milliseconds. */
#define MAX_SECONDS 30u
/* What one run may take, at most, for each byte of the file, and besides. */
#define MEMORY_FACTOR 16u
#define MEMORY_BESIDES ((size_t)8 << 10)

/* What is being tried; for whoever reports that it went wrong. */
static struct {
	const char *path;
	size_t size;   /* of the file, or what is left of it */
	size_t offset; /* of the byte that was changed */
	unsigned value;
} current;

struct count {
	size_t n_bytes, n_runs, most_memory;
	size_t outcomes[N_OUTCOMES];
	unsigned n_linked;
};

/* Of the sanitizer's interface, whose header not every compiler brings. */
size_t __sanitizer_get_current_allocated_bytes(void);

const char *__asan_default_options(void)
{
	return "max_allocation_size_mb=1:allocator_may_return_null=0:malloc_context_size=4:"
	       "quarantine_size_mb=1:check_initialization_order=1:detect_stack_use_after_return=0";
}

static void name_mutant(void)
{
	fprintf(stderr, "mutant: %s, %zu bytes, byte 0x%zx is 0x%02x\n", current.path, current.size,
		current.offset, current.value);
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

static void try(struct guarded *file, const struct trio *trio, struct count *count)
{
	size_t mark = strict_arena_mark(), memory;

	count->outcomes[subject_try(guarded_span(file), trio, &count->n_linked)]++;
	count->n_runs++;
	memory = strict_arena_mark() - mark;
	if (memory > count->most_memory)
		count->most_memory = memory;
	require(memory <= MEMORY_FACTOR * file->size + MEMORY_BESIDES, "it takes much memory");
	strict_arena_release(mark);
}

static void try_truncations(struct guarded *file, const uint8_t *bytes, size_t size,
			    const struct trio *trio, struct count *count)
{
	for (size_t n = 0; n < size; n++) {
		alarm(MAX_SECONDS);
		current.size = n;
		guarded_set(file, bytes, n);
		try(file, trio, count);
	}
}

static void try_values(struct guarded *file, size_t offset, const struct trio *trio,
		       struct count *count)
{
	uint8_t whole = file->data[offset];

	alarm(MAX_SECONDS);
	current.offset = offset;
	for (unsigned value = 0; value < N_VALUES; value++) {
		current.value = value;
		file->data[offset] = (uint8_t)value;
		if (value != whole)
			try(file, trio, count);
	}
	file->data[offset] = whole;
}

static void try_bytes(struct guarded *file, const uint8_t *bytes, size_t size,
		      const struct trio *trio, struct count *count)
{
	bool *marks = calloc(size, sizeof(*marks));
	size_t allocated;

	current.size = size;
	guarded_set(file, bytes, size);
	try(file, trio, count);
	require(count->n_runs == size + 1, "a truncation was left out");
	require(count->outcomes[OUTCOME_REFUSED] < count->n_runs, "the whole file is refused");
	if (trio != NULL && raw_is_executable(guarded_span(file)))
		require(count->outcomes[OUTCOME_ACCEPTED] != 0, "the whole file is found wrong");
	count->n_bytes = raw_mark_tables(guarded_span(file), marks);
	allocated = __sanitizer_get_current_allocated_bytes();
	for (size_t i = 0; i < size; i++)
		if (marks[i])
			try_values(file, i, trio, count);
	require(memcmp(file->data, bytes, size) == 0, "the file's bytes were changed");
	require(__sanitizer_get_current_allocated_bytes() == allocated, "memory was lost");
	free(marks);
}

static struct span read_file(const char *path)
{
	uint8_t *bytes = calloc(1, GUARDED_MAX_SIZE + 1);
	FILE *from = fopen(path, "rb");
	size_t size;

	current.path = path;
	require(from != NULL, "cannot be read");
	size = fread(bytes, 1, GUARDED_MAX_SIZE + 1, from);
	require(size != 0 && size <= GUARDED_MAX_SIZE, "is empty or too large");
	fclose(from);
	return (struct span){ bytes, size };
}

static void test_file(const char *path, unsigned number, const struct trio *trio)
{
	struct span whole = read_file(path);
	struct count count = { 0 };
	struct guarded file;

	guarded_new(&file, whole.data, whole.size);
	try_truncations(&file, whole.data, whole.size, trio, &count);
	try_bytes(&file, whole.data, whole.size, trio, &count);
	guarded_free(&file);
	require(count.n_runs == whole.size + 1 + count.n_bytes * (N_VALUES - 1),
		"not every mutant was tried");
	require(count.outcomes[OUTCOME_REFUSED] != 0, "nothing was ever refused");
	printf("ok %u - %s: all truncations, all values of %zu of %zu bytes\n", number, path,
	       count.n_bytes, whole.size);
	printf("# %zu runs: %zu refused by the reader, %zu found wrong, %zu accepted; %u linked; "
	       "at most %zu bytes of memory\n",
	       count.n_runs, count.outcomes[OUTCOME_REFUSED], count.outcomes[OUTCOME_READ],
	       count.outcomes[OUTCOME_ACCEPTED], count.n_linked, count.most_memory);
	fflush(stdout);
	free((void *)(uintptr_t)whole.data);
}

/* They stay open as long as the program runs. */
static void open_trio(char **names, struct trio *trio)
{
	static struct elf files[3];
	static struct guarded bytes[3];
	static struct abi abi;
	struct arena *arena = arena_new();

	trio->arch = strcmp(names[0], "sparc") == 0 ? ARCH_SPARC_LEON3 : ARCH_X86;
	for (size_t i = 0; i < 3; i++) {
		struct span file = read_file(names[i + 1]);

		guarded_new(&bytes[i], file.data, file.size);
		free((void *)(uintptr_t)file.data);
		subject_open(arena, guarded_span(&bytes[i]), &files[i]);
	}
	subject_read_abi(arena, &files[1], &abi);
	trio->guest = &files[0];
	trio->abi = &abi;
	trio->host = &files[2];
}

int main(int argc, char **argv)
{
	struct trio trio;
	int first = 1;

	signal(SIGALRM, hang);
	__sanitizer_set_death_callback(name_mutant);
	if (argc > 5 && strcmp(argv[1], "-t") == 0) {
		open_trio(argv + 2, &trio);
		first = 6;
	}
	for (int i = first; i < argc; i++)
		test_file(argv[i], (unsigned)(i - first + 1), first == 1 ? NULL : &trio);
	printf("1..%d\n", argc - first);
	return EXIT_SUCCESS;
}
