/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "fit_sign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fit_crypto.h"
#include "fit_signature.h"

#define NODE "/configurations/conf-1/signature-1"
#define P256_SIGNATURE_SIZE 64u

/* The manifest is our own. */
static void must(const char *defect)
{
	if (defect != NULL) {
		fprintf(stderr, "xpack: internal error: FIT signature: %s\n", defect);
		abort();
	}
}

bool fit_sign_is_name(const char *name)
{
	size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

	return size > 0 && size <= CONTAINER_MAX_NAME && name[size] == '\0';
}

int fit_sign_check(struct diag *diag, struct location at, const struct load_table *table)
{
	if (table->n_images <= FIT_MAX_IMAGES)
		return 0;
	diag_error(diag, at, "fit-images",
		   "the container has %zu images, and U-Boot checks the signature of a "
		   "configuration of at most %u",
		   table->n_images, FIT_MAX_IMAGES);
	diag_help(
		diag, at,
		"build without --fit-signature, or make fewer partitions, segments, or areas with "
		"zero=\"true\"");
	return -1;
}

static const char *algorithm_of(struct buf *text, const struct fit_seal *seal)
{
	if (seal->signer == NULL)
		return seal->algorithm;
	buf_printf(text, "sha256,%s", fit_key_name(sign_key(seal->signer)));
	buf_put(text, NULL, 1);
	return (const char *)text->data;
}

/* The signature, or room for one. */
static void put_value(struct dt *dt, const struct fit_seal *seal)
{
	static const uint8_t room[CRYPTO_MAX_SIGNATURE_SIZE];
	struct span value = { room, P256_SIGNATURE_SIZE };

	if (seal->signer == NULL)
		value = seal->value;
	else if (sign_key(seal->signer)->public.algorithm == CRYPTO_RSA_PKCS1_SHA256)
		value.size = sign_key(seal->signer)->public.key.size;
	dt_bytes(dt, "value", value);
}

static void put_text(struct buf *list, const char *text)
{
	buf_put(list, text, strlen(text) + 1);
}

static void put_image(struct buf *list, const struct load_image *image)
{
	buf_printf(list, "/images/%s", image->name);
	buf_put(list, NULL, 1);
	buf_printf(list, "/images/%s/hash-1", image->name);
	buf_put(list, NULL, 1);
}

/* The configuration names them in the order kernel, fdt, loadables. */
static void put_hashed_nodes(struct dt *dt, const struct load_table *table)
{
	struct buf list = { 0 };

	put_text(&list, "/");
	put_text(&list, "/configurations/conf-1");
	put_image(&list, &table->images[table->kernel]);
	if (table->fdt != SIZE_MAX)
		put_image(&list, &table->images[table->fdt]);
	for (size_t i = 0; i < table->n_images; i++)
		if (i != table->kernel && i != table->fdt)
			put_image(&list, &table->images[i]);
	dt_bytes(dt, "hashed-nodes", buf_span(&list));
	buf_free(&list);
}

/* Which properties of the configuration name what is signed. */
static void put_sign_images(struct dt *dt, const struct load_table *table)
{
	size_t n_named = table->fdt != SIZE_MAX ? 2 : 1;
	struct buf list = { 0 };

	put_text(&list, "kernel");
	if (table->fdt != SIZE_MAX)
		put_text(&list, "fdt");
	if (table->n_images > n_named)
		put_text(&list, "loadables");
	dt_bytes(dt, "sign-images", buf_span(&list));
	buf_free(&list);
}

void fit_sign_put(struct dt *dt, const struct load_table *table, const struct fit_seal *seal)
{
	static const uint32_t no_strings[] = { 0, 0 };
	struct buf algorithm = { 0 };

	dt_open(dt, "signature-1");
	dt_text(dt, "algo", algorithm_of(&algorithm, seal));
	put_value(dt, seal);
	dt_text(dt, "key-name-hint", seal->key_name);
	dt_cells(dt, "hashed-strings", no_strings, 2);
	put_hashed_nodes(dt, table);
	put_sign_images(dt, table);
	dt_close(dt);
	buf_free(&algorithm);
}

/* What stands in the tree, to be written to.  Precondition: part lies in container. */
static uint8_t *writable(struct buf *container, struct span part)
{
	return container->data + (part.data - container->data);
}

static int fill(struct arena *arena, struct diag *diag, const struct fit_seal *seal,
		struct buf *container)
{
	uint8_t raw[CRYPTO_MAX_SIGNATURE_SIZE];
	uint8_t digest[CRYPTO_DIGEST_SIZE];
	struct fit_message message;
	struct fit_tree tree;
	struct span strings = { NULL, 0 };
	struct span value = { NULL, 0 };
	size_t node;
	size_t size;

	must(fit_read(arena, buf_span(container), &tree));
	node = fit_at(&tree, NODE);
	if (node == FIT_NONE || !fit_get(&tree, node, "value", &value) ||
	    !fit_get(&tree, node, "hashed-strings", &strings))
		must("there is no node for the signature");
	put_be32(writable(container, strings) + sizeof(uint32_t), (uint32_t)tree.strings.size);
	if (seal->signer == NULL)
		return 0;
	must(fit_message(arena, &tree, node, &message));
	crypto_sha256(message.parts, message.n_parts, digest);
	size = sign_over(diag, seal->signer, digest, raw);
	if (size == 0)
		return -1;
	must(size == value.size ? NULL : "a signature has another size than its key");
	memcpy(writable(container, value), raw, size);
	return 0;
}

int fit_sign_finish(struct diag *diag, const struct fit_seal *seal, struct buf *container)
{
	struct arena *arena = arena_new();
	int result = fill(arena, diag, seal, container);

	arena_free(arena);
	return result;
}

bool fit_sign_find(struct arena *arena, struct span container, struct fit_seal *seal)
{
	struct span algorithm;
	struct span key_name;
	struct fit_tree tree;
	size_t node;

	if (fit_read(arena, container, &tree) != NULL)
		return false;
	node = fit_at(&tree, NODE);
	if (node == FIT_NONE || !fit_get_text(&tree, node, "algo", &algorithm) ||
	    !fit_get_text(&tree, node, "key-name-hint", &key_name) ||
	    !fit_get(&tree, node, "value", &seal->value))
		return false;
	seal->signer = NULL;
	seal->algorithm = arena_text(arena, (const char *)algorithm.data, algorithm.size);
	seal->key_name = arena_text(arena, (const char *)key_name.data, key_name.size);
	return true;
}
