/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "check_elf.h"

#include <elf.h>
#include <inttypes.h>

#include "check_elf_parts.h"

/* Undefined symbols that are named before the rest is only counted. */
#define MAX_UNDEFINED 50u

/* SPARC V8 (SCD 2.4): the extension mask covers V8+, V9 and little-endian data. */
static const struct elf_rules sparc_leon3 = {
	.machine = EM_SPARC,
	.machine64 = EM_NONE,
	.big_endian = true,
	.forbidden_flags = EF_SPARC_EXT_MASK,
	.code_align = 4,
	.compile_help = "compile and link for SPARC V8: -m32 -mcpu=leon3",
};

/* System V ABI, Intel386 supplement: e_flags has no bits. */
static const struct elf_rules x86 = {
	.machine = EM_386,
	.machine64 = EM_X86_64,
	.big_endian = false,
	.forbidden_flags = 0,
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

/* A check that needs a stage runs only when everything before that stage found nothing. */
enum stage { STAGE_FILE, STAGE_CONTENT, STAGE_PLACES };

static const struct {
	enum stage stage;
	void (*check)(const struct elf_check *check);
} checks[] = {
	{ STAGE_FILE, check_class },
	{ STAGE_FILE, check_byte_order },
	{ STAGE_FILE, check_machine },
	{ STAGE_FILE, check_type },
	{ STAGE_CONTENT, check_flags },
	{ STAGE_CONTENT, check_interpreter },
	{ STAGE_CONTENT, check_dynamic },
	{ STAGE_CONTENT, check_relocations },
	{ STAGE_CONTENT, check_undefined },
	{ STAGE_CONTENT, check_segments_exist },
	{ STAGE_CONTENT, check_segments_sizes },
	{ STAGE_CONTENT, check_segments_wrap },
	{ STAGE_PLACES, check_segments_overlap },
	{ STAGE_PLACES, check_segments_place },
	{ STAGE_PLACES, check_segments_entry },
};

/* A file for another machine has nothing else to say about this board, and ranges that wrap
 * cannot be compared; all other checks run regardless of each other. */
static bool may_run(const struct elf_check *check, enum stage stage, unsigned n_file_errors)
{
	if (stage >= STAGE_CONTENT && n_file_errors != 0)
		return false;
	return stage < STAGE_PLACES || check_segments_in_range(check->elf);
}

void check_elf(struct arena *arena, struct diag *diag, const struct check_elf_input *input)
{
	const struct elf_check check = { .arena = arena,
					 .diag = diag,
					 .input = input,
					 .elf = input->elf,
					 .rules = rules_of_arch[input->board->arch] };
	unsigned before = diag_n_errors(diag), n_file_errors = 0;

	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++) {
		if (!may_run(&check, checks[i].stage, n_file_errors))
			continue;
		checks[i].check(&check);
		if (checks[i].stage == STAGE_FILE)
			n_file_errors = diag_n_errors(diag) - before;
	}
}
