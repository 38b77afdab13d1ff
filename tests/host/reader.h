/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * reader: takes a device tree apart in the one order in which docs/device-tree.md gives it.
 *
 * The first thing that is wrong stays in `wrong`; from then on nothing is read any more, functions
 * give 0 or nothing, and what is to be read need not be tested until the end.
 */
#ifndef XHOST_READER_H
#define XHOST_READER_H

#include "loader/fdt.h"
#include "system.h"

#define READER_CELL 4u /* bytes */

struct reader {
	struct fdt fdt;
	const char *wrong;
};

void reader_fail(struct reader *reader, const char *wrong);

/* The value of the property `name`, which must come now and have this size (0: any). */
struct span reader_take(struct reader *reader, const char *name, size_t size);
/* Does the property `name` come now? */
bool reader_has(const struct reader *reader, const char *name);
uint32_t reader_u32(struct reader *reader, const char *name);
void reader_text(struct reader *reader, const char *name, char to[SYSTEM_MAX_NAME]);
/* Which of n words the property has as its value. */
uint32_t reader_word(struct reader *reader, const char *name, const char *const *words, uint32_t n);
/* Address and size: not 0, and without a wrap. */
void reader_reg(struct reader *reader, const char *name, uint32_t *addr, uint32_t *size);

/* Two cells of nanoseconds, which must be whole microseconds. */
uint64_t reader_time(struct reader *reader, const uint8_t *nanoseconds);
void reader_copy(struct reader *reader, struct span text, char to[SYSTEM_MAX_NAME]);
bool reader_equal(const char *a, const char *b);

/* Go into the node `name`, which must come now. */
void reader_enter(struct reader *reader, const char *name);
/* A group whose children have a reg says how many cells that takes. */
void reader_enter_group(struct reader *reader, const char *name);
/* Nothing more may be in the node. */
void reader_leave(struct reader *reader);
/* Go into the next child of a group and give its name, or go out of the group. */
bool reader_next_child(struct reader *reader, struct span *name);
/* Pass over a group whose content the host does not need. */
void reader_skip(struct reader *reader, const char *name);

#endif
