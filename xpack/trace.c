/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "trace.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "memory.h"

struct trace {
	FILE *to;
	char *path;
	int64_t begin; /* ms */
};

struct trace *trace_open(struct diag *diag, const char *path)
{
	FILE *to = fopen(path, "we");
	struct trace *trace;

	if (to == NULL) {
		diag_fail(diag, EXIT_MACHINE, location_of_file(path), "file-write",
			  "cannot write: %s", strerror(errno));
		return NULL;
	}
	/* What was sent last is wanted most where nothing comes back any more. */
	setvbuf(to, NULL, _IOLBF, BUFSIZ);
	trace = memory_alloc(sizeof(*trace));
	*trace = (struct trace){ to, strdup(path), clock_ms() };
	if (trace->path == NULL)
		memory_exhausted();
	return trace;
}

int trace_close(struct diag *diag, struct trace *trace)
{
	int result = 0;
	bool failed;

	if (trace == NULL)
		return 0;
	failed = ferror(trace->to) != 0;
	if (fclose(trace->to) != 0 || failed) {
		diag_fail(diag, EXIT_MACHINE, location_of_file(trace->path), "file-write",
			  "cannot write all of the trace");
		result = -1;
	}
	free(trace->path);
	free(trace);
	return result;
}

static void begin_line(struct trace *trace, char direction)
{
	int64_t ms = clock_ms() - trace->begin;

	fprintf(trace->to, "%" PRId64 ".%03" PRId64 " %c ", ms / 1000, ms % 1000, direction);
}

static void put_text(struct trace *trace, struct span bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		uint8_t byte = bytes.data[i];

		if (byte == '\\')
			fputs("\\\\", trace->to);
		else if (byte >= ' ' && byte <= '~')
			fputc(byte, trace->to);
		else
			fprintf(trace->to, "\\x%02x", byte);
	}
}

static void put_bytes(struct trace *trace, char direction, struct span bytes)
{
	if (trace == NULL)
		return;
	begin_line(trace, direction);
	put_text(trace, bytes);
	fputc('\n', trace->to);
}

void trace_command(struct trace *trace, const char *const *words)
{
	if (trace == NULL)
		return;
	begin_line(trace, '>');
	for (size_t i = 0; words[i] != NULL; i++) {
		if (i != 0)
			fputc(' ', trace->to);
		put_text(trace, (struct span){ (const uint8_t *)words[i], strlen(words[i]) });
	}
	fputc('\n', trace->to);
}

void trace_sent(struct trace *trace, struct span bytes)
{
	put_bytes(trace, '>', bytes);
}

void trace_received(struct trace *trace, struct span bytes)
{
	put_bytes(trace, '<', bytes);
}

void trace_remark(struct trace *trace, const char *format, ...)
{
	va_list list;

	if (trace == NULL)
		return;
	begin_line(trace, '*');
	va_start(list, format);
	vfprintf(trace->to, format, list);
	va_end(list);
	fputc('\n', trace->to);
}
