/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* abi-external: the externals of guest-external, as calls. */
#include <xpack/export.h>

XPACK_EXPORT_CALL(int, svc_write, (const char *text))
XPACK_EXPORT_CALL(int, svc_add, (int a, int b))
