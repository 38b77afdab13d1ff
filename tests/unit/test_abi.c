/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "record_builder.h"
#include "xpack/abi.h"

#define WRITE "int xh_write (const char *text, uint32_t  size)"
#define WRITE_NORMAL "int xh_write(const char*text,uint32_t size)"

/* mov xpack_number, %g1; ta 0x70; retl; nop */
static const uint8_t trap_code[] = { 0x82, 0x10, 0x20, 0x00, 0x91, 0xd0, 0x20, 0x70,
				     0x81, 0xc3, 0xe0, 0x08, 0x01, 0x00, 0x00, 0x00 };

struct fixture {
	struct arena *arena;
	struct diag *diag;
	struct build build;
	struct buf exports;
	struct abi abi;
	struct elf elf[2];
};

static int begin(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ .arena = arena_new(), .diag = diag_new() };
	build_begin(&fixture.build, false, true, ET_REL, EM_SPARC);
	*state = &fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	build_end(&f->build);
	buf_free(&f->exports);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

/* The glue section xh_trap with its relocation against a symbol. */
static uint32_t add_glue(struct fixture *f, const char *symbol, uint32_t type, uint64_t offset)
{
	uint32_t section =
		build_section(&f->build, ".xpack.glue.xh_trap", trap_code, sizeof(trap_code));

	build_relocation(&f->build, section, offset, type,
			 build_symbol(&f->build, symbol, 0, SHN_UNDEF), 0);
	return section;
}

static void add_license(struct fixture *f, const char *license)
{
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "xh_trap", license);
}

static void add_trap(struct fixture *f, const char *name, uint32_t number)
{
	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_TRAP, number, name, "xh_trap", "",
		      WRITE);
}

static void open_build(struct fixture *f, struct build *build, const char *path, struct elf *elf)
{
	assert_int_equal(
		elf_open(f->arena, f->diag, location_of_file(path), path, build_finish(build), elf),
		0);
}

static int read(struct fixture *f)
{
	const struct abi_source source = { &f->elf[0], { "s.xml", 9, 5 } };

	build_section(&f->build, ".xpack.exports", f->exports.data, f->exports.size);
	open_build(f, &f->build, "abi.o", &f->elf[0]);
	return abi_read(f->arena, f->diag, &source, 1, &f->abi);
}

#define ERROR "s.xml:9:5: error: "
#define HELP "s.xml:9:5: help: "

static void expect_failure(struct fixture *f, const char *report)
{
	assert_int_equal(read(f), -1);
	expect_report(f->diag, report);
}

static void reads_interface(void **state)
{
	struct fixture *f = *state;
	const struct service *service;

	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.0");
	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.0");
	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "BSD-2-Clause");
	add_trap(f, "xh_write", 7);
	buf_put(&f->exports, NULL, 8); /* padding of a linker */
	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "LOG_printf", "", "log_it",
		      "int LOG_printf(const char *format, ...)");
	assert_int_equal(read(f), 0);
	expect_report(f->diag, "");
	assert_string_equal(f->abi.name, "xhost");
	assert_string_equal(f->abi.version, "1.0");
	assert_int_equal(f->abi.n_services, 2);
	assert_string_equal(f->abi.services[0].name, "LOG_printf");
	service = abi_service(&f->abi, "xh_write");
	assert_int_equal(service->kind, SERVICE_TRAP);
	assert_int_equal(service->number, 7);
	assert_string_equal(service->prototype, WRITE_NORMAL);
	assert_string_equal(service->at.file, "abi.o");
	assert_string_equal(service->glue->name, "xh_trap");
	assert_string_equal(service->glue->license, "BSD-2-Clause");
	assert_int_equal(service->glue->code.size, sizeof(trap_code));
	service = abi_service(&f->abi, "LOG_printf");
	assert_int_equal(service->kind, SERVICE_CALL);
	assert_string_equal(service->symbol, "log_it");
	assert_null(service->glue);
	assert_null(abi_service(&f->abi, "xh_writ"));
}

static void names_nearest(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "MIT");
	add_trap(f, "xh_console_write", 1);
	add_trap(f, "xh_console_read", 2);
	assert_int_equal(read(f), 0);
	assert_string_equal(abi_nearest(&f->abi, "xh_console_wrte"), "xh_console_write");
	assert_string_equal(abi_nearest(&f->abi, "xh_console_raed"), "xh_console_read");
	assert_null(abi_nearest(&f->abi, "memcpy"));
}

static void normalises(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(abi_normalise(f->arena, "  int   f ( unsigned\n\tlong a , char * b ) "),
			    "int f(unsigned long a,char*b)");
	assert_string_equal(abi_normalise(f->arena, ""), "");
	assert_string_equal(abi_normalise(f->arena, " \t "), "");
	assert_string_equal(abi_normalise(f->arena, "int f(char *const a)"),
			    abi_normalise(f->arena, "int f (char * const a)"));
	/* Blanks between words separate them. */
	assert_string_not_equal(abi_normalise(f->arena, "int f(long int)"),
				abi_normalise(f->arena, "int f(longint)"));
}

/* Two sources: the linked host exports calls, the object beside it traps. */
static void reads_two_sources(void **state)
{
	struct fixture *f = *state;
	struct build host;
	struct buf exports = { 0 };
	const struct abi_source sources[] = { { &f->elf[1], { "s.xml", 8, 5 } },
					      { &f->elf[0], { "s.xml", 9, 5 } } };

	build_begin(&host, false, true, ET_EXEC, EM_SPARC);
	record_export(&host, &exports, XPACK_EXPORT_KIND_CALL, 0, "f", "", "f", "int f(void)");
	build_section(&host, ".xpack.exports", exports.data, exports.size);
	open_build(f, &host, "host.elf", &f->elf[1]);
	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "MIT");
	add_trap(f, "xh_write", 1);
	build_section(&f->build, ".xpack.exports", f->exports.data, f->exports.size);
	open_build(f, &f->build, "abi.o", &f->elf[0]);
	assert_int_equal(abi_read(f->arena, f->diag, sources, 2, &f->abi), 0);
	assert_int_equal(f->abi.n_services, 2);
	assert_string_equal(abi_service(&f->abi, "f")->at.file, "host.elf");
	build_end(&host);
	buf_free(&exports);
}

static void other_machine(void **state)
{
	struct fixture *f = *state;
	struct build host;
	const struct abi_source sources[] = { { &f->elf[1], { "s.xml", 8, 5 } },
					      { &f->elf[0], { "s.xml", 9, 5 } } };

	build_begin(&host, false, true, ET_EXEC, EM_SPARC);
	open_build(f, &host, "host.elf", &f->elf[1]);
	f->build.machine = EM_SPARC32PLUS;
	open_build(f, &f->build, "abi.o", &f->elf[0]);
	assert_int_equal(abi_read(f->arena, f->diag, sources, 2, &f->abi), -1);
	expect_report(f->diag, ERROR
		      "[abi-object] 'abi.o' is for SPARC V8+, but 'host.elf' is for SPARC\n" HELP
		      "assemble the ABI object with the compiler and flags of the host\n");
	build_end(&host);
}

static void wrong_objects(void **state)
{
	struct fixture *f = *state;

	f->build.type = ET_DYN;
	expect_failure(f, ERROR "[abi-object] 'abi.o' is neither a relocatable object nor an "
				"executable\n");
}

static void machine_without_stubs(void **state)
{
	struct fixture *f = *state;

	f->build.machine = EM_ARM;
	expect_failure(f, ERROR "[abi-object] 'abi.o' is for ARM, for which there are no stubs\n");
}

static void two_names(void **state)
{
	struct fixture *f = *state;

	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.0");
	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.1");
	expect_failure(f, ERROR "[abi-name] 'abi.o' names the ABI 'xhost' version '1.1', which was "
				"'xhost' version '1.0' before\n");
}

static void duplicate(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "MIT");
	add_trap(f, "xh_write", 1);
	add_trap(f, "xh_write", 2);
	expect_failure(f, ERROR "[abi-duplicate] service 'xh_write' is exported twice\n"
				"abi.o: note: exported here: " WRITE_NORMAL "\n"
				"abi.o: note: and here: " WRITE_NORMAL "\n");
}

static void missing_glue(void **state)
{
	struct fixture *f = *state;

	add_trap(f, "xh_write", 1);
	expect_failure(f, ERROR "[abi-glue] service 'xh_write' of 'abi.o' goes through glue "
				"'xh_trap', which no ABI object has\n");
}

static void glue_without_section(void **state)
{
	struct fixture *f = *state;

	add_license(f, "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'xh_trap' of 'abi.o' has no section "
				"'.xpack.glue.xh_trap'\n" HELP
				"glue stands in a relocatable ABI object that is never linked\n");
}

static void glue_in_linked_host(void **state)
{
	struct fixture *f = *state;

	f->build.type = ET_EXEC;
	build_section(&f->build, ".xpack.glue.xh_trap", trap_code, sizeof(trap_code));
	add_license(f, "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'xh_trap' of 'abi.o' has no section '.xpack.glue.xh_trap' with relocations: the file is linked\n" HELP "glue stands in a relocatable ABI object that is never linked\n" ERROR "[abi-glue] section '.xpack.glue.xh_trap' of 'abi.o' has no licence: begin it with XPACK_GLUE\n");
}

static void glue_without_license(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	expect_failure(f, ERROR "[abi-glue] section '.xpack.glue.xh_trap' of 'abi.o' has no "
				"licence: begin it with XPACK_GLUE\n");
}

static void glue_twice(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "MIT");
	add_license(f, "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'xh_trap' is written twice, in 'abi.o' and in "
				"'abi.o'\n");
}

static void glue_sizes(void **state)
{
	static const uint8_t code[68];
	struct fixture *f = *state;

	build_section(&f->build, ".xpack.glue.long", code, 68);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "long", "MIT");
	build_section(&f->build, ".xpack.glue.odd", code, 6);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "odd", "MIT");
	build_section(&f->build, ".xpack.glue.none", code, 0);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "none", "MIT");
	build_section(&f->build, ".xpack.glue.fits", code, 64);
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "fits", "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'long' of 'abi.o' has 68 bytes of code; a window "
				"takes 1 to 64, in multiples of 4\n" ERROR
				"[abi-glue] glue 'odd' of 'abi.o' has 6 bytes of code; a window "
				"takes 1 to 64, in multiples of 4\n" ERROR
				"[abi-glue] glue 'none' of 'abi.o' has 0 bytes of code; a window "
				"takes 1 to 64, in multiples of 4\n");
}

static void glue_with_other_symbol(void **state)
{
	struct fixture *f = *state;

	add_glue(f, "printf", R_SPARC_WDISP30, 4);
	add_license(f, "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'xh_trap' of 'abi.o' has R_SPARC_WDISP30 at 0x4 "
				"against 'printf'; only xpack_number and xpack_address have "
				"values\n");
}

static void glue_with_defined_symbol(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	f->build.symbols[1].section = 1;
	add_license(f, "MIT");
	assert_int_equal(read(f), -1);
	expect_id(f->diag, "abi-glue");
}

static void glue_with_other_relocation(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_GOT13, 0);
	add_license(f, "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'xh_trap' of 'abi.o' has a relocation of type 14 "
				"at 0x0, which cannot be applied\n");
}

static void glue_relocated_outside(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_32, 13);
	add_license(f, "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'xh_trap' of 'abi.o' has R_SPARC_32 at 0xd, "
				"outside its code or misaligned\n");
}

static void glue_without_addend(void **state)
{
	struct fixture *f = *state;

	f->build.rel = true;
	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "MIT");
	expect_failure(f, ERROR "[abi-glue] glue 'xh_trap' of 'abi.o' has R_SPARC_13 at 0x0 in an "
				"SHT_REL section\n");
}

static void trap_with_address(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_ADDRESS, R_SPARC_HI22, 0);
	add_license(f, "MIT");
	add_trap(f, "xh_write", 1);
	expect_failure(f, ERROR "[abi-glue] service 'xh_write' of 'abi.o' is a trap, but its glue "
				"'xh_trap' uses xpack_address, which only a call has\n");
}

static void glue_of_other_license(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "GPL-2.0-only");
	expect_failure(f, ERROR "[abi-glue-license] glue 'xh_trap' of 'abi.o' is 'GPL-2.0-only': "
				"glue becomes a part of every guest that calls through it, so its "
				"licence must be permissive\n" HELP
				"put the code into an image of the host that the partition may "
				"execute, and export it with XPACK_EXPORT_CALL\n");
}

static void glue_of_no_license(void **state)
{
	struct fixture *f = *state;

	add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	add_license(f, "free for all");
	expect_failure(f, ERROR "[abi-glue-license] glue 'xh_trap' of 'abi.o': 'free for all' is "
				"not an SPDX licence expression\n");
}

/* Each change makes the one export record malformed in its way. */
static void malformed_records(void **state)
{
	static const struct {
		uint32_t kind, number;
		const char *name, *glue, *symbol, *prototype, *defect;
	} records[] = {
		{ 3, 0, "f", "", "f", "int f(void)", "its kind is neither trap nor call" },
		{ 1, 0, "f", "", "", "int f(void)", "a trap names its glue and no symbol" },
		{ 1, 0, "f", "g", "f", "int f(void)", "a trap names its glue and no symbol" },
		{ 2, 0, "f", "g", "f", "int f(void)",
		  "a call names its symbol, no glue and no number" },
		{ 2, 1, "f", "", "f", "int f(void)",
		  "a call names its symbol, no glue and no number" },
		{ 2, 0, "f", "", "", "int f(void)",
		  "a call names its symbol, no glue and no number" },
		{ 2, 0, "f", "", "f", "", "it has no prototype" },
		{ 2, 0, "1f", "", "f", "int f(void)",
		  "the service's name is not an identifier of at most 55 characters" },
		{ 2, 0, "", "", "f", "int f(void)",
		  "the service's name is not an identifier of at most 55 characters" },
		{ 2, 0, "f", "", "f", "int f(void)\033[2J", "a text is not printable ASCII" },
		{ 2, 0, "a234567890123456789012345678901234567890123456789012345x", "", "f",
		  "int f", "the service's name is not an identifier of at most 55 characters" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		record_export(&f->build, &f->exports, records[i].kind, records[i].number,
			      records[i].name, records[i].glue, records[i].symbol,
			      records[i].prototype);
		expect_failure(f, arena_printf(f->arena,
					       ERROR "[abi-record] 'abi.o': record at 0x0 of "
						     "section '.xpack.exports': %s\n",
					       records[i].defect));
		end(state);
		begin(state);
	}
}

/* Bytes of a good record overwritten: from where, with what, what is wrong then. */
static void damaged_records(void **state)
{
	static const struct {
		size_t offset, size;
		uint8_t value;
		const char *defect;
	} damages[] = {
		{ 0, 1, 'Y', "its magic is not known" },
		{ 7, 1, 0, "its size is wrong" },
		{ 7, 1, 42, "its size is wrong" },
		{ 7, 1, 20, "it is too short" },
		{ 7, 1, 48, "the section ends inside the record" },
		{ 4, 1, 0x80, "the section ends inside the record" },
		{ 9, 1, 2, "its version or a flag is not known" },
		{ 11, 1, 1, "its version or a flag is not known" },
		{ 20, 19, 'x', "a text is missing" },
		{ 36, 4, 'x', "a text does not end" },
		{ 38, 1, 'x', "it goes on behind its last text" },
	};
	const size_t n = sizeof(damages) / sizeof(*damages);
	struct fixture *f = *state;

	for (size_t i = 0; i < n; i++) {
		struct build *build = &f->build;

		record_export(build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "f", "", "f",
			      "int f(void)");
		assert_int_equal(f->exports.size, 40);
		memset(f->exports.data + damages[i].offset, damages[i].value, damages[i].size);
		assert_int_equal(read(f), -1);
		expect_first(f->diag, arena_printf(f->arena,
						   ERROR "[abi-record] 'abi.o': record at 0x0 of "
							 "section '.xpack.exports': %s\n",
						   damages[i].defect));
		end(state);
		begin(state);
	}
}

static void relocated_record(void **state)
{
	struct fixture *f = *state;

	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "f", "", "f",
		      "int f(void)");
	build_relocation(&f->build, f->build.n_sections, 16, R_SPARC_32,
			 build_symbol(&f->build, "NUMBER", 0, SHN_UNDEF), 0);
	expect_failure(f, ERROR "[abi-record] 'abi.o': relocation at 0x10 of section "
				"'.xpack.exports': a field of an export is not a constant\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_interface),
		TEST(names_nearest),
		TEST(normalises),
		TEST(reads_two_sources),
		TEST(other_machine),
		TEST(wrong_objects),
		TEST(machine_without_stubs),
		TEST(two_names),
		TEST(duplicate),
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
		TEST(glue_of_other_license),
		TEST(glue_of_no_license),
		TEST(malformed_records),
		TEST(damaged_records),
		TEST(relocated_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
