/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "depfile.h"

static void put_name(struct buf *out, const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == ' ' || *name == '#' || *name == '\\')
			buf_put(out, "\\", 1);
		else if (*name == '$')
			buf_put(out, "$", 1);
		buf_put(out, name, 1);
	}
}

void depfile_write(struct buf *out, const char *target, const char *const *inputs, size_t n)
{
	put_name(out, target);
	buf_printf(out, ":");
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, " \\\n  ");
		put_name(out, inputs[i]);
	}
	buf_printf(out, "\n");
	/* An input that has gone must not stop make: it is a target without rule or prerequisite. */
	for (size_t i = 0; i < n; i++) {
		buf_printf(out, "\n");
		put_name(out, inputs[i]);
		buf_printf(out, ":\n");
	}
}
