/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "sysfs.h"

#include <stdio.h>
#include <stdlib.h>

char *sysfs_line(struct arena *arena, const char *directory, const char *name)
{
	FILE *from = fopen(arena_printf(arena, "%s/%s", directory, name), "re");
	char *line = NULL;
	char *copy = NULL;
	size_t room = 0;
	ssize_t n;

	if (from == NULL)
		return NULL;
	n = getline(&line, &room, from);
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == ' '))
		n--;
	if (n >= 0)
		copy = arena_text(arena, line, (size_t)n);
	free(line);
	fclose(from);
	return copy;
}

uint64_t sysfs_number(struct arena *arena, const char *directory, const char *name, int base)
{
	const char *line = sysfs_line(arena, directory, name);

	return line != NULL ? strtoull(line, NULL, base) : 0;
}
