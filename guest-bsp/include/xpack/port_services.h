/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * port_services: the services that <xpack/ports.h> describes: their results, and the list from
 * which guests make imports and hosts make exports.  Usable from C and assembler source.
 */
#ifndef XPACK_PORT_SERVICES_H
#define XPACK_PORT_SERVICES_H

/* Results that are no size. */
#define XPACK_PORT_INVALID (-1)
#define XPACK_PORT_EMPTY (-2)
#define XPACK_PORT_FULL (-3)

/* X(number, return type, name, arguments), numbered from `first`, for a host's own list. */
/* clang-format off */
#define XPACK_PORT_SERVICES(X, first) \
	X(first, int, xpack_sampling_write, (uint32_t port, const void *message, uint32_t size)) \
	X(first + 1, int, xpack_sampling_read, \
	  (uint32_t port, void *message, uint32_t size, uint32_t *valid)) \
	X(first + 2, int, xpack_queuing_send, (uint32_t port, const void *message, uint32_t size)) \
	X(first + 3, int, xpack_queuing_receive, \
	  (uint32_t port, void *message, uint32_t size, uint32_t *n_lost))
/* clang-format on */

#endif
