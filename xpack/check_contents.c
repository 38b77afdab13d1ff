/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What is in a file for the board, but for where it goes. */
#include <elf.h>
#include <inttypes.h>

#include "check_elf_parts.h"

/* Undefined symbols that are named before the rest is only counted. */
#define MAX_UNDEFINED 50u

static void check_flags(const struct elf_check *check)
{
	uint32_t forbidden = check->elf->flags & check->rules->forbidden_flags;

	if (forbidden == 0)
		return;
	elf_check_error(
		check, "elf-flags",
		"%s: '%s' needs processor features (e_flags 0x%06" PRIx32 ") that board '%s' lacks",
		check->input->who, check->elf->path, forbidden, check->input->board->name.value);
	elf_check_help(check, "%s", check->rules->compile_help);
}

static void check_interpreter(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments; i++) {
		if (check->elf->segments[i].type != PT_INTERP)
			continue;
		elf_check_error(check, "elf-interpreter",
				"%s: '%s' asks for a dynamic linker (PT_INTERP)", check->input->who,
				check->elf->path);
		elf_check_help(check, "link with -static");
		return;
	}
}

static void check_dynamic(const struct elf_check *check)
{
	if (!check->elf->has_dynamic)
		return;
	elf_check_error(check, "elf-dynamic", "%s: '%s' has a dynamic section", check->input->who,
			check->elf->path);
	elf_check_help(check, "link with -static -no-pie");
}

/* What -q (--emit-relocs) leaves behind is not allocated and harmless. */
static void check_relocations(const struct elf_check *check)
{
	const struct elf_relocation *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < check->elf->n_relocations; i++) {
		if (!check->elf->relocations[i].allocated)
			continue;
		if (first == NULL)
			first = &check->elf->relocations[i];
		n++;
	}
	if (first == NULL)
		return;
	elf_check_error(check, "elf-relocations",
			"%s: '%s' leaves %zu relocation%s to be applied when it is loaded, the "
			"first at 0x%08" PRIx64,
			check->input->who, check->elf->path, n, n == 1 ? "" : "s", first->offset);
	elf_check_help(check, "compile with -fno-pic -fno-pie and link with -static -no-pie");
}

/* Weak references stay legal: an import record holds one to the plain name, which must be zero. */
static bool is_undefined(const struct elf_symbol *symbol)
{
	return symbol->section == SHN_UNDEF && symbol->binding == STB_GLOBAL &&
	       symbol->name[0] != '\0';
}

static void check_undefined(const struct elf_check *check)
{
	size_t n = 0;

	for (size_t i = 1; i < check->elf->n_symbols; i++) {
		const struct elf_symbol *symbol = &check->elf->symbols[i];

		if (is_undefined(symbol) && n++ < MAX_UNDEFINED)
			elf_check_error(check, "elf-undefined", "%s: '%s' does not define '%.128s'",
					check->input->who, check->elf->path, symbol->name);
	}
	if (n > MAX_UNDEFINED)
		diag_note(check->diag, check->input->at, "and %zu more undefined symbols",
			  n - MAX_UNDEFINED);
	if (n != 0)
		elf_check_help(check,
			       "link what defines %s; services of the host are declared with "
			       "XPACK_IMPORT",
			       n == 1 ? "it" : "them");
}

/* Of which partitions are warned only: a host has its stack where it likes. */
static void check_stack(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments && !check->input->is_host; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (segment->type != PT_GNU_STACK || (segment->flags & PF_X) == 0)
			continue;
		diag_warning(check->diag, check->input->at, "elf-stack",
			     "%s: '%s' asks for an executable stack (PT_GNU_STACK)",
			     check->input->who, check->elf->path);
		elf_check_help(check,
			       "end every assembler source with the section .note.GNU-stack, or "
			       "link with -z noexecstack");
		return;
	}
}

static void check_tls(const struct elf_check *check)
{
	for (size_t i = 0; i < check->elf->n_segments && !check->input->is_host; i++) {
		const struct elf_segment *segment = &check->elf->segments[i];

		if (segment->type != PT_TLS || segment->mem_size == 0)
			continue;
		diag_info(
			check->diag, check->input->at, "elf-tls",
			"%s: '%s' has 0x%" PRIx64
			" bytes of thread-local variables for each thread (PT_TLS), which its own "
			"start code must set up",
			check->input->who, check->elf->path, segment->mem_size);
		return;
	}
}

/* Other than these the file could not be looked into. */
const struct check check_elf_contents[] = {
	{
		.id = "elf-flags",
		.title = "a file asks for no processor feature that the board lacks",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "e_flags says which extensions the code uses: V8+ and V9 "
			     "instructions, little-endian data. A LEON3 traps on them. On x86 no "
			     "flag has a meaning, so a file with one was damaged or made by an "
			     "unknown tool.",
		.source = "SPARC Compliance Definition 2.4, e_flags; System V ABI, Intel386 "
			  "supplement, chapter 4, Machine Information",
		.wrong = "sparc-elf-as -Asparclite --little-endian-data guest.s -o guest.o\n",
		.right = "sparc-elf-as -Aleon guest.s -o guest.o\n",
		.run_file = check_flags,
	},
	{
		.id = "elf-interpreter",
		.title = "a file asks for no dynamic linker",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "No program stands ready on the board to load the libraries that the "
			     "file counts on: it would jump to addresses that nobody filled in.",
		.source = "System V ABI, chapter 5, Program Interpreter, PT_INTERP",
		.wrong = "gcc -m32 -no-pie guest.c -o guest.elf\n",
		.right = "gcc -m32 -no-pie -static -nostdlib guest.c -o guest.elf\n",
		.run_file = check_interpreter,
	},
	{
		.id = "elf-dynamic",
		.title = "a file has no dynamic section",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "What it describes is done by a dynamic linker, and there is none: "
			     "constructors, relocations and libraries in it would be left out "
			     "without a word.",
		.source = "System V ABI, chapter 5, Dynamic Section",
		.wrong = "ld -pie guest.o -o guest.elf\n",
		.right = "ld -static -no-pie guest.o -o guest.elf\n",
		.run_file = check_dynamic,
	},
	{
		.id = "elf-relocations",
		.title = "nothing in a file is left to be relocated when it is loaded",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "The loader copies bytes and changes none. A word that waits for its "
			     "relocation keeps the value that the linker left, often 0, and the "
			     "program uses it as an address. What -q (--emit-relocs) leaves "
			     "behind has been applied and is no matter.",
		.source = "System V ABI, chapter 4, Relocation",
		.wrong = "int sum(int n) __attribute__((ifunc(\"choose_sum\")));\n",
		.right = "int sum(int n);\n",
		.run_file = check_relocations,
	},
	{
		.id = "elf-undefined",
		.title = "a file defines every function and object that it uses",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "A call of an undefined function goes to address 0. Linkers refuse "
			     "that, unless they were told not to. Services of the host are "
			     "imports, which have windows of their own.",
		.source = "System V ABI, chapter 4, Symbol Table, SHN_UNDEF; docs/abi.md",
		.wrong = "ld --unresolved-symbols=ignore-all guest.o -o guest.elf\n",
		.right = "XPACK_IMPORT(int, xh_write, (const char *text));\nld guest.o -o "
			 "guest.elf\n",
		.run_file = check_undefined,
	},
	{
		.id = "elf-stack",
		.severity = SEVERITY_WARNING,
		.title = "a partition asks for no executable stack",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "One object without .note.GNU-stack, mostly an assembler source, "
			     "makes the linker ask for it. The host maps the stack as its area "
			     "says, so code that was put there traps: if the program needs that, "
			     "it will not work, and if it does not, it should not ask.",
		.source = "Linux Standard Base, core specification, Program Header, PT_GNU_STACK",
		.wrong = ".section .text\n_start:\n",
		.right = ".section .note.GNU-stack, \"\", %progbits\n.section .text\n_start:\n",
		.run_file = check_stack,
	},
	{
		.id = "elf-tls",
		.severity = SEVERITY_INFO,
		.title = "a partition has no thread-local variables, or sets them up itself",
		.needs = ELF_CHECK_NEEDS,
		.rationale = "The loader places the initial values of thread-local variables as "
			     "any other data. Giving each thread its copy, and its register that "
			     "points to it, is left to the partition's own start code.",
		.source = "System V ABI, chapter 5, Thread-Local Storage, PT_TLS",
		.wrong = "_Thread_local int count = 1;\n",
		.right = "int count = 1;\n",
		.run_file = check_tls,
	},
	{ .id = NULL },
};
