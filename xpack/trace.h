/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * trace: the log of everything that is sent to a target and comes back, for `xpack flash --trace`.
 *
 * A line each: seconds since the log was opened, '>' sent, '<' received or '*' a remark, and the
 * bytes; printable ones as they are, others as \xNN, a backslash as \\.  Lines are not cut.
 * A struct trace * that is NULL logs nothing.
 */
#ifndef XPACK_TRACE_H
#define XPACK_TRACE_H

#include "diag.h"
#include "loader/span.h"

struct trace;

/* Reports file-write (exit 4) and returns NULL when the file cannot be made. */
struct trace *trace_open(struct diag *diag, const char *path);
/* Reports file-write when a line could not be written.  trace may be NULL.  Returns 0 or -1. */
int trace_close(struct diag *diag, struct trace *trace) __attribute__((warn_unused_result));

void trace_sent(struct trace *trace, struct span bytes);
void trace_received(struct trace *trace, struct span bytes);
/* A command line, NULL behind its last word, as it is sent to another program. */
void trace_command(struct trace *trace, const char *const *words);
void trace_remark(struct trace *trace, const char *format, ...) DIAG_FORMAT(2, 3);

#endif
