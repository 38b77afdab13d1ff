/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The loader of a LEON3 as one translation unit, but for reset code, runtime and cryptography.
 *
 * The compiler is told -fwhole-program, so it knows every caller of every function.  That makes the
 * code a sixth smaller than separate objects, without link-time optimization, which not every
 * LEON compiler has.
 */

/* Called by reset.S, which the compiler does not see. */
_Noreturn void loader_main(void) __attribute__((externally_visible));

#include "loader/console.c"
#include "loader/container.c"
#include "loader/fdt.c"
#include "loader/flat.c"
#include "loader/load.c"
#include "loader/main.c"
#include "loader/manifest.c"
#include "loader/params.c"
#include "loader/ranges.c"
#include "loader/status.c"
#include "loader/verify.c"

#include "loader/sparc/board.c"
#include "loader/sparc/uart.c"
