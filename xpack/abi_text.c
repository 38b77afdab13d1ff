/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Names and prototypes: look-up, nearest name, normal form. */
#include <stdlib.h>
#include <string.h>

#include "abi.h"

static int compare_name(const void *key, const void *item)
{
	const struct service *service = item;

	return strcmp(key, service->name);
}

const struct service *abi_service(const struct abi *abi, const char *name)
{
	if (abi->n_services == 0)
		return NULL;
	return bsearch(name, abi->services, abi->n_services, sizeof(*abi->services), compare_name);
}

const char *abi_nearest(const struct abi *abi, const char *name)
{
	const struct suggest_names names = { abi->services, abi->n_services, sizeof(struct service),
					     offsetof(struct service, name) };

	return suggest_name(abi->suggest, names, name);
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A character that would run into its neighbour without a blank between. */
static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c > 0x7f;
}

/* Does a blank belong between these two characters, blank being what stood there? */
static bool keeps_apart(char before, char after, bool blank)
{
	return before == ',' || (is_word(before) && (after == '*' || (blank && is_word(after))));
}

const char *abi_normalise(struct arena *arena, const char *prototype)
{
	char *text = arena_alloc(arena, 2 * strlen(prototype) + 1);
	bool blank = false;
	size_t n = 0;

	for (const char *from = prototype; *from != '\0'; from++) {
		if (is_blank(*from)) {
			blank = true;
			continue;
		}
		if (n > 0 && keeps_apart(text[n - 1], *from, blank))
			text[n++] = ' ';
		text[n++] = *from;
		blank = false;
	}
	return text;
}
