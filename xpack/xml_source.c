/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "xml_source.h"

#include <string.h>
#include <strings.h>

#include "utf8.h"
#include "xml_scan.h"

struct source {
	struct diag *diag;
	const char *file;
	struct span text;
};

/* One of the name="value" pairs of an XML declaration. */
struct pseudo_attribute {
	size_t offset; /* of its name in the text */
	struct span name;
	struct span value;
};

static struct location place_of(const struct source *source, size_t offset)
{
	struct xml_cursor cursor = xml_cursor_begin(source->file, source->text);

	xml_cursor_move(&cursor, source->text.data + offset);
	return xml_cursor_place(&cursor);
}

static bool text_at(struct span text, size_t offset, const char *wanted)
{
	size_t size = strlen(wanted);

	return range_fits(text.size, offset, size) && memcmp(text.data + offset, wanted, size) == 0;
}

/* The offset behind the next `closing` from offset on, or the end of the text. */
static size_t past(struct span text, size_t offset, const char *closing)
{
	const void *found =
		memmem(text.data + offset, text.size - offset, closing, strlen(closing));

	if (found == NULL)
		return text.size;
	return (size_t)((const uint8_t *)found - text.data) + strlen(closing);
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t past_spaces(struct span text, size_t offset)
{
	while (offset < text.size && is_space(text.data[offset]))
		offset++;
	return offset;
}

static size_t past_name(struct span text, size_t offset)
{
	while (offset < text.size && text.data[offset] >= 'a' && text.data[offset] <= 'z')
		offset++;
	return offset;
}

/*
 * The next pair of the declaration that goes on at *offset; false when it ends there or is
 * malformed, which libxml2 will report.
 */
static bool next_pair(struct span text, size_t *offset, struct pseudo_attribute *pair)
{
	size_t start = past_spaces(text, *offset);
	size_t end = past_name(text, start);
	size_t quote;
	const uint8_t *closing;

	pair->offset = start;
	pair->name = span_part(text, start, end - start);
	end = past_spaces(text, end);
	if (pair->name.size == 0 || !text_at(text, end, "="))
		return false;
	quote = past_spaces(text, end + 1);
	if (!text_at(text, quote, "\"") && !text_at(text, quote, "'"))
		return false;
	start = quote + 1;
	closing = memchr(text.data + start, text.data[quote], text.size - start);
	if (closing == NULL)
		return false;
	pair->value = span_part(text, start, (size_t)(closing - text.data) - start);
	*offset = start + pair->value.size + 1;
	return true;
}

/* Names of encodings are compared without regard to case (XML 1.0, section 4.3.3). */
static bool is_encoding(struct span value, const char *name)
{
	return value.size == strlen(name) &&
	       strncasecmp((const char *)value.data, name, value.size) == 0;
}

static int check_pair(const struct source *source, const struct pseudo_attribute *pair, bool *ascii)
{
	if (span_is(pair->name, "version") && !span_is(pair->value, "1.0")) {
		diag_error(source->diag, place_of(source, pair->offset), "xml-syntax",
			   "only version 1.0 of XML is read");
		return -1;
	}
	if (!span_is(pair->name, "encoding"))
		return 0;
	*ascii = is_encoding(pair->value, "US-ASCII");
	if (*ascii || is_encoding(pair->value, "UTF-8"))
		return 0;
	diag_error(source->diag, place_of(source, pair->offset), "xml-encoding",
		   "the declared encoding is neither UTF-8 nor US-ASCII");
	diag_help(source->diag, place_of(source, pair->offset), "store the file as UTF-8");
	return -1;
}

static int check_declaration(const struct source *source, bool *ascii)
{
	size_t offset = sizeof("<?xml") - 1;
	struct pseudo_attribute pair;

	if (!text_at(source->text, 0, "<?xml"))
		return 0;
	while (next_pair(source->text, &offset, &pair))
		if (check_pair(source, &pair, ascii) != 0)
			return -1;
	return 0;
}

static int bad_bytes(const struct source *source, size_t offset, const char *why)
{
	diag_error(source->diag, place_of(source, offset), "xml-encoding", "%s", why);
	return -1;
}

/* Byte order marks of Unicode 15.0, section 23.8, and what a '<' looks like in wide encodings. */
static bool is_wide(struct span text)
{
	static const uint8_t starts[][2] = {
		{ 0xfe, 0xff }, { 0xff, 0xfe }, { 0, '<' }, { '<', 0 }, { 0, 0 }
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (text.size >= 2 && memcmp(text.data, starts[i], 2) == 0)
			return true;
	return false;
}

static int check_bytes(const struct source *source, bool ascii)
{
	struct span text = source->text;
	size_t offset = 0;

	while (offset < text.size) {
		size_t length = utf8_length(span_part(text, offset, text.size - offset));

		if (text.data[offset] == 0)
			return bad_bytes(source, offset, "a NUL byte; this is not a text");
		if (length == 0)
			return bad_bytes(source, offset, "these bytes are not UTF-8");
		if (length > 1 && ascii)
			return bad_bytes(source, offset,
					 "not US-ASCII, which is the declared encoding");
		offset += length;
	}
	return 0;
}

/* Comments and processing instructions may stand before a document type declaration. */
static int check_prolog(const struct source *source)
{
	struct span text = source->text;
	size_t offset = past_spaces(text, 0);

	while (text_at(text, offset, "<!--") || text_at(text, offset, "<?")) {
		bool comment = text_at(text, offset, "<!--");

		offset = past(text, offset + (comment ? 4 : 2), comment ? "-->" : "?>");
		offset = past_spaces(text, offset);
	}
	if (!text_at(text, offset, "<!DOCTYPE"))
		return 0;
	diag_error(source->diag, place_of(source, offset), "xml-doctype",
		   "a document type declaration is not accepted");
	diag_help(source->diag, place_of(source, offset),
		  "remove it; entities are not expanded, files are joined with xi:include");
	return -1;
}

int xml_source_check(struct diag *diag, const char *file, struct span *text)
{
	static const uint8_t mark[] = { 0xef, 0xbb, 0xbf };
	struct source source = { diag, file, *text };
	bool ascii = false;

	if (text->size >= sizeof(mark) && memcmp(text->data, mark, sizeof(mark)) == 0)
		source.text = span_part(*text, sizeof(mark), text->size - sizeof(mark));
	if (source.text.size == 0) {
		diag_error(diag, (struct location){ file, 1, 1 }, "xml-syntax",
			   "the file is empty");
		return -1;
	}
	if (is_wide(source.text))
		return bad_bytes(&source, 0,
				 "this is UTF-16, UTF-32 or no text; UTF-8 is read only");
	*text = source.text;
	if (check_declaration(&source, &ascii) != 0 || check_bytes(&source, ascii) != 0)
		return -1;
	return check_prolog(&source);
}
