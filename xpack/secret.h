/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * secret: passphrases and PINs: where they come from, and that they leave nothing behind.
 *
 * A secret is one line: from a file, from an open descriptor, or typed on the controlling terminal
 * with echo off.  It is never an argument or an environment variable: other users of the machine
 * can read the one, every program that is started the other.  It lies in memory that is locked and
 * in no core file, and is wiped when it is forgotten.  It is never part of a message.
 */
#ifndef XPACK_SECRET_H
#define XPACK_SECRET_H

#include <stddef.h>

#include "diag.h"

#define SECRET_MAX_SIZE 1000u /* bytes; what OpenSSL takes is 1024 */

struct secret;

/* From where, as the options say; both NULL: from the terminal. */
struct secret_source {
	const char *file;
	const char *descriptor; /* a number */
};

/* The options of every command that opens a private key; part of a table of option_spec. */
#define SECRET_OPTIONS(source)                                                                     \
	{                                                                                          \
		0,      "passphrase-file",                                                         \
		"FILE", "the key's passphrase or PIN is this file's first line",                   \
		NULL,   &(source)->file,                                                           \
		NULL                                                                               \
	},                                                                                         \
	{                                                                                          \
		0, "passphrase-fd", "N", "the same, from this open descriptor", NULL,              \
			&(source)->descriptor, NULL                                                \
	}
#define SECRET_SYNOPSIS "[--passphrase-file FILE | --passphrase-fd N]"

/*
 * The secret; what is the word for the prompt, "passphrase" or "PIN", id the check's.  When typed
 * for the first time (is_new) it is asked for twice.  Reports at `at`, with id: nothing there or
 * more than SECRET_MAX_SIZE bytes (exit 1), neither option nor terminal (exit 2), a descriptor that
 * is none (exit 2), a failing read (exit 4).  NULL after reporting.
 */
struct secret *secret_get(struct diag *diag, struct location at, const struct secret_source *source,
			  const char *id, const char *what, bool is_new);

/* The text, with a NUL behind it, and its length. */
const char *secret_text(const struct secret *secret);
size_t secret_size(const struct secret *secret);

/* Wipe and free; of NULL: nothing. */
void secret_forget(struct secret *secret);

#endif
