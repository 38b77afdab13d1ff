/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"

#define MS_PER_S 1000
#define FIRST_MS 1000 /* work that is done sooner needs no bar */
#define EVERY_MS 200
#define WIDTH 30u /* of the bar, in characters */

struct progress progress_new(bool json, bool quiet)
{
	return (struct progress){ .json = json,
				  .terminal = !json && !quiet && isatty(STDERR_FILENO) };
}

static void print_line(const struct progress *progress, uint64_t done)
{
	printf("{\"phase\": \"%s\", \"done\": %" PRIu64 ", \"total\": %" PRIu64 "}\n",
	       progress->phase, done, progress->total);
	fflush(stdout);
}

void progress_begin(struct progress *progress, const char *phase, uint64_t total)
{
	progress->phase = phase;
	progress->total = total;
	progress->begin = clock_ms();
	progress->shown = 0;
	if (progress->json && !progress->late)
		print_line(progress, 0);
}

/* A number of at most four digits and its unit, rounded down. */
static const char *scale(uint64_t bytes, uint64_t *whole, uint64_t *tenth)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB" };
	size_t unit = 0;

	*tenth = 0;
	while (bytes >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		*tenth = bytes % 1024 * 10 / 1024;
		bytes /= 1024;
		unit++;
	}
	*whole = bytes;
	return units[unit];
}

void progress_rate(char *text, uint64_t size, uint64_t done, uint64_t total, int64_t ms)
{
	uint64_t elapsed = ms > 0 ? (uint64_t)ms : 1;
	uint64_t rate = done * MS_PER_S / elapsed;
	uint64_t left = rate == 0 ? 0 : (total - done + rate - 1) / rate;
	uint64_t whole, tenth;
	const char *unit = scale(rate, &whole, &tenth);
	int n = snprintf(text, size, "%" PRIu64 ".%" PRIu64 " %s/s", whole, tenth, unit);

	if (rate == 0 || n < 0 || (uint64_t)n >= size)
		return;
	if (left < 60)
		(void)snprintf(text + n, size - (uint64_t)n, ", %" PRIu64 " s left", left);
	else
		(void)snprintf(text + n, size - (uint64_t)n, ", %" PRIu64 " min %" PRIu64 " s left",
			       left / 60, left % 60);
}

static void draw(const struct progress *progress, uint64_t done, int64_t now)
{
	uint64_t part = progress->total == 0 ? WIDTH : done * WIDTH / progress->total;
	uint64_t percent = progress->total == 0 ? 100 : done * 100 / progress->total;
	char bar[WIDTH + 1];
	char rate[64];

	for (unsigned i = 0; i < WIDTH; i++)
		bar[i] = i < part ? '#' : '.';
	bar[WIDTH] = '\0';
	progress_rate(rate, sizeof(rate), done, progress->total, now - progress->begin);
	fprintf(stderr, "\r%-8s [%s] %3" PRIu64 " %%, %s\x1b[K", progress->phase, bar, percent,
		rate);
	fflush(stderr);
}

void progress_step(struct progress *progress, uint64_t done)
{
	int64_t now = clock_ms();

	if (done > progress->total) /* whole blocks, of which the last are not full */
		done = progress->total;
	if (progress->json) {
		if (!progress->late || now - progress->begin >= FIRST_MS)
			print_line(progress, done);
		return;
	}
	if (!progress->terminal || now - progress->begin < FIRST_MS ||
	    (progress->shown != 0 && now - progress->shown < EVERY_MS))
		return;
	draw(progress, done, now);
	progress->shown = now;
}

void progress_end(struct progress *progress)
{
	if (progress->shown != 0)
		fputs("\r\x1b[K", stderr);
	progress->shown = 0;
}
