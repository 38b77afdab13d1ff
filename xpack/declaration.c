/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "declaration.h"

#include <string.h>

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
#define BLANKS " \t"
#define MAX_DEPTH 32u

size_t declaration_word(const char **text)
{
	*text += strcspn(*text, WORD);
	return strspn(*text, WORD);
}

static bool is_word(const char *text, size_t n, const char *word)
{
	return n == strlen(word) && strncmp(text, word, n) == 0;
}

/* Do the brackets match, and nest no deeper than an honest declaration? */
static bool is_balanced(const char *text)
{
	char open[MAX_DEPTH];
	size_t depth = 0;

	for (; *text != '\0'; text++) {
		const char *closing = strchr("()[]{}", *text);
		bool opens = closing != NULL && (closing - "()[]{}") % 2 == 0;

		if (closing == NULL)
			continue;
		if (opens && depth == MAX_DEPTH)
			return false;
		if (opens)
			open[depth++] = closing[1];
		else if (depth == 0 || open[--depth] != *text)
			return false;
	}
	return depth == 0;
}

/* Where the bracket at text is closed.  Precondition: they are balanced. */
static const char *closing(const char *text)
{
	size_t depth = 0;

	do {
		if (strchr("([{", *text) != NULL)
			depth++;
		else if (strchr(")]}", *text) != NULL)
			depth--;
		text++;
	} while (depth != 0);
	return text - 1;
}

bool declaration_split(struct arena *arena, const char *name, const char *prototype,
		       struct declaration *parts)
{
	size_t n = strcspn(prototype, "(");
	size_t n_name = strlen(name);
	size_t n_result;

	if (prototype[n] == '\0' || n <= n_name ||
	    strncmp(prototype + n - n_name, name, n_name) != 0)
		return false;
	n_result = n - n_name;
	if (strspn(prototype, WORD " *") < n || strspn(prototype, WORD) == 0 ||
	    strchr(" *", prototype[n_result - 1]) == NULL)
		return false;
	if (prototype[n + strspn(prototype + n, WORD " *,.()[]")] != '\0' ||
	    !is_balanced(prototype + n) || closing(prototype + n)[1] != '\0')
		return false;
	if (prototype[n_result - 1] == ' ')
		n_result--;
	*parts = (struct declaration){ arena_text(arena, prototype, n_result), prototype + n };
	return true;
}

/* Is the word one that makes a type with members? */
static bool is_tag(const char *word, size_t n)
{
	return is_word(word, n, "struct") || is_word(word, n, "union") || is_word(word, n, "enum");
}

/* May braces stand behind these n characters?  Only words do, one of them struct, union or enum;
 * behind anything else they would be the body of a function, or an initialiser. */
static bool begins_members(const char *text, size_t n)
{
	const char *end = text + n;
	bool tag = false;

	if (strspn(text, WORD BLANKS) < n)
		return false;
	for (size_t size; (size = declaration_word(&text)) != 0 && text < end; text += size)
		tag = tag || is_tag(text, size);
	return tag;
}

/* Do all braces hold members, and is the only end of a declaration outside of them the last? */
static bool has_members_only(const char *text)
{
	const char *begin = text;
	size_t depth = 0;

	for (; *text != '\0'; text++) {
		if (*text == '{' && !begins_members(begin, (size_t)(text - begin)))
			return false;
		if (*text == ';' && depth == 0)
			return text[1] == '\0';
		if (*text == '{')
			depth++;
		else if (*text == '}')
			depth--;
		if (strchr("{;}", *text) != NULL)
			begin = text + 1;
	}
	return false;
}

/* Behind the members of what is no typedef nothing is declared; attributes may stand there. */
static bool ends_type(const char *text)
{
	static const char attribute[] = "__attribute__";

	text += strspn(text, BLANKS);
	if (strncmp(text, attribute, strlen(attribute)) == 0) {
		text += strlen(attribute);
		text += strspn(text, BLANKS);
		if (*text != '(')
			return false;
		text = closing(text) + 1;
		text += strspn(text, BLANKS);
	}
	return strcmp(text, ";") == 0;
}

bool declaration_is_type(const char *text)
{
	const char *first = text + strspn(text, BLANKS), *rest;
	size_t n = strspn(first, WORD);

	if (text[strspn(text, WORD BLANKS "*,.()[]{};:=+-<>|&~")] != '\0' ||
	    strstr(text, "<:") != NULL || strstr(text, ":>") != NULL || !is_balanced(text) ||
	    !has_members_only(text))
		return false;
	if (is_word(first, n, "typedef"))
		return true;
	if (!is_tag(first, n))
		return false;
	rest = strchr(first, '{');
	if (rest != NULL)
		return ends_type(closing(rest) + 1);
	rest = first + n;
	n = declaration_word(&rest);
	return n != 0 && ends_type(rest + n);
}

/* A type while it is put into lines. */
struct layout {
	struct buf *out;
	size_t depth;
	bool in_enum;  /* members end with commas */
	bool new_line; /* nothing stands in the line yet */
};

static void put_char(struct layout *layout, char c, bool blank)
{
	if (layout->new_line) {
		buf_put(layout->out, "\n", 1);
		for (size_t i = 0; i < layout->depth; i++)
			buf_put(layout->out, "\t", 1);
	} else if (blank) {
		buf_put(layout->out, " ", 1);
	}
	layout->new_line = false;
	buf_put(layout->out, &c, 1);
}

static void put_brace(struct layout *layout, char c)
{
	if (c == '{') {
		put_char(layout, c, true);
		layout->depth++;
		layout->new_line = true;
		return;
	}
	layout->depth--;
	layout->in_enum = false;
	layout->new_line = true;
	put_char(layout, c, false);
}

void declaration_put_type(struct buf *out, const char *text)
{
	struct layout layout = { .out = out };
	char last = '\0';

	text += strspn(text, BLANKS);
	for (; *text != '\0'; text++) {
		bool blank = strchr(BLANKS, *text) != NULL;

		text += strspn(text, BLANKS);
		blank = blank || (last == '}' && *text != ';') || last == ',';
		if (strncmp(text, "enum", 4) == 0 && strchr(WORD, text[4]) == NULL)
			layout.in_enum = true;
		if (*text == '\0')
			break;
		if (strchr("{}", *text) != NULL)
			put_brace(&layout, *text);
		else
			put_char(&layout, *text, blank && *text != ';' && *text != ',');
		if (layout.depth > 0 && (*text == ';' || (*text == ',' && layout.in_enum)))
			layout.new_line = true;
		if (*text == ';')
			layout.in_enum = false;
		last = *text;
	}
	buf_put(out, "\n", 1);
}
