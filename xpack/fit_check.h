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

/*
 * How much work a file may ask for.  Hashing a byte counts one; a signature counts
 * FIT_WORK_SIGNATURE besides, and that of a configuration FIT_WORK_TOKEN for each token of the
 * tree.  Without a limit a file could name its largest part, or the one of another image, in
 * thousands of nodes.  A FIT that has each image's data hashed by every known hash, and signed, is
 * below.
 */
#define FIT_WORK_BASE ((uint64_t)64 << 20)
#define FIT_WORK_FACTOR 8u /* times the file's size */
#define FIT_WORK_SIGNATURE ((uint64_t)64 << 10)
#define FIT_WORK_TOKEN 16u

struct fit_work {
	uint64_t file_size;
	uint64_t left;
	bool is_over;
};
struct fit_work fit_work_of(uint64_t file_size);
/* Take so much of it.  False when there is not so much left, and from then on; the first time this
 * is reported: fit-work, exit 3. */
bool fit_work_spend(struct diag *diag, struct location at, struct fit_work *work, uint64_t amount)
	__attribute__((warn_unused_result));

struct fit_checked_hash {
	size_t node;
	enum fit_match match;
};

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
	bool is_signed; /* one of them holds with the key */
	bool holds;     /* one of them does, and covers what it has to */
};

struct fit_checked_image {
	size_t node;
	struct fit_data data;
	struct fit_checked_hash *hashes;
	size_t n_hashes;
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
 * says, or is not there), fit-work (it asks for more work than FITs do: what is left is not looked
 * at); and the warning fit-weak-hash.
 */
void fit_check(struct arena *arena, struct diag *diag, const char *path,
	       const struct fit_tree *tree, const struct key *key, struct fit_check *check);

/* Both say what was covered and what was not. */
void fit_check_print(const struct fit_check *check, FILE *to);
/* Members of an open object. */
void fit_check_json(const struct fit_check *check, struct json *json);

#endif
