/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What a host can be built without, and which services go with it. */
#include "abi_parts.h"

#include <string.h>

#define BLANK ' '

/* As the schema has it. */
static bool is_feature(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return name[0] >= 'a' && name[0] <= 'z' && name[n] == '\0' && n < XPACK_NAME_SIZE;
}

static const char *test_feature(const struct abi_pair *pair)
{
	if (!is_feature(pair->first))
		return "the feature's name is not of at most 55 small letters, digits and hyphens";
	if (strcmp(pair->second, XPACK_FEATURE_ON) != 0 &&
	    strcmp(pair->second, XPACK_FEATURE_OFF) != 0)
		return "the feature is neither on nor off";
	return NULL;
}

static const char *test_member(const struct abi_pair *pair)
{
	if (!record_is_name(pair->first))
		return "the service's name is not an identifier of at most 55 characters";
	if (!is_feature(pair->second))
		return "the feature's name is not of at most 55 small letters, digits and hyphens";
	return NULL;
}

void abi_read_feature(struct abi_reader *reader, const struct record *record)
{
	abi_keep_pair(reader, record, &reader->features, test_feature);
}

void abi_read_member(struct abi_reader *reader, const struct record *record)
{
	abi_keep_pair(reader, record, &reader->members, test_member);
}

static bool says_off(const struct abi_pair *pair)
{
	return strcmp(pair->second, XPACK_FEATURE_OFF) == 0;
}

/* Another declaration of the feature, which `last` declared before. */
static void declare(const struct abi_reader *reader, struct feature *feature,
		    const struct abi_pair *last, const struct abi_pair *pair)
{
	if (last != NULL && last->source == pair->source && says_off(last) != says_off(pair))
		diag_error(reader->diag, pair->source->at, "abi-feature",
			   "'%s' has the feature '%s' both on and off", pair->source->elf->path,
			   feature->name);
	if (feature->off || !says_off(pair))
		return;
	feature->off = true;
	feature->off_at = location_of_file(pair->source->elf->path);
}

/* Declarations of one name are neighbours in the index, in the order of the files. */
static void settle_declarations(const struct abi_reader *reader, const struct index *names)
{
	const struct abi_pairs *pairs = &reader->features;
	struct feature **features = arena_array(reader->arena, pairs->n, sizeof(*features));
	struct abi *abi = reader->abi;

	abi->features = arena_array(reader->arena, pairs->n, sizeof(*abi->features));
	for (size_t i = 0; i < pairs->n; i++) {
		const struct abi_pair *pair = &pairs->items[i];
		size_t first = index_of_name(names, pair->first);

		if (first == i) {
			features[i] = &abi->features[abi->n_features++];
			*features[i] =
				(struct feature){ .name = pair->first,
						  .at = location_of_file(pair->source->elf->path) };
		}
		features[i] = features[first];
	}
	for (size_t i = 0; i < names->n; i++) {
		const struct index_entry *entry = &names->entries[i];
		bool again = i > 0 && index_same(entry - 1, entry);

		declare(reader, features[entry->place],
			again ? &pairs->items[entry[-1].place] : NULL, &pairs->items[entry->place]);
	}
}

static struct index index_features(struct arena *arena, const struct abi *abi)
{
	struct index names = { .arena = arena };

	for (size_t i = 0; i < abi->n_features; i++)
		index_add_name(&names, abi->features[i].name, i);
	index_sort(&names);
	return names;
}

static void settle_member(const struct abi_reader *reader, const struct index *features,
			  const struct abi_pair *pair)
{
	struct service *service = abi_find_service(reader, pair->first);
	size_t i = index_of_name(features, pair->second);
	const char *path = pair->source->elf->path;

	if (service == NULL)
		diag_error(reader->diag, pair->source->at, "abi-feature",
			   "'%s' has '%s' in the feature '%s', but nobody exports such a service",
			   path, pair->first, pair->second);
	else if (i == INDEX_NONE)
		diag_error(reader->diag, pair->source->at, "abi-feature",
			   "'%s' has '%s' in the feature '%s', which no XPACK_EXPORT_FEATURE "
			   "declares",
			   path, pair->first, pair->second);
	else if (service->feature != NULL && service->feature != &reader->abi->features[i])
		diag_error(reader->diag, pair->source->at, "abi-feature",
			   "'%s' has '%s' in the feature '%s', but it is in '%s' already", path,
			   pair->first, pair->second, service->feature->name);
	else
		service->feature = &reader->abi->features[i];
}

void abi_settle_features(const struct abi_reader *reader)
{
	struct index names = { .arena = reader->arena };

	for (size_t i = 0; i < reader->features.n; i++)
		index_add_name(&names, reader->features.items[i].first, i);
	index_sort(&names);
	settle_declarations(reader, &names);
	names = index_features(reader->arena, reader->abi);
	for (size_t i = 0; i < reader->members.n; i++)
		settle_member(reader, &names, &reader->members.items[i]);
}

static void report_unknown(struct diag *diag, const struct abi *abi, const char *name,
			   struct location at)
{
	const struct suggest_names names = { abi->features, abi->n_features, sizeof(struct feature),
					     offsetof(struct feature, name) };
	const char *nearest = suggest_name(abi->suggest, names, name);

	diag_error(diag, at, "abi-without", "the host has no feature '%s'", name);
	if (nearest != NULL)
		diag_help(diag, at, "did you mean '%s'?", nearest);
	else if (abi->n_features == 0)
		diag_help(diag, at, "nothing declares a feature with XPACK_EXPORT_FEATURE");
}

int abi_switch_off(struct arena *arena, struct diag *diag, struct text names, struct abi *abi)
{
	struct index features = index_features(arena, abi);
	unsigned before = diag_n_errors(diag);
	const char *rest = names.value;

	while (*rest != '\0') {
		size_t n = strcspn(rest, " ");
		const char *name = arena_text(arena, rest, n);
		size_t i = index_of_name(&features, name);

		if (i == INDEX_NONE) {
			report_unknown(diag, abi, name, names.at);
		} else if (!abi->features[i].off) {
			abi->features[i].off = true;
			abi->features[i].off_at = names.at;
		}
		rest += n;
		rest += *rest == BLANK ? 1 : 0;
	}
	return diag_n_errors(diag) == before ? 0 : -1;
}

void abi_note_off(struct diag *diag, const struct service *service)
{
	const struct feature *feature = service->feature;

	diag_note(diag, feature->off_at, "the feature '%s' is switched off %s", feature->name,
		  feature->off_at.file != NULL ? "here" : "on the command line");
}
