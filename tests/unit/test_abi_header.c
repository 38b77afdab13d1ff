/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* abi_header_write(); tests/stubs/test_abi_header.sh compiles what it writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "expect.h"
#include "xpack/abi_header.h"

struct fixture {
	struct arena *arena;
	struct diag *diag;
	struct buf out;
};

static int begin(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){ .arena = arena_new(), .diag = diag_new() };
	*state = &fixture;
	return 0;
}

static int end(void **state)
{
	struct fixture *f = *state;

	buf_free(&f->out);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

static const struct abi_header plain = { .license = "MIT" };

#define FRAME(host, guard)                                                                         \
	"/* SPDX-License-"                                                                         \
	"Identifier: MIT */\n\n/*\n * The services of " host ", as imports of its guests.\n *\n "  \
	"* Made by 'xpack abi header': to change it, make it anew.\n */\n#ifndef " guard           \
	"\n#define " guard "\n\n"

static void expect_text(struct fixture *f, const char *wanted)
{
	buf_put(&f->out, "", 1);
	assert_string_equal((const char *)f->out.data, wanted);
}

static void writes_nothing_much(void **state)
{
	struct fixture *f = *state;
	const struct abi abi = { .name = NULL };

	assert_int_equal(abi_header_write(f->arena, f->diag, &abi, &plain, &f->out), 0);
	expect_text(f, FRAME("a host", "XPACK_ABI_H") "#include <xpack/import.h>\n\n#endif\n");
}

#define SERVICES                                                                                   \
	"#include <stddef.h>\n\n#include <xpack/import.h>\n\n"                                     \
	"XPACK_REQUIRE_ABI(\"my-host\", \"2\");\n\n"                                               \
	"struct s;\n\n"                                                                            \
	"XPACK_IMPORT(void *, c, (void));\n\n"                                                     \
	"/* Says so. */\n"                                                                         \
	"XPACK_IMPORT(int, b, (struct s *s));\n\n"                                                 \
	"XPACK_IMPORT(int, a, (size_t n));\n\n"                                                    \
	"/* Feature 'log': a host may be built without it. */\n\n"                                 \
	"XPACK_IMPORT_WEAK(int, e, (void));\n\n"                                                   \
	"/* This host is without the feature 'ports': d. */\n\n"                                   \
	"#endif\n"

/* Order, groups, documentation, what no type declares. */
static void writes_services(void **state)
{
	static const char *docs[] = { "Says so." };
	struct feature features[] = { { .name = "log" }, { .name = "ports", .off = true } };
	struct service services[] = {
		{ .name = "a", .prototype = "int a(size_t n)", .order = 4 },
		{ .name = "b",
		  .prototype = "int b(struct s *s)",
		  .order = 1,
		  .docs = docs,
		  .n_docs = 1 },
		{ .name = "c", .prototype = "void *c(void)", .order = 0 },
		{ .name = "d", .prototype = "int d(uint8_t)", .order = 2, .feature = &features[1] },
		{ .name = "e", .prototype = "int e(void)", .order = 3, .feature = &features[0] },
	};
	const char *weak[] = { "e" };
	const struct abi_header header = { .license = "MIT", .weak = weak, .n_weak = 1 };
	const struct abi abi = { .name = "my-host",
				 .version = "2",
				 .services = services,
				 .n_services = 5,
				 .features = features,
				 .n_features = 2 };
	struct fixture *f = *state;

	assert_int_equal(abi_header_write(f->arena, f->diag, &abi, &header, &f->out), 0);
	expect_text(f, FRAME("the host 'my-host' 2", "XPACK_ABI_MY_HOST_H") SERVICES);
}

static void refuses_names(void **state)
{
	static const char *const names[] = { "a\"b", "a\\b", "a?\?/b", "a\tb" };
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct abi abi = { .name = names[i], .version = "1" };

		assert_int_equal(abi_header_write(f->arena, f->diag, &abi, &plain, &f->out), -1);
		expect_id(f->diag, "abi-header");
		end(state);
		begin(state);
	}
}

static void wraps(void **state)
{
	struct fixture *f = *state;
	char text[121];

	memset(text, 'x', 120);
	text[120] = '\0';
	text[96] = ' ';
	abi_header_wrap(&f->out, " * ", text);
	abi_header_wrap(&f->out, " * ", " a */ b /* c ?\?/ d **/*/ ");
	text[96] = '\0';
	expect_text(f, arena_printf(f->arena, " * %s\n * %s\n * a * / b / * c ?? / d ** / * /\n",
				    text, text + 97));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(writes_nothing_much), TEST(writes_services),
					    TEST(refuses_names), TEST(wraps) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
