/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * host: how the host starts and how it ends.
 */
#ifndef XHOST_HOST_H
#define XHOST_HOST_H

#include <stdint.h>

#define HOST_ALL_STOPPED 1 /* the status when no partition is left */

/* Called by the machine's start code, with the address that the loader passed. */
_Noreturn void host_main(const void *tree);

/* Say why (NULL: nothing to say) and with which status, and stop the board. */
_Noreturn void host_halt(const char *why, int status);

#endif
