/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* imagefile and bootimage: a container that was really packed and signed, and what is refused. */

#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "elf_builder.h"
#include "expect.h"
#include "keys.h"
#include "loader/params.h"
#include "loader/prom.h"
#include "scene.h"
#include "whole.h"
#include "xpack/bootimage.h"
#include "xpack/imagefile.h"
#include "xpack/refusal.h"
#include "xpack/sign.h"

#define LOADER_SIZE 0x1f0u
#define PARAMS_OFFSET 0x200u

/* A packed system; key is the one that signed it. */
struct packed {
	struct fixture *fixture;
	struct buf bytes;
	struct key key;
};

static struct packed pack_scene(struct scene *scene, EVP_PKEY *pair)
{
	struct packed packed = { .fixture = scene->fixture };
	const struct secret_source none = { NULL, NULL };
	struct diag *diag = scene->fixture->diag;
	struct signer *signer;

	keys_write_private("private", pair, NULL);
	keys_write_public("public", pair);
	signer = sign_open(scene->fixture->arena, diag, "private", &none);
	assert_non_null(signer);
	assert_int_equal(whole_container(diag, scene->system, &scene->table, 0, &packed.bytes), 0);
	assert_int_equal(sign_container(diag, signer, &packed.bytes), 0);
	sign_close(signer);
	return packed;
}

/* The key is read where it stays: it points into itself. */
static void pack_sample(struct fixture *fixture, struct packed *packed)
{
	struct scene scene = scene_of(fixture);

	assert_int_equal(scene_place(&scene), 0);
	*packed = pack_scene(&scene, keys_rsa(2048));
	assert_int_equal(key_read_public(fixture->diag, "public", &packed->key), 0);
}

static int verify(struct packed *packed, struct imagefile *file)
{
	struct diag *diag = packed->fixture->diag;

	if (imagefile_of(diag, "image", buf_span(&packed->bytes), file) != 0)
		return -1;
	return imagefile_verify(packed->fixture->arena, diag, file, &packed->key);
}

static void expect_refused(struct packed *packed, const char *report)
{
	struct imagefile file;

	assert_int_equal(verify(packed, &file), -1);
	expect_report(packed->fixture->diag, report);
	assert_int_equal(diag_exit_code(packed->fixture->diag), EXIT_TRUST);
	fixture_forget(packed->fixture);
}

/* The report of a refusal as a whole. */
static char *refusal(struct arena *arena, const char *id, enum status status)
{
	return arena_printf(arena,
			    "image: error: [%s] refused with code 0x%02x: %s\n"
			    "image: help: docs/loader-codes.md says what to look at\n",
			    id, (unsigned)status, refusal_text(status));
}

static void expect_status(struct packed *packed, enum status status)
{
	expect_refused(packed, refusal(packed->fixture->arena, "not-authentic", status));
}

/* The same for one image, by its hash. */
static void expect_hash(struct packed *packed, const char *name)
{
	expect_refused(packed,
		       arena_printf(packed->fixture->arena,
				    "image: error: [not-authentic] image '%s' refused with code "
				    "0x70: %s\n",
				    name, refusal_text(STATUS_HASH)));
}

static void every_refusal_has_words_of_its_own(void **state)
{
	const char *texts[256];
	size_t n = 0;

	(void)state;
	for (unsigned i = 1; i < 256; i++) {
		const char *text = refusal_text((enum status)i);

		/* A code is one that the loader has a word for. */
		if (strcmp(status_text((enum status)i), "?") == 0)
			continue;
		assert_true(strlen(text) > strlen(status_text((enum status)i)));
		for (size_t j = 0; j < n; j++)
			assert_string_not_equal(texts[j], text);
		texts[n++] = text;
	}
	assert_int_equal(n, 35);
	assert_string_equal(refusal_text((enum status)0xff), "?");
}

static void a_packed_system_is_authentic(void **state)
{
	struct fixture *fixture = *state;
	struct imagefile file;
	struct packed packed;

	pack_sample(fixture, &packed);
	assert_int_equal(verify(&packed, &file), 0);
	expect_report(fixture->diag, "");
	assert_false(file.is_boot_image);
	assert_int_equal(file.parsed.n_images, 10);
	assert_true(span_is(file.parsed.images[0].name, "xhost.segment-0"));
	assert_int_equal(imagefile_data(&file, &file.parsed.images[0]).size, 0x2001);
	assert_int_equal(imagefile_data(&file, &file.parsed.images[0]).data[5], 5);
	buf_free(&packed.bytes);
}

static void a_packed_system_is_authentic_with_p256(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene = scene_of(fixture);
	struct imagefile file;
	struct packed packed;

	assert_int_equal(scene_place(&scene), 0);
	packed = pack_scene(&scene, keys_ec("P-256"));
	assert_int_equal(key_read_public(fixture->diag, "public", &packed.key), 0);
	assert_int_equal(verify(&packed, &file), 0);
	buf_free(&packed.bytes);
}

static void another_key_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct packed packed;

	pack_sample(fixture, &packed);
	keys_write_public("public", keys_ec("P-256"));
	assert_int_equal(key_read_public(fixture->diag, "public", &packed.key), 0);
	expect_status(&packed, STATUS_NO_KEY);
	buf_free(&packed.bytes);
}

/* A byte of each kind. */
static void damage_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct packed packed;
	uint32_t total;
	size_t size;

	pack_sample(fixture, &packed);
	total = get_be32(packed.bytes.data + 4);
	packed.bytes.data[0x70] ^= 1; /* in the signature */
	expect_status(&packed, STATUS_SIGNATURE);
	packed.bytes.data[0x70] ^= 1;
	packed.bytes.data[total - 9] ^= 1; /* in the strings */
	expect_status(&packed, STATUS_SIGNATURE);
	packed.bytes.data[total - 9] ^= 1;
	packed.bytes.data[total + 0x2001] ^= 1; /* behind the first image */
	expect_status(&packed, STATUS_PADDING);
	packed.bytes.data[total + 0x2001] ^= 1;
	packed.bytes.data[total] ^= 1;
	expect_hash(&packed, "xhost.segment-0");
	packed.bytes.data[total] ^= 1;
	size = packed.bytes.size;
	buf_put(&packed.bytes, NULL, 8);
	expect_status(&packed, STATUS_END);
	for (packed.bytes.size = 4; packed.bytes.size < size; packed.bytes.size += 977)
		expect_status(&packed, STATUS_TRUNCATED);
	buf_free(&packed.bytes);
}

/* The tree tells what RAM there is; it is believed only when its own hash held. */
static void a_damaged_tree_is_not_believed(void **state)
{
	struct fixture *fixture = *state;
	struct imagefile file;
	struct packed packed;
	const struct image *tree;
	uint8_t *data;

	pack_sample(fixture, &packed);
	assert_int_equal(verify(&packed, &file), 0);
	tree = &file.parsed.images[file.parsed.fdt];
	data = packed.bytes.data + file.parsed.total_size + tree->data_offset;
	for (uint32_t i = 0; i < tree->data_size; i += 3) {
		data[i] ^= 0x10;
		expect_hash(&packed, "xhost.dtb");
		data[i] ^= 0x10;
	}
	buf_free(&packed.bytes);
}

/* Signed with the right key, and yet not to be placed. */
static void destinations_are_held_against_the_tree(void **state)
{
	static const struct {
		uint32_t load;
		enum status status;
	} wrong[] = {
		{ 0x00100000, STATUS_OUTSIDE_RAM },
		{ 0x80000100, STATUS_OUTSIDE_RAM },
		{ 0x48000000, STATUS_OUTSIDE_RAM },
		{ 0xffffff80, STATUS_OUTSIDE_RAM },
		{ SAMPLE_CODE, STATUS_OVERLAP },
		{ 0, STATUS_RESERVED }, /* the work area, below */
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct scene scene = scene_of(fixture);
		struct packed packed;

		assert_int_equal(scene_place(&scene), 0);
		scene.table.images[3].load =
			wrong[i].load != 0 ? wrong[i].load : scene.table.work.start + 8;
		packed = pack_scene(&scene, keys_rsa(2048));
		assert_int_equal(key_read_public(fixture->diag, "public", &packed.key), 0);
		expect_status(&packed, wrong[i].status);
		buf_free(&packed.bytes);
	}
}

static void reading_without_a_key(void **state)
{
	struct fixture *fixture = *state;
	struct imagefile file;
	struct packed packed;
	uint32_t total;

	pack_sample(fixture, &packed);
	total = get_be32(packed.bytes.data + 4);
	memset(packed.bytes.data + 0x38, 0, 552); /* unsigned */
	packed.bytes.data[total] ^= 1;
	assert_int_equal(imagefile_of(fixture->diag, "image", buf_span(&packed.bytes), &file), 0);
	assert_int_equal(imagefile_parse(fixture->arena, fixture->diag, &file), 0);
	assert_int_equal(file.parsed.n_images, 10);
	assert_int_equal(imagefile_check_hash(fixture->diag, &file, &file.parsed.images[1]), 0);
	assert_int_equal(imagefile_check_hash(fixture->diag, &file, &file.parsed.images[0]), -1);
	expect_id(fixture->diag, "not-authentic");
	fixture_forget(fixture);
	/* Not canonical: a NOP token instead of the root's BEGIN. */
	packed.bytes.data[0x498 + 3] = 4;
	assert_int_equal(imagefile_parse(fixture->arena, fixture->diag, &file), -1);
	expect_report(fixture->diag, refusal(fixture->arena, "not-canonical", STATUS_STRUCTURE));
	buf_free(&packed.bytes);
}

static void files_are_opened(void **state)
{
	struct fixture *fixture = *state;
	struct imagefile file;

	assert_int_equal(imagefile_open(fixture->diag, "none", &file), -1);
	expect_id(fixture->diag, "file-read");
	fixture_forget(fixture);
	fixture_write("image", "");
	assert_int_equal(imagefile_open(fixture->diag, "image", &file), -1);
	expect_report(fixture->diag, "image: error: [not-an-image] this is neither a container nor "
				     "a boot image of a known loader\n");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_TRUST);
	fixture_forget(fixture);
	fixture_write("image", "\xd0\x0d\xfe\xed");
	assert_int_equal(imagefile_open(fixture->diag, "image", &file), 0);
	assert_int_equal(imagefile_parse(fixture->arena, fixture->diag, &file), -1);
	expect_report(fixture->diag, refusal(fixture->arena, "not-canonical", STATUS_TRUNCATED));
	imagefile_close(&file);
}

/* A loader as far as the tool looks at it: its mark, and the symbol of its parameter block. */
static void install_loader(uint8_t fill)
{
	uint8_t code[LOADER_SIZE];
	struct build build;
	struct span elf;
	FILE *file = fopen("loader-leon3-rsa.elf", "w");

	memset(code, fill, sizeof(code));
	put_be32(code + PROM_MARK, PROM_MAGIC);
	put_be32(code + PROM_AT_VERSION, PROM_VERSION);
	put_be32(code + PROM_AT_PARAMS, PARAMS_OFFSET);
	put_be32(code + PROM_AT_END, LOADER_SIZE);
	build_begin(&build, false, true, ET_EXEC, EM_SPARC);
	build_segment(&build, PF_R | PF_X, 0, code, sizeof(code));
	build_symbol(&build, "loader_params", PARAMS_OFFSET, SHN_ABS);
	elf = build_finish(&build);
	assert_non_null(file);
	assert_int_equal(fwrite(elf.data, 1, elf.size, file), elf.size);
	assert_int_equal(fclose(file), 0);
	build_end(&build);
	setenv("XPACK_LIBDIR", ".", 1);
}

/* The container of packed becomes the boot image of it. */
static void make_boot_image(struct packed *packed)
{
	struct fixture *fixture = packed->fixture;
	struct imagefile file;
	struct buf image;

	assert_int_equal(verify(packed, &file), 0);
	assert_int_equal(bootimage_make(fixture->arena, fixture->diag, location_of_file("image"),
					file.container, &file.parsed, &packed->key, &image),
			 0);
	buf_free(&packed->bytes);
	packed->bytes = image;
}

static void a_boot_image_is_loader_parameters_container(void **state)
{
	struct fixture *fixture = *state;
	struct params params;
	struct imagefile file;
	struct packed packed;

	install_loader(0x5a);
	pack_sample(fixture, &packed);
	make_boot_image(&packed);
	assert_int_equal(verify(&packed, &file), 0);
	expect_report(fixture->diag, "");
	assert_true(file.is_boot_image);
	assert_int_equal(file.parsed.n_images, 10);
	assert_int_equal(params_read(bootimage_params(buf_span(&packed.bytes)), &params),
			 STATUS_OK);
	assert_ptr_equal(file.container.data, packed.bytes.data + params.container_addr);
	assert_int_equal(params.container_addr % BOOTIMAGE_ALIGN, 0);
	assert_int_equal(params.container_addr + params.container_size, 0x800000);
	assert_int_equal(params.security_version, 1);
	assert_int_equal(params.manifest_cap, 65536);
	assert_int_equal(params.n_ram, 1);
	assert_int_equal(params_range(params.ram, 0).addr, SAMPLE_HOST);
	assert_int_equal(params.console_addr, 0x80000100);
	assert_int_equal(params.console_scaler, 129);
	assert_true(span_is(params.system, "leon3-two"));
	assert_true(span_is(params.board, "leon3_generic"));
	assert_memory_equal(params.keys[0].id, packed.key.id, 32);
	assert_int_equal(bootimage_ram_size(fixture->arena, file.container, &file.parsed),
			 128u << 20);
	buf_free(&packed.bytes);
}

/* Loader, parameters and the gap in front of the container: no bit of them may differ. */
static void a_boot_image_is_compared_byte_for_byte(void **state)
{
	struct fixture *fixture = *state;
	struct packed packed;

	install_loader(0x5a);
	pack_sample(fixture, &packed);
	make_boot_image(&packed);
	for (size_t i = 0; i < BOOTIMAGE_ALIGN; i += 11) {
		struct imagefile file;

		packed.bytes.data[i] ^= 4;
		assert_int_equal(verify(&packed, &file), -1);
		assert_int_equal(diag_exit_code(fixture->diag), EXIT_TRUST);
		fixture_forget(fixture);
		packed.bytes.data[i] ^= 4;
	}
	packed.bytes.data[3] ^= 4;
	expect_refused(&packed, "image: error: [boot-image] differs at byte 0x3 from the boot "
				"image that the installed loader and this key make of its "
				"container\n");
	packed.bytes.data[3] ^= 4;
	install_loader(0x5b);
	expect_refused(&packed, "image: error: [boot-image] differs at byte 0x0 from the boot "
				"image that the installed loader and this key make of its "
				"container\n");
	buf_free(&packed.bytes);
}

static void a_boot_image_has_to_fit_its_storage(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene = scene_of(fixture);
	struct packed packed;
	struct imagefile file;
	struct buf image;

	install_loader(0x5a);
	scene.system->board.memories[0].size.value = 0x4000;
	assert_int_equal(scene_place(&scene), 0);
	packed = pack_scene(&scene, keys_rsa(2048));
	assert_int_equal(key_read_public(fixture->diag, "public", &packed.key), 0);
	assert_int_equal(verify(&packed, &file), 0);
	assert_int_equal(bootimage_make(fixture->arena, fixture->diag, location_of_file("image"),
					file.container, &file.parsed, &packed.key, &image),
			 -1);
	expect_id(fixture->diag, "bootimage-size");
	buf_free(&packed.bytes);
}

/* The first, 0xff, the second; each is verified, and erased flash may follow. */
static void of_two_containers_both_are_verified(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene = scene_of(fixture);
	struct packed packed;
	struct imagefile file;
	size_t size;

	install_loader(0x5a);
	scene.system->loader.second_container = sample_number(0x20000, 24, 40);
	assert_int_equal(scene_place(&scene), 0);
	packed = pack_scene(&scene, keys_rsa(2048));
	assert_int_equal(key_read_public(fixture->diag, "public", &packed.key), 0);
	size = packed.bytes.size;
	make_boot_image(&packed);
	assert_int_equal(packed.bytes.size, 0x20000 + size);
	memset(buf_put(&packed.bytes, NULL, 100), 0xff, 100);
	assert_int_equal(verify(&packed, &file), 0);
	assert_int_equal(file.container.size, size);
	assert_int_equal(file.second.size, size);
	assert_memory_equal(file.container.data, packed.bytes.data + 0x20000, size);
	assert_false(imagefile_prefers_second(&file));
	packed.bytes.data[0x1ffff] = 0;
	expect_refused(&packed,
		       "image: error: [boot-image] behind a container, at byte 0x1ffff, is "
		       "something else than erased flash\n");
	packed.bytes.data[0x1ffff] = 0xff;
	packed.bytes.data[0x20000 + size + 99] = 0xfe;
	assert_int_equal(verify(&packed, &file), -1);
	expect_id(fixture->diag, "boot-image");
	fixture_forget(fixture);
	packed.bytes.data[0x20000] = 0xff;
	expect_refused(
		&packed,
		"image (second container): error: [not-authentic] refused with code 0x11: its "
		"header is that of a device tree, but not that of a container\n"
		"image (second container): help: docs/loader-codes.md says what to look "
		"at\n"
		"image: help: the first container is authentic\n");
	buf_free(&packed.bytes);
}

static int begin(void **state)
{
	unsetenv("XPACK_LIBDIR");
	return fixture_begin_in_directory(state);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_refusal_has_words_of_its_own),
		TEST(a_packed_system_is_authentic),
		TEST(a_packed_system_is_authentic_with_p256),
		TEST(another_key_is_refused),
		TEST(damage_is_refused),
		TEST(a_damaged_tree_is_not_believed),
		TEST(destinations_are_held_against_the_tree),
		TEST(reading_without_a_key),
		TEST(files_are_opened),
		TEST(a_boot_image_is_loader_parameters_container),
		TEST(a_boot_image_is_compared_byte_for_byte),
		TEST(a_boot_image_has_to_fit_its_storage),
		TEST(of_two_containers_both_are_verified),
	};
	int result = cmocka_run_group_tests(tests, NULL, NULL);

	keys_forget();
	return result;
}
