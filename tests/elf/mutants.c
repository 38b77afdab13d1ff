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
#include <stdio.h>
#include <stdlib.h>

#include "mutant.h"
#include "raw.h"

#define N_VALUES 256u
/* A small file. */
#define MAX_SIZE ((size_t)16 << 10)

/* Of the sanitizer's interface, whose header not every compiler brings. */
size_t __sanitizer_get_current_allocated_bytes(void);

static void try_truncations(struct guarded *file, const uint8_t *bytes, size_t size,
			    const struct trio *trio, struct mutant_count *count)
{
	for (size_t n = 0; n < size; n++) {
		mutant.size = n;
		guarded_set(file, bytes, n);
		mutant_try(file, trio, count);
	}
}

static void try_values(struct guarded *file, size_t offset, const struct trio *trio,
		       struct mutant_count *count)
{
	uint8_t whole = file->data[offset];

	mutant.offset = offset;
	for (unsigned value = 0; value < N_VALUES; value++) {
		mutant.value = value;
		file->data[offset] = (uint8_t)value;
		if (value != whole)
			mutant_try(file, trio, count);
	}
	file->data[offset] = whole;
}

static void try_bytes(struct guarded *file, const uint8_t *bytes, size_t size,
		      const struct trio *trio, struct mutant_count *count)
{
	bool *marks = calloc(size, sizeof(*marks));
	size_t allocated;

	mutant.size = size;
	guarded_set(file, bytes, size);
	mutant_try(file, trio, count);
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

static void test_file(const char *path, unsigned number, const struct trio *trio)
{
	struct span whole = mutant_read(path, MAX_SIZE);
	struct mutant_count count = { 0 };
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
	mutant_print(&count);
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
		struct span file = mutant_read(names[i + 1], MAX_SIZE);

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

	mutant_begin();
	if (argc > 5 && strcmp(argv[1], "-t") == 0) {
		open_trio(argv + 2, &trio);
		first = 6;
	}
	for (int i = first; i < argc; i++)
		test_file(argv[i], (unsigned)(i - first + 1), first == 1 ? NULL : &trio);
	printf("1..%d\n", argc - first);
	return EXIT_SUCCESS;
}
