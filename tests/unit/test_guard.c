/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* guard: what OpenSSL frees is wiped before, the stack too, and the process keeps to itself while
 * a key is open.  Wiping is seen by a function of this program that stands for the C library's. */

#include <malloc.h>
#include <openssl/crypto.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>

#include <cmocka.h>

#include "xpack/guard.h"

#define MAX_WIPES 8u

/* What was wiped since forget_wipes(). */
static struct {
	const void *memory;
	size_t size;
} wipes[MAX_WIPES];
static unsigned n_wipes;

void explicit_bzero(void *memory, size_t size)
{
	volatile uint8_t *bytes = memory;

	if (n_wipes < MAX_WIPES) {
		wipes[n_wipes].memory = memory;
		wipes[n_wipes].size = size;
	}
	n_wipes++;
	for (size_t i = 0; i < size; i++)
		bytes[i] = 0;
}

static void forget_wipes(void)
{
	n_wipes = 0;
}

static void what_is_freed_is_wiped(void **state)
{
	void *memory = OPENSSL_malloc(100);
	size_t size = malloc_usable_size(memory);

	(void)state;
	assert_true(size >= 100);
	forget_wipes();
	OPENSSL_free(memory);
	assert_int_equal(n_wipes, 1);
	assert_ptr_equal(wipes[0].memory, memory);
	assert_int_equal(wipes[0].size, size);
	forget_wipes();
	OPENSSL_free(NULL);
	assert_int_equal(n_wipes, 0);
}

/* In both directions: the bytes move, and those that were there are wiped. */
static void what_is_moved_is_wiped(void **state)
{
	char *memory = OPENSSL_malloc(100);
	const char *before = memory;

	(void)state;
	memset(memory, 'x', 100);
	forget_wipes();
	memory = OPENSSL_realloc(memory, 5000);
	assert_int_equal(n_wipes, 1);
	assert_ptr_equal(wipes[0].memory, before);
	assert_true(wipes[0].size >= 100);
	for (unsigned i = 0; i < 100; i++)
		assert_int_equal(memory[i], 'x');
	before = memory;
	forget_wipes();
	memory = OPENSSL_realloc(memory, 10);
	assert_int_equal(n_wipes, 1);
	assert_ptr_equal(wipes[0].memory, before);
	assert_true(wipes[0].size >= 5000);
	for (unsigned i = 0; i < 10; i++)
		assert_int_equal(memory[i], 'x');
	forget_wipes();
	assert_null(OPENSSL_realloc(memory, 0));
	assert_int_equal(n_wipes, 1);
	memory = OPENSSL_realloc(NULL, 10);
	assert_non_null(memory);
	OPENSSL_free(memory);
}

static struct rlimit core_limit(void)
{
	struct rlimit limit;

	assert_int_equal(getrlimit(RLIMIT_CORE, &limit), 0);
	return limit;
}

/* Guards nest; each puts back what it found. */
static void a_process_with_a_key_keeps_to_itself(void **state)
{
	struct rlimit before = core_limit();
	const struct rlimit some = { before.rlim_max < 4096 ? before.rlim_max : 4096,
				     before.rlim_max };
	struct guard outer, inner;

	(void)state;
	assert_int_equal(setrlimit(RLIMIT_CORE, &some), 0);
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1), 0);
	outer = guard_raise();
	assert_int_equal(core_limit().rlim_cur, 0);
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
	inner = guard_raise();
	guard_lower(&inner);
	assert_int_equal(core_limit().rlim_cur, 0);
	assert_int_equal(prctl(PR_GET_DUMPABLE), 0);
	guard_lower(&outer);
	assert_int_equal(core_limit().rlim_cur, some.rlim_cur);
	assert_int_equal(core_limit().rlim_max, before.rlim_max);
	assert_int_equal(prctl(PR_GET_DUMPABLE), 1);
	assert_int_equal(setrlimit(RLIMIT_CORE, &before), 0);
}

static void keys_lie_in_memory_of_their_own(void **state)
{
	struct guard guard = guard_raise();
	void *number;

	(void)state;
	assert_int_equal(CRYPTO_secure_malloc_initialized(), 1);
	number = OPENSSL_secure_malloc(256);
	assert_int_equal(CRYPTO_secure_allocated(number), 1);
	OPENSSL_secure_clear_free(number, 256);
	guard_lower(&guard);
}

/* As far as the calls went that saw the key. */
static void the_stack_is_wiped(void **state)
{
	struct guard guard = guard_raise();

	(void)state;
	forget_wipes();
	guard_lower(&guard);
	assert_int_equal(n_wipes, 1);
	assert_int_equal(wipes[0].size, 64 << 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_freed_is_wiped),
		cmocka_unit_test(what_is_moved_is_wiped),
		cmocka_unit_test(a_process_with_a_key_keeps_to_itself),
		cmocka_unit_test(keys_lie_in_memory_of_their_own),
		cmocka_unit_test(the_stack_is_wiped),
	};

	guard_library();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
