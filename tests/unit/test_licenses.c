/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* licenses: notes in every form that a compiler, or nobody, writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/licenses.h"

#define AT "s.xml:4:8: "
#define DEFECT(offset, what)                                                                       \
	AT "error: [license-record] 'nav.elf': note at " offset                                    \
	   " of section '.xpack.licenses': " what "\n"

static void put_note(struct buf *notes, const char *name, uint32_t type, const char *component,
		     const char *license)
{
	uint32_t name_size = (uint32_t)strlen(name) + 1;

	buf_put_be32(notes, name_size);
	buf_put_be32(notes, (uint32_t)(strlen(component) + strlen(license) + 2));
	buf_put_be32(notes, type);
	buf_put(notes, name, name_size);
	buf_align(notes, 4);
	buf_put(notes, component, strlen(component) + 1);
	buf_put(notes, license, strlen(license) + 1);
	buf_align(notes, 4);
}

static int read_notes(struct fixture *fixture, const struct buf *notes, struct licenses *licenses)
{
	const struct location at = { "s.xml", 4, 8 };
	struct elf_section *sections = arena_array(fixture->arena, 2, sizeof(*sections));
	struct elf elf = { .path = "nav.elf",
			   .file = buf_span(notes),
			   .big_endian = true,
			   .sections = sections,
			   .n_sections = 2 };

	sections[0].name = "";
	sections[1] = (struct elf_section){
		.name = ".xpack.licenses", .index = 1, .size = notes->size, .data = buf_span(notes)
	};
	return licenses_read(fixture->arena, fixture->diag, at, &elf, licenses);
}

static void each_once_and_sorted(void **state)
{
	struct fixture *fixture = *state;
	struct buf notes = { 0 };
	struct licenses licenses;

	put_note(&notes, "xpack", 1, "zlib", "Zlib");
	put_note(&notes, "xpack", 1, "filter", "MIT OR ISC");
	put_note(&notes, "xpack", 1, "zlib", "Zlib");
	put_note(&notes, "xpack", 1, "filter", "GPL-2.0-only");
	assert_int_equal(read_notes(fixture, &notes, &licenses), 0);
	assert_int_equal(licenses.n_licenses, 3);
	assert_string_equal(licenses.licenses[0].component, "filter");
	assert_string_equal(licenses.licenses[0].text, "GPL-2.0-only");
	assert_string_equal(licenses.licenses[1].text, "MIT OR ISC");
	assert_int_equal(licenses.licenses[1].spdx->kind, SPDX_OR);
	assert_string_equal(licenses.licenses[2].component, "zlib");
	buf_free(&notes);
}

static void defects(void **state)
{
	struct fixture *fixture = *state;
	struct buf notes = { 0 };
	struct licenses licenses;

	put_note(&notes, "other", 1, "a", "MIT");
	put_note(&notes, "xpack", 2, "a", "MIT");
	put_note(&notes, "xpack", 1, "a", "MIT ISC");
	put_note(&notes, "xpack", 1, "", "MIT");
	put_note(&notes, "xpack", 1, "good", "MIT");
	buf_put(&notes, "\0\0\0\6", 4);
	assert_int_equal(read_notes(fixture, &notes, &licenses), -1);
	assert_int_equal(licenses.n_licenses, 1);
	expect_report(fixture->diag, DEFECT("0x0", "its name or type is not known")
					     DEFECT("0x1c", "its name or type is not known")
						     DEFECT("0x38", "its licence is not an SPDX "
								    "expression")
							     DEFECT("0x58", "it names no component")
								     DEFECT("0x94", "it is cut "
										    "off"));
	buf_free(&notes);
}

/* Sizes that reach behind the section, and around. */
static void sizes_that_lie(void **state)
{
	static const uint32_t sizes[][2] = {
		{ 6, 0xffffffff }, { 0xffffffff, 4 }, { 0xfffffffd, 0xfffffffd }, { 6, 100 }
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		struct buf notes = { 0 };
		struct licenses licenses;

		buf_put_be32(&notes, sizes[i][0]);
		buf_put_be32(&notes, sizes[i][1]);
		buf_put_be32(&notes, 1);
		buf_put(&notes, "xpack\0\0\0a\0MIT", 14);
		assert_int_equal(read_notes(fixture, &notes, &licenses), -1);
		expect_report(fixture->diag, DEFECT("0x0", "it is cut off"));
		fixture_forget(fixture);
		buf_free(&notes);
	}
}

static void what_is_declared_covers(void **state)
{
	struct fixture *fixture = *state;
	const struct text declared = { "MIT OR ISC", { "s.xml", 4, 20 } };
	const struct text none = { NULL, { 0 } };
	const struct elf elf = { .path = "nav.elf" };
	struct buf notes = { 0 };
	struct licenses licenses;

	put_note(&notes, "xpack", 1, "filter", "GPL-2.0-only OR MPL-2.0");
	put_note(&notes, "xpack", 1, "zlib", "Zlib");
	assert_int_equal(read_notes(fixture, &notes, &licenses), 0);
	licenses_check(fixture->arena, fixture->diag, none, &elf, &licenses);
	expect_report(fixture->diag, "");
	licenses_check(fixture->arena, fixture->diag, declared, &elf, &licenses);
	expect_report(fixture->diag,
		      "s.xml:4:20: error: [license-note] 'nav.elf' is declared to be under 'MIT "
		      "OR ISC', but 'filter' in it is under 'GPL-2.0-only OR MPL-2.0'\n"
		      "s.xml:4:20: help: declare \"(MIT OR ISC) AND (GPL-2.0-only OR MPL-2.0)\", "
		      "or build it without 'filter'\n");
	buf_free(&notes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(each_once_and_sorted),
		FIXTURE_TEST(defects),
		FIXTURE_TEST(sizes_that_lie),
		FIXTURE_TEST(what_is_declared_covers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
