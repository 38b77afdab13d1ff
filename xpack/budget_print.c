/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The budget as a table, and as JSON. */

#include <inttypes.h>

#include "budget.h"

static const char *const kind_names[N_BUDGET_KINDS] = {
	[BUDGET_AREA] = "area",   [BUDGET_SHARED] = "shared", [BUDGET_DEVICE] = "device",
	[BUDGET_IMAGE] = "image", [BUDGET_LOADER] = "loader", [BUDGET_PART] = "part",
	[BUDGET_FREE] = "free",
};

/* Rounded down; whole is not 0 and has 33 bits at most. */
static uint64_t percent(uint64_t part, uint64_t whole)
{
	return part * 100 / whole;
}

static void print_heading(const struct budget_memory *budget, FILE *to)
{
	const struct memory *memory = budget->memory;
	uint64_t size;

	if (memory == NULL) {
		fputs("outside of all memories\n", to);
		return;
	}
	size = memory->size.value;
	fprintf(to,
		"memory '%s' (%s) 0x%08" PRIx64 "..0x%08" PRIx64 ": %" PRIu64 " bytes, %" PRIu64
		" taken (%" PRIu64 " %%), %" PRIu64 " free (%" PRIu64 " %%)\n",
		memory->name.value, model_memory_kinds[memory->kind], memory->start.value,
		memory->start.value + (size - 1), size, budget->taken, percent(budget->taken, size),
		size - budget->taken, percent(size - budget->taken, size));
}

static void print_entry(const struct budget_entry *entry, FILE *to)
{
	fprintf(to, "  0x%08" PRIx64 "..0x%08" PRIx64 " %10" PRIu64, entry->start,
		entry->start + (entry->size - 1), entry->size);
	if (entry->kind == BUDGET_PART || entry->kind == BUDGET_FREE)
		fprintf(to, " %10s %10s %5s", "", "", "");
	else if (!entry->used_known)
		fprintf(to, " %10s %10s %5s", "?", "?", "");
	else
		fprintf(to, " %10" PRIu64 " %10" PRIu64 " %3" PRIu64 " %%", entry->used,
			entry->size - entry->used, percent(entry->used, entry->size));
	fprintf(to, "  %s%s", entry->inside ? "  " : "", entry->text);
	if (entry->area != NULL)
		fprintf(to, " (%s%s)", entry->area->access_name.value,
			entry->area->zero ? ", zero" : "");
	fputc('\n', to);
}

void budget_print(const void *what, FILE *to)
{
	const struct budget *budget = what;

	for (size_t i = 0; i < budget->n; i++) {
		print_heading(&budget->memories[i], to);
		fprintf(to, "  %-22s %10s %10s %10s %5s  %s\n", "place", "bytes", "used", "free",
			"used", "what");
		for (size_t j = 0; j < budget->memories[i].n; j++)
			print_entry(&budget->memories[i].entries[j], to);
	}
}

static void write_entry(const struct budget_entry *entry, struct json *json)
{
	json_open(json, NULL, '{');
	json_text(json, "kind", kind_names[entry->kind]);
	json_text(json, "what", entry->text);
	json_bool(json, "inside", entry->inside);
	json_number(json, "start", entry->start);
	json_number(json, "size", entry->size);
	if (entry->used_known && entry->kind != BUDGET_FREE)
		json_number(json, "used", entry->used);
	if (entry->area != NULL) {
		json_text(json, "access", entry->area->access_name.value);
		json_bool(json, "zero", entry->area->zero);
	}
	json_close(json, '}');
}

static void write_memory(const struct budget_memory *budget, struct json *json)
{
	const struct memory *memory = budget->memory;

	json_open(json, NULL, '{');
	if (memory != NULL) {
		json_text(json, "name", memory->name.value);
		json_text(json, "kind", model_memory_kinds[memory->kind]);
		json_number(json, "start", memory->start.value);
		json_number(json, "size", memory->size.value);
		json_number(json, "free", memory->size.value - budget->taken);
	}
	json_number(json, "taken", budget->taken);
	json_number(json, "used", budget->used);
	json_open(json, "entries", '[');
	for (size_t i = 0; i < budget->n; i++)
		write_entry(&budget->entries[i], json);
	json_close(json, ']');
	json_close(json, '}');
}

void budget_json(const void *what, struct json *json)
{
	const struct budget *budget = what;

	json_open(json, "memory", '[');
	for (size_t i = 0; i < budget->n; i++)
		write_memory(&budget->memories[i], json);
	json_close(json, ']');
}
