/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * refusal: the loader's reasons in whole sentences.
 *
 * The board prints a code and a word or two (loader/status.h), which is what fits; here is room to
 * say what it means.  The code is printed beside the text, so that a field log and a message of
 * the tool can be held against each other.
 */
#ifndef XPACK_REFUSAL_H
#define XPACK_REFUSAL_H

#include "loader/status.h"

/* For the end of a message: lower case, no full stop.  Of a value that is none, the loader's. */
const char *refusal_text(enum status status);

#endif
