/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What an x86 board takes: 32-bit files, and 64-bit ones of hosts that may be so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "elf_builder.h"
#include "expect.h"
#include "xpack/check_elf.h"

#define CODE 0x00200000u
#define HIGH 0xffffffff80000000u /* virtual; where kernels of 64 bits are linked */

#define ERROR "s.xml:4:8: error: "
#define X86_HELP "s.xml:4:8: help: compile and link for 32-bit x86: -m32\n"

static const struct board board = { .name = { "pc", { NULL, 0, 0 } }, .arch = ARCH_X86 };

static const struct area area = { .at = { "s.xml", 5, 3 },
				  .name = { "code", { NULL, 0, 0 } },
				  .start = { CODE, { NULL, 0, 0 }, false },
				  .size = { 0x10000, { NULL, 0, 0 }, false },
				  .access = ACCESS_READ | ACCESS_EXECUTE };

struct file {
	bool is64, big_endian;
	uint16_t machine;
	uint32_t flags;
	uint64_t vaddr; /* 0: the physical address */
	uint64_t entry; /* offset */
};

/* Build a file and check it; the whole report must be as given. */
static void expect(const struct file *file, bool may_be_64, const char *report)
{
	static const uint8_t text[32];
	static struct build build;
	struct arena *arena = arena_new();
	struct diag *diag = diag_new();
	struct elf elf;
	const struct check_elf_input input = { .who = "host 'kernel'",
					       .at = { "s.xml", 4, 8 },
					       .elf = &elf,
					       .board = &board,
					       .areas = &area,
					       .n_areas = 1,
					       .is_host = true,
					       .may_be_64 = may_be_64 };

	build_begin(&build, file->is64, file->big_endian, ET_EXEC, file->machine);
	build_segment(&build, PF_R | PF_X, CODE, text, sizeof(text));
	if (file->vaddr != 0)
		build.segments[0].vaddr = file->vaddr;
	build.flags = file->flags;
	build.entry = build.segments[0].vaddr + file->entry;
	assert_int_equal(elf_open(arena, diag, input.at, "k.elf", build_finish(&build), &elf), 0);
	check_elf(arena, diag, &input);
	expect_report(diag, report);
	build_end(&build);
	diag_free(diag);
	arena_free(arena);
}

static void accepts_32_bits(void **state)
{
	(void)state;
	expect(&(struct file){ .machine = EM_386 }, false, "");
	expect(&(struct file){ .machine = EM_386 }, true, "");
	/* Instructions are not aligned. */
	expect(&(struct file){ .machine = EM_386, .entry = 31 }, false, "");
}

static void accepts_64_bits_where_allowed(void **state)
{
	(void)state;
	expect(&(struct file){ .is64 = true, .machine = EM_X86_64 }, true, "");
	expect(&(struct file){ .is64 = true, .machine = EM_X86_64, .vaddr = HIGH }, true, "");
	expect(&(struct file){ .is64 = true, .machine = EM_X86_64 }, false,
	       ERROR "[elf-class] host 'kernel': 'k.elf' is a 64-bit ELF file, board 'pc' takes "
		     "32-bit\n" X86_HELP ERROR
		     "[elf-machine] host 'kernel': 'k.elf' is for AMD x86-64, board 'pc' runs "
		     "Intel 80386\n" X86_HELP);
}

/* The class says what machine it must be. */
static void refuses_mixtures(void **state)
{
	(void)state;
	expect(&(struct file){ .is64 = true, .machine = EM_386 }, true,
	       ERROR "[elf-machine] host 'kernel': 'k.elf' is for Intel 80386, board 'pc' runs "
		     "AMD x86-64\n" X86_HELP);
	expect(&(struct file){ .machine = EM_X86_64 }, true,
	       ERROR "[elf-machine] host 'kernel': 'k.elf' is for AMD x86-64, board 'pc' runs "
		     "Intel 80386\n" X86_HELP);
}

static void refuses_sparc(void **state)
{
	(void)state;
	expect(&(struct file){ .big_endian = true, .machine = EM_SPARC }, true,
	       ERROR "[elf-byte-order] host 'kernel': 'k.elf' is big-endian, board 'pc' is "
		     "little-endian\n" X86_HELP ERROR
		     "[elf-machine] host 'kernel': 'k.elf' is for SPARC, board 'pc' runs Intel "
		     "80386\n" X86_HELP);
}

static void a_32_bit_file_does_not_leave_32_bits(void **state)
{
	(void)state;
	expect(&(struct file){ .machine = EM_386, .vaddr = 0xfffffff0, .entry = 0 }, false,
	       ERROR "[elf-wrap] host 'kernel': segment 0 of 'k.elf', 0x20 bytes at physical "
		     "0x00200000, virtual 0xfffffff0, leaves the 32-bit address space\n");
}

/* No flag has a meaning. */
static void refuses_flags(void **state)
{
	(void)state;
	expect(&(struct file){ .machine = EM_386, .flags = 1 }, false,
	       ERROR "[elf-flags] host 'kernel': 'k.elf' needs processor features (e_flags "
		     "0x000001) that board 'pc' lacks\n" X86_HELP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_32_bits),
		cmocka_unit_test(accepts_64_bits_where_allowed),
		cmocka_unit_test(refuses_mixtures),
		cmocka_unit_test(refuses_sparc),
		cmocka_unit_test(refuses_flags),
		cmocka_unit_test(a_32_bit_file_does_not_leave_32_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
