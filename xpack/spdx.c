/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Reads an expression into a tree, and writes it. */
#include "spdx.h"

#include <string.h>
#include <strings.h>

/* Nested parentheses; more is no honest expression. */
#define MAX_DEPTH 16u

struct token {
	const char *text;
	size_t size; /* 0 at the end */
};

struct parser {
	struct arena *arena;
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

static bool is_operator(const struct token *token)
{
	static const char *const operators[] = { "AND", "OR", "WITH", "and", "or", "with" };

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (token_is(token, operators[i]))
			return true;
	return false;
}

/* An identifier; "" and malformed when something else stands here. */
static const char *take_identifier(struct parser *parser)
{
	const struct token token = parser->token;

	if (token.size == 0 || token.text[0] == '(' || token.text[0] == ')' ||
	    token.text[0] == '+' || is_operator(&token)) {
		parser->malformed = true;
		return "";
	}
	if (memchr(token.text, '+', token.size - 1) != NULL)
		parser->malformed = true;
	next_token(parser);
	return arena_text(parser->arena, token.text, token.size);
}

static struct spdx *parse_licence(struct parser *parser)
{
	struct spdx *spdx = arena_alloc(parser->arena, sizeof(*spdx));

	spdx->licence = take_identifier(parser);
	if (!parser->malformed && take(parser, "WITH", "with"))
		spdx->exception = take_identifier(parser);
	return spdx;
}

static struct spdx *parse_or(struct parser *parser);

static struct spdx *parse_primary(struct parser *parser)
{
	struct spdx *spdx;

	if (!take(parser, "(", "("))
		return parse_licence(parser);
	if (++parser->depth > MAX_DEPTH)
		parser->malformed = true;
	if (parser->malformed)
		return NULL;
	spdx = parse_or(parser);
	parser->depth--;
	if (!take(parser, ")", ")"))
		parser->malformed = true;
	return spdx;
}

/* Put an operand behind the others; one that has the same operator gives its own operands. */
static struct spdx **append(struct spdx **end, enum spdx_kind kind, struct spdx *operand)
{
	struct spdx *last = operand;

	if (operand->kind == kind) {
		*end = operand->first;
		last = operand->first;
		while (last->next != NULL)
			last = last->next;
	} else {
		*end = operand;
	}
	return &last->next;
}

static struct spdx *parse_chain(struct parser *parser, enum spdx_kind kind,
				struct spdx *(*parse)(struct parser *parser), const char *upper,
				const char *lower)
{
	struct spdx *operand = parse(parser), *chain;
	struct spdx **end;

	if (parser->malformed || !take(parser, upper, lower))
		return operand;
	chain = arena_alloc(parser->arena, sizeof(*chain));
	chain->kind = kind;
	end = append(&chain->first, kind, operand);
	do {
		operand = parse(parser);
		if (parser->malformed)
			return NULL;
		end = append(end, kind, operand);
	} while (take(parser, upper, lower));
	return chain;
}

static struct spdx *parse_and(struct parser *parser)
{
	return parse_chain(parser, SPDX_AND, parse_primary, "AND", "and");
}

static struct spdx *parse_or(struct parser *parser)
{
	return parse_chain(parser, SPDX_OR, parse_and, "OR", "or");
}

const struct spdx *spdx_parse(struct arena *arena, const char *text)
{
	struct parser parser = { .arena = arena, .rest = text };
	struct spdx *spdx;

	next_token(&parser);
	if (parser.malformed)
		return NULL;
	spdx = parse_or(&parser);
	return parser.malformed || parser.token.size != 0 ? NULL : spdx;
}

static const char *text_of(struct arena *arena, const struct spdx *spdx, bool inside)
{
	const char *text = "";

	if (spdx->kind == SPDX_LICENCE)
		return spdx->exception == NULL
			       ? spdx->licence
			       : arena_printf(arena, "%s WITH %s", spdx->licence, spdx->exception);
	for (const struct spdx *part = spdx->first; part != NULL; part = part->next) {
		const char *operand = text_of(arena, part, spdx->kind == SPDX_AND);

		text = part == spdx->first
			       ? operand
			       : arena_printf(arena, "%s %s %s", text,
					      spdx->kind == SPDX_AND ? "AND" : "OR", operand);
	}
	return inside && spdx->kind == SPDX_OR ? arena_printf(arena, "(%s)", text) : text;
}

const char *spdx_text(struct arena *arena, const struct spdx *spdx)
{
	return text_of(arena, spdx, false);
}

static bool same_name(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcasecmp(a, b) == 0;
}

bool spdx_equal(const struct spdx *a, const struct spdx *b)
{
	const struct spdx *x, *y;

	if (a->kind != b->kind)
		return false;
	if (a->kind == SPDX_LICENCE)
		return same_name(a->licence, b->licence) && same_name(a->exception, b->exception);
	for (x = a->first, y = b->first; x != NULL && y != NULL; x = x->next, y = y->next)
		if (!spdx_equal(x, y))
			return false;
	return x == NULL && y == NULL;
}
