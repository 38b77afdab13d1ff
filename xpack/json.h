/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * json: a small writer of JSON (RFC 8259), indented by two blanks.
 *
 * Names are words in lower case joined by hyphens, "security-version", everywhere but in SPDX
 * documents, which have their own.
 *
 * The caller opens and closes objects '{' and arrays '[' in pairs and gives a name to every
 * member of an object, NULL to every element of an array.  Bytes of a text that are not UTF-8
 * are written as U+FFFD, so the output is valid whatever a file contained.
 */
#ifndef XPACK_JSON_H
#define XPACK_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "buf.h"

struct json {
	FILE *to;
	unsigned depth;
	bool first; /* nothing was written in the open object or array */
	bool is_line;
};

struct json json_begin(FILE *to);
/* All of it on one line. */
struct json json_begin_line(FILE *to);
void json_open(struct json *json, const char *name, char bracket);
void json_close(struct json *json, char bracket);
void json_text(struct json *json, const char *name, const char *text);
void json_span(struct json *json, const char *name, struct span text);
void json_number(struct json *json, const char *name, uint64_t number);
void json_bool(struct json *json, const char *name, bool value);
/* bytes as lower-case hexadecimal text */
void json_hex(struct json *json, const char *name, struct span bytes);
/* The final newline. */
void json_end(struct json *json);

/* Text in memory: what put() writes between begin and end is appended to out. */
void json_to_buf(struct buf *out, void (*put)(const void *what, struct json *json),
		 const void *what);

#endif
