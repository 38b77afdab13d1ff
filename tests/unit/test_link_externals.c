/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* link_partition() with L4 externals: slots filled, everything else untouched; and any damage to
 * the guest is an error or does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "external_builder.h"
#include "record_builder.h"
#include "xpack/link.h"

#define ERROR "s.xml:4:8: error: "
#define HELP "s.xml:4:8: help: "
#define UNTYPED                                                                                    \
	"s.xml:4:8: warning: [external-untyped] partition 'nav' has L4 externals, which state no " \
	"prototype and no version: of 3 only the name is compared with the host's exports\n"
#define PRINT_ADDR 0x00120010u
#define ADD_ADDR 0x00120025u

struct fixture {
	struct external_guest guest;
	struct build host, object;
	struct buf exports;
	struct elf host_elf, object_elf, guest_elf;
	struct area area, library;
	struct abi abi;
	struct linked linked;
	struct arena *arena;
	struct diag *diag;
	bool alone;
};

static struct area area_at(uint64_t start, unsigned access)
{
	return (struct area){ .start = { start, { NULL, 0, 0 }, false },
			      .size = { 0x10000, { NULL, 0, 0 }, false },
			      .access = access };
}

static void export_call(struct fixture *f, const char *name)
{
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_CALL, 0, name, "", name,
		      "int f(void)");
}

/* Three records, two of one name; the host has both functions where a partition may call them. */
static int begin(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ .arena = arena_new(), .diag = diag_new() };
	external_begin(&fixture.guest);
	external_add(&fixture.guest, "l4_print");
	external_add(&fixture.guest, "l4_add");
	external_add(&fixture.guest, "l4_print");
	build_begin(&fixture.host, false, false, ET_EXEC, EM_386);
	build_begin(&fixture.object, false, false, ET_REL, EM_386);
	build_symbol(&fixture.host, "l4_print", PRINT_ADDR, 1);
	build_symbol(&fixture.host, "l4_add", ADD_ADDR, 1);
	build_section(&fixture.host, ".text", "code", 4);
	fixture.area = area_at(EXTERNAL_CODE, ACCESS_READ | ACCESS_EXECUTE);
	fixture.library = area_at(0x00120000, ACCESS_READ | ACCESS_EXECUTE);
	fixture.library.callable = true;
	*state = &fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	external_end(&f->guest);
	build_end(&f->host);
	build_end(&f->object);
	buf_free(&f->exports);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

static void open_file(struct fixture *f, struct span bytes, const char *path, struct elf *elf)
{
	assert_int_equal(elf_open(f->arena, f->diag, location_of_file(path), path, bytes, elf), 0);
}

/* Host and ABI object. */
static void finish_host(struct fixture *f)
{
	const struct abi_source source = { &f->object_elf, { "s.xml", 9, 5 } };

	build_section(&f->object, ".xpack.exports", f->exports.data, f->exports.size);
	open_file(f, build_finish(&f->object), "abi.o", &f->object_elf);
	open_file(f, build_finish(&f->host), "host.elf", &f->host_elf);
	assert_int_equal(abi_read(f->arena, f->diag, &source, 1, &f->abi), 0);
}

static int link_guest(struct fixture *f, struct arena *arena, struct diag *diag,
		      const struct elf *guest, const struct abi *abi, struct linked *linked)
{
	const struct link_input input = { .at = { "s.xml", 4, 8 },
					  .partition = "nav",
					  .guest = guest,
					  .areas = &f->area,
					  .n_areas = 1,
					  .host_areas = &f->library,
					  .n_host_areas = 1,
					  .abi = abi,
					  .host = f->alone ? NULL : &f->host_elf };

	return link_partition(arena, diag, &input, linked);
}

static int link_all(struct fixture *f)
{
	export_call(f, "l4_print");
	export_call(f, "l4_add");
	finish_host(f);
	external_finish(&f->guest);
	open_file(f, buf_span(&f->guest.build.file), "nav.elf", &f->guest_elf);
	return link_guest(f, f->arena, f->diag, &f->guest_elf, &f->abi, &f->linked);
}

static uint32_t get_le32(const uint8_t *from)
{
	return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static void fills_slots(void **state)
{
	struct fixture *f = *state;
	const struct change *change;

	assert_int_equal(link_all(f), 0);
	expect_report(f->diag, UNTYPED);
	assert_int_equal(f->linked.n_changes, 3);
	for (uint32_t i = 0; i < 3; i++) {
		change = &f->linked.changes[i];
		assert_int_equal(change->kind, CHANGE_SLOT);
		assert_string_equal(change->name, i == 1 ? "l4_add" : "l4_print");
		assert_int_equal(change->vaddr, external_slot(&f->guest, i));
		assert_int_equal(change->paddr, change->vaddr);
		assert_int_equal(change->size, 4);
		assert_int_equal(get_le32(change->before), EXTERNAL_STUB(i) + 6);
		assert_int_equal(get_le32(change->after), i == 1 ? ADD_ADDR : PRINT_ADDR);
		assert_ptr_equal(change->service, abi_service(&f->abi, change->name));
	}
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
}

/* Without the host's file its exports are still there. */
static void links_alone(void **state)
{
	struct fixture *f = *state;

	f->alone = true;
	assert_int_equal(link_all(f), 0);
	expect_report(f->diag, UNTYPED);
	assert_int_equal(f->linked.n_changes, 0);
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
}

static void missing_export(void **state)
{
	struct fixture *f = *state;

	f->guest.names[0] = f->guest.names[2] = "l4_prints";
	assert_int_equal(link_all(f), -1);
	expect_report(f->diag, UNTYPED ERROR
		      "[link-missing] partition 'nav' has the external 'l4_prints', which the "
		      "host does not export\n" HELP "the host exports 'l4_print'\n");
}

static void nothing_near(void **state)
{
	struct fixture *f = *state;

	f->guest.names[1] = "sched_yield";
	assert_int_equal(link_all(f), -1);
	expect_report(f->diag, UNTYPED ERROR
		      "[link-missing] partition 'nav' has the external 'sched_yield', which the "
		      "host does not export\n" HELP
		      "build the host with this service, and export it with XPACK_EXPORT_CALL\n");
}

static void trap_export(void **state)
{
	struct fixture *f = *state;

	f->guest.names[1] = "l4_trap";
	build_section(&f->object, ".xpack.glue.glue", "\xc3", 1);
	record_pair(&f->object, &f->exports, XPACK_GLUE_MAGIC, "glue", "MIT");
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_TRAP, 7, "l4_trap", "glue", "",
		      "int l4_trap(void)");
	assert_int_equal(link_all(f), -1);
	expect_report(f->diag, UNTYPED ERROR
		      "[link-slot] partition 'nav' has the external 'l4_trap', which the host "
		      "exports through glue 'glue': a slot takes the address of a function and "
		      "nothing else\nabi.o: note: exported here: int l4_trap(void)\n" HELP
		      "export a function of the host with XPACK_EXPORT_CALL, in an area of it with "
		      "callable=\"true\"; or import the service with XPACK_IMPORT\n");
}

static void library_that_may_not_be_called(void **state)
{
	struct fixture *f = *state;

	f->library.callable = false;
	f->guest.n = 2;
	assert_int_equal(link_all(f), -1);
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
	struct fixture *f = *state;

	f->library.access = ACCESS_READ;
	assert_int_equal(link_all(f), -1);
}

/* Windows and externals in one guest; the host's own file may lie in the partition. */
static void windows_and_slots(void **state)
{
	struct fixture *f = *state;
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
	export_call(f, "l4_id");
	assert_int_equal(link_all(f), 0);
	expect_report(f->diag, UNTYPED);
	assert_int_equal(f->linked.n_changes, 4);
	assert_int_equal(f->linked.changes[0].kind, CHANGE_WINDOW);
	assert_int_equal(f->linked.changes[1].kind, CHANGE_SLOT);
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));
	buf_free(&window);
	buf_free(&record);
	buf_free(&prototype);
}

static bool holds(struct fixture *f)
{
	return link_only_listed_changed(&f->guest_elf, &f->linked);
}

/* The evidence accepts whole slots that led to their stubs, and nothing else. */
static void evidence_sees_all(void **state)
{
	struct fixture *f = *state;
	struct linked_segment *data;
	struct change *change;
	uint32_t slots;

	assert_int_equal(link_all(f), 0);
	data = &f->linked.segments[1];
	change = &f->linked.changes[1];
	slots = f->guest.addr[EXTERNAL_SLOTS] - EXTERNAL_DATA;
	for (uint32_t i = 0; i < data->segment->data.size; i++) {
		data->bytes[i] ^= 1;
		assert_int_equal(holds(f), i >= slots && i < slots + 12);
		data->bytes[i] ^= 1;
	}
	f->linked.segments[0].bytes[7] ^= 1;
	assert_false(holds(f));
	f->linked.segments[0].bytes[7] ^= 1;
	assert_true(holds(f));

	change->vaddr++, change->paddr++;
	assert_false(holds(f));
	change->vaddr--;
	assert_false(holds(f));
	change->paddr--;
	change->size = 3;
	assert_false(holds(f));
	change->size = 4;
	change->kind = CHANGE_WINDOW;
	assert_false(holds(f));
	change->kind = CHANGE_SET;
	assert_false(holds(f));
	change->kind = CHANGE_SLOT;
	change->before = change->after;
	assert_false(holds(f));
	change->before = data->segment->data.data + (change->vaddr - EXTERNAL_DATA);
	assert_true(holds(f));
}

/* A slot of the guest that does not lead to its stub is none for the evidence either. */
static void evidence_knows_stubs(void **state)
{
	static const uint32_t opcodes[] = { 0, 1, 2, 6, 7, 11, 16, 17 };
	struct fixture *f = *state;

	assert_int_equal(link_all(f), 0);
	for (size_t i = 0; i < sizeof(opcodes) / sizeof(opcodes[0]); i++) {
		uint64_t offset = external_offset(&f->guest, EXTERNAL_STUB(1) + opcodes[i]);

		/* The guest's bytes and the copy alike. */
		f->guest.build.file.data[offset] ^= 4;
		f->linked.segments[0].bytes[offset - f->guest.code_offset] ^= 4;
		assert_false(holds(f));
		f->guest.build.file.data[offset] ^= 4;
		f->linked.segments[0].bytes[offset - f->guest.code_offset] ^= 4;
	}
	assert_true(holds(f));
}

/* One way through the reader and the linker with a copy that ends where the bytes end: refused, or
 * exactly the three slots hold what the host has under their names. */
static bool passes(struct fixture *f, const uint8_t *bytes, size_t size)
{
	struct arena *arena = arena_new();
	struct diag *diag = diag_new();
	uint8_t *copy = malloc(size + 1);
	struct abi abi = f->abi;
	struct linked linked;
	struct elf guest;
	bool passed;

	assert_non_null(copy);
	memcpy(copy + 1, bytes, size);
	abi.suggest = NULL; /* it borrows names, and the copy does not live as long as it */
	passed = elf_open(arena, diag, location_of_file("s.xml"), "nav.elf",
			  (struct span){ copy + 1, size }, &guest) == 0 &&
		 link_guest(f, arena, diag, &guest, &abi, &linked) == 0;
	assert_int_equal(passed, diag_n_errors(diag) == 0);
	if (passed) {
		assert_true(link_only_listed_changed(&guest, &linked));
		assert_int_equal(linked.n_changes, 3);
		for (size_t i = 0; i < 3; i++) {
			const struct change *change = &linked.changes[i];
			bool is_add = strcmp(change->name, "l4_add") == 0;

			assert_int_equal(get_le32(change->after), is_add ? ADD_ADDR : PRINT_ADDR);
		}
	}
	free(copy);
	diag_free(diag);
	arena_free(arena);
	return passed;
}

static void survives_truncation(void **state)
{
	struct fixture *f = *state;
	struct buf *file = &f->guest.build.file;

	assert_int_equal(link_all(f), 0);
	assert_true(passes(f, file->data, file->size));
	for (size_t size = 0; size < file->size; size++)
		assert_false(passes(f, file->data, size));
}

/* Every bit of the file, and each byte as 0 and as 0xff. */
static void survives_changed_bytes(void **state)
{
	struct fixture *f = *state;
	struct buf *file = &f->guest.build.file;
	uint32_t names = f->guest.addr[EXTERNAL_NAMES];

	assert_int_equal(link_all(f), 0);
	names = f->guest.addr[EXTERNAL_NAMES];
	for (size_t i = 0; i < file->size; i++) {
		uint8_t whole = file->data[i];
		unsigned n = 0;

		for (unsigned bit = 0; bit < 8; bit++) {
			file->data[i] = (uint8_t)(whole ^ 1u << bit);
			n += passes(f, file->data, file->size);
		}
		file->data[i] = 0;
		n += whole != 0 && passes(f, file->data, file->size);
		file->data[i] = 0xff;
		n += whole != 0xff && passes(f, file->data, file->size);
		file->data[i] = whole;
		/* No change of a name, a pointer or a slot goes unnoticed. */
		if (i >= external_offset(&f->guest, names) &&
		    i < external_offset(&f->guest, external_slot(&f->guest, 3)))
			assert_int_equal(n, 0);
		/* Nor one of a stub. */
		if (i >= external_offset(&f->guest, EXTERNAL_STUB(1)) &&
		    i < external_offset(&f->guest, EXTERNAL_STUB(1) + 22))
			assert_int_equal(n, 0);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fills_slots),
		TEST(links_alone),
		TEST(missing_export),
		TEST(nothing_near),
		TEST(trap_export),
		TEST(library_that_may_not_be_called),
		TEST(library_without_execution),
		TEST(windows_and_slots),
		TEST(evidence_sees_all),
		TEST(evidence_knows_stubs),
		TEST(survives_truncation),
		TEST(survives_changed_bytes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
