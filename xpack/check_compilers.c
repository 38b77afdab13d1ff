/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Who compiled what is in a file. */
#include "check_elf_parts.h"
#include "producers.h"

#define MAX_UNITS 8u /* named in a note */

static const char *units_of(struct arena *arena, const struct producer *producer)
{
	const char *text = "";

	for (size_t i = 0; i < producer->n_units && i < MAX_UNITS; i++)
		text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ", ", producer->units[i]);
	if (producer->n_units > MAX_UNITS)
		text = arena_printf(arena, "%s and %zu more", text, producer->n_units - MAX_UNITS);
	return producer->n_units != 0 ? text : "no object file is known";
}

static void check_compilers(const struct elf_check *check)
{
	struct producers producers;
	const char *names = "";

	if (check->input->is_host)
		return;
	producers_read(check->arena, check->elf, &producers);
	if (producers.n_producers < 2)
		return;
	for (size_t i = 0; i < producers.n_producers; i++)
		names = arena_printf(check->arena, "%s%s%s", names, i == 0 ? "" : ", ",
				     producers.producers[i].name);
	diag_warning(check->diag, check->input->at, "elf-compilers",
		     "%s: '%s' was made by %zu compilers: %s", check->input->who, check->elf->path,
		     producers.n_producers, names);
	for (size_t i = 0; i < producers.n_producers; i++)
		diag_note(check->diag, location_of_file(check->elf->path), "%s: %s",
			  producers.producers[i].name,
			  units_of(check->arena, &producers.producers[i]));
	elf_check_help(check, "compile all of a partition with one compiler; -g names the object "
			      "files of each");
}

static void check_dwarf(const struct elf_check *check)
{
	struct producers producers;

	producers_read(check->arena, check->elf, &producers);
	if (producers.defect != NULL)
		diag_info(check->diag, check->input->at, "elf-dwarf",
			  "%s: what '%s' says about its compilation units cannot be read: %s",
			  check->input->who, check->elf->path, producers.defect);
}

const struct check check_elf_compilers[] = {
	{
		.id = "elf-compilers",
		.severity = SEVERITY_WARNING,
		.title = "one compiler made all of a partition",
		.rationale = "Objects of two compilers in one program are what a host's library "
			     "that was linked in looks like. Even where they are the supplier's "
			     "own, they agree on calling conventions, on the layout of types and "
			     "on what the run-time library does only as far as somebody saw to "
			     "it. Another version counts as another compiler, and start files "
			     "and libraries count as well, for their code is in the partition; "
			     "what link-time optimisation makes of several units is GCC's of "
			     "that version. Assemblers, linkers, languages and options do not "
			     "count. Hosts are their makers' business: the report of the licence "
			     "boundary lists their compilers.",
		.source = "System V ABI, chapter 4, .comment; DWARF 5, section 3.1.1, "
			  "DW_AT_producer",
		.wrong = "sparc-elf-gcc -g -c nav.c; clang --target=sparc -g -c log.c; ld nav.o "
			 "log.o\n",
		.right = "sparc-elf-gcc -g -c nav.c; sparc-elf-gcc -g -c log.c; ld nav.o log.o\n",
		.run_file = check_compilers,
	},
	{
		.id = "elf-dwarf",
		.severity = SEVERITY_INFO,
		.title = "what a file says about its compilation units can be read",
		.rationale = "Nothing of it is loaded. But which compiler made which object file "
			     "is then not known, or only in part.",
		.source = "DWARF 5, section 7.5",
		.wrong = "a file whose .debug_abbrev was cut off\n",
		.right = "sparc-elf-gcc -g -c nav.c\n",
		.run_file = check_dwarf,
	},
	{ .id = NULL },
};
