/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* link_partition(): windows filled, everything else untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "link_fixture.h"

#define WRITE LINK_WRITE

/* sethi %hi(xpack_number), %g1; or %g1, %lo(xpack_number), %g1; ta 0x70; retl; nop; .word */
static const uint8_t wide_code[] = { 0x03, 0,    0,    0,    0x82, 0x10, 0x60, 0,
				     0x91, 0xd0, 0x20, 0x70, 0x81, 0xc3, 0xe0, 0x08,
				     0x01, 0,    0,    0,    0,    0,    0,    0 };
#define ERROR "s.xml:4:8: error: "
#define HELP "s.xml:4:8: help: "

static void expect_failure(struct link_fixture *f, const char *report)
{
	assert_int_equal(link_all(f), -1);
	expect_report(f->diag, report);
}

/* The window of the one change, of which the first words are given; the rest is illegal. */
static void expect_window(struct link_fixture *f, const uint32_t *words, size_t n)
{
	const struct change *change = &f->linked.changes[0];

	assert_int_equal(f->linked.n_changes, 1);
	for (size_t i = 0; i < 16; i++)
		assert_int_equal(get_be32(change->after + 4 * i), i < n ? words[i] : 0);
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
}

static void no_imports(void **state)
{
	struct link_fixture *f = *state;

	build_segment(&f->guest.build, PF_R | PF_W, 0x40118000, NULL, 0)->mem_size = 64;
	assert_int_equal(link_all(f), 0);
	assert_int_equal(f->linked.n_segments, 3);
	assert_int_equal(f->linked.n_changes, 0);
	assert_int_equal(f->linked.segments[0].segment->data.size, 0);
	assert_memory_equal(f->linked.segments[2].bytes, "data", 4);
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
}

static void fills_trap(void **state)
{
	static const uint32_t words[] = { 0x82102007, 0x91d02070, 0x81c3e008, 0x01000000 };
	struct link_fixture *f = *state;
	const struct change *change;

	link_import(f, "xh_write", 0, "int xh_write (const char *text)");
	f->guest.paddr = 0x50000000;
	link_export_trap(f, 7);
	assert_int_equal(link_all(f), 0);
	expect_report(f->diag, "");
	expect_window(f, words, 4);
	change = &f->linked.changes[0];
	assert_string_equal(change->name, "xh_write");
	assert_int_equal(change->vaddr, GUEST_WINDOW(0));
	assert_int_equal(change->paddr, 0x50000040);
	assert_int_equal(change->size, 64);
	assert_memory_equal(change->before, "\0\0\0\0XPKWxh_write", 16);
	assert_ptr_equal(change->service, abi_service(&f->abi, "xh_write"));
	assert_ptr_equal(change->after, f->linked.segments[0].bytes + 64);
	/* The supplier's file itself stays as it was. */
	assert_memory_equal(f->guest_elf.segments[0].data.data + 64, "\0\0\0\0XPKWxh_write", 16);
}

/* A number that no immediate holds goes through sethi, or and a literal. */
static void fills_wide_trap(void **state)
{
	static const uint32_t words[] = { 0x032aaf37, 0x821063ef, 0x91d02070,
					  0x81c3e008, 0x01000000, 0xaabcdff3 };
	struct link_fixture *f = *state;
	uint32_t section =
		build_section(&f->object, ".xpack.glue.wide", wide_code, sizeof(wide_code));
	uint32_t symbol = build_symbol(&f->object, XPACK_GLUE_NUMBER, 0, SHN_UNDEF);

	link_import(f, "xh_write", 0, WRITE);
	build_relocation(&f->object, section, 0, R_SPARC_HI22, symbol, 0);
	build_relocation(&f->object, section, 4, R_SPARC_LO10, symbol, 0);
	build_relocation(&f->object, section, 20, R_SPARC_32, symbol, 4);
	record_pair(&f->object, &f->exports, XPACK_GLUE_MAGIC, "wide", "0BSD");
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_TRAP, 0xaabcdfef, "xh_write",
		      "wide", "", WRITE);
	assert_int_equal(link_all(f), 0);
	expect_window(f, words, 6);
}

static void number_too_large(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_export_trap(f, 4096);
	expect_failure(f, ERROR "[link-relocation] service 'xh_write' through glue 'xh_trap' of "
				"'abi.o': R_SPARC_13 at 0x0 cannot hold the value 4096\n");
	assert_int_equal(f->linked.n_changes, 0);
}

static void largest_number(void **state)
{
	static const uint32_t words[] = { 0x82102fff, 0x91d02070, 0x81c3e008, 0x01000000 };
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_export_trap(f, 4095);
	assert_int_equal(link_all(f), 0);
	expect_window(f, words, 4);
}

static void fills_call(void **state)
{
	/* sethi %hi(0x4010fffc), %g1; jmp %g1 + %lo(0x4010fffc); nop */
	static const uint32_t words[] = { 0x0310043f, 0x81c063fc, 0x01000000 };
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_export_call(f);
	build_symbol(&f->host, "host_write", 0x4010fffc, SHN_ABS);
	assert_int_equal(link_all(f), 0);
	expect_window(f, words, 3);
}

/* Where the function is nobody knows, what it is declared as everybody does. */
static void call_without_host(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_export_call(f);
	f->alone = true;
	assert_int_equal(link_all(f), 0);
	assert_int_equal(f->linked.n_changes, 0);
	expect_report(f->diag, "");
}

static void call_of_other_prototype_without_host(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, "int xh_write(char *text)");
	link_export_call(f);
	f->alone = true;
	assert_int_equal(link_all(f), -1);
	expect_id(f->diag, "link-prototype");
}

static void call_misaligned(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_export_call(f);
	build_symbol(&f->host, "host_write", 0x4010fffe, SHN_ABS);
	expect_failure(f, ERROR "[link-symbol] service 'xh_write' is a call of 'host_write' at "
				"0x4010fffe, where no instruction can start\n");
}

static void call_outside(void **state)
{
	static const struct {
		uint32_t value;
		const char *text;
	} targets[] = {
		{ 0x40110000, "0x40110000" }, /* not executable */
		{ 0x40000000, "0x40000000" }, /* of the host */
	};
	struct link_fixture *f = *state;

	for (size_t i = 0; i < sizeof(targets) / sizeof(*targets); i++) {
		link_import(f, "xh_write", 0, WRITE);
		link_export_call(f);
		build_symbol(&f->host, "host_write", targets[i].value, SHN_ABS);
		expect_failure(f, arena_printf(f->arena,
					       ERROR "[link-access] service 'xh_write' is a call "
						     "of 'host_write' at %s, which partition 'nav' "
						     "may not execute\n" HELP
						     "place the function in an area of the host "
						     "with callable=\"true\" or in one of the "
						     "partition with access 'rx', or export the "
						     "service as a trap\n",
					       targets[i].text));
		link_end(state);
		link_begin(state);
	}
}

static void call_of_stripped_host(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_export_call(f);
	expect_failure(f, ERROR "[link-symbol] service 'xh_write' is a call of 'host_write', which "
				"'host.elf' does not define\n"
				"abi.o: note: exported here: " WRITE "\n" HELP
				"the host has no symbol table: do not strip it\n");
}

static void call_of_unknown(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_export_call(f);
	build_symbol(&f->host, "host_read", GUEST_CODE, SHN_ABS);
	build_symbol(&f->host, "host_write", 0, SHN_UNDEF);
	expect_failure(f, ERROR "[link-symbol] service 'xh_write' is a call of 'host_write', which "
				"'host.elf' does not define\n"
				"abi.o: note: exported here: " WRITE "\n");
}

static void call_of_data(void **state)
{
	struct link_fixture *f = *state;
	uint32_t symbol = build_symbol(&f->host, "host_write", GUEST_CODE, SHN_ABS);

	link_import(f, "xh_write", 0, WRITE);
	link_export_call(f);
	f->host.symbols[symbol].info = ELF32_ST_INFO(STB_GLOBAL, STT_OBJECT);
	expect_failure(f, ERROR "[link-symbol] service 'xh_write' is a call of 'host_write', which "
				"is no function in 'host.elf'\n");
}

static void weak_without_provider(void **state)
{
	/* retl; mov -38, %o0 */
	static const uint32_t words[] = { 0x81c3e008, 0x90103fda };
	struct link_fixture *f = *state;

	link_import(f, "xh_send", XPACK_IMPORT_FLAG_WEAK, "int xh_send(int port)");
	assert_int_equal(link_all(f), 0);
	expect_window(f, words, 2);
	assert_null(f->linked.changes[0].service);
}

static void weak_with_provider(void **state)
{
	static const uint32_t words[] = { 0x82102001, 0x91d02070, 0x81c3e008, 0x01000000 };
	struct link_fixture *f = *state;

	link_import(f, "xh_write", XPACK_IMPORT_FLAG_WEAK, WRITE);
	link_export_trap(f, 1);
	assert_int_equal(link_all(f), 0);
	expect_window(f, words, 4);
}

static void missing(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_wirte", 0, "int xh_wirte(void)");
	link_import(f, "memory_map", 0, "int memory_map(void)");
	link_import(f, "xh_write", 0, WRITE);
	link_export_trap(f, 1);
	expect_failure(f, ERROR "[link-missing] partition 'nav' imports 'memory_map', which the "
				"host does not export\n"
				"nav.elf: note: imported as: int memory_map(void)\n" HELP
				"build the host with this service, or import it with "
				"XPACK_IMPORT_WEAK\n" ERROR
				"[link-missing] partition 'nav' imports 'xh_wirte', which the host "
				"does not export\n"
				"nav.elf: note: imported as: int xh_wirte(void)\n" HELP
				"the host exports 'xh_write'\n");
}

/* Two windows of one name: one error. */
static void missing_twice(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_import(f, "xh_write", 0, WRITE);
	assert_int_equal(link_all(f), -1);
	expect_id(f->diag, "link-missing");
}

static void two_windows(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, WRITE);
	link_import(f, "xh_write", 0, WRITE);
	link_export_trap(f, 1);
	assert_int_equal(link_all(f), 0);
	assert_int_equal(f->linked.n_changes, 2);
	assert_memory_equal(f->linked.changes[0].after, f->linked.changes[1].after, 64);
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
}

static void other_prototype(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", 0, "int xh_write(const char *text, int size)");
	link_export_trap(f, 1);
	expect_failure(f, ERROR "[link-prototype] partition 'nav' imports 'xh_write' with another "
				"prototype than the host exports\n"
				"nav.elf: note: imported as: int xh_write(const char *text, int "
				"size)\n"
				"abi.o: note: exported as: " WRITE "\n" HELP
				"compile the guest anew with the header of this host\n");
}

/* A weak import may be absent, but not different. */
static void other_prototype_of_weak(void **state)
{
	struct link_fixture *f = *state;

	link_import(f, "xh_write", XPACK_IMPORT_FLAG_WEAK, "int xh_write(const char *t)");
	link_export_trap(f, 1);
	assert_int_equal(link_all(f), -1);
	expect_id(f->diag, "link-prototype");
}

static void other_abi(void **state)
{
	struct link_fixture *f = *state;

	record_pair(&f->guest.build, &f->guest.prototypes, XPACK_ABI_MAGIC, "xhost", "1.0");
	record_pair(&f->object, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.1");
	expect_failure(f, ERROR "[link-abi] partition 'nav' was compiled for the ABI 'xhost' "
				"version '1.0', the host has 'xhost' version '1.1'\n" HELP
				"compile the guest anew with the header of this host\n");
}

static void same_abi(void **state)
{
	struct link_fixture *f = *state;

	record_pair(&f->guest.build, &f->guest.prototypes, XPACK_ABI_MAGIC, "xhost", "1.0");
	record_pair(&f->object, &f->exports, XPACK_ABI_MAGIC, "xhost", "1.0");
	assert_int_equal(link_all(f), 0);
}

/* What link_imports() finds stops the linking. */
static void bad_imports(void **state)
{
	struct link_fixture *f = *state;

	record_window(&f->guest.code, "xh_write");
	link_export_trap(f, 1);
	assert_int_equal(link_all(f), -1);
	expect_id(f->diag, "import-lost");
}

static void glue_of_other_machine(void **state)
{
	struct link_fixture *f = *state;
	const struct link_input input = { .at = { "s.xml", 4, 8 },
					  .partition = "nav",
					  .guest = &f->guest_elf,
					  .abi = &f->abi,
					  .host = &f->host_elf };

	link_import(f, "xh_write", 0, WRITE);
	link_export_trap(f, 1);
	assert_int_equal(link_all(f), 0);
	f->object_elf.machine = EM_386;
	assert_int_equal(link_partition(f->arena, f->diag, &input, &f->linked), -1);
	expect_report(f->diag,
		      ERROR "[link-machine] glue 'xh_trap' of 'abi.o' is for Intel 80386\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, link_begin, link_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_imports),
		TEST(fills_trap),
		TEST(fills_wide_trap),
		TEST(number_too_large),
		TEST(largest_number),
		TEST(fills_call),
		TEST(call_without_host),
		TEST(call_of_other_prototype_without_host),
		TEST(call_misaligned),
		TEST(call_outside),
		TEST(call_of_stripped_host),
		TEST(call_of_unknown),
		TEST(call_of_data),
		TEST(weak_without_provider),
		TEST(weak_with_provider),
		TEST(missing),
		TEST(missing_twice),
		TEST(two_windows),
		TEST(other_prototype),
		TEST(other_prototype_of_weak),
		TEST(other_abi),
		TEST(same_abi),
		TEST(bad_imports),
		TEST(glue_of_other_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
