/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * model_value: what an attribute of the description says, and where it says so; part of model.h.
 */
#ifndef XPACK_MODEL_VALUE_H
#define XPACK_MODEL_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "diag.h"

/* The value of an attribute and where its name stands. */
struct text {
	const char *value;
	struct location at;
};

struct number {
	uint64_t value;
	struct location at;
	bool bad; /* refused already, the value is 0: no check has anything to say about it */
};

/* True when the attribute was written in the description. */
static inline bool text_given(struct text text)
{
	return text.value != NULL;
}

static inline bool number_given(struct number number)
{
	return number.at.line != 0;
}

/* The same, and the reader did not refuse it. */
static inline bool number_known(struct number number)
{
	return number_given(number) && !number.bad;
}

enum compression { COMPRESSION_NONE, COMPRESSION_LZ4, COMPRESSION_AUTO };

/* How bytes stand in the container; what an inner element says goes before what an outer does. */
struct compression_choice {
	struct text name;
	enum compression kind; /* COMPRESSION_NONE when absent */
};

static inline enum compression compression_of(const struct compression_choice *inner,
					      const struct compression_choice *outer)
{
	return text_given(inner->name) ? inner->kind : outer->kind;
}

#endif
