/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/container.c and loader/manifest.c: one form of a manifest, and no other. */

#include "loader/container.h"

#include <libfdt.h>
#include <string.h>

#include "cmocka_all.h"
#include "fake_container.h"

#define CAP FAKE_MAX_SIZE

static struct fake fake;
static struct image images[FAKE_MAX_IMAGES];
static struct container container;

static enum status check_header(uint32_t cap)
{
	uint32_t size = 0;
	enum status status = container_check_header(
		(struct span){ fake.bytes, CONTAINER_RSVMAP_OFFSET }, cap, &size);

	if (status == STATUS_OK)
		assert_int_equal(size, fake.manifest_size);
	return status;
}

/* Write the tokens as they are, and parse. */
static enum status parse(void)
{
	fake_write(&fake);
	assert_int_equal(check_header(CAP), STATUS_OK);
	return container_parse((struct span){ fake.bytes, fake.manifest_size }, images,
			       FAKE_MAX_IMAGES, &container);
}

static void assert_text(struct span text, const char *wanted)
{
	assert_true(span_is(text, wanted));
}

static void test_reads_all(void **state)
{
	(void)state;
	fake_init(&fake);
	fake.bootargs = "console=uart0";
	fake_tokenize(&fake);
	assert_int_equal(parse(), STATUS_OK);
	assert_text(container.description, "a test");
	assert_text(container.system, "leon3-two");
	assert_text(container.board, "leon3_generic");
	assert_text(container.protocol, "xpack");
	assert_text(container.bootargs, "console=uart0");
	assert_int_equal(container.start, START_XPACK);
	assert_int_equal(container.timestamp, 1700000000);
	assert_int_equal(container.security_version, 3);
	assert_int_equal(container.sequence, 9);
	assert_int_equal(container.total_size, fake.manifest_size);
	assert_int_equal(container.n_images, 4);
	assert_int_equal(container.kernel, 0);
	assert_int_equal(container.fdt, 3);
	assert_ptr_equal(container.images, images);
	assert_int_equal(container_end(&container), fake.size);
	assert_int_equal(container_image_end(&container, 0), fake.manifest_size + 0x108);
}

static void test_reads_images(void **state)
{
	static const uint32_t kinds[] = { IMAGE_SEGMENT, IMAGE_SEGMENT, IMAGE_ZERO, IMAGE_DTB };
	uint32_t offset = 0;

	(void)state;
	fake_init(&fake);
	assert_int_equal(parse(), STATUS_OK);
	for (uint32_t i = 0; i < 4; i++) {
		assert_text(images[i].name, fake.images[i].name);
		assert_text(images[i].description, "");
		assert_text(images[i].type, i == 0 ? "kernel" : "standalone");
		assert_text(images[i].arch, "sparc");
		assert_text(images[i].os, "elf");
		assert_text(images[i].owner, i == 0 ? "host" : "control");
		assert_int_equal(images[i].module.size, 0);
		assert_int_equal(images[i].kind, kinds[i]);
		assert_int_equal(images[i].compression, IMAGE_PLAIN);
		assert_int_equal(images[i].load, fake.images[i].load);
		assert_int_equal(images[i].mem_size, fake.images[i].mem_size);
		assert_int_equal(images[i].data_size, fake.images[i].data_size);
		assert_int_equal(images[i].data_offset, offset);
		assert_int_equal(images[i].has_entry, i == 0);
		offset += (fake.images[i].data_size + 7) / 8 * 8;
	}
	assert_int_equal(images[0].entry, fake.images[0].entry);
	assert_memory_equal(images[0].hash, fake_find(&fake, "hash-1/value")->value, 32);
}

/* libfdt finds in the written manifest what the parser found. */
static void test_agrees_with_libfdt(void **state)
{
	char path[64] = "/images/";

	(void)state;
	fake_init(&fake);
	assert_int_equal(parse(), STATUS_OK);
	assert_int_equal(fdt_check_full(fake.bytes, fake.manifest_size), 0);
	for (uint32_t i = 0; i < container.n_images; i++) {
		int node;
		int size;
		const void *value;

		strcpy(path + 8, fake.images[i].name);
		node = fdt_path_offset(fake.bytes, path);
		assert_true(node > 0);
		value = fdt_getprop(fake.bytes, node, "load", &size);
		assert_int_equal(get_be32(value), images[i].load);
		node = fdt_subnode_offset(fake.bytes, node, "hash-1");
		value = fdt_getprop(fake.bytes, node, "value", &size);
		assert_ptr_equal(value, images[i].hash);
	}
}

/* Optional things absent: no bootargs, no fdt, no loadables. */
static void test_smallest(void **state)
{
	(void)state;
	fake_init(&fake);
	fake.n_images = 1;
	fake.fdt = FAKE_NONE;
	fake_tokenize(&fake);
	assert_int_equal(parse(), STATUS_OK);
	assert_int_equal(container.n_images, 1);
	assert_int_equal(container.fdt, CONTAINER_NO_IMAGE);
	assert_int_equal(container.bootargs.size, 0);
	fake.images[0].name = "a2345678901234567890123456789012345678901234567890123456789.1-3";
	fake_tokenize(&fake);
	assert_int_equal(parse(), STATUS_OK); /* 63 characters */
	fake.images[0].name = "a2345678901234567890123456789012345678901234567890123456789.1-34";
	fake_tokenize(&fake);
	assert_int_equal(parse(), STATUS_NAME);
}

/* Without any one token, with any one twice, with any two neighbours exchanged: refused. */
static void test_every_token(void **state)
{
	uint32_t n_tokens;

	(void)state;
	fake_init(&fake);
	n_tokens = fake.n_tokens;
	for (uint32_t at = 0; at < n_tokens; at++) {
		struct fake_token token;
		bool is_optional;

		fake_init(&fake);
		token = fake.tokens[at];
		fake_remove(&fake, at);
		assert_int_not_equal(parse(), STATUS_OK);
		fake_init(&fake);
		fake_insert(&fake, at, &token);
		assert_int_not_equal(parse(), STATUS_OK);
		if (at + 1 == n_tokens)
			continue;
		fake_init(&fake);
		is_optional = token.kind == FAKE_END && fake.tokens[at + 1].kind == FAKE_END;
		fake_remove(&fake, at);
		fake_insert(&fake, at + 1, &token);
		if (!is_optional) /* two ENDs are the same either way */
			assert_int_not_equal(parse(), STATUS_OK);
	}
}

struct text_case {
	const char *path;
	const char *text;
	enum status wanted;
};

/* An unknown property anywhere: refused, and named as such where a property may stand. */
static void test_unknown_property(void **state)
{
	struct fake_token unknown = fake_property("xpack,unknown", "1");
	struct fake_token node = { .kind = FAKE_BEGIN, .name = "signature-1" };
	struct fake_token end = { .kind = FAKE_END };

	(void)state;
	fake_init(&fake);
	for (uint32_t at = 1; at < fake.n_tokens; at++) {
		bool is_behind_node = fake.tokens[at - 1].kind == FAKE_END;

		fake_insert(&fake, at, &unknown);
		assert_int_equal(parse(), is_behind_node ? STATUS_STRUCTURE : STATUS_PROPERTY);
		fake_init(&fake);
	}
	for (uint32_t at = 1; at + 1 < fake.n_tokens; at++) {
		fake_insert(&fake, at, &end);
		fake_insert(&fake, at, &node);
		assert_int_not_equal(parse(), STATUS_OK);
		fake_init(&fake);
	}
}

/* Every value one byte shorter, one byte longer, and empty. */
static void test_value_sizes(void **state)
{
	(void)state;
	fake_init(&fake);
	for (uint32_t at = 0; at < fake.n_tokens; at++) {
		if (fake.tokens[at].kind != FAKE_PROP)
			continue;
		fake.tokens[at].size--;
		assert_int_not_equal(parse(), STATUS_OK);
		fake_init(&fake);
		fake.tokens[at].size++;
		assert_int_not_equal(parse(), STATUS_OK);
		fake_init(&fake);
		fake.tokens[at].size = 0;
		assert_int_not_equal(parse(), STATUS_OK);
		fake_init(&fake);
	}
}

static void test_texts(void **state)
{
	static const struct text_case cases[] = {
		{ "/description", "\x1f", STATUS_VALUE },
		{ "/description", "\x7f", STATUS_VALUE },
		{ "/description", "\xc3\xa4", STATUS_VALUE },
		{ "/description", "", STATUS_OK },
		{ "/xpack,system", "", STATUS_VALUE },
		{ "/xpack,board", "", STATUS_VALUE },
		{ "/xpack,board", "other", STATUS_VALUE }, /* compatible is not equal any more */
		{ "/xpack,protocol", "raw", STATUS_OK },
		{ "/xpack,protocol", "multiboot", STATUS_OK },
		{ "/xpack,protocol", "multi", STATUS_VALUE },
		{ "/xpack,protocol", "", STATUS_VALUE },
		{ "host-0/type", "", STATUS_VALUE },
		{ "host-0/compression", "lz4", STATUS_OK },
		{ "control.zero/compression", "lz4", STATUS_COMPRESSION },
		{ "system/compression", "lz4", STATUS_COMPRESSION }, /* a device tree */
		{ "host-0/compression", "gzip", STATUS_VALUE },
		{ "host-0/xpack,kind", "module", STATUS_OK },
		{ "host-0/xpack,kind", "blob", STATUS_OK },
		{ "host-0/xpack,kind", "zero", STATUS_VALUE }, /* it has data */
		{ "host-0/xpack,kind", "segments", STATUS_VALUE },
		{ "control.zero/xpack,kind", "segment", STATUS_VALUE }, /* it has none */
		{ "system/xpack,kind", "blob", STATUS_REFERENCE },      /* fdt names a dtb */
		{ "hash-1/algo", "sha1", STATUS_VALUE },
		{ "configurations/default", "conf-2", STATUS_CONFIGURATION },
		{ "conf-1/kernel", "control.code", STATUS_REFERENCE },
		{ "conf-1/kernel", "none", STATUS_REFERENCE },
		{ "conf-1/kernel", "system", STATUS_REFERENCE },
		{ "conf-1/fdt", "none", STATUS_REFERENCE },
		{ "conf-1/fdt", "host-0", STATUS_REFERENCE },
		{ "conf-1/fdt", "control.code", STATUS_REFERENCE },
		{ "conf-1/loadables", "control.code", STATUS_REFERENCE },
		{ "conf-1/loadables", "control.zero", STATUS_REFERENCE },
		{ "conf-1/compatible", "leon3", STATUS_VALUE },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_init(&fake);
		fake_set_text(fake_find(&fake, cases[i].path), cases[i].text);
		if (parse() == cases[i].wanted)
			continue;
		fail_msg("%s = %s: wanted 0x%x, got 0x%x", cases[i].path, cases[i].text,
			 cases[i].wanted, parse());
	}
}

struct number_case {
	const char *path;
	uint32_t number;
	enum status wanted;
};

static void test_numbers(void **state)
{
	static const struct number_case cases[] = {
		{ "/#address-cells", 2, STATUS_VALUE },
		{ "/xpack,format", 2, STATUS_VALUE },
		{ "/xpack,format", 0, STATUS_VALUE },
		{ "/timestamp", 0xffffffff, STATUS_OK },
		{ "host-0/data-offset", 8, STATUS_LAYOUT },
		{ "control.code/data-offset", 0x105, STATUS_LAYOUT },
		{ "control.code/data-offset", 0, STATUS_LAYOUT },
		{ "control.code/data-offset", 0x110, STATUS_LAYOUT },
		{ "host-0/data-size", 0, STATUS_VALUE },
		{ "host-0/data-size", 0x301, STATUS_VALUE }, /* mem-size is 0x300 */
		{ "host-0/data-size", 0x109, STATUS_LAYOUT },
		{ "control.zero/data-size", 1, STATUS_VALUE },
		{ "control.zero/xpack,mem-size", 0, STATUS_VALUE },
		{ "host-0/xpack,mem-size", 0x104, STATUS_VALUE },
		{ "host-0/xpack,mem-size", 0x105, STATUS_OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_init(&fake);
		fake_set_u32(fake_find(&fake, cases[i].path), cases[i].number);
		if (parse() == cases[i].wanted)
			continue;
		fail_msg("%s = 0x%x: wanted 0x%x, got 0x%x", cases[i].path, cases[i].number,
			 cases[i].wanted, parse());
	}
}

/* Ends are within 32 bits, counted from the container's start and with padding. */
static void test_far_ends(void **state)
{
	uint32_t room;

	(void)state;
	fake_init(&fake);
	fake_write(&fake);
	room = 0xfffffff8 - fake.manifest_size - 0x148;
	for (uint32_t extra = 0; extra < 2; extra++) {
		fake_init(&fake);
		fake_set_u32(fake_find(&fake, "system/data-size"), room + extra);
		fake_set_u32(fake_find(&fake, "system/xpack,mem-size"), UINT32_MAX);
		assert_int_equal(parse(), extra == 0 ? STATUS_OK : STATUS_LAYOUT);
		if (extra == 0)
			assert_int_equal(container_end(&container), 0xfffffff8);
	}
}

static void test_names(void **state)
{
	static const char *const bad[] = { "Host", "host@0", "host_0", "host 0", "host/0",
					   "",     "..",     "-host",  ".host" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		fake_init(&fake);
		strcpy(fake_find(&fake, "host-0/")->name, bad[i]);
		assert_int_equal(parse(), STATUS_NAME);
	}
	fake_init(&fake);
	fake.images[1].name = fake.images[2].name;
	fake_tokenize(&fake);
	assert_int_equal(parse(), STATUS_NAME);
	fake_init(&fake);
	strcpy(fake_find(&fake, "images/")->name, "image");
	assert_int_equal(parse(), STATUS_STRUCTURE);
	fake_init(&fake);
	strcpy(fake_find(&fake, "conf-1/")->name, "conf-2");
	assert_int_equal(parse(), STATUS_CONFIGURATION);
	fake_init(&fake);
	strcpy(fake_find(&fake, "hash-1/")->name, "hash-2");
	assert_int_equal(parse(), STATUS_STRUCTURE);
}

/* The index of a token in the list. */
static uint32_t index_of(const char *path)
{
	return (uint32_t)(fake_find(&fake, path) - fake.tokens);
}

static void test_entries(void **state)
{
	struct fake_token entry;

	(void)state;
	fake_init(&fake);
	entry = *fake_find(&fake, "host-0/entry");
	fake_remove(&fake, index_of("host-0/entry"));
	assert_int_equal(parse(), STATUS_ENTRY);
	fake_init(&fake);
	fake_insert(&fake, index_of("control.code/data-offset"), &entry);
	assert_int_equal(parse(), STATUS_ENTRY);
	fake_init(&fake);
	fake_find(&fake, "host-0/entry")->size = 8;
	assert_int_equal(parse(), STATUS_VALUE);
}

static void test_modules(void **state)
{
	struct fake_token module = fake_property("xpack,module", "arg=1");
	uint32_t at;

	(void)state;
	fake_init(&fake);
	at = index_of("control.code/xpack,mem-size") + 1;
	fake_insert(&fake, at, &module);
	assert_int_equal(parse(), STATUS_PROPERTY); /* not a module */
	fake_set_text(fake_find(&fake, "control.code/xpack,kind"), "module");
	assert_int_equal(parse(), STATUS_OK);
	assert_text(images[1].module, "arg=1");
	fake_set_text(fake_find(&fake, "control.code/xpack,module"), "");
	assert_int_equal(parse(), STATUS_VALUE);
}

static void test_references(void **state)
{
	struct fake_token *list;

	(void)state;
	fake_init(&fake); /* no images at all */
	fake.n_images = 0;
	fake_tokenize(&fake);
	assert_int_equal(parse(), STATUS_REFERENCE);
	fake_init(&fake); /* the right names in another order */
	list = fake_find(&fake, "conf-1/loadables");
	memcpy(list->value, "control.zero\0control.code", list->size);
	assert_int_equal(parse(), STATUS_REFERENCE);
	fake_init(&fake); /* one more */
	list = fake_find(&fake, "conf-1/loadables");
	memcpy(list->value + list->size, "system", 7);
	list->size += 7;
	assert_int_equal(parse(), STATUS_REFERENCE);
	fake_init(&fake); /* kernel and fdt are the same */
	fake.images[0].kind = "dtb";
	fake.fdt = FAKE_NONE;
	fake_tokenize(&fake);
	assert_int_equal(parse(), STATUS_OK);
	fake_insert(&fake, index_of("conf-1/loadables"),
		    &(struct fake_token){
			    .kind = FAKE_PROP, .name = "fdt", .value = "host-0", .size = 7 });
	assert_int_equal(parse(), STATUS_REFERENCE);
	fake_init(&fake); /* present and empty, where there is none */
	fake.n_images = 1;
	fake.fdt = FAKE_NONE;
	fake_tokenize(&fake);
	fake_insert(&fake, index_of("conf-1/compatible"),
		    &(struct fake_token){ .kind = FAKE_PROP, .name = "loadables" });
	assert_int_equal(parse(), STATUS_REFERENCE);
}

static void test_capacity(void **state)
{
	(void)state;
	fake_init(&fake);
	assert_int_equal(parse(), STATUS_OK);
	for (uint32_t capacity = 0; capacity < 4; capacity++)
		assert_int_equal(container_parse((struct span){ fake.bytes, fake.manifest_size },
						 images, capacity, &container),
				 STATUS_TOO_MANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_all),
		cmocka_unit_test(test_reads_images),
		cmocka_unit_test(test_agrees_with_libfdt),
		cmocka_unit_test(test_smallest),
		cmocka_unit_test(test_every_token),
		cmocka_unit_test(test_unknown_property),
		cmocka_unit_test(test_value_sizes),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_far_ends),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_capacity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
