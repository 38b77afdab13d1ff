/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* externals_read(): every oddity of L4 externals is understood or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "external_builder.h"
#include "xpack/externals.h"

#define ERROR "s.xml:4:8: error: "
#define HELP "s.xml:4:8: help: "
#define PLACED                                                                                     \
	HELP "let the linker script place each of the three sections .data.l4externals.* in an "   \
	     "output section of its own name, not in .data\n"
#define KEEP_HEADERS HELP "the file has no section headers: keep them when stripping\n"
#define TOGETHER HELP "the linker must keep or drop the three sections of an object file together\n"
#define MEMBER(name) offsetof(Elf32_Shdr, name)

struct fixture {
	struct external_guest guest;
	struct externals externals;
	struct arena *arena;
	struct diag *diag;
};

/* Three records: two of one name. */
static int begin(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ .arena = arena_new(), .diag = diag_new() };
	external_begin(&fixture.guest);
	external_add(&fixture.guest, "l4_print");
	external_add(&fixture.guest, "l4_add");
	external_add(&fixture.guest, "l4_print");
	*state = &fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	external_end(&f->guest);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

static int read_finished(struct fixture *f)
{
	const struct location at = { "s.xml", 4, 8 };
	struct elf elf;

	assert_int_equal(
		elf_open(f->arena, f->diag, at, "g.elf", buf_span(&f->guest.build.file), &elf), 0);
	return externals_read(f->arena, f->diag, at, &elf, &f->externals);
}

static void expect_error(struct fixture *f, const char *report)
{
	assert_int_equal(read_finished(f), -1);
	expect_report(f->diag, report);
}

static void reads_records(void **state)
{
	struct fixture *f = *state;
	const struct external *externals;

	external_finish(&f->guest);
	assert_int_equal(f->guest.addr[EXTERNAL_SLOTS] % 4, 2);
	assert_int_equal(read_finished(f), 0);
	expect_report(f->diag, "");
	externals = f->externals.externals;
	assert_int_equal(f->externals.n_externals, 3);
	assert_int_equal(f->externals.n_dead, 0);
	assert_string_equal(externals[0].name, "l4_add");
	assert_int_equal(externals[0].stub, EXTERNAL_STUB(1));
	assert_int_equal(externals[0].slot, external_slot(&f->guest, 1));
	/* Two units, two slots. */
	assert_string_equal(externals[1].name, "l4_print");
	assert_string_equal(externals[2].name, "l4_print");
	assert_int_equal(externals[1].slot, external_slot(&f->guest, 0));
	assert_int_equal(externals[2].slot, external_slot(&f->guest, 2));
	assert_int_equal(externals[2].segment->vaddr, EXTERNAL_DATA);
}

static void no_externals(void **state)
{
	struct fixture *f = *state;

	f->guest.n = 0;
	external_finish(&f->guest);
	assert_int_equal(read_finished(f), 0);
	expect_report(f->diag, "");
	assert_int_equal(f->externals.n_externals, 0);
}

/* A linker script may name the sections although nobody needs them. */
static void empty_sections(void **state)
{
	struct fixture *f = *state;

	f->guest.n = 0;
	build_section(&f->guest.build, ".data.l4externals.str", NULL, 0);
	build_section(&f->guest.build, ".data.l4externals.symtab", NULL, 0);
	build_section(&f->guest.build, ".data.l4externals.jmptbl", NULL, 0);
	external_finish(&f->guest);
	assert_int_equal(read_finished(f), 0);
	expect_report(f->diag, "");
}

static void other_machines(void **state)
{
	struct fixture *f = *state;

	f->guest.build.machine = EM_ARM;
	external_finish(&f->guest);
	expect_error(f, ERROR "[external-machine] 'g.elf': L4 externals are known for Intel 80386 "
			      "only, not for ARM\n");
}

static void position_independent(void **state)
{
	struct fixture *f = *state;

	f->guest.build.type = ET_DYN;
	external_finish(&f->guest);
	expect_error(f,
		     ERROR "[external-position] 'g.elf': a guest with L4 externals is not linked "
			   "to fixed addresses\n" HELP "link with -static -no-pie\n");
}

static void dynamic_relocations(void **state)
{
	struct fixture *f = *state;

	f->guest.build.alloc_rel = f->guest.build.rel = true;
	build_relocation(&f->guest.build, build_section(&f->guest.build, ".got", "1234", 4),
			 EXTERNAL_DATA, R_386_RELATIVE, 0, 0);
	external_finish(&f->guest);
	expect_error(f,
		     ERROR "[external-position] 'g.elf': a guest with L4 externals is not linked "
			   "to fixed addresses\n" HELP "link with -static -no-pie\n");
}

static void no_section_headers(void **state)
{
	struct fixture *f = *state;

	f->guest.build.no_sections = true;
	external_finish(&f->guest);
	expect_error(f, ERROR "[external-lost] 'g.elf': 3 stubs of L4 externals without record, "
			      "the first at 0x00200005\n" KEEP_HEADERS);
}

/* As a script that knows nothing of externals leaves them. */
static void merged_sections(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	/* No section has one of the names: all take the empty one. */
	for (unsigned i = 0; i < EXTERNAL_N_ARRAYS; i++)
		external_poke_header(&f->guest, i, MEMBER(sh_name), 0);
	expect_error(f, ERROR "[external-lost] 'g.elf': 3 stubs of L4 externals without record, "
			      "the first at 0x00200005\n" PLACED);
}

static void one_section_missing(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke_header(&f->guest, EXTERNAL_POINTERS, MEMBER(sh_name), 0);
	expect_error(f, ERROR
		     "[external-section] 'g.elf': section '.data.l4externals.symtab' is missing, "
		     "but another of externals is there\n");
}

static void one_section_twice(void **state)
{
	struct fixture *f = *state;

	build_section(&f->guest.build, ".data.l4externals.jmptbl", "12345678", 8);
	external_finish(&f->guest);
	expect_error(f, ERROR "[external-section] 'g.elf': section '.data.l4externals.jmptbl' is "
			      "there twice\n");
}

static void sections_out_of_memory(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke_header(&f->guest, EXTERNAL_NAMES, MEMBER(sh_flags), SHF_WRITE);
	external_poke_header(&f->guest, EXTERNAL_POINTERS, MEMBER(sh_type), SHT_NOBITS);
	external_poke_header(&f->guest, EXTERNAL_SLOTS, MEMBER(sh_addr), 0x00300000);
	expect_error(f,
		     ERROR "[external-section] 'g.elf': section '.data.l4externals.str' is not "
			   "loaded from the file\n" ERROR
			   "[external-section] 'g.elf': section '.data.l4externals.symtab' is not "
			   "loaded from the file\n" ERROR
			   "[external-section] 'g.elf': section '.data.l4externals.jmptbl' does "
			   "not lie in loaded bytes of the file\n");
}

/* The header leads to other bytes of the file than the segment. */
static void section_elsewhere_in_the_file(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke_header(&f->guest, EXTERNAL_SLOTS, MEMBER(sh_offset), 0);
	expect_error(f, ERROR
		     "[external-section] 'g.elf': section '.data.l4externals.jmptbl' does not lie "
		     "in loaded bytes of the file\n");
}

static void slots_that_cannot_be_written(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	build_poke(&f->guest.build,
		   f->guest.build.segments_offset + sizeof(Elf32_Phdr) +
			   offsetof(Elf32_Phdr, p_flags),
		   PF_R, 4);
	expect_error(f, ERROR
		     "[external-section] 'g.elf': section '.data.l4externals.jmptbl' lies in a "
		     "segment that is not writable\n");
}

static void unequal_counts(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke_header(&f->guest, EXTERNAL_POINTERS, MEMBER(sh_size), 8);
	expect_error(f, ERROR "[external-section] 'g.elf': the arrays of externals have 3 names, 2 "
			      "pointers to names and 3 slots\n" TOGETHER);
}

static void broken_words(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke_header(&f->guest, EXTERNAL_NAMES, MEMBER(sh_size),
			     f->guest.size[EXTERNAL_NAMES] - 1);
	external_poke_header(&f->guest, EXTERNAL_SLOTS, MEMBER(sh_size), 13);
	expect_error(f,
		     ERROR "[external-section] 'g.elf': section '.data.l4externals.str' does not "
			   "end with a NUL\n" ERROR
			   "[external-section] 'g.elf': section '.data.l4externals.jmptbl' is not "
			   "made of whole words of 4 bytes\n");
}

static void overlapping_sections(void **state)
{
	struct fixture *f = *state;
	uint32_t addr;

	external_finish(&f->guest);
	addr = external_slot(&f->guest, 0) - 4;
	external_poke_header(&f->guest, EXTERNAL_SLOTS, MEMBER(sh_addr), addr);
	external_poke_header(&f->guest, EXTERNAL_SLOTS, MEMBER(sh_offset),
			     (uint32_t)external_offset(&f->guest, addr));
	expect_error(f, ERROR
		     "[external-section] 'g.elf': section '.data.l4externals.jmptbl' overlaps "
		     "'.data.l4externals.symtab'\n");
}

static void pointers_that_lead_nowhere(void **state)
{
	struct fixture *f = *state;
	uint32_t name;

	external_finish(&f->guest);
	name = f->guest.addr[EXTERNAL_NAMES];
	external_poke(&f->guest, external_pointer(&f->guest, 0), name - 1);
	external_poke(&f->guest, external_pointer(&f->guest, 1), name + 1);
	external_poke(&f->guest, external_pointer(&f->guest, 2),
		      name + f->guest.size[EXTERNAL_NAMES]);
	expect_error(f, ERROR "[external-name] 'g.elf': a pointer of externals, 0x00210000, does "
			      "not lead to the beginning of a name\n" ERROR
			      "[external-name] 'g.elf': a pointer of externals, 0x00210002, does "
			      "not lead to the beginning of a name\n" ERROR
			      "[external-name] 'g.elf': a pointer of externals, 0x0021001a, does "
			      "not lead to the beginning of a name\n");
}

static void names_that_are_none(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	build_poke(&f->guest.build, external_offset(&f->guest, f->guest.addr[EXTERNAL_NAMES]), '%',
		   1);
	/* The third record's name is the first's. */
	external_poke(&f->guest, external_pointer(&f->guest, 2), f->guest.addr[EXTERNAL_NAMES] + 9);
	expect_error(f, ERROR "[external-name] 'g.elf': the name of an external at 0x00210001 is "
			      "not an identifier of at most 55 characters\n" ERROR
			      "[external-name] 'g.elf': two pointers of externals lead to one "
			      "name, 'l4_add' at 0x0021000a\n");
}

static void slots_that_lead_elsewhere(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	/* As if it was packed before. */
	external_poke(&f->guest, external_slot(&f->guest, 1), 0x00120000);
	expect_error(f, ERROR "[external-slot] 'g.elf': the slot of 'l4_add' at 0x0021002a holds "
			      "0x00120000, which is not in a stub\n" HELP
			      "name the guest as the linker made it: a slot leads into its stub "
			      "until it is filled\n");
}

static void slots_that_changed_places(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke(&f->guest, external_slot(&f->guest, 0), EXTERNAL_STUB(1) + 6);
	external_poke(&f->guest, external_slot(&f->guest, 1), EXTERNAL_STUB(0) + 6);
	expect_error(f, ERROR "[external-stub] 'g.elf': the stub of 'l4_print' at 0x0020001e names "
			      "another slot\n" ERROR
			      "[external-stub] 'g.elf': the stub of 'l4_add' at 0x00200005 names "
			      "another slot\n");
}

static void stubs_of_other_records(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke(&f->guest, EXTERNAL_STUB(0) + 12, external_pointer(&f->guest, 1));
	external_poke(&f->guest, EXTERNAL_STUB(2) + 18, EXTERNAL_RESOLVER + 4);
	expect_error(f, ERROR "[external-stub] 'g.elf': the stub of 'l4_print' at 0x00200005 names "
			      "another record\n" ERROR
			      "[external-stub] 'g.elf': the stub of 'l4_print' at 0x00200037 names "
			      "another resolver than the first stub\n");
}

static void stub_without_record(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	for (unsigned i = 1; i < EXTERNAL_N_ARRAYS; i++)
		external_poke_header(&f->guest, i, MEMBER(sh_size), 8);
	external_poke_header(&f->guest, EXTERNAL_NAMES, MEMBER(sh_size), 16);
	expect_error(f, ERROR "[external-lost] 'g.elf': 1 stub of L4 externals without record, "
			      "the first at 0x00200037\n" PLACED);
}

/* The linker dropped the stub of the second record, and cleared its slot. */
static void dead_record(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke(&f->guest, external_slot(&f->guest, 1), 0);
	external_poke(&f->guest, EXTERNAL_STUB(1), 0x90909090);
	assert_int_equal(read_finished(f), 0);
	expect_report(f->diag, "s.xml:4:8: info: [external-dead] 'g.elf': 1 record of externals "
			       "without a stub: left as they are\n");
	assert_int_equal(f->externals.n_externals, 2);
	assert_int_equal(f->externals.n_dead, 1);
}

/* The name went with it; and the linker, as lld does, took the stub's section to be at 0. */
static void dead_record_without_name(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke(&f->guest, external_slot(&f->guest, 2), 6);
	external_poke(&f->guest, external_pointer(&f->guest, 2), 0);
	external_poke(&f->guest, EXTERNAL_STUB(2), 0x90909090);
	build_poke(&f->guest.build, external_offset(&f->guest, f->guest.addr[0] + 16), 0, 8);
	assert_int_equal(read_finished(f), 0);
	assert_int_equal(f->externals.n_externals, 2);
	assert_int_equal(f->externals.n_dead, 1);
}

/* But a stub that is there is called. */
static void lost_slot_or_name(void **state)
{
	struct fixture *f = *state;

	external_finish(&f->guest);
	external_poke(&f->guest, external_slot(&f->guest, 1), 0);
	external_poke(&f->guest, external_pointer(&f->guest, 2), 0);
	build_poke(&f->guest.build, external_offset(&f->guest, f->guest.addr[0] + 16), 0, 8);
	expect_error(f, ERROR "[external-slot] 'g.elf': the slot of 'l4_add' at 0x0021002a holds "
			      "0x00000000, which is not in a stub\n" HELP
			      "name the guest as the linker made it: a slot leads into its stub "
			      "until it is filled\n" ERROR
			      "[external-name] 'g.elf': the external with the slot 0x0021002e has "
			      "lost its name\n");
}

static void symbols_of_stubs(void **state)
{
	struct fixture *f = *state;

	build_symbol(&f->guest.build, "l4_print", EXTERNAL_STUB(0), 1);
	build_symbol(&f->guest.build, "other", EXTERNAL_CODE, 1);
	external_finish(&f->guest);
	assert_int_equal(read_finished(f), 0);
	expect_report(f->diag, "");
}

static void guest_defines_it(void **state)
{
	struct fixture *f = *state;

	build_symbol(&f->guest.build, "l4_add", EXTERNAL_CODE, 1);
	external_finish(&f->guest);
	expect_error(f, ERROR "[external-defined] 'g.elf': the guest defines 'l4_add' itself, at "
			      "0x00200000\n" HELP
			      "code of the host does not belong into a guest: link it without the "
			      "host's library, or rename the function\n");
}

static void put_json(const void *externals, struct json *json)
{
	externals_json(externals, json);
}

static void shows_json(void **state)
{
	struct fixture *f = *state;

	expect_json(put_json, &f->externals, "{}\n");
	f->guest.n = 1;
	external_finish(&f->guest);
	assert_int_equal(read_finished(f), 0);
	expect_json(put_json, &f->externals,
		    "{\n  \"externals\": [\n    {\n      \"name\": \"l4_print\",\n"
		    "      \"slot\": 2162702,\n      \"stub\": 2097157\n    }\n  ]\n}\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads_records),
		TEST(no_externals),
		TEST(empty_sections),
		TEST(other_machines),
		TEST(position_independent),
		TEST(dynamic_relocations),
		TEST(no_section_headers),
		TEST(merged_sections),
		TEST(one_section_missing),
		TEST(one_section_twice),
		TEST(sections_out_of_memory),
		TEST(section_elsewhere_in_the_file),
		TEST(slots_that_cannot_be_written),
		TEST(unequal_counts),
		TEST(broken_words),
		TEST(overlapping_sections),
		TEST(pointers_that_lead_nowhere),
		TEST(names_that_are_none),
		TEST(slots_that_lead_elsewhere),
		TEST(slots_that_changed_places),
		TEST(stubs_of_other_records),
		TEST(stub_without_record),
		TEST(dead_record),
		TEST(dead_record_without_name),
		TEST(lost_slot_or_name),
		TEST(symbols_of_stubs),
		TEST(guest_defines_it),
		TEST(shows_json),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
