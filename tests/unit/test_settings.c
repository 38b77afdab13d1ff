/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/settings.h"

static const char no_key[] =
	"xpack: error: [no-key] no private key: give -k FILE, set XPACK_KEY, or write 'key = PATH' "
	"into ~/.config/xpack/config\n"
	"xpack: help: 'xpack keygen FILE' makes a private key FILE and its public key FILE.pub\n";

/* A home of its own, without any setting. */
static int begin(void **state)
{
	struct fixture *fixture;

	if (fixture_begin_in_directory(state) != 0)
		return -1;
	fixture = *state;
	unsetenv("XPACK_KEY");
	unsetenv("XPACK_PUBKEY");
	unsetenv("XPACK_LIBDIR");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", fixture->directory, 1);
	return 0;
}

/* Write the configuration below the given directory. */
static void configure(const char *directory, const char *text)
{
	char *path;

	assert_int_equal(mkdir(directory, 0777), 0);
	assert_true(asprintf(&path, "%s/xpack", directory) > 0);
	assert_int_equal(mkdir(path, 0777), 0);
	free(path);
	assert_true(asprintf(&path, "%s/xpack/config", directory) > 0);
	fixture_write(path, text);
	free(path);
}

static const char *find(struct fixture *fixture, enum setting setting, const char *option)
{
	return settings_find(fixture->arena, fixture->diag, setting, option);
}

/* Option, environment, configuration: each hides those behind it. */
static void the_nearest_place_wins(void **state)
{
	struct fixture *fixture = *state;

	configure(".config", "# keys\n\n  key = of the file  \npubkey=of the file.pub\n");
	assert_string_equal(find(fixture, SETTING_KEY, NULL), "of the file");
	assert_string_equal(find(fixture, SETTING_PUBKEY, NULL), "of the file.pub");
	setenv("XPACK_KEY", "of the environment", 1);
	assert_string_equal(find(fixture, SETTING_KEY, NULL), "of the environment");
	assert_string_equal(find(fixture, SETTING_PUBKEY, NULL), "of the file.pub");
	assert_string_equal(find(fixture, SETTING_KEY, "of the option"), "of the option");
	setenv("XPACK_KEY", "", 1);
	assert_string_equal(find(fixture, SETTING_KEY, NULL), "of the file");
	expect_report(fixture->diag, "");
}

static void without_any_setting_there_is_advice(void **state)
{
	struct fixture *fixture = *state;

	assert_null(find(fixture, SETTING_KEY, NULL));
	expect_report(fixture->diag, no_key);
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_USAGE);
	fixture_forget(fixture);
	assert_null(find(fixture, SETTING_PUBKEY, NULL));
	expect_report(fixture->diag,
		      "xpack: error: [no-key] no public key: give -p FILE, set XPACK_PUBKEY, or "
		      "write 'pubkey = PATH' into ~/.config/xpack/config\n"
		      "xpack: help: 'xpack keygen FILE' makes a private key FILE and its public "
		      "key FILE.pub\n");
}

static void the_configuration_may_lie_elsewhere(void **state)
{
	struct fixture *fixture = *state;

	configure(".config", "key = home\n");
	configure("other", "key = other\n");
	setenv("XDG_CONFIG_HOME", arena_printf(fixture->arena, "%s/other", fixture->directory), 1);
	assert_string_equal(find(fixture, SETTING_KEY, NULL), "other");
	/* The base directory specification: a path that is not absolute is to be ignored. */
	setenv("XDG_CONFIG_HOME", "other", 1);
	assert_string_equal(find(fixture, SETTING_KEY, NULL), "home");
	setenv("XDG_CONFIG_HOME", arena_printf(fixture->arena, "%s/none", fixture->directory), 1);
	assert_null(find(fixture, SETTING_KEY, NULL));
	expect_report(fixture->diag, no_key);
}

static void a_machine_without_home_has_no_configuration(void **state)
{
	struct fixture *fixture = *state;

	configure(".config", "key = home\n");
	unsetenv("HOME");
	assert_null(find(fixture, SETTING_KEY, NULL));
	expect_report(fixture->diag, no_key);
}

static void the_home_directory_is_expanded(void **state)
{
	struct fixture *fixture = *state;

	configure(".config", "key = ~/keys/a.pem\r\npubkey = ~other/x\n");
	assert_string_equal(find(fixture, SETTING_KEY, NULL),
			    arena_printf(fixture->arena, "%s/keys/a.pem", fixture->directory));
	assert_string_equal(find(fixture, SETTING_PUBKEY, NULL), "~other/x");
}

static void odd_lines_are_reported(void **state)
{
	struct fixture *fixture = *state;

	configure(".config", "key = a\nkeys = b\n\n= c\nno equals\n#key = d\n");
	assert_null(find(fixture, SETTING_KEY, NULL));
	expect_report(fixture->diag,
		      arena_printf(fixture->arena,
				   "%1$s:2:1: error: [config] expected 'key = PATH' or 'pubkey = "
				   "PATH'\n"
				   "%1$s:4:1: error: [config] expected 'key = PATH' or 'pubkey = "
				   "PATH'\n"
				   "%1$s:5:1: error: [config] expected 'key = PATH' or 'pubkey = "
				   "PATH'\n",
				   arena_printf(fixture->arena, "%s/.config/xpack/config",
						fixture->directory)));
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_USAGE);
}

static void an_empty_value_is_none(void **state)
{
	struct fixture *fixture = *state;

	configure(".config", "key =\n");
	assert_null(find(fixture, SETTING_KEY, NULL));
	expect_report(fixture->diag, no_key);
}

static void a_configuration_that_cannot_be_read_is_reported(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(mkdir(".config", 0777), 0);
	assert_int_equal(mkdir(".config/xpack", 0777), 0);
	assert_int_equal(mkdir(".config/xpack/config", 0777), 0);
	assert_null(find(fixture, SETTING_KEY, NULL));
	expect_id(fixture->diag, "file-read");
	fixture_forget(fixture);
	/* A loop of links: it is there, but cannot be reached. */
	assert_int_equal(rmdir(".config/xpack/config"), 0);
	assert_int_equal(symlink("config", ".config/xpack/config"), 0);
	assert_null(find(fixture, SETTING_KEY, NULL));
	expect_id(fixture->diag, "file-read");
}

static void the_library_directory_is_that_of_the_installation(void **state)
{
	(void)state;
	assert_string_equal(settings_libdir(), XPACK_LIBDIR);
	setenv("XPACK_LIBDIR", "elsewhere", 1);
	assert_string_equal(settings_libdir(), "elsewhere");
	setenv("XPACK_LIBDIR", "", 1);
	assert_string_equal(settings_libdir(), XPACK_LIBDIR);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, begin, fixture_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_nearest_place_wins),
		TEST(without_any_setting_there_is_advice),
		TEST(the_configuration_may_lie_elsewhere),
		TEST(a_machine_without_home_has_no_configuration),
		TEST(the_home_directory_is_expanded),
		TEST(odd_lines_are_reported),
		TEST(an_empty_value_is_none),
		TEST(a_configuration_that_cannot_be_read_is_reported),
		TEST(the_library_directory_is_that_of_the_installation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
