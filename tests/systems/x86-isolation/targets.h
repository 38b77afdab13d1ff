/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * targets: where the intruders of this system write; the addresses are those of system.xml.
 */
#ifndef ISOLATION_TARGETS_H
#define ISOLATION_TARGETS_H

#define TARGET_NEIGHBOUR 0x00218000u /* in the observer's data area, between .bss and stack */
#define TARGET_HOST 0x00100000u      /* the host's first instruction */
#define TARGET_UART 0u               /* a port is no address: the processor reports none */

#define INTRUDER_VALUE 0x2au /* '*' */

#endif
