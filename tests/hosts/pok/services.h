/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * services: a handful of POK's system calls, with its numbers.
 */
#ifndef XPOK_SERVICES_H
#define XPOK_SERVICES_H

#include "kernel.h"

#define SERVICES_MAX_ARGUMENTS 5u
#define SERVICES_ANY_COUNT UINT32_MAX /* the architecture does not say how many there are */

/* Serve the partition that runs: its result is set, and it may be stopped or done with its turn.
 * `count` is how many arguments the caller says it passed; this host checks that, as POK does for
 * some. */
void services_call(uint32_t number, uint32_t count, const uint32_t *arguments, uint32_t pc);

#endif
