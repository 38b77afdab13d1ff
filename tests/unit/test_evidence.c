/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* evidence: both forms of the licence boundary, whole, for a partition with each kind of change. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "sample.h"
#include "xpack/evidence.h"

static const uint8_t before[] = { 0x01, 0x00, 0x00, 0x00 };
static const uint8_t after[] = { 0x91, 0xd0, 0x20, 0x10 };

static const struct glue glue = { .name = "trap", .license = "MIT OR Apache-2.0" };
static const struct service trap = { .name = "print", .kind = SERVICE_TRAP, .glue = &glue };
static const struct service call = { .name = "time", .kind = SERVICE_CALL };

/* A service by a trap, one by a call, and one that nobody provides. */
static struct pack packed(struct arena *arena)
{
	static const struct change changes[] = {
		{ CHANGE_WINDOW, "print", 0x40100100, 0x40100100, 4, before, after, &trap, NULL },
		{ CHANGE_WINDOW, "time", 0x40100140, 0x40100140, 4, before, after, &call, NULL },
		{ CHANGE_WINDOW, "halt", 0x40100180, 0x40200180, 4, before, after, NULL, NULL },
	};
	struct pack pack = { .arena = arena, .system = sample_system(arena) };
	struct elf *partitions = arena_array(arena, 2, sizeof(*partitions));
	struct change *copies = arena_array(arena, 3, sizeof(*copies));

	for (size_t i = 0; i < 3; i++)
		copies[i] = changes[i];
	for (size_t i = 0; i < 2; i++)
		partitions[i] = *sample_view(arena, "abc", 0);
	partitions[0].file.size = 3;
	partitions[1].file.size = 0;
	partitions[1].segments = arena_array(arena, 1, sizeof(struct elf_segment));
	partitions[1].segments[0] = (struct elf_segment){
		.index = 1, .vaddr = 0x10000, .mem_size = 248, .left_out = true
	};
	partitions[1].n_segments = 1;
	pack.partitions = partitions;
	pack.linked = arena_array(arena, 2, sizeof(*pack.linked));
	pack.linked[0].changes = copies;
	pack.linked[0].n_changes = 3;
	return pack;
}

#define SHA256_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA256_EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static void expect_text(struct fixture *fixture, struct buf *out, const char *expected)
{
	assert_string_equal(arena_text(fixture->arena, (const char *)out->data, out->size),
			    expected);
	buf_free(out);
}

static void the_text_to_read(void **state)
{
	struct fixture *fixture = *state;
	struct pack pack = packed(fixture->arena);
	struct buf out = { 0 };

	evidence_text(&pack, &out);
	expect_text(
		fixture, &out,
		"Licence boundary of leon3-two 1.0\n"
		"\n"
		"Every byte of a packed partition that differs from its supplier's file is in "
		"a\n"
		"window listed here; no other byte was changed.\n"
		"\n"
		"partition control: control.elf, MIT\n"
		"  sha256 " SHA256_ABC "\n"
		"  3 windows changed\n"
		"  print\n"
		"    address 0x40100100, 4 bytes, filled by trap, MIT OR Apache-2.0\n"
		"    before 01000000\n"
		"    after  91d02010\n"
		"  time\n"
		"    address 0x40100140, 4 bytes, filled by call, BSD-2-Clause\n"
		"    before 01000000\n"
		"    after  91d02010\n"
		"  halt\n"
		"    address 0x40100180, 4 bytes, filled by xpack (no provider), BSD-2-Clause\n"
		"    before 01000000\n"
		"    after  91d02010\n"
		"\n"
		"partition telemetry: telemetry.elf, MIT\n"
		"  sha256 " SHA256_EMPTY "\n"
		"  0 windows changed\n"
		"  segment 1 left out: address 0x00010000, 248 bytes of notes or ELF headers in no "
		"area\n");
}

static void the_json_to_process(void **state)
{
	struct fixture *fixture = *state;
	struct pack pack = packed(fixture->arena);
	struct buf out = { 0 };

	pack.linked[0].n_changes = 1;
	evidence_json(&pack, &out);
	expect_text(fixture, &out,
		    "{\n"
		    "  \"system\": \"leon3-two\",\n"
		    "  \"version\": \"1.0\",\n"
		    "  \"partitions\": [\n"
		    "    {\n"
		    "      \"partition\": \"control\",\n"
		    "      \"file\": \"control.elf\",\n"
		    "      \"license\": \"MIT\",\n"
		    "      \"sha256\": \"" SHA256_ABC "\",\n"
		    "      \"changes\": [\n"
		    "        {\n"
		    "          \"service\": \"print\",\n"
		    "          \"address\": 1074790656,\n"
		    "          \"load\": 1074790656,\n"
		    "          \"size\": 4,\n"
		    "          \"filled-by\": \"trap\",\n"
		    "          \"license\": \"MIT OR Apache-2.0\",\n"
		    "          \"before\": \"01000000\",\n"
		    "          \"after\": \"91d02010\"\n"
		    "        }\n"
		    "      ],\n"
		    "      \"left-out\": []\n"
		    "    },\n"
		    "    {\n"
		    "      \"partition\": \"telemetry\",\n"
		    "      \"file\": \"telemetry.elf\",\n"
		    "      \"license\": \"MIT\",\n"
		    "      \"sha256\": \"" SHA256_EMPTY "\",\n"
		    "      \"changes\": [],\n"
		    "      \"left-out\": [\n"
		    "        {\n"
		    "          \"segment\": 1,\n"
		    "          \"address\": 65536,\n"
		    "          \"size\": 248\n"
		    "        }\n"
		    "      ]\n"
		    "    }\n"
		    "  ]\n"
		    "}\n");
}

/* Where the checkout lies must not show: the file is part of a reproducible build. */
static void paths_do_not_show(void **state)
{
	struct fixture *fixture = *state;
	struct pack pack = packed(fixture->arena);
	struct buf out = { 0 };

	pack.system->partitions[1].file.value = "/somewhere/else/telemetry.elf";
	evidence_text(&pack, &out);
	assert_null(memmem(out.data, out.size, "somewhere", 9));
	assert_null(memmem(out.data, out.size, "dir/", 4));
	buf_free(&out);
	evidence_json(&pack, &out);
	assert_null(memmem(out.data, out.size, "somewhere", 9));
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_text_to_read),
		FIXTURE_TEST(the_json_to_process),
		FIXTURE_TEST(paths_do_not_show),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
