/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <string.h>

#include "cmocka_all.h"
#include "expect.h"
#include "fake_spi.h"
#include "xpack/spinor.h"

struct scene {
	struct fake_spi fake;
	struct spimctrl ctrl;
	struct spinor nor;
};

static void begin(struct scene *scene, void **state)
{
	fake_spi_begin(&scene->fake, state);
	assert_int_equal(
		spimctrl_find(&scene->ctrl, &scene->fake.link, &scene->fake.found, FAKE_SPI_MEMORY),
		0);
}

static int find(struct scene *scene)
{
	int code = spinor_find(&scene->nor, &scene->ctrl, FAKE_SPI_SIZE);

	assert_false(scene->ctrl.is_user);
	assert_int_equal(scene->fake.control, 8);
	scene->fake.log[0] = '\0';
	return code;
}

static void it_describes_itself(void **state)
{
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	assert_string_equal(spinor_text(&scene.nor),
			    "SPI chip c22010 of 65536 bytes, blocks of 4096 bytes");
	assert_int_equal(scene.nor.page, 256);
	assert_int_equal(scene.nor.n_address, 3);
	assert_int_equal(scene.nor.erase_command, 0x20);
	assert_int_equal(scene.nor.program_command, 0x02);
}

static void the_other_clock_is_tried(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.fake.slow = 0;
	assert_int_equal(find(&scene), 0);
	assert_true(scene.ctrl.alternate);
}

static void expect_refusal(struct scene *scene, void **state, const char *report)
{
	struct fixture *fixture = *state;

	assert_int_equal(find(scene), -1);
	expect_report(fixture->diag, report);
	fixture_forget(fixture);
}

static void descriptions_that_make_no_sense(void **state)
{
	static const size_t places[] = { 0x14, 0x10 + 28, 0x10 + 40, 11 };
	static const uint8_t values[] = { 0xfe, 5, 0xf0, 4 };
	struct scene scene;

	for (size_t i = 0; i < 4; i++) {
		begin(&scene, state);
		scene.fake.sfdp[places[i]] = values[i];
		expect_refusal(&scene, state,
			       "fake:: error: [target] the SPI chip's description "
			       "of itself makes no sense\n");
	}
	begin(&scene, state);
	scene.fake.sfdp[0] = 'X';
	expect_refusal(&scene, state,
		       "fake:: error: [target] the SPI chip c22010 does not "
		       "describe itself (SFDP)\n");
	begin(&scene, state);
	scene.fake.id[0] = 0xff;
	expect_refusal(&scene, state,
		       "fake:: error: [target] there is no SPI chip: nothing "
		       "answers behind the controller\n");
}

static void it_erases_and_programs(void **state)
{
	static const uint8_t bytes[] = { 0x12, 0x34, 0x56 };
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	scene.fake.data[0x1010] = 0;
	assert_int_equal(spinor_erase(&scene.nor, 0x1000, 0x1000), 0);
	assert_int_equal(scene.fake.data[0x1010], 0xff);
	fake_spi_expect(&scene.fake, "[0b 00 10 10 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff "
				     "ff ff][05 ff ff][06][05 ff ff][20 00 10 00][05 ff ff]");
	assert_int_equal(spinor_program(&scene.nor, 0x10fe, (struct span){ bytes, 3 }), 0);
	fake_spi_expect(&scene.fake, "[05 ff ff][06][05 ff ff][02 00 10 fe 12 34][05 ff ff]"
				     "[05 ff ff][06][05 ff ff][02 00 11 00 56][05 ff ff]");
	assert_memory_equal(scene.fake.data + 0x10fe, bytes, 3);
	assert_int_equal(scene.fake.wrong, 0);
}

/* What is erased is looked at and left alone, and so is what is to be 0xff. */
static void nothing_to_do(void **state)
{
	struct scene scene;
	uint8_t bytes[600];

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	assert_int_equal(spinor_erase(&scene.nor, 0, 0x1000), 0);
	fake_spi_expect(&scene.fake, "[0b 00 00 00 ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff "
				     "ff ff]");
	memset(bytes, 0xff, sizeof(bytes));
	assert_int_equal(spinor_program(&scene.nor, 0, (struct span){ bytes, 600 }), 0);
	fake_spi_expect(&scene.fake, "");
}

static void failures_are_clear(void **state)
{
	struct fixture *fixture = *state;
	const uint8_t byte = 0;
	struct scene scene;

	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	scene.fake.data[0] = 0;
	scene.fake.is_worn = true;
	assert_int_equal(spinor_erase(&scene.nor, 0, 0x1000), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot erase at 0x00000000 of the SPI chip: the "
		      "chip says nothing, and its contents are others\n");
	fixture_forget(fixture);
	begin(&scene, state);
	assert_int_equal(find(&scene), 0);
	scene.nor.program_ms = 1;
	scene.fake.is_stuck = true;
	assert_int_equal(spinor_program(&scene.nor, 0x2000, (struct span){ &byte, 1 }), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot program at 0x00002000 of the SPI chip: the "
		      "chip is not ready within its own time\n");
	assert_false(scene.ctrl.is_user);
	assert_int_equal(scene.fake.wrong, 0);
}

static void protection_is_opened_and_closed(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.fake.status = 0xdc;
	assert_int_equal(find(&scene), 0);
	assert_int_equal(spinor_open(&scene.nor), 0);
	assert_int_equal(scene.fake.status, 0xc0);
	fake_spi_expect(&scene.fake,
			"[05 ff ff][05 ff ff][06][05 ff ff][01 c0][05 ff ff][05 ff ff]");
	assert_int_equal(spinor_restore(&scene.nor), 0);
	assert_int_equal(scene.fake.status, 0xdc);
	scene.fake.log[0] = '\0';
	assert_int_equal(spinor_restore(&scene.nor), 0);
	fake_spi_expect(&scene.fake, "");
}

static void protection_that_stays(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene, state);
	scene.fake.status = 0x84;
	scene.fake.is_fixed = true;
	assert_int_equal(find(&scene), 0);
	assert_int_equal(spinor_open(&scene.nor), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot open the protected blocks of the SPI chip: "
		      "its status is 0x84, not 0x80\n");
	assert_int_equal(scene.fake.control, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_describes_itself),
		FIXTURE_TEST(the_other_clock_is_tried),
		FIXTURE_TEST(descriptions_that_make_no_sense),
		FIXTURE_TEST(it_erases_and_programs),
		FIXTURE_TEST(nothing_to_do),
		FIXTURE_TEST(failures_are_clear),
		FIXTURE_TEST(protection_is_opened_and_closed),
		FIXTURE_TEST(protection_that_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
