/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "gdb_xml.h"

#include <ctype.h>

#include "rsp_link.h"

#define MAX_DEPTH 16u
#define MAX_ATTRIBUTES 16u
#define MAX_DIGITS 20u /* of 2^64 - 1 */

struct attribute {
	struct span name;
	struct span value;
};

/* A tag, and the text between it and the next one. */
struct tag {
	struct span name;
	bool opens, closes; /* both: <name/> */
	struct attribute attributes[MAX_ATTRIBUTES];
	size_t n;
	struct span text;
};

struct reader {
	struct span left;
	struct span open[MAX_DEPTH]; /* elements that are not closed yet */
	size_t depth;
	bool is_bad;
	bool was_root;
};

static void skip(struct reader *reader, size_t n)
{
	reader->left = span_part(reader->left, n, reader->left.size - n);
}

static bool is_at(const struct reader *reader, const char *text)
{
	size_t n = strlen(text);

	return reader->left.size >= n && memcmp(reader->left.data, text, n) == 0;
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_name(uint8_t byte)
{
	return (byte < 0x80 && isalnum(byte) != 0) || byte == '-' || byte == '_' || byte == ':' ||
	       byte == '.';
}

static void skip_blanks(struct reader *reader)
{
	while (reader->left.size > 0 && is_blank(reader->left.data[0]))
		skip(reader, 1);
}

/* Everything up to the text, and the text itself. */
static struct span take_until(struct reader *reader, const char *text)
{
	struct span taken = reader->left;

	while (reader->left.size > 0 && !is_at(reader, text))
		skip(reader, 1);
	taken.size -= reader->left.size;
	if (reader->left.size == 0)
		reader->is_bad = true;
	else
		skip(reader, strlen(text));
	return taken;
}

static struct span take_name(struct reader *reader)
{
	struct span name = { reader->left.data, 0 };

	while (reader->left.size > 0 && is_name(reader->left.data[0])) {
		name.size++;
		skip(reader, 1);
	}
	reader->is_bad |= name.size == 0;
	return name;
}

static bool has_byte(struct span bytes, int byte)
{
	return bytes.size > 0 && memchr(bytes.data, byte, bytes.size) != NULL;
}

/* Comments, processing instructions and the document type, which must not define anything. */
static bool skip_what_says_nothing(struct reader *reader)
{
	struct span type;

	if (is_at(reader, "<!--")) {
		skip(reader, 4);
		(void)take_until(reader, "-->");
	} else if (is_at(reader, "<?")) {
		(void)take_until(reader, "?>");
	} else if (is_at(reader, "<!DOCTYPE")) {
		type = take_until(reader, ">");
		reader->is_bad |= has_byte(type, '[') || reader->was_root;
	} else {
		return false;
	}
	return true;
}

static void take_attribute(struct reader *reader, struct tag *tag)
{
	struct attribute *attribute = &tag->attributes[tag->n];
	char quote[2] = "";

	if (tag->n == MAX_ATTRIBUTES) {
		reader->is_bad = true;
		return;
	}
	attribute->name = take_name(reader);
	skip_blanks(reader);
	if (!is_at(reader, "=")) {
		reader->is_bad = true;
		return;
	}
	skip(reader, 1);
	skip_blanks(reader);
	if (!is_at(reader, "\"") && !is_at(reader, "'")) {
		reader->is_bad = true;
		return;
	}
	quote[0] = (char)reader->left.data[0];
	skip(reader, 1);
	attribute->value = take_until(reader, quote);
	reader->is_bad |= has_byte(attribute->value, '&') || has_byte(attribute->value, '<');
	tag->n++;
}

/* Elements are closed in the order in which they were opened, and there is one root. */
static void nest(struct reader *reader, const struct tag *tag)
{
	if (tag->opens) {
		if (reader->depth == MAX_DEPTH || (reader->depth == 0 && reader->was_root)) {
			reader->is_bad = true;
			return;
		}
		reader->was_root = true;
		reader->open[reader->depth++] = tag->name;
	}
	if (tag->closes) {
		if (reader->depth == 0 || !span_equal(reader->open[reader->depth - 1], tag->name)) {
			reader->is_bad = true;
			return;
		}
		reader->depth--;
	}
}

static void take_text(struct reader *reader, struct tag *tag)
{
	struct span text = reader->left;

	while (reader->left.size > 0 && reader->left.data[0] != '<')
		skip(reader, 1);
	text.size -= reader->left.size;
	reader->is_bad |= has_byte(text, '&');
	while (text.size > 0 && is_blank(text.data[0]))
		text = span_part(text, 1, text.size - 1);
	while (text.size > 0 && is_blank(text.data[text.size - 1]))
		text.size--;
	reader->is_bad |= text.size > 0 && reader->depth == 0;
	tag->text = text;
}

/* The next tag; false at the end, which may be bad. */
static bool next(struct reader *reader, struct tag *tag)
{
	*tag = (struct tag){ 0 };
	take_text(reader, tag);
	while (!reader->is_bad && skip_what_says_nothing(reader))
		take_text(reader, tag);
	if (reader->is_bad || reader->left.size == 0) {
		reader->is_bad |= reader->depth != 0 || !reader->was_root;
		return false;
	}
	skip(reader, 1); /* < */
	tag->closes = is_at(reader, "/");
	tag->opens = !tag->closes;
	if (tag->closes)
		skip(reader, 1);
	tag->name = take_name(reader);
	for (skip_blanks(reader); !reader->is_bad && !is_at(reader, ">") && !is_at(reader, "/");
	     skip_blanks(reader))
		take_attribute(reader, tag);
	reader->is_bad |= !tag->opens && tag->n > 0;
	if (is_at(reader, "/")) {
		reader->is_bad |= tag->closes;
		tag->closes = true;
		skip(reader, 1);
	}
	reader->is_bad |= !is_at(reader, ">");
	if (reader->is_bad)
		return false;
	skip(reader, 1);
	nest(reader, tag);
	take_text(reader, tag);
	return !reader->is_bad;
}

/* The tag opens an element at that place: "target", or "target" and within it "architecture". */
static bool is_within(const struct reader *reader, const struct tag *tag, const char *root,
		      const char *name)
{
	return tag->opens && reader->depth == (tag->closes ? 1 : 2) &&
	       span_is(reader->open[0], root) && span_is(tag->name, name);
}

int gdb_xml_architecture(struct arena *arena, struct span document, const char **name)
{
	struct reader reader = { .left = document };
	struct tag tag;

	*name = NULL;
	while (next(&reader, &tag)) {
		if (!is_within(&reader, &tag, "target", "architecture"))
			continue;
		if (*name != NULL)
			return -1;
		*name = arena_text(arena, (const char *)tag.text.data, tag.text.size);
	}
	return reader.is_bad ? -1 : 0;
}

static bool find_value(const struct tag *tag, const char *name, struct span *value)
{
	for (size_t i = 0; i < tag->n; i++) {
		if (span_is(tag->attributes[i].name, name)) {
			*value = tag->attributes[i].value;
			return true;
		}
	}
	return false;
}

/* Decimal, or hexadecimal behind 0x. */
static bool parse_number(struct span text, uint64_t *value)
{
	unsigned base = 10;

	*value = 0;
	if (text.size > 2 && text.data[0] == '0' && (text.data[1] | 0x20) == 'x') {
		base = 16;
		text = span_part(text, 2, text.size - 2);
	}
	if (text.size == 0 || text.size > MAX_DIGITS)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		int digit = rsp_digit(text.data[i]);

		if (digit < 0 || (unsigned)digit >= base ||
		    *value > (UINT64_MAX - (unsigned)digit) / base)
			return false;
		*value = *value * base + (unsigned)digit;
	}
	return true;
}

static bool parse_type(struct span text, enum gdb_memory_type *type)
{
	static const char *const names[] = { "ram", "rom", "flash" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (span_is(text, names[i])) {
			*type = (enum gdb_memory_type)i;
			return true;
		}
	}
	return false;
}

static bool add_memory(struct gdb_memory_map *map, const struct tag *tag)
{
	struct gdb_memory memory = { 0 };
	struct span type, start, size;

	if (map->n == GDB_MAX_MEMORIES || !find_value(tag, "type", &type) ||
	    !find_value(tag, "start", &start) || !find_value(tag, "length", &size) ||
	    !parse_type(type, &memory.type) || !parse_number(start, &memory.start) ||
	    !parse_number(size, &memory.size) || !range_fits(UINT64_MAX, memory.start, memory.size))
		return false;
	for (size_t i = 0; i < map->n; i++)
		if (ranges_meet(memory.start, memory.size, map->memories[i].start,
				map->memories[i].size))
			return false;
	map->memories[map->n++] = memory;
	return true;
}

/* <property name="blocksize"> of the memory before it. */
static bool add_property(struct gdb_memory_map *map, const struct tag *tag)
{
	struct span name;

	if (!find_value(tag, "name", &name) || !span_is(name, "blocksize"))
		return true;
	return map->n > 0 && parse_number(tag->text, &map->memories[map->n - 1].block);
}

int gdb_xml_memory_map(struct span document, struct gdb_memory_map *map)
{
	struct reader reader = { .left = document };
	struct tag tag;

	map->n = 0;
	while (next(&reader, &tag)) {
		if (reader.depth + tag.closes == 1 && tag.opens && !span_is(tag.name, "memory-map"))
			return -1;
		if (is_within(&reader, &tag, "memory-map", "memory") && !add_memory(map, &tag))
			return -1;
		if (tag.opens && span_is(tag.name, "property") && !add_property(map, &tag))
			return -1;
	}
	for (size_t i = 0; i < map->n; i++)
		if ((map->memories[i].type == GDB_FLASH) != (map->memories[i].block != 0))
			return -1;
	return reader.is_bad ? -1 : 0;
}
