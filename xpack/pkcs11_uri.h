/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * pkcs11_uri: names of private keys in tokens (RFC 7512), as far as xpack takes them.
 *
 * Of the path: token, manufacturer, serial, model, object, id, and type, which must be private;
 * object or id must be there, and token or serial: there may be more tokens than one.  Of the
 * query: module-path, pin-source (the name of a file, also as file:NAME).  pin-value is refused:
 * whoever lists the processes of the machine would read it.  Every other attribute is refused too,
 * because one that is not honoured could name another key.
 */
#ifndef XPACK_PKCS11_URI_H
#define XPACK_PKCS11_URI_H

#include "arena.h"
#include "diag.h"

struct pkcs11_uri {
	const char *path;       /* "pkcs11:" and the path: for messages, and for the library */
	const char *module;     /* the decoded module-path, or NULL */
	const char *pin_source; /* the decoded name of the file, or NULL */
};

/* Whether a KEY is such a name rather than that of a file. */
bool pkcs11_is_uri(const char *key);

/* The name without its query, which may hold what nobody is to see: for messages.  Of the name of a
 * file: itself. */
const char *pkcs11_shown(struct arena *arena, const char *key);

/* Everything is in the arena.  Reports key-pkcs11 (exit 2).  Returns 0 or -1. */
int pkcs11_parse(struct arena *arena, struct diag *diag, const char *text, struct pkcs11_uri *uri)
	__attribute__((warn_unused_result));

#endif
