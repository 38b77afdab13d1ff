/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "pkcs11_uri.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SCHEME "pkcs11:"

/* The attributes of the path: the bits are those of struct reading. */
static const char *const path_names[] = { "token", "manufacturer", "serial", "model",
					  "id",    "object",       "type",   NULL };

#define SEEN_TOKEN (1u << 0)
#define SEEN_SERIAL (1u << 2)
#define SEEN_ID (1u << 4)
#define SEEN_OBJECT (1u << 5)
#define TYPE 6

struct reading {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	struct pkcs11_uri *uri;
	unsigned seen; /* a bit for each of path_names */
};

bool pkcs11_is_uri(const char *key)
{
	return strncasecmp(key, SCHEME, strlen(SCHEME)) == 0;
}

const char *pkcs11_shown(struct arena *arena, const char *key)
{
	size_t size = strcspn(key, "?");
	const char *pin = strcasestr(key, "pin-"); /* also where it does not belong */

	if (!pkcs11_is_uri(key))
		return key;
	if (pin != NULL && (size_t)(pin - key) < size)
		size = (size_t)(pin - key);
	return arena_text(arena, key, size);
}

#define FAIL(reading, ...)                                                                         \
	(diag_fail((reading)->diag, EXIT_USAGE, (reading)->at, "key-pkcs11", __VA_ARGS__), -1)

/* The value with its %XX decoded (RFC 3986, section 2.1); NULL when it is none or has a NUL. */
static const char *decode(struct reading *reading, const char *value)
{
	char *text = arena_text(reading->arena, value, strlen(value));
	char *to = text;

	for (const char *from = value; *from != '\0'; from++) {
		char hex[3] = "";

		if (*from != '%') {
			*to++ = *from;
			continue;
		}
		if (!isxdigit((unsigned char)from[1]) || !isxdigit((unsigned char)from[2]))
			return NULL;
		memcpy(hex, from + 1, 2);
		*to = (char)strtoul(hex, NULL, 16);
		if (*to++ == '\0')
			return NULL;
		from += 2;
	}
	*to = '\0';
	return text;
}

static int read_path(struct reading *reading, const char *name, const char *value)
{
	unsigned i = 0;

	while (path_names[i] != NULL && strcmp(path_names[i], name) != 0)
		i++;
	if (path_names[i] == NULL)
		return FAIL(reading, "'%s' of a PKCS#11 URI is not supported", name);
	if ((reading->seen & 1u << i) != 0)
		return FAIL(reading, "'%s' stands twice in this PKCS#11 URI", name);
	/* An id is any bytes; what is text must be. */
	if ((1u << i) != SEEN_ID && decode(reading, value) == NULL)
		return FAIL(reading, "'%s' of this PKCS#11 URI is not encoded as RFC 7512 says",
			    name);
	if (i == TYPE && strcmp(value, "private") != 0)
		return FAIL(reading, "this PKCS#11 URI names no private key: its type is '%s'",
			    value);
	reading->seen |= 1u << i;
	return 0;
}

/* A file is the only source that is taken: a program would be started by whoever wrote the URI. */
static int read_pin_source(struct reading *reading, const char *value)
{
	if (strncmp(value, "file:", 5) == 0)
		value += 5;
	if (value[0] == '\0' || value[0] == '|')
		return FAIL(reading, "pin-source of this PKCS#11 URI is not the name of a file");
	reading->uri->pin_source = value;
	return 0;
}

static int read_query(struct reading *reading, const char *name, const char *value)
{
	value = decode(reading, value);
	if (strcmp(name, "pin-value") == 0) {
		(void)FAIL(reading,
			   "a PIN in a PKCS#11 URI can be read by every user of this machine");
		diag_help(reading->diag, reading->at,
			  "give pin-source, --passphrase-file or --passphrase-fd, or type it when "
			  "asked; change this PIN if it was a real one");
		return -1;
	}
	if (value == NULL)
		return FAIL(reading, "'%s' of this PKCS#11 URI is not encoded as RFC 7512 says",
			    name);
	if (strcmp(name, "pin-source") == 0)
		return read_pin_source(reading, value);
	if (strcmp(name, "module-path") != 0)
		return FAIL(reading, "'%s' of a PKCS#11 URI is not supported", name);
	reading->uri->module = value;
	return 0;
}

/* Each "name=value" of a list. */
static int read_attributes(struct reading *reading, char *list, const char *separator,
			   int (*read)(struct reading *reading, const char *name,
				       const char *value))
{
	char *next = list;

	while (next != NULL && *next != '\0') {
		char *name = strsep(&next, separator);
		char *value = strchr(name, '=');

		if (value == NULL)
			return FAIL(reading,
				    "this is not a PKCS#11 URI: an attribute has no value");
		*value = '\0';
		if (read(reading, name, value + 1) != 0)
			return -1;
	}
	return 0;
}

int pkcs11_parse(struct arena *arena, struct diag *diag, const char *text, struct pkcs11_uri *uri)
{
	const char *shown = pkcs11_shown(arena, text);
	struct reading reading = { arena, diag, location_of_file(shown), uri, 0 };
	char *copy = arena_text(arena, text + strlen(SCHEME), strlen(text) - strlen(SCHEME));
	char *query = strchr(copy, '?');

	*uri = (struct pkcs11_uri){ .path = shown };
	if (query != NULL)
		*query++ = '\0';
	if (read_attributes(&reading, query, "&", read_query) != 0 ||
	    read_attributes(&reading, copy, ";", read_path) != 0)
		return -1;
	if ((reading.seen & (SEEN_ID | SEEN_OBJECT)) == 0)
		return FAIL(&reading, "this PKCS#11 URI names no key: object or id is missing");
	if ((reading.seen & (SEEN_TOKEN | SEEN_SERIAL)) == 0)
		return FAIL(&reading,
			    "this PKCS#11 URI names no token: token or serial is missing");
	return 0;
}
