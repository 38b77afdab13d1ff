/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* link_partition(): calls through glue, and services of features that are off. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "link_fixture.h"

#define TARGET 0x4010fffcu

/* What a piece of glue consists of: code with one or two relocations against xpack_address. */
struct through {
	uint32_t words[4];
	struct {
		uint32_t type;
		uint64_t offset;
	} relocations[2];
	size_t n_relocations;
};

/* sethi %hi(xpack_address), %g1; jmp %g1 + %lo(xpack_address); nop */
static const struct through far = { { 0x03000000, 0x81c06000, 0x01000000, 0 },
				    { { R_SPARC_HI22, 0 }, { R_SPARC_LO10, 4 } },
				    2 };
/* mov %o7, %g1; call xpack_address; mov %g1, %o7 */
static const struct through near = { { 0x8210000f, 0x40000000, 0x9e100001, 0 },
				     { { R_SPARC_WDISP30, 4 }, { 0, 0 } },
				     1 };
/* mov xpack_address, %g1; a window's address does not fit */
static const struct through narrow = { { 0x82102000, 0x81c04000, 0x01000000, 0 },
				       { { R_SPARC_13, 0 }, { 0, 0 } },
				       1 };

/* The ABI object exports xh_write as a call of the host's host_write through that glue. */
static void export_through(struct link_fixture *f, const struct through *through)
{
	struct buf code = { 0 };
	uint32_t symbol = build_symbol(&f->object, XPACK_GLUE_ADDRESS, 0, SHN_UNDEF);
	uint32_t section;

	for (size_t i = 0; i < 4; i++)
		build_put(&f->object, &code, through->words[i], 4);
	section = build_section(&f->object, ".xpack.glue.through", code.data, code.size);
	for (size_t i = 0; i < through->n_relocations; i++)
		build_relocation(&f->object, section, through->relocations[i].offset,
				 through->relocations[i].type, symbol, 0);
	record_pair(&f->object, &f->exports, XPACK_GLUE_MAGIC, "through", "MIT");
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "xh_write", "through",
		      "host_write", LINK_WRITE);
	buf_free(&code);
}

static void expect_words(const struct link_fixture *f, const uint32_t *words, size_t n)
{
	const uint8_t *window = f->linked.changes[0].after;

	assert_int_equal(f->linked.n_changes, 1);
	assert_non_null(f->linked.changes[0].service);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(elf_get32(&f->guest_elf, window + 4 * i), words[i]);
	for (size_t i = 4 * n; i < XPACK_WINDOW_SIZE; i++)
		assert_int_equal(window[i], 0);
}

static void fills_far(void **state)
{
	static const uint32_t words[] = { 0x0310043f, 0x81c063fc, 0x01000000 };
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, LINK_WRITE);
	export_through(f, &far);
	build_symbol(&f->host, "host_write", TARGET, SHN_ABS);
	assert_int_equal(link_all(f), 0);
	expect_report(f->diag, "");
	expect_words(f, words, 3);
}

/* The displacement is that of the instruction in the guest's window. */
static void fills_near(void **state)
{
	struct link_fixture *f = *state;
	uint32_t words[] = { 0x8210000f, 0x40000000, 0x9e100001 };

	link_import(f, "xh_write", 0, LINK_WRITE);
	export_through(f, &near);
	build_symbol(&f->host, "host_write", TARGET, SHN_ABS);
	assert_int_equal(link_all(f), 0);
	words[1] |= (uint32_t)(TARGET - f->linked.changes[0].vaddr - 4) >> 2;
	expect_words(f, words, 3);
}

static void out_of_range(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, LINK_WRITE);
	export_through(f, &narrow);
	build_symbol(&f->host, "host_write", TARGET, SHN_ABS);
	assert_int_equal(link_all(f), -1);
	expect_report(f->diag, "s.xml:4:8: error: [link-relocation] service 'xh_write' through "
			       "glue 'through' of 'abi.o': R_SPARC_13 at 0x0 cannot hold the value "
			       "1074855932\n");
	assert_int_equal(f->linked.n_changes, 0);
}

/* What the target must be does not depend on the way there. */
static void target_out_of_reach(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, LINK_WRITE);
	export_through(f, &far);
	build_symbol(&f->host, "host_write", 0x40110000, SHN_ABS);
	assert_int_equal(link_all(f), -1);
	expect_id(f->diag, "link-access");
}

static void target_missing(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, LINK_WRITE);
	export_through(f, &far);
	assert_int_equal(link_all(f), -1);
	expect_id(f->diag, "link-symbol");
}

static void without_host(void **state)
{
	struct link_fixture *f = *state;

	f->alone = true;
	link_import(f, "xh_write", 0, LINK_WRITE);
	export_through(f, &far);
	assert_int_equal(link_all(f), 0);
	assert_int_equal(f->linked.n_changes, 0);
}

/* xh_write, in a feature that is off. */
static void export_off(struct link_fixture *f)
{
	link_export_trap(f, 7);
	record_pair(&f->object, &f->exports, XPACK_FEATURE_MAGIC, "console", "off");
	record_pair(&f->object, &f->exports, XPACK_MEMBER_MAGIC, "xh_write", "console");
}

static void feature_off(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, "int xh_write(int port)");
	export_off(f);
	assert_int_equal(link_all(f), -1);
	expect_report(f->diag,
		      "s.xml:4:8: error: [link-feature] partition 'nav' imports 'xh_write' of the "
		      "feature 'console', which this host is without\n"
		      "nav.elf: note: imported as: int xh_write(int port)\n"
		      "abi.o: note: exported as: " LINK_WRITE "\n"
		      "abi.o: note: the feature 'console' is switched off here\n"
		      "s.xml:4:8: help: build the host with this feature, or import the service "
		      "with XPACK_IMPORT_WEAK\n");
}

/* As if nobody exported it: mov -38, %o0. */
static void weak_of_feature_off(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", XPACK_IMPORT_FLAG_WEAK, LINK_WRITE);
	export_off(f);
	assert_int_equal(link_all(f), 0);
	expect_report(f->diag, "");
	assert_int_equal(f->linked.n_changes, 1);
	assert_null(f->linked.changes[0].service);
	assert_int_equal(elf_get32(&f->guest_elf, f->linked.changes[0].after + 4), 0x90103fda);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, link_begin, link_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fills_far),           TEST(fills_near),          TEST(out_of_range),
		TEST(target_out_of_reach), TEST(target_missing),      TEST(without_host),
		TEST(feature_off),         TEST(weak_of_feature_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
