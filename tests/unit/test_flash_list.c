/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What a machine that is made of files has of targets. */

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmocka_all.h"
#include "fixture.h"
#include "xpack/flash_list.h"
#include "xpack/flashrom.h"

#define USB "sys/bus/usb/devices"

/* As flashrom prints it, much shorter. */
static const char supported[] = "flashrom 1.3\n\n"
				"Supported programmers:\n"
				"internal, dummy, ft2232_spi,\n"
				"ch341a_spi\n\n"
				"Supported PCI devices for the nic3com programmer:\n"
				"Vendor  Device  PCI IDs    Status\n"
				"3COM    3C90xB  1a86:5512  OK\n\n"
				"Supported USB devices for the ft2232_spi programmer:\n"
				"Vendor   Device                        USB IDs    Status\n"
				"FTDI     FT2232H                       0403:6010  OK\n"
				"FTDI     FT232H                        0403:6014  OK\n"
				"Olimex   ARM-USB-OCD                   15ba:0003  OK\n\n"
				"Supported devices for the serprog programmer:\n"
				"All programmer devices speaking the serprog protocol\n\n"
				"Supported USB devices for the ch341a_spi programmer:\n"
				"Vendor            Device   USB IDs    Status\n"
				"Winchiphead (WCH) CH341A   1a86:5512  OK\n";

static void make_directories(const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_int_equal(mkdir(names[i], 0777), 0);
}

static void put_usb(struct fixture *fixture, const char *directory, const char *vendor,
		    const char *product, const char *number)
{
	mkdir(directory, 0777);
	fixture_write(arena_printf(fixture->arena, "%s/idVendor", directory), vendor);
	fixture_write(arena_printf(fixture->arena, "%s/idProduct", directory), product);
	fixture_write(arena_printf(fixture->arena, "%s/busnum", directory), "1\n");
	fixture_write(arena_printf(fixture->arena, "%s/devnum", directory), number);
}

static int begin(void **state)
{
	static const char *const directories[] = {
		"sys",
		"sys/class",
		"sys/class/tty",
		"sys/class/tty/ttyUSB0",
		"sys/class/tty/ttyS0",
		"sys/class/tty/ttyS0/device",
		"sys/class/tty/tty1",
		"sys/class/spidev",
		"sys/class/spidev/spidev0.1",
		"sys/bus",
		"sys/bus/usb",
		USB,
		USB "/1-4",
		USB "/1-4/1-4:1.0",
		USB "/1-4/1-4:1.0/driver",
		"dev",
		"dev/bus",
		"dev/bus/usb",
		"dev/bus/usb/001",
	};
	struct fixture *fixture;

	if (fixture_begin_in_directory(state) != 0)
		return -1;
	fixture = *state;
	make_directories(directories, sizeof(directories) / sizeof(directories[0]));
	put_usb(fixture, USB "/1-1", "1a86\n", "5512\n", "4\n");
	put_usb(fixture, USB "/1-2", "0403\n", "6014\n", "5\n");
	put_usb(fixture, USB "/1-3", "0403\n", "6001\n", "6\n");
	put_usb(fixture, USB "/1-4", "0403\n", "6010\n", "7\n");
	fixture_write(USB "/1-1/product", "USB UART-LPT\n");
	fixture_write(USB "/1-4/manufacturer", "FTDI \n");
	fixture_write(USB "/1-4/product", "Dual\n");
	fixture_write("dev/bus/usb/001/004", "");
	fixture_write("dev/bus/usb/001/007", "");
	fixture_write("dev/ttyUSB0", "");
	fixture_write("dev/ttyS0", "");
	fixture_write("dev/tty1", "");
	fixture_write("dev/spidev0.1", "");
	assert_int_equal(mkdir("sys/class/tty/ttyS0/device/driver", 0777), 0);
	return symlink("../../../bus/usb/devices/1-4/1-4:1.0", "sys/class/tty/ttyUSB0/device");
}

/* Everything, in lines as the command prints them. */
static const char *list(struct fixture *fixture, const struct flash_programs *programs)
{
	struct flash_found *found;
	size_t n = flash_list(fixture->arena, fixture->directory, programs, &found);
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = arena_printf(fixture->arena, "%s%s %s%s%s\n", text, found[i].target,
				    found[i].what, found[i].why != NULL ? "; " : "",
				    found[i].why != NULL ? found[i].why : "");
	return text;
}

static void all_that_is_there(void **state)
{
	const struct flash_programs programs = { "/opt/grmon", "/usr/sbin/flashrom", supported };

	assert_string_equal(
		list(*state, &programs),
		"/dev/ttyS0 serial port\n"
		"/dev/ttyUSB0 serial port, 'FTDI Dual', USB 0403:6010\n"
		"grmon: GRMON, /opt/grmon\n"
		"spi: flashrom, /usr/sbin/flashrom: internal, dummy, ft2232_spi, ch341a_spi\n"
		"spi:ch341a_spi programmer, 'USB UART-LPT', USB 1a86:5512\n"
		"spi:ft2232_spi:type=2232H programmer, 'FTDI Dual', USB 0403:6010\n"
		"spi:ft2232_spi:type=232H programmer, USB 0403:6014; this user may not open it\n"
		"spi:linux_spi:dev=/dev/spidev0.1 SPI bus of this machine\n");
}

/* Without flashrom nobody knows which devices on USB are programmers. */
static void without_programs(void **state)
{
	const struct flash_programs programs = { NULL, NULL, "" };

	assert_string_equal(list(*state, &programs),
			    "/dev/ttyS0 serial port\n"
			    "/dev/ttyUSB0 serial port, 'FTDI Dual', USB 0403:6010\n"
			    "grmon: GRMON; it is not installed\n"
			    "spi: flashrom; it is not installed (Debian: flashrom)\n"
			    "spi:linux_spi:dev=/dev/spidev0.1 SPI bus of this machine\n");
}

static void note(void *to, const char *programmer)
{
	const char **last = to;

	*last = programmer;
}

/* A flashrom that prints something else, or only a beginning. */
static void other_texts(void **state)
{
	const struct fixture *fixture = *state;
	const char *last = NULL;

	for (size_t i = 0; i < sizeof(supported); i++) {
		const char *text = arena_text(fixture->arena, supported, i);

		(void)flashrom_programmers(fixture->arena, text);
		flashrom_each_usb(fixture->arena, text, 0x1a86, 0x5512, note, &last);
		if (i < sizeof(supported) - 5)
			assert_null(last);
	}
	assert_string_equal(last, "ch341a_spi");
	flashrom_each_usb(fixture->arena, supported, 0x15ba, 0x0003, note, &last);
	assert_string_equal(last, "ft2232_spi");
	assert_string_equal(flashrom_programmers(fixture->arena, "nothing"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_that_is_there, begin, fixture_end),
		cmocka_unit_test_setup_teardown(without_programs, begin, fixture_end),
		cmocka_unit_test_setup_teardown(other_texts, begin, fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
