/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * port_services: the services that <xpack/ports.h> describes: their results, the list from which
 * guests make imports and hosts make exports, and what hosts say about them.  Usable from C and
 * assembler source.
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

/* D(service, paragraph): the same for a host's XPACK_EXPORT_DOC, in short. */
#define XPACK_PORT_DOCS(D) \
	D(xpack_sampling_write, \
	  "Put the message, 1 byte or more, in place of the last of the sampling port.  Returns 0, \
	   or XPACK_PORT_INVALID (-1).") \
	D(xpack_sampling_read, \
	  "Copy the last message of the sampling port into the size bytes at message.  Returns its \
	   size, XPACK_PORT_EMPTY (-2) when there never was one, or XPACK_PORT_INVALID (-1).") \
	D(xpack_sampling_read, \
	  "*valid is 1 when the message is not older than the port's validity, else 0.") \
	D(xpack_queuing_send, \
	  "Append the message, 1 byte or more, to the queue of the port.  Returns 0, \
	   XPACK_PORT_FULL (-3) when the message is lost, or XPACK_PORT_INVALID (-1).") \
	D(xpack_queuing_receive, \
	  "Take the oldest message of the queue into the size bytes at message.  Returns its size, \
	   XPACK_PORT_EMPTY (-2), or XPACK_PORT_INVALID (-1).") \
	D(xpack_queuing_receive, \
	  "*n_lost is how many messages the queue had no room for since the last call that \
	   returned one.")
/* clang-format on */

#endif
