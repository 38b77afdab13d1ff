/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* How the protection of makers' chips is opened, and closed again with nothing else changed. */

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

static void find(struct scene *scene)
{
	assert_int_equal(spinor_find(&scene->nor, &scene->ctrl, FAKE_SPI_SIZE), 0);
	scene->fake.log[0] = '\0';
}

/* The description has 15 words, and of the last one these bits. */
static void put_word_15(struct scene *scene, unsigned told)
{
	scene->fake.sfdp[0x0b] = 15;
	scene->fake.sfdp[0x10 + 4 * 14 + 2] = (uint8_t)(told << 4);
}

/* Registers that were found, those that are open, and what is sent for that: of makers and of what
 * word 15 tells, 8 where there is none. */
static const struct {
	uint8_t id[2];
	unsigned told;
	uint8_t found[2], open[2];
	const char *sent;
} protections[] = {
	{ { 0xc2, 0x20 }, 2, { 0xfc, 0 }, { 0xc0, 0 }, "[01 c0]" },
	{ { 0xc2, 0x20 }, 8, { 0xfc, 0 }, { 0xc0, 0 }, "[01 c0]" },
	/* A second register that is lost with the first, kept, or has its own command. */
	{ { 0xef, 0x40 }, 8, { 0x1c, 2 }, { 0x00, 2 }, "[01 00 02]" },
	{ { 0xef, 0x40 }, 7, { 0x1c, 2 }, { 0x00, 2 }, "[01 00 02]" },
	{ { 0xef, 0x40 }, 1, { 0x1c, 2 }, { 0x00, 2 }, "[01 00 02]" },
	{ { 0xef, 0x40 }, 4, { 0x1c, 2 }, { 0x00, 2 }, "[01 00]" },
	{ { 0xef, 0x40 }, 6, { 0x1c, 2 }, { 0x00, 2 }, "[01 00]" },
	{ { 0xc2, 0x20 }, 5, { 0x1c, 2 }, { 0x00, 2 }, "[01 00 02]" },
	{ { 0xc2, 0x20 }, 4, { 0x1c, 2 }, { 0x00, 2 }, "[01 00]" },
	{ { 0xef, 0x40 }, 0, { 0x1c, 2 }, { 0x00, 2 }, "[01 00]" },
	{ { 0xef, 0x40 }, 3, { 0x1c, 2 }, { 0x00, 2 }, "[01 00]" },
	/* The bit there that turns protection round. */
	{ { 0xef, 0x40 }, 5, { 0x00, 0x4a }, { 0x00, 0x0a }, "[01 00 0a]" },
	{ { 0xc8, 0x40 }, 4, { 0x84, 0x4a }, { 0x80, 0x0a }, "[01 80 0a]" },
	{ { 0x01, 0x60 }, 6, { 0x20, 0x40 }, { 0x00, 0 }, "[01 00][31 00]" },
	{ { 0x01, 0x20 }, 5, { 0x1c, 0x4a }, { 0x00, 0x4a }, "[01 00 4a]" },
	{ { 0x01, 0x20 }, 5, { 0x60, 0x4a }, { 0x60, 0x4a }, "" },
	{ { 0x34, 0x2a }, 0, { 0x7c, 0 }, { 0x60, 0 }, "[01 60]" },
	{ { 0x20, 0xba }, 0, { 0xfc, 0 }, { 0xa0, 0 }, "[01 a0]" },
	{ { 0x20, 0x40 }, 0, { 0xfc, 0 }, { 0xc0, 0 }, "[01 c0]" },
	{ { 0x1f, 0x87 }, 4, { 0x3c, 2 }, { 0x00, 2 }, "[01 00]" },
	{ { 0x1f, 0x45 }, 8, { 0x1c, 0 }, { 0x1c, 0 }, "" },
	{ { 0xbf, 0x26 }, 5, { 0x3c, 2 }, { 0x3c, 2 }, "" },
	{ { 0x77, 0x20 }, 8, { 0x7c, 2 }, { 0x7c, 2 }, "" },
};

static void tell_registers(struct scene *scene, size_t i)
{
	memcpy(scene->fake.id, protections[i].id, 2);
	scene->fake.status = protections[i].found[0];
	scene->fake.second = protections[i].found[1];
	scene->fake.is_lost = true;
	if (protections[i].told == 8)
		return;
	scene->fake.is_lost =
		protections[i].told == 1 || protections[i].told == 5 || protections[i].told == 7;
	put_word_15(scene, protections[i].told);
}

/* What changes something, of all that was sent. */
static void expect_sent(struct scene *scene, const char *sent)
{
	char found[64] = "";
	const char *at = scene->fake.log;

	while ((at = strchr(at, '[')) != NULL) {
		size_t n = strcspn(at, "]") + 1;

		if (strncmp(at, "[01", 3) == 0 || strncmp(at, "[31", 3) == 0)
			strncat(found, at, n);
		at += n;
	}
	assert_string_equal(found, sent);
	scene->fake.log[0] = '\0';
}

static void protection_of_makers(void **state)
{
	struct scene scene;

	for (size_t i = 0; i < sizeof(protections) / sizeof(protections[0]); i++) {
		begin(&scene, state);
		tell_registers(&scene, i);
		find(&scene);
		assert_int_equal(spinor_open(&scene.nor), 0);
		expect_sent(&scene, protections[i].sent);
		assert_int_equal(scene.fake.status, protections[i].open[0]);
		assert_int_equal(scene.fake.second, protections[i].open[1]);
		assert_int_equal(spinor_restore(&scene.nor), 0);
		assert_int_equal(scene.fake.status, protections[i].found[0]);
		assert_int_equal(scene.fake.second, protections[i].found[1]);
	}
}

/* A second register that would be lost: of a maker whose chips may have no command to read it, and
 * of one whose chip does not know the command. */
static void protection_that_cannot_be_kept(void **state)
{
	static const uint8_t makers[] = { 0xc2, 0xef };
	struct fixture *fixture = *state;
	struct scene scene;

	for (size_t i = 0; i < sizeof(makers); i++) {
		begin(&scene, state);
		scene.fake.id[0] = makers[i];
		put_word_15(&scene, 1);
		scene.fake.status = 0x1c;
		scene.fake.second = 0xff;
		find(&scene);
		assert_int_equal(spinor_open(&scene.nor), -1);
		expect_report(fixture->diag,
			      "fake:: error: [target] cannot open the protected blocks of the SPI "
			      "chip: its second status register would be lost, for it cannot be "
			      "read\n");
		assert_string_equal(scene.fake.log, i == 0 ? "[05 ff]" : "[05 ff][35 ff]");
		assert_int_equal(spinor_restore(&scene.nor), 0);
		assert_int_equal(scene.fake.status, 0x1c);
		fixture_forget(fixture);
	}
}

static void protection_is_opened_and_closed(void **state)
{
	struct scene scene;

	begin(&scene, state);
	scene.fake.status = 0xdc;
	find(&scene);
	assert_int_equal(spinor_open(&scene.nor), 0);
	assert_int_equal(scene.fake.status, 0xc0);
	fake_spi_expect(&scene.fake, "[05 ff][05 ff ff][06][05 ff ff][01 c0][05 ff ff][05 ff]");
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
	find(&scene);
	assert_int_equal(spinor_open(&scene.nor), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] cannot open the protected blocks of the SPI chip: "
		      "its status is 0x84, not 0x80\n");
	assert_int_equal(spinor_restore(&scene.nor), 0);
	assert_int_equal(scene.fake.control, 8);
}

static void protection_that_stays_open_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	begin(&scene, state);
	scene.fake.status = 0x1c;
	find(&scene);
	assert_int_equal(spinor_open(&scene.nor), 0);
	scene.fake.is_fixed = true;
	assert_int_equal(spinor_restore(&scene.nor), -1);
	expect_report(
		fixture->diag,
		"fake:: error: [target] cannot protect the blocks again of the SPI chip: "
		"its status is 0x00, not 0x1c\n"
		"fake:: error: [target] the protected blocks of the SPI chip were left open\n");
}

/* A bad line may make of a command one that writes the register. */
static void a_bad_line_may_change_the_registers(void **state)
{
	struct buslink_kind noisy;
	struct scene scene;

	begin(&scene, state);
	find(&scene);
	noisy = *scene.fake.link.kind;
	noisy.is_sure = false;
	scene.fake.link.kind = &noisy;
	assert_int_equal(spinor_open(&scene.nor), 0);
	scene.fake.log[0] = '\0';
	assert_int_equal(spinor_restore(&scene.nor), 0);
	fake_spi_expect(&scene.fake, "[05 ff ff][05 ff][05 ff]");
	assert_int_equal(spinor_open(&scene.nor), 0);
	scene.fake.status = 0xfc;
	assert_int_equal(spinor_restore(&scene.nor), 0);
	assert_int_equal(scene.fake.status, 0);
	assert_int_equal(scene.fake.control, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(protection_of_makers),
		FIXTURE_TEST(protection_that_cannot_be_kept),
		FIXTURE_TEST(protection_is_opened_and_closed),
		FIXTURE_TEST(protection_that_stays),
		FIXTURE_TEST(protection_that_stays_open_is_told),
		FIXTURE_TEST(a_bad_line_may_change_the_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
