/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* pkcs11_uri: what of RFC 7512 is taken, and every attribute that is refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "fixture.h"
#include "xpack/pkcs11_uri.h"

static void expect_taken(struct fixture *fixture, const char *text, const char *path,
			 const char *module, const char *pin_source)
{
	struct pkcs11_uri uri;

	assert_true(pkcs11_is_uri(text));
	assert_int_equal(pkcs11_parse(fixture->arena, fixture->diag, text, &uri), 0);
	expect_report(fixture->diag, "");
	assert_string_equal(uri.path, path);
	if (module == NULL)
		assert_null(uri.module);
	else
		assert_string_equal(uri.module, module);
	if (pin_source == NULL)
		assert_null(uri.pin_source);
	else
		assert_string_equal(uri.pin_source, pin_source);
}

static void takes_names_of_keys(void **state)
{
	struct fixture *fixture = *state;

	expect_taken(fixture, "pkcs11:token=a;object=b", "pkcs11:token=a;object=b", NULL, NULL);
	expect_taken(fixture, "pkcs11:serial=1;id=%00%ff;type=private;model=m;manufacturer=x",
		     "pkcs11:serial=1;id=%00%ff;type=private;model=m;manufacturer=x", NULL, NULL);
	expect_taken(fixture,
		     "pkcs11:token=a%20b;object=%C3%A4?module-path=/m%3Fn.so&pin-source=/p%20q",
		     "pkcs11:token=a%20b;object=%C3%A4", "/m?n.so", "/p q");
	expect_taken(fixture, "PKCS11:token=a;id=1?pin-source=file:/pin", "PKCS11:token=a;id=1",
		     NULL, "/pin");
	expect_taken(fixture, "pkcs11:token=a;id=1?", "pkcs11:token=a;id=1", NULL, NULL);
}

static void names_of_files_are_no_uris(void **state)
{
	struct fixture *fixture = *state;

	assert_false(pkcs11_is_uri("key.pem"));
	assert_false(pkcs11_is_uri("./pkcs11:token=a"));
	assert_false(pkcs11_is_uri("pkcs11"));
	assert_false(pkcs11_is_uri(""));
	assert_string_equal(pkcs11_shown(fixture->arena, "what?.pem"), "what?.pem");
}

/* The message stands at the URI without its query. */
static void expect_refused(struct fixture *fixture, const char *text, const char *message)
{
	struct pkcs11_uri uri;

	assert_int_equal(pkcs11_parse(fixture->arena, fixture->diag, text, &uri), -1);
	expect_first(fixture->diag, arena_printf(fixture->arena, "%s: error: [key-pkcs11] %s\n",
						 pkcs11_shown(fixture->arena, text), message));
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_USAGE);
	fixture_forget(fixture);
}

static void refuses_what_is_not_honoured(void **state)
{
	static const char encoding[] =
		"'object' of this PKCS#11 URI is not encoded as RFC 7512 says";
	static const char no_value[] = "this is not a PKCS#11 URI: an attribute has no value";
	struct fixture *fixture = *state;

	expect_refused(fixture,
		       "pkcs11:", "this PKCS#11 URI names no key: object or id is missing");
	expect_refused(fixture, "pkcs11:token=a",
		       "this PKCS#11 URI names no key: object or id is missing");
	expect_refused(fixture, "pkcs11:object=a",
		       "this PKCS#11 URI names no token: token or serial is missing");
	expect_refused(fixture, "pkcs11:token=a;object", no_value);
	expect_refused(fixture, "pkcs11:token=a;;object=b", no_value);
	expect_refused(fixture, "pkcs11:token=a;object=b;object=b",
		       "'object' stands twice in this PKCS#11 URI");
	expect_refused(fixture, "pkcs11:token=a;object=%", encoding);
	expect_refused(fixture, "pkcs11:token=a;object=%4", encoding);
	expect_refused(fixture, "pkcs11:token=a;object=%g4", encoding);
	expect_refused(fixture, "pkcs11:token=a;object=a%00b", encoding);
	expect_refused(fixture, "pkcs11:token=a;object=b;type=cert",
		       "this PKCS#11 URI names no private key: its type is 'cert'");
	expect_refused(fixture, "pkcs11:token=a;object=b;slot-id=1",
		       "'slot-id' of a PKCS#11 URI is not supported");
	expect_refused(fixture, "pkcs11:token=a;object=b?module-name=m",
		       "'module-name' of a PKCS#11 URI is not supported");
	expect_refused(fixture, "pkcs11:token=a;object=b?pin-source=%7Ccat",
		       "pin-source of this PKCS#11 URI is not the name of a file");
	expect_refused(fixture, "pkcs11:token=a;object=b?pin-source=",
		       "pin-source of this PKCS#11 URI is not the name of a file");
}

static void never_shows_a_pin(void **state)
{
	struct fixture *fixture = *state;
	struct pkcs11_uri uri;

	assert_int_equal(pkcs11_parse(fixture->arena, fixture->diag,
				      "pkcs11:token=a;object=b?pin-value=8765&x=1", &uri),
			 -1);
	expect_report(fixture->diag,
		      "pkcs11:token=a;object=b: error: [key-pkcs11] a PIN in a PKCS#11 URI can be "
		      "read by every user of this machine\n"
		      "pkcs11:token=a;object=b: help: give pin-source, --passphrase-file or "
		      "--passphrase-fd, or type it when asked; change this PIN if it was a real "
		      "one\n");
	assert_int_equal(diag_exit_code(fixture->diag), EXIT_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FIXTURE_TEST(takes_names_of_keys),
		FIXTURE_TEST(names_of_files_are_no_uris),
		FIXTURE_TEST(refuses_what_is_not_honoured),
		FIXTURE_TEST(never_shows_a_pin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
