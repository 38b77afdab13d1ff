/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "abi.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "abi_parts.h"

#define EXPORTS ".xpack.exports"

void abi_record_error(const struct abi_reader *reader, const struct record *record,
		      const char *defect)
{
	abi_error(reader, "abi-record", "'%s': record at 0x%zx of section '%.64s': %s",
		  reader->source->elf->path, record->offset, record->section->name, defect);
}

void abi_keep_pair(struct abi_reader *reader, const struct record *record, struct abi_pairs *pairs,
		   const char *(*test)(const struct abi_pair *pair))
{
	struct abi_pair pair = { .source = reader->source };
	const char *texts[2];
	const char *defect = record_texts(record, XPACK_PAIR_TEXT_OFFSET, texts, 2);

	if (defect == NULL) {
		pair.first = texts[0];
		pair.second = texts[1];
		defect = test(&pair);
	}
	if (defect != NULL) {
		abi_record_error(reader, record, defect);
		return;
	}
	pairs->items = arena_grow(reader->arena, pairs->items, pairs->n, sizeof(*pairs->items));
	pairs->items[pairs->n++] = pair;
}

static void read_name(const struct abi_reader *reader, const struct record *record)
{
	struct abi *abi = reader->abi;
	const char *texts[2];
	const char *defect = record_texts(record, XPACK_PAIR_TEXT_OFFSET, texts, 2);

	if (defect != NULL) {
		abi_record_error(reader, record, defect);
		return;
	}
	if (abi->name == NULL) {
		abi->name = texts[0];
		abi->version = texts[1];
		abi->name_at = location_of_file(reader->source->elf->path);
		return;
	}
	if (strcmp(abi->name, texts[0]) != 0 || strcmp(abi->version, texts[1]) != 0)
		abi_error(
			reader, "abi-name",
			"'%s' names the ABI '%s' version '%s', which was '%s' version '%s' before",
			reader->source->elf->path, texts[0], texts[1], abi->name, abi->version);
}

/* The defect of an export's fields among each other, NULL when there is none. */
static const char *test_service(uint32_t version, const struct service *service)
{
	if (version != (uint32_t)XPACK_EXPORT_VERSION << 16)
		return "its version or a flag is not known";
	if (service->kind != SERVICE_TRAP && service->kind != SERVICE_CALL)
		return "its kind is neither trap nor call";
	if (!record_is_name(service->name))
		return "the service's name is not an identifier of at most 55 characters";
	if (service->prototype[0] == '\0')
		return "it has no prototype";
	if (service->kind == SERVICE_TRAP &&
	    (service->glue_name[0] == '\0' || service->symbol[0] != '\0'))
		return "a trap names its glue and no symbol";
	if (service->kind == SERVICE_CALL && (service->symbol[0] == '\0' || service->number != 0))
		return "a call names its symbol and no number";
	return NULL;
}

static void read_export(const struct abi_reader *reader, const struct record *record)
{
	const struct elf *elf = reader->source->elf;
	const uint8_t *bytes = record->bytes.data;
	struct abi *abi = reader->abi;
	const char *texts[4];
	const char *defect = "it is too short";
	struct service service;

	if (record->bytes.size > XPACK_EXPORT_TEXT_OFFSET)
		defect = record_texts(record, XPACK_EXPORT_TEXT_OFFSET, texts, 4);
	if (defect == NULL) {
		service = (struct service){
			.name = texts[0],
			.prototype = abi_normalise(reader->arena, texts[3]),
			.kind = elf_get32(elf, bytes + XPACK_EXPORT_KIND_OFFSET),
			.number = elf_get32(elf, bytes + XPACK_EXPORT_NUMBER_OFFSET),
			.glue_name = texts[1],
			.symbol = texts[2],
			.at = location_of_file(elf->path),
			.source_at = reader->source->at,
			.order = abi->n_services,
		};
		defect =
			test_service(elf_get32(elf, bytes + XPACK_EXPORT_VERSION_OFFSET), &service);
	}
	if (defect != NULL) {
		abi_record_error(reader, record, defect);
		return;
	}
	abi->services =
		arena_grow(reader->arena, abi->services, abi->n_services, sizeof(*abi->services));
	abi->services[abi->n_services++] = service;
}

static void read_record(struct abi_reader *reader, const struct record *record)
{
	reader->says_something |=
		record_is(record, XPACK_EXPORT_MAGIC) || record_is(record, XPACK_FEATURE_MAGIC);
	if (record_is(record, XPACK_EXPORT_MAGIC))
		read_export(reader, record);
	else if (record_is(record, XPACK_ABI_MAGIC))
		read_name(reader, record);
	else if (record_is(record, XPACK_GLUE_MAGIC))
		abi_read_glue(reader, record);
	else if (record_is(record, XPACK_FEATURE_MAGIC))
		abi_read_feature(reader, record);
	else if (record_is(record, XPACK_MEMBER_MAGIC))
		abi_read_member(reader, record);
	else if (record_is(record, XPACK_DOC_MAGIC))
		abi_read_doc(reader, record);
	else if (record_is(record, XPACK_TYPE_MAGIC))
		abi_read_type(reader, record);
	else
		abi_record_error(reader, record, "its magic is not known");
}

static void read_records(struct abi_reader *reader)
{
	struct record_walk walk = { .elf = reader->source->elf, .prefix = EXPORTS };
	struct abi *abi = reader->abi;
	struct record record;
	int found;

	reader->says_something = false;
	while ((found = record_next(&walk, &record)) == 1)
		read_record(reader, &record);
	if (found < 0)
		abi_record_error(reader, &record, walk.defect);
	if (!reader->says_something)
		return;
	abi->files = arena_grow(reader->arena, abi->files, abi->n_files, sizeof(*abi->files));
	abi->files[abi->n_files++] = reader->source->elf->path;
}

/* Numbers and texts of records must be constants: a relocation would fill them in at a link that
 * never happens. */
static void test_record_relocations(const struct abi_reader *reader)
{
	const struct elf *elf = reader->source->elf;

	for (size_t i = 0; i < elf->n_relocations; i++) {
		const struct elf_relocation *relocation = &elf->relocations[i];
		const struct elf_section *section = &elf->sections[relocation->section];

		if (relocation->section == 0 || !record_section_matches(section, EXPORTS))
			continue;
		abi_error(reader, "abi-record",
			  "'%s': relocation at 0x%" PRIx64 " of section '%.64s': a field of an "
			  "export is not a constant",
			  elf->path, relocation->offset, section->name);
	}
}

/* All sources are for one machine, and either never linked or linked to fixed addresses. */
static bool test_object(struct abi_reader *reader, const struct abi_source *first)
{
	const struct elf *elf = reader->source->elf;

	if (elf->type != ET_REL && elf->type != ET_EXEC) {
		abi_error(reader, "abi-object",
			  "'%s' is neither a relocatable object nor an executable", elf->path);
		return false;
	}
	if (elf->machine != first->elf->machine || elf->is64 != first->elf->is64 ||
	    elf->big_endian != first->elf->big_endian) {
		abi_error(reader, "abi-object", "'%s' is for %s, but '%s' is for %s", elf->path,
			  elf_machine_name(reader->arena, elf->machine), first->elf->path,
			  elf_machine_name(reader->arena, first->elf->machine));
		abi_help(reader, "assemble the ABI object with the compiler and flags of the host");
		return false;
	}
	reader->machine = stub_machine(elf->machine);
	if (reader->machine == NULL || elf->is64) {
		abi_error(reader, "abi-object", "'%s' is for %s, for which there are no stubs",
			  elf->path, elf_machine_name(reader->arena, elf->machine));
		return false;
	}
	return true;
}

static int compare_name(const void *key, const void *item)
{
	const struct service *service = item;

	return strcmp(key, service->name);
}

struct service *abi_find_service(const struct abi_reader *reader, const char *name)
{
	const struct abi *abi = reader->abi;

	if (abi->n_services == 0)
		return NULL;
	return bsearch(name, abi->services, abi->n_services, sizeof(*abi->services), compare_name);
}

static int compare_services(const void *a, const void *b)
{
	const struct service *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static void sort_services(const struct abi_reader *reader)
{
	struct abi *abi = reader->abi;

	if (abi->n_services == 0)
		return;
	qsort(abi->services, abi->n_services, sizeof(*abi->services), compare_services);
	for (size_t i = 0; i < abi->n_services; i++) {
		struct service *service = &abi->services[i];

		abi_resolve_glue(reader, service);
		if (i == 0 || compare_services(service - 1, service) != 0)
			continue;
		diag_error(reader->diag, service->source_at, "abi-duplicate",
			   "service '%s' is exported twice", service->name);
		diag_note(reader->diag, service[-1].at, "exported here: %s", service[-1].prototype);
		diag_note(reader->diag, service->at, "and here: %s", service->prototype);
	}
}

/* The tables by which glue finds what belongs to it. */
static void begin_source(struct abi_reader *reader, const struct abi_source *source)
{
	reader->source = source;
	reader->relocations = relocate_sort(reader->arena, source->elf);
	reader->sections = (struct index){ .arena = reader->arena };
	for (size_t i = 1; i < source->elf->n_sections; i++)
		index_add_name(&reader->sections, source->elf->sections[i].name, i);
	index_sort(&reader->sections);
}

int abi_read(struct arena *arena, struct diag *diag, const struct abi_source *sources, size_t n,
	     struct abi *abi)
{
	struct abi_reader reader = { .arena = arena, .diag = diag, .abi = abi };
	unsigned before = diag_n_errors(diag);

	*abi = (struct abi){ .suggest = suggest_new(arena) };
	if (n != 0)
		abi->machine = sources[0].elf->machine;
	for (size_t i = 0; i < n; i++) {
		size_t first_glue = abi->n_glues;

		begin_source(&reader, &sources[i]);
		if (!test_object(&reader, &sources[0]))
			continue;
		read_records(&reader);
		test_record_relocations(&reader);
		abi_test_unlicensed(&reader, first_glue);
	}
	abi_sort_glues(&reader);
	sort_services(&reader);
	abi_settle_features(&reader);
	abi_settle_texts(&reader);
	return diag_n_errors(diag) == before ? 0 : -1;
}

/* A file that is named as an ABI object and exports nothing is another file than was meant. */
int abi_test_files(struct arena *arena, struct diag *diag, const struct abi *abi,
		   const struct abi_source *objects, size_t n)
{
	unsigned before = diag_n_errors(diag);
	struct index files = { .arena = arena };

	for (size_t i = 0; i < abi->n_files; i++)
		index_add_name(&files, abi->files[i], i);
	index_sort(&files);
	for (size_t i = 0; i < n; i++) {
		if (index_of_name(&files, objects[i].elf->path) != INDEX_NONE)
			continue;
		diag_error(diag, objects[i].at, "abi-empty", "'%s' exports no service",
			   objects[i].elf->path);
		diag_help(diag, objects[i].at,
			  "an ABI object is assembled from XPACK_EXPORT_TRAP and XPACK_EXPORT_CALL "
			  "of <xpack/export.h>");
	}
	return diag_n_errors(diag) == before ? 0 : -1;
}
