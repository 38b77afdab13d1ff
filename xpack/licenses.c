/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "licenses.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "record.h"

/* System V ABI, chapter 5, Note Section: three words, name and descriptor, each padded to words. */
#define NOTE_HEADER_SIZE 12u
#define NOTE_NAME_SIZE (sizeof(XPACK_NOTE_NAME))

struct reader {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	const struct elf *elf;
	struct licenses *licenses;
};

static uint64_t padded(uint32_t size)
{
	return ((uint64_t)size + 3) & ~(uint64_t)3;
}

static void add(struct reader *reader, const char *component, const char *text)
{
	struct licenses *licenses = reader->licenses;

	licenses->licenses = arena_grow(reader->arena, licenses->licenses, licenses->n_licenses,
					sizeof(*licenses->licenses));
	licenses->licenses[licenses->n_licenses++] =
		(struct license){ component, text, spdx_parse(reader->arena, text) };
}

/* NULL, or what is wrong with the descriptor. */
static const char *read_descriptor(struct reader *reader, struct span descriptor)
{
	const struct record record = { .bytes = descriptor };
	const char *texts[2];
	const char *defect = record_texts(&record, 0, texts, 2);

	if (defect != NULL)
		return defect;
	if (texts[0][0] == '\0')
		return "it names no component";
	if (spdx_parse(reader->arena, texts[1]) == NULL)
		return "its licence is not an SPDX expression";
	add(reader, texts[0], texts[1]);
	return NULL;
}

/* One note at the beginning of rest; *size is all of it.  NULL, or what is wrong. */
static const char *read_note(struct reader *reader, struct span rest, uint64_t *size)
{
	uint32_t name_size, descriptor_size;
	uint64_t begin;

	*size = rest.size;
	if (rest.size < NOTE_HEADER_SIZE)
		return "it is cut off";
	name_size = elf_get32(reader->elf, rest.data);
	descriptor_size = elf_get32(reader->elf, rest.data + 4);
	begin = NOTE_HEADER_SIZE + padded(name_size);
	if (!range_fits(rest.size, begin, descriptor_size))
		return "it is cut off";
	*size = begin + padded(descriptor_size);
	if (name_size != NOTE_NAME_SIZE ||
	    memcmp(rest.data + NOTE_HEADER_SIZE, XPACK_NOTE_NAME, NOTE_NAME_SIZE) != 0 ||
	    elf_get32(reader->elf, rest.data + 8) != XPACK_NOTE_LICENSE)
		return "its name or type is not known";
	return read_descriptor(reader, span_part(rest, (size_t)begin, descriptor_size));
}

static void read_section(struct reader *reader, const struct elf_section *section)
{
	uint64_t offset = 0, size;

	while (offset < section->data.size) {
		struct span rest = span_part(section->data, (size_t)offset,
					     section->data.size - (size_t)offset);
		const char *defect = read_note(reader, rest, &size);

		if (defect != NULL)
			diag_error(reader->diag, reader->at, "license-record",
				   "'%s': note at 0x%zx of section '%.64s': %s", reader->elf->path,
				   (size_t)offset, section->name, defect);
		offset += size;
	}
}

static int compare(const void *a, const void *b)
{
	const struct license *left = a, *right = b;
	int order = strcmp(left->component, right->component);

	return order != 0 ? order : strcmp(left->text, right->text);
}

static void sort_once(struct licenses *licenses)
{
	size_t n = 0;

	if (licenses->n_licenses == 0)
		return;
	qsort(licenses->licenses, licenses->n_licenses, sizeof(*licenses->licenses), compare);
	for (size_t i = 0; i < licenses->n_licenses; i++)
		if (i == 0 || compare(&licenses->licenses[n - 1], &licenses->licenses[i]) != 0)
			licenses->licenses[n++] = licenses->licenses[i];
	licenses->n_licenses = n;
}

int licenses_read(struct arena *arena, struct diag *diag, struct location at, const struct elf *elf,
		  struct licenses *licenses)
{
	struct reader reader = { arena, diag, at, elf, licenses };
	unsigned before = diag_n_errors(diag);
	uint64_t seen = 0;

	*licenses = (struct licenses){ 0 };
	for (size_t i = 1; i < elf->n_sections; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (!record_section_matches(section, XPACK_LICENSES))
			continue;
		seen += section->data.size;
		if (seen > elf->file.size) {
			diag_error(diag, at, "license-record", "'%s': sections of notes overlap",
				   elf->path);
			break;
		}
		read_section(&reader, section);
	}
	sort_once(licenses);
	return diag_n_errors(diag) == before ? 0 : -1;
}

void licenses_check(struct arena *arena, struct diag *diag, struct text declared,
		    const struct elf *elf, const struct licenses *licenses)
{
	const struct spdx *whole = text_given(declared) ? spdx_parse(arena, declared.value) : NULL;

	if (whole == NULL)
		return;
	for (size_t i = 0; i < licenses->n_licenses; i++) {
		const struct license *license = &licenses->licenses[i];

		if (spdx_covers(whole, license->spdx))
			continue;
		diag_error(diag, declared.at, "license-note",
			   "'%s' is declared to be under '%s', but '%.64s' in it is under '%.128s'",
			   elf->path, declared.value, license->component, license->text);
		diag_help(
			diag, declared.at, "declare \"%s AND %.128s\", or build it without '%.64s'",
			whole->kind == SPDX_OR ? arena_printf(arena, "(%s)", declared.value)
					       : declared.value,
			license->spdx->kind == SPDX_OR ? arena_printf(arena, "(%s)", license->text)
						       : license->text,
			license->component);
	}
}
