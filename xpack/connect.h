/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * connect: a stream to a server, by the text that names it: HOST:PORT, [ADDRESS]:PORT for numbers
 * with colons, :PORT for this machine, unix:PATH for a socket in the file system.
 */
#ifndef XPACK_CONNECT_H
#define XPACK_CONNECT_H

#include "arena.h"

/* The descriptor, which does not block, or -1 with a reason in *why, in the arena: "cannot connect
 * to port 1234 of 'board': Connection refused".  Each address of a host gets that many ms. */
int connect_to(struct arena *arena, const char *name, int timeout_ms, const char **why)
	__attribute__((warn_unused_result));

#endif
