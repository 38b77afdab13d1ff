/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* dt: what it writes is read by the loader's strict reader and by libfdt, and they agree. */

#include <libfdt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "loader/fdt.h"
#include "xpack/dt.h"

#define GAP 0x100u

static void put_small_tree(struct dt *dt)
{
	dt_begin(dt);
	dt_open(dt, "");
	dt_text(dt, "compatible", "test");
	dt_u32(dt, "table", 0x01020304);
	dt_open(dt, "node");
	dt_text(dt, "able", "suffix of table");
	dt_cells(dt, "table", (uint32_t[]){ 1, 0xffffffff }, 2);
	dt_bytes(dt, "empty", (struct span){ NULL, 0 });
	dt_close(dt);
	dt_open(dt, "last");
	dt_close(dt);
	dt_close(dt);
}

static struct buf small_tree(size_t gap)
{
	struct dt dt;

	put_small_tree(&dt);
	return dt_finish(&dt, gap);
}

/* Written by hand from the specification, sections 5.2 to 5.5. */
static void every_byte_of_a_tree(void **state)
{
	static const uint32_t cells[] = {
		/* header: totalsize, structure, strings, reservation map, versions, sizes */
		0xd00dfeed,
		0x78,
		0x38,
		0x74,
		0x28,
		17,
		16,
		0,
		2,
		0x3c,
		/* the entry that ends the reservation map */
		0,
		0,
		0,
		0,
		/* / { a = "xyz"; n { a = <7>; }; }; */
		1,
		0,
		3,
		4,
		0,
		0x78797a00,
		1,
		0x6e000000,
		3,
		4,
		0,
		7,
		2,
		2,
		9,
	};
	struct buf expected = { 0 };
	struct buf tree;
	struct dt dt;

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++)
		buf_put_be32(&expected, cells[i]);
	buf_put(&expected, "a", 2);
	buf_put(&expected, NULL, 2);
	dt_begin(&dt);
	dt_open(&dt, "");
	dt_text(&dt, "a", "xyz");
	dt_open(&dt, "n");
	dt_u32(&dt, "a", 7);
	dt_close(&dt);
	dt_close(&dt);
	tree = dt_finish(&dt, 0);
	assert_int_equal(tree.size, expected.size);
	assert_memory_equal(tree.data, expected.data, tree.size);
	buf_free(&tree);
	buf_free(&expected);
}

/* Header fields by the specification, section 5.2, not by the reader under test. */
static void blocks_follow_each_other(void **state)
{
	struct buf tree = small_tree(GAP);
	const uint8_t *at = tree.data;

	(void)state;
	assert_int_equal(get_be32(at), 0xd00dfeed);
	assert_int_equal(get_be32(at + 4), tree.size);
	assert_int_equal(tree.size % 8, 0);
	assert_int_equal(get_be32(at + 16), 0x28 + GAP);
	assert_int_equal(get_be32(at + 8), 0x28 + GAP + 16);
	assert_int_equal(get_be32(at + 12), get_be32(at + 8) + get_be32(at + 36));
	assert_int_equal(get_be32(at + 20), 17);
	assert_int_equal(get_be32(at + 24), 16);
	assert_int_equal(get_be32(at + 28), 0);
	assert_true(tree.size - get_be32(at + 12) - get_be32(at + 32) < 8);
	assert_true(span_is_zero(span_part(buf_span(&tree), 0x28, GAP + 16)));
	buf_free(&tree);
}

/* In the order of first use, each once, "able" not inside "table". */
static void strings_are_whole_and_in_order(void **state)
{
	static const char strings[] = "compatible\0table\0able\0empty";
	struct buf tree = small_tree(0);
	const uint8_t *at = tree.data;

	(void)state;
	assert_int_equal(get_be32(at + 32), sizeof(strings));
	assert_memory_equal(at + get_be32(at + 12), strings, sizeof(strings));
	buf_free(&tree);
}

static enum status walk(struct span tree, uint32_t rsvmap_offset, unsigned *n_properties)
{
	struct fdt fdt;
	enum status status = fdt_open(&fdt, tree, rsvmap_offset);

	*n_properties = 0;
	while (status == STATUS_OK && fdt.token != FDT_TOKEN_FINISH) {
		*n_properties += fdt.token == FDT_TOKEN_PROP;
		status = fdt_next(&fdt);
	}
	return status;
}

static void the_strict_reader_accepts(void **state)
{
	static const size_t gaps[] = { 0, 8, GAP, 0x460 };
	unsigned n;

	(void)state;
	for (size_t i = 0; i < sizeof(gaps) / sizeof(gaps[0]); i++) {
		struct buf tree = small_tree(gaps[i]);

		assert_int_equal(walk(buf_span(&tree), FDT_HEADER_SIZE + (uint32_t)gaps[i], &n),
				 STATUS_OK);
		assert_int_equal(n, 5);
		assert_true(dt_is_sound(buf_span(&tree)));
		buf_free(&tree);
	}
}

static void libfdt_reads_the_same(void **state)
{
	struct buf tree = small_tree(GAP);
	int root;
	int node;
	int size;

	(void)state;
	assert_int_equal(fdt_check_full(tree.data, tree.size), 0);
	root = fdt_path_offset(tree.data, "/");
	assert_string_equal(fdt_getprop(tree.data, root, "compatible", &size), "test");
	assert_int_equal(size, 5);
	node = fdt_path_offset(tree.data, "/node");
	assert_string_equal(fdt_getprop(tree.data, node, "able", NULL), "suffix of table");
	assert_int_equal(get_be32(fdt_getprop(tree.data, root, "table", NULL)), 0x01020304);
	assert_int_equal(
		get_be32((const uint8_t *)fdt_getprop(tree.data, node, "table", &size) + 4),
		0xffffffff);
	assert_int_equal(size, 8);
	assert_non_null(fdt_getprop(tree.data, node, "empty", &size));
	assert_int_equal(size, 0);
	assert_true(fdt_path_offset(tree.data, "/last") > node);
	buf_free(&tree);
}

/* Far beyond the first allocation, by nodes, by properties, and by one large value. */
static struct buf large_tree(struct arena *arena)
{
	uint8_t *large = arena_alloc(arena, 100000);
	struct dt dt;

	memset(large, 0x5a, 100000);
	dt_begin(&dt);
	dt_open(&dt, "");
	for (uint32_t i = 0; i < 500; i++)
		dt_u32(&dt, arena_printf(arena, "property-%u", i), i);
	dt_bytes(&dt, "large", (struct span){ large, 100000 });
	for (uint32_t i = 0; i < 1000; i++) {
		dt_open(&dt, arena_printf(arena, "node-%u", i));
		dt_u32(&dt, "index", i);
		dt_close(&dt);
	}
	dt_close(&dt);
	return dt_finish(&dt, 0);
}

static void trees_grow(void **state)
{
	struct fixture *fixture = *state;
	struct buf tree = large_tree(fixture->arena);
	struct span span = buf_span(&tree);
	struct span value;
	unsigned n;

	assert_int_equal(walk(span, FDT_HEADER_SIZE, &n), STATUS_OK);
	assert_int_equal(n, 500 + 1 + 1000);
	assert_true(dt_is_sound(span));
	for (uint32_t i = 0; i < 500; i++) {
		assert_true(
			dt_find(span, "/", arena_printf(fixture->arena, "property-%u", i), &value));
		assert_int_equal(get_be32(value.data), i);
	}
	assert_true(dt_find(span, "/", "large", &value));
	assert_int_equal(value.size, 100000);
	for (size_t i = 0; i < value.size; i++)
		assert_int_equal(value.data[i], 0x5a);
	assert_true(dt_find(span, "/node-999", "index", &value));
	assert_int_equal(get_be32(value.data), 999);
	buf_free(&tree);
}

static void trees_are_a_function_of_what_is_put(void **state)
{
	struct buf a = small_tree(GAP);
	struct buf b = small_tree(GAP);

	(void)state;
	assert_true(span_equal(buf_span(&a), buf_span(&b)));
	buf_free(&a);
	buf_free(&b);
}

static void properties_and_children_are_found(void **state)
{
	struct buf tree = small_tree(0);
	struct span span = buf_span(&tree);
	struct span value;

	(void)state;
	assert_true(dt_find(span, "/node", "able", &value));
	assert_int_equal(value.size, sizeof("suffix of table"));
	assert_false(dt_find(span, "/node", "compatible", &value));
	assert_false(dt_find(span, "/none", "able", &value));
	assert_string_equal(dt_child(span, "/", 0), "node");
	assert_string_equal(dt_child(span, "/", 1), "last");
	assert_null(dt_child(span, "/", 2));
	assert_null(dt_child(span, "/node", 0));
	assert_null(dt_child(span, "/none", 0));
	buf_free(&tree);
}

/* Trees out of a container are anyone's bytes: cut short, with a byte too many, damaged. */
static void unsound_trees_are_found_out(void **state)
{
	struct buf tree = small_tree(0);

	(void)state;
	for (size_t size = 0; size < tree.size; size++)
		assert_false(dt_is_sound((struct span){ tree.data, size }));
	buf_put(&tree, NULL, 8);
	assert_false(dt_is_sound(buf_span(&tree)));
	tree.size -= 8;
	assert_true(dt_is_sound(buf_span(&tree)));
	put_be32(tree.data + get_be32(tree.data + 8), 7); /* no such token */
	assert_false(dt_is_sound(buf_span(&tree)));
	buf_free(&tree);
}

/* A defect of the caller ends the process with a word; no broken tree is written. */
static void close_too_often(void *context)
{
	struct dt dt;

	(void)context;
	put_small_tree(&dt);
	dt_close(&dt);
}

static void close_too_rarely(void *context)
{
	struct dt dt;

	(void)context;
	dt_begin(&dt);
	dt_open(&dt, "");
	dt_finish(&dt, 0);
}

static void property_behind_a_subnode(void *context)
{
	struct dt dt;

	(void)context;
	dt_begin(&dt);
	dt_open(&dt, "");
	dt_open(&dt, "node");
	dt_close(&dt);
	dt_u32(&dt, "late", 1);
}

static void two_roots(void *context)
{
	struct dt dt;

	(void)context;
	put_small_tree(&dt);
	dt_open(&dt, "");
}

static void nameless_node(void *context)
{
	struct dt dt;

	(void)context;
	dt_begin(&dt);
	dt_open(&dt, "");
	dt_open(&dt, "");
}

static void a_call_out_of_order_ends_the_process(void **state)
{
	(void)state;
	assert_int_equal(fixture_run_apart(close_too_often, NULL), 128 + SIGABRT);
	assert_int_equal(fixture_run_apart(close_too_rarely, NULL), 128 + SIGABRT);
	assert_int_equal(fixture_run_apart(property_behind_a_subnode, NULL), 128 + SIGABRT);
	assert_int_equal(fixture_run_apart(two_roots, NULL), 128 + SIGABRT);
	assert_int_equal(fixture_run_apart(nameless_node, NULL), 128 + SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_of_a_tree),
		cmocka_unit_test(blocks_follow_each_other),
		cmocka_unit_test(strings_are_whole_and_in_order),
		cmocka_unit_test(the_strict_reader_accepts),
		cmocka_unit_test(libfdt_reads_the_same),
		FIXTURE_TEST(trees_grow),
		cmocka_unit_test(trees_are_a_function_of_what_is_put),
		cmocka_unit_test(properties_and_children_are_found),
		cmocka_unit_test(unsound_trees_are_found_out),
		cmocka_unit_test(a_call_out_of_order_ends_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
