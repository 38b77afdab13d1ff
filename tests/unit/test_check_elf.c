/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "elf_builder.h"
#include "expect.h"
#include "xpack/check_elf.h"

#define CODE 0x40100000u
#define DATA 0x40110000u

static const struct board board = { .name = { "leon3_generic", { NULL, 0, 0 } },
				    .arch = ARCH_SPARC_LEON3 };

static const struct area areas[] = {
	{ .at = { "s.xml", 5, 3 },
	  .name = { "code", { NULL, 0, 0 } },
	  .start = { CODE, { NULL, 0, 0 } },
	  .size = { 0x10000, { NULL, 0, 0 } },
	  .access = ACCESS_READ | ACCESS_EXECUTE },
	{ .at = { "s.xml", 6, 3 },
	  .name = { "data", { NULL, 0, 0 } },
	  .start = { DATA, { NULL, 0, 0 } },
	  .size = { 0x10000, { NULL, 0, 0 } },
	  .access = ACCESS_READ | ACCESS_WRITE },
	{ .at = { "s.xml", 7, 3 },
	  .name = { "free", { NULL, 0, 0 } },
	  .start = { 0x40200000, { NULL, 0, 0 } },
	  .size = { 0x1000, { NULL, 0, 0 } },
	  .access = ACCESS_READ | ACCESS_WRITE | ACCESS_EXECUTE },
};

struct fixture {
	struct arena *arena;
	struct diag *diag;
	struct build build;
};

/* A guest without a fault: a segment of code and one of data. */
static int begin(void **state)
{
	static struct fixture fixture;
	static const uint8_t text[32];
	struct build *build = &fixture.build;

	fixture.arena = arena_new();
	fixture.diag = diag_new();
	build_begin(build, false, true, ET_EXEC, EM_SPARC);
	build->entry = CODE;
	build_segment(build, PF_R | PF_X, CODE, text, sizeof(text));
	build_segment(build, PF_R | PF_W, DATA, text, 8)->mem_size = 0x10000;
	*state = &fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *fixture = *state;

	build_end(&fixture->build);
	diag_free(fixture->diag);
	arena_free(fixture->arena);
	return 0;
}

/* Build and check; the whole report must be as given. */
static void expect(void **state, const char *report)
{
	struct fixture *fixture = *state;
	struct elf elf;
	const struct check_elf_input input = { .who = "partition 'nav'",
					       .at = { "s.xml", 4, 8 },
					       .elf = &elf,
					       .board = &board,
					       .areas = areas,
					       .n_areas = sizeof(areas) / sizeof(*areas) };

	assert_int_equal(elf_open(fixture->arena, fixture->diag, input.at, "nav.elf",
				  build_finish(&fixture->build), &elf),
			 0);
	check_elf(fixture->arena, fixture->diag, &input);
	expect_report(fixture->diag, report);
}

static struct build *build_of(void **state)
{
	struct fixture *fixture = *state;

	return &fixture->build;
}

#define ERROR "s.xml:4:8: error: "
#define HELP "s.xml:4:8: help: "
#define ALL_AREAS                                                                                  \
	"s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared here\n"              \
	"s.xml:6:3: note: area 'data' (rw) 0x40110000..0x4011ffff is declared here\n"              \
	"s.xml:7:3: note: area 'free' (rwx) 0x40200000..0x40200fff is declared here\n"
#define V8_HELP HELP "compile and link for SPARC V8: -m32 -mcpu=leon3\n"

static void accepts(void **state)
{
	struct build *build = build_of(state);

	/* No memory: wherever they lie. */
	build_segment(build, PF_R, 0x90000000, NULL, 0);
	build_segment(build, PF_R | PF_W | PF_X, 0, NULL, 0)->type = PT_GNU_STACK;
	/* Static relocations, as -q leaves them, and weak references. */
	build_relocation(build, build_section(build, ".text", "abcd", 4), 0, R_SPARC_32, 0, 0);
	build->symbols[build_symbol(build, "xh_time", 0, SHN_UNDEF)].info =
		ELF32_ST_INFO(STB_WEAK, STT_NOTYPE);
	build_symbol(build, "", 0, SHN_UNDEF);
	expect(state, "");
}

static void accepts_write_execute_where_allowed(void **state)
{
	build_segment(build_of(state), PF_R | PF_W | PF_X, 0x40200000, "abcdefgh", 8);
	expect(state, "");
}

/* The last byte of the address space may be used. */
static void accepts_end_of_memory(void **state)
{
	struct build *build = build_of(state);

	build->segments[1].vaddr = 0xffff0000;
	expect(state, "");
}

static void identity(void **state)
{
	struct build *build = build_of(state);

	build_end(build);
	build_begin(build, true, false, ET_DYN, EM_X86_64);
	expect(state,
	       ERROR "[elf-class] partition 'nav': 'nav.elf' is a 64-bit ELF file, board "
		     "'leon3_generic' takes 32-bit\n" V8_HELP ERROR
		     "[elf-byte-order] partition 'nav': 'nav.elf' is little-endian, board "
		     "'leon3_generic' is big-endian\n" V8_HELP ERROR
		     "[elf-machine] partition 'nav': 'nav.elf' is for AMD x86-64, board "
		     "'leon3_generic' runs SPARC\n" V8_HELP ERROR
		     "[elf-type] partition 'nav': 'nav.elf' is a shared object or a "
		     "position-independent executable, not an executable at fixed addresses\n" HELP
		     "compile with -fno-pie and link with -no-pie -static\n");
}

static void v8plus(void **state)
{
	build_of(state)->machine = EM_SPARC32PLUS;
	expect(state, ERROR "[elf-machine] partition 'nav': 'nav.elf' is for SPARC V8+, board "
			    "'leon3_generic' runs SPARC\n" V8_HELP);
}

static void sparcv9(void **state)
{
	build_of(state)->machine = EM_SPARCV9;
	expect(state, ERROR "[elf-machine] partition 'nav': 'nav.elf' is for SPARC V9, board "
			    "'leon3_generic' runs SPARC\n" V8_HELP);
}

static void object_file(void **state)
{
	build_of(state)->type = ET_REL;
	expect(state, ERROR "[elf-type] partition 'nav': 'nav.elf' is an object file, not an "
			    "executable at fixed addresses\n" HELP "link it into an executable\n");
}

static void unknown_type(void **state)
{
	build_of(state)->type = 0xfe00;
	expect(state,
	       ERROR "[elf-type] partition 'nav': 'nav.elf' has the unknown file type 65024\n");
}

static void flags(void **state)
{
	build_of(state)->flags = EF_SPARC_32PLUS;
	expect(state, ERROR "[elf-flags] partition 'nav': 'nav.elf' needs processor features "
			    "(e_flags 0x000100) that board 'leon3_generic' lacks\n" V8_HELP);
}

static void no_segment(void **state)
{
	build_of(state)->n_segments = 0;
	expect(state, ERROR "[elf-no-segment] partition 'nav': 'nav.elf' has no loadable "
			    "segment\n" HELP "name the executable as the linker made it\n");
}

static void outside_area(void **state)
{
	struct build *build = build_of(state);

	build->segments[1].mem_size = 0x10001;
	build_segment(build, PF_R, 0x30000000, "ab", 2);
	expect(state, ERROR
	       "[elf-outside-area] partition 'nav': segment 1 (rw) 0x40110000..0x40120000 "
	       "of 'nav.elf' does not lie in one area\n"
	       "s.xml:6:3: note: area 'data' (rw) 0x40110000..0x4011ffff is declared here\n" HELP
	       "link it for its areas: 'xpack ldscript' writes the linker script\n" ERROR
	       "[elf-outside-area] partition 'nav': segment 2 (r) 0x30000000..0x30000001 "
	       "of 'nav.elf' does not lie in one area\n" ALL_AREAS HELP
	       "link it for its areas: 'xpack ldscript' writes the linker script\n");
}

/* p_paddr places; where it is linked does not matter here. */
static void outside_area_by_paddr(void **state)
{
	build_of(state)->segments[1].paddr = 0x400f0000;
	build_of(state)->segments[1].mem_size = 8;
	expect(state,
	       ERROR "[elf-outside-area] partition 'nav': segment 1 (rw) 0x400f0000..0x400f0007 "
		     "of 'nav.elf' does not lie in one area\n" ALL_AREAS HELP
		     "link it for its areas: 'xpack ldscript' writes the linker script\n");
}

static void stray_notes(void **state)
{
	struct build *build = build_of(state);

	build_segment(build, PF_R, 0, "abcdefgh", 8);
	build_segment(build, PF_R, 0, "abcdefgh", 8)->type = PT_NOTE;
	expect(state,
	       ERROR "[elf-outside-area] partition 'nav': segment 2 (r) 0x00000000..0x00000007 of "
		     "'nav.elf' does not lie in one area\n" ALL_AREAS HELP
		     "the segment holds notes: link with -Wl,--build-id=none, or place them in the "
		     "linker script\n");
}

/* The segment begins where the file begins: the linker put its headers in front of .text. */
static void headers_in_segment(void **state)
{
	struct fixture *fixture = *state;
	struct build *build = &fixture->build;
	struct elf elf;
	const struct check_elf_input input = { .who = "host 'xhost'",
					       .at = { "s.xml", 4, 8 },
					       .elf = &elf,
					       .board = &board,
					       .areas = areas,
					       .n_areas = 3,
					       .is_host = true };

	build->segments[0].vaddr -= 0x74;
	build->segments[0].paddr -= 0x74;
	build_finish(build);
	build_poke(build, build->segments_offset + offsetof(Elf32_Phdr, p_offset), 0, 4);
	build_poke(build, build->segments_offset + offsetof(Elf32_Phdr, p_filesz), 0x94, 4);
	build_poke(build, build->segments_offset + offsetof(Elf32_Phdr, p_memsz), 0x94, 4);
	assert_int_equal(elf_open(fixture->arena, fixture->diag, input.at, "x.elf",
				  buf_span(&build->file), &elf),
			 0);
	check_elf(fixture->arena, fixture->diag, &input);
	expect_report(fixture->diag,
		      ERROR "[elf-outside-area] host 'xhost': segment 0 (rx) "
			    "0x400fff8c..0x4010001f of 'x.elf' does not lie in one area\n"
			    "s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared "
			    "here\n" HELP
			    "the segment begins with the ELF headers: a linker script without "
			    "SIZEOF_HEADERS keeps them out\n");
}

static void wrong_access(void **state)
{
	build_segment(build_of(state), PF_R | PF_W, CODE + 0x100, "ab", 2);
	expect(state,
	       ERROR "[elf-access] partition 'nav': segment 2 (rw) 0x40100100..0x40100101 "
		     "of 'nav.elf' asks for rw in area 'code', which gives rx\n"
		     "s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared "
		     "here\n" HELP "link it into an area that gives this access: 'xpack ldscript' "
		     "writes the linker script\n");
}

static void write_execute(void **state)
{
	build_of(state)->segments[0].flags = PF_R | PF_W | PF_X;
	expect(state, ERROR "[elf-wx] partition 'nav': segment 0 (rwx) 0x40100000..0x4010001f of "
			    "'nav.elf' is both writable and executable\n"
			    "s.xml:5:3: note: area 'code' (rx) 0x40100000..0x4010ffff is declared "
			    "here\n" HELP
			    "link without -N (--omagic) and with text and data in segments of "
			    "their own\n");
}

#define ENTRY_HELP HELP "name the start symbol with ENTRY() in the linker script or with -Wl,-e\n"

static void entry_in_data(void **state)
{
	build_of(state)->entry = DATA + 4;
	expect(state, ERROR "[elf-entry] partition 'nav': the entry 0x40110004 of 'nav.elf' lies "
			    "in a segment that is not executable\n" ENTRY_HELP);
}

static void entry_in_bss(void **state)
{
	build_of(state)->segments[0].mem_size = 0x1000;
	build_of(state)->entry = CODE + 0x100;
	expect(state, ERROR "[elf-entry] partition 'nav': the entry 0x40100100 of 'nav.elf' lies "
			    "in no bytes of the file\n" ENTRY_HELP);
}

static void entry_misaligned(void **state)
{
	build_of(state)->entry = CODE + 2;
	expect(state, ERROR "[elf-entry] partition 'nav': the entry 0x40100002 of 'nav.elf' is "
			    "not a multiple of 4\n" ENTRY_HELP);
}

/* Only the first byte of an instruction is in the file. */
static void entry_cut(void **state)
{
	build_of(state)->segments[0].file_size = 29;
	build_of(state)->entry = CODE + 28;
	expect(state, ERROR "[elf-entry] partition 'nav': the entry 0x4010001c of 'nav.elf' lies "
			    "in no bytes of the file\n" ENTRY_HELP);
}

static void interpreter_and_dynamic(void **state)
{
	struct build *build = build_of(state);

	build_segment(build, PF_R, CODE, "/lib/ld.so", 11)->type = PT_INTERP;
	build_segment(build, PF_R, DATA, NULL, 0)->type = PT_DYNAMIC;
	expect(state, ERROR "[elf-interpreter] partition 'nav': 'nav.elf' asks for a dynamic "
			    "linker (PT_INTERP)\n" HELP "link with -static\n" ERROR
			    "[elf-dynamic] partition 'nav': 'nav.elf' has a dynamic section\n" HELP
			    "link with -static -no-pie\n");
}

static void relocations(void **state)
{
	struct build *build = build_of(state);
	uint32_t section = build_section(build, ".text", "abcd", 4);

	build->alloc_rel = true;
	build_relocation(build, section, CODE + 4, R_SPARC_RELATIVE, 0, 0);
	build_relocation(build, section, CODE + 8, R_SPARC_RELATIVE, 0, 0);
	expect(state, ERROR "[elf-relocations] partition 'nav': 'nav.elf' leaves 2 relocations to "
			    "be applied when it is loaded, the first at 0x40100004\n" HELP
			    "compile with -fno-pic -fno-pie and link with -static -no-pie\n");
}

static void undefined(void **state)
{
	build_symbol(build_of(state), "memcpy", 0, SHN_UNDEF);
	build_symbol(build_of(state), "printf", 0, SHN_UNDEF);
	expect(state,
	       ERROR "[elf-undefined] partition 'nav': 'nav.elf' does not define 'memcpy'\n" ERROR
		     "[elf-undefined] partition 'nav': 'nav.elf' does not define 'printf'\n" HELP
		     "link what defines them; services of the host are declared with "
		     "XPACK_IMPORT\n");
}

/* A forgotten library must not bury the other errors. */
static void many_undefined(void **state)
{
	struct fixture *fixture = *state;
	const char *report = "";

	for (size_t i = 0; i < 53; i++) {
		build_symbol(&fixture->build, "f", 0, SHN_UNDEF);
		if (i < 50)
			report = arena_printf(fixture->arena,
					      "%s" ERROR "[elf-undefined] partition 'nav': "
					      "'nav.elf' does not define 'f'\n",
					      report);
	}
	expect(state, arena_printf(fixture->arena,
				   "%ss.xml:4:8: note: and 3 more undefined symbols\n" HELP
				   "link what defines them; services of the host are declared with "
				   "XPACK_IMPORT\n",
				   report));
}

static void sizes(void **state)
{
	build_of(state)->segments[1].mem_size = 7;
	expect(state, ERROR "[elf-sizes] partition 'nav': segment 1 of 'nav.elf' has 0x8 bytes in "
			    "the file, but only 0x7 in memory\n");
}

static void overlap(void **state)
{
	struct build *build = build_of(state);

	build_segment(build, PF_R, CODE + 31, "ab", 2);
	build_segment(build, PF_R, CODE + 0x8000, "ab", 2)->vaddr = CODE + 8;
	expect(state,
	       ERROR "[elf-segments] partition 'nav': segment 2 (r) 0x4010001f..0x40100020 of "
		     "'nav.elf' overlaps segment 0\n" HELP
		     "give every output section of the linker script addresses of its own\n" ERROR
		     "[elf-segments] partition 'nav': segment 3 (r) 0x40108000..0x40108001 of "
		     "'nav.elf' overlaps segment 0 in virtual memory\n" HELP
		     "give every output section of the linker script addresses of its own\n");
}

/* A small segment between two others does not hide the large one below. */
static void overlap_below(void **state)
{
	struct build *build = build_of(state);

	build->segments[0].mem_size = 0x1000;
	build_segment(build, PF_R, CODE + 0x100, "ab", 2);
	build_segment(build, PF_R, CODE + 0xfff, "ab", 2);
	expect(state,
	       ERROR "[elf-segments] partition 'nav': segment 2 (r) 0x40100100..0x40100101 of "
		     "'nav.elf' overlaps segment 0\n" HELP
		     "give every output section of the linker script addresses of its own\n" ERROR
		     "[elf-segments] partition 'nav': segment 3 (r) 0x40100fff..0x40101000 of "
		     "'nav.elf' overlaps segment 0\n" HELP
		     "give every output section of the linker script addresses of its own\n");
}

static void wrap(void **state)
{
	build_of(state)->segments[1].vaddr = 0xffff0001;
	expect(state, ERROR "[elf-wrap] partition 'nav': segment 1 of 'nav.elf', 0x10000 bytes at "
			    "physical 0x40110000, virtual 0xffff0001, leaves the 32-bit address "
			    "space\n");
}

/* Nothing hides anything else. */
static void reports_all(void **state)
{
	struct build *build = build_of(state);

	build->flags = EF_SPARC_LEDATA;
	build->entry = 1;
	build_symbol(build, "memcpy", 0, SHN_UNDEF);
	build_segment(build, PF_R, 0x10000000, "ab", 2);
	expect(state,
	       ERROR "[elf-flags] partition 'nav': 'nav.elf' needs processor features (e_flags "
		     "0x800000) that board 'leon3_generic' lacks\n" V8_HELP ERROR
		     "[elf-undefined] partition 'nav': 'nav.elf' does not define 'memcpy'\n" HELP
		     "link what defines it; services of the host are declared with "
		     "XPACK_IMPORT\n" ERROR
		     "[elf-outside-area] partition 'nav': segment 2 (r) 0x10000000..0x10000001 of "
		     "'nav.elf' does not lie in one area\n" ALL_AREAS HELP
		     "link it for its areas: 'xpack ldscript' writes the linker script\n" ERROR
		     "[elf-entry] partition 'nav': the entry 0x00000001 of 'nav.elf' is not a "
		     "multiple of 4\n" ENTRY_HELP);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(accepts),
		TEST(accepts_write_execute_where_allowed),
		TEST(identity),
		TEST(v8plus),
		TEST(sparcv9),
		TEST(object_file),
		TEST(unknown_type),
		TEST(flags),
		TEST(no_segment),
		TEST(outside_area),
		TEST(outside_area_by_paddr),
		TEST(accepts_end_of_memory),
		TEST(stray_notes),
		TEST(headers_in_segment),
		TEST(wrong_access),
		TEST(write_execute),
		TEST(entry_in_data),
		TEST(entry_in_bss),
		TEST(entry_misaligned),
		TEST(entry_cut),
		TEST(interpreter_and_dynamic),
		TEST(relocations),
		TEST(undefined),
		TEST(many_undefined),
		TEST(sizes),
		TEST(overlap),
		TEST(overlap_below),
		TEST(wrap),
		TEST(reports_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
