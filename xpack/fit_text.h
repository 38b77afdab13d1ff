/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_text: strings of FITs that nobody has checked, for a terminal and for JSON.
 */
#ifndef XPACK_FIT_TEXT_H
#define XPACK_FIT_TEXT_H

#include "fit_read.h"
#include "json.h"

/* As printable.h has it. */
void fit_put(FILE *to, struct span text);
void fit_put_hex(FILE *to, struct span bytes);

/* A member for the property of that name, when the node has it and it is one string, or cell. */
void fit_json_text(struct json *json, const struct fit_tree *tree, size_t node, const char *name);
void fit_json_u32(struct json *json, const struct fit_tree *tree, size_t node, const char *name);

#endif
