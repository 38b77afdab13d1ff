/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "arch.h"

#include <elf.h>

#define ALL_ARCHS (sizeof(archs) / sizeof(archs[0]))

static const struct arch_traits archs[] = {
	[ARCH_SPARC_LEON3] = {
		.name = "leon3",
		.fit_name = "sparc",
		.extension = ".prom",
		.console = "apbuart",
		.elf_machine = EM_SPARC,
		.big_endian = true,
		.needs_clock = true,
		.protocols = 1u << PROTOCOL_XPACK | 1u << PROTOCOL_RAW,
	},
	[ARCH_X86] = {
		.name = "x86",
		.fit_name = "x86",
		.extension = ".elf",
		.console = "ns16550",
		.elf_machine = EM_386,
		.has_ports = true,
		.in_ram = true,
		.protocols = 1u << PROTOCOL_XPACK | 1u << PROTOCOL_RAW | 1u << PROTOCOL_MULTIBOOT,
	},
};

const struct arch_traits *arch_traits(enum arch arch)
{
	return &archs[arch];
}

const struct arch_traits *arch_of_container(struct span fit_name)
{
	for (size_t i = 0; i < ALL_ARCHS; i++)
		if (span_is(fit_name, archs[i].fit_name))
			return &archs[i];
	return NULL;
}
