/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Words of a description and of libxml2, made fit for a message. */

#include <ctype.h>
#include <string.h>

#include "utf8.h"
#include "xml_parts.h"

#define MAX_SHOWN 64u     /* bytes of a name or value */
#define MAX_SENTENCE 512u /* bytes of what libxml2 says */

/* What a terminal may take as a command: C0, DEL, and C1 (U+0080..U+009F, c2 80..9f in UTF-8). */
static bool is_control(struct span character)
{
	if (character.size == 1)
		return iscntrl(character.data[0]) != 0;
	return character.size == 2 && character.data[0] == 0xc2 && character.data[1] < 0xa0;
}

const char *xml_line(struct arena *arena, const char *text, size_t max)
{
	struct span rest = { (const uint8_t *)text, strlen(text) };
	char *line = arena_alloc(arena, (rest.size < max ? rest.size : max) + sizeof("..."));
	size_t n = 0;

	while (rest.size > 0) {
		size_t length = utf8_length(rest);
		bool bad = length == 0;
		struct span character = span_part(rest, 0, bad ? 1 : length);

		if (n + character.size > max) {
			memcpy(line + n, "...", sizeof("...") - 1);
			break;
		}
		if (bad || is_control(character))
			line[n++] = '?';
		else
			for (size_t i = 0; i < character.size; i++)
				line[n++] = (char)character.data[i];
		rest = span_part(rest, character.size, rest.size - character.size);
	}
	return line;
}

const char *xml_shown(struct arena *arena, const char *value)
{
	return xml_line(arena, value, MAX_SHOWN);
}

/* A word with a capital behind its first letter is a name: AttValue, PCDATA. */
static bool is_name(const char *text)
{
	if (*text != '\0')
		text++;
	while (islower((unsigned char)*text))
		text++;
	return isupper((unsigned char)*text) != 0;
}

const char *xml_sentence(struct arena *arena, const char *text)
{
	size_t size = strlen(text);
	char *copy;

	while (size > 0 && strchr("\n .", text[size - 1]) != NULL)
		size--;
	copy = arena_text(arena, text, size);
	if (!is_name(copy))
		copy[0] = (char)tolower((unsigned char)copy[0]);
	return xml_line(arena, copy, MAX_SENTENCE);
}
