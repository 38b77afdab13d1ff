/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * expected: what the judge waits for: the trap type (SPARC V8 manual, table 7-1) of each partition
 * that does something wrong, and where.
 */
#ifndef FAULTS_EXPECTED_H
#define FAULTS_EXPECTED_H

#define FIRST_BAD 2u
#define LAST_BAD 7u

/* clang-format off */
#define EXPECTED_TRAPS { 0x05u, 0x01u, 0x09u, 0x07u, 0x03u, 0xf0u }
/* clang-format on */
#define EXPECTED_STACK 0x40000000u /* of the host */
#define EXPECTED_READ 0x40008000u  /* of the host */

#define N_FRAMES 6u

#endif
