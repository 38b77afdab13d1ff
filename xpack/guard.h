/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * guard: what keeps private keys, passphrases and PINs from leaving this process.
 *
 * OpenSSL wipes the numbers of a private key, but not every buffer through which a key file passes
 * on the way to them.  So the library is given memory functions that wipe whatever it frees, and
 * the stack is wiped when a key was closed.  While a key is open, the process writes no core file
 * and no other process of the user may look into it (prctl(2), PR_SET_DUMPABLE); the key's numbers
 * lie in memory that is not swapped, where the limit on locked memory allows it.
 */
#ifndef XPACK_GUARD_H
#define XPACK_GUARD_H

#include <sys/resource.h>

/* Called once, before anything else of OpenSSL: afterwards it is too late, and nothing happens. */
void guard_library(void);

/* What was before a key was opened. */
struct guard {
	struct rlimit core;
	int dumpable;
};

struct guard guard_raise(void);
void guard_lower(const struct guard *guard);

#endif
