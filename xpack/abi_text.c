/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Names and prototypes: look-up, nearest name, normal form. */
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "nearest.h"

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
	struct nearest nearest = nearest_to(name);

	for (size_t i = 0; i < abi->n_services; i++)
		nearest_try(&nearest, abi->services[i].name);
	return nearest.name;
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

const char *abi_normalise(struct arena *arena, const char *prototype)
{
	char *text = arena_text(arena, prototype, strlen(prototype));
	size_t n = 0;

	for (const char *from = prototype; *from != '\0'; from++) {
		if (!is_blank(*from))
			text[n++] = *from;
		else if (n > 0 && is_word(text[n - 1]) &&
			 is_word(from[strspn(from, " \t\n\v\f\r")]))
			text[n++] = ' ';
	}
	text[n] = '\0';
	return text;
}
