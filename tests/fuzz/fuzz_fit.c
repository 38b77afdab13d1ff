/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fuzz_fit: libFuzzer's entry to all that reads FITs that others made.
 *
 * The key is P-256's generator, whose private half is 1: so nobody who has the file at hand is kept
 * from signing seeds, and no input can be authentic by accident.  What is printed goes to a stream
 * that drops it.
 */
#include "xpack/fit_check.h"
#include "xpack/fit_list.h"
#include "xpack/fit_sign.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* SEC 2, section 2.4.2 */
static const uint8_t generator[] = {
	0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5,
	0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4,
	0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a,
	0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33,
	0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5,
};

/* Each span that is looked at lies in the file. */
static void look_at(struct arena *arena, const struct fit_tree *tree)
{
	for (size_t i = 0; i < tree->n_tokens; i++)
		if (tree->tokens[i].bytes.data < tree->file.data ||
		    tree->tokens[i].bytes.data + tree->tokens[i].bytes.size >
			    tree->file.data + tree->file.size)
			abort();
	for (size_t i = 0; i < tree->n_nodes; i++)
		if (fit_at(tree, fit_path(arena, tree, i)) != i)
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct key key = { .bits = 256 };
	struct arena *arena = arena_new();
	struct diag *diag = diag_new();
	FILE *nowhere = fopen("/dev/null", "w");
	struct json json = json_begin(nowhere);
	struct fit_check check;
	struct fit_seal seal;
	struct fit_tree tree;

	key.public = (struct public_key){ .algorithm = CRYPTO_ECDSA_P256_SHA256,
					  .id = key.id,
					  .key = { generator, sizeof(generator) } };
	if (fit_read(arena, (struct span){ data, size }, &tree) == NULL) {
		look_at(arena, &tree);
		fit_list_print(&tree, nowhere);
		fit_list_json(&tree, &json);
		fit_check(arena, diag, "fit", &tree, &key, &check);
		fit_check_print(&check, nowhere);
		fit_check_json(&check, &json);
		(void)fit_sign_find(arena, tree.file, &seal);
	}
	fclose(nowhere);
	diag_free(diag);
	arena_free(arena);
	return 0;
}
