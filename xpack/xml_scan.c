/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "xml_scan.h"

#include <string.h>

/* A text that is cut or not well-formed ends the scan early. */
enum step { STEP_ON, STEP_END, STEP_LIMIT };

struct scanner {
	struct arena *arena;
	struct diag *diag;
	struct xml_cursor cursor;
	struct xml_scan *scan;
	size_t max_nodes;
	unsigned depth;
};

struct xml_cursor xml_cursor_begin(const char *file, struct span text)
{
	return (struct xml_cursor){ file, text.data, text.data + text.size, text.data, 1 };
}

void xml_cursor_move(struct xml_cursor *cursor, const uint8_t *to)
{
	for (; cursor->at < to; cursor->at++) {
		const uint8_t *next = cursor->at + 1;
		bool return_alone = *cursor->at == '\r' && (next == cursor->end || *next != '\n');

		if (*cursor->at == '\n' || return_alone) {
			cursor->line++;
			cursor->line_start = next;
		}
	}
}

struct location xml_cursor_place(const struct xml_cursor *cursor)
{
	uint32_t column = (uint32_t)(cursor->at - cursor->line_start) + 1;

	return (struct location){ cursor->file, cursor->line, column };
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool starts_with(const struct xml_cursor *cursor, const char *text)
{
	size_t size = strlen(text);

	return size <= (size_t)(cursor->end - cursor->at) && memcmp(cursor->at, text, size) == 0;
}

/* Move to the next byte c, to the end when there is none. */
static void skip_to(struct xml_cursor *cursor, uint8_t c)
{
	const uint8_t *found = NULL;

	if (cursor->at < cursor->end)
		found = memchr(cursor->at, c, (size_t)(cursor->end - cursor->at));
	xml_cursor_move(cursor, found != NULL ? found : cursor->end);
}

/* Move behind the opening text, to and behind the closing text. */
static enum step skip_past(struct xml_cursor *cursor, const char *opening, const char *closing)
{
	xml_cursor_move(cursor, cursor->at + strlen(opening));
	for (;;) {
		skip_to(cursor, (uint8_t)closing[0]);
		if (cursor->at == cursor->end)
			return STEP_END;
		if (starts_with(cursor, closing))
			break;
		xml_cursor_move(cursor, cursor->at + 1);
	}
	xml_cursor_move(cursor, cursor->at + strlen(closing));
	return STEP_ON;
}

static void skip_spaces(struct xml_cursor *cursor)
{
	const uint8_t *to = cursor->at;

	while (to < cursor->end && is_space(*to))
		to++;
	xml_cursor_move(cursor, to);
}

/* Names are not checked: they end where something begins that cannot be a part of one. */
static struct span take_name(struct xml_cursor *cursor)
{
	const uint8_t *start = cursor->at;
	const uint8_t *to = start;

	while (to < cursor->end && !is_space(*to) && strchr("=/><\"'", *to) == NULL)
		to++;
	xml_cursor_move(cursor, to);
	return (struct span){ start, (size_t)(to - start) };
}

static bool is_namespace(struct span name)
{
	const size_t n = sizeof("xmlns") - 1;

	return name.size >= n && memcmp(name.data, "xmlns", n) == 0 &&
	       (name.size == n || name.data[n] == ':');
}

static enum step limit_passed(struct scanner *scanner, struct location at, const char *what,
			      size_t limit)
{
	diag_error(scanner->diag, at, "xml-size", "more than %zu %s", limit, what);
	return STEP_LIMIT;
}

static enum step count_node(struct scanner *scanner, struct location at)
{
	if (scanner->scan->n_tags + scanner->scan->n_attributes < scanner->max_nodes)
		return STEP_ON;
	return limit_passed(scanner, at, "elements and attributes in a description", XML_MAX_NODES);
}

static enum step add_attribute(struct scanner *scanner, struct location at)
{
	struct xml_scan *scan = scanner->scan;

	if (count_node(scanner, at) != STEP_ON)
		return STEP_LIMIT;
	scan->attributes = arena_grow(scanner->arena, scan->attributes, scan->n_attributes,
				      sizeof(*scan->attributes));
	scan->attributes[scan->n_attributes++] = at;
	scan->tags[scan->n_tags - 1].n_attributes++;
	return STEP_ON;
}

/* name="value" or name='value', in which > may stand as it is. */
static enum step take_attribute(struct scanner *scanner)
{
	struct xml_cursor *cursor = &scanner->cursor;
	struct location at = xml_cursor_place(cursor);
	struct span name = take_name(cursor);
	const char *quote;

	skip_spaces(cursor);
	if (name.size == 0 || !starts_with(cursor, "="))
		return STEP_END;
	xml_cursor_move(cursor, cursor->at + 1);
	skip_spaces(cursor);
	quote = starts_with(cursor, "'") ? "'" : "\"";
	if (!starts_with(cursor, quote) || skip_past(cursor, quote, quote) != STEP_ON)
		return STEP_END;
	return is_namespace(name) ? STEP_ON : add_attribute(scanner, at);
}

static enum step take_attributes(struct scanner *scanner)
{
	struct xml_cursor *cursor = &scanner->cursor;
	enum step step = STEP_ON;

	for (unsigned n = 0; step == STEP_ON; n++) {
		skip_spaces(cursor);
		if (starts_with(cursor, ">") || starts_with(cursor, "/>"))
			break;
		if (n == XML_MAX_ATTRIBUTES)
			return limit_passed(scanner, xml_cursor_place(cursor),
					    "attributes of one element", XML_MAX_ATTRIBUTES);
		step = take_attribute(scanner);
	}
	return step;
}

static enum step take_start_tag(struct scanner *scanner)
{
	struct xml_scan *scan = scanner->scan;
	struct xml_cursor *cursor = &scanner->cursor;
	struct xml_tag tag = { .at = xml_cursor_place(cursor),
			       .first_attribute = (uint32_t)scan->n_attributes };
	enum step step;

	if (count_node(scanner, tag.at) != STEP_ON)
		return STEP_LIMIT;
	if (scanner->depth == XML_MAX_DEPTH)
		return limit_passed(scanner, tag.at, "elements inside each other", XML_MAX_DEPTH);
	scan->tags = arena_grow(scanner->arena, scan->tags, scan->n_tags, sizeof(*scan->tags));
	scan->tags[scan->n_tags++] = tag;
	xml_cursor_move(cursor, cursor->at + 1);
	take_name(cursor);
	step = take_attributes(scanner);
	if (step == STEP_ON && starts_with(cursor, ">"))
		scanner->depth++;
	return step;
}

static enum step take_end_tag(struct scanner *scanner)
{
	if (scanner->depth > 0)
		scanner->depth--;
	return skip_past(&scanner->cursor, "</", ">");
}

/* One piece of markup, from its '<'. */
static enum step take_markup(struct scanner *scanner)
{
	struct xml_cursor *cursor = &scanner->cursor;

	if (starts_with(cursor, "<!--"))
		return skip_past(cursor, "<!--", "-->");
	if (starts_with(cursor, "<![CDATA["))
		return skip_past(cursor, "<![CDATA[", "]]>");
	if (starts_with(cursor, "<?"))
		return skip_past(cursor, "<?", "?>");
	if (starts_with(cursor, "</"))
		return take_end_tag(scanner);
	if (starts_with(cursor, "<!"))
		return STEP_END;
	return take_start_tag(scanner);
}

int xml_scan(struct arena *arena, struct diag *diag, const char *file, struct span text,
	     size_t max_nodes, struct xml_scan *scan)
{
	struct scanner scanner = { arena, diag, xml_cursor_begin(file, text), scan, max_nodes, 0 };
	enum step step = STEP_ON;

	*scan = (struct xml_scan){ 0 };
	while (step == STEP_ON) {
		skip_to(&scanner.cursor, '<');
		step = scanner.cursor.at < scanner.cursor.end ? take_markup(&scanner) : STEP_END;
	}
	return step == STEP_LIMIT ? -1 : 0;
}
