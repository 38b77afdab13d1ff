/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * settings: which key a command uses, and where the installed parts of xpack lie.
 *
 * A key is looked for in this order: the command's option, the environment (XPACK_KEY,
 * XPACK_PUBKEY), the user's configuration file.  That file is $XDG_CONFIG_HOME/xpack/config, or
 * ~/.config/xpack/config, with lines "key = PATH" and "pubkey = PATH", blank lines and # comments;
 * a leading "~/" is the home directory.  A private key may be a PKCS#11 URI everywhere.
 */
#ifndef XPACK_SETTINGS_H
#define XPACK_SETTINGS_H

#include "arena.h"
#include "diag.h"
#include "key.h"

#include <stdint.h>

enum setting { SETTING_KEY, SETTING_PUBKEY };

/*
 * The path of the key, in the arena; option is NULL when it was not given.  When no key is named
 * anywhere: reports no-key (exit 2) with a word on keygen, and NULL.  A configuration file that
 * cannot be read or understood is reported (config) and gives NULL.
 */
const char *settings_find(struct arena *arena, struct diag *diag, enum setting setting,
			  const char *option);

/*
 * The public keys of one loader: those that were given, or the one that is found elsewhere; keys
 * has room for KEY_MAX_SET.  Reports what settings_find() and key_read_set() do.  Returns 0 or -1.
 */
int settings_public_keys(struct arena *arena, struct diag *diag, const char *const *given, size_t n,
			 struct key *keys) __attribute__((warn_unused_result));

/* The time of what is written, in seconds since 1970: SOURCE_DATE_EPOCH (reproducible-builds.org),
 * else 0.  Reports source-date-epoch (exit 2).  Returns 0 or -1. */
int settings_timestamp(struct diag *diag, uint32_t *timestamp) __attribute__((warn_unused_result));

/* xpack's directory among this user's files of one kind (XDG Base Directory Specification): below
 * the variable's directory, else below in_home of the home directory.  In the arena; it may not
 * exist.  NULL: the user has none. */
const char *settings_directory(struct arena *arena, const char *variable, const char *in_home);

/* Directory of the installed loaders: $XPACK_LIBDIR, else where `make install` put them. */
const char *settings_libdir(void);

#endif
