/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/*
 * relocate: applies the ordinary ELF relocations of a host's glue after it was copied into a
 * guest's window.
 *
 * They may be against the undefined symbols xpack_number and xpack_address only, of the types that
 * stub.h lists for the machine.  Everything but the value's range is tested once, when the ABI is
 * read.
 */
#ifndef XPACK_RELOCATE_H
#define XPACK_RELOCATE_H

#include "abi.h"
#include "stub.h"

/* What the two symbols stand for. */
struct relocate_values {
	uint32_t number;
	uint64_t address;
};

/* All relocations of a file by the section that they change, for relocate_find(). */
struct relocate_table {
	const struct elf_relocation **items;
	size_t n;
};

struct relocate_table relocate_sort(struct arena *arena, const struct elf *elf);

/* Give the glue those of its section, in the order of the file. */
void relocate_find(const struct relocate_table *table, struct glue *glue);

/* May the relocations of this glue be applied?  NULL or what is wrong, in the arena. */
const char *relocate_test(struct arena *arena, const struct stub_machine *machine,
			  const struct glue *glue);

/* Is one of them against that symbol? */
bool relocate_uses(const struct glue *glue, const char *symbol);

/*
 * Apply the glue's relocations to its copy in the window, which the guest sees at address vaddr.
 * Precondition: relocate_test() found nothing.  NULL or what does not fit, in the arena.
 */
const char *relocate_glue(struct arena *arena, const struct stub_machine *machine,
			  const struct glue *glue, const struct relocate_values *values,
			  uint64_t vaddr, uint8_t *window) __attribute__((warn_unused_result));

#endif
