/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_link.h"
#include "xpack/mctrl.h"

#define REGISTERS 0x80000000u
#define MCFG1 (REGISTERS + 0)
#define MCFG3 (REGISTERS + 8)
#define WRITABLE (1u << 11)

/* A controller with PROM, I/O and RAM, and its registers. */
static struct plugplay board_with(uint8_t vendor, uint16_t device)
{
	static struct plugplay_device devices[2];

	devices[0] = (struct plugplay_device){
		.bus = "AHB slave",
		.vendor = vendor,
		.device = device,
		.ranges = { { PLUGPLAY_MEMORY, 0, 0x20000000 },
			    { PLUGPLAY_MEMORY, 0x20000000, 0x20000000 },
			    { PLUGPLAY_MEMORY, 0x40000000, 0x40000000 } },
	};
	devices[1] = (struct plugplay_device){ .bus = "APB",
					       .vendor = vendor,
					       .device = device,
					       .ranges = { { PLUGPLAY_APB, REGISTERS, 256 } } };
	return (struct plugplay){ .devices = devices, .n = 2 };
}

static void it_tells_the_width(void **state)
{
	struct plugplay found = board_with(VENDOR_ESA, ESA_MCTRL);
	struct fake_link fake;
	struct mctrl mctrl;

	fake_link_begin(&fake, state, true);
	for (unsigned i = 0; i < 3; i++) {
		fake_link_set(&fake, MCFG1, 0x11 | i << 8);
		assert_int_equal(mctrl_find(&mctrl, &fake.link, &found, 0x1000), 0);
		assert_int_equal(mctrl.width, 1u << i);
		assert_int_equal(mctrl.registers, REGISTERS);
		assert_int_equal(mctrl.prom_start, 0);
		assert_int_equal(mctrl.prom_size, 0x20000000);
		assert_ptr_equal(mctrl.found, &found);
	}
}

static void a_width_that_is_none(void **state)
{
	const struct fixture *fixture = *state;
	struct plugplay found = board_with(VENDOR_ESA, ESA_MCTRL);
	struct fake_link fake;
	struct mctrl mctrl;

	fake_link_begin(&fake, state, true);
	fake_link_set(&fake, MCFG1, 0x311);
	assert_int_equal(mctrl_find(&mctrl, &fake.link, &found, 0), -1);
	expect_report(fixture->diag, "fake:: error: [target] MCFG1 has 0x00000311, which tells no "
				     "width of the PROM\n");
}

/* Only FTMCTRL has them: elsewhere the bit means nothing. */
static void check_bytes(void **state)
{
	const struct fixture *fixture = *state;
	struct plugplay found = board_with(VENDOR_ESA, ESA_MCTRL);
	struct fake_link fake;
	struct mctrl mctrl;

	fake_link_begin(&fake, state, true);
	fake_link_set(&fake, MCFG3, 1u << 8);
	assert_int_equal(mctrl_find(&mctrl, &fake.link, &found, 0), 0);
	found = board_with(VENDOR_GAISLER, GAISLER_FTMCTRL);
	assert_int_equal(mctrl_find(&mctrl, &fake.link, &found, 0), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] the PROM has check bytes (EDAC is on), "
		      "which xpack does not write\n");
}

static void another_controller(void **state)
{
	const struct fixture *fixture = *state;
	struct plugplay found = board_with(VENDOR_GAISLER, GAISLER_SPIMCTRL);
	struct fake_link fake;
	struct mctrl mctrl;

	fake_link_begin(&fake, state, true);
	assert_int_equal(mctrl_find(&mctrl, &fake.link, &found, 0x10), -1);
	assert_int_equal(mctrl_restore(&mctrl), 0);
	assert_int_equal(fake.n_writes, 0);
	expect_report(fixture->diag, "fake:: error: [target] 0x00000010 is behind no memory "
				     "controller that xpack can program flash through\n");
}

static void it_is_put_back(void **state)
{
	struct plugplay found = board_with(VENDOR_GAISLER, GAISLER_FTMCTRL);
	struct fake_link fake;
	struct mctrl mctrl;

	fake_link_begin(&fake, state, false);
	fake_link_set(&fake, MCFG1, 0x211);
	assert_int_equal(mctrl_find(&mctrl, &fake.link, &found, 0), 0);
	assert_int_equal(mctrl_unlock(&mctrl), 0);
	assert_int_equal(fake_link_word(&fake, MCFG1), 0x211 | WRITABLE);
	assert_int_equal(mctrl_restore(&mctrl), 0);
	assert_int_equal(fake_link_word(&fake, MCFG1), 0x211);
	fake_link_set(&fake, MCFG1, 7);
	assert_int_equal(mctrl_restore(&mctrl), 0);
	assert_int_equal(fake_link_word(&fake, MCFG1), 7); /* once */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_tells_the_width), FIXTURE_TEST(a_width_that_is_none),
		FIXTURE_TEST(check_bytes),        FIXTURE_TEST(another_controller),
		FIXTURE_TEST(it_is_put_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
