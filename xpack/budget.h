/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * budget: who has which bytes of the board's memories, and how many of them he uses.
 *
 * Every memory is laid out in ascending addresses: areas, shared memories, devices, what was found
 * room for (device trees, modules, the loader's work area, loader and container), and between them
 * what is free.  Below an area stands what lies in it: segments, blobs.  Used are bytes that
 * something is loaded to, .bss included, each counted once; the rest of an area is its owner's, to
 * use while he runs.  All numbers are exact bytes; per cent are rounded down.
 *
 * What is not known, because an error kept it from being found out, is left out: without files the
 * use of areas, without a load table what was found room for.
 *
 * Ownership: the arena's, and it borrows names from the system and the load table.
 */
#ifndef XPACK_BUDGET_H
#define XPACK_BUDGET_H

#include <stdio.h>

#include "extents.h"
#include "json.h"
#include "pack.h"

enum budget_kind {
	BUDGET_AREA,
	BUDGET_SHARED,
	BUDGET_DEVICE,
	BUDGET_IMAGE,  /* a device tree or a module */
	BUDGET_LOADER, /* its work area; itself and the container; what a multiboot host is told */
	BUDGET_PART,   /* of an area: a segment, a blob */
	BUDGET_FREE,
	N_BUDGET_KINDS
};

struct budget_entry {
	enum budget_kind kind;
	const char *text; /* "partition 'nav' area 'main'", "segment 1 of 'nav.elf'" */
	const struct area *area;
	const void *owner; /* of an area and what lies in it: struct host or partition */
	uint64_t start;
	uint64_t size; /* not 0; start + size does not wrap */
	uint64_t used;
	bool used_known;
	bool inside; /* it lies in the area in front of it */
};

struct budget_memory {
	const struct memory *memory; /* NULL: what lies in no memory; then nothing is free */
	struct budget_entry *entries;
	size_t n;
	uint64_t taken, used; /* bytes of entries that are not free, and of what is loaded */
};

struct budget {
	struct budget_memory *memories; /* of the board, ascending; then, if any, the outside */
	size_t n;
};

/* Precondition: pack->system is there. */
struct budget budget_make(struct arena *arena, const struct pack *pack);

/* For struct cmd_report: what is a struct budget.  As a table, and as the member "memory" of an
 * open object. */
void budget_print(const void *budget, FILE *to);
void budget_json(const void *budget, struct json *json);

#endif
