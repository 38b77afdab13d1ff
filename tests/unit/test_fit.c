/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* fit: what it writes is read by the loader's strict reader and by libfdt as the table was. */

#include <libfdt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "loader/container.h"
#include "loader/crypto.h"
#include "sample.h"
#include "whole.h"

#define CAP 65536u
#define TIMESTAMP 0x5f000001u

static const uint8_t payload[] = "0123456789abcdefghijklmnopqrstuvwxyz";

/* A host of one segment with its tree, a partition's segment, and zeros: one image of each kind. */
static struct load_table small_table(struct arena *arena)
{
	const struct load_image images[] = {
		{ "xhost.segment-0",
		  "xhost",
		  "xhost, segment 0",
		  IMAGE_SEGMENT,
		  0x40000000,
		  0x2000,
		  { payload, 13 },
		  true,
		  0x40000004,
		  NULL,
		  COMPRESSION_NONE,
		  NULL },
		{ "xhost.dtb",
		  "xhost",
		  "xhost, device tree",
		  IMAGE_DTB,
		  0x47fff000,
		  0x1000,
		  { payload, 8 },
		  false,
		  0,
		  NULL,
		  COMPRESSION_NONE,
		  NULL },
		{ "control.segment-0",
		  "control",
		  "control, segment 0",
		  IMAGE_SEGMENT,
		  0x40100000,
		  1,
		  { payload + 3, 1 },
		  false,
		  0,
		  NULL,
		  COMPRESSION_NONE,
		  NULL },
		{ "control.zero-0",
		  "control",
		  "control, rest of area code",
		  IMAGE_ZERO,
		  0x40100001,
		  0xffff,
		  { NULL, 0 },
		  false,
		  0,
		  NULL,
		  COMPRESSION_NONE,
		  NULL },
	};
	struct load_table table = { .n_images = 4, .kernel = 0, .fdt = 1, .manifest_cap = CAP };

	table.images = arena_array(arena, 4, sizeof(*table.images));
	memcpy(table.images, images, sizeof(images));
	return table;
}

static struct buf write_fit(struct fixture *fixture, const struct system *system,
			    const struct load_table *table)
{
	struct buf container;

	assert_int_equal(whole_container(fixture->diag, system, table, TIMESTAMP, &container), 0);
	expect_report(fixture->diag, "");
	return container;
}

/* The manifest as the loader reads it. */
static struct container parse(struct arena *arena, const struct buf *bytes, uint32_t capacity)
{
	struct image *images = arena_array(arena, capacity, sizeof(*images));
	struct container container;
	uint32_t total = 0;

	assert_int_equal(
		container_check_header((struct span){ bytes->data, CONTAINER_RSVMAP_OFFSET }, CAP,
				       &total),
		STATUS_OK);
	assert_int_equal(
		container_parse(span_part(buf_span(bytes), 0, total), images, capacity, &container),
		STATUS_OK);
	return container;
}

static void expect_span(struct span span, const char *text)
{
	assert_int_equal(span.size, strlen(text));
	assert_memory_equal(span.data, text, span.size);
}

static void expect_image(const struct image *image, const struct load_image *expected,
			 const struct buf *bytes, uint32_t total)
{
	const uint8_t *data = bytes->data + total + image->data_offset;
	uint8_t digest[CRYPTO_DIGEST_SIZE];

	expect_span(image->name, expected->name);
	expect_span(image->owner, expected->owner);
	expect_span(image->description, expected->description);
	expect_span(image->arch, "sparc");
	assert_int_equal(image->kind, expected->kind);
	assert_int_equal(image->load, expected->load);
	assert_int_equal(image->mem_size, expected->mem_size);
	assert_int_equal(image->has_entry, expected->has_entry);
	if (expected->has_entry)
		assert_int_equal(image->entry, expected->entry);
	assert_int_equal(image->data_size, expected->data.size);
	if (expected->data.size > 0)
		assert_memory_equal(data, expected->data.data, expected->data.size);
	crypto_sha256(&expected->data, 1, digest);
	assert_memory_equal(image->hash, digest, sizeof(digest));
}

/* Every image is what the table has, padded with zeros; nothing is behind the last. */
static void expect_images(const struct container *container, const struct load_table *table,
			  const struct buf *bytes)
{
	uint32_t end = container->total_size;

	assert_int_equal(container->n_images, table->n_images);
	for (uint32_t i = 0; i < container->n_images; i++) {
		const struct image *image = &container->images[i];

		expect_image(image, &table->images[i], bytes, container->total_size);
		assert_int_equal(container->total_size + image->data_offset, end);
		end += image->data_size;
		for (; end % 8 != 0; end++)
			assert_int_equal(bytes->data[end], 0);
	}
	assert_int_equal(end, bytes->size);
	assert_int_equal(container_end(container), bytes->size);
}

static void the_loader_reads_what_was_written(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct load_table table = small_table(fixture->arena);
	struct buf bytes = write_fit(fixture, system, &table);
	struct container container = parse(fixture->arena, &bytes, 4);

	expect_span(container.description, "leon3-two 1.0");
	expect_span(container.system, "leon3-two");
	expect_span(container.board, "leon3_generic");
	expect_span(container.protocol, "xpack");
	assert_null(container.bootargs.data);
	assert_int_equal(container.timestamp, TIMESTAMP);
	assert_int_equal(container.security_version, 1);
	assert_int_equal(container.sequence, 7);
	assert_int_equal(container.kernel, 0);
	assert_int_equal(container.fdt, 1);
	expect_images(&container, &table, &bytes);
	buf_free(&bytes);
}

/* The head, byte for byte as docs/container.md has it: unsigned, so both slots are zero. */
static void the_auth_block_is_empty(void **state)
{
	struct fixture *fixture = *state;
	struct load_table table = small_table(fixture->arena);
	struct buf bytes = write_fit(fixture, sample_system(fixture->arena), &table);

	assert_int_equal(get_be32(bytes.data + 0x10), 0x488);
	assert_memory_equal(bytes.data + 0x28, "XPKA", 4);
	assert_int_equal(get_be32(bytes.data + 0x2c), 1);
	assert_int_equal(get_be32(bytes.data + 0x30), 2);
	assert_true(span_is_zero(span_part(buf_span(&bytes), 0x34, 0x498 - 0x34)));
	buf_free(&bytes);
}

static void expect_property(const void *tree, const char *path, const char *name,
			    const void *expected, int size)
{
	int node = fdt_path_offset(tree, path);
	int found = 0;
	const void *value = fdt_getprop(tree, node, name, &found);

	assert_non_null(value);
	assert_int_equal(found, size);
	assert_memory_equal(value, expected, (size_t)size);
}

#define EXPECT_TEXT(path, name, text) expect_property(bytes.data, path, name, text, sizeof(text))

/* The names that the flat image tree format has for things, which the loader does not look at. */
static void stock_tools_find_their_names(void **state)
{
	struct fixture *fixture = *state;
	struct load_table table = small_table(fixture->arena);
	struct buf bytes = write_fit(fixture, sample_system(fixture->arena), &table);

	assert_int_equal(fdt_check_full(bytes.data, get_be32(bytes.data + 4)), 0);
	EXPECT_TEXT("/images/xhost.segment-0", "type", "kernel");
	EXPECT_TEXT("/images/xhost.segment-0", "os", "elf");
	EXPECT_TEXT("/images/xhost.segment-0", "compression", "none");
	EXPECT_TEXT("/images/xhost.dtb", "type", "flat_dt");
	EXPECT_TEXT("/images/control.segment-0", "type", "standalone");
	EXPECT_TEXT("/images/control.zero-0", "xpack,kind", "zero");
	EXPECT_TEXT("/images/xhost.dtb/hash-1", "algo", "sha256");
	EXPECT_TEXT("/configurations", "default", "conf-1");
	EXPECT_TEXT("/configurations/conf-1", "kernel", "xhost.segment-0");
	EXPECT_TEXT("/configurations/conf-1", "fdt", "xhost.dtb");
	EXPECT_TEXT("/configurations/conf-1", "loadables", "control.segment-0\0control.zero-0");
	EXPECT_TEXT("/configurations/conf-1", "compatible", "leon3_generic");
	buf_free(&bytes);
}

/* Many images: the manifest grows far beyond the writer's first 4 KiB, data of every length. */
static void many_images(void **state)
{
	struct fixture *fixture = *state;
	struct load_table table = small_table(fixture->arena);
	const uint32_t n = 120;
	struct container container;
	struct buf bytes;

	for (uint32_t i = 0; i < n; i++) {
		table.images = arena_grow(fixture->arena, table.images, table.n_images,
					  sizeof(*table.images));
		table.images[table.n_images++] = (struct load_image){
			.name = arena_printf(fixture->arena, "telemetry.segment-%u", i),
			.owner = "telemetry",
			.description = "one of many",
			.kind = IMAGE_SEGMENT,
			.load = 0x40200000 + i * 64,
			.mem_size = 64,
			.data = { payload, 1 + i % sizeof(payload) },
		};
	}
	bytes = write_fit(fixture, sample_system(fixture->arena), &table);
	container = parse(fixture->arena, &bytes, n + 4);
	assert_true(container.total_size > 16384);
	expect_images(&container, &table, &bytes);
	buf_free(&bytes);
}

/* An entry image that is not the first, and no tree. */
static void the_configuration_follows_the_table(void **state)
{
	struct fixture *fixture = *state;
	struct load_table table = small_table(fixture->arena);
	struct container container;
	struct buf bytes;

	table.images[0].has_entry = false;
	table.images[2].has_entry = true;
	table.images[2].entry = 0x40100000;
	table.kernel = 2;
	table.fdt = SIZE_MAX;
	bytes = write_fit(fixture, sample_system(fixture->arena), &table);
	container = parse(fixture->arena, &bytes, 4);
	assert_int_equal(container.kernel, 2);
	assert_int_equal(container.fdt, CONTAINER_NO_IMAGE);
	buf_free(&bytes);
	/* The entry image alone: no loadables. */
	table = small_table(fixture->arena);
	table.n_images = 1;
	table.fdt = SIZE_MAX;
	bytes = write_fit(fixture, sample_system(fixture->arena), &table);
	container = parse(fixture->arena, &bytes, 1);
	assert_int_equal(container.n_images, 1);
	buf_free(&bytes);
}

static void bootargs_and_protocol(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct load_table table = small_table(fixture->arena);
	struct container container;
	struct buf bytes;

	system->host.protocol_name.value = "raw";
	system->host.bootargs = sample_text("console=uart0 quiet", 12, 60);
	bytes = write_fit(fixture, system, &table);
	container = parse(fixture->arena, &bytes, 4);
	expect_span(container.bootargs, "console=uart0 quiet");
	expect_span(container.protocol, "raw");
	buf_free(&bytes);
	/* Written, but empty: as if it were not there. */
	system->host.bootargs.value = "";
	bytes = write_fit(fixture, system, &table);
	container = parse(fixture->arena, &bytes, 4);
	assert_null(container.bootargs.data);
	buf_free(&bytes);
}

static void the_same_table_makes_the_same_bytes(void **state)
{
	struct fixture *fixture = *state;
	struct load_table table = small_table(fixture->arena);
	struct load_table again = small_table(fixture->arena);
	struct buf a = write_fit(fixture, sample_system(fixture->arena), &table);
	struct buf b = write_fit(fixture, sample_system(fixture->arena), &again);

	assert_true(span_equal(buf_span(&a), buf_span(&b)));
	buf_free(&a);
	buf_free(&b);
}

/* A manifest of exactly the cap fits. */
static void the_cap_bounds_the_manifest(void **state)
{
	struct fixture *fixture = *state;
	struct system *system = sample_system(fixture->arena);
	struct load_table table = small_table(fixture->arena);
	struct buf bytes = write_fit(fixture, system, &table);
	uint32_t total = get_be32(bytes.data + 4);

	buf_free(&bytes);
	table.manifest_cap = total;
	bytes = write_fit(fixture, system, &table);
	buf_free(&bytes);
	table.manifest_cap = total - 8;
	assert_int_equal(whole_container(fixture->diag, system, &table, TIMESTAMP, &bytes), -1);
	assert_null(bytes.data);
	expect_report(fixture->diag,
		      arena_printf(fixture->arena,
				   "s.xml:24:3: error: [manifest-cap] the manifest has %u bytes, "
				   "more than the cap of %u\n"
				   "s.xml:24:3: help: set manifestCap=\"4KiB\" or more\n",
				   total, total - 8));
	fixture_forget(fixture);
	system->loader.manifest_cap = sample_number(total - 8, 24, 40);
	assert_int_equal(whole_container(fixture->diag, system, &table, TIMESTAMP, &bytes), -1);
	expect_report(fixture->diag,
		      arena_printf(fixture->arena,
				   "s.xml:24:40: error: [manifest-cap] the manifest has %u bytes, "
				   "more than the cap of %u\n"
				   "s.xml:24:40: help: set manifestCap=\"4KiB\" or more\n",
				   total, total - 8));
}

/* Sizes alone decide: these images have no bytes that could be looked at. */
static void container_stays_below_4_gib(void **state)
{
	struct fixture *fixture = *state;
	struct load_table table = small_table(fixture->arena);
	const struct system *system = sample_system(fixture->arena);
	struct buf bytes;

	table.images[0].data = (struct span){ NULL, 0xfff00000 };
	table.images[2].data = (struct span){ NULL, 0xeffff };
	assert_int_equal(whole_container(fixture->diag, system, &table, TIMESTAMP, &bytes), -1);
	assert_null(bytes.data);
	expect_report(fixture->diag, "s.xml:1:3: error: [bootimage-size] the container leaves 32 "
				     "bits: 4294901768 bytes of payload\n");
}

static void kinds_have_the_names_of_the_format(void **state)
{
	(void)state;
	assert_string_equal(fit_kind(IMAGE_SEGMENT), "segment");
	assert_string_equal(fit_kind(IMAGE_MODULE), "module");
	assert_string_equal(fit_kind(IMAGE_DTB), "dtb");
	assert_string_equal(fit_kind(IMAGE_BLOB), "blob");
	assert_string_equal(fit_kind(IMAGE_ZERO), "zero");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(the_loader_reads_what_was_written),
		FIXTURE_TEST(the_auth_block_is_empty),
		FIXTURE_TEST(stock_tools_find_their_names),
		FIXTURE_TEST(many_images),
		FIXTURE_TEST(the_configuration_follows_the_table),
		FIXTURE_TEST(bootargs_and_protocol),
		FIXTURE_TEST(the_same_table_makes_the_same_bytes),
		FIXTURE_TEST(the_cap_bounds_the_manifest),
		FIXTURE_TEST(container_stays_below_4_gib),
		cmocka_unit_test(kinds_have_the_names_of_the_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
