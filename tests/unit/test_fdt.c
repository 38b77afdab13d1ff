/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/fdt.c: reads what libfdt reads, and refuses what the canonical form has not. */

#include "loader/fdt.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

#include "cmocka_all.h"
#include "fake_container.h"

#define PLAIN_RSVMAP 0x28u
#define PLAIN_STRUCT 0x38u

/* A plain tree, in a buffer of exactly its size so that tools see a byte too far. */
struct blob {
	uint8_t *data;
	size_t size;
	uint32_t structure_size;
	uint32_t strings_size;
};

/* Room for the tokens of a tree. */
static struct fake tree;

static void begin(const char *name)
{
	struct fake_token token = { .kind = FAKE_BEGIN };

	strcpy(token.name, name);
	fake_insert(&tree, tree.n_tokens, &token);
}

static void bare(enum fake_kind kind)
{
	struct fake_token token = { .kind = kind };

	fake_insert(&tree, tree.n_tokens, &token);
}

static void property(const char *name, const char *text)
{
	struct fake_token token = fake_property(name, text);

	fake_insert(&tree, tree.n_tokens, &token);
}

/* / { compatible; empty; bus { reg; compatible; dev { reg; }; }; other { }; } */
static void make_tree(void)
{
	memset(&tree, 0, sizeof(tree));
	begin("");
	property("compatible", "xpack,test");
	property("empty", "");
	tree.tokens[2].size = 0;
	begin("bus");
	property("reg", "0123456");
	property("compatible", "a");
	begin("dev");
	property("reg", "ab");
	bare(FAKE_END);
	bare(FAKE_END);
	begin("other");
	bare(FAKE_END);
	bare(FAKE_END);
	bare(FAKE_FINISH);
}

static struct blob make_blob(void)
{
	uint8_t structure[FAKE_MAX_SIZE];
	uint8_t strings[FAKE_MAX_SIZE];
	struct blob blob;

	fake_blocks(&tree, structure, &blob.structure_size, strings, &blob.strings_size);
	blob.size = (PLAIN_STRUCT + blob.structure_size + blob.strings_size + 7) / 8 * 8;
	blob.data = calloc(1, blob.size);
	assert_non_null(blob.data);
	const uint32_t cells[] = { 0xd00dfeed,
				   (uint32_t)blob.size,
				   PLAIN_STRUCT,
				   PLAIN_STRUCT + blob.structure_size,
				   PLAIN_RSVMAP,
				   17,
				   16,
				   0,
				   blob.strings_size,
				   blob.structure_size };
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		put_be32(blob.data + 4 * i, cells[i]);
	memcpy(blob.data + PLAIN_STRUCT, structure, blob.structure_size);
	memcpy(blob.data + PLAIN_STRUCT + blob.structure_size, strings, blob.strings_size);
	return blob;
}

/* Walk to FINISH with fdt.c alone. */
static enum status walk(const struct blob *blob)
{
	struct fdt fdt;
	enum status status;

	status = fdt_open(&fdt, (struct span){ blob->data, blob->size }, PLAIN_RSVMAP);
	while (status == STATUS_OK && fdt.token != FDT_TOKEN_FINISH)
		status = fdt_next(&fdt);
	return status;
}

/* Walk with fdt.c and with libfdt; both have to see the same. */
static void walk_both(const struct blob *blob)
{
	struct fdt fdt;
	int offset = 0;
	int next = 0;

	assert_int_equal(fdt_check_full(blob->data, blob->size), 0);
	assert_int_equal(fdt_open(&fdt, (struct span){ blob->data, blob->size }, PLAIN_RSVMAP),
			 STATUS_OK);
	for (;;) {
		uint32_t tag = fdt_next_tag(blob->data, offset, &next);
		const struct fdt_property *prop;
		const char *name;
		int size;

		assert_int_equal(fdt.token, tag);
		if (tag == FDT_BEGIN_NODE) {
			name = fdt_get_name(blob->data, offset, &size);
			assert_int_equal(fdt.name.size, size);
			assert_memory_equal(fdt.name.data, name, (size_t)size);
		} else if (tag == FDT_PROP) {
			prop = fdt_get_property_by_offset(blob->data, offset, &size);
			name = fdt_string(blob->data, (int)fdt32_ld(&prop->nameoff));
			assert_true(fdt_is_named(&fdt, name));
			assert_int_equal(fdt.value.size, size);
			assert_memory_equal(fdt.value.data, prop->data, (size_t)size);
		} else if (tag == FDT_END) {
			return;
		}
		assert_int_equal(fdt_next(&fdt), STATUS_OK);
		offset = next;
	}
}

static void test_reads_as_libfdt(void **state)
{
	struct blob blob;

	(void)state;
	make_tree();
	blob = make_blob();
	walk_both(&blob);
	free(blob.data);
}

/* Whatever bit is flipped: a tree that is still taken is read as libfdt reads it. */
static void test_every_bit(void **state)
{
	struct blob blob;
	unsigned n_refused = 0;

	(void)state;
	make_tree();
	blob = make_blob();
	for (size_t bit = 0; bit < 8 * blob.size; bit++) {
		blob.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		if (walk(&blob) == STATUS_OK)
			walk_both(&blob);
		else
			n_refused++;
		if (bit < 8 * PLAIN_STRUCT)
			assert_int_not_equal(walk(&blob), STATUS_OK);
		blob.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_true(n_refused > 2 * blob.size);
	assert_int_equal(walk(&blob), STATUS_OK);
	free(blob.data);
}

static void test_every_length(void **state)
{
	struct blob blob;

	(void)state;
	make_tree();
	blob = make_blob();
	for (size_t size = 0; size < blob.size; size++) {
		struct blob part = { malloc(size + 1), size, 0, 0 };

		memcpy(part.data, blob.data, size);
		assert_int_equal(walk(&part), STATUS_TRUNCATED);
		free(part.data);
	}
	blob.data = realloc(blob.data, blob.size + 8);
	memset(blob.data + blob.size, 0, 8);
	blob.size += 8;
	assert_int_equal(walk(&blob), STATUS_HEADER);
	free(blob.data);
}

static void test_header_fields(void **state)
{
	struct blob blob;

	(void)state;
	make_tree();
	blob = make_blob();
	for (size_t at = 0; at < FDT_HEADER_SIZE; at += 4) {
		uint32_t value = get_be32(blob.data + at);
		const uint32_t others[] = { value - 1,  value + 1,  value + 4, value + 8,
					    0x80000000, 0xfffffff8, 0xffffffff };

		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
			enum status status;

			put_be32(blob.data + at, others[i]);
			status = walk(&blob);
			if (at == FDT_SIZE_STRINGS) /* may take a byte of the padding */
				assert_int_not_equal(status, STATUS_OK);
			else
				assert_int_equal(status, STATUS_HEADER);
		}
		put_be32(blob.data + at, value);
	}
	free(blob.data);
}

/* The status of the tree that the tokens describe, bytes bent by the caller. */
static void refuses(enum status wanted)
{
	struct blob blob = make_blob();

	assert_int_equal(walk(&blob), wanted);
	free(blob.data);
}

static void insert_bare(uint32_t at, enum fake_kind kind)
{
	struct fake_token token = { .kind = kind };

	make_tree();
	fake_insert(&tree, at, &token);
}

static void test_token_order(void **state)
{
	(void)state;
	make_tree();
	for (uint32_t at = 0; at < tree.n_tokens; at++) {
		insert_bare(at, FAKE_NOP);
		refuses(STATUS_STRUCTURE);
		insert_bare(at, FAKE_FINISH);
		refuses(STATUS_STRUCTURE);
		insert_bare(at, (enum fake_kind)5);
		refuses(STATUS_STRUCTURE);
		make_tree();
	}
	fake_remove(&tree, tree.n_tokens - 1); /* no FINISH */
	refuses(STATUS_STRUCTURE);
	insert_bare(13, FAKE_END); /* closes what is closed */
	refuses(STATUS_STRUCTURE);
	make_tree();
	fake_remove(&tree, 12); /* the root stays open */
	refuses(STATUS_STRUCTURE);
	insert_bare(13, FAKE_END); /* a second root */
	fake_insert(&tree, 13, &tree.tokens[0]);
	refuses(STATUS_STRUCTURE);
	insert_bare(14, FAKE_END); /* something behind FINISH */
	refuses(STATUS_STRUCTURE);
	make_tree(); /* a property behind a subnode */
	fake_insert(&tree, 9, &tree.tokens[1]);
	refuses(STATUS_STRUCTURE);
	make_tree(); /* a property in front of the root */
	fake_insert(&tree, 0, &tree.tokens[1]);
	refuses(STATUS_STRUCTURE);
}

static void test_names(void **state)
{
	(void)state;
	make_tree();
	strcpy(tree.tokens[0].name, "root");
	refuses(STATUS_NAME);
	make_tree();
	strcpy(tree.tokens[3].name, "");
	refuses(STATUS_NAME);
}

static void test_depth(void **state)
{
	(void)state;
	for (uint32_t depth = FDT_CANON_MAX_DEPTH; depth <= FDT_CANON_MAX_DEPTH + 1; depth++) {
		memset(&tree, 0, sizeof(tree));
		for (uint32_t i = 0; i < depth; i++)
			begin(i == 0 ? "" : "n");
		for (uint32_t i = 0; i < depth; i++)
			bare(FAKE_END);
		bare(FAKE_FINISH);
		refuses(depth <= FDT_CANON_MAX_DEPTH ? STATUS_OK : STATUS_STRUCTURE);
	}
}

/* Change a byte that has to be zero. */
static void refuses_byte(size_t offset)
{
	struct blob blob = make_blob();

	assert_int_equal(blob.data[offset], 0);
	blob.data[offset] = 1;
	assert_int_equal(walk(&blob), STATUS_STRUCTURE);
	free(blob.data);
}

static void test_padding(void **state)
{
	struct blob blob;

	(void)state;
	make_tree();
	for (size_t i = 0; i < 16; i++)
		refuses_byte(PLAIN_RSVMAP + i);
	/* root name, compatible: header 12, value 11 and 1 of padding */
	refuses_byte(PLAIN_STRUCT + 4 + 1);
	refuses_byte(PLAIN_STRUCT + 8 + 12 + 11);
	blob = make_blob();
	assert_true((PLAIN_STRUCT + blob.structure_size + blob.strings_size) % 8 != 0);
	refuses_byte(blob.size - 1);
	free(blob.data);
}

/* Put a cell at an offset of the structure block and expect a status. */
static void refuses_cell(size_t offset, uint32_t wrong, enum status wanted)
{
	struct blob blob = make_blob();

	put_be32(blob.data + PLAIN_STRUCT + offset, wrong);
	assert_int_equal(walk(&blob), wanted);
	free(blob.data);
}

static void test_strings(void **state)
{
	struct blob blob;
	size_t at;

	(void)state;
	make_tree();
	/* the first property's name: somewhere inside, behind the end, not the first */
	refuses_cell(8 + 8, 1, STATUS_STRINGS);
	refuses_cell(8 + 8, 0x1000, STATUS_STRINGS);
	refuses_cell(8 + 8, 0xffffffff, STATUS_STRINGS);
	refuses_cell(8 + 8, 11, STATUS_STRINGS);
	/* a value that leaves the block */
	refuses_cell(8 + 4, 0x1000, STATUS_STRUCTURE);
	refuses_cell(8 + 4, 0xfffffff0, STATUS_STRUCTURE);
	blob = make_blob(); /* an unused string, in the padding */
	at = PLAIN_STRUCT + blob.structure_size + blob.strings_size;
	assert_true(at < blob.size);
	put_be32(blob.data + FDT_SIZE_STRINGS, blob.strings_size + 1);
	assert_int_equal(walk(&blob), STATUS_STRINGS);
	free(blob.data);
	blob = make_blob(); /* the last string has no end */
	blob.data[at - 1] = 'x';
	assert_int_equal(walk(&blob), STATUS_STRINGS);
	free(blob.data);
}

/* Two strings of one text: the second is a first use, but not a new string. */
static void test_string_twice(void **state)
{
	struct blob blob;
	uint8_t *strings;

	(void)state;
	memset(&tree, 0, sizeof(tree));
	begin("");
	property("aaa", "1");
	property("bbb", "2");
	bare(FAKE_END);
	bare(FAKE_FINISH);
	blob = make_blob();
	assert_int_equal(walk(&blob), STATUS_OK);
	strings = blob.data + PLAIN_STRUCT + blob.structure_size;
	memcpy(strings + 4, "aaa", 4);
	assert_int_equal(walk(&blob), STATUS_STRINGS);
	free(blob.data);
	memset(&tree, 0, sizeof(tree)); /* a name without characters */
	begin("");
	property("", "1");
	bare(FAKE_END);
	bare(FAKE_FINISH);
	refuses(STATUS_STRINGS);
}

static void test_take_and_leave(void **state)
{
	enum status status = STATUS_OK;
	struct span value;
	struct blob blob;
	struct fdt fdt;

	(void)state;
	make_tree();
	blob = make_blob();
	assert_int_equal(fdt_open(&fdt, (struct span){ blob.data, blob.size }, PLAIN_RSVMAP),
			 STATUS_OK);
	assert_false(fdt_take(&fdt, "compatible", &value, &status)); /* BEGIN */
	assert_int_equal(fdt_next(&fdt), STATUS_OK);
	assert_false(fdt_take(&fdt, "compatibl", &value, &status));
	assert_false(fdt_take(&fdt, "compatible-", &value, &status));
	assert_true(fdt_take(&fdt, "compatible", &value, &status));
	assert_int_equal(status, STATUS_OK);
	assert_int_equal(value.size, 11);
	assert_memory_equal(value.data, "xpack,test", 11);
	assert_true(fdt_take(&fdt, "empty", &value, &status));
	assert_int_equal(value.size, 0);
	assert_true(fdt_is_named(&fdt, "bus"));
	assert_int_equal(fdt_leave(&fdt), STATUS_OK); /* bus is open: behind its END */
	assert_int_equal(fdt.token, FDT_TOKEN_BEGIN);
	assert_true(fdt_is_named(&fdt, "other"));
	assert_int_equal(fdt_next(&fdt), STATUS_OK);
	assert_int_equal(fdt.token, FDT_TOKEN_END);
	assert_int_equal(fdt_leave(&fdt), STATUS_OK); /* other is closed: the root */
	assert_int_equal(fdt.token, FDT_TOKEN_FINISH);
	assert_int_equal(fdt_next(&fdt), STATUS_STRUCTURE);
	free(blob.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_as_libfdt), cmocka_unit_test(test_every_bit),
		cmocka_unit_test(test_every_length),    cmocka_unit_test(test_header_fields),
		cmocka_unit_test(test_token_order),     cmocka_unit_test(test_names),
		cmocka_unit_test(test_depth),           cmocka_unit_test(test_padding),
		cmocka_unit_test(test_strings),         cmocka_unit_test(test_string_twice),
		cmocka_unit_test(test_take_and_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
