/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_text.h"

#include "printable.h"

void fit_put(FILE *to, struct span text)
{
	if (text.size > 0)
		printable_put_part((const char *)text.data, text.size, to);
}

void fit_put_hex(FILE *to, struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++)
		fprintf(to, "%02x", bytes.data[i]);
}

void fit_json_text(struct json *json, const struct fit_tree *tree, size_t node, const char *name)
{
	struct span text;

	if (fit_get_text(tree, node, name, &text))
		json_span(json, name, text);
}

void fit_json_u32(struct json *json, const struct fit_tree *tree, size_t node, const char *name)
{
	uint32_t number;

	if (fit_get_u32(tree, node, name, &number))
		json_number(json, name, number);
}
