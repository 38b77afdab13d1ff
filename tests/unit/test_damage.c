/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The licence evidence, and damaged guests and ABI objects on their way through all stages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "link_fixture.h"
#include "xpack/abi_diff.h"
#include "xpack/abi_header.h"
#include "xpack/check_elf.h"

/* The evidence fails as soon as anything else differs. */
static void evidence_sees_all(void **state)
{
	struct link_fixture *f = *state;
	struct linked_segment *code;
	struct change *change;
	struct linked other;

	link_import(f, "xh_write", 0, LINK_WRITE);
	link_export_trap(f, 1);
	assert_int_equal(link_all(f), 0);
	code = &f->linked.segments[0];
	change = &f->linked.changes[0];
	for (size_t i = 0; i < code->segment->data.size; i++) {
		code->bytes[i] ^= 1;
		/* In the window, the list shows the byte: there it may be anything. */
		assert_int_equal(link_only_listed_changed(&f->guest_elf, &f->linked), i >= 64);
		code->bytes[i] ^= 1;
	}
	f->linked.segments[1].bytes[3] ^= 0x80;
	assert_false(link_only_listed_changed(&f->guest_elf, &f->linked));
	f->linked.segments[1].bytes[3] ^= 0x80;
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));

	change->vaddr -= 64;
	change->paddr -= 64;
	assert_false(link_only_listed_changed(&f->guest_elf, &f->linked));
	change->vaddr += 64;
	assert_false(link_only_listed_changed(&f->guest_elf, &f->linked));
	change->paddr += 64;
	change->name = "xh_read";
	assert_false(link_only_listed_changed(&f->guest_elf, &f->linked));
	change->name = "xh_write";
	change->size = 60;
	assert_false(link_only_listed_changed(&f->guest_elf, &f->linked));
	change->size = 64;
	change->before = change->after;
	assert_false(link_only_listed_changed(&f->guest_elf, &f->linked));
	change->before = f->guest_elf.segments[0].data.data + 64;
	assert_true(link_only_listed_changed(&f->guest_elf, &f->linked));

	other = f->linked;
	other.n_changes = 0;
	assert_false(link_only_listed_changed(&f->guest_elf, &other));
	other = f->linked;
	other.n_segments = 1;
	assert_false(link_only_listed_changed(&f->guest_elf, &other));
}

/* One way through the stages with copies that end where the bytes end. */
struct passage {
	struct arena *arena;
	struct diag *diag;
	uint8_t *copies[2];
	bool linked;
};

static struct span copy_of(struct passage *passage, unsigned index, struct span bytes)
{
	uint8_t *copy = malloc(bytes.size == 0 ? 1 : bytes.size);

	memcpy(copy, bytes.data, bytes.size);
	passage->copies[index] = copy;
	return (struct span){ copy, bytes.size };
}

/* A stage that fails reports why, one that does not is silent. */
static bool passed(const struct passage *passage, int result, unsigned before)
{
	assert_int_equal(result != 0, diag_n_errors(passage->diag) != before);
	return result == 0;
}

/* What a damaged interface gives is refused, or is a header to its end; and it differs from itself
 * in nothing. */
static void write_header(struct passage *passage, const struct abi *abi)
{
	static const struct abi_header header = { .license = "MIT" };
	static const char end[] = "\n#endif\n";
	struct diag *diag = diag_new();
	struct buf out = { 0 };

	if (abi_header_write(passage->arena, diag, abi, &header, &out) == 0)
		assert_memory_equal(out.data + out.size - strlen(end), end, strlen(end));
	else
		assert_true(diag_n_errors(diag) != 0);
	assert_int_equal(abi_diff_of(passage->arena, abi, abi).n_changes, 0);
	buf_free(&out);
	diag_free(diag);
}

static void check_and_link(struct passage *passage, const struct link_fixture *f,
			   struct span guest_bytes, struct span object_bytes)
{
	static const struct board board = { .name = { "leon3_generic", { NULL, 0, 0 } },
					    .arch = ARCH_SPARC_LEON3 };
	const struct location at = location_of_file("s.xml");
	struct diag *diag = passage->diag;
	struct elf guest, object;
	struct abi abi;
	struct linked linked;
	const struct abi_source source = { &object, at };
	const struct link_input link = { .at = at,
					 .partition = "nav",
					 .guest = &guest,
					 .areas = f->areas,
					 .n_areas = 2,
					 .abi = &abi,
					 .host = &object };
	const struct check_elf_input check = { .who = "partition 'nav'",
					       .at = at,
					       .elf = &guest,
					       .board = &board,
					       .areas = f->areas,
					       .n_areas = 2 };

	if (!passed(passage, elf_open(passage->arena, diag, at, "nav.elf", guest_bytes, &guest), 0))
		return;
	if (!passed(passage, elf_open(passage->arena, diag, at, "abi.o", object_bytes, &object), 0))
		return;
	if (!passed(passage, abi_read(passage->arena, diag, &source, 1, &abi), 0))
		return;
	write_header(passage, &abi);
	if (!passed(passage, link_partition(passage->arena, diag, &link, &linked), 0))
		return;
	assert_true(link_only_listed_changed(&guest, &linked));
	passage->linked = true;
	check_elf(passage->arena, diag, &check);
}

/* Returns whether the two could be linked. */
static bool pass(const struct link_fixture *f, struct span guest, struct span object)
{
	struct passage passage = { .arena = arena_new(), .diag = diag_new() };

	check_and_link(&passage, f, copy_of(&passage, 0, guest), copy_of(&passage, 1, object));
	free(passage.copies[0]);
	free(passage.copies[1]);
	diag_free(passage.diag);
	arena_free(passage.arena);
	return passage.linked;
}

/* Change every byte of one of the files; returns how many changes could not be linked. */
static size_t damage(const struct link_fixture *f, struct buf *victim)
{
	static const uint8_t changes[] = { 0x01, 0x04, 0x80, 0xff };
	size_t n_refused = 0;

	for (size_t at = 0; at < victim->size; at++) {
		for (size_t i = 0; i < sizeof(changes); i++) {
			victim->data[at] ^= changes[i];
			if (!pass(f, buf_span(&f->guest.build.file), buf_span(&f->object.file)))
				n_refused++;
			victim->data[at] ^= changes[i];
		}
	}
	return n_refused;
}

static void fill(struct link_fixture *f)
{
	link_import(f, "xh_write", 0, LINK_WRITE);
	link_import(f, "xh_send", XPACK_IMPORT_FLAG_WEAK, "int xh_send(int port)");
	link_export_trap(f, 1);
	record_pair(&f->object, &f->exports, XPACK_DOC_MAGIC, "xh_write", "It writes.");
	record_pair(&f->object, &f->exports, XPACK_TYPE_MAGIC, "t", "struct t { enum { A } a; };");
	record_pair(&f->object, &f->exports, XPACK_FEATURE_MAGIC, "console", "on");
	record_pair(&f->object, &f->exports, XPACK_MEMBER_MAGIC, "xh_write", "console");
	assert_int_equal(link_all(f), 0);
	assert_true(pass(f, buf_span(&f->guest.build.file), buf_span(&f->object.file)));
}

static void survives_damaged_guest(void **state)
{
	struct link_fixture *f = *state;

	fill(f);
	assert_true(damage(f, &f->guest.build.file) > 500);
}

static void survives_damaged_object(void **state)
{
	struct link_fixture *f = *state;

	fill(f);
	assert_true(damage(f, &f->object.file) > 500);
}

/* Every change of a window or of its record is noticed: nothing else says what to call. */
static void notices_damaged_records(void **state)
{
	struct link_fixture *f = *state;
	struct span guest, object;
	uint64_t records;

	fill(f);
	guest = buf_span(&f->guest.build.file);
	object = buf_span(&f->object.file);
	records = f->guest.build.sections[1].offset;
	for (size_t at = 0; at < XPACK_IMPORT_SIZE; at++) {
		/* The lowest bit of the flags makes the import weak, which is no contradiction. */
		uint8_t change = at == XPACK_IMPORT_VERSION_OFFSET + 3 ? 2 : 1;

		f->guest.build.file.data[records + at] ^= change;
		assert_false(pass(f, guest, object));
		f->guest.build.file.data[records + at] ^= change;
	}
	for (size_t at = 0; at < XPACK_WINDOW_SIZE; at++) {
		uint64_t window = f->guest.build.segments[0].offset + 64 + at;

		f->guest.build.file.data[window] ^= 1;
		assert_false(pass(f, guest, object));
		f->guest.build.file.data[window] ^= 1;
	}
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, link_begin, link_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(evidence_sees_all),
		TEST(survives_damaged_guest),
		TEST(survives_damaged_object),
		TEST(notices_damaged_records),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
