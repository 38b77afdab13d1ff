/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Which erase command is valid where, by maps of a chip's sectors, right and wrong. */

#include <string.h>

#include "cmocka_all.h"
#include "expect.h"
#include "fake_spi.h"
#include "xpack/spinor.h"

#define BASIC 0x20u
#define MAP_AT 0x60u
#define MAX_WORDS 12u

#define COMMAND(code) (0x80000000u | (code) << 8), 0u
#define MAP(id, n) (2u | (id) << 8 | ((n)-1u) << 16)
#define LAST(id, n) (MAP(id, n) | 1u)
#define REGION(kib, types) (((kib)*4u - 1u) << 8 | (types))
#define OF_4K 1u
#define OF_64K 2u
#define OF_32K 4u

struct scene {
	struct fake_spi fake;
	struct spimctrl ctrl;
	struct spinor nor;
};

static void put_word(struct scene *scene, uint32_t at, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		scene->fake.sfdp[at + i] = (uint8_t)(word >> (8 * i));
}

/* A chip of 64 KiB with three erase types and a map of so many words. */
static int find(struct scene *scene, void **state, const uint32_t *map, uint32_t n)
{
	uint8_t *sfdp = scene->fake.sfdp;

	fake_spi_begin(&scene->fake, state);
	memmove(sfdp + BASIC, sfdp + 0x10, 44);
	sfdp[6] = 1;
	sfdp[0x0c] = BASIC;
	put_word(scene, BASIC + 4 * 7, 0xd810200c);
	put_word(scene, BASIC + 4 * 8, 0x0000520f);
	put_word(scene, 0x10, 0x00010081 | n << 24);
	put_word(scene, 0x14, 0xff000000 | MAP_AT);
	for (uint32_t i = 0; i < n; i++)
		put_word(scene, MAP_AT + 4 * i, map[i]);
	assert_int_equal(
		spimctrl_find(&scene->ctrl, &scene->fake.link, &scene->fake.found, FAKE_SPI_MEMORY),
		0);
	return spinor_find(&scene->nor, &scene->ctrl, FAKE_SPI_SIZE);
}

static const struct {
	uint32_t map[MAX_WORDS];
	uint32_t offset, size, block; /* none: 0 */
	uint8_t command;
} choices[] = {
	{ { LAST(0, 1), REGION(64, OF_4K | OF_64K) }, 0, 0x10000, 0x1000, 0x20 },
	{ { LAST(0, 1), REGION(64, OF_64K) }, 0, 0x1000, 0x10000, 0xd8 },
	{ { LAST(0, 1), REGION(64, 0) }, 0, 0x1000, 0, 0 },
	/* In one region, and in both. */
	{ { LAST(0, 2), REGION(32, OF_4K | OF_32K), REGION(32, OF_32K) }, 0, 0x8000, 0x1000, 0x20 },
	{ { LAST(0, 2), REGION(32, OF_4K | OF_32K), REGION(32, OF_32K) }, 0, 0x8001, 0x8000, 0x52 },
	{ { LAST(0, 2), REGION(32, OF_4K | OF_32K), REGION(32, OF_32K) }, 0x7fff, 2, 0x8000, 0x52 },
	{ { LAST(0, 2), REGION(32, OF_4K | OF_32K), REGION(32, OF_32K) }, 0x8000, 1, 0x8000, 0x52 },
	{ { LAST(0, 2), REGION(32, OF_4K), REGION(32, OF_32K) }, 0x7fff, 1, 0x1000, 0x20 },
	{ { LAST(0, 2), REGION(32, OF_4K), REGION(32, OF_32K) }, 0x7fff, 2, 0, 0 },
	/* The block would reach into another region. */
	{ { LAST(0, 2), REGION(16, OF_32K), REGION(48, OF_4K) }, 0, 0x1000, 0, 0 },
	{ { LAST(0, 2), REGION(48, OF_4K), REGION(16, OF_32K) }, 0xc000, 0x1000, 0, 0 },
	/* Small blocks at the beginning, at the end or nowhere: how it was set up is not asked. */
	{ { COMMAND(0x35u), MAP(0, 2), REGION(32, 7), REGION(32, 6), LAST(1, 2), REGION(32, 6),
	    REGION(32, 7) },
	  0,
	  0x1000,
	  0x8000,
	  0x52 },
	{ { COMMAND(0x35u), COMMAND(0x65u), MAP(0, 2), REGION(32, 1), REGION(32, 2), LAST(3, 1),
	    REGION(64, 2) },
	  0,
	  0x1000,
	  0,
	  0 },
	{ { COMMAND(0x35u), MAP(0, 2), REGION(32, OF_4K), REGION(32, 5), LAST(1, 1),
	    REGION(64, 5) },
	  0xf000,
	  0x1000,
	  0x1000,
	  0x20 },
};

static void what_is_valid_is_chosen(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		uint32_t offset = choices[i].offset, size = choices[i].size;

		assert_int_equal(find(&scene, state, choices[i].map, MAX_WORDS), 0);
		if (choices[i].block != 0) {
			assert_int_equal(spinor_choose(&scene.nor, offset, size), 0);
			assert_int_equal(scene.nor.block, choices[i].block);
			assert_int_equal(scene.nor.erase_command, choices[i].command);
			continue;
		}
		assert_int_equal(spinor_choose(&scene.nor, offset, size), -1);
		expect_report(fixture->diag,
			      arena_printf(fixture->arena,
					   "fake:: error: [target] the SPI chip has no erase "
					   "command that is valid in all of 0x%08x..0x%08x\n",
					   offset, offset + size - 1));
		fixture_forget(fixture);
	}
}

/* Without a map all are valid, as far as the chip goes. */
static void a_chip_without_a_map(void **state)
{
	struct scene scene;

	assert_int_equal(find(&scene, state, NULL, 0), 0);
	assert_int_equal(spinor_choose(&scene.nor, 0, 1), 0);
	assert_int_equal(scene.nor.block, 0x1000);
	assert_int_equal(spinor_choose(&scene.nor, 0xf000, UINT64_MAX), 0);
	assert_int_equal(spinor_choose(&scene.nor, 0x20000, 1), 0);
}

static const struct {
	uint32_t map[MAX_WORDS];
	uint32_t n;
} lies[] = {
	{ { LAST(0, 1), REGION(32, 1) }, 2 },                /* less than the chip */
	{ { LAST(0, 2), REGION(64, 1), REGION(64, 1) }, 3 }, /* more */
	{ { LAST(0, 2), REGION(32, 1), REGION(32, 1) }, 2 }, /* behind the table's end */
	{ { LAST(0, 256), REGION(64, 1) }, MAX_WORDS },
	{ { LAST(0, 1) }, 1 },
	{ { MAP(0, 1), REGION(64, 1) }, 2 }, /* and no last one */
	{ { MAP(0, 1), REGION(64, 1), COMMAND(0x35u) }, 4 },
	{ { COMMAND(0x35u) }, 2 }, /* no map at all */
	{ { COMMAND(0x35u) }, 1 },
	{ { MAP(0, 1), REGION(64, 1), LAST(1, 1), REGION(60, 1) }, 4 },
	{ { 0xffffffff, 0xffffffff, 0xffffffff }, 3 },
};

static void maps_that_make_no_sense(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		assert_int_equal(find(&scene, state, lies[i].map, lies[i].n), -1);
		expect_report(fixture->diag,
			      "fake:: error: [target] the SPI chip's description of itself makes "
			      "no sense: a map of other sectors than the chip's\n");
		fixture_forget(fixture);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(what_is_valid_is_chosen),
		FIXTURE_TEST(a_chip_without_a_map),
		FIXTURE_TEST(maps_that_make_no_sense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
