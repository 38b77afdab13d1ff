/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Is the file one for this board at all?  And the runner of all checks of a file. */
#include <elf.h>
#include <inttypes.h>

#include "check_elf_parts.h"

/* SPARC Compliance Definition 2.4, "Processor-specific flags": e_flags names extensions of V8+ and
 * V9, their memory models and little-endian data; a V8 program has none. */
static const struct elf_rules sparc_leon3 = {
	.machine = EM_SPARC,
	.machine64 = EM_NONE,
	.big_endian = true,
	.forbidden_flags = UINT32_MAX,
	.code_align = 4,
	.compile_help = "compile and link for SPARC V8: -m32 -mcpu=leon3",
};

/* System V ABI, Intel386 supplement and x86-64 supplement, chapter 4: e_flags has no bits. */
static const struct elf_rules x86 = {
	.machine = EM_386,
	.machine64 = EM_X86_64,
	.big_endian = false,
	.forbidden_flags = UINT32_MAX,
	.code_align = 1,
	.compile_help = "compile and link for 32-bit x86: -m32",
};

static const struct elf_rules *const rules_of_arch[] = {
	[ARCH_SPARC_LEON3] = &sparc_leon3, [ARCH_X86] = &x86
};

/* Taken for a 64-bit file that starts in 32-bit mode. */
static bool is_allowed_64(const struct elf_check *check)
{
	return check->elf->is64 && check->input->may_be_64 && check->rules->machine64 != EM_NONE;
}

static void check_class(const struct elf_check *check)
{
	if (!check->elf->is64 || is_allowed_64(check))
		return;
	elf_check_error(check, "elf-class",
			"%s: '%s' is a 64-bit ELF file, board '%s' takes 32-bit", check->input->who,
			check->elf->path, check->input->board->name.value);
	elf_check_help(check, "%s", check->rules->compile_help);
}

static void check_byte_order(const struct elf_check *check)
{
	if (check->elf->big_endian == check->rules->big_endian)
		return;
	elf_check_error(check, "elf-byte-order", "%s: '%s' is %s-endian, board '%s' is %s-endian",
			check->input->who, check->elf->path,
			check->elf->big_endian ? "big" : "little", check->input->board->name.value,
			check->rules->big_endian ? "big" : "little");
	elf_check_help(check, "%s", check->rules->compile_help);
}

static void check_machine(const struct elf_check *check)
{
	uint16_t machine = is_allowed_64(check) ? check->rules->machine64 : check->rules->machine;

	if (check->elf->machine == machine)
		return;
	elf_check_error(check, "elf-machine", "%s: '%s' is for %s, board '%s' runs %s",
			check->input->who, check->elf->path,
			elf_machine_name(check->arena, check->elf->machine),
			check->input->board->name.value, elf_machine_name(check->arena, machine));
	elf_check_help(check, "%s", check->rules->compile_help);
}

static void check_type(const struct elf_check *check)
{
	static const struct {
		uint16_t type;
		const char *what, *help;
	} kinds[] = {
		{ ET_REL, "an object file", "link it into an executable" },
		{ ET_DYN, "a shared object or a position-independent executable",
		  "compile with -fno-pie and link with -no-pie -static" },
		{ ET_CORE, "a core dump", "name the executable itself" },
	};

	if (check->elf->type == ET_EXEC)
		return;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kinds[i].type != check->elf->type)
			continue;
		elf_check_error(check, "elf-type",
				"%s: '%s' is %s, not an executable at fixed addresses",
				check->input->who, check->elf->path, kinds[i].what);
		elf_check_help(check, "%s", kinds[i].help);
		return;
	}
	elf_check_error(check, "elf-type", "%s: '%s' has the unknown file type %u",
			check->input->who, check->elf->path, check->elf->type);
}

const struct check check_elf_file[] = {
	{
		.id = "elf-class",
		.title = "a file has the word size of the board",
		.rationale = "The processor would take 64-bit code for other instructions than "
			     "they are. Only a Multiboot host of a PC may be a 64-bit file, since "
			     "it starts in 32-bit mode itself.",
		.source = "System V ABI, chapter 4, ELF Identification, EI_CLASS",
		.wrong = "sparc64-linux-gnu-gcc -nostdlib -static guest.c -o guest.elf\n",
		.right = "sparc64-linux-gnu-gcc -m32 -mcpu=leon3 -nostdlib -static guest.c -o "
			 "guest.elf\n",
		.run_file = check_class,
	},
	{
		.id = "elf-byte-order",
		.title = "a file has the byte order of the board",
		.rationale = "Every instruction and every initialised word would be read with its "
			     "bytes reversed.",
		.source = "System V ABI, chapter 4, ELF Identification, EI_DATA",
		.wrong = "mipsel-elf-gcc guest.c -o guest.elf    (for a LEON3, which is "
			 "big-endian)\n",
		.right = "sparc64-linux-gnu-gcc -m32 -mcpu=leon3 guest.c -o guest.elf\n",
		.run_file = check_byte_order,
	},
	{
		.id = "elf-machine",
		.title = "a file is for the board's processor",
		.rationale =
			"Code for another processor runs into an illegal instruction at best. "
			"SPARC V8+ files (machine 18) use 64-bit registers that a LEON3 lacks, "
			"although they are 32-bit files for a SPARC.",
		.source = "System V ABI, chapter 4, ELF Header, e_machine; SPARC Compliance "
			  "Definition 2.4 for V8+",
		.wrong = "sparc64-linux-gnu-gcc -m32 -mcpu=v9 guest.c -o guest.elf\n",
		.right = "sparc64-linux-gnu-gcc -m32 -mcpu=leon3 guest.c -o guest.elf\n",
		.run_file = check_machine,
	},
	{
		.id = "elf-type",
		.title = "a file is an executable at fixed addresses",
		.rationale = "The loader copies bytes and relocates nothing. An object file has no "
			     "addresses, and a position-independent executable would run with "
			     "those of address 0.",
		.source = "System V ABI, chapter 4, ELF Header, e_type",
		.wrong = "gcc -m32 -c guest.c -o guest.elf\n",
		.right = "gcc -m32 -fno-pie -no-pie -nostdlib -static guest.c -o guest.elf\n",
		.run_file = check_type,
	},
	{ .id = NULL },
};

static const struct check_part parts[] = {
	{ "", check_elf_file },
	{ "", check_elf_contents },
	{ "", check_elf_compilers },
	{ "", check_elf_segments },
	{ "", check_elf_places },
	{ "", check_elf_foreign },
	{ NULL, NULL },
};

/* The rows of one file that could not run, and why the first could not. */
struct skipped {
	const struct elf_check *check;
	unsigned *n;
	const char **because;
};

static bool is_of_file(const struct check *check)
{
	return check->run_file != NULL;
}

static void call_of_file(const struct check *check, const void *context)
{
	const struct skipped *skipped = context;

	check->run_file(skipped->check);
}

/* A list of all of them for each of many files would hide what is wrong. */
static void skip_of_file(const char *because, const void *context)
{
	const struct skipped *skipped = context;

	if ((*skipped->n)++ == 0)
		*skipped->because = because;
}

void check_elf(struct arena *arena, struct diag *diag, const struct check_elf_input *input)
{
	const struct check_kind kind = { is_of_file, call_of_file, skip_of_file, input->alone };
	const struct elf_check check = { .arena = arena,
					 .diag = diag,
					 .input = input,
					 .elf = input->elf,
					 .rules = rules_of_arch[input->board->arch] };
	const char *because = NULL;
	unsigned n = 0;
	const struct skipped skipped = { &check, &n, &because };

	check_run(diag, parts, &kind, &skipped);
	if (n != 0)
		diag_skip(diag, arena_printf(arena, "%u checks of %s", n, input->who), because);
}
