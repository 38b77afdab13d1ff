/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What POK has in a header that its configuration tool generates. */
#include "kernel.h"

const struct config configs[N_PARTITIONS] = { { "pr1", 0x10000 }, { "pr2", 0x18000 } };
