/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * expected: what the judge waits for: the vector (SDM 3, table 6-1) of each partition that does
 * something wrong, and where.
 */
#ifndef FAULTS_EXPECTED_H
#define FAULTS_EXPECTED_H

#define FIRST_BAD 2u
#define LAST_BAD 7u

/* clang-format off */
#define EXPECTED_TRAPS { 14u, 14u, 14u, 6u, 13u, 0x70u }
/* clang-format on */
#define EXPECTED_STACK 0x00100000u /* of the host */
#define EXPECTED_READ 0x00108000u  /* of the host */

#define N_FRAMES 6u

#endif
