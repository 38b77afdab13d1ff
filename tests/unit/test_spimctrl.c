/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "cmocka_all.h"
#include "expect.h"
#include "fake_spi.h"
#include "xpack/spimctrl.h"

static void find(struct fake_spi *fake, struct spimctrl *ctrl)
{
	assert_int_equal(spimctrl_find(ctrl, &fake->link, &fake->found, FAKE_SPI_MEMORY + 16), 0);
}

static void it_is_found_by_its_memory(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_spi fake;
	struct spimctrl ctrl;

	fake_spi_begin(&fake, state);
	find(&fake, &ctrl);
	assert_int_equal(ctrl.registers, FAKE_SPI_REGISTERS);
	assert_int_equal(ctrl.memory, FAKE_SPI_MEMORY);
	assert_int_equal(ctrl.size, FAKE_SPI_SIZE);
	assert_int_equal(fake.control, 8);
	assert_int_equal(spimctrl_find(&ctrl, &fake.link, &fake.found, 0x40000000), -1);
	expect_report(fixture->diag,
		      "fake:: error: [target] 0x40000000 is behind no SPI controller\n");
}

static void one_that_is_not_ready_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct fake_spi fake;
	struct spimctrl ctrl;

	fake_spi_begin(&fake, state);
	fake.ready = 0xc0;
	assert_int_equal(spimctrl_find(&ctrl, &fake.link, &fake.found, FAKE_SPI_MEMORY), -1);
	expect_report(fixture->diag, "fake:: error: [target] the SPI controller is not ready: its "
				     "status is 0x000000c0\n");
	fixture_forget(fixture);
	fake_spi_begin(&fake, state);
	fake.ready = 0xc;
	assert_int_equal(spimctrl_find(&ctrl, &fake.link, &fake.found, FAKE_SPI_MEMORY), -1);
	expect_report(fixture->diag, "fake:: error: [target] the SPI controller is not ready: its "
				     "status is 0x0000000c\n");
}

static void bytes_go_and_come(void **state)
{
	const uint8_t command = 0x9f;
	struct fake_spi fake;
	struct spimctrl ctrl;
	uint8_t id[3];

	fake_spi_begin(&fake, state);
	fake.control = 0xe; /* interrupts, the other clock */
	find(&fake, &ctrl);
	assert_int_equal(spimctrl_begin(&ctrl), 0);
	assert_int_equal(fake.control, 0xd);
	assert_int_equal(spimctrl_transfer(&ctrl, (struct span){ &command, 1 }, id, 3), 0);
	assert_memory_equal(id, fake.id, 3);
	assert_int_equal(spimctrl_end(&ctrl), 0);
	assert_int_equal(fake.control, 0xe);
	assert_false(ctrl.is_user);
	fake_spi_expect(&fake, "[9f ff ff ff]");
}

/* An interrupted run left user mode and the chip selected. */
static void what_was_left_is_put_right(void **state)
{
	struct fake_spi fake;
	struct spimctrl ctrl;

	fake_spi_begin(&fake, state);
	fake.control = 1;
	find(&fake, &ctrl);
	assert_int_equal(spimctrl_begin(&ctrl), 0);
	fake_spi_expect(&fake, "]");
	assert_int_equal(spimctrl_end(&ctrl), 0);
	assert_int_equal(fake.control, 8);
}

static void a_controller_that_stays_busy(void **state)
{
	const struct fixture *fixture = *state;
	struct fake_spi fake;
	struct spimctrl ctrl;

	fake_spi_begin(&fake, state);
	find(&fake, &ctrl);
	fake.ready = 6;
	assert_int_equal(spimctrl_begin(&ctrl), -1);
	expect_report(fixture->diag, "fake:: error: [target] the SPI controller stays busy: its "
				     "status is 0x00000006\n");
	assert_int_equal(spimctrl_end(&ctrl), 0);
	assert_int_equal(fake.control, 8);
}

/* What may not have arrived is not followed by bytes that would be programmed elsewhere. */
static void nothing_follows_a_doubtful_command(void **state)
{
	static const uint8_t command[] = { 0x02, 0, 0, 0 };
	static const uint8_t bytes[] = { 1, 2, 3 };
	struct fake_spi fake;
	struct spimctrl ctrl;

	fake_spi_begin(&fake, state);
	find(&fake, &ctrl);
	assert_int_equal(spimctrl_begin(&ctrl), 0);
	assert_int_equal(
		spimctrl_send(&ctrl, (struct span){ command, 4 }, (struct span){ bytes, 3 }), 0);
	fake_spi_expect(&fake, "[02 00 00 00 01 02 03]");
	fake.doubtful = 3;
	assert_int_equal(
		spimctrl_send(&ctrl, (struct span){ command, 4 }, (struct span){ bytes, 3 }), 0);
	fake_spi_expect(&fake, "[02 00 00 00 ff]");
	/* A register takes what follows for its contents. */
	fake.doubtful = 1;
	assert_int_equal(
		spimctrl_send(&ctrl, (struct span){ command, 1 }, (struct span){ bytes, 2 }), 0);
	fake_spi_expect(&fake, "[02]");
}

/* By a signal, in the middle. */
static void a_command_that_was_given_up_is_ended(void **state)
{
	const uint8_t status = 0x05;
	struct fake_spi fake;
	struct spimctrl ctrl;
	uint8_t got;

	fake_spi_begin(&fake, state);
	find(&fake, &ctrl);
	assert_int_equal(spimctrl_begin(&ctrl), 0);
	assert_int_equal(buslink_put(&fake.link, FAKE_SPI_REGISTERS + 4, 1), 0);
	assert_int_equal(buslink_put(&fake.link, FAKE_SPI_REGISTERS + 0x10, 0x20), 0);
	assert_int_equal(spimctrl_begin(&ctrl), 0);
	assert_int_equal(spimctrl_transfer(&ctrl, (struct span){ &status, 1 }, &got, 1), 0);
	fake_spi_expect(&fake, "[20][05 ff]");
	assert_int_equal(spimctrl_end(&ctrl), 0);
}

static void the_memory_is_shown_from_any_byte(void **state)
{
	struct fake_spi fake;
	struct spimctrl ctrl;
	uint8_t shown[700];

	fake_spi_begin(&fake, state);
	find(&fake, &ctrl);
	ctrl.offset = 0x100;
	for (size_t i = 0; i < 1024; i++)
		fake.data[i] = (uint8_t)(i * 7);
	for (uint32_t at = 0; at < 5; at++) {
		assert_int_equal(spimctrl_show(&ctrl, 0x100 + at, shown, sizeof(shown)), 0);
		assert_memory_equal(shown, fake.data + at, sizeof(shown));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(it_is_found_by_its_memory),
		FIXTURE_TEST(one_that_is_not_ready_is_refused),
		FIXTURE_TEST(bytes_go_and_come),
		FIXTURE_TEST(what_was_left_is_put_right),
		FIXTURE_TEST(a_controller_that_stays_busy),
		FIXTURE_TEST(nothing_follows_a_doubtful_command),
		FIXTURE_TEST(a_command_that_was_given_up_is_ended),
		FIXTURE_TEST(the_memory_is_shown_from_any_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
