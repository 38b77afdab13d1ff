/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "stub.h"

#include <string.h>

#include "guest-bsp/include/xpack/records.h"
#include "record.h"

static const struct stub_machine *const machines[] = { &stub_sparc, &stub_386, &stub_x86_64 };

const struct stub_machine *stub_machine(uint16_t elf_machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++)
		if (machines[i]->elf_machine == elf_machine)
			return machines[i];
	return NULL;
}

const struct stub_relocation *stub_relocation(const struct stub_machine *machine, uint32_t type)
{
	for (size_t i = 0; i < machine->n_relocations; i++)
		if (machine->relocations[i].type == type)
			return &machine->relocations[i];
	return NULL;
}

void stub_clear(const struct stub_machine *machine, uint8_t *window)
{
	for (size_t i = 0; i < XPACK_WINDOW_SIZE; i += sizeof(machine->illegal))
		memcpy(window + i, machine->illegal, sizeof(machine->illegal));
}

const char *stub_window_name(const struct stub_machine *machine, struct span bytes)
{
	if (bytes.size < XPACK_WINDOW_SIZE ||
	    memcmp(bytes.data, machine->illegal, sizeof(machine->illegal)) != 0 ||
	    memcmp(bytes.data + XPACK_WINDOW_MAGIC_OFFSET, XPACK_WINDOW_MAGIC,
		   strlen(XPACK_WINDOW_MAGIC)) != 0)
		return NULL;
	return record_name(span_part(bytes, XPACK_WINDOW_NAME_OFFSET, XPACK_NAME_SIZE));
}
