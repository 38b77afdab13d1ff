/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* abi_read(): records and what they say together; names and prototypes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "abi_fixture.h"
#include "expect.h"

static void reads_interface(void **state)
{
	struct abi_fixture *f = *state;
	const struct service *service;

	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.0");
	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.0");
	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "BSD-2-Clause");
	abi_add_trap(f, "xh_write", 7);
	buf_put(&f->exports, NULL, 8); /* padding of a linker */
	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "LOG_printf", "", "log_it",
		      "int LOG_printf(const char *format, ...)");
	assert_int_equal(abi_read_all(f), 0);
	expect_report(f->diag, "");
	assert_string_equal(f->abi.name, "xhost");
	assert_string_equal(f->abi.version, "1.0");
	assert_int_equal(f->abi.n_services, 2);
	assert_string_equal(f->abi.services[0].name, "LOG_printf");
	service = abi_service(&f->abi, "xh_write");
	assert_int_equal(service->kind, SERVICE_TRAP);
	assert_int_equal(service->number, 7);
	assert_string_equal(service->prototype, ABI_WRITE_NORMAL);
	assert_string_equal(service->at.file, "abi.o");
	assert_string_equal(service->glue->name, "xh_trap");
	assert_string_equal(service->glue->license, "BSD-2-Clause");
	assert_int_equal(service->glue->code.size, sizeof(record_trap_code));
	service = abi_service(&f->abi, "LOG_printf");
	assert_int_equal(service->kind, SERVICE_CALL);
	assert_string_equal(service->symbol, "log_it");
	assert_null(service->glue);
	assert_null(abi_service(&f->abi, "xh_writ"));
}

static void names_nearest(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "MIT");
	abi_add_trap(f, "xh_console_write", 1);
	abi_add_trap(f, "xh_console_read", 2);
	assert_int_equal(abi_read_all(f), 0);
	assert_string_equal(abi_nearest(&f->abi, "xh_console_wrte"), "xh_console_write");
	assert_string_equal(abi_nearest(&f->abi, "xh_console_raed"), "xh_console_read");
	assert_null(abi_nearest(&f->abi, "memcpy"));
}

static void normalises(void **state)
{
	struct abi_fixture *f = *state;

	assert_string_equal(abi_normalise(f->arena, "  int   f ( unsigned\n\tlong a , char * b ) "),
			    "int f(unsigned long a, char *b)");
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
	struct abi_fixture *f = *state;
	struct build host;
	struct buf exports = { 0 };
	const struct abi_source sources[] = { { &f->elf[1], { "s.xml", 8, 5 } },
					      { &f->elf[0], { "s.xml", 9, 5 } } };

	build_begin(&host, false, true, ET_EXEC, EM_SPARC);
	record_export(&host, &exports, XPACK_EXPORT_KIND_CALL, 0, "f", "", "f", "int f(void)");
	build_section(&host, ".xpack.exports", exports.data, exports.size);
	abi_open(f, &host, "host.elf", &f->elf[1]);
	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "MIT");
	abi_add_trap(f, "xh_write", 1);
	build_section(&f->build, ".xpack.exports", f->exports.data, f->exports.size);
	abi_open(f, &f->build, "abi.o", &f->elf[0]);
	assert_int_equal(abi_read(f->arena, f->diag, sources, 2, &f->abi), 0);
	assert_int_equal(f->abi.n_services, 2);
	assert_string_equal(abi_service(&f->abi, "f")->at.file, "host.elf");
	build_end(&host);
	buf_free(&exports);
}

static void other_machine(void **state)
{
	struct abi_fixture *f = *state;
	struct build host;
	const struct abi_source sources[] = { { &f->elf[1], { "s.xml", 8, 5 } },
					      { &f->elf[0], { "s.xml", 9, 5 } } };

	build_begin(&host, false, true, ET_EXEC, EM_SPARC);
	abi_open(f, &host, "host.elf", &f->elf[1]);
	f->build.machine = EM_SPARC32PLUS;
	abi_open(f, &f->build, "abi.o", &f->elf[0]);
	assert_int_equal(abi_read(f->arena, f->diag, sources, 2, &f->abi), -1);
	expect_report(
		f->diag, ABI_ERROR
		"[abi-object] 'abi.o' is for SPARC V8+, but 'host.elf' is for SPARC\n" ABI_HELP
		"assemble the ABI object with the compiler and flags of the host\n");
	build_end(&host);
}

static void wrong_objects(void **state)
{
	struct abi_fixture *f = *state;

	f->build.type = ET_DYN;
	abi_expect_failure(f,
			   ABI_ERROR "[abi-object] 'abi.o' is neither a relocatable object nor an "
				     "executable\n");
}

static void machine_without_stubs(void **state)
{
	struct abi_fixture *f = *state;

	f->build.machine = EM_ARM;
	abi_expect_failure(f, ABI_ERROR
			   "[abi-object] 'abi.o' is for ARM, for which there are no stubs\n");
}

static void two_names(void **state)
{
	struct abi_fixture *f = *state;

	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.0");
	record_pair(&f->build, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.1");
	abi_expect_failure(f, ABI_ERROR
			   "[abi-name] 'abi.o' names the ABI 'xhost' version '1.1', which was "
			   "'xhost' version '1.0' before\n");
}

static void duplicate(void **state)
{
	struct abi_fixture *f = *state;

	abi_add_glue(f, XPACK_GLUE_NUMBER, R_SPARC_13, 0);
	abi_add_license(f, "MIT");
	abi_add_trap(f, "xh_write", 1);
	abi_add_trap(f, "xh_write", 2);
	abi_expect_failure(f, ABI_ERROR "[abi-duplicate] service 'xh_write' is exported twice\n"
					"abi.o: note: exported here: " ABI_WRITE_NORMAL "\n"
					"abi.o: note: and here: " ABI_WRITE_NORMAL "\n");
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
		{ 2, 1, "f", "", "f", "int f(void)", "a call names its symbol and no number" },
		{ 2, 0, "f", "g", "", "int f(void)", "a call names its symbol and no number" },
		{ 2, 0, "f", "", "f", "", "it has no prototype" },
		{ 2, 0, "1f", "", "f", "int f(void)",
		  "the service's name is not an identifier of at most 55 characters" },
		{ 2, 0, "", "", "f", "int f(void)",
		  "the service's name is not an identifier of at most 55 characters" },
		{ 2, 0, "f", "", "f", "int f(void)\033[2J", "a text is not printable ASCII" },
		{ 2, 0, "a234567890123456789012345678901234567890123456789012345x", "", "f",
		  "int f", "the service's name is not an identifier of at most 55 characters" },
	};
	struct abi_fixture *f = *state;

	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		record_export(&f->build, &f->exports, records[i].kind, records[i].number,
			      records[i].name, records[i].glue, records[i].symbol,
			      records[i].prototype);
		abi_expect_failure(f,
				   arena_printf(f->arena,
						ABI_ERROR "[abi-record] 'abi.o': record at 0x0 of "
							  "section '.xpack.exports': %s\n",
						records[i].defect));
		abi_end(state);
		abi_begin(state);
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
	struct abi_fixture *f = *state;

	for (size_t i = 0; i < n; i++) {
		struct build *build = &f->build;

		record_export(build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "f", "", "f",
			      "int f(void)");
		assert_int_equal(f->exports.size, 40);
		memset(f->exports.data + damages[i].offset, damages[i].value, damages[i].size);
		assert_int_equal(abi_read_all(f), -1);
		expect_first(f->diag,
			     arena_printf(f->arena,
					  ABI_ERROR "[abi-record] 'abi.o': record at 0x0 of "
						    "section '.xpack.exports': %s\n",
					  damages[i].defect));
		abi_end(state);
		abi_begin(state);
	}
}

static void relocated_record(void **state)
{
	struct abi_fixture *f = *state;

	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "f", "", "f",
		      "int f(void)");
	build_relocation(&f->build, f->build.n_sections, 16, R_SPARC_32,
			 build_symbol(&f->build, "NUMBER", 0, SHN_UNDEF), 0);
	abi_expect_failure(f,
			   ABI_ERROR "[abi-record] 'abi.o': relocation at 0x10 of section "
				     "'.xpack.exports': a field of an export is not a constant\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, abi_begin, abi_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_interface),       TEST(names_nearest),   TEST(normalises),
		TEST(reads_two_sources),     TEST(other_machine),   TEST(wrong_objects),
		TEST(machine_without_stubs), TEST(two_names),       TEST(duplicate),
		TEST(malformed_records),     TEST(damaged_records), TEST(relocated_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
