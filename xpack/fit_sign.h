/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_sign: the configuration signature of a FIT, as U-Boot checks it, in our own container.
 *
 * It stands beside xpack's signature and decides nothing that xpack trusts.  It is a part of the
 * manifest, so it is made before the slots are signed: fit_sign_put() writes the node with room for
 * the signature, and when all hashes are known fit_sign_finish() fills it in.
 *
 * It covers the root, the configuration, and every image with its hash.
 */
#ifndef XPACK_FIT_SIGN_H
#define XPACK_FIT_SIGN_H

#include "dt.h"
#include "place.h"
#include "sign.h"

/* What is asked for.  Of two ways one: a key, or the signature as somebody has made it before. */
struct fit_seal {
	const char *key_name;        /* key-name-hint: under which name U-Boot has the key */
	const struct signer *signer; /* or NULL */
	const char *algorithm;       /* of value */
	struct span value;
};

/* Whether a name is good for U-Boot's key tree, where it becomes a node's: letters, digits and
 * "._-", at most 63. */
bool fit_sign_is_name(const char *name);

/* Does a configuration of so many images still have a signature that U-Boot checks?  Reports
 * fit-images at `at`.  Returns 0 or -1. */
int fit_sign_check(struct diag *diag, struct location at, const struct load_table *table)
	__attribute__((warn_unused_result));

/* The node, into the open configuration. */
void fit_sign_put(struct dt *dt, const struct load_table *table, const struct fit_seal *seal);

/* Fill in the node of a manifest in which all hashes are final; what follows the manifest is not
 * looked at.  Reports sign-failed.  Returns 0 or -1. */
int fit_sign_finish(struct diag *diag, const struct fit_seal *seal, struct buf *container)
	__attribute__((warn_unused_result));

/* The seal of a container that was accepted as canonical; false when it has none. */
bool fit_sign_find(struct arena *arena, struct span container, struct fit_seal *seal);

#endif
