/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "spdx.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Nested parentheses; more is no honest expression. */
#define MAX_DEPTH 16u

/* Identifiers of the SPDX licence list whose terms ask for no more than notices. */
static const char *const permissive[] = {
	"0BSD",
	"Apache-2.0",
	"BSD-1-Clause",
	"BSD-2-Clause",
	"BSD-2-Clause-Patent",
	"BSD-3-Clause",
	"BSD-3-Clause-Clear",
	"BSD-Source-Code",
	"BSL-1.0",
	"CC0-1.0",
	"curl",
	"FSFAP",
	"HPND",
	"ISC",
	"libpng-2.0",
	"MIT",
	"MIT-0",
	"NCSA",
	"PostgreSQL",
	"TCL",
	"Unlicense",
	"UPL-1.0",
	"X11",
	"Zlib",
};

/* Additions that only grant more. */
static const char *const permissions[] = { "LLVM-exception", "Swift-exception" };

struct token {
	const char *text;
	size_t size; /* 0 at the end */
};

struct parser {
	const char *rest;
	struct token token;
	unsigned depth;
	bool malformed;
};

static bool is_idstring(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == ':' || c == '+';
}

static void next_token(struct parser *parser)
{
	const char *text = parser->rest + strspn(parser->rest, " \t");
	size_t size = 0;

	if (*text == '(' || *text == ')')
		size = 1;
	else
		while (is_idstring(text[size]))
			size++;
	if (size == 0 && *text != '\0')
		parser->malformed = true;
	parser->token = (struct token){ text, size };
	parser->rest = text + size;
}

static bool token_is(const struct token *token, const char *text)
{
	return token->size == strlen(text) && memcmp(token->text, text, token->size) == 0;
}

/* Operators are written all in upper or all in lower case. */
static bool take(struct parser *parser, const char *upper, const char *lower)
{
	if (!token_is(&parser->token, upper) && !token_is(&parser->token, lower))
		return false;
	next_token(parser);
	return true;
}

/* Licence identifiers are compared without regard to case. */
static bool is_listed(const struct token *token, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == token->size &&
		    strncasecmp(list[i], token->text, token->size) == 0)
			return true;
	return false;
}

static bool is_operator(const struct token *token)
{
	static const char *const operators[] = { "AND", "OR", "WITH", "and", "or", "with" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (token_is(token, operators[i]))
			return true;
	return false;
}

/* An identifier; false and malformed when something else stands here. */
static bool take_identifier(struct parser *parser, struct token *token)
{
	*token = parser->token;
	if (token->size == 0 || token->text[0] == '(' || token->text[0] == ')' ||
	    token->text[0] == '+' || is_operator(token)) {
		parser->malformed = true;
		return false;
	}
	if (memchr(token->text, '+', token->size - 1) != NULL)
		parser->malformed = true;
	next_token(parser);
	return true;
}

static bool judge_licence(struct parser *parser)
{
	struct token licence, exception;
	bool result;

	if (!take_identifier(parser, &licence))
		return false;
	if (licence.text[licence.size - 1] == '+')
		licence.size--;
	result = is_listed(&licence, permissive, sizeof(permissive) / sizeof(*permissive));
	if (!take(parser, "WITH", "with"))
		return result;
	return take_identifier(parser, &exception) && result &&
	       is_listed(&exception, permissions, sizeof(permissions) / sizeof(*permissions));
}

static bool judge_or(struct parser *parser);

static bool judge_primary(struct parser *parser)
{
	bool result;

	if (!take(parser, "(", "("))
		return judge_licence(parser);
	if (++parser->depth > MAX_DEPTH) {
		parser->malformed = true;
		return false;
	}
	result = judge_or(parser);
	parser->depth--;
	if (!take(parser, ")", ")"))
		parser->malformed = true;
	return result;
}

static bool judge_and(struct parser *parser)
{
	bool result = judge_primary(parser);

	while (!parser->malformed && take(parser, "AND", "and"))
		result = judge_primary(parser) && result;
	return result;
}

static bool judge_or(struct parser *parser)
{
	bool result = judge_and(parser);

	while (!parser->malformed && take(parser, "OR", "or"))
		result = judge_and(parser) || result;
	return result;
}

enum spdx_verdict spdx_judge(const char *expression)
{
	struct parser parser = { .rest = expression };
	bool result;

	next_token(&parser);
	result = judge_or(&parser);
	if (parser.malformed || parser.token.size != 0)
		return SPDX_MALFORMED;
	return result ? SPDX_PERMISSIVE : SPDX_NOT_PERMISSIVE;
}
