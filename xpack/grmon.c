/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "grmon.h"

#include <inttypes.h>
#include <string.h>

#include "hexfile.h"

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

struct buf grmon_records(const char *name, uint32_t address, struct span bytes)
{
	const struct hexfile file = {
		.name = name, .bytes = bytes, .address = address, .start = address
	};

	return hexfile_srec(&file);
}

void grmon_put_erase(struct buf *script, struct grmon_range range)
{
	static const char *const commands[] = { "unlock", "erase" };

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		buf_printf(script, "flash %s 0x%08" PRIx32 " 0x%08" PRIx32 "\n", commands[i],
			   range.start, range.start + (range.size - 1));
}

void grmon_put_load(struct buf *script, struct arena *arena, const char *records)
{
	buf_printf(script, "flash load %s\n", tcl_word(arena, records));
}

void grmon_put_verify(struct buf *script, struct arena *arena, const char *records)
{
	buf_printf(script, "verify %s\n", tcl_word(arena, records));
}

void grmon_put_dump(struct buf *script, struct arena *arena, struct grmon_range range,
		    const char *file)
{
	buf_printf(script, "dump -binary 0x%08" PRIx32 " %" PRIu32 " %s\n", range.start, range.size,
		   tcl_word(arena, file));
}
