/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "flashrom.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define PROGRAMMERS "\nSupported programmers:\n"
#define USB_DEVICES "\nSupported USB devices for the "
#define FTDI "ft2232_spi"

const char *flashrom_programmers(struct arena *arena, const char *text)
{
	const char *at = strstr(text, PROGRAMMERS);
	const char *end;
	char *names;

	if (at == NULL)
		return "";
	at += strlen(PROGRAMMERS);
	end = strstr(at, "\n\n");
	names = arena_text(arena, at, end != NULL ? (size_t)(end - at) : strlen(at));
	for (char *c = names; *c != '\0'; c++)
		if (*c == '\n')
			*c = c[1] != '\0' ? ' ' : '\0';
	return names;
}

/* Of FTDI's chips flashrom has to be told which one it is; by itself it takes the FT2232H. */
static const char *with_type(struct arena *arena, const char *name, const char *line)
{
	const char *type = strstr(line, " FT");

	if (strcmp(name, FTDI) != 0 || type == NULL || !isdigit((unsigned char)type[3]))
		return name;
	type += 3;
	return arena_printf(arena, "%s:type=%.*s", name, (int)strcspn(type, " "), type);
}

/* Is that the line of the device?  Its numbers stand between blanks. */
static bool has_numbers(const char *line, const char *numbers)
{
	const char *end = strchr(line, '\n');
	const char *at = strstr(line, numbers);

	return at != NULL && (end == NULL || at < end);
}

void flashrom_each_usb(struct arena *arena, const char *text, unsigned vendor, unsigned product,
		       void (*act)(void *to, const char *programmer), void *to)
{
	const char *numbers = arena_printf(arena, " %04x:%04x ", vendor, product);

	for (const char *at = strstr(text, USB_DEVICES); at != NULL; at = strstr(at, USB_DEVICES)) {
		const char *name;

		at += strlen(USB_DEVICES);
		name = arena_text(arena, at, strcspn(at, " \n"));
		for (const char *line = strchr(at, '\n'); line != NULL && line[1] != '\n';
		     line = strchr(line + 1, '\n'))
			if (has_numbers(line + 1, numbers))
				act(to, with_type(arena, name, line + 1));
	}
}
