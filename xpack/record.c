/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "record.h"

#include <elf.h>
#include <string.h>

#include "guest-bsp/include/xpack/records.h"

#define RECORD_ALIGN 4u
#define FIRST_PRINTABLE 0x20
#define LAST_PRINTABLE 0x7e

bool record_section_matches(const struct elf_section *section, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(section->name, prefix, n) == 0 &&
	       (section->name[n] == '\0' || section->name[n] == '.');
}

/* Skip padding and sections that are used up.  False at the end of the last one. */
static bool find_record(struct record_walk *walk)
{
	const struct elf *elf = walk->elf;

	for (; walk->section < elf->n_sections; walk->section++, walk->offset = 0) {
		const struct elf_section *section = &elf->sections[walk->section];

		if (!record_section_matches(section, walk->prefix))
			continue;
		if (walk->offset == 0)
			walk->seen += section->data.size;
		while (range_fits(section->data.size, walk->offset, RECORD_ALIGN) &&
		       span_is_zero(span_part(section->data, walk->offset, RECORD_ALIGN)))
			walk->offset += RECORD_ALIGN;
		if (walk->offset < section->size)
			return true;
	}
	return false;
}

int record_next(struct record_walk *walk, struct record *record)
{
	const struct elf_section *section;
	uint32_t size = walk->size;

	if (!find_record(walk))
		return 0;
	section = &walk->elf->sections[walk->section];
	*record = (struct record){ .section = section, .offset = walk->offset };
	walk->defect = NULL;
	/* Else many headers over the same bytes would cost the square of the file. */
	if (walk->seen > walk->elf->file.size)
		walk->defect = "sections of records overlap";
	else if ((section->flags & SHF_COMPRESSED) != 0 || section->data.size != section->size)
		walk->defect = "the section has no plain contents";
	else if (!range_fits(section->data.size, walk->offset, 2 * RECORD_MAGIC_SIZE))
		walk->defect = "the section ends inside the record";
	else if (size == 0)
		size = elf_get32(walk->elf, section->data.data + walk->offset + RECORD_MAGIC_SIZE);
	if (walk->defect != NULL)
		return -1;
	if (size < 2 * RECORD_MAGIC_SIZE || size % RECORD_ALIGN != 0)
		walk->defect = "its size is wrong";
	else if (!range_fits(section->data.size, walk->offset, size))
		walk->defect = "the section ends inside the record";
	if (walk->defect != NULL)
		return -1;
	record->bytes = span_part(section->data, walk->offset, size);
	walk->offset += size;
	return 1;
}

bool record_is(const struct record *record, const char *magic)
{
	return span_is(span_part(record->bytes, 0, RECORD_MAGIC_SIZE), magic);
}

static bool is_printable(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((text[i] < FIRST_PRINTABLE || text[i] > LAST_PRINTABLE) && text[i] != '\t')
			return false;
	return true;
}

const char *record_texts(const struct record *record, size_t offset, const char **texts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const uint8_t *end;
		size_t size;

		if (offset >= record->bytes.size)
			return "a text is missing";
		end = memchr(record->bytes.data + offset, '\0', record->bytes.size - offset);
		if (end == NULL)
			return "a text does not end";
		texts[i] = (const char *)record->bytes.data + offset;
		size = (size_t)(end - record->bytes.data) - offset;
		if (!is_printable(texts[i], size))
			return "a text is not printable ASCII";
		offset += size + 1;
	}
	if (!span_is_zero(span_part(record->bytes, offset, record->bytes.size - offset)))
		return "it goes on behind its last text";
	return NULL;
}

static bool is_name_character(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

bool record_is_name(const char *text)
{
	size_t n = 0;

	while (n < XPACK_NAME_SIZE && is_name_character(text[n]))
		n++;
	return n > 0 && n < XPACK_NAME_SIZE && text[n] == '\0' &&
	       !(text[0] >= '0' && text[0] <= '9');
}

const char *record_name(struct span bytes)
{
	const uint8_t *end = memchr(bytes.data, '\0', bytes.size);
	size_t n;

	if (end == NULL)
		return NULL;
	n = (size_t)(end - bytes.data);
	if (!span_is_zero(span_part(bytes, n, bytes.size - n)))
		return NULL;
	return record_is_name((const char *)bytes.data) ? (const char *)bytes.data : NULL;
}
