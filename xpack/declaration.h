/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * declaration: C declarations that come from a file of somebody else and are to stand in a header.
 *
 * No compiler is needed to see that they are nothing but declarations: they consist of words and
 * a few punctuators, and their brackets are balanced.  Quotes, comments, the preprocessor and
 * everything else that could end the line they stand in are no part of them.  What passes may
 * still be no C; then the compiler says so.
 */
#ifndef XPACK_DECLARATION_H
#define XPACK_DECLARATION_H

#include <stdbool.h>

#include "arena.h"
#include "buf.h"

/* A prototype apart, as the macros take it: "int", "(const char *text)". */
struct declaration {
	const char *result;
	const char *arguments;
};

/* Take apart the normalised prototype of the function `name`.  False when it is not of the form
 * RESULT NAME(ARGUMENTS), or has what a header should not have. */
bool declaration_split(struct arena *arena, const char *name, const char *prototype,
		       struct declaration *parts) __attribute__((warn_unused_result));

/* Is it the declaration of one type: of a struct, union or enum, or a typedef?  No function body
 * and no variable is. */
bool declaration_is_type(const char *text);

/* Append a type, with each member in a line of its own.  Precondition: it is one. */
void declaration_put_type(struct buf *out, const char *text);

/* The word at or behind *text: its size, and *text at its first character; 0 at the end. */
size_t declaration_word(const char **text);

#endif
