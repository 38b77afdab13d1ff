/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * campaign N SEED FILE...: N mutants of each file, of any size, chosen at random, through
 * subject.h.
 *
 * One in eight is cut off somewhere.  The others have one to four bytes changed: half of them in
 * the headers' tables, half anywhere in headers, symbols, strings, relocations and notes.  For runs
 * by hand: allow libelf its pieces with ASAN_OPTIONS=max_allocation_size_mb=4096.  A file that the
 * reader refuses as a whole is changed anywhere.
 */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include "mutant.h"
#include "raw.h"

#define MAX_SIZE ((size_t)256 << 20)
#define MAX_CHANGES 4u

/* xorshift64* (Marsaglia; Vigna), so that a seed gives the same mutants everywhere. */
static uint64_t state;

static uint64_t random_below(uint64_t n)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return state * 0x2545f4914f6cdd1dull % n;
}

/* The offsets that are worth a change. */
struct targets {
	size_t *headers, *tables;
	size_t n_headers, n_tables;
};

static size_t collect(const bool *marks, size_t size, size_t *offsets)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++)
		if (marks[i])
			offsets[n++] = i;
	return n;
}

static void find_targets(struct targets *targets, struct span file, bool is_whole)
{
	bool *marks = calloc(file.size, sizeof(*marks));

	*targets = (struct targets){ calloc(file.size, sizeof(size_t)),
				     calloc(file.size, sizeof(size_t)), 0, 0 };
	require(marks != NULL && targets->headers != NULL && targets->tables != NULL, "no memory");
	if (is_whole)
		raw_mark_headers(file, marks);
	else
		memset(marks, true, file.size);
	targets->n_headers = collect(marks, file.size, targets->headers);
	if (is_whole)
		raw_mark_tables(file, marks);
	targets->n_tables = collect(marks, file.size, targets->tables);
	free(marks);
}

static size_t choose(const struct targets *targets)
{
	if (random_below(2) == 0)
		return targets->headers[random_below(targets->n_headers)];
	return targets->tables[random_below(targets->n_tables)];
}

static void try_one(struct guarded *file, struct span whole, const struct targets *targets,
		    struct mutant_count *count)
{
	size_t offsets[MAX_CHANGES], n = 1 + random_below(MAX_CHANGES);

	mutant.size = whole.size;
	if (random_below(8) == 0) {
		mutant.size = random_below(whole.size);
		guarded_set(file, whole.data, mutant.size);
		mutant_try(file, NULL, count);
		guarded_set(file, whole.data, whole.size);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		offsets[i] = mutant.offset = choose(targets);
		mutant.value = (unsigned)random_below(256);
		file->data[mutant.offset] = (uint8_t)mutant.value;
	}
	mutant_try(file, NULL, count);
	for (size_t i = 0; i < n; i++)
		file->data[offsets[i]] = whole.data[offsets[i]];
}

static void try_file(const char *path, size_t n)
{
	struct span whole = mutant_read(path, MAX_SIZE);
	struct mutant_count count = { 0 };
	struct targets targets;
	struct guarded file;

	mutant.size = whole.size;
	guarded_new(&file, whole.data, whole.size);
	mutant_try(&file, NULL, &count);
	find_targets(&targets, whole, count.outcomes[OUTCOME_REFUSED] == 0);
	for (size_t i = 0; i < n; i++)
		try_one(&file, whole, &targets, &count);
	guarded_free(&file);
	printf("%s: %zu bytes\n", path, whole.size);
	mutant_print(&count);
	free(targets.headers);
	free(targets.tables);
	free((void *)(uintptr_t)whole.data);
}

int main(int argc, char **argv)
{
	mutant_begin();
	if (argc < 4) {
		fputs("usage: campaign N SEED FILE...\n", stderr);
		return EXIT_FAILURE;
	}
	for (int i = 3; i < argc; i++) {
		/* 0 would stay 0. */
		state = strtoull(argv[2], NULL, 0) | 1;
		try_file(argv[i], strtoull(argv[1], NULL, 0));
	}
	return EXIT_SUCCESS;
}
