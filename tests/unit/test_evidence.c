/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* evidence: the proof, which every byte can break, and both forms of the report, whole. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"
#include "link_fixture.h"
#include "sample.h"
#include "xpack/evidence.h"

#define MAX_IMAGES 4u

/* A linked guest as the one partition of a packed system. */
struct packed {
	struct licenses licenses;
	struct load_image images[MAX_IMAGES];
	uint8_t *bytes[MAX_IMAGES];
	struct span file; /* where the partition is a module */
	struct pack pack;
};

static void packed_begin(struct link_fixture *f, struct packed *packed)
{
	struct system *system = sample_system(f->arena);

	link_import(f, "xh_write", 0, LINK_WRITE);
	link_import(f, "xh_gone", 1, "int xh_gone(void)");
	link_export_trap(f, 1);
	assert_int_equal(link_all(f), 0);
	*packed = (struct packed){ 0 };
	system->n_partitions = 1;
	system->host.n_abis = 0;
	system->host.n_blobs = 0;
	packed->pack = (struct pack){ .arena = f->arena,
				      .diag = f->diag,
				      .system = system,
				      .host = { .path = "xhost.elf" },
				      .partitions = &f->guest_elf,
				      .linked = &f->linked,
				      .licenses = &packed->licenses,
				      .table = { .images = packed->images } };
	for (size_t i = 0; i < f->linked.n_segments; i++) {
		const struct linked_segment *segment = &f->linked.segments[i];

		packed->bytes[i] = arena_alloc(f->arena, segment->size);
		memcpy(packed->bytes[i], segment->bytes, segment->size);
		packed->images[i] =
			(struct load_image){ .name = arena_printf(f->arena, "control.segment-%zu",
								  i),
					     .owner = "control",
					     .kind = IMAGE_SEGMENT,
					     .load = (uint32_t)segment->segment->paddr,
					     .data = { packed->bytes[i], segment->size } };
	}
	packed->pack.table.n_images = f->linked.n_segments;
}

#define NOT_PROVED                                                                                 \
	"boundary-proof] what is packed of 'control' is not its supplier's file with the "         \
	"changes that are listed\n"

static void expect_refusal(struct link_fixture *f, const struct packed *packed)
{
	unsigned before = diag_n_errors(f->diag);
	struct evidence evidence;

	assert_int_equal(evidence_make(&packed->pack, &evidence), -1);
	assert_int_equal(diag_n_errors(f->diag), before + 1);
}

static void every_byte_is_proved(void **state)
{
	struct link_fixture *f = *state;
	struct evidence evidence;
	struct packed packed;

	packed_begin(f, &packed);
	assert_int_equal(evidence_make(&packed.pack, &evidence), 0);
	assert_int_equal(evidence.partitions[0].n_images, 2);
	for (size_t i = 0; i < 2; i++) {
		const struct evidence_image *image = &evidence.partitions[0].images[i];

		assert_memory_equal(image->supplied, image->restored, CRYPTO_DIGEST_SIZE);
		assert_int_equal(memcmp(image->supplied, image->packed, CRYPTO_DIGEST_SIZE) == 0,
				 i == 1);
	}
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; j < packed.images[i].data.size; j++) {
			packed.bytes[i][j] ^= 1;
			expect_refusal(f, &packed);
			packed.bytes[i][j] ^= 1;
		}
	assert_int_equal(evidence_make(&packed.pack, &evidence), 0);
}

static void what_is_not_packed(void **state)
{
	struct link_fixture *f = *state;
	struct packed packed;

	packed_begin(f, &packed);
	packed.images[1].load += 4;
	expect_refusal(f, &packed);
	packed.images[1].load -= 4;
	packed.images[0].data.size -= 1;
	expect_refusal(f, &packed);
	packed.images[0].data.size += 1;
	f->linked.n_changes--;
	expect_refusal(f, &packed);
	f->linked.n_changes++;
	f->linked.changes[1].paddr += 0x100000;
	expect_refusal(f, &packed);
}

static void the_message(void **state)
{
	struct link_fixture *f = *state;
	struct evidence evidence;
	struct packed packed;

	packed_begin(f, &packed);
	packed.bytes[0][0] ^= 1;
	assert_int_equal(evidence_make(&packed.pack, &evidence), -1);
	expect_report(f->diag, "s.xml:14:20: error: [" NOT_PROVED
			       "s.xml:14:20: help: this is a defect of xpack: please report it\n");
}

/* A partition that is a module is its whole file. */
static void a_module(void **state)
{
	struct link_fixture *f = *state;
	struct evidence evidence;
	struct packed packed;
	uint8_t *file;

	packed_begin(f, &packed);
	file = arena_alloc(f->arena, f->guest_elf.file.size);
	memcpy(file, f->guest_elf.file.data, f->guest_elf.file.size);
	for (size_t i = 0; i < f->linked.n_segments; i++)
		if (f->linked.segments[i].size != 0)
			memcpy(file + f->linked.segments[i].segment->offset,
			       f->linked.segments[i].bytes, f->linked.segments[i].size);
	packed.file = (struct span){ file, f->guest_elf.file.size };
	packed.pack.partition_files = &packed.file;
	packed.images[0] = (struct load_image){ .name = "control.file",
						.owner = "control",
						.kind = IMAGE_MODULE,
						.load = 0x800000,
						.data = packed.file };
	packed.pack.table.n_images = 1;
	assert_int_equal(evidence_make(&packed.pack, &evidence), 0);
	assert_int_equal(evidence.partitions[0].n_images, 1);
	assert_true(evidence.partitions[0].images[0].whole_file);
	for (size_t i = 0; i < packed.file.size; i++) {
		file[i] ^= 0x10;
		expect_refusal(f, &packed);
		file[i] ^= 0x10;
	}
}

/* Facts as they could be, with each kind of change. */
static const uint8_t before[] = { 0x01, 0x00, 0x00, 0x00 };
static const uint8_t after[] = { 0x91, 0xd0, 0x20, 0x10 };
static const struct elf object = { .path = "dir/abi.o" };
static struct glue glue = { .name = "trap", .license = "MIT OR Apache-2.0", .object = &object };
static const struct service trap = { .name = "print", .glue = &glue };
static const struct service call = { .name = "time", .kind = SERVICE_CALL, .symbol = "host_time" };
static const struct set set = { .at = { "dir/system.xml", 12, 3 } };
static struct change changes[] = {
	{ CHANGE_WINDOW, "print", 0x100, 0x100, 4, before, after, &trap, NULL },
	{ CHANGE_WINDOW, "time", 0x140, 0x140, 4, before, after, &call, NULL },
	{ CHANGE_WINDOW, "halt", 0x180, 0x40200180, 4, before, after, NULL, NULL },
	{ CHANGE_SLOT, "time", 0x1c0, 0x1c0, 4, before, after, &call, NULL },
	{ CHANGE_SET, "count", 0x1000, 0x1000, 4, before, after, NULL, &set },
};
static struct linked linked = { .changes = changes, .n_changes = 5 };
static const struct linked none;
static uint8_t file[0x200];
static struct elf_segment segments[] = {
	{ .type = PT_LOAD,
	  .offset = 0x10,
	  .vaddr = 0x100,
	  .paddr = 0x100,
	  .file_size = 0x100,
	  .mem_size = 0x1000,
	  .data = { file + 0x10, 0x100 } },
	{ .index = 1, .type = PT_LOAD, .vaddr = 0x10000, .mem_size = 248, .left_out = true },
};
static const struct elf elf = { .file = { file, sizeof(file) },
				.segments = segments,
				.n_segments = 2 };
static struct license license = { .component = "filter", .text = "Zlib" };
static const char *units[] = { "a.c", "b.c" };
static struct producer producers[] = { { "GCC 12.2.0", units, 2, true },
				       { "clang 14.0.6", NULL, 0, true } };
static struct evidence_image image = { .name = "control.segment-0",
				       .offset = 0x10,
				       .size = 0x100,
				       .address = 0x100,
				       .load = 0x100,
				       .packed_size = 0xf04 };
static struct evidence_part part = {
	.name = "control",
	.file = { .name = "control.elf", .size = 512, .license = "MIT", .supplier = "A" },
	.elf = &elf,
	.linked = &linked,
	.licenses = { &license, 1 },
	.producers = { producers, 2, "cut off" },
	.n_functions = 7,
	.images = &image,
	.n_images = 1,
	.packed_size = 0xf04,
};
static struct evidence_file objects[] = { { .name = "abi.o", .size = 5 } };
static struct evidence_blob blobs[] = {
	{ .owner = "xhost", .name = "font", .file = { .name = "f.bin" } }
};

static void facts_begin(struct link_fixture *f, struct evidence *evidence)
{
	struct pack *pack = arena_alloc(f->arena, sizeof(*pack));

	*pack = (struct pack){ .arena = f->arena,
			       .system = sample_system(f->arena),
			       .abi = { .glues = &glue, .n_glues = 1 } };
	part.partition = &pack->system->partitions[0];
	*evidence = (struct evidence){ .pack = pack,
				       .host = { .name = "xhost",
						 .file = { .name = "xhost.elf",
							   .license = "GPL-2.0-only" },
						 .linked = &none },
				       .partitions = &part,
				       .n_partitions = 1,
				       .objects = objects,
				       .n_objects = 1,
				       .blobs = blobs,
				       .n_blobs = 1 };
	evidence->host.elf = arena_alloc(f->arena, sizeof(struct elf));
}

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static void expect_text(struct link_fixture *f, struct buf *out, const char *expected)
{
	assert_string_equal(arena_text(f->arena, (const char *)out->data, out->size), expected);
	buf_free(out);
}

static const char wanted_text[] =
	"Licence boundary of leon3-two 1.0\n"
	"\n"
	"Every byte of a packed partition that differs from its supplier's file is in a\n"
	"place listed here; no other byte was changed: with what was there before put\n"
	"back, each image has the SHA-256 of the supplier's bytes (restored, supplied).\n"
	"\n"
	"partition control: control.elf, MIT, supplied by A\n"
	"  512 bytes, sha256 " ZEROS "\n"
	"  noted: filter, Zlib\n"
	"  compiler GCC 12.2.0: a.c, b.c\n"
	"  compiler clang 14.0.6\n"
	"  object files not known: cut off\n"
	"  7 functions in its symbol table, none of them global and of a name of the "
	"host's\n"
	"  packed: 3844 bytes, sha256 " ZEROS "\n"
	"  image control.segment-0: offset 0x10, 256 bytes, address 0x00000100\n"
	"    supplied sha256 " ZEROS "\n"
	"    packed   sha256 " ZEROS "\n"
	"    restored sha256 " ZEROS "\n"
	"  5 places changed\n"
	"  window print\n"
	"    address 0x00000100, 4 bytes, filled by glue trap of abi.o, MIT OR "
	"Apache-2.0\n"
	"    before 01000000\n"
	"    after  91d02010\n"
	"  window time\n"
	"    address 0x00000140, 4 bytes, filled by xpack, jump to host_time, "
	"BSD-2-Clause\n"
	"    before 01000000\n"
	"    after  91d02010\n"
	"  window halt\n"
	"    address 0x00000180, load address 0x40200180, 4 bytes, filled by xpack, no "
	"provider, BSD-2-Clause\n"
	"    before 01000000\n"
	"    after  91d02010\n"
	"  slot time\n"
	"    address 0x000001c0, 4 bytes, filled by xpack, address of host_time\n"
	"    before 01000000\n"
	"    after  91d02010\n"
	"  set count\n"
	"    address 0x00001000, 4 bytes, filled by Set at system.xml:12\n"
	"    before 01000000\n"
	"    after  91d02010\n"
	"  segment 1 left out: address 0x00010000, 248 bytes of notes or ELF headers in no "
	"area\n"
	"\n"
	"host xhost: xhost.elf, GPL-2.0-only\n"
	"  0 bytes, sha256 " ZEROS "\n"
	"  compiler not known: the file names none\n"
	"  packed: 0 bytes, sha256 " ZEROS "\n"
	"  0 places changed\n"
	"\n"
	"ABI object: abi.o, licence not stated\n"
	"  5 bytes, sha256 " ZEROS "\n"
	"  glue trap, MIT OR Apache-2.0\n"
	"\n"
	"blob font of xhost: f.bin, licence not stated\n"
	"  0 bytes, sha256 " ZEROS "\n"
	"  packed: sha256 " ZEROS "\n";

static void the_text_to_read(void **state)
{
	struct link_fixture *f = *state;
	struct evidence evidence;
	struct buf out = { 0 };

	facts_begin(f, &evidence);
	evidence_text(&evidence, &out);
	expect_text(f, &out, wanted_text);
}

/* The whole form is held against its schema in tests/boundary; here what differs by kind. */
static void the_json_of_changes(void **state)
{
	struct link_fixture *f = *state;
	struct evidence evidence;
	struct buf out = { 0 };
	const char *text, *begin, *end;

	facts_begin(f, &evidence);
	evidence_json(&evidence, &out);
	text = arena_text(f->arena, (const char *)out.data, out.size);
	begin = strstr(text, "          \"service\": \"halt\"");
	assert_non_null(begin);
	end = strstr(begin, "\n      ],\n");
	assert_non_null(end);
	assert_string_equal(arena_text(f->arena, begin, (size_t)(end - begin)),
			    "          \"service\": \"halt\",\n"
			    "          \"address\": 384,\n"
			    "          \"load\": 1075839360,\n"
			    "          \"offset\": 144,\n"
			    "          \"size\": 4,\n"
			    "          \"filled-by\": \"xpack, no provider\",\n"
			    "          \"license\": \"BSD-2-Clause\",\n"
			    "          \"before\": \"01000000\",\n"
			    "          \"after\": \"91d02010\"\n"
			    "        },\n"
			    "        {\n"
			    "          \"kind\": \"slot\",\n"
			    "          \"service\": \"time\",\n"
			    "          \"address\": 448,\n"
			    "          \"load\": 448,\n"
			    "          \"offset\": 208,\n"
			    "          \"size\": 4,\n"
			    "          \"address-of\": \"host_time\",\n"
			    "          \"filled-by\": \"xpack, address of host_time\",\n"
			    "          \"before\": \"01000000\",\n"
			    "          \"after\": \"91d02010\"\n"
			    "        },\n"
			    "        {\n"
			    "          \"kind\": \"set\",\n"
			    "          \"service\": \"count\",\n"
			    "          \"address\": 4096,\n"
			    "          \"load\": 4096,\n"
			    "          \"size\": 4,\n"
			    "          \"filled-by\": \"Set at system.xml:12\",\n"
			    "          \"before\": \"01000000\",\n"
			    "          \"after\": \"91d02010\"\n"
			    "        }");
	buf_free(&out);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, link_begin, link_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_byte_is_proved), TEST(what_is_not_packed),
		TEST(the_message),          TEST(a_module),
		TEST(the_text_to_read),     TEST(the_json_of_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
