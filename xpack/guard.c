/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "guard.h"

#include <malloc.h>
#include <openssl/crypto.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>

#define SECURE_HEAP_SIZE ((size_t)256 << 10) /* a few private keys; a power of two */
#define SECURE_HEAP_MIN 32                   /* its smallest block, likewise */
#define STACK_REACH ((size_t)64 << 10)       /* calls that saw a secret went less deep */

static void *allocate(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return malloc(size);
}

/* The allocator may have given more than was asked for: all of it is wiped. */
static void release(void *memory, const char *file, int line)
{
	(void)file;
	(void)line;
	if (memory != NULL)
		explicit_bzero(memory, malloc_usable_size(memory));
	free(memory);
}

/* realloc() would leave the old bytes where they were. */
static void *reallocate(void *memory, size_t size, const char *file, int line)
{
	size_t old = memory == NULL ? 0 : malloc_usable_size(memory);
	void *moved;

	if (size == 0) {
		release(memory, file, line);
		return NULL;
	}
	moved = malloc(size);
	if (moved == NULL)
		return NULL;
	if (old > 0)
		memcpy(moved, memory, old < size ? old : size);
	release(memory, file, line);
	return moved;
}

void guard_library(void)
{
	CRYPTO_set_mem_functions(allocate, reallocate, release);
}

struct guard guard_raise(void)
{
	struct guard guard = { { 0, 0 }, prctl(PR_GET_DUMPABLE) };
	struct rlimit none;

	if (getrlimit(RLIMIT_CORE, &guard.core) == 0) {
		none = (struct rlimit){ 0, guard.core.rlim_max };
		(void)setrlimit(RLIMIT_CORE, &none);
	}
	(void)prctl(PR_SET_DUMPABLE, 0);
	/* Fails when it is there already, and does without locking when it must. */
	(void)CRYPTO_secure_malloc_init(SECURE_HEAP_SIZE, SECURE_HEAP_MIN);
	return guard;
}

/* Functions that returned left bytes behind, and among them may be a secret: the dynamic linker,
 * for one, saves the registers with which a string was just copied. */
static __attribute__((noinline)) void wipe_stack(void)
{
	uint8_t left[STACK_REACH];

	explicit_bzero(left, sizeof(left));
}

void guard_lower(const struct guard *guard)
{
	wipe_stack();
	(void)setrlimit(RLIMIT_CORE, &guard->core);
	if (guard->dumpable >= 0)
		(void)prctl(PR_SET_DUMPABLE, guard->dumpable);
}
