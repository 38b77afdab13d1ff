/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* abi_read(): glue, its code, relocations and licence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "abi_fixture.h"
#include "expect.h"
#include "xpack/policy.h"

static void missing_glue(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_trap(f, "xh_write", 1);
	abi_expect_failure(f,
			   ABI_ERROR "[abi-glue] service 'xh_write' of 'abi.o' goes through glue "
				     "'xh_trap', which no ABI object has\n");
}

static void glue_without_section(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_license(f, "MIT");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] glue 'xh_trap' of 'abi.o' has no section of code\n" ABI_HELP
			   "glue stands in a relocatable ABI object that is never linked\n");
}

static void glue_in_linked_host(void **state)
{
	struct abi_fixture *f = *state;

	f->build.type = ET_EXEC;
	build_section(&f->build, ".xpack.glue.xh_trap", record_trap_code, sizeof(record_trap_code));
	abi_add_license(f, "MIT");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] glue 'xh_trap' of 'abi.o' is in a linked file, where "
			   "it has lost its symbols\n" ABI_HELP
			   "glue stands in a relocatable ABI object that is never linked\n");
}

static void glue_without_license(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_expect_failure(f,
			   ABI_ERROR "[abi-glue] section '.xpack.glue.xh_trap' of 'abi.o' has no "
				     "licence: begin it with XPACK_GLUE\n");
}

static void glue_twice(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "MIT");
	abi_add_license(f, "MIT");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] glue 'xh_trap' is written twice, in 'abi.o' and in "
			   "'abi.o'\n");
}

static void glue_sizes(void **state)
{
	static const uint8_t code[68];
	struct abi_fixture *f = *state;

	build_section(&f->build, ".xpack.glue.long", code, 68);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "long", "MIT");
	build_section(&f->build, ".xpack.glue.odd", code, 6);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "odd", "MIT");
	build_section(&f->build, ".xpack.glue.none", code, 0);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "none", "MIT");
	build_section(&f->build, ".xpack.glue.fits", code, 64);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "fits", "MIT");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] glue 'long' of 'abi.o' has 68 bytes of code; a window "
			   "takes 1 to 64, in multiples of 4\n" ABI_ERROR
			   "[abi-glue] glue 'odd' of 'abi.o' has 6 bytes of code; a window "
			   "takes 1 to 64, in multiples of 4\n" ABI_ERROR
			   "[abi-glue] glue 'none' of 'abi.o' has 0 bytes of code; a window "
			   "takes 1 to 64, in multiples of 4\n");
}

static void glue_with_other_symbol(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, "printf", R_SPARC_WDISP30, 4);
	abi_add_license(f, "MIT");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] glue 'xh_trap' of 'abi.o' has R_SPARC_WDISP30 at 0x4 "
			   "against 'printf'; only xpack_number and xpack_address have "
			   "values\n");
}

static void glue_with_defined_symbol(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	f->build.symbols[1].section = 1;
	abi_add_license(f, "MIT");
	assert_int_equal(abi_read_all(f), -1);
	expect_id(f->diag, "abi-glue");
}

static void glue_with_other_relocation(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_GOT13, 0);
	abi_add_license(f, "MIT");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] glue 'xh_trap' of 'abi.o' has a relocation of type 14 "
			   "at 0x0, which cannot be applied\n");
}

static void glue_relocated_outside(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_32, 13);
	abi_add_license(f, "MIT");
	abi_expect_failure(f,
			   ABI_ERROR "[abi-glue] glue 'xh_trap' of 'abi.o' has R_SPARC_32 at 0xd, "
				     "outside its code or misaligned\n");
}

static void glue_without_addend(void **state)
{
	struct abi_fixture *f = *state;

	f->build.rel = true;
	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "MIT");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] glue 'xh_trap' of 'abi.o' has R_SPARC_13 at 0x0 in an "
			   "SHT_REL section\n");
}

static void trap_with_address(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_ADDRESS, R_SPARC_HI22, 0);
	abi_add_license(f, "MIT");
	abi_add_trap(f, "xh_write", 1);
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] service 'xh_write' of 'abi.o' is a trap, but its glue "
			   "'xh_trap' uses xpack_address, which only a call has\n");
}

/* A call of xh_write through the glue xh_trap. */
static void add_call(struct abi_fixture *f)
{
	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "xh_write", "xh_trap",
		      "write", ABI_WRITE);
}

static void call_through(void **state)
{
	struct abi_fixture *f = *state;
	const struct service *service;

	abi_add_glue(f, XPACK_GLUE_ADDRESS, R_SPARC_HI22, 0);
	abi_add_license(f, "MIT");
	add_call(f);
	assert_int_equal(abi_read_all(f), 0);
	service = abi_service(&f->abi, "xh_write");
	assert_int_equal(service->kind, SERVICE_CALL);
	assert_string_equal(service->symbol, "write");
	assert_string_equal(service->glue->name, "xh_trap");
}

static void call_with_number(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "MIT");
	add_call(f);
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] service 'xh_write' of 'abi.o' is a call, but its glue "
			   "'xh_trap' uses xpack_number, which only a trap has\n");
}

static void call_without_address(void **state)
{
	struct abi_fixture *f = *state;

	build_section(&f->build, ".xpack.glue.xh_trap", record_trap_code, sizeof(record_trap_code));
	abi_add_license(f, "MIT");
	add_call(f);
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue] service 'xh_write' of 'abi.o' is a call, but its glue "
			   "'xh_trap' does not use xpack_address\n");
}

static void call_through_missing(void **state)
{
	struct abi_fixture *f = *state;

	add_call(f);
	abi_expect_failure(f,
			   ABI_ERROR "[abi-glue] service 'xh_write' of 'abi.o' goes through glue "
				     "'xh_trap', which no ABI object has\n");
}

static void glue_of_other_license(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "GPL-2.0-only");
	assert_int_equal(abi_read_all(f), 0);
	assert_int_equal(policy_check_glue(f->arena, f->diag, NULL, &f->abi), -1);
	expect_report(f->diag,
		      ABI_ERROR "[abi-glue-license] glue 'xh_trap' of 'abi.o' is 'GPL-2.0-only': "
				"glue becomes a part of every guest that calls through it, so its "
				"licence must be permissive\n" ABI_HELP
				"put the code into an image of the host that the partition may "
				"execute, and export it with XPACK_EXPORT_CALL\n");
}

static void glue_of_no_license(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "free for all");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-glue-license] glue 'xh_trap' of 'abi.o': 'free for all' is "
			   "not an SPDX licence expression\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, abi_begin, abi_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(missing_glue),
		TEST(glue_without_section),
		TEST(glue_in_linked_host),
		TEST(glue_without_license),
		TEST(glue_twice),
		TEST(glue_sizes),
		TEST(glue_with_other_symbol),
		TEST(glue_with_defined_symbol),
		TEST(glue_with_other_relocation),
		TEST(glue_relocated_outside),
		TEST(glue_without_addend),
		TEST(trap_with_address),
		TEST(call_through),
		TEST(call_with_number),
		TEST(call_without_address),
		TEST(call_through_missing),
		TEST(glue_of_other_license),
		TEST(glue_of_no_license),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
