/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_check: is a FIT signed with a key as U-Boot's verified boot wants it, and what does that
 * cover?
 *
 * Every configuration has to carry a signature that holds, because the choice among them (the
 * property default) is not covered by any.  Beyond what U-Boot's checker of 2023 looks at, the
 * signature has to cover the configuration itself, every image that it names, and for each of these
 * a hash that binds the data, and all hashes have to hold.  What no configuration names is shown,
 * but no fault.
 *
 * This says nothing about xpack's own signature, which stands in a container beside this one.
 */
#ifndef XPACK_FIT_CHECK_H
#define XPACK_FIT_CHECK_H

#include "diag.h"
#include "fit_image.h"
#include "fit_signature.h"
#include "json.h"

struct fit_checked_signature {
	size_t node;
	struct span algorithm; /* empty: it has none */
	struct span key_name;  /* key-name-hint, or empty */
	const char *defect;    /* NULL: it holds with the key */
};

struct fit_checked_configuration {
	size_t node;
	struct fit_checked_signature *signatures;
	size_t n_signatures;
	bool holds; /* one of them does, and covers what it has to */
};

struct fit_checked_image {
	size_t node;
	struct fit_data data;
	bool is_named;   /* by a configuration */
	bool is_covered; /* by a signature of each configuration that names it */
	struct fit_checked_signature *signatures; /* of the image itself: over its data */
	size_t n_signatures;
};

struct fit_check {
	const struct fit_tree *tree;
	const struct key *key;
	struct fit_checked_configuration *configurations;
	size_t n_configurations;
	struct fit_checked_image *images;
	size_t n_images;
};

/*
 * Look at all of it.  Reports at path, exit 3: fit-signature (a configuration without a signature
 * that holds), fit-coverage (what it names is not covered), fit-hash (data is not what a hash
 * says, or is not there); and the warning fit-weak-hash.
 */
void fit_check(struct arena *arena, struct diag *diag, const char *path,
	       const struct fit_tree *tree, const struct key *key, struct fit_check *check);

/* Both say what was covered and what was not. */
void fit_check_print(const struct fit_check *check, FILE *to);
/* Members of an open object. */
void fit_check_json(const struct fit_check *check, struct json *json);

#endif
