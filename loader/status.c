/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "status.h"

#include <stddef.h>

#define STATUS_TEXTS(_)                                                                            \
	_(TRUNCATED, "truncated")                                                                  \
	_(HEADER, "header")                                                                        \
	_(AUTH_BLOCK, "auth block")                                                                \
	_(SLOT, "signature slot")                                                                  \
	_(SLOT_TWICE, "key in both slots")                                                         \
	_(TOTAL_SIZE, "manifest over cap")                                                         \
	_(CHANGED, "changed while read")                                                           \
	_(NO_KEY, "no known key")                                                                  \
	_(SIGNATURE, "signature")                                                                  \
	_(STRUCTURE, "structure")                                                                  \
	_(STRINGS, "strings")                                                                      \
	_(NAME, "node name")                                                                       \
	_(PROPERTY, "property")                                                                    \
	_(VALUE, "value")                                                                          \
	_(CONFIGURATION, "configuration")                                                          \
	_(REFERENCE, "reference")                                                                  \
	_(COMPRESSION, "compression")                                                              \
	_(TOO_MANY, "too many images")                                                             \
	_(LAYOUT, "layout")                                                                        \
	_(END, "end")                                                                              \
	_(PADDING, "padding")                                                                      \
	_(OUTSIDE_RAM, "outside RAM")                                                              \
	_(RESERVED, "reserved memory")                                                             \
	_(OVERLAP, "overlap")                                                                      \
	_(ENTRY, "entry")                                                                          \
	_(MEMORY_MAP, "memory map")                                                                \
	_(STAGING, "staging")                                                                      \
	_(BOARD, "other board")                                                                    \
	_(SYSTEM, "other system")                                                                  \
	_(SECURITY_VERSION, "security version")                                                    \
	_(PROTOCOL, "start protocol")                                                              \
	_(HASH, "image hash")                                                                      \
	_(FRAME, "compressed data")                                                                \
	_(PARAMETERS, "parameters")                                                                \
	_(BOOT_INFORMATION, "boot information")

/* A byte with the status, then its text with the NUL; then the next.  Of bytes alone, so there is
 * no padding and nothing to relocate: a table of equal rows would be half as large again. */
#define MEMBERS(name, text)                                                                        \
	unsigned char name;                                                                        \
	char name##_TEXT[sizeof(text)];
#define VALUES(name, text) .name = STATUS_##name, .name##_TEXT = text,

static const struct {
	STATUS_TEXTS(MEMBERS)
	char end;
} texts = { STATUS_TEXTS(VALUES).end = '\0' };

const char *status_text(enum status status)
{
	const char *at = (const char *)&texts;
	const char *end = &texts.end;

	while (at < end) {
		if ((unsigned char)*at++ == (unsigned)status)
			return at;
		while (*at++ != '\0')
			;
	}
	return status == STATUS_OK ? "ok" : "?";
}
