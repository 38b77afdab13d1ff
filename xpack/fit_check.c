/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_check.h"

#include "fit_crypto.h"

#include <inttypes.h>
#include <string.h>

struct checker {
	struct arena *arena;
	struct diag *diag;
	struct location at;
	const struct fit_tree *tree;
	struct fit_check *check;
	size_t *image_of; /* of each node: which of check->images it is */
	struct fit_work work;
};

#define FAIL(checker, id, ...)                                                                     \
	diag_fail((checker)->diag, EXIT_TRUST, (checker)->at, id, __VA_ARGS__)

static const char *name_of(const struct checker *checker, size_t node)
{
	return fit_name(checker->arena, checker->tree, node);
}

/* -- how much is done -- */

static const char too_much[] = "it was not looked at: there is too much to do";

struct fit_work fit_work_of(uint64_t file_size)
{
	return (struct fit_work){ .file_size = file_size,
				  .left = FIT_WORK_BASE + FIT_WORK_FACTOR * file_size };
}

bool fit_work_spend(struct diag *diag, struct location at, struct fit_work *work, uint64_t amount)
{
	if (!work->is_over && amount > work->left) {
		work->is_over = true;
		diag_fail(diag, EXIT_TRUST, at, "fit-work",
			  "its hashes and signatures ask for more than %" PRIu64
			  " bytes to be hashed, of a file of %" PRIu64,
			  fit_work_of(work->file_size).left, work->file_size);
	}
	if (work->is_over)
		return false;
	work->left -= amount;
	return true;
}

static bool spend(struct checker *checker, uint64_t amount)
{
	return fit_work_spend(checker->diag, checker->at, &checker->work, amount);
}

/* Of the signature of a configuration every token is looked at. */
static uint64_t signature_work(const struct fit_tree *tree)
{
	return FIT_WORK_SIGNATURE + (uint64_t)FIT_WORK_TOKEN * tree->n_tokens;
}

/* -- hashes -- */

static void check_hash(struct checker *checker, struct fit_checked_image *image, size_t node,
		       bool has_data)
{
	const struct fit_tree *tree = checker->tree;
	struct fit_checked_hash hash = { node, FIT_NOT_CHECKED };

	if (spend(checker, image->data.bytes.size))
		hash.match = fit_hash_match(checker->arena, tree, node, image->data.bytes);
	if (hash.match == FIT_DIFFERS && has_data)
		FAIL(checker, "fit-hash", "image '%s': its data is not what '%s' says",
		     name_of(checker, image->node), name_of(checker, node));
	image->hashes = arena_grow(checker->arena, image->hashes, image->n_hashes, sizeof(hash));
	image->hashes[image->n_hashes++] = hash;
}

static void check_hashes(struct checker *checker, struct fit_checked_image *image, bool has_data)
{
	const struct fit_tree *tree = checker->tree;
	size_t node = tree->nodes[image->node].first;

	for (; node != FIT_NONE; node = tree->nodes[node].next)
		if (fit_is_hash(tree, node))
			check_hash(checker, image, node, has_data);
}

static void find_images(struct checker *checker)
{
	const struct fit_tree *tree = checker->tree;
	struct fit_check *check = checker->check;
	size_t images = fit_images(tree);
	size_t node = images == FIT_NONE ? FIT_NONE : tree->nodes[images].first;

	check->images =
		arena_array(checker->arena, fit_n_children(tree, images), sizeof(*check->images));
	for (; node != FIT_NONE; node = tree->nodes[node].next) {
		struct fit_checked_image *image = &check->images[check->n_images];
		const char *defect;

		checker->image_of[node] = check->n_images++;
		image->node = node;
		defect = fit_data(tree, node, &image->data);
		if (defect != NULL)
			FAIL(checker, "fit-hash", "image '%s': %s", name_of(checker, node), defect);
		check_hashes(checker, image, defect == NULL);
	}
}

/* -- signatures -- */

/* The subnodes that are signatures; what each says is the caller's to fill in. */
static struct fit_checked_signature *find_signatures(const struct checker *checker, size_t parent,
						     size_t *n)
{
	const struct fit_tree *tree = checker->tree;
	struct fit_checked_signature *signatures = NULL;
	size_t node = tree->nodes[parent].first;

	for (; node != FIT_NONE; node = tree->nodes[node].next) {
		struct fit_checked_signature signature = { .node = node };

		if (!fit_is_signature(tree, node))
			continue;
		(void)!fit_get_text(tree, node, "algo", &signature.algorithm);
		(void)!fit_get_text(tree, node, "key-name-hint", &signature.key_name);
		signatures = arena_grow(checker->arena, signatures, *n, sizeof(signature));
		signatures[(*n)++] = signature;
	}
	return signatures;
}

/* -- coverage -- */

static struct fit_checked_image *checked_image(const struct checker *checker, size_t node)
{
	return &checker->check->images[checker->image_of[node]];
}

/* The strongest of the covered hashes of an image.  Those that were not computed say nothing of its
 * data, unless there was too much to do; that, and that one differs, is reported elsewhere. */
static enum fit_strength bound_by(const struct checker *checker, const struct fit_message *message,
				  size_t node)
{
	const struct fit_checked_image *image = checked_image(checker, node);
	enum fit_strength best = FIT_UNKNOWN;

	for (size_t i = 0; i < image->n_hashes; i++) {
		const struct fit_checked_hash *hash = &image->hashes[i];
		struct span algorithm;
		enum fit_strength strength;

		if (!message->covered[hash->node] ||
		    (hash->match == FIT_NOT_CHECKED && !checker->work.is_over) ||
		    !fit_get_text(checker->tree, hash->node, "algo", &algorithm))
			continue;
		strength = fit_hash_strength(algorithm);
		if (strength > best)
			best = strength;
	}
	return best;
}

static const char *image_defect(const struct checker *checker, const struct fit_message *message,
				size_t image)
{
	const struct fit_tree *tree = checker->tree;
	struct span cipher = { (const uint8_t *)"cipher", 6 };
	size_t node = fit_child(tree, image, cipher);

	if (!message->covered[image])
		return "is not covered";
	if (node != FIT_NONE && !message->covered[node])
		return "is encrypted, and how is not covered";
	switch (bound_by(checker, message, image)) {
	case FIT_STRONG:
		return NULL;
	case FIT_WEAK:
		diag_warning(checker->diag, checker->at, "fit-weak-hash",
			     "image '%s' is bound by md5 or sha1 alone", name_of(checker, image));
		return NULL;
	case FIT_CHECKSUM:
		return "has no covered hash but a checksum, which anybody can make fit";
	default:
		return "has no covered hash that can be computed here, so its data is not";
	}
}

/* What the configuration names, against what its signature covers. */
static bool check_coverage(const struct checker *checker, size_t configuration,
			   const struct fit_message *message)
{
	const char *name = name_of(checker, configuration);
	struct span missing;
	bool good = true;
	size_t n;
	size_t *named = fit_named(checker->arena, checker->tree, configuration, &n, &missing);

	if (!message->covered[FIT_ROOT] || !message->covered[configuration]) {
		FAIL(checker, "fit-coverage",
		     "configuration '%s': the signature that holds does not cover it", name);
		good = false;
	}
	if (missing.size > 0) {
		FAIL(checker, "fit-coverage", "configuration '%s' names '%.*s', which is no image",
		     name, (int)missing.size, (const char *)missing.data);
		good = false;
	}
	for (size_t i = 0; i < n; i++) {
		struct fit_checked_image *image = checked_image(checker, named[i]);
		const char *defect = image_defect(checker, message, named[i]);

		image->is_covered = defect == NULL && (image->is_covered || !image->is_named);
		image->is_named = true;
		if (defect == NULL)
			continue;
		FAIL(checker, "fit-coverage", "configuration '%s': image '%s' %s", name,
		     name_of(checker, named[i]), defect);
		good = false;
	}
	return good;
}

/* Of a configuration without a signature that holds: what it names is covered by none. */
static void name_uncovered(const struct checker *checker, size_t configuration)
{
	struct span missing;
	size_t n;
	size_t *named = fit_named(checker->arena, checker->tree, configuration, &n, &missing);

	for (size_t i = 0; i < n; i++) {
		struct fit_checked_image *image = checked_image(checker, named[i]);

		image->is_named = true;
		image->is_covered = false;
	}
}

static void report_none(const struct checker *checker,
			const struct fit_checked_configuration *configuration)
{
	const char *name = name_of(checker, configuration->node);

	if (configuration->n_signatures == 0) {
		FAIL(checker, "fit-signature", "configuration '%s' carries no signature", name);
		return;
	}
	FAIL(checker, "fit-signature", "configuration '%s' is not signed with this key", name);
	for (size_t i = 0; i < configuration->n_signatures; i++)
		diag_note(checker->diag, checker->at, "'%s': %s",
			  name_of(checker, configuration->signatures[i].node),
			  configuration->signatures[i].defect);
}

static const char *keep_text(struct arena *arena, const char *text)
{
	return text == NULL ? NULL : arena_text(arena, text, strlen(text));
}

/* One signature, with memory that is given back: there may be many.  When it holds and none did
 * before, then what it covers. */
static void check_signature(struct checker *checker,
			    struct fit_checked_configuration *configuration, size_t i)
{
	struct fit_checked_signature *signature = &configuration->signatures[i];
	struct arena *scratch = arena_new();
	struct fit_message message;
	const char *defect = too_much;

	if (spend(checker, signature_work(checker->tree)))
		defect = fit_message(scratch, checker->tree, signature->node, &message);
	if (defect == NULL && !spend(checker, fit_message_size(&message)))
		defect = too_much;
	if (defect == NULL)
		defect = fit_message_check(scratch, checker->tree, signature->node,
					   checker->check->key, &message);
	signature->defect = keep_text(checker->arena, defect);
	if (defect == NULL && !configuration->is_signed) {
		configuration->is_signed = true;
		configuration->holds = check_coverage(checker, configuration->node, &message);
	}
	arena_free(scratch);
}

static void check_configuration(struct checker *checker, size_t node)
{
	struct fit_checked_configuration *configuration =
		&checker->check->configurations[checker->check->n_configurations++];

	configuration->node = node;
	configuration->signatures = find_signatures(checker, node, &configuration->n_signatures);
	for (size_t i = 0; i < configuration->n_signatures; i++)
		check_signature(checker, configuration, i);
	if (configuration->is_signed)
		return;
	report_none(checker, configuration);
	name_uncovered(checker, node);
}

static void check_default(const struct checker *checker, size_t configurations)
{
	struct span name;

	if (fit_get_text(checker->tree, configurations, "default", &name) &&
	    fit_child(checker->tree, configurations, name) == FIT_NONE)
		FAIL(checker, "fit-coverage", "the default configuration, '%.*s', is not there",
		     (int)name.size, (const char *)name.data);
}

static void check_configurations(struct checker *checker)
{
	const struct fit_tree *tree = checker->tree;
	size_t configurations = fit_configurations(tree);
	size_t n = fit_n_children(tree, configurations);

	if (n == 0) {
		FAIL(checker, "fit-signature", "it has no configuration that could be signed");
		return;
	}
	check_default(checker, configurations);
	checker->check->configurations =
		arena_array(checker->arena, n, sizeof(*checker->check->configurations));
	for (size_t node = tree->nodes[configurations].first; node != FIT_NONE;
	     node = tree->nodes[node].next)
		check_configuration(checker, node);
}

/* Signatures of images decide nothing: they do not say what an image is used for. */
static void check_image_signatures(struct checker *checker, struct fit_checked_image *image)
{
	image->signatures = find_signatures(checker, image->node, &image->n_signatures);
	for (size_t i = 0; i < image->n_signatures; i++) {
		const char *defect = too_much;

		if (spend(checker, FIT_WORK_SIGNATURE + (uint64_t)image->data.bytes.size))
			defect = fit_image_signature_check(checker->arena, checker->tree,
							   image->signatures[i].node,
							   checker->check->key, image->data.bytes);
		image->signatures[i].defect = defect;
	}
}

void fit_check(struct arena *arena, struct diag *diag, const char *path,
	       const struct fit_tree *tree, const struct key *key, struct fit_check *check)
{
	struct checker checker = {
		.arena = arena,
		.diag = diag,
		.at = location_of_file(path),
		.tree = tree,
		.check = check,
		.image_of = arena_array(arena, tree->n_nodes, sizeof(*checker.image_of)),
		.work = fit_work_of(tree->file.size),
	};

	*check = (struct fit_check){ .tree = tree, .key = key };
	find_images(&checker);
	check_configurations(&checker);
	for (size_t i = 0; i < check->n_images; i++)
		check_image_signatures(&checker, &check->images[i]);
}
