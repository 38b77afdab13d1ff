/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "json.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"

struct json json_begin(FILE *to)
{
	return (struct json){ to, 0, true, false };
}

struct json json_begin_line(FILE *to)
{
	return (struct json){ to, 0, true, true };
}

static void put_text(struct json *json, struct span text)
{
	size_t i = 0;

	fputc('"', json->to);
	while (i < text.size) {
		size_t n = utf8_length(span_part(text, i, text.size - i));

		if (n == 0) {
			fputs("\xef\xbf\xbd", json->to);
			i++;
		} else if (text.data[i] < 0x20 || text.data[i] == 0x7f) {
			fprintf(json->to, "\\u%04x", text.data[i++]);
		} else {
			if (text.data[i] == '"' || text.data[i] == '\\')
				fputc('\\', json->to);
			fwrite(text.data + i, 1, n, json->to);
			i += n;
		}
	}
	fputc('"', json->to);
}

static void put_break(const struct json *json)
{
	if (!json->is_line)
		fprintf(json->to, "\n%*s", (int)(2 * json->depth), "");
}

/* The comma, the new line and the name that stand in front of every value. */
static void put_lead(struct json *json, const char *name)
{
	if (!json->first)
		fputs(json->is_line ? ", " : ",", json->to);
	if (json->depth > 0)
		put_break(json);
	json->first = false;
	if (name != NULL)
		fprintf(json->to, "\"%s\": ", name);
}

void json_open(struct json *json, const char *name, char bracket)
{
	put_lead(json, name);
	fputc(bracket, json->to);
	json->depth++;
	json->first = true;
}

void json_close(struct json *json, char bracket)
{
	json->depth--;
	if (!json->first)
		put_break(json);
	fputc(bracket, json->to);
	json->first = false;
}

void json_text(struct json *json, const char *name, const char *text)
{
	json_span(json, name, (struct span){ (const uint8_t *)text, strlen(text) });
}

void json_span(struct json *json, const char *name, struct span text)
{
	put_lead(json, name);
	put_text(json, text);
}

void json_number(struct json *json, const char *name, uint64_t number)
{
	put_lead(json, name);
	fprintf(json->to, "%" PRIu64, number);
}

void json_bool(struct json *json, const char *name, bool value)
{
	put_lead(json, name);
	fputs(value ? "true" : "false", json->to);
}

void json_hex(struct json *json, const char *name, struct span bytes)
{
	put_lead(json, name);
	fputc('"', json->to);
	for (size_t i = 0; i < bytes.size; i++)
		fprintf(json->to, "%02x", bytes.data[i]);
	fputc('"', json->to);
}

void json_end(struct json *json)
{
	fputc('\n', json->to);
}

void json_to_buf(struct buf *out, void (*put)(const void *what, struct json *json),
		 const void *what)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);
	struct json json;

	if (to == NULL)
		memory_exhausted();
	json = json_begin(to);
	put(what, &json);
	if (fclose(to) != 0)
		memory_exhausted();
	buf_put(out, text, size);
	free(text);
}
