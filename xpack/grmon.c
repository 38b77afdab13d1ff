/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "grmon.h"

#include <inttypes.h>
#include <string.h>

/* A word of Tcl whatever is in it: what Tcl would take for more than a character stands behind a
 * backslash (Tcl manual, "Tcl", rule 9). */
static const char *tcl_word(struct arena *arena, const char *text)
{
	char *word = arena_alloc(arena, 2 * strlen(text) + 1);
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (strchr(" \t\n;\"\\$[]{}#", *text) != NULL)
			word[n++] = '\\';
		word[n++] = *text == '\n' ? 'n' : *text == '\t' ? 't' : *text;
	}
	return word;
}

struct buf grmon_script(struct arena *arena, const struct grmon_script *script)
{
	const char *records = tcl_word(arena, script->records);
	uint32_t last = script->start + (script->size - 1);
	struct buf out = { 0 };

	buf_printf(&out, "# %" PRIu32 " bytes at 0x%08" PRIx32 "; run it with grmon -c\n",
		   script->size, script->start);
	buf_printf(&out, "flash unlock 0x%08" PRIx32 " 0x%08" PRIx32 "\n", script->start, last);
	buf_printf(&out, "flash erase 0x%08" PRIx32 " 0x%08" PRIx32 "\n", script->start, last);
	buf_printf(&out, "flash load %s\nverify %s\n", records, records);
	return out;
}
