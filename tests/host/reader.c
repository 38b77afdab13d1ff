/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "reader.h"

#define TICK 1000u /* nanoseconds in a microsecond */

bool reader_equal(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b)
		a++, b++;
	return *a == *b;
}

void reader_fail(struct reader *reader, const char *wrong)
{
	if (reader->wrong == NULL)
		reader->wrong = wrong;
}

static void step(struct reader *reader)
{
	if (fdt_next(&reader->fdt) != STATUS_OK)
		reader_fail(reader, "structure");
}

struct span reader_take(struct reader *reader, const char *name, size_t size)
{
	struct span value = { NULL, 0 };
	enum status status = STATUS_OK;

	if (reader->wrong != NULL)
		return value;
	if (!fdt_take(&reader->fdt, name, &value, &status) || status != STATUS_OK ||
	    (size != 0 && value.size != size))
		reader_fail(reader, name);
	return value;
}

bool reader_has(const struct reader *reader, const char *name)
{
	return reader->wrong == NULL && reader->fdt.token == FDT_TOKEN_PROP &&
	       fdt_is_named(&reader->fdt, name);
}

uint32_t reader_u32(struct reader *reader, const char *name)
{
	struct span value = reader_take(reader, name, READER_CELL);

	return reader->wrong == NULL ? get_be32(value.data) : 0;
}

void reader_copy(struct reader *reader, struct span text, char to[SYSTEM_MAX_NAME])
{
	if (reader->wrong == NULL && text.size >= SYSTEM_MAX_NAME)
		reader_fail(reader, "a name is too long");
	for (size_t i = 0; reader->wrong == NULL && i < SYSTEM_MAX_NAME; i++)
		to[i] = i < text.size ? (char)text.data[i] : '\0';
}

void reader_text(struct reader *reader, const char *name, char to[SYSTEM_MAX_NAME])
{
	struct span value = reader_take(reader, name, 0);

	if (value.size == 0 || value.data[value.size - 1] != '\0')
		reader_fail(reader, name);
	else
		reader_copy(reader, span_part(value, 0, value.size - 1), to);
}

void reader_reg(struct reader *reader, const char *name, uint32_t *addr, uint32_t *size)
{
	struct span value = reader_take(reader, name, 2 * READER_CELL);

	if (reader->wrong != NULL)
		return;
	*addr = get_be32(value.data);
	*size = get_be32(value.data + READER_CELL);
	if (*size == 0 || !range_fits((uint64_t)UINT32_MAX + 1, *addr, *size))
		reader_fail(reader, name);
}

void reader_enter(struct reader *reader, const char *name)
{
	if (reader->wrong != NULL)
		return;
	if (reader->fdt.token != FDT_TOKEN_BEGIN || !span_is(reader->fdt.name, name))
		reader_fail(reader, name);
	else
		step(reader);
}

void reader_enter_group(struct reader *reader, const char *name)
{
	reader_enter(reader, name);
	if (reader_u32(reader, "#address-cells") != 1 || reader_u32(reader, "#size-cells") != 1)
		reader_fail(reader, name);
}

void reader_leave(struct reader *reader)
{
	if (reader->wrong != NULL)
		return;
	if (reader->fdt.token != FDT_TOKEN_END)
		reader_fail(reader, "a node has more in it");
	else
		step(reader);
}

bool reader_next_child(struct reader *reader, struct span *name)
{
	if (reader->wrong != NULL)
		return false;
	if (reader->fdt.token != FDT_TOKEN_BEGIN) {
		reader_leave(reader);
		return false;
	}
	*name = reader->fdt.name;
	step(reader);
	return reader->wrong == NULL;
}

void reader_skip(struct reader *reader, const char *name)
{
	if (reader->wrong != NULL)
		return;
	if (reader->fdt.token != FDT_TOKEN_BEGIN || !span_is(reader->fdt.name, name) ||
	    fdt_leave(&reader->fdt) != STATUS_OK)
		reader_fail(reader, name);
}

uint32_t reader_word(struct reader *reader, const char *name, const char *const *words, uint32_t n)
{
	char text[SYSTEM_MAX_NAME] = "";

	reader_text(reader, name, text);
	for (uint32_t i = 0; i < n; i++)
		if (reader_equal(text, words[i]))
			return i;
	reader_fail(reader, name);
	return 0;
}

uint64_t reader_time(struct reader *reader, const uint8_t *nanoseconds)
{
	uint64_t value =
		(uint64_t)get_be32(nanoseconds) << 32 | get_be32(nanoseconds + READER_CELL);

	if (value % TICK != 0)
		reader_fail(reader, "a time is not a multiple of a microsecond");
	return value / TICK;
}
