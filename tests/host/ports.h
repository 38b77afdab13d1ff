/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * ports: messages between partitions.  <xpack/ports.h> says what each service does.
 *
 * A message is copied twice, from the sender into the host and from there to the receiver; no
 * memory is shared.  The host serves one partition at a time, so a message is whole or not there.
 */
#ifndef XHOST_PORTS_H
#define XHOST_PORTS_H

#include "partition.h"

/* Make room for the channels.  Returns NULL, or why there is none. */
const char *ports_init(const struct system *system);

/* The services; addresses are the partition's, and are checked.  XPACK_PORT_... or a result. */
int32_t ports_sampling_write(const struct partition *partition, uint32_t id, uint32_t message,
			     uint32_t size);
int32_t ports_sampling_read(const struct partition *partition, uint32_t id, uint32_t message,
			    uint32_t size, uint32_t valid);
int32_t ports_queuing_send(const struct partition *partition, uint32_t id, uint32_t message,
			   uint32_t size);
int32_t ports_queuing_receive(const struct partition *partition, uint32_t id, uint32_t message,
			      uint32_t size, uint32_t n_lost);

/* The partition starts anew: messages that wait for it are dropped. */
void ports_restart(const struct partition *partition);

#endif
