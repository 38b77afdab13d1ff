/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * machine: the naming contract between the host and an architecture.
 *
 * An architecture's directory gives "context.h" with struct machine_partition and
 * MACHINE_PAGE_SIZE, defines the functions below and calls host_main() at start.  Its traps come
 * from partitions only: the host runs with traps off, from a trap until it resumes a partition.
 * Such a trap is a service (services_call), a fault (fault_handle) or the alarm (plan_alarm), and
 * ends with machine_resume(&plan_next()->machine).
 */
#ifndef XHOST_MACHINE_H
#define XHOST_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "context.h"
#include "system.h"

struct partition;

/* Find the console's UART, so that anything that follows can be reported; then the timer, the
 * interrupt controller and the clock.  Returns NULL, or what is missing. */
const char *machine_init(const struct system *system);

/* Give partition `index` an address space of exactly its areas, its device tree and its devices.
 * False: no memory for it, or a device that cannot be given away. */
bool machine_partition_init(struct machine_partition *partition, const struct system *system,
			    uint32_t index);

/* Give it the registers with which it starts. */
void machine_partition_start(struct machine_partition *partition,
			     const struct description *description);

/* Let the host see the memory of the partition. */
void machine_enter(const struct machine_partition *partition);

/* Where it will go on. */
uint32_t machine_pc(const struct machine_partition *partition);

/* From now on memory is protected, the host's from the partitions and theirs from each other.
 * False: no memory for the host's own address space. */
bool machine_protect(const struct system *system);

/* Microseconds since machine_init(); never goes back. */
uint64_t machine_now(void);

/* Interrupt the partition that runs, not before this time. */
void machine_alarm(uint64_t time);

/* Hand a character to the console's UART.  False: it is busy. */
bool machine_put(char c);

/* The result that the partition finds when it resumes from a service. */
void machine_result(struct machine_partition *partition, uint32_t value);
void machine_result_long(struct machine_partition *partition, uint64_t value);

/* Resume the partition. */
_Noreturn void machine_resume(struct machine_partition *partition);

/* Stop the board. */
_Noreturn void machine_stop(void);

#endif
