/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * services: what the reference host offers to its partitions, as imports.
 *
 * <xhost/list.h> documents each of them; `xpack abi header xhost-abi.o` prints a header with all.
 *
 * There are more in <xhost/health.h>, and those of <xpack/ports.h>.
 */
#ifndef XHOST_SERVICES_H
#define XHOST_SERVICES_H

#include <stdint.h>

#include <xhost/list.h>
#include <xhost/status.h>
#include <xpack/import.h>

#define XHOST_IMPORT(number, ret, name, args) XPACK_IMPORT(ret, name, args);

XPACK_REQUIRE_ABI(XHOST_ABI_NAME, XHOST_ABI_VERSION);
XHOST_SERVICES(XHOST_IMPORT)

#undef XHOST_IMPORT

#endif
