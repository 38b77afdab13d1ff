/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The glue of ABI objects: code that becomes part of the guests. */
#include "abi_parts.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "spdx.h"

#define GLUE ".xpack.glue"

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

void abi_read_glue(const struct abi_reader *reader, const struct record *record)
{
	const struct elf *elf = reader->source->elf;
	struct abi *abi = reader->abi;
	const struct elf_section *section;
	const char *texts[2];
	const char *defect = record_texts(record, XPACK_PAIR_TEXT_OFFSET, texts, 2);

	if (defect == NULL && !record_is_name(texts[0]))
		defect = "the name of the glue is not an identifier of at most 55 characters";
	if (defect != NULL) {
		abi_record_error(reader, record, defect);
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

void abi_test_unlicensed(const struct abi_reader *reader, size_t first_glue)
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

static int compare_glues(const void *a, const void *b)
{
	const struct glue *left = a, *right = b;

	return strcmp(left->name, right->name);
}

void abi_sort_glues(const struct abi_reader *reader)
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

/* What the glue has to do with a service of that kind, NULL when nothing is wrong. */
static const char *test_use(enum service_kind kind, const struct glue *glue)
{
	bool address = relocate_uses(glue, XPACK_GLUE_ADDRESS);

	if (kind == SERVICE_TRAP)
		return address ? "uses " XPACK_GLUE_ADDRESS ", which only a call has" : NULL;
	if (relocate_uses(glue, XPACK_GLUE_NUMBER))
		return "uses " XPACK_GLUE_NUMBER ", which only a trap has";
	return address ? NULL : "does not use " XPACK_GLUE_ADDRESS;
}

void abi_resolve_glue(const struct abi_reader *reader, struct service *service)
{
	struct glue key = { .name = service->glue_name };
	const struct abi *abi = reader->abi;
	const char *defect;

	if (service->glue_name[0] == '\0')
		return;
	if (abi->n_glues != 0)
		service->glue = bsearch(&key, abi->glues, abi->n_glues, sizeof(key), compare_glues);
	if (service->glue == NULL) {
		diag_error(reader->diag, service->source_at, "abi-glue",
			   "service '%s' of '%s' goes through glue '%s', which no ABI object has",
			   service->name, service->at.file, service->glue_name);
		return;
	}
	defect = test_use(service->kind, service->glue);
	if (defect != NULL)
		diag_error(reader->diag, service->source_at, "abi-glue",
			   "service '%s' of '%s' is a %s, but its glue '%s' %s", service->name,
			   service->at.file, service->kind == SERVICE_TRAP ? "trap" : "call",
			   service->glue_name, defect);
}
