/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * spdx: judges an SPDX licence expression (SPDX specification 2.3, annex D).
 *
 * An expression is permissive when the receiver can choose terms that are: one side of an OR
 * suffices, both sides of an AND are needed.  Only licences on a list of our own count; what is
 * not known, a LicenseRef among it, does not.
 */
#ifndef XPACK_SPDX_H
#define XPACK_SPDX_H

enum spdx_verdict { SPDX_PERMISSIVE, SPDX_NOT_PERMISSIVE, SPDX_MALFORMED };

enum spdx_verdict spdx_judge(const char *expression);

#endif
