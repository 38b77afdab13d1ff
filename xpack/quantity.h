/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * quantity: the numbers of a system description, "128MiB", "0x40000000", "20ms", "40MHz".
 *
 * A number is decimal without leading zeros (a leading 0 would read as octal to some) or, where
 * noted, 0x and hexadecimal digits of either case.  A unit follows at once, without a blank.
 * Everything is exact integer arithmetic: a text either has a value or is refused with the reason.
 * There is no sign, no fraction and no exponent.
 *
 *     kind       hexadecimal  units                     value         largest
 *     size       yes          none, B, KiB, MiB, GiB    bytes         2^64 - 1
 *     address    yes          none, B, KiB, MiB, GiB    bytes         2^64 - 1
 *     time       no           ns, us, ms, s             nanoseconds   2^64 - 1
 *     frequency  no           Hz, kHz, MHz              hertz         2^64 - 1
 *     count      yes          none                      count         2^32 - 1
 *
 * After hexadecimal digits a B is one more digit, not the unit: 0x10B is 267 bytes.  Units of
 * bytes are IEC 80000-13 binary prefixes, those of time and frequency SI.
 */
#ifndef XPACK_QUANTITY_H
#define XPACK_QUANTITY_H

#include <stdint.h>

#include "arena.h"

enum quantity_kind {
	QUANTITY_SIZE,
	QUANTITY_ADDRESS,
	QUANTITY_TIME,
	QUANTITY_FREQUENCY,
	QUANTITY_COUNT
};

/*
 * The value of text.  Returns 0, or -1 with a reason in *why, in lower case and fit to follow
 * "size '12MB': ".  *value is written on success only.
 */
int quantity_parse(enum quantity_kind kind, const char *text, uint64_t *value, const char **why)
	__attribute__((warn_unused_result));

/* The value as one would write it, in the largest unit that is exact: "20ms", "1MiB", "0ns".
 * Decimal; in the arena. */
const char *quantity_text(struct arena *arena, enum quantity_kind kind, uint64_t value);
/* The same of a time. */
const char *quantity_time(struct arena *arena, uint64_t nanoseconds);

#endif
