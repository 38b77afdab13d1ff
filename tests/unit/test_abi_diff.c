/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* abi_diff_of(): what changed between two interfaces; tests/stubs/test_abi_diff.sh has more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "xpack/abi_diff.h"

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

static struct feature off = { .name = "ports", .off = true };

#define TRAP(n, p)                                                                                 \
	{                                                                                          \
		.name = n, .prototype = p, .kind = SERVICE_CALL, .symbol = n                       \
	}

static struct abi abi_of(struct service *services, size_t n)
{
	return (struct abi){ .name = "x",
			     .version = "1",
			     .machine = EM_SPARC,
			     .services = services,
			     .n_services = n };
}

static void expect(const struct abi_diff *diff, size_t i, enum abi_change_kind kind,
		   const char *name)
{
	assert_true(i < diff->n_changes);
	assert_int_equal(diff->changes[i].kind, kind);
	assert_string_equal(diff->changes[i].name, name);
	assert_int_equal(abi_change_breaks(kind), i < diff->n_breaking);
}

static void finds_all(void **state)
{
	struct service old[] = { TRAP("a", "int a(void)"), TRAP("b", "int b(void)"),
				 TRAP("c", "int c(void)"), TRAP("d", "int d(void)"),
				 TRAP("e", "int e(void)") };
	struct service new[] = { TRAP("b", "int b(int)"), TRAP("c", "int c(void)"),
				 TRAP("d", "int d(void)"), TRAP("e", "int e(void)"),
				 TRAP("f", "int f(void)") };
	struct abi before = abi_of(old, 5), after = abi_of(new, 5);
	struct abi_diff diff;

	new[1].symbol = "other";
	new[2].feature = &off;
	old[4].feature = &off;
	after.version = "2";
	after.machine = EM_386;
	diff = abi_diff_of(*state, &before, &after);
	assert_int_equal(diff.n_changes, 8);
	assert_int_equal(diff.n_breaking, 5);
	assert_true(diff.pack_anew);
	expect(&diff, 0, ABI_MACHINE_CHANGED, "machine");
	expect(&diff, 1, ABI_NAME_CHANGED, "x");
	expect(&diff, 2, ABI_SERVICE_REMOVED, "a");
	expect(&diff, 3, ABI_SERVICE_OFF, "d");
	expect(&diff, 4, ABI_PROTOTYPE_CHANGED, "b");
	expect(&diff, 5, ABI_SERVICE_ADDED, "f");
	expect(&diff, 6, ABI_SERVICE_ON, "e");
	expect(&diff, 7, ABI_WAY_CHANGED, "c");
	assert_string_equal(diff.changes[1].before, "x 1");
	assert_string_equal(diff.changes[3].feature, "ports");
	assert_string_equal(diff.changes[4].after, "int b(int)");
	assert_null(diff.changes[5].before);
	assert_string_equal(diff.changes[7].before, "call of c");
}

static void finds_nothing(void **state)
{
	struct service services[] = { TRAP("a", "int a(void)"), TRAP("b", "int b(void)") };
	struct abi before = abi_of(services, 2), after = abi_of(services, 2), none = { 0 };
	struct abi_diff diff;

	services[1].feature = &off;
	diff = abi_diff_of(*state, &before, &after);
	assert_int_equal(diff.n_changes, 0);
	/* One that is off can be taken away, and added. */
	after.n_services = 1;
	diff = abi_diff_of(*state, &before, &after);
	assert_int_equal(diff.n_changes, 0);
	diff = abi_diff_of(*state, &after, &before);
	assert_int_equal(diff.n_changes, 0);
	diff = abi_diff_of(*state, &none, &none);
	assert_int_equal(diff.n_changes, 0);
}

static void compares_types(void **state)
{
	struct abi_type old[] = { { .name = "a", .declaration = "typedef int a;" },
				  { .name = "b", .declaration = "typedef  int b ;" },
				  { .name = "c", .declaration = "typedef int c;" } };
	struct abi_type new[] = { { .name = "b", .declaration = "typedef int b;" },
				  { .name = "a", .declaration = "typedef long a;" } };
	struct abi before = { .types = old, .n_types = 3 }, after = { .types = new, .n_types = 2 };
	struct abi_diff diff = abi_diff_of(*state, &before, &after);

	assert_int_equal(diff.n_changes, 1);
	expect(&diff, 0, ABI_TYPE_CHANGED, "a");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(finds_all), TEST(finds_nothing),
					    TEST(compares_types) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
