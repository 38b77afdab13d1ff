/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* C declarations of somebody else: which are nothing but declarations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "xpack/declaration.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static int begin(void **state)
{
	*state = arena_new();
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

static void splits(void **state)
{
	static const struct {
		const char *name, *prototype, *result, *arguments;
	} good[] = {
		{ "f", "int f(void)", "int", "(void)" },
		{ "f", "void *f(int a)", "void *", "(int a)" },
		{ "f", "const char *const *f(void)", "const char *const *", "(void)" },
		{ "f", "unsigned long long f(...)", "unsigned long long", "(...)" },
		{ "f", "int f(int(*g)(int, int), int a[][4])", "int",
		  "(int(*g)(int, int), int a[][4])" },
		{ "f", "struct f f(struct f f)", "struct f", "(struct f f)" },
	};
	struct declaration parts;

	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(declaration_split(*state, good[i].name, good[i].prototype, &parts));
		assert_string_equal(parts.result, good[i].result);
		assert_string_equal(parts.arguments, good[i].arguments);
	}
}

static void splits_no_other(void **state)
{
	static const char *const bad[] = {
		"",
		"f",
		"(",
		"()",
		"f(void)",
		" f(void)",
		"*f(void)",
		"intf(void)",
		"int g(void)",
		"int f",
		"int f(",
		"int f)",
		"int f(void))",
		"int f(int a[)]",
		"int f(void) g",
		"int f(void);",
		"int f(void){}",
		"int(*f(void))(int)",
		"int, f(void)",
		"int f(char a = 'a')",
		"int f(\"\")",
		"int f(int a /* b */)",
		"int f(\\\n)",
		"int f(#)",
		"int f(a ? b : c)",
		"int f((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))",
	};
	struct declaration parts;

	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(declaration_split(*state, "f", bad[i], &parts));
}

static void knows_types(void **state)
{
	static const char *const good[] = {
		"struct a;",
		"enum e { A, B = 1 << 4, C = -1 };",
		"struct a { int b; };",
		" struct { int b; };",
		"union a { struct { int b : 3; } c[2]; void (*d)(int); };",
		"struct a { int b; } __attribute__((packed, aligned(4)));",
		"struct a { int b; } __attribute__ ((packed)) ;",
		"typedef int a;",
		"typedef struct a { int b; } a, *b;",
		"typedef int (*call)(int event, void *data);",
	};
	static const char *const bad[] = {
		"",
		";",
		"int a;",
		"struct",
		"struct a",
		"struct ;",
		"struct a b;",
		"struct a; struct b;",
		"struct a { int b; }",
		"struct a { int b; } c;",
		"struct a { int b; } __attribute__((packed)) c;",
		"struct a { int b; } __attribute__;",
		"struct a { int b; } f(void) { return 0; };",
		"struct a { int f() { return 0; } };",
		"struct a { int f() const { return 0; } };",
		"struct a : b { int c; };",
		"struct a { int b[({ 1; })]; };",
		"struct a { int b; ];",
		"struct a } {;",
		"struct a <% int b; %>;",
		"struct a <: int b; :>;",
		"typedef int a; int b;",
		"typedef int a; ",
		"typedef int f(void) { return 0; };",
		"static int a;",
		"extern int a;",
		"typedefint a;",
		"struct a { char b[sizeof \"c\"]; };",
		"struct a { int b; /* c */ };",
		"#define struct",
		"struct a { int b; };\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(declaration_is_type(good[i]));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(declaration_is_type(bad[i]));
}

static void expect_layout(const char *type, const char *wanted)
{
	struct buf out = { 0 };

	declaration_put_type(&out, type);
	buf_put(&out, "", 1);
	assert_string_equal((const char *)out.data, wanted);
	buf_free(&out);
}

static void puts_into_lines(void **state)
{
	(void)state;
	expect_layout("struct a;", "struct a;\n");
	expect_layout("typedef  int\ta ;", "typedef int a;\n");
	expect_layout("struct a{int b,c;};", "struct a {\n\tint b, c;\n};\n");
	expect_layout("typedef union{struct{int a;}b;}c;",
		      "typedef union {\n\tstruct {\n\t\tint a;\n\t} b;\n} c;\n");
	expect_layout("enum e {A,B = - -1,};", "enum e {\n\tA,\n\tB = - -1,\n};\n");
	expect_layout("struct a { enum { A, B } b; int c, d; };",
		      "struct a {\n\tenum {\n\t\tA,\n\t\tB\n\t} b;\n\tint c, d;\n};\n");
}

static void finds_words(void **state)
{
	const char *text = " (int a9, *b_)";
	const char *const words[] = { "int", "a9", "b_" };
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(words); i++, text += n) {
		n = declaration_word(&text);
		assert_int_equal(n, strlen(words[i]));
		assert_memory_equal(text, words[i], n);
	}
	assert_int_equal(declaration_word(&text), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(splits),          TEST(splits_no_other), TEST(knows_types),
		TEST(puts_into_lines), TEST(finds_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
