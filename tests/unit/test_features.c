/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* abi_read(): features and their members, documentation, types; abi_switch_off(). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "abi_fixture.h"
#include "expect.h"

static void pair(struct abi_fixture *f, const char *magic, const char *first, const char *second)
{
	record_pair(&f->build, &f->exports, magic, first, second);
}

static void call(struct abi_fixture *f, const char *name)
{
	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, name, "", name,
		      arena_printf(f->arena, "int %s(void)", name));
}

static void reads_features(void **state)
{
	struct abi_fixture *f = *state;
	const struct service *send, *write;

	pair(f, XPACK_MEMBER_MAGIC, "send", "ports"); /* in front of what it is about */
	call(f, "write");
	call(f, "send");
	pair(f, XPACK_FEATURE_MAGIC, "log", "on");
	pair(f, XPACK_FEATURE_MAGIC, "ports", "off");
	pair(f, XPACK_FEATURE_MAGIC, "ports", "off");
	pair(f, XPACK_MEMBER_MAGIC, "send", "ports");
	assert_int_equal(abi_read_all(f), 0);
	expect_report(f->diag, "");
	assert_int_equal(f->abi.n_features, 2);
	assert_string_equal(f->abi.features[0].name, "log");
	assert_false(f->abi.features[0].off);
	assert_string_equal(f->abi.features[1].name, "ports");
	assert_true(f->abi.features[1].off);
	assert_string_equal(f->abi.features[1].off_at.file, "abi.o");
	send = abi_service(&f->abi, "send");
	write = abi_service(&f->abi, "write");
	assert_ptr_equal(send->feature, &f->abi.features[1]);
	assert_true(service_is_off(send));
	assert_null(write->feature);
	assert_false(service_is_off(write));
	assert_int_equal(write->order, 0);
	assert_int_equal(send->order, 1);
}

/* An object has the feature, the host was built without it. */
static void off_wins(void **state)
{
	struct abi_fixture *f = *state;
	struct build host;
	struct buf exports = { 0 };
	const struct abi_source sources[] = { { &f->elf[1], { "s.xml", 8, 5 } },
					      { &f->elf[0], { "s.xml", 9, 5 } } };

	build_begin(&host, false, true, ET_EXEC, EM_SPARC);
	record_pair(&host, &exports, XPACK_FEATURE_MAGIC, "ports", "off");
	build_section(&host, ".xpack.exports", exports.data, exports.size);
	abi_open(f, &host, "host.elf", &f->elf[1]);
	call(f, "send");
	pair(f, XPACK_FEATURE_MAGIC, "ports", "on");
	pair(f, XPACK_MEMBER_MAGIC, "send", "ports");
	build_section(&f->build, ".xpack.exports", f->exports.data, f->exports.size);
	abi_open(f, &f->build, "abi.o", &f->elf[0]);
	assert_int_equal(abi_read(f->arena, f->diag, sources, 2, &f->abi), 0);
	expect_report(f->diag, "");
	assert_true(service_is_off(abi_service(&f->abi, "send")));
	assert_string_equal(f->abi.features[0].off_at.file, "host.elf");
	assert_int_equal(f->abi.n_files, 2);
	assert_string_equal(f->abi.files[0], "host.elf");
	build_end(&host);
	buf_free(&exports);
}

static void wrong_features(void **state)
{
	struct abi_fixture *f = *state;

	call(f, "send");
	pair(f, XPACK_FEATURE_MAGIC, "ports", "on");
	pair(f, XPACK_FEATURE_MAGIC, "log", "on");
	pair(f, XPACK_FEATURE_MAGIC, "ports", "off");
	pair(f, XPACK_MEMBER_MAGIC, "receive", "ports");
	pair(f, XPACK_MEMBER_MAGIC, "send", "port");
	pair(f, XPACK_MEMBER_MAGIC, "send", "log");
	pair(f, XPACK_MEMBER_MAGIC, "send", "ports");
	abi_expect_failure(
		f, ABI_ERROR
		"[abi-feature] 'abi.o' has the feature 'ports' both on and off\n" ABI_ERROR
		"[abi-feature] 'abi.o' has 'receive' in the feature 'ports', but nobody "
		"exports such a service\n" ABI_ERROR
		"[abi-feature] 'abi.o' has 'send' in the feature 'port', which no "
		"XPACK_EXPORT_FEATURE declares\n" ABI_ERROR
		"[abi-feature] 'abi.o' has 'send' in the feature 'ports', but it is in "
		"'log' already\n");
}

static void switches_off(void **state)
{
	struct abi_fixture *f = *state;
	const struct text known = { "log ports", { "s.xml", 3, 7 } };
	const struct text unknown = { "port log clock", { "s.xml", 4, 9 } };

	call(f, "send");
	pair(f, XPACK_FEATURE_MAGIC, "ports", "on");
	pair(f, XPACK_FEATURE_MAGIC, "log", "off");
	pair(f, XPACK_MEMBER_MAGIC, "send", "ports");
	assert_int_equal(abi_read_all(f), 0);
	assert_int_equal(abi_switch_off(f->arena, f->diag, known, &f->abi), 0);
	expect_report(f->diag, "");
	assert_true(service_is_off(abi_service(&f->abi, "send")));
	assert_int_equal(f->abi.features[0].off_at.line, 3);
	/* What switched it off first stays. */
	assert_string_equal(f->abi.features[1].off_at.file, "abi.o");
	assert_int_equal(abi_switch_off(f->arena, f->diag, unknown, &f->abi), -1);
	expect_report(f->diag, "s.xml:4:9: error: [abi-without] the host has no feature 'port'\n"
			       "s.xml:4:9: help: did you mean 'ports'?\n"
			       "s.xml:4:9: error: [abi-without] the host has no feature 'clock'\n");
}

static void no_features(void **state)
{
	struct abi_fixture *f = *state;
	const struct text name = { "ports", { NULL, 0, 0 } };

	call(f, "send");
	assert_int_equal(abi_read_all(f), 0);
	assert_int_equal(abi_switch_off(f->arena, f->diag, name, &f->abi), -1);
	expect_report(f->diag, "xpack: error: [abi-without] the host has no feature 'ports'\n"
			       "xpack: help: nothing declares a feature with "
			       "XPACK_EXPORT_FEATURE\n");
}

static void reads_texts(void **state)
{
	struct abi_fixture *f = *state;
	const struct service *service;

	pair(f, XPACK_DOC_MAGIC, "send", "  In two\t \t lines. ");
	call(f, "send");
	pair(f, XPACK_TYPE_MAGIC, "struct b", "struct b { int x; };");
	pair(f, XPACK_TYPE_MAGIC, "a_t", "typedef int a_t;");
	pair(f, XPACK_TYPE_MAGIC, "struct b", "struct b {\tint x ; } ;");
	pair(f, XPACK_DOC_MAGIC, "send", "Second.");
	assert_int_equal(abi_read_all(f), 0);
	expect_report(f->diag, "");
	service = abi_service(&f->abi, "send");
	assert_int_equal(service->n_docs, 2);
	assert_string_equal(service->docs[0], "In two lines.");
	assert_string_equal(service->docs[1], "Second.");
	assert_int_equal(f->abi.n_types, 2);
	assert_string_equal(f->abi.types[0].name, "struct b");
	assert_string_equal(f->abi.types[1].declaration, "typedef int a_t;");
}

static void wrong_texts(void **state)
{
	struct abi_fixture *f = *state;

	call(f, "send");
	pair(f, XPACK_DOC_MAGIC, "sent", "Never.");
	pair(f, XPACK_TYPE_MAGIC, "a_t", "typedef int a_t;");
	pair(f, XPACK_TYPE_MAGIC, "a_t", "typedef long a_t;");
	abi_expect_failure(
		f, ABI_ERROR
		"[abi-doc] 'abi.o' documents 'sent', but nobody exports such a service\n" ABI_ERROR
		"[abi-type] type 'a_t' is declared in two ways\n"
		"abi.o: note: declared here: typedef int a_t;\n"
		"abi.o: note: and here: typedef long a_t;\n");
}

static void malformed_pairs(void **state)
{
#define NO_SERVICE "the service's name is not an identifier of at most 55 characters"
#define NO_FEATURE "the feature's name is not of at most 55 small letters, digits and hyphens"
#define NO_TYPE                                                                                    \
	"the type's name is not an identifier of at most 55 characters, with or without struct, "  \
	"union or enum"
	static const struct {
		const char *magic, *first, *second, *defect;
	} pairs[] = {
		{ XPACK_FEATURE_MAGIC, "Ports", "on", NO_FEATURE },
		{ XPACK_FEATURE_MAGIC, "", "on", NO_FEATURE },
		{ XPACK_FEATURE_MAGIC, "two words", "on", NO_FEATURE },
		{ XPACK_FEATURE_MAGIC, "a2345678901234567890123456789012345678901234567890123456",
		  "on", NO_FEATURE },
		{ XPACK_FEATURE_MAGIC, "ports", "maybe", "the feature is neither on nor off" },
		{ XPACK_MEMBER_MAGIC, "9", "ports", NO_SERVICE },
		{ XPACK_MEMBER_MAGIC, "send", "9", NO_FEATURE },
		{ XPACK_DOC_MAGIC, "a b", "Text.", NO_SERVICE },
		{ XPACK_DOC_MAGIC, "send", " \t", "it documents nothing" },
		{ XPACK_DOC_MAGIC, "send", "\xc3\xa4", "a text is not printable ASCII" },
		{ XPACK_TYPE_MAGIC, "struct", " ", "the type has no declaration" },
		{ XPACK_TYPE_MAGIC, "struct a b", "struct a;", NO_TYPE },
		{ XPACK_TYPE_MAGIC, "union ", "union a;", NO_TYPE },
	};
	struct abi_fixture *f = *state;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		pair(f, pairs[i].magic, pairs[i].first, pairs[i].second);
		abi_expect_failure(f,
				   arena_printf(f->arena,
						ABI_ERROR "[abi-record] 'abi.o': record at 0x0 of "
							  "section '.xpack.exports': %s\n",
						pairs[i].defect));
		abi_end(state);
		abi_begin(state);
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, abi_begin, abi_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_features), TEST(off_wins),        TEST(wrong_features),
		TEST(switches_off),   TEST(no_features),     TEST(reads_texts),
		TEST(wrong_texts),    TEST(malformed_pairs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
