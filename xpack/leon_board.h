/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * leon_board: a LEON board behind a debug link: what is on it, and whether it is the board that an
 * image was made for.
 */
#ifndef XPACK_LEON_BOARD_H
#define XPACK_LEON_BOARD_H

#include "plugplay.h"

/* Is one of its processors a LEON? */
bool leon_board_has_processor(const struct plugplay *found);

/* Does it have the memory that the image's description names?  Reports flash-board (exit 1).
 * Without an image there is nothing to hold against it. */
int leon_board_test(const struct target_request *request, const struct plugplay *found)
	__attribute__((warn_unused_result));

/* Print all devices, for `xpack flash --list --to TARGET`. */
void leon_board_print(const struct plugplay *found, bool json);

#endif
