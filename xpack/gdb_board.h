/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * gdb_board: what processor is behind a debugger's stub, and how it is made to start a boot image
 * that lies in its memory.
 *
 * LEON3: as after reset (SPARC Architecture Manual, version 8, section 7.2.1; GRLIB IP Core User's
 * Manual, LEON3): supervisor, traps off, TBR 0, the program counters at the boot image.
 *
 * x86: the boot image is a program for boot programs.  A processor that stands at its reset vector
 * gets a page of low memory with what such a program would find: Multiboot information, the memory
 * map out of the system's description, a table of segments, and code that goes to 32-bit protected
 * mode and jumps to the boot image.  The firmware has not run then, and does not run.  Before that,
 * both ends of all RAM in the map are written and read.  A processor that stands elsewhere is not
 * started: its mode cannot be told by the registers that every stub has.
 */
#ifndef XPACK_GDB_BOARD_H
#define XPACK_GDB_BOARD_H

#include "rsp.h"

struct gdb_arch {
	const char *fit_name;     /* as in a container's images */
	const char *const *names; /* in target.xml; ends with NULL */
	const size_t *sizes; /* of all registers, in bytes, of stubs without one; ends with 0 */
	int (*start)(struct rsp *rsp, const struct target_request *request,
		     const struct gdb_arch *arch);
	/* Of x86: places among the registers. */
	size_t at_ip, ip_size, at_cs;
};

/* By what the stub calls it, or, when name is NULL, by the size of its registers.  NULL: none that
 * is known. */
const struct gdb_arch *gdb_arch_find(const char *name, size_t registers_size);

/* Start the boot image at request->address, and let it run.  Reports what is in the way. */
int gdb_board_start(struct rsp *rsp, const struct target_request *request,
		    const struct gdb_arch *arch) __attribute__((warn_unused_result));

#endif
