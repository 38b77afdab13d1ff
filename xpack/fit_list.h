/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * fit_list: what a FIT holds that is no container of xpack's, without a word on whether it is
 * authentic.
 */
#ifndef XPACK_FIT_LIST_H
#define XPACK_FIT_LIST_H

#include "fit_read.h"
#include "json.h"

void fit_list_print(const struct fit_tree *tree, FILE *to);
/* Members of an open object. */
void fit_list_json(const struct fit_tree *tree, struct json *json);

#endif
