/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "status.h"

#include <stddef.h>

/* Longest text with its NUL.  Arrays, since pointers would have to be relocated. */
#define TEXT_SIZE 17

static const struct {
	unsigned char status;
	char text[TEXT_SIZE];
} texts[] = {
	{ STATUS_OK, "ok" },
	{ STATUS_TRUNCATED, "truncated" },
	{ STATUS_HEADER, "header" },
	{ STATUS_AUTH_BLOCK, "auth block" },
	{ STATUS_SLOT, "signature slot" },
	{ STATUS_SLOT_TWICE, "one key twice" },
	{ STATUS_TOTAL_SIZE, "manifest size" },
	{ STATUS_CHANGED, "storage changed" },
	{ STATUS_NO_KEY, "no known key" },
	{ STATUS_SIGNATURE, "signature" },
	{ STATUS_STRUCTURE, "structure" },
	{ STATUS_STRINGS, "strings" },
	{ STATUS_NAME, "node name" },
	{ STATUS_PROPERTY, "property" },
	{ STATUS_VALUE, "value" },
	{ STATUS_CONFIGURATION, "configuration" },
	{ STATUS_REFERENCE, "reference" },
	{ STATUS_COMPRESSION, "compression" },
	{ STATUS_TOO_MANY, "too many images" },
	{ STATUS_LAYOUT, "layout" },
	{ STATUS_END, "end" },
	{ STATUS_PADDING, "padding" },
	{ STATUS_OUTSIDE_RAM, "outside RAM" },
	{ STATUS_RESERVED, "reserved memory" },
	{ STATUS_OVERLAP, "overlap" },
	{ STATUS_ENTRY, "entry" },
	{ STATUS_BOARD, "other board" },
	{ STATUS_SYSTEM, "other system" },
	{ STATUS_SECURITY_VERSION, "security version" },
	{ STATUS_PROTOCOL, "start protocol" },
	{ STATUS_HASH, "image hash" },
	{ STATUS_PARAMETERS, "parameters" },
};

const char *status_text(enum status status)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].status == (unsigned)status)
			return texts[i].text;
	return "?";
}
