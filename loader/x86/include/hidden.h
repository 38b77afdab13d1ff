/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Included before anything else: every symbol, defined or declared, is the loader's own, so no
 * address goes through a global offset table. */
#pragma GCC visibility push(hidden)
