/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ports: how partitions talk to each other: sampling and queuing ports (ARINC 653 part 1,
 * "Interpartition communication").
 *
 * The services are imports like all others, under names that belong to no host: a host that
 * exports them is one that this header works with.  Ports are known by the numbers that
 * `xpack header SYSTEM.xml PARTITION` gives, together with the sizes of their messages.  Every
 * service returns XPACK_PORT_INVALID for a port that the caller does not have or that is of the
 * other kind or direction, for a message larger than the port's, and for memory that the caller may
 * not access itself.
 *
 *     int xpack_sampling_write(uint32_t port, const void *message, uint32_t size)
 *             Put the message, 1 byte or more, in place of the last.  Returns 0.
 *     int xpack_sampling_read(uint32_t port, void *message, uint32_t size, uint32_t *valid)
 *             Copy the last message into the size bytes at message, which must be as many as the
 *             port's messages have at most.  Returns its size, or XPACK_PORT_EMPTY when there never
 *             was one; *valid is 1 when it is not older than the port's validity, else 0.
 *     int xpack_queuing_send(uint32_t port, const void *message, uint32_t size)
 *             Append the message, 1 byte or more.  Returns 0, or XPACK_PORT_FULL: then the message
 *             is lost, and the receiver will know.
 *     int xpack_queuing_receive(uint32_t port, void *message, uint32_t size, uint32_t *n_lost)
 *             Take the oldest message into the size bytes at message, which must be as many as the
 *             port's messages have at most.  Returns its size, or XPACK_PORT_EMPTY; *n_lost is how
 *             many messages the queue had no room for since the last call that returned one.
 */
#ifndef XPACK_PORTS_H
#define XPACK_PORTS_H

#include <stdint.h>

#include <xpack/import.h>
#include <xpack/port_services.h>

#define XPACK_PORT_IMPORT(number, ret, name, args) XPACK_IMPORT(ret, name, args);

XPACK_PORT_SERVICES(XPACK_PORT_IMPORT, 0)

#undef XPACK_PORT_IMPORT

#endif
