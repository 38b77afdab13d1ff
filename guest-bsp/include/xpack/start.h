/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * start: what a program finds in %eax when it is started on x86, a host by the loader and a guest
 * by its host; %ebx is then the address of its device tree.  Usable from C and assembler source.
 */
#ifndef XPACK_START_H
#define XPACK_START_H

#define XPACK_START_MAGIC 0x58504b31 /* "XPK1" */

#endif
