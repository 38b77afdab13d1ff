/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "check_fixture.h"

static void accepts(void **state)
{
	struct build *build = check_build(state);

	/* No memory: wherever they lie. */
	build_segment(build, PF_R, 0x90000000, NULL, 0);
	build_segment(build, PF_R | PF_W, 0, NULL, 0)->type = PT_GNU_STACK;
	/* Static relocations, as -q leaves them, and weak references. */
	build_relocation(build, build_section(build, ".text", "abcd", 4), 0, R_SPARC_32, 0, 0);
	build->symbols[build_symbol(build, "xh_time", 0, SHN_UNDEF)].info =
		ELF32_ST_INFO(STB_WEAK, STT_NOTYPE);
	build_symbol(build, "", 0, SHN_UNDEF);
	check_expect(state, "");
}

static void identity(void **state)
{
	struct build *build = check_build(state);

	build_end(build);
	build_begin(build, true, false, ET_DYN, EM_X86_64);
	check_expect(
		state, CHECK_ERROR
		"[elf-class] partition 'nav': 'nav.elf' is a 64-bit ELF file, board "
		"'leon3_generic' takes 32-bit\n" CHECK_V8_HELP CHECK_ERROR
		"[elf-byte-order] partition 'nav': 'nav.elf' is little-endian, board "
		"'leon3_generic' is big-endian\n" CHECK_V8_HELP CHECK_ERROR
		"[elf-machine] partition 'nav': 'nav.elf' is for AMD x86-64, board "
		"'leon3_generic' runs SPARC\n" CHECK_V8_HELP CHECK_ERROR
		"[elf-type] partition 'nav': 'nav.elf' is a shared object or a "
		"position-independent executable, not an executable at fixed addresses\n" CHECK_HELP
		"compile with -fno-pie and link with -no-pie -static\n");
}

static void v8plus(void **state)
{
	check_build(state)->machine = EM_SPARC32PLUS;
	check_expect(state,
		     CHECK_ERROR "[elf-machine] partition 'nav': 'nav.elf' is for SPARC V8+, board "
				 "'leon3_generic' runs SPARC\n" CHECK_V8_HELP);
}

static void sparcv9(void **state)
{
	check_build(state)->machine = EM_SPARCV9;
	check_expect(state,
		     CHECK_ERROR "[elf-machine] partition 'nav': 'nav.elf' is for SPARC V9, board "
				 "'leon3_generic' runs SPARC\n" CHECK_V8_HELP);
}

static void object_file(void **state)
{
	check_build(state)->type = ET_REL;
	check_expect(state, CHECK_ERROR
		     "[elf-type] partition 'nav': 'nav.elf' is an object file, not an "
		     "executable at fixed addresses\n" CHECK_HELP "link it into an executable\n");
}

static void unknown_type(void **state)
{
	check_build(state)->type = 0xfe00;
	check_expect(state, CHECK_ERROR
		     "[elf-type] partition 'nav': 'nav.elf' has the unknown file type 65024\n");
}

static void flags(void **state)
{
	check_build(state)->flags = EF_SPARC_32PLUS;
	check_expect(state, CHECK_ERROR
		     "[elf-flags] partition 'nav': 'nav.elf' needs processor features "
		     "(e_flags 0x000100) that board 'leon3_generic' lacks\n" CHECK_V8_HELP);
}

static void no_segment(void **state)
{
	check_build(state)->n_segments = 0;
	check_expect(state, CHECK_ERROR
		     "[elf-no-segment] partition 'nav': 'nav.elf' has no loadable "
		     "segment\n" CHECK_HELP "name the executable as the linker made it\n");
}

static void interpreter_and_dynamic(void **state)
{
	struct build *build = check_build(state);

	build_segment(build, PF_R, CHECK_CODE, "/lib/ld.so", 11)->type = PT_INTERP;
	build_segment(build, PF_R, CHECK_DATA, NULL, 0)->type = PT_DYNAMIC;
	check_expect(state, CHECK_ERROR
		     "[elf-interpreter] partition 'nav': 'nav.elf' asks for a dynamic "
		     "linker (PT_INTERP)\n" CHECK_HELP "link with -static\n" CHECK_ERROR
		     "[elf-dynamic] partition 'nav': 'nav.elf' has a dynamic section\n" CHECK_HELP
		     "link with -static -no-pie\n");
}

static void relocations(void **state)
{
	struct build *build = check_build(state);
	uint32_t section = build_section(build, ".text", "abcd", 4);

	build->alloc_rel = true;
	build_relocation(build, section, CHECK_CODE + 4, R_SPARC_RELATIVE, 0, 0);
	build_relocation(build, section, CHECK_CODE + 8, R_SPARC_RELATIVE, 0, 0);
	check_expect(state, CHECK_ERROR
		     "[elf-relocations] partition 'nav': 'nav.elf' leaves 2 relocations to "
		     "be applied when it is loaded, the first at 0x40100004\n" CHECK_HELP
		     "compile with -fno-pic -fno-pie and link with -static -no-pie\n");
}

static void undefined(void **state)
{
	build_symbol(check_build(state), "memcpy", 0, SHN_UNDEF);
	build_symbol(check_build(state), "printf", 0, SHN_UNDEF);
	check_expect(
		state, CHECK_ERROR
		"[elf-undefined] partition 'nav': 'nav.elf' does not define 'memcpy'\n" CHECK_ERROR
		"[elf-undefined] partition 'nav': 'nav.elf' does not define 'printf'\n" CHECK_HELP
		"link what defines them; services of the host are declared with "
		"XPACK_IMPORT\n");
}

/* A forgotten library must not bury the other errors. */
static void many_undefined(void **state)
{
	struct check_fixture *fixture = *state;
	const char *report = "";

	for (size_t i = 0; i < 53; i++) {
		build_symbol(&fixture->build, "f", 0, SHN_UNDEF);
		if (i < 50)
			report = arena_printf(fixture->arena,
					      "%s" CHECK_ERROR "[elf-undefined] partition 'nav': "
					      "'nav.elf' does not define 'f'\n",
					      report);
	}
	check_expect(state,
		     arena_printf(fixture->arena,
				  "%ss.xml:4:8: note: and 3 more undefined symbols\n" CHECK_HELP
				  "link what defines them; services of the host are declared with "
				  "XPACK_IMPORT\n",
				  report));
}

#define ENTRY_HELP                                                                                 \
	CHECK_HELP "name the start symbol with ENTRY() in the linker script or with -Wl,-e\n"

/* Nothing hides anything else. */
static void reports_all(void **state)
{
	struct build *build = check_build(state);

	build->flags = EF_SPARC_LEDATA;
	build->entry = 1;
	build_symbol(build, "memcpy", 0, SHN_UNDEF);
	build_segment(build, PF_R, 0x10000000, "ab", 2);
	check_expect(
		state, CHECK_ERROR
		"[elf-flags] partition 'nav': 'nav.elf' needs processor features (e_flags "
		"0x800000) that board 'leon3_generic' lacks\n" CHECK_V8_HELP CHECK_ERROR
		"[elf-undefined] partition 'nav': 'nav.elf' does not define 'memcpy'\n" CHECK_HELP
		"link what defines it; services of the host are declared with "
		"XPACK_IMPORT\n" CHECK_ERROR
		"[elf-outside-area] partition 'nav': segment 2 (r) 0x10000000..0x10000001 of "
		"'nav.elf' does not lie in one area\n" CHECK_ALL_AREAS CHECK_HELP
		"link it for its areas: 'xpack ldscript' writes the linker script\n" CHECK_ERROR
		"[elf-entry] partition 'nav': the entry 0x00000001 of 'nav.elf' is not a "
		"multiple of 4\n" ENTRY_HELP);
}

static void executable_stack(void **state)
{
	build_segment(check_build(state), PF_R | PF_W | PF_X, 0, NULL, 0)->type = PT_GNU_STACK;
	check_expect(state, CHECK_WARNING
		     "[elf-stack] partition 'nav': 'nav.elf' asks for an executable stack "
		     "(PT_GNU_STACK)\n" CHECK_HELP
		     "end every assembler source with the section .note.GNU-stack, or link with "
		     "-z noexecstack\n");
}

/* What a host does with its stack is its own matter, and so are its threads. */
static void host_may(void **state)
{
	struct check_fixture *fixture = *state;

	fixture->input.is_host = true;
	build_segment(&fixture->build, PF_R | PF_W | PF_X, 0, NULL, 0)->type = PT_GNU_STACK;
	build_segment(&fixture->build, PF_R, CHECK_DATA, "abcd", 4)->type = PT_TLS;
	check_expect(state, "");
}

static void thread_local(void **state)
{
	build_segment(check_build(state), PF_R, CHECK_DATA, "abcd", 4)->type = PT_TLS;
	check_expect(state,
		     "s.xml:4:8: info: [elf-tls] partition 'nav': 'nav.elf' has 0x4 bytes of "
		     "thread-local variables for each thread (PT_TLS), which its own start code "
		     "must set up\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CHECK_TEST(accepts),
		CHECK_TEST(identity),
		CHECK_TEST(v8plus),
		CHECK_TEST(sparcv9),
		CHECK_TEST(object_file),
		CHECK_TEST(unknown_type),
		CHECK_TEST(flags),
		CHECK_TEST(no_segment),
		CHECK_TEST(interpreter_and_dynamic),
		CHECK_TEST(relocations),
		CHECK_TEST(undefined),
		CHECK_TEST(many_undefined),
		CHECK_TEST(reports_all),
		CHECK_TEST(executable_stack),
		CHECK_TEST(host_may),
		CHECK_TEST(thread_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
