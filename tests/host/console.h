/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * console: one UART for the host and all partitions.
 *
 * Text becomes whole lines first and then waits in a ring until the UART takes it, so that lines
 * never mix and a partition that writes never makes another wait: the ring is drained whenever the
 * host runs and only as far as the UART is ready; a part of the ring is the host's, so its own
 * reports do not wait either.  A partition's lines begin with its name in
 * brackets, and nothing that it writes can look like a line of somebody else: characters other
 * than printable ASCII become '?'.
 */
#ifndef XHOST_CONSOLE_H
#define XHOST_CONSOLE_H

#include "partition.h"

/* Take up to size characters of a partition.  Returns how many were taken.  Precondition: the
 * host may read them. */
uint32_t console_write(struct partition *partition, const char *text, uint32_t size);

/* Lines of the host. */
void console_text(const char *text);
void console_u64(uint64_t value);
void console_hex(uint32_t value);

/* Give the UART what it is ready to take. */
void console_drain(void);

/* End the partition's unfinished line, if there is one. */
void console_end_line(struct partition *partition);

/* Wait until everything is out. */
void console_flush(void);

#endif
