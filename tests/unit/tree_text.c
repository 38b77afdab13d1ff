/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "tree_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "loader/fdt.h"

static bool is_text(struct span value)
{
	if (value.size < 2 || value.data[value.size - 1] != '\0')
		return false;
	for (size_t i = 0; i + 1 < value.size; i++)
		if (value.data[i] < ' ' || value.data[i] > '~')
			return false;
	return true;
}

static void put_value(struct buf *out, struct span value)
{
	if (is_text(value)) {
		buf_printf(out, "\"%s\"", (const char *)value.data);
		return;
	}
	assert_int_equal(value.size % 4, 0);
	buf_printf(out, "<");
	for (size_t i = 0; i < value.size; i += 4)
		buf_printf(out, "%s%x", i == 0 ? "" : " ", get_be32(value.data + i));
	buf_printf(out, ">");
}

char *tree_text(struct arena *arena, struct buf tree)
{
	struct buf out = { 0 };
	struct fdt fdt;
	char *text;

	assert_int_equal(fdt_open(&fdt, buf_span(&tree), FDT_HEADER_SIZE), STATUS_OK);
	while (fdt.token != FDT_TOKEN_FINISH) {
		int indent = (int)(fdt.depth - 1) * 2;

		if (fdt.token == FDT_TOKEN_BEGIN) {
			buf_printf(&out, "%*s%.*s/\n", indent, "", (int)fdt.name.size,
				   (const char *)fdt.name.data);
		} else if (fdt.token == FDT_TOKEN_PROP) {
			buf_printf(&out, "%*s  %.*s ", indent, "", (int)fdt.name.size,
				   (const char *)fdt.name.data);
			put_value(&out, fdt.value);
			buf_printf(&out, "\n");
		}
		assert_int_equal(fdt_next(&fdt), STATUS_OK);
	}
	text = arena_text(arena, (const char *)out.data, out.size);
	buf_free(&out);
	buf_free(&tree);
	return text;
}
