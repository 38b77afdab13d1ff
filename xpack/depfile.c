/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "depfile.h"

#include <string.h>

/*
 * GNU make manual, "What a Rule Looks Like" and "Using Wildcard Characters in File Names": a blank
 * or '#' is escaped by a backslash, and then so is each backslash that stands directly in front of
 * it; other backslashes are ordinary.  '$' is doubled.
 */
static void put_name(struct buf *out, const char *name)
{
	while (*name != '\0') {
		size_t n = strspn(name, "\\");

		buf_put(out, name, n);
		if (name[n] == ' ' || name[n] == '#') {
			buf_put(out, name, n);
			buf_put(out, "\\", 1);
		} else if (name[n] == ':') {
			buf_put(out, "\\", 1);
		} else if (name[n] == '$') {
			buf_put(out, "$", 1);
		}
		name += n;
		if (*name != '\0')
			buf_put(out, name++, 1);
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
	/* An input that has gone must not stop make: it is a target without rule or prerequisite.
	 * In a target '%' would make it a pattern. */
	for (size_t i = 0; i < n; i++) {
		if (strchr(inputs[i], '%') != NULL)
			continue;
		buf_printf(out, "\n");
		put_name(out, inputs[i]);
		buf_printf(out, ":\n");
	}
}
