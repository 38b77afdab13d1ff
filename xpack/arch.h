/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * arch: what the packer must know of an architecture, as one table.
 *
 * Whoever needs to tell boards apart asks here, by the description's arch or by the word that a
 * container's images carry.  What instructions look like is in stub, what ELF files must be in
 * check_elf.
 */
#ifndef XPACK_ARCH_H
#define XPACK_ARCH_H

#include "loader/span.h"
#include "model.h"

struct arch_traits {
	const char *name;      /* in loaders' file names */
	const char *fit_name;  /* value of "arch" in the flattened image tree format */
	const char *extension; /* of the boot image's file name */
	const char *console;   /* type of the device that the loader prints on */
	uint16_t elf_machine;  /* EM_* of its ELF files */
	bool big_endian;
	bool has_ports; /* an I/O address space beside memory */
	bool in_ram;    /* a boot program puts loader and container into RAM; otherwise they lie in
			   a memory of kind rom */
	bool needs_clock;   /* timers and UARTs are made from the processor's clock */
	unsigned protocols; /* a bit for each enum protocol that the loader has */
};

const struct arch_traits *arch_traits(enum arch arch);

/* By the word in a container's images; NULL when there is none. */
const struct arch_traits *arch_of_container(struct span fit_name);

static inline bool arch_has_protocol(const struct arch_traits *traits, enum protocol protocol)
{
	return (traits->protocols >> protocol & 1u) != 0;
}

#endif
