/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "abi.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "record.h"
#include "relocate.h"
#include "spdx.h"

#define EXPORTS ".xpack.exports"
#define GLUE ".xpack.glue"

/* The interface while it is read, and the source that is being read. */
struct abi_reader {
	struct arena *arena;
	struct diag *diag;
	struct abi *abi;
	const struct abi_source *source;
	const struct stub_machine *machine; /* of every source */
	struct relocate_table relocations;  /* of the source */
	struct index sections;              /* of the source, by name */
};

#define abi_error(reader, id, ...) diag_error((reader)->diag, (reader)->source->at, id, __VA_ARGS__)
#define abi_help(reader, ...) diag_help((reader)->diag, (reader)->source->at, __VA_ARGS__)

static void record_error(const struct abi_reader *reader, const struct record *record,
			 const char *defect)
{
	abi_error(reader, "abi-record", "'%s': record at 0x%zx of section '%.64s': %s",
		  reader->source->elf->path, record->offset, record->section->name, defect);
}

static void read_name(const struct abi_reader *reader, const struct record *record)
{
	struct abi *abi = reader->abi;
	const char *texts[2];
	const char *defect = record_texts(record, XPACK_PAIR_TEXT_OFFSET, texts, 2);

	if (defect != NULL) {
		record_error(reader, record, defect);
		return;
	}
	if (abi->name == NULL) {
		abi->name = texts[0];
		abi->version = texts[1];
		return;
	}
	if (strcmp(abi->name, texts[0]) != 0 || strcmp(abi->version, texts[1]) != 0)
		abi_error(
			reader, "abi-name",
			"'%s' names the ABI '%s' version '%s', which was '%s' version '%s' before",
			reader->source->elf->path, texts[0], texts[1], abi->name, abi->version);
}

/* Whether it is accepted is for the policy to say: policy.h. */
static void test_license(const struct abi_reader *reader, const struct glue *glue)
{
	if (spdx_parse(reader->arena, glue->license) == NULL)
		abi_error(reader, "abi-glue-license",
			  "glue '%s' of '%s': '%s' is not an SPDX licence expression", glue->name,
			  glue->object->path, glue->license);
}

static void test_glue(const struct abi_reader *reader, const struct glue *glue)
{
	const char *defect;

	if (glue->code.size == 0 || glue->code.size > ABI_MAX_GLUE_SIZE ||
	    glue->code.size % reader->machine->code_align != 0) {
		abi_error(reader, "abi-glue",
			  "glue '%s' of '%s' has %zu bytes of code; a window takes 1 to %u, in "
			  "multiples of %" PRIu32,
			  glue->name, glue->object->path, glue->code.size, ABI_MAX_GLUE_SIZE,
			  reader->machine->code_align);
		return;
	}
	defect = relocate_test(reader->arena, reader->machine, glue);
	if (defect != NULL)
		abi_error(reader, "abi-glue", "glue '%s' of '%s' %s", glue->name,
			  glue->object->path, defect);
	test_license(reader, glue);
}

/* The first of that name, or NULL. */
static const struct elf_section *find_section(const struct abi_reader *reader, const char *name)
{
	size_t i = index_of_name(&reader->sections, name);

	return i != INDEX_NONE ? &reader->source->elf->sections[i] : NULL;
}

static void read_glue(const struct abi_reader *reader, const struct record *record)
{
	const struct elf *elf = reader->source->elf;
	struct abi *abi = reader->abi;
	const struct elf_section *section;
	const char *texts[2];
	const char *defect = record_texts(record, XPACK_PAIR_TEXT_OFFSET, texts, 2);

	if (defect == NULL && !record_is_name(texts[0]))
		defect = "the name of the glue is not an identifier of at most 55 characters";
	if (defect != NULL) {
		record_error(reader, record, defect);
		return;
	}
	section = find_section(reader, arena_printf(reader->arena, GLUE ".%s", texts[0]));
	if (elf->type != ET_REL || section == NULL) {
		abi_error(reader, "abi-glue", "glue '%s' of '%s' %s", texts[0], elf->path,
			  elf->type == ET_REL
				  ? "has no section of code"
				  : "is in a linked file, where it has lost its symbols");
		abi_help(reader, "glue stands in a relocatable ABI object that is never linked");
		return;
	}
	abi->glues = arena_grow(reader->arena, abi->glues, abi->n_glues, sizeof(*abi->glues));
	abi->glues[abi->n_glues] = (struct glue){ .name = texts[0],
						  .license = texts[1],
						  .code = section->data,
						  .object = elf,
						  .section = section->index,
						  .at = location_of_file(elf->path),
						  .source_at = reader->source->at };
	relocate_find(&reader->relocations, &abi->glues[abi->n_glues]);
	test_glue(reader, &abi->glues[abi->n_glues++]);
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
	if (service->kind == SERVICE_CALL &&
	    (service->glue_name[0] != '\0' || service->symbol[0] == '\0' || service->number != 0))
		return "a call names its symbol, no glue and no number";
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
		};
		defect =
			test_service(elf_get32(elf, bytes + XPACK_EXPORT_VERSION_OFFSET), &service);
	}
	if (defect != NULL) {
		record_error(reader, record, defect);
		return;
	}
	abi->services =
		arena_grow(reader->arena, abi->services, abi->n_services, sizeof(*abi->services));
	abi->services[abi->n_services++] = service;
}

static void read_records(const struct abi_reader *reader)
{
	struct record_walk walk = { .elf = reader->source->elf, .prefix = EXPORTS };
	struct record record;
	int found;

	while ((found = record_next(&walk, &record)) == 1) {
		if (record_is(&record, XPACK_ABI_MAGIC))
			read_name(reader, &record);
		else if (record_is(&record, XPACK_GLUE_MAGIC))
			read_glue(reader, &record);
		else if (record_is(&record, XPACK_EXPORT_MAGIC))
			read_export(reader, &record);
		else
			record_error(reader, &record, "its magic is not known");
	}
	if (found < 0)
		record_error(reader, &record, walk.defect);
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

/* Glue that no record licenses could enter no partition: say so where it was forgotten. */
static void test_unlicensed(const struct abi_reader *reader, size_t first_glue)
{
	const struct elf *elf = reader->source->elf;
	const struct abi *abi = reader->abi;
	bool *licensed = arena_array(reader->arena, elf->n_sections, sizeof(*licensed));

	if (elf->type != ET_REL)
		return;
	for (size_t i = first_glue; i < abi->n_glues; i++)
		licensed[abi->glues[i].section] = true;
	for (size_t i = 1; i < elf->n_sections; i++)
		if (record_section_matches(&elf->sections[i], GLUE) && !licensed[i] &&
		    elf->sections[i].size != 0)
			abi_error(
				reader, "abi-glue",
				"section '%.64s' of '%s' has no licence: begin it with XPACK_GLUE",
				elf->sections[i].name, elf->path);
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

static int compare_glues(const void *a, const void *b)
{
	const struct glue *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static int compare_services(const void *a, const void *b)
{
	const struct service *left = a, *right = b;

	return strcmp(left->name, right->name);
}

static void sort_glues(const struct abi_reader *reader)
{
	struct abi *abi = reader->abi;

	if (abi->n_glues == 0)
		return;
	qsort(abi->glues, abi->n_glues, sizeof(*abi->glues), compare_glues);
	for (size_t i = 1; i < abi->n_glues; i++) {
		const struct glue *glue = &abi->glues[i];

		if (compare_glues(glue - 1, glue) != 0)
			continue;
		diag_error(reader->diag, glue->source_at, "abi-glue",
			   "glue '%s' is written twice, in '%s' and in '%s'", glue->name,
			   glue[-1].object->path, glue->object->path);
	}
}

static void resolve_glue(const struct abi_reader *reader, struct service *service)
{
	struct glue key = { .name = service->glue_name };
	const struct abi *abi = reader->abi;

	if (service->kind != SERVICE_TRAP)
		return;
	if (abi->n_glues != 0)
		service->glue = bsearch(&key, abi->glues, abi->n_glues, sizeof(key), compare_glues);
	if (service->glue == NULL)
		diag_error(reader->diag, service->source_at, "abi-glue",
			   "service '%s' of '%s' goes through glue '%s', which no ABI object has",
			   service->name, service->at.file, service->glue_name);
	else if (relocate_uses_address(service->glue))
		diag_error(
			reader->diag, service->source_at, "abi-glue",
			"service '%s' of '%s' is a trap, but its glue '%s' uses " XPACK_GLUE_ADDRESS
			", which only a call has",
			service->name, service->at.file, service->glue_name);
}

static void sort_services(const struct abi_reader *reader)
{
	struct abi *abi = reader->abi;

	if (abi->n_services == 0)
		return;
	qsort(abi->services, abi->n_services, sizeof(*abi->services), compare_services);
	for (size_t i = 0; i < abi->n_services; i++) {
		struct service *service = &abi->services[i];

		resolve_glue(reader, service);
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
	for (size_t i = 0; i < n; i++) {
		size_t first_glue = abi->n_glues;

		begin_source(&reader, &sources[i]);
		if (!test_object(&reader, &sources[0]))
			continue;
		read_records(&reader);
		test_record_relocations(&reader);
		test_unlicensed(&reader, first_glue);
	}
	sort_glues(&reader);
	sort_services(&reader);
	return diag_n_errors(diag) == before ? 0 : -1;
}
