/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * The loader of a PC as one translation unit, but for entry code, runtime and cryptography, as in
 * loader/sparc/loader.c.  Here size is nobody's limit, so no compiler is told more than that.
 */

#include "loader/console.c"
#include "loader/container.c"
#include "loader/fdt.c"
#include "loader/flat.c"
#include "loader/load.c"
#include "loader/lz4.c"
#include "loader/main.c"
#include "loader/manifest.c"
#include "loader/params.c"
#include "loader/ranges.c"
#include "loader/status.c"
#include "loader/verify.c"

#include "loader/x86/board.c"
#include "loader/x86/bootinfo.c"
#include "loader/x86/uart.c"
