/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * judge: the loader's trust code on a container as a file, and the lines of the report.
 *
 * A program prints "ok TEXT" or "not ok TEXT" for each test and "# TEXT" for the reader; the shell
 * test that starts it counts them.
 */
#ifndef XPACK_ATTACK_JUDGE_H
#define XPACK_ATTACK_JUDGE_H

#include "lab.h"
#include "loader/verify.h"

#define JUDGE_N_STATUS 256

struct judge {
	const struct lab *lab;
	struct verify_room room;
	unsigned n_failed;
};

void judge_open(struct judge *judge, const struct lab *lab);
void judge_close(struct judge *judge);

/* verify_container() on a file of exactly these bytes, then every image's hash. */
enum status judge_file(struct judge *judge, struct span container);
/* The same in storage that may hold more behind it. */
enum status judge_storage(struct judge *judge, struct span storage);
/* Whatever the source, the parameters and the room are. */
enum status judge_source(const struct source *source, const struct params *params,
			 const struct verify_room *room);

/* One test; the text is what printf() makes. */
void judge_report(struct judge *judge, bool is_good, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void judge_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* How often each code was the answer; one note for each that was. */
void judge_tally(const unsigned tally[JUDGE_N_STATUS]);

#endif
