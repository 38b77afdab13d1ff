/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* access: whether a file that holds a secret is open to more than its owner and their group. */
#ifndef XPACK_ACCESS_H
#define XPACK_ACCESS_H

#include "diag.h"

/* Reports the warning key-permissions at path when everybody may read the regular file fd, or
 * others than its owner may write it.  fd -1: the file of that name. */
void access_warn(struct diag *diag, const char *path, int fd);

#endif
