/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Slots of L4 externals: the licence evidence, guests that nobody links by accident, and damage,
 * which is an error or does no harm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "external_fixture.h"

#define ERROR "s.xml:4:8: error: "

/* Only what is writable and executable can be slot and code at once; nobody links such a guest. */
static void add_section(struct build *build, const char *name, uint32_t addr, uint32_t size)
{
	uint32_t section = build_section(build, name, NULL, 0);

	build->sections[section].addr = addr;
	build->sections[section].flags = SHF_ALLOC;
	build->sections[section].size = size;
}

/* Make the sections what the segments hold at their addresses, and link. */
static int link_forged(struct external_fixture *f, struct build *build)
{
	(void)build_finish(build);
	for (uint32_t i = 1; i < build->n_sections; i++)
		for (uint32_t k = 0; k < build->n_segments; k++) {
			const struct build_segment *segment = &build->segments[k];
			uint64_t offset = build->sections[i].addr - segment->vaddr;

			if (range_fits(segment->file_size, offset, build->sections[i].size))
				build_poke(build,
					   build->sections_offset + i * sizeof(Elf32_Shdr) +
						   offsetof(Elf32_Shdr, sh_offset),
					   segment->offset + offset, 4);
		}
	external_export(f, "f");
	external_finish_host(f);
	external_open(f, buf_span(&build->file), "nav.elf", &f->guest_elf);
	return external_link(f, f->arena, f->diag, &f->guest_elf, &f->abi, &f->linked);
}

/* The pointer is the push of the slot, the slot the operand of the push of the pointer. */
static void slot_in_its_stub(void **state)
{
	static const uint8_t stub[] = { 0xff, 0x25, 0x0c, 0,    0x20, 0, 0x68, 0x0c,
					0,    0x20, 0,    0x68, 0x06, 0, 0x20, 0,
					0xff, 0x25, 0,    0x80, 0x21, 0 };
	struct external_fixture *f = *state;
	struct build *build = &f->guest.build;

	build_segment(build, PF_R | PF_W | PF_X, 0x00200000, stub, sizeof(stub));
	build_segment(build, PF_R, 0x20000c68, "f", 2);
	add_section(build, ".data.l4externals.str", 0x20000c68, 2);
	add_section(build, ".data.l4externals.symtab", 0x00200006, 4);
	add_section(build, ".data.l4externals.jmptbl", 0x0020000c, 4);
	assert_int_equal(link_forged(f, build), -1);
	expect_report(f->diag, ERROR "[external-stub] 'nav.elf': the stub of 'f' at 0x00200000 "
				     "lies among the slots\n");
}

/* The slot is the illegal instruction of a window, which leads into the stub of that address. */
static void slot_in_a_window(void **state)
{
	static const uint8_t stub[] = { 0xff, 0x25, 0, 0,    0x30, 0,    0x68, 0, 0,    0x30, 0,
					0x68, 0,    0, 0x31, 0,    0xff, 0x25, 0, 0x80, 0x21, 0 };
	struct external_fixture *f = *state;
	struct build *build = &f->guest.build;
	struct buf window = { 0 }, record = { 0 }, prototype = { 0 };

	buf_put(&window, "\x0f\x0b\x0f\x0b" XPACK_WINDOW_MAGIC "f", 9);
	buf_put(&window, NULL, 55);
	record_import(build, &record, "f", 0x00300000, 0, 0);
	record_pair(build, &prototype, XPACK_STRONG_MAGIC, "f", "int f(void)");
	build_segment(build, PF_R | PF_X, 0x0b0f0b09, stub, sizeof(stub));
	build_segment(build, PF_R | PF_W | PF_X, 0x00300000, window.data, window.size);
	build_segment(build, PF_R, 0x00310000, "\4\0\x31\0f", 6);
	add_section(build, ".data.l4externals.str", 0x00310004, 2);
	add_section(build, ".data.l4externals.symtab", 0x00310000, 4);
	add_section(build, ".data.l4externals.jmptbl", 0x00300000, 4);
	build_section(build, ".xpack.imports.f", record.data, record.size);
	build_section(build, ".xpack.prototypes", prototype.data, prototype.size);
	build_symbol(&f->host, "f", EXTERNAL_PRINT, 1);
	assert_int_equal(link_forged(f, build), -1);
	expect_report(f->diag, ERROR "[external-slot] 'nav.elf': the slots of externals overlap "
				     "the window of import 'f'\n");
	buf_free(&window);
	buf_free(&record);
	buf_free(&prototype);
}

static bool holds(struct external_fixture *f)
{
	return link_only_listed_changed(&f->guest_elf, &f->linked);
}

/* The evidence accepts whole slots that led to their stubs, and nothing else. */
static void evidence_sees_all(void **state)
{
	struct external_fixture *f = *state;
	struct linked_segment *data;
	struct change *change;
	uint32_t slots;

	assert_int_equal(external_link_all(f), 0);
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
	struct external_fixture *f = *state;

	assert_int_equal(external_link_all(f), 0);
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
static bool passes(struct external_fixture *f, const uint8_t *bytes, size_t size)
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
		 external_link(f, arena, diag, &guest, &abi, &linked) == 0;
	assert_int_equal(passed, diag_n_errors(diag) == 0);
	if (passed) {
		assert_true(link_only_listed_changed(&guest, &linked));
		assert_int_equal(linked.n_changes, 3);
		for (size_t i = 0; i < 3; i++) {
			const struct change *change = &linked.changes[i];
			bool is_add = strcmp(change->name, "l4_add") == 0;

			assert_int_equal(external_word(change->after),
					 is_add ? EXTERNAL_ADD : EXTERNAL_PRINT);
		}
	}
	free(copy);
	diag_free(diag);
	arena_free(arena);
	return passed;
}

static void survives_truncation(void **state)
{
	struct external_fixture *f = *state;
	struct buf *file = &f->guest.build.file;

	assert_int_equal(external_link_all(f), 0);
	assert_true(passes(f, file->data, file->size));
	for (size_t size = 0; size < file->size; size++)
		assert_false(passes(f, file->data, size));
}

/* Every bit of the file, and each byte as 0 and as 0xff. */
static void survives_changed_bytes(void **state)
{
	struct external_fixture *f = *state;
	struct buf *file = &f->guest.build.file;
	uint32_t names = f->guest.addr[EXTERNAL_NAMES];

	assert_int_equal(external_link_all(f), 0);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, external_set_up, external_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(slot_in_its_stub),     TEST(slot_in_a_window),    TEST(evidence_sees_all),
		TEST(evidence_knows_stubs), TEST(survives_truncation), TEST(survives_changed_bytes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
