/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What flash chips say of themselves, right, wrong and at random.  A chip that is believed in spite
 * of it would be erased where nobody asked for it. */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_cfi.h"
#include "random.h"
#include "xpack/nor.h"

#define NONSENSE "fake:: error: [target] the flash's description of itself makes no sense: "

/* Whatever came of it, the chips show their contents at the end. */
static int find(struct nor *nor, struct fake_cfi *liar)
{
	int code = nor_find(nor, &liar->mctrl, liar->base);

	assert_true(!liar->is_asked || (code != 0 && nor->is_asking));
	assert_int_equal(nor_end(nor), 0);
	assert_false(liar->is_asked);
	assert_int_equal(liar->put, nor->set == &nor_intel ? 0xffffffff : 0xf0f0f0f0);
	return code;
}

static void it_is_believed(void **state)
{
	static const unsigned shifts[] = { 0, 1 };
	struct nor nor;
	struct fake_cfi liar;

	for (unsigned chip = 1; chip <= 4; chip *= 2)
		for (size_t i = 0; i < 2; i++) {
			unsigned n = 4 / chip;

			fake_cfi_begin(&liar, state, chip);
			liar.shift = shifts[i];
			assert_int_equal(find(&nor, &liar), 0);
			assert_int_equal(nor.chip, chip);
			assert_int_equal(nor.size, n << 20);
			assert_int_equal(nor.buffer, n << 5);
			assert_int_equal(nor.largest, n << 16);
			assert_int_equal(nor.erase_ms, (512 << 3) + 500);
			assert_int_equal(nor.program_ms, 500);
			assert_true(nor.locks_one);
			assert_int_equal(liar.n_queries, 1);
		}
}

/* Those that answer at the other place only, with each way to count addresses. */
static void it_is_asked_elsewhere(void **state)
{
	struct nor nor;
	struct fake_cfi liar;

	for (unsigned chip = 1; chip <= 4; chip *= 2)
		for (unsigned shift = 0; shift <= 1; shift++) {
			fake_cfi_begin(&liar, state, chip);
			fake_cfi_put(&liar, chip, 0x13, 2);
			liar.query = 0x555;
			liar.shift = shift;
			assert_int_equal(find(&nor, &liar), 0);
			assert_int_equal(nor.chip, chip);
			assert_int_equal(nor.shift, shift);
			assert_int_equal(liar.n_queries, 1);
		}
}

struct bytes {
	struct {
		uint32_t unit, byte;
	} list[6]; /* up to unit 0 */
};

static void put_bytes(struct fake_cfi *liar, unsigned chip, const struct bytes *bytes)
{
	for (size_t i = 0; i < 6 && bytes->list[i].unit != 0; i++)
		fake_cfi_put(liar, chip, bytes->list[i].unit, bytes->list[i].byte);
}

static void expect_refusal(struct fake_cfi *liar, void **state, const char *report)
{
	struct fixture *fixture = *state;
	struct nor nor;

	assert_int_equal(find(&nor, liar), -1);
	expect_report(fixture->diag, report);
	fixture_forget(fixture);
}

#define SILENT                                                                                     \
	"fake:: error: [target] there is no flash at 0x30000000 that describes itself (CFI)\n"     \
	"fake:: help: where a run was killed it may be busy yet: try again, or reset the board\n"
#define SECTORS                                                                                    \
	NONSENSE "sectors that begin at no multiple of their sizes, or are larger than the "       \
		 "board's PROM\n"

static const struct {
	const char *report;
	struct bytes bytes;
} lies[] = {
	{ "fake:: error: [target] the flash has command set 0x0701, neither Intel's nor AMD's\n",
	  { { { 0x14, 7 } } } },
	{ "fake:: error: [target] the flash has command set 0x0000, neither Intel's nor AMD's\n",
	  { { { 0x13, 0 } } } },
	{ NONSENSE "0 regions of sectors\n", { { { 0x2c, 0 } } } },
	{ NONSENSE "9 regions of sectors\n", { { { 0x2c, 9 } } } },
	{ NONSENSE "255 regions of sectors\n", { { { 0x2c, 255 } } } },
	{ NONSENSE "2 times 2^0 bytes, and sectors of 2097152 bytes in all\n",
	  { { { 0x27, 0 } } } },
	{ NONSENSE "2 times 2^21 bytes, and sectors of 2097152 bytes in all\n",
	  { { { 0x27, 21 } } } },
	{ NONSENSE "2 times 2^32 bytes, and sectors of 2097152 bytes in all\n",
	  { { { 0x27, 32 } } } },
	{ NONSENSE "2 times 2^33 bytes, and sectors of 17179869184 bytes in all\n",
	  { { { 0x27, 33 }, { 0x2d, 0xff }, { 0x2e, 0x0f }, { 0x30, 0x20 } } } },
	{ NONSENSE "2 times 2^255 bytes, and sectors of 2097152 bytes in all\n",
	  { { { 0x27, 255 } } } },
	{ NONSENSE "2 times 2^20 bytes, and sectors of 2190433320960 bytes in all\n",
	  { { { 0x2d, 0xff }, { 0x2e, 0xff }, { 0x30, 0xff } } } },
	{ NONSENSE "8192 sectors\n", { { { 0x2d, 0xff }, { 0x2e, 0x1f }, { 0x30, 0 } } } },
	{ NONSENSE "no table of its command set at 0x00ff\n", { { { 0x15, 0xff } } } },
	{ NONSENSE "no table of its command set at 0xff40\n", { { { 0x16, 0xff } } } },
	{ NONSENSE "no table of its command set at 0xffff\n",
	  { { { 0x15, 0xff }, { 0x16, 0xff } } } },
	{ NONSENSE "no table of its command set at 0x0040\n", { { { 0x40, 'Q' } } } },
	/* No powers of two; the second one at an odd half; as large as two PROMs. */
	{ SECTORS, { { { 0x2c, 2 }, { 0x2d, 0 }, { 0x30, 12 }, { 0x34, 4 } } } },
	{ SECTORS, { { { 0x2c, 3 }, { 0x2d, 0 }, { 0x31, 6 }, { 0x34, 2 }, { 0x38, 1 } } } },
	{ SECTORS, { { { 0x27, 23 }, { 0x2d, 0 }, { 0x30, 0x80 } } } },
};

static void lies_are_refused(void **state)
{
	struct fake_cfi liar;

	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		fake_cfi_begin(&liar, state, 2);
		put_bytes(&liar, 2, &lies[i].bytes);
		expect_refusal(&liar, state, lies[i].report);
	}
	fake_cfi_begin(&liar, state, 2);
	liar.base += 0x8000;
	expect_refusal(&liar, state, SECTORS);
}

/* Letters in other lanes than those of chips, or not all in those of the same. */
static void letters_of_another_width(void **state)
{
	static const uint32_t letters[][3] = {
		{ 0x51000000, 0x52000000, 0x59000000 }, { 0x51005100, 0x52005200, 0x59005900 },
		{ 0x00005151, 0x00005252, 0x00005959 }, { 0x51515151, 0x00520052, 0x00590059 },
		{ 0x00510051, 0x00520052, 0x00000059 }, { 0x51525920, 0x51525920, 0x51525920 },
		{ 0x00510051, 0x00520052, 0x00590058 }, { 0xffffffff, 0xffffffff, 0xffffffff },
	};
	struct fake_cfi liar;

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		fake_cfi_begin(&liar, state, 2);
		memcpy(&liar.units[0x10], letters[i], sizeof(letters[i]));
		expect_refusal(&liar, state, SILENT);
		assert_int_equal(liar.n_queries, 1); /* the other one goes elsewhere */
		assert_int_equal(liar.n_roused, 0);
	}
}

/* What is in the middle of a command of AMD's is got out of it, and asked again; what is not gets
 * none. */
static void chips_that_are_disturbed(void **state)
{
	static const struct {
		uint32_t contents;
		bool is_one;
	} cases[] = { { 0, true },    { 0x00010001, true },  { 0x01010101, true },
		      { 0x2, false }, { 0x80010001, false }, { 0x81d82000, false },
		      { 0x1, true },  { 0xffffffff, false }, { 0x00010002, false } };
	struct fake_cfi liar;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fake_cfi_begin(&liar, state, 2);
		liar.query = 1; /* nobody gives it there */
		liar.contents = cases[i].contents;
		expect_refusal(&liar, state, SILENT);
		assert_int_equal(liar.n_roused, cases[i].is_one ? 2 * 8 : 0);
	}
	/* Where the line may have lost the question, it is asked again before anything else. */
	fake_cfi_begin(&liar, state, 2);
	liar.contents = 0;
	liar.is_unsure = true;
	liar.query = 0x555;
	liar.units[0x10] = 0;
	expect_refusal(&liar, state, SILENT);
	assert_int_equal(liar.n_queries, 3);
	assert_int_equal(liar.n_roused, 2 * 8);
}

/* One of them is another chip: whatever is believed of all must be said by all. */
static void chips_that_differ(void **state)
{
	static const uint32_t units[] = { 0x13, 0x15, 0x1f, 0x21, 0x27, 0x2a,
					  0x2c, 0x2d, 0x30, 0x40, 0x42, 0x45 };
	const struct fixture *fixture = *state;
	struct fake_cfi liar;

	for (unsigned chip = 1; chip <= 4; chip *= 2)
		for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
			fake_cfi_begin(&liar, state, chip);
			liar.units[units[i]] ^= 0x10000;
			expect_refusal(&liar, state,
				       arena_printf(fixture->arena,
						    "fake:: error: [target] the flash chips side "
						    "by side differ: 0x%02x has 0x%08x\n",
						    units[i], liar.units[units[i]]));
		}
}

/* The extended table of AMD's chips, and its regions that are told in the wrong order. */
static void chips_that_boot_from_their_top(void **state)
{
	static const struct bytes top = { { { 0x13, 2 }, { 0x4f, 3 }, { 0x2c, 2 }, { 0x2d, 7 } } };
	static const struct bytes small = {
		{ { 0x2f, 32 }, { 0x30, 0 }, { 0x31, 14 }, { 0x34, 1 } }
	};
	struct nor nor;
	struct fake_cfi liar;

	fake_cfi_begin(&liar, state, 2);
	put_bytes(&liar, 2, &top);
	put_bytes(&liar, 2, &small);
	assert_int_equal(find(&nor, &liar), 0);
	assert_ptr_equal(nor.set, &nor_amd);
	assert_int_equal(nor.regions[0].n, 15);
	assert_int_equal(nor.regions[0].size, 0x20000);
	assert_int_equal(nor.regions[1].n, 8);
	assert_int_equal(nor.regions[1].size, 0x4000);
	liar.units[0x4f] ^= 0x10000;
	expect_refusal(&liar, state,
		       "fake:: error: [target] the flash chips side by side differ: 0x4f has "
		       "0x00020003\n");
}

/* More of a chip than the board has room for is nobody's: that would be asked for its locks. */
static void a_chip_larger_than_its_room(void **state)
{
	static const struct bytes large = { { { 0x27, 22 }, { 0x2d, 63 } } };
	struct nor nor;
	struct fake_cfi liar;

	fake_cfi_begin(&liar, state, 2);
	put_bytes(&liar, 2, &large);
	assert_int_equal(find(&nor, &liar), 0);
	assert_int_equal(nor.size, FAKE_CFI_ROOM);
}

/* Nothing of an answer that was in doubt stays. */
static void an_answer_in_doubt(void **state)
{
	struct nor nor;
	struct fake_cfi liar;

	fake_cfi_begin(&liar, state, 2);
	liar.is_unsure = true;
	assert_int_equal(find(&nor, &liar), 0);
	assert_int_equal(liar.n_queries, 2);
	nor.largest = 0x80000; /* as if of the first */
	assert_int_equal(nor_query(&nor), 0);
	assert_int_equal(nor.largest, 0x20000);
}

static const struct {
	unsigned chip;
	uint32_t size;
	struct bytes bytes;
} buffers[] = {
	{ 2, 4, { { { 0x2a, 0 } } } },
	{ 2, 4, { { { 0x2a, 1 } } } },
	{ 2, 8, { { { 0x2a, 2 } } } },
	{ 2, 4096, { { { 0x2a, 11 } } } },
	{ 2, 4, { { { 0x2a, 12 } } } },
	{ 2, 4, { { { 0x2a, 31 } } } },
	{ 2, 4, { { { 0x2a, 32 } } } },
	{ 2, 4, { { { 0x2a, 255 } } } },
	{ 2, 4, { { { 0x2b, 1 } } } },
	{ 4, 4096, { { { 0x2a, 12 } } } },
	{ 1, 1024, { { { 0x2a, 8 } } } },
	{ 1, 1024, { { { 0x2a, 9 } } } },
	{ 1, 1024, { { { 0x2b, 9 } } } },
	/* Sectors of 256 bytes. */
	{ 2, 256, { { { 0x27, 10 }, { 0x2d, 7 }, { 0x30, 0 }, { 0x2a, 7 } } } },
	{ 2, 4, { { { 0x27, 10 }, { 0x2d, 7 }, { 0x30, 0 }, { 0x2a, 8 } } } },
};

static void buffers_that_cannot_be(void **state)
{
	struct nor nor;
	struct fake_cfi liar;

	for (size_t i = 0; i < sizeof(buffers) / sizeof(buffers[0]); i++) {
		fake_cfi_begin(&liar, state, buffers[i].chip);
		put_bytes(&liar, buffers[i].chip, &buffers[i].bytes);
		assert_int_equal(find(&nor, &liar), 0);
		assert_int_equal(nor.buffer, buffers[i].size);
	}
}

/* Nobody waits longer than two minutes, nor gives up at once. */
static void times(void **state)
{
	static const struct {
		uint32_t typical, most;
		int erase_ms, program_ms;
	} cases[] = {
		{ 0, 0, 501, 500 },
		{ 10, 4, 16884, 516 },
		{ 0, 255, 131572, 17277 },
		{ 255, 255, 131572, 17277 },
	};
	struct nor nor;
	struct fake_cfi liar;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (uint32_t buffered = 0; buffered < 2; buffered++) {
			fake_cfi_begin(&liar, state, 2);
			fake_cfi_put(&liar, 2, 0x2a, buffered * 5);
			fake_cfi_put(&liar, 2, 0x1f + buffered, cases[i].typical);
			fake_cfi_put(&liar, 2, 0x23 + buffered, cases[i].most);
			fake_cfi_put(&liar, 2, 0x21, cases[i].typical);
			fake_cfi_put(&liar, 2, 0x25, cases[i].most);
			assert_int_equal(find(&nor, &liar), 0);
			assert_int_equal(nor.erase_ms, cases[i].erase_ms);
			assert_int_equal(nor.program_ms, cases[i].program_ms);
		}
}

static void expect_sound(const struct nor *nor)
{
	uint64_t start = 0;
	uint32_t largest = 0;

	assert_in_range(nor->n_regions, 1, NOR_MAX_REGIONS);
	for (size_t i = 0; i < nor->n_regions; i++) {
		uint32_t size = nor->regions[i].size;

		assert_true(size >= nor->buffer && (size & (size - 1)) == 0 && start % size == 0);
		start += (uint64_t)nor->regions[i].n * size;
		largest = size > largest ? size : largest;
	}
	assert_int_equal(nor->largest, largest);
	assert_true(largest <= FAKE_CFI_ROOM &&
		    nor->size == (start < FAKE_CFI_ROOM ? start : FAKE_CFI_ROOM));
	assert_in_range(nor->buffer, nor->width, 4096);
	assert_int_equal(nor->buffer & (nor->buffer - 1), 0);
	assert_in_range(nor->program_ms, 500, 17277);
	assert_in_range(nor->erase_ms, 501, 131572);
	assert_true(nor->set == &nor_intel || nor->set == &nor_amd);
}

/* Some bytes of a description, of all chips or of one. */
static void spoil(struct fake_cfi *liar, unsigned chip, uint64_t *seed)
{
	static const uint8_t likely[] = { 0, 1, 2, 4, 16, 20, 31, 32, 128, 255 };

	for (unsigned n = 1 + random_below(seed, 5); n > 0; n--) {
		uint32_t unit = 0x13 + random_below(seed, 0x40);
		uint32_t byte = random_below(seed, 2) == 0 ? random_below(seed, 256)
							   : likely[random_below(seed, 10)];

		if (random_below(seed, 16) == 0)
			liar->units[unit] ^= byte << random_below(seed, 25);
		else
			fake_cfi_put(liar, chip, unit, byte);
	}
}

static void random_tables(void **state)
{
	struct fixture *fixture = *state;
	uint64_t seed = 8;
	unsigned n_believed = 0;
	struct fake_cfi liar;
	struct nor nor;

	for (unsigned run = 0; run < 10000; run++) {
		unsigned chip = 1u << run % 3;

		fake_cfi_begin(&liar, state, chip);
		fake_cfi_put(&liar, chip, 0x13, 1 + run % 2);
		spoil(&liar, chip, &seed);
		if (find(&nor, &liar) == 0) {
			n_believed++;
			expect_sound(&nor);
		} else {
			expect_id(fixture->diag, "target");
		}
		fixture_forget(fixture);
	}
	assert_in_range(n_believed, 2000, 8000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_is_believed),
		FIXTURE_TEST(it_is_asked_elsewhere),
		FIXTURE_TEST(lies_are_refused),
		FIXTURE_TEST(letters_of_another_width),
		FIXTURE_TEST(chips_that_are_disturbed),
		FIXTURE_TEST(chips_that_differ),
		FIXTURE_TEST(chips_that_boot_from_their_top),
		FIXTURE_TEST(a_chip_larger_than_its_room),
		FIXTURE_TEST(an_answer_in_doubt),
		FIXTURE_TEST(buffers_that_cannot_be),
		FIXTURE_TEST(times),
		FIXTURE_TEST(random_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
