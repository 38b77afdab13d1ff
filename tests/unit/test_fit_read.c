/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* fit_read, fit_image, fit_crypto: any FIT, and nothing that could be understood in two ways. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "xpack/fit_crypto.h"
#include "xpack/fit_image.h"

/* -- a tree, written token by token -- */

#define STRUCTURE 56u /* behind header and reservation map */

static const char strings[] = "data\0data-size\0data-offset\0kernel\0a";

#define AT_DATA 0u
#define AT_DATA_SIZE 5u
#define AT_SIZE 10u /* "size": a shared end */
#define AT_DATA_OFFSET 15u
#define AT_KERNEL 27u
#define AT_A 34u

static void put_begin(struct buf *to, const char *name)
{
	buf_put_be32(to, FIT_BEGIN);
	buf_put(to, name, strlen(name) + 1);
	buf_align(to, 4);
}

static void put_end(struct buf *to)
{
	buf_put_be32(to, FIT_END_NODE);
}

static void put_property(struct buf *to, uint32_t name, const char *value)
{
	buf_put_be32(to, FIT_PROP);
	buf_put_be32(to, (uint32_t)strlen(value) + 1);
	buf_put_be32(to, name);
	buf_put(to, value, strlen(value) + 1);
	buf_align(to, 4);
}

static void put_number(struct buf *to, uint32_t name, uint32_t value)
{
	buf_put_be32(to, FIT_PROP);
	buf_put_be32(to, 4);
	buf_put_be32(to, name);
	buf_put_be32(to, value);
}

/* Header, map, structure, strings: the blob, exactly as long as it says. */
static struct buf blob_of(struct buf *structure)
{
	const uint32_t header[] = { 0xd00dfeed,
				    STRUCTURE + (uint32_t)structure->size + sizeof(strings),
				    STRUCTURE,
				    STRUCTURE + (uint32_t)structure->size,
				    40,
				    17,
				    16,
				    0,
				    sizeof(strings),
				    (uint32_t)structure->size };
	struct buf blob = { 0 };

	for (size_t i = 0; i < 10; i++)
		buf_put_be32(&blob, header[i]);
	buf_put(&blob, NULL, 16);
	buf_put(&blob, structure->data, structure->size);
	buf_put(&blob, strings, sizeof(strings));
	buf_free(structure);
	return blob;
}

/* A root with images: one embedded, one external, one without data; and a configuration. */
static struct buf small(void)
{
	struct buf structure = { 0 };

	put_begin(&structure, "");
	put_begin(&structure, "images");
	put_begin(&structure, "one@1");
	put_property(&structure, AT_DATA, "abcde");
	put_end(&structure);
	put_begin(&structure, "two");
	buf_put_be32(&structure, FIT_NOP);
	put_number(&structure, AT_DATA_SIZE, 3);
	put_number(&structure, AT_DATA_OFFSET, 4);
	put_end(&structure);
	put_begin(&structure, "none");
	put_end(&structure);
	put_end(&structure);
	put_begin(&structure, "configurations");
	put_begin(&structure, "c");
	put_property(&structure, AT_KERNEL, "two");
	put_property(&structure, AT_A, "none");
	put_end(&structure);
	put_end(&structure);
	put_end(&structure);
	buf_put_be32(&structure, FIT_END);
	return blob_of(&structure);
}

static const char *read_blob(struct fixture *fixture, const struct buf *blob, struct fit_tree *tree)
{
	return fit_read(fixture->arena, buf_span(blob), tree);
}

/* Read what the structure makes; frees it. */
static const char *read_structure(struct fixture *fixture, struct buf *structure)
{
	struct buf blob;
	struct fit_tree tree;
	const char *defect;

	buf_put_be32(structure, FIT_END);
	blob = blob_of(structure);
	defect = read_blob(fixture, &blob, &tree);
	buf_free(&blob);
	return defect;
}

static void assert_defect(const char *defect, const char *wanted)
{
	assert_non_null(defect);
	if (strncmp(defect, wanted, strlen(wanted)) != 0)
		fail_msg("wanted '%s', got '%s'", wanted, defect);
}

/* -- reading -- */

static void test_reads(void **state)
{
	struct fixture *fixture = *state;
	struct buf blob = small();
	struct fit_tree tree;
	struct span value;
	size_t image;

	assert_null(read_blob(fixture, &blob, &tree));
	assert_int_equal(tree.n_nodes, 7);
	assert_int_equal(tree.n_tokens, 21);
	assert_int_equal(fit_n_children(&tree, fit_images(&tree)), 3);
	image = fit_at(&tree, "/images/one@1");
	assert_string_equal(fit_path(fixture->arena, &tree, image), "/images/one@1");
	assert_true(fit_get_text(&tree, image, "data", &value));
	assert_true(span_is(value, "abcde"));
	assert_false(fit_get(&tree, image, "dat", &value));
	assert_true(fit_begins(&tree, image, "one"));
	assert_false(fit_begins(&tree, image, "one@12"));
	assert_int_equal(fit_at(&tree, "/"), FIT_ROOT);
	assert_int_equal(fit_at(&tree, ""), FIT_NONE);
	assert_int_equal(fit_at(&tree, "images"), FIT_NONE);
	assert_int_equal(fit_at(&tree, "/images/"), FIT_NONE);
	assert_int_equal(fit_at(&tree, "//images"), FIT_NONE);
	assert_int_equal(fit_at(&tree, "/images/on"), FIT_NONE);
	buf_free(&blob);
}

static void test_data(void **state)
{
	struct fixture *fixture = *state;
	struct buf blob = small();
	size_t end = (blob.size + 3) / 4 * 4;
	struct fit_tree tree;
	struct fit_data data;

	buf_put(&blob, NULL, end - blob.size);
	buf_put(&blob, "0123xyz", 7);
	assert_null(read_blob(fixture, &blob, &tree));
	assert_null(fit_data(&tree, fit_at(&tree, "/images/one@1"), &data));
	assert_false(data.is_external);
	assert_int_equal(data.bytes.size, 6);
	assert_null(fit_data(&tree, fit_at(&tree, "/images/two"), &data));
	assert_true(data.is_external && span_is(data.bytes, "xyz"));
	assert_null(fit_data(&tree, fit_at(&tree, "/images/none"), &data));
	assert_int_equal(data.bytes.size, 0);
	blob.size--;
	assert_null(read_blob(fixture, &blob, &tree));
	assert_string_equal(fit_data(&tree, fit_at(&tree, "/images/two"), &data),
			    "its data is not in the file");
	buf_free(&blob);
}

static void test_named(void **state)
{
	struct fixture *fixture = *state;
	struct buf blob = small();
	struct fit_tree tree;
	struct span missing;
	size_t *named;
	size_t n;

	assert_null(read_blob(fixture, &blob, &tree));
	named = fit_named(fixture->arena, &tree, fit_at(&tree, "/configurations/c"), &n, &missing);
	assert_int_equal(n, 2);
	assert_int_equal(named[0], fit_at(&tree, "/images/two"));
	assert_int_equal(named[1], fit_at(&tree, "/images/none"));
	assert_int_equal(missing.size, 0);
	memcpy(memmem(blob.data + 200, blob.size - 200, "two", 4), "tow", 4);
	assert_null(read_blob(fixture, &blob, &tree));
	fit_named(fixture->arena, &tree, fit_at(&tree, "/configurations/c"), &n, &missing);
	assert_int_equal(n, 1);
	assert_true(span_is(missing, "tow"));
	buf_free(&blob);
}

/* -- what is refused -- */

static void test_two_ways(void **state)
{
	struct fixture *fixture = *state;
	struct buf structure = { 0 };

	put_begin(&structure, "");
	put_property(&structure, AT_A, "1");
	put_property(&structure, AT_A, "2");
	put_end(&structure);
	assert_defect(read_structure(fixture, &structure), "a node has a property twice");
	put_begin(&structure, "");
	for (int i = 0; i < 2; i++) {
		put_begin(&structure, "images");
		put_end(&structure);
	}
	put_end(&structure);
	assert_defect(read_structure(fixture, &structure), "two nodes have one name");
	put_begin(&structure, "");
	put_begin(&structure, "images");
	put_end(&structure);
	put_property(&structure, AT_A, "1");
	put_end(&structure);
	assert_defect(read_structure(fixture, &structure), "a property stands where none may");
	for (int i = 0; i < 2; i++) {
		put_begin(&structure, "");
		put_end(&structure);
	}
	assert_defect(read_structure(fixture, &structure), "there are two roots");
}

static void test_names(void **state)
{
	static const char *const bad[] = { "", "a/b", "a b", "\x80", "a\n" };
	struct fixture *fixture = *state;
	struct buf structure = { 0 };

	put_begin(&structure, "root");
	put_end(&structure);
	assert_defect(read_structure(fixture, &structure), "this is not the name of a node");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		put_begin(&structure, "");
		put_begin(&structure, bad[i]);
		put_end(&structure);
		put_end(&structure);
		assert_defect(read_structure(fixture, &structure),
			      "this is not the name of a node");
	}
	put_begin(&structure, "");
	put_property(&structure, sizeof(strings), "x");
	put_end(&structure);
	assert_defect(read_structure(fixture, &structure), "a property has no name");
	put_begin(&structure, "");
	put_property(&structure, AT_SIZE, "the end of another name is a name");
	put_end(&structure);
	assert_null(read_structure(fixture, &structure));
}

static void test_nesting(void **state)
{
	struct fixture *fixture = *state;
	struct buf structure = { 0 };

	for (unsigned depth = 32; depth <= 33; depth++) {
		for (unsigned i = 0; i < depth; i++)
			put_begin(&structure, i == 0 ? "" : "n");
		for (unsigned i = 0; i < depth; i++)
			put_end(&structure);
		if (depth == 32)
			assert_null(read_structure(fixture, &structure));
	}
	assert_defect(read_structure(fixture, &structure), "there are more nodes");
	put_begin(&structure, "");
	assert_defect(read_structure(fixture, &structure), "the tree ends where it cannot");
	assert_defect(read_structure(fixture, &structure), "the tree ends where it cannot");
	put_end(&structure);
	assert_defect(read_structure(fixture, &structure), "a node ends that did not begin");
	buf_put_be32(&structure, 5);
	assert_defect(read_structure(fixture, &structure), "this is no token");
}

/* Every field of the header takes values around all that is there. */
static void test_headers(void **state)
{
	struct fixture *fixture = *state;
	struct buf blob = small();
	unsigned n_read = 0;

	for (size_t field = 0; field < 40; field += 4) {
		uint32_t good = get_be32(blob.data + field);

		for (uint32_t i = 0; i < 600; i++) {
			uint32_t value = i < 300 ? i : i < 450 ? UINT32_MAX - i : 0x80000000u + i;
			struct fit_tree tree;

			put_be32(blob.data + field, value);
			n_read += read_blob(fixture, &blob, &tree) == NULL;
		}
		put_be32(blob.data + field, good);
	}
	assert_true(n_read > 0 && n_read < 3000);
	buf_free(&blob);
}

/* Every length of the file, each in memory of its own, behind which a sanitizer watches. */
static void test_cut(void **state)
{
	struct fixture *fixture = *state;
	struct buf blob = small();

	for (size_t size = 0; size < blob.size; size++) {
		struct buf cut = { 0 };
		struct fit_tree tree;

		buf_put(&cut, blob.data, size);
		assert_non_null(read_blob(fixture, &cut, &tree));
		if (size >= 8) {
			put_be32(cut.data + 4, (uint32_t)size);
			assert_non_null(read_blob(fixture, &cut, &tree));
		}
		buf_free(&cut);
	}
	buf_free(&blob);
}

/* -- hashes: "abc" from the standards' examples, the check value of CRC-32 -- */

static void assert_hash(const char *name, const char *text, const char *wanted)
{
	const struct span bytes = { (const uint8_t *)text, strlen(text) };
	uint8_t digest[FIT_MAX_DIGEST_SIZE];
	char shown[9] = "";
	struct span hash = { (const uint8_t *)name, strlen(name) };
	struct arena *arena = arena_new();

	assert_true(fit_hash(arena, hash, &bytes, 1, digest) >= 4);
	arena_free(arena);
	snprintf(shown, sizeof(shown), "%08x", get_be32(digest));
	assert_string_equal(shown, wanted);
}

static void test_hashes(void **state)
{
	const struct span parts[] = { { (const uint8_t *)"a", 1 }, { (const uint8_t *)"bc", 2 } };
	const struct span sha1 = { (const uint8_t *)"sha1", 4 };
	const struct span sha3 = { (const uint8_t *)"sha3", 4 };
	struct fixture *fixture = *state;
	uint8_t digest[FIT_MAX_DIGEST_SIZE];

	assert_hash("crc32", "123456789", "cbf43926");
	assert_hash("md5", "abc", "90015098");
	assert_hash("sha1", "abc", "a9993e36");
	assert_hash("sha256", "abc", "ba7816bf");
	assert_hash("sha384", "abc", "cb00753f");
	assert_hash("sha512", "abc", "ddaf35a1");
	assert_int_equal(fit_hash(fixture->arena, sha1, parts, 2, digest), 20);
	assert_int_equal(get_be32(digest), 0xa9993e36);
	assert_int_equal(fit_hash(fixture->arena, sha3, parts, 2, digest), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(test_reads),    FIXTURE_TEST(test_data),  FIXTURE_TEST(test_named),
		FIXTURE_TEST(test_two_ways), FIXTURE_TEST(test_names), FIXTURE_TEST(test_nesting),
		FIXTURE_TEST(test_headers),  FIXTURE_TEST(test_cut),   FIXTURE_TEST(test_hashes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
