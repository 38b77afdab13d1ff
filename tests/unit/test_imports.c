/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* link_imports(): a guest's records against its windows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "guest_builder.h"
#include "xpack/link.h"

#define SEND "int xh_send(int port)"
#define WRITE "int xh_write(const char *text)"

struct fixture {
	struct arena *arena;
	struct diag *diag;
	struct guest guest;
	struct elf elf;
	struct imports imports;
};

static int begin(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ .arena = arena_new(), .diag = diag_new() };
	guest_begin(&fixture.guest);
	*state = &fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	guest_end(&f->guest);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

static int read(struct fixture *f)
{
	const struct location at = { "s.xml", 4, 8 };

	assert_int_equal(
		elf_open(f->arena, f->diag, at, "nav.elf", guest_finish(&f->guest), &f->elf), 0);
	return link_imports(f->arena, f->diag, at, &f->elf, &f->imports);
}

static void expect_failure(struct fixture *f, const char *report)
{
	assert_int_equal(read(f), -1);
	expect_report(f->diag, report);
}

#define ERROR "s.xml:4:8: error: "
#define HELP "s.xml:4:8: help: "

static void reads_nothing(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(read(f), 0);
	assert_int_equal(f->imports.n_imports, 0);
	assert_null(f->imports.abi_name);
}

static void reads_imports(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_write", 0);
	guest_import(&f->guest, "xh_send", XPACK_IMPORT_FLAG_WEAK);
	guest_prototype(&f->guest, "xh_write", "int xh_write (const char * text)");
	guest_prototype(&f->guest, "xh_unused", "int xh_unused(void)");
	guest_prototype(&f->guest, "xh_send", SEND);
	guest_prototype(&f->guest, "xh_write", WRITE);
	record_pair(&f->guest.build, &f->guest.prototypes, XPACK_ABI_MAGIC, "xhost", "1.0");
	/* Weak references to the plain names, as the records have them. */
	f->guest.build.symbols[build_symbol(&f->guest.build, "xh_write", 0, SHN_UNDEF)].info =
		ELF32_ST_INFO(STB_WEAK, STT_NOTYPE);
	build_symbol(&f->guest.build, "__xpack_import_xh_write", GUEST_WINDOW(0), SHN_ABS);
	assert_int_equal(read(f), 0);
	expect_report(f->diag, "");
	assert_int_equal(f->imports.n_imports, 2);
	assert_string_equal(f->imports.imports[0].name, "xh_send");
	assert_int_equal(f->imports.imports[0].window, GUEST_WINDOW(1));
	assert_true(f->imports.imports[0].weak);
	assert_string_equal(f->imports.imports[0].prototype, SEND);
	assert_string_equal(f->imports.imports[1].name, "xh_write");
	assert_int_equal(f->imports.imports[1].window, GUEST_WINDOW(0));
	assert_false(f->imports.imports[1].weak);
	assert_string_equal(f->imports.imports[1].prototype, WRITE);
	assert_ptr_equal(f->imports.imports[1].segment, &f->elf.segments[0]);
	assert_string_equal(f->imports.abi_name, "xhost");
	assert_string_equal(f->imports.abi_version, "1.0");
}

/* Two units import one name, one of them weakly: folded to one window, it is needed. */
static void merges_equal_records(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", XPACK_IMPORT_FLAG_WEAK);
	record_import(&f->guest.build, &f->guest.imports, "xh_send", GUEST_WINDOW(0), 0, 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	assert_int_equal(read(f), 0);
	assert_int_equal(f->imports.n_imports, 1);
	assert_false(f->imports.imports[0].weak);
}

/* Groups that were never folded: two windows, with a record each or one for both. */
static void serves_every_window(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", XPACK_IMPORT_FLAG_WEAK);
	guest_import(&f->guest, "xh_send", XPACK_IMPORT_FLAG_WEAK);
	record_window(&f->guest.code, "xh_send");
	guest_prototype(&f->guest, "xh_send", SEND);
	assert_int_equal(read(f), 0);
	assert_int_equal(f->imports.n_imports, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(f->imports.imports[i].window, GUEST_WINDOW(i));
		assert_true(f->imports.imports[i].weak);
		assert_string_equal(f->imports.imports[i].prototype, SEND);
	}
}

/* The magic in other data is no window. */
static void ignores_lookalikes(void **state)
{
	struct fixture *f = *state;

	record_window(&f->guest.code, "not a name");
	record_window(&f->guest.code, "");
	record_window(&f->guest.code, "xh_write");
	f->guest.code.data[f->guest.code.size - 1] = 'x'; /* no padding */
	record_window(&f->guest.code, "xh_write");
	f->guest.code.size -= 4; /* cut off by the end of the segment */
	assert_int_equal(read(f), 0);
	assert_int_equal(f->imports.n_imports, 0);
}

static void lost_record(void **state)
{
	struct fixture *f = *state;

	record_window(&f->guest.code, "xh_send");
	record_window(&f->guest.code, "xh_write");
	expect_failure(f, ERROR "[import-lost] 'nav.elf' has a window for service 'xh_send' at "
				"0x40100040, but no record of it\n" ERROR
				"[import-lost] 'nav.elf' has a window for service 'xh_write' at "
				"0x40100080, but no record of it\n" HELP
				"llvm-strip and a linker script with /DISCARD/ : {*(*)} drop the "
				"sections .xpack.imports.*: use GNU strip, or keep them\n");
}

static void lost_headers(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	f->guest.build.no_sections = true;
	expect_failure(f, ERROR "[import-lost] 'nav.elf' has a window for service 'xh_send' at "
				"0x40100040, but no record of it\n" HELP
				"the file has no section headers: keep them when stripping\n");
}

static void lost_prototype(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	expect_failure(f, ERROR "[import-lost] 'nav.elf' has lost the prototype of its import "
				"'xh_send'\n" HELP
				"keep the section .xpack.prototypes: a linker script must not "
				"discard it\n");
}

static void folded(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	record_import(&f->guest.build, &f->guest.imports, "xh_write", GUEST_WINDOW(0), 0, 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	expect_failure(f, ERROR "[import-folded] 'nav.elf': imports 'xh_send' and 'xh_write' share "
				"the window at 0x40100040\n" HELP
				"link without identical code folding (--icf=none)\n");
}

#define DEFINED                                                                                    \
	ERROR "[import-defined] 'nav.elf' defines the service 'xh_send' itself\n" HELP             \
	      "code of the host does not belong into a guest: link it without the host's "         \
	      "library, or rename the function\n"

static void defined_by_record(void **state)
{
	struct fixture *f = *state;

	record_window(&f->guest.code, "xh_send");
	record_import(&f->guest.build, &f->guest.imports, "xh_send", GUEST_WINDOW(0), GUEST_CODE,
		      0);
	guest_prototype(&f->guest, "xh_send", SEND);
	expect_failure(f, DEFINED);
}

static void defined_by_symbol(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	build_symbol(&f->guest.build, "xh_send", GUEST_CODE, SHN_ABS);
	expect_failure(f, DEFINED);
}

/* A strong definition in place of the weak window: calls would never reach the host. */
static void defined_window_symbol(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	build_symbol(&f->guest.build, "__xpack_import_xh_send", GUEST_CODE, SHN_ABS);
	expect_failure(f, DEFINED);
}

static void two_prototypes(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	guest_prototype(&f->guest, "xh_send", "int xh_send (int  port)");
	guest_prototype(&f->guest, "xh_send", "int xh_send(int port, int size)");
	expect_failure(f, ERROR "[import-prototypes] 'nav.elf' was compiled with two prototypes of "
				"'xh_send'\n"
				"nav.elf: note: one is:   int xh_send(int port)\n"
				"nav.elf: note: other is: int xh_send(int port, int size)\n" HELP
				"compile all sources of the guest with the same header\n");
}

static void two_requirements(void **state)
{
	struct fixture *f = *state;

	record_pair(&f->guest.build, &f->guest.prototypes, XPACK_ABI_MAGIC, "xhost", "1.0");
	record_pair(&f->guest.build, &f->guest.prototypes, XPACK_ABI_MAGIC, "xhost", "2.0");
	expect_failure(f, ERROR "[import-abi] 'nav.elf' requires the ABI 'xhost' version '1.0' and "
				"'xhost' version '2.0'\n");
}

/* Records without a window where they say: address and why. */
static void wrong_windows(void **state)
{
	static const struct {
		uint32_t window;
		const char *report;
	} cases[] = {
		{ 0, "the record of import 'xh_send' has address 0\n" HELP
		     "the linker dropped the window but kept its record: a script must place "
		     ".xpack.stubs.* and may not discard it\n" },
		{ GUEST_CODE + 4,
		  "the window of import 'xh_send' at 0x40100004 is not a multiple of 64\n" },
		{ 0x50000000,
		  "the window of import 'xh_send' at 0x50000000 lies in no loaded bytes "
		  "of the file\n" },
		{ GUEST_CODE, "the window of import 'xh_send' at 0x40100000 does not hold what the "
			      "compiler put there: was the file packed before?\n" },
		{ GUEST_WINDOW(0), "the window of import 'xh_send' at 0x40100040 is that of "
				   "'xh_write'\n" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		record_window(&f->guest.code, "xh_write");
		record_import(&f->guest.build, &f->guest.imports, "xh_send", cases[i].window, 0, 0);
		if (cases[i].window != GUEST_WINDOW(0))
			f->guest.code.size = 64;
		guest_prototype(&f->guest, "xh_send", SEND);
		expect_failure(f, arena_printf(f->arena, ERROR "[import-window] 'nav.elf': %s",
					       cases[i].report));
		end(state);
		begin(state);
	}
}

static void misaligned_window(void **state)
{
	struct fixture *f = *state;

	buf_put(&f->guest.code, "zzzz", 4);
	record_window(&f->guest.code, "xh_send");
	record_import(&f->guest.build, &f->guest.imports, "xh_send", GUEST_WINDOW(0) + 4, 0, 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	expect_failure(f, ERROR "[import-window] 'nav.elf': the window of import 'xh_send' at "
				"0x40100044 is not a multiple of 64\n");
}

/* A second window of a known name, but where no linker may put it. */
static void misaligned_second_window(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	buf_put(&f->guest.code, "zzzz", 4);
	record_window(&f->guest.code, "xh_send");
	guest_prototype(&f->guest, "xh_send", SEND);
	expect_failure(f, ERROR "[import-window] 'nav.elf': a window of import 'xh_send' at "
				"0x40100084 is not a multiple of 64\n");
}

static void window_not_executable(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	build_symbol(&f->guest.build, "__xpack_import_xh_send", GUEST_WINDOW(0), SHN_ABS);
	f->guest.code_flags = PF_R | PF_W;
	expect_failure(f, ERROR "[import-window] 'nav.elf': the window of import 'xh_send' at "
				"0x40100040 lies in a segment that is not executable\n");
}

static void section_without_window(void **state)
{
	struct fixture *f = *state;
	uint32_t section = build_section(&f->guest.build, ".xpack.stubs.xh_send", NULL, 0);

	f->guest.build.sections[section].type = SHT_NOBITS;
	f->guest.build.sections[section].addr = GUEST_WINDOW(0);
	f->guest.build.sections[section].size = 128;
	guest_import(&f->guest, "xh_send", 0);
	guest_prototype(&f->guest, "xh_send", SEND);
	expect_failure(f, ERROR "[import-window] 'nav.elf': section '.xpack.stubs.xh_send' holds "
				"no window at 0x40100080\n");
}

/* Bytes of a good record changed: offset, value, what is wrong. */
static void malformed_records(void **state)
{
	static const struct {
		size_t offset;
		uint8_t value;
		const char *defect;
	} damages[] = {
		{ 0, 'Y', "its magic is not known" },
		{ 5, 2, "its version or a flag is not known" },
		{ 7, 2, "its version or a flag is not known" },
		{ 16, 0, "its name is not an identifier of at most 55 characters" },
		{ 16, '1', "its name is not an identifier of at most 55 characters" },
		{ 18, ' ', "its name is not an identifier of at most 55 characters" },
		{ 71, 'x', "its name is not an identifier of at most 55 characters" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(damages) / sizeof(*damages); i++) {
		record_import(&f->guest.build, &f->guest.imports, "xh_send", GUEST_WINDOW(0), 0, 0);
		f->guest.imports.data[damages[i].offset] = damages[i].value;
		expect_failure(f, arena_printf(f->arena,
					       ERROR "[import-record] 'nav.elf': record at 0x0 of "
						     "section '.xpack.imports': %s\n",
					       damages[i].defect));
		end(state);
		begin(state);
	}
}

static void cut_record(void **state)
{
	struct fixture *f = *state;

	record_import(&f->guest.build, &f->guest.imports, "xh_send", GUEST_WINDOW(0), 0, 0);
	f->guest.imports.size -= 4;
	expect_failure(f, ERROR "[import-record] 'nav.elf': record at 0x0 of section "
				"'.xpack.imports': the section ends inside the record\n");
}

static void malformed_prototypes(void **state)
{
	struct fixture *f = *state;

	guest_prototype(&f->guest, "", SEND);
	guest_prototype(&f->guest, "xh_send", "");
	record_pair(&f->guest.build, &f->guest.prototypes, "XPKZ", "a", "b");
	expect_failure(f, ERROR "[import-record] 'nav.elf': record at 0x0 of section "
				"'.xpack.prototypes': a name or a prototype is missing\n" ERROR
				"[import-record] 'nav.elf': record at 0x20 of section "
				"'.xpack.prototypes': a name or a prototype is missing\n" ERROR
				"[import-record] 'nav.elf': record at 0x34 of section "
				"'.xpack.prototypes': its magic is not known\n");
}

static void machine_without_stubs(void **state)
{
	struct fixture *f = *state;

	guest_import(&f->guest, "xh_send", 0);
	f->guest.build.machine = EM_ARM;
	expect_failure(f, ERROR "[import-machine] 'nav.elf' has imports, but ARM has no stubs\n");
}

static void other_machine_without_imports(void **state)
{
	struct fixture *f = *state;

	f->guest.build.machine = EM_ARM;
	assert_int_equal(read(f), 0);
	assert_int_equal(f->imports.n_imports, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

/* Many headers over the same bytes must not cost the square of the file. */
static void records_that_overlap(void **state)
{
	struct fixture *f = *state;
	struct build *build = &f->guest.build;
	const struct location at = { "s.xml", 4, 8 };
	uint64_t second;

	guest_import(&f->guest, "xh_write", 0);
	for (unsigned i = 0; i < 8; i++)
		build_section(build, ".xpack.imports", f->guest.imports.data, 72);
	guest_prototype(&f->guest, "xh_write", WRITE);
	guest_finish(&f->guest);
	/* The second of them takes in all of the file. */
	second = build->sections_offset + 2 * sizeof(Elf32_Shdr);
	build_poke(build, second + offsetof(Elf32_Shdr, sh_offset), 0, 4);
	build_poke(build, second + offsetof(Elf32_Shdr, sh_size), build->file.size, 4);
	assert_int_equal(
		elf_open(f->arena, f->diag, at, "nav.elf", buf_span(&build->file), &f->elf), 0);
	assert_int_equal(link_imports(f->arena, f->diag, at, &f->elf, &f->imports), -1);
	expect_report(f->diag, ERROR "[import-record] 'nav.elf': record at 0x0 of section "
				     "'.xpack.imports': sections of records overlap\n");
}

/* 70 headers of one 64 MiB segment: more code than a program of 32 bits can have. */
static void code_that_is_there_many_times(void **state)
{
	struct fixture *f = *state;
	struct elf_segment *segments = arena_array(f->arena, 70, sizeof(*segments));
	const struct elf elf = {
		.path = "nav.elf", .machine = EM_SPARC, .segments = segments, .n_segments = 70
	};
	const struct location at = { "s.xml", 4, 8 };

	for (size_t i = 0; i < 70; i++)
		segments[i] = (struct elf_segment){ .type = PT_LOAD,
						    .flags = PF_X,
						    .file_size = 64u << 20,
						    .mem_size = 64u << 20 };
	assert_int_equal(link_imports(f->arena, f->diag, at, &elf, &f->imports), -1);
	expect_report(f->diag, ERROR "[import-window] 'nav.elf' has more executable bytes than "
				     "there are addresses\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_nothing),
		TEST(reads_imports),
		TEST(records_that_overlap),
		TEST(code_that_is_there_many_times),
		TEST(merges_equal_records),
		TEST(serves_every_window),
		TEST(ignores_lookalikes),
		TEST(lost_record),
		TEST(lost_headers),
		TEST(lost_prototype),
		TEST(folded),
		TEST(defined_by_record),
		TEST(defined_by_symbol),
		TEST(defined_window_symbol),
		TEST(two_prototypes),
		TEST(two_requirements),
		TEST(wrong_windows),
		TEST(misaligned_window),
		TEST(misaligned_second_window),
		TEST(window_not_executable),
		TEST(section_without_window),
		TEST(malformed_records),
		TEST(cut_record),
		TEST(malformed_prototypes),
		TEST(machine_without_stubs),
		TEST(other_machine_without_imports),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
