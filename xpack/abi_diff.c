/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "abi_diff.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "index.h"

const char *const abi_change_names[] = { "machine", "abi",   "type", "removed", "off",
					 "changed", "added", "on",   "reached" };

struct comparison {
	struct arena *arena;
	const struct abi *before, *after;
	struct abi_diff *diff;
};

bool abi_change_breaks(enum abi_change_kind kind)
{
	return kind < ABI_SERVICE_ADDED;
}

static void add(struct comparison *comparison, struct abi_change change)
{
	struct abi_diff *diff = comparison->diff;

	diff->changes = arena_grow(comparison->arena, diff->changes, diff->n_changes,
				   sizeof(*diff->changes));
	diff->changes[diff->n_changes++] = change;
	if (abi_change_breaks(change.kind))
		diff->n_breaking++;
	if (change.kind == ABI_WAY_CHANGED)
		diff->pack_anew = true;
}

static bool same_code(const struct glue *a, const struct glue *b)
{
	if (a->code.size != b->code.size || a->n_relocations != b->n_relocations ||
	    memcmp(a->code.data, b->code.data, a->code.size) != 0)
		return false;
	for (size_t i = 0; i < a->n_relocations; i++)
		if (a->relocations[i]->offset != b->relocations[i]->offset ||
		    a->relocations[i]->type != b->relocations[i]->type ||
		    a->relocations[i]->addend != b->relocations[i]->addend)
			return false;
	return true;
}

/* Does a window that was filled for one still do for the other?  Where symbols lie is another
 * question, which only linking answers. */
static bool same_way(const struct service *a, const struct service *b)
{
	if (a->kind != b->kind || a->number != b->number || strcmp(a->symbol, b->symbol) != 0 ||
	    (a->glue == NULL) != (b->glue == NULL))
		return false;
	return a->glue == NULL || same_code(a->glue, b->glue);
}

/* "trap 7 through glue xh_trap", "call of log_text" */
static const char *way_of(struct arena *arena, const struct service *service)
{
	const char *way = service->kind == SERVICE_TRAP
				  ? arena_printf(arena, "trap %" PRIu32, service->number)
				  : arena_printf(arena, "call of %s", service->symbol);

	if (service->glue == NULL)
		return way;
	return arena_printf(arena, "%s through glue %s", way, service->glue->name);
}

static const char *feature_of(const struct service *service)
{
	return service->feature != NULL ? service->feature->name : NULL;
}

static void compare_way(struct comparison *comparison, const struct service *before,
			const struct service *after)
{
	if (!same_way(before, after))
		add(comparison, (struct abi_change){ ABI_WAY_CHANGED, before->name,
						     way_of(comparison->arena, before),
						     way_of(comparison->arena, after), NULL });
}

/* NULL stands for a service that is not there at all. */
static void compare_service(struct comparison *comparison, const struct service *before,
			    const struct service *after)
{
	bool was = before != NULL && !service_is_off(before);
	bool is = after != NULL && !service_is_off(after);

	if (was && is && strcmp(before->prototype, after->prototype) != 0)
		add(comparison, (struct abi_change){ ABI_PROTOTYPE_CHANGED, before->name,
						     before->prototype, after->prototype, NULL });
	else if (was && is)
		compare_way(comparison, before, after);
	else if (was && after != NULL)
		add(comparison,
		    (struct abi_change){ ABI_SERVICE_OFF, before->name, before->prototype,
					 after->prototype, feature_of(after) });
	else if (was)
		add(comparison, (struct abi_change){ ABI_SERVICE_REMOVED, before->name,
						     before->prototype, NULL, NULL });
	else if (is && before != NULL)
		add(comparison, (struct abi_change){ ABI_SERVICE_ON, after->name, before->prototype,
						     after->prototype, feature_of(before) });
	else if (is)
		add(comparison, (struct abi_change){ ABI_SERVICE_ADDED, after->name, NULL,
						     after->prototype, NULL });
}

/* Both sides are sorted by name. */
static void compare_services(struct comparison *comparison)
{
	const struct abi *before = comparison->before, *after = comparison->after;
	size_t i = 0, j = 0;

	while (i < before->n_services || j < after->n_services) {
		int order = i == before->n_services ? 1 : -1;

		if (i < before->n_services && j < after->n_services)
			order = strcmp(before->services[i].name, after->services[j].name);
		compare_service(comparison, order <= 0 ? &before->services[i] : NULL,
				order >= 0 ? &after->services[j] : NULL);
		i += order <= 0 ? 1 : 0;
		j += order >= 0 ? 1 : 0;
	}
}

/* A type that came or went is used by no prototype that stayed, or its prototypes say enough. */
static void compare_types(struct comparison *comparison)
{
	const struct abi *before = comparison->before, *after = comparison->after;
	struct index names = { .arena = comparison->arena };

	for (size_t i = 0; i < after->n_types; i++)
		index_add_name(&names, after->types[i].name, i);
	index_sort(&names);
	for (size_t i = 0; i < before->n_types; i++) {
		const struct abi_type *type = &before->types[i];
		size_t j = index_of_name(&names, type->name);

		if (j != INDEX_NONE &&
		    strcmp(abi_normalise(comparison->arena, type->declaration),
			   abi_normalise(comparison->arena, after->types[j].declaration)) != 0)
			add(comparison,
			    (struct abi_change){ ABI_TYPE_CHANGED, type->name, type->declaration,
						 after->types[j].declaration, NULL });
	}
}

static const char *version_of(struct arena *arena, const struct abi *abi)
{
	return abi->name != NULL ? arena_printf(arena, "%s %s", abi->name, abi->version) : NULL;
}

/* Names are compared where both sides have one, as linking does. */
static void compare_names(struct comparison *comparison)
{
	const struct abi *before = comparison->before, *after = comparison->after;

	if (before->name == NULL || after->name == NULL ||
	    (strcmp(before->name, after->name) == 0 &&
	     strcmp(before->version, after->version) == 0))
		return;
	add(comparison, (struct abi_change){ ABI_NAME_CHANGED, before->name,
					     version_of(comparison->arena, before),
					     version_of(comparison->arena, after), NULL });
}

static void compare_machines(struct comparison *comparison)
{
	uint16_t before = comparison->before->machine, after = comparison->after->machine;

	if (before != after)
		add(comparison,
		    (struct abi_change){ ABI_MACHINE_CHANGED, "machine",
					 elf_machine_name(comparison->arena, before),
					 elf_machine_name(comparison->arena, after), NULL });
}

static int compare_changes(const void *a, const void *b)
{
	const struct abi_change *left = a, *right = b;

	if (left->kind != right->kind)
		return left->kind < right->kind ? -1 : 1;
	return strcmp(left->name, right->name);
}

struct abi_diff abi_diff_of(struct arena *arena, const struct abi *before, const struct abi *after)
{
	struct abi_diff diff = { 0 };
	struct comparison comparison = { arena, before, after, &diff };

	compare_machines(&comparison);
	compare_names(&comparison);
	compare_types(&comparison);
	compare_services(&comparison);
	if (diff.n_changes != 0)
		qsort(diff.changes, diff.n_changes, sizeof(*diff.changes), compare_changes);
	return diff;
}
