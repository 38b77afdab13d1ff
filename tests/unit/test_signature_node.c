/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* loader/manifest.c: the node of a signature for U-Boot has one form and one place. */

#include "loader/container.h"

#include <string.h>

#include "cmocka_all.h"
#include "fake_container.h"

static struct fake fake;
static struct image images[FAKE_MAX_IMAGES];
static struct container container;

static enum status parse(void)
{
	fake_write(&fake);
	return container_parse((struct span){ fake.bytes, fake.manifest_size }, images,
			       FAKE_MAX_IMAGES, &container);
}

struct text_case {
	const char *path;
	const char *text;
	enum status wanted;
};

static void init_signed(void)
{
	fake_init(&fake);
	fake.has_signature = true;
	fake_tokenize(&fake);
}

/* The node of a signature for U-Boot may be there, once, in one form.  Its values have a type. */
static void test_signature_node(void **state)
{
	static const struct text_case cases[] = {
		{ "signature-1/algo", "sha1,rsa2048", STATUS_OK },
		{ "signature-1/algo", "", STATUS_VALUE },
		{ "signature-1/algo", "\x80", STATUS_VALUE },
		{ "signature-1/key-name-hint", "", STATUS_VALUE },
		{ "signature-1/key-name-hint", "a\tb", STATUS_VALUE },
		{ "signature-1/value", "", STATUS_OK },
	};
	uint32_t first;

	(void)state;
	init_signed();
	assert_int_equal(parse(), STATUS_OK);
	assert_int_equal(container.n_images, 4);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		init_signed();
		fake_set_text(fake_find(&fake, cases[i].path), cases[i].text);
		assert_int_equal(parse(), cases[i].wanted);
	}
	init_signed();
	first = (uint32_t)(fake_find(&fake, "signature-1/") - fake.tokens);
	for (uint32_t at = first; at < first + 8; at++) {
		struct fake_token token;

		init_signed();
		token = fake.tokens[at];
		fake_remove(&fake, at);
		assert_int_not_equal(parse(), STATUS_OK);
		init_signed();
		fake_insert(&fake, at, &token);
		assert_int_not_equal(parse(), STATUS_OK);
		init_signed();
		fake_remove(&fake, at);
		fake_insert(&fake, at + 1, &token);
		if (at != first + 7) /* two ENDs are the same either way */
			assert_int_not_equal(parse(), STATUS_OK);
	}
}

/* A second one, one elsewhere, one of another name, one with more in it: refused. */
static void test_signature_place(void **state)
{
	struct fake_token unknown = fake_property("signer-name", "mkimage");
	struct fake_token node = { .kind = FAKE_BEGIN, .name = "signature-2" };
	struct fake_token end = { .kind = FAKE_END };
	uint32_t first;

	(void)state;
	init_signed();
	first = (uint32_t)(fake_find(&fake, "signature-1/") - fake.tokens);
	strcpy(fake.tokens[first].name, "signature-2");
	assert_int_equal(parse(), STATUS_CONFIGURATION);
	for (uint32_t at = first + 1; at < first + 8; at++) {
		init_signed();
		fake_insert(&fake, at, &unknown);
		assert_int_equal(parse(), STATUS_PROPERTY);
		init_signed();
		fake_insert(&fake, at, &end);
		fake_insert(&fake, at, &node);
		assert_int_not_equal(parse(), STATUS_OK);
	}
	init_signed(); /* a copy behind it */
	for (uint32_t i = 0; i < 8; i++)
		fake_insert(&fake, first + 8 + i, &fake.tokens[first + i]);
	assert_int_equal(parse(), STATUS_CONFIGURATION);
	for (uint32_t at = 1; at < first; at++) { /* and one in front of any token before it */
		init_signed();
		for (uint32_t i = 0; i < 8; i++)
			fake_insert(&fake, at + i, &fake.tokens[first + 2 * i]);
		assert_int_not_equal(parse(), STATUS_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signature_node),
		cmocka_unit_test(test_signature_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
