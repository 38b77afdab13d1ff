/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What a host says about its services to people and compilers: documentation and types. */
#include "abi_parts.h"

#include <string.h>

#define BLANKS " \t"

static bool is_blank_text(const char *text)
{
	return text[strspn(text, BLANKS)] == '\0';
}

static const char *test_doc(const struct abi_pair *pair)
{
	if (!record_is_name(pair->first))
		return "the service's name is not an identifier of at most 55 characters";
	return is_blank_text(pair->second) ? "it documents nothing" : NULL;
}

/* "point_t" or "struct point". */
static bool is_type_name(const char *name)
{
	static const char *const tags[] = { "struct ", "union ", "enum " };

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (strncmp(name, tags[i], strlen(tags[i])) == 0)
			return record_is_name(name + strlen(tags[i]));
	return record_is_name(name);
}

static const char *test_type(const struct abi_pair *pair)
{
	if (!is_type_name(pair->first))
		return "the type's name is not an identifier of at most 55 characters, with or "
		       "without struct, union or enum";
	return is_blank_text(pair->second) ? "the type has no declaration" : NULL;
}

void abi_read_doc(struct abi_reader *reader, const struct record *record)
{
	abi_keep_pair(reader, record, &reader->docs, test_doc);
}

void abi_read_type(struct abi_reader *reader, const struct record *record)
{
	abi_keep_pair(reader, record, &reader->types, test_type);
}

/* White space does not count, so that a macro's text may go on in the next line. */
static const char *squeeze(struct arena *arena, const char *text)
{
	char *out = arena_text(arena, text, strlen(text));
	size_t n = 0;

	for (text += strspn(text, BLANKS); *text != '\0'; text += strspn(text, BLANKS)) {
		size_t size = strcspn(text, BLANKS);

		if (n > 0)
			out[n++] = ' ';
		memmove(out + n, text, size);
		n += size;
		text += size;
	}
	out[n] = '\0';
	return out;
}

static void settle_docs(const struct abi_reader *reader)
{
	for (size_t i = 0; i < reader->docs.n; i++) {
		const struct abi_pair *pair = &reader->docs.items[i];
		struct service *service = abi_find_service(reader, pair->first);

		if (service == NULL) {
			diag_error(reader->diag, pair->source->at, "abi-doc",
				   "'%s' documents '%s', but nobody exports such a service",
				   pair->source->elf->path, pair->first);
			continue;
		}
		service->docs = arena_grow(reader->arena, service->docs, service->n_docs,
					   sizeof(*service->docs));
		service->docs[service->n_docs++] = squeeze(reader->arena, pair->second);
	}
}

static void report_types(const struct abi_reader *reader, const struct abi_pair *first,
			 const struct abi_pair *pair)
{
	diag_error(reader->diag, pair->source->at, "abi-type", "type '%s' is declared in two ways",
		   pair->first);
	diag_note(reader->diag, location_of_file(first->source->elf->path), "declared here: %s",
		  first->second);
	diag_note(reader->diag, location_of_file(pair->source->elf->path), "and here: %s",
		  pair->second);
}

/* A type that several files declare is there once. */
static void settle_types(const struct abi_reader *reader)
{
	const struct abi_pairs *pairs = &reader->types;
	const char **normal = arena_array(reader->arena, pairs->n, sizeof(*normal));
	struct index names = { .arena = reader->arena };
	struct abi *abi = reader->abi;

	for (size_t i = 0; i < pairs->n; i++) {
		index_add_name(&names, pairs->items[i].first, i);
		normal[i] = abi_normalise(reader->arena, pairs->items[i].second);
	}
	index_sort(&names);
	abi->types = arena_array(reader->arena, pairs->n, sizeof(*abi->types));
	for (size_t i = 0; i < pairs->n; i++) {
		const struct abi_pair *pair = &pairs->items[i];
		size_t first = index_of_name(&names, pair->first);

		if (first == i)
			abi->types[abi->n_types++] =
				(struct abi_type){ pair->first,
						   squeeze(reader->arena, pair->second),
						   location_of_file(pair->source->elf->path) };
		else if (strcmp(normal[first], normal[i]) != 0)
			report_types(reader, &pairs->items[first], pair);
	}
}

void abi_settle_texts(const struct abi_reader *reader)
{
	settle_docs(reader);
	settle_types(reader);
}
