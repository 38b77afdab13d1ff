/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* link_partition() with L4 externals: slots filled, everything else untouched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "external_fixture.h"

#define ERROR "s.xml:4:8: error: "
#define HELP "s.xml:4:8: help: "
#define UNTYPED                                                                                    \
	"s.xml:4:8: warning: [external-untyped] partition 'nav' has L4 externals, which state no " \
	"prototype and no version: of 3 only the name is compared with the host's exports\n"

static void fills_slots(void **state)
{
	struct external_fixture *f = *state;
	const struct change *change;

	assert_int_equal(external_link_all(f), 0);
	expect_report(f->diag, UNTYPED);
	assert_int_equal(f->linked.n_changes, 3);
	for (uint32_t i = 0; i < 3; i++) {
		change = &f->linked.changes[i];
		assert_int_equal(change->kind, CHANGE_SLOT);
		assert_string_equal(change->name, i == 1 ? "l4_add" : "l4_print");
		assert_int_equal(change->vaddr, external_slot(&f->guest, i));
		assert_int_equal(change->paddr, change->vaddr);
		assert_int_equal(change->size, 4);
		assert_int_equal(external_word(change->before), EXTERNAL_STUB(i) + 6);
		assert_int_equal(external_word(change->after),
				 i == 1 ? EXTERNAL_ADD : EXTERNAL_PRINT);
		assert_ptr_equal(change->service, abi_service(&f->abi, change->name));
	}
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
}

/* Without the host's file its exports are still there. */
static void links_alone(void **state)
{
	struct external_fixture *f = *state;

	f->alone = true;
	assert_int_equal(external_link_all(f), 0);
	expect_report(f->diag, UNTYPED);
	assert_int_equal(f->linked.n_changes, 0);
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
}

static void missing_export(void **state)
{
	struct external_fixture *f = *state;

	f->guest.names[0] = f->guest.names[2] = "l4_prints";
	assert_int_equal(external_link_all(f), -1);
	expect_report(f->diag, UNTYPED ERROR
		      "[link-missing] partition 'nav' has the external 'l4_prints', which the "
		      "host does not export\n" HELP "the host exports 'l4_print'\n");
}

static void nothing_near(void **state)
{
	struct external_fixture *f = *state;

	f->guest.names[1] = "sched_yield";
	assert_int_equal(external_link_all(f), -1);
	expect_report(f->diag, UNTYPED ERROR
		      "[link-missing] partition 'nav' has the external 'sched_yield', which the "
		      "host does not export\n" HELP
		      "build the host with this service, and export it with XPACK_EXPORT_CALL\n");
}

static void feature_off(void **state)
{
	struct external_fixture *f = *state;

	record_pair(&f->object, &f->exports, XPACK_FEATURE_MAGIC, "console", "off");
	record_pair(&f->object, &f->exports, XPACK_MEMBER_MAGIC, "l4_print", "console");
	assert_int_equal(external_link_all(f), -1);
	expect_report(f->diag, UNTYPED ERROR
		      "[link-feature] partition 'nav' has the external 'l4_print' of the feature "
		      "'console', which this host is without\n"
		      "abi.o: note: exported here: int f(void)\n"
		      "abi.o: note: the feature 'console' is switched off here\n" HELP
		      "build the host with this feature\n");
}

static void trap_export(void **state)
{
	struct external_fixture *f = *state;

	f->guest.names[1] = "l4_trap";
	build_section(&f->object, ".xpack.glue.glue", "\xc3", 1);
	record_pair(&f->object, &f->exports, XPACK_GLUE_MAGIC, "glue", "MIT");
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_TRAP, 7, "l4_trap", "glue", "",
		      "int l4_trap(void)");
	assert_int_equal(external_link_all(f), -1);
	expect_report(f->diag, UNTYPED ERROR
		      "[link-slot] partition 'nav' has the external 'l4_trap', which the host "
		      "exports through glue 'glue': a slot takes the address of a function and "
		      "nothing else\nabi.o: note: exported here: int l4_trap(void)\n" HELP
		      "export a function of the host with XPACK_EXPORT_CALL, in an area of it with "
		      "callable=\"true\"; or import the service with XPACK_IMPORT\n");
}

static void library_that_may_not_be_called(void **state)
{
	struct external_fixture *f = *state;

	f->library.callable = false;
	f->guest.n = 2;
	assert_int_equal(external_link_all(f), -1);
	expect_first(f->diag,
		     "s.xml:4:8: warning: [external-untyped] partition 'nav' has L4 externals, "
		     "which state no prototype and no version: of 2 only the name is compared with "
		     "the host's exports\n" ERROR
		     "[link-access] service 'l4_add' is a call of 'l4_add' at 0x00120025, which "
		     "partition 'nav' may not execute\n" HELP
		     "place the function in an area of the host with callable=\"true\" or in one "
		     "of the partition with access 'rx'\n");
}

/* An area that cannot be executed lends nothing. */
static void library_without_execution(void **state)
{
	struct external_fixture *f = *state;

	f->library.access = ACCESS_READ;
	assert_int_equal(external_link_all(f), -1);
}

/* Windows and externals in one guest; the host's own file may lie in the partition. */
static void windows_and_slots(void **state)
{
	struct external_fixture *f = *state;
	struct build *guest = &f->guest.build;
	struct buf window = { 0 }, record = { 0 }, prototype = { 0 };

	buf_put(&window, "\x0f\x0b\x0f\x0b", 4);
	buf_put(&window, XPACK_WINDOW_MAGIC "l4_id", 9);
	buf_put(&window, NULL, 51);
	record_import(guest, &record, "l4_id", 0x00208000, 0, 0);
	record_pair(guest, &prototype, XPACK_STRONG_MAGIC, "l4_id", "int f(void)");
	build_section(guest, ".xpack.imports.l4_id", record.data, record.size);
	build_section(guest, ".xpack.prototypes", prototype.data, prototype.size);
	build_segment(guest, PF_R | PF_X, 0x00208000, window.data, window.size);
	build_symbol(&f->host, "l4_id", 0x00201000, 1);
	external_export(f, "l4_id");
	assert_int_equal(external_link_all(f), 0);
	expect_report(f->diag, UNTYPED);
	assert_int_equal(f->linked.n_changes, 4);
	assert_int_equal(f->linked.changes[0].kind, CHANGE_WINDOW);
	assert_int_equal(f->linked.changes[1].kind, CHANGE_SLOT);
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
	buf_free(&window);
	buf_free(&record);
	buf_free(&prototype);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, external_set_up, external_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fills_slots),
		TEST(links_alone),
		TEST(missing_export),
		TEST(nothing_near),
		TEST(feature_off),
		TEST(trap_export),
		TEST(library_that_may_not_be_called),
		TEST(library_without_execution),
		TEST(windows_and_slots),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
