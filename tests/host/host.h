/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * host: how the host starts and how it ends.
 */
#ifndef XHOST_HOST_H
#define XHOST_HOST_H

#include <stdint.h>

/* The status when the host stops the board by itself. */
#define HOST_ALL_STOPPED 1  /* no partition is left */
#define HOST_CANNOT_START 2 /* the system is not for this host */
#define HOST_TRAPPED 3      /* a defect of the host */
#define HOST_UNHEALTHY 4    /* a partition's health action was to stop the system */

/* Called by the machine's start code, with the address that the loader passed. */
_Noreturn void host_main(const void *tree);

/* Say why (NULL: nothing to say) and with which status, and stop the board. */
_Noreturn void host_halt(const char *why, int status);

#endif
