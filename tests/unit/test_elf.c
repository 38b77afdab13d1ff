/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <elf.h>

#include "elf_builder.h"
#include "expect.h"
#include "xpack/elf.h"

/* Shapes of a file: both classes, both byte orders, with addends and without. */
static const struct {
	bool is64, big_endian, rel;
	uint16_t type, machine;
} shapes[] = {
	{ false, true, false, ET_REL, EM_SPARC },   { false, true, false, ET_EXEC, EM_SPARC },
	{ false, false, true, ET_REL, EM_386 },     { true, false, false, ET_REL, EM_X86_64 },
	{ true, false, false, ET_EXEC, EM_X86_64 }, { true, true, false, ET_EXEC, EM_SPARCV9 },
};

#define N_SHAPES (sizeof(shapes) / sizeof(*shapes))

struct fixture {
	struct arena *arena;
	struct diag *diag;
	struct build build;
	struct elf elf;
};

static void begin(struct fixture *fixture, size_t shape)
{
	static const uint8_t text[] = "0123456789abcdef0123456789abcdef";
	struct build *build = &fixture->build;
	uint32_t section, symbol;

	fixture->arena = arena_new();
	fixture->diag = diag_new();
	build_begin(build, shapes[shape].is64, shapes[shape].big_endian, shapes[shape].type,
		    shapes[shape].machine);
	build->rel = shapes[shape].rel;
	build->entry = 0x1004;
	build_segment(build, PF_R | PF_X, 0x1000, text, 16)->paddr = 0x8000;
	build_segment(build, PF_R | PF_W, 0x2000, text, 8)->mem_size = 0x100;
	section = build_section(build, ".text", text, 16);
	symbol = build_symbol(build, "start", 0x1004, (uint16_t)section);
	build_symbol(build, "missing", 0, SHN_UNDEF);
	build_symbol(build, "fixed", 0x77, SHN_ABS);
	build_relocation(build, section, 4, 3, symbol, shapes[shape].rel ? 0 : -8);
	build_finish(build);
}

static int open_bytes(struct fixture *fixture, struct span bytes)
{
	return elf_open(fixture->arena, fixture->diag, (struct location){ "s.xml", 3, 9 }, "a.elf",
			bytes, &fixture->elf);
}

static void end(struct fixture *fixture)
{
	build_end(&fixture->build);
	diag_free(fixture->diag);
	arena_free(fixture->arena);
}

static void reads_all_shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct fixture f;
		const struct elf_symbol *symbol;

		begin(&f, i);
		assert_int_equal(open_bytes(&f, buf_span(&f.build.file)), 0);
		expect_report(f.diag, "");
		assert_int_equal(f.elf.is64, shapes[i].is64);
		assert_int_equal(f.elf.big_endian, shapes[i].big_endian);
		assert_int_equal(f.elf.type, shapes[i].type);
		assert_int_equal(f.elf.machine, shapes[i].machine);
		assert_int_equal(f.elf.entry, 0x1004);
		assert_int_equal(f.elf.n_segments, 2);
		assert_int_equal(f.elf.segments[0].vaddr, 0x1000);
		assert_int_equal(f.elf.segments[0].paddr, 0x8000);
		assert_int_equal(f.elf.segments[1].mem_size, 0x100);
		assert_int_equal(f.elf.segments[1].flags, PF_R | PF_W);
		assert_memory_equal(f.elf.segments[0].data.data, "0123456789abcdef", 16);
		assert_string_equal(f.elf.sections[1].name, ".text");
		assert_int_equal(f.elf.sections[1].index, 1);
		for (size_t j = 2; j < f.elf.n_sections; j++)
			assert_string_not_equal(f.elf.sections[j].name, ".text");
		symbol = elf_symbol(&f.elf, "start");
		assert_int_equal(symbol->value, 0x1004);
		assert_int_equal(symbol->section, 1);
		assert_int_equal(elf_symbol(&f.elf, "fixed")->section, SHN_ABS);
		assert_null(elf_symbol(&f.elf, "missing"));
		assert_int_equal(f.elf.n_relocations, 1);
		assert_int_equal(f.elf.relocations[0].section, shapes[i].type == ET_REL ? 1 : 0);
		assert_int_equal(f.elf.relocations[0].offset, 4);
		assert_int_equal(f.elf.relocations[0].type, 3);
		assert_int_equal(f.elf.relocations[0].symbol, 1);
		assert_int_equal(f.elf.relocations[0].addend, shapes[i].rel ? 0 : -8);
		assert_int_equal(f.elf.relocations[0].has_addend, !shapes[i].rel);
		assert_false(f.elf.relocations[0].allocated);
		assert_false(f.elf.has_dynamic);
		end(&f);
	}
}

static void looks_up_segments(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 1);
	assert_int_equal(open_bytes(&f, buf_span(&f.build.file)), 0);
	assert_ptr_equal(elf_segment_of(&f.elf, 0x1000, 16), &f.elf.segments[0]);
	assert_ptr_equal(elf_segment_of(&f.elf, 0x100f, 1), &f.elf.segments[0]);
	assert_null(elf_segment_of(&f.elf, 0x100f, 2));
	assert_null(elf_segment_of(&f.elf, 0xfff, 1));
	assert_ptr_equal(elf_segment_of(&f.elf, 0x2007, 1), &f.elf.segments[1]);
	/* .bss is memory, but not bytes of the file. */
	assert_null(elf_segment_of(&f.elf, 0x2008, 1));
	end(&f);
}

static void reads_integers(void **state)
{
	const struct elf big = { .big_endian = true }, little = { .big_endian = false };
	uint8_t bytes[4] = { 1, 2, 3, 4 };

	(void)state;
	assert_int_equal(elf_get16(&big, bytes), 0x0102);
	assert_int_equal(elf_get16(&little, bytes), 0x0201);
	assert_int_equal(elf_get32(&big, bytes), 0x01020304);
	assert_int_equal(elf_get32(&little, bytes), 0x04030201);
	elf_put32(&little, bytes, 0xa1b2c3d4);
	assert_int_equal(elf_get32(&big, bytes), 0xd4c3b2a1);
	elf_put32(&big, bytes, 0xa1b2c3d4);
	assert_int_equal(elf_get32(&big, bytes), 0xa1b2c3d4);
}

static void names_machines(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(elf_machine_name(arena, EM_SPARC), "SPARC");
	assert_string_equal(elf_machine_name(arena, EM_SPARC32PLUS), "SPARC V8+");
	assert_string_equal(elf_machine_name(arena, 4711), "machine 4711");
	arena_free(arena);
}

/* Counts that do not fit the ELF header stand in section header 0. */
static void reads_extended_numbers(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 1);
	build_poke(&f.build, f.build.sections_offset + offsetof(Elf32_Shdr, sh_size),
		   f.build.n_sections, 4);
	build_poke(&f.build, f.build.sections_offset + offsetof(Elf32_Shdr, sh_link),
		   f.build.n_sections - 1, 4);
	build_poke(&f.build, f.build.sections_offset + offsetof(Elf32_Shdr, sh_info), 2, 4);
	build_poke(&f.build, offsetof(Elf32_Ehdr, e_shnum), 0, 2);
	build_poke(&f.build, offsetof(Elf32_Ehdr, e_shstrndx), SHN_XINDEX, 2);
	build_poke(&f.build, offsetof(Elf32_Ehdr, e_phnum), PN_XNUM, 2);
	assert_int_equal(open_bytes(&f, buf_span(&f.build.file)), 0);
	assert_int_equal(f.elf.n_sections, f.build.n_sections);
	assert_int_equal(f.elf.n_segments, 2);
	assert_string_equal(f.elf.sections[1].name, ".text");
	end(&f);
}

static void refuses_missing_extended_numbers(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 1);
	build_poke(&f.build, offsetof(Elf32_Ehdr, e_shoff), 0, 4);
	build_poke(&f.build, offsetof(Elf32_Ehdr, e_shnum), 0, 2);
	build_poke(&f.build, offsetof(Elf32_Ehdr, e_phnum), PN_XNUM, 2);
	assert_int_equal(open_bytes(&f, buf_span(&f.build.file)), -1);
	expect_report(f.diag, "s.xml:3:9: error: [elf-format] 'a.elf' at file offset 0x0: ELF "
			      "header: the number of program headers stands in section header 0, "
			      "which does not exist\n");
	end(&f);
}

/* The offset is that of the bytes before they were compressed. */
static void reads_old_compressed_sections(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 0);
	build_end(&f.build);
	build_begin(&f.build, false, true, ET_REL, EM_SPARC);
	build_relocation(&f.build, build_section(&f.build, ".zdebug_info", "ZLIB", 4), 99, 3, 0, 0);
	assert_int_equal(open_bytes(&f, build_finish(&f.build)), 0);
	assert_int_equal(f.elf.relocations[0].offset, 99);
	end(&f);
}

static void finds_dynamic(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 1);
	build_poke(&f.build, f.build.segments_offset, PT_DYNAMIC, 4);
	assert_int_equal(open_bytes(&f, buf_span(&f.build.file)), 0);
	assert_true(f.elf.has_dynamic);
	end(&f);
}

/* Where a defect is put into the 32-bit big-endian object of shape 0. */
enum base { BASE_FILE, BASE_SEGMENT, BASE_SECTION, BASE_SYMBOL, BASE_RELOCATION };

#define SECTION(index, field)                                                                      \
	BASE_SECTION, (index) * sizeof(Elf32_Shdr) + offsetof(Elf32_Shdr, field)

/* Sections of the fixture. */
enum { TEXT = 1, SYMTAB, STRTAB, RELA, SHSTRTAB, N_SECTIONS };

static const struct defect {
	enum base base;
	uint64_t offset, value;
	unsigned size;
	const char *report;
} defects[] = {
	{ BASE_FILE, 0, 0, 1, "0x0: this is not an ELF file (no 0x7f 'E' 'L' 'F')" },
	{ BASE_FILE, EI_CLASS, 3, 1, "0x4: ELF header: class 3 is neither 32-bit nor 64-bit" },
	{ BASE_FILE, EI_DATA, 0, 1, "0x5: ELF header: byte order 0 is neither of the two" },
	{ BASE_FILE, EI_VERSION, 2, 1, "0x6: ELF header: version 2 is not 1" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_version), 0, 4,
	  "0x14: ELF header: version 0 is not 1" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_phoff), 0x10000, 4,
	  "0x10000: the program header table of 2 entries leaves the file of 536 bytes" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_phentsize), 33, 2,
	  "0x0: ELF header: program header entries of 33 bytes, not 32" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_phnum), 0xfffe, 2,
	  "0x34: the program header table of 65534 entries leaves the file of 536 bytes" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_shoff), 0xffffffff, 4,
	  "0xffffffff: the section header table of 1 entries leaves the file of 536 bytes" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_shoff), 0, 4,
	  "0x0: ELF header: 6 section headers at offset 0" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_shentsize), 0, 2,
	  "0x0: ELF header: section header entries of 0 bytes, not 40" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_shnum), 7, 2,
	  "0x128: the section header table of 7 entries leaves the file of 536 bytes" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_shnum), 0xff00, 2,
	  "0x128: 65280 section headers are more than the 65279 that are read" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_shstrndx), TEXT, 2,
	  "0x150: names of sections: section 1 is not a string table" },
	{ BASE_FILE, offsetof(Elf32_Ehdr, e_shstrndx), N_SECTIONS, 2,
	  "0x128: names of sections: section 6 of 6" },
	{ BASE_SEGMENT, offsetof(Elf32_Phdr, p_offset), 0xfffffff8, 4,
	  "0x34: program header 0: 0x10 bytes at offset 0xfffffff8 leave the file of 0x218 bytes" },
	{ BASE_SEGMENT, offsetof(Elf32_Phdr, p_filesz), 0x1000, 4,
	  "0x34: program header 0: 0x1000 bytes at offset 0x74 leave the file of 0x218 bytes" },
	{ SECTION(TEXT, sh_offset), 0x218, 4,
	  "0x150: section header 1: 0x10 bytes at offset 0x218 leave the file of 0x218 bytes" },
	{ SECTION(TEXT, sh_name), 0x100, 4,
	  "0x150: section header 1: name at 0x100 of a string table of 0x27 bytes" },
	{ SECTION(TEXT, sh_link), 6, 4, "0x150: section header 1: link to section 6 of 6" },
	{ SECTION(TEXT, sh_type), SHT_SYMTAB, 4, "0x178: section header 2: a second symbol table" },
	{ SECTION(SYMTAB, sh_entsize), 0, 4,
	  "0x178: section header 2 ('.symtab'): not a table of 16-byte entries" },
	{ SECTION(SYMTAB, sh_size), 0x41, 4,
	  "0x178: section header 2 ('.symtab'): not a table of 16-byte entries" },
	{ SECTION(SYMTAB, sh_link), TEXT, 4,
	  "0x150: names of symbols: section 1 is not a string table" },
	{ SECTION(STRTAB, sh_size), 3, 4,
	  "0x1a0: names of symbols: string table 3 does not end with a NUL" },
	{ BASE_SYMBOL, 16 + offsetof(Elf32_Sym, st_name), 0x100, 4,
	  "0xac: symbol 1: name at 0x100 of a string table of 0x15 bytes" },
	{ BASE_SYMBOL, 16 + offsetof(Elf32_Sym, st_shndx), 6, 2, "0xac: symbol 1: section 6 of 6" },
	{ BASE_SYMBOL, 16 + offsetof(Elf32_Sym, st_shndx), SHN_XINDEX, 2,
	  "0xac: symbol 1: section 65535 of 6" },
	{ SECTION(RELA, sh_entsize), 8, 4,
	  "0x1c8: section header 4 ('.rela'): not a table of 12-byte entries" },
	{ SECTION(RELA, sh_info), 6, 4, "0x1c8: section header 4: relocates section 6 of 6" },
	{ SECTION(RELA, sh_info), 0, 4, "0x1c8: section header 4: relocates section 0 of 6" },
	{ BASE_RELOCATION, offsetof(Elf32_Rela, r_offset), 17, 4,
	  "0xf1: relocation at 0x11 of section 1, which has 0x10 bytes" },
	{ BASE_RELOCATION, offsetof(Elf32_Rela, r_info), 0x403, 4,
	  "0xf1: relocation against symbol 4 of 4" },
};

static uint64_t base_offset(const struct build *build, enum base base)
{
	switch (base) {
	case BASE_SEGMENT:
		return build->segments_offset;
	case BASE_SECTION:
		return build->sections_offset;
	case BASE_SYMBOL:
		return build->sections[SYMTAB].offset;
	case BASE_RELOCATION:
		return build->sections[RELA].offset;
	default:
		return 0;
	}
}

static void reports_each_defect(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(defects) / sizeof(*defects); i++) {
		const struct defect *defect = &defects[i];
		struct fixture f;
		char *report;

		begin(&f, 0);
		build_poke(&f.build, base_offset(&f.build, defect->base) + defect->offset,
			   defect->value, defect->size);
		assert_int_equal(open_bytes(&f, buf_span(&f.build.file)), -1);
		report = arena_printf(f.arena,
				      "s.xml:3:9: error: [elf-format] 'a.elf' at file offset %s\n",
				      defect->report);
		expect_report(f.diag, report);
		end(&f);
	}
}

/* Many headers over the same bytes must not cost the square of the file. */
static void refuses_overlapping_relocations(void **state)
{
	struct fixture f;
	uint64_t header;

	(void)state;
	begin(&f, 0);
	header = f.build.sections_offset + TEXT * sizeof(Elf32_Shdr);
	build_poke(&f.build, header + offsetof(Elf32_Shdr, sh_type), SHT_RELA, 4);
	build_poke(&f.build, header + offsetof(Elf32_Shdr, sh_offset), 0, 4);
	build_poke(&f.build, header + offsetof(Elf32_Shdr, sh_size), 536, 4);
	assert_int_equal(open_bytes(&f, buf_span(&f.build.file)), -1);
	expect_report(f.diag, "s.xml:3:9: error: [elf-format] 'a.elf' at file offset 0x1c8: "
			      "section header 4: relocation sections overlap\n");
	end(&f);
}

static void refuses_empty_file(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 0);
	assert_int_equal(open_bytes(&f, (struct span){ NULL, 0 }), -1);
	expect_report(f.diag, "s.xml:3:9: error: [elf-format] 'a.elf' at file offset 0x0: this is "
			      "not an ELF file (no 0x7f 'E' 'L' 'F')\n");
	end(&f);
}

/* The size alone is judged: no byte is read. */
static void refuses_huge_file(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 0);
	assert_int_equal(open_bytes(&f, (struct span){ NULL, (size_t)ELF_MAX_FILE_SIZE + 1 }), -1);
	expect_report(f.diag, "s.xml:3:9: error: [elf-format] 'a.elf' at file offset 0x0: the file "
			      "is larger than 1073741824 bytes\n");
	end(&f);
}

static void assert_inside(struct span file, struct span part)
{
	assert_true(part.size == 0 ||
		    range_fits(file.size, (uint64_t)(part.data - file.data), part.size));
}

static void assert_name_inside(struct span file, const char *name)
{
	/* An empty name may be a constant of the reader. */
	if (name[0] != '\0')
		assert_inside(file, (struct span){ (const uint8_t *)name, strlen(name) + 1 });
}

/* The promise of elf.h: whoever uses a view stays inside the file. */
static void assert_view_inside(const struct elf *elf)
{
	for (size_t i = 0; i < elf->n_segments; i++)
		assert_inside(elf->file, elf->segments[i].data);
	for (size_t i = 0; i < elf->n_sections; i++) {
		assert_inside(elf->file, elf->sections[i].data);
		assert_name_inside(elf->file, elf->sections[i].name);
		assert_true(elf->sections[i].link < elf->n_sections);
	}
	for (size_t i = 0; i < elf->n_symbols; i++)
		assert_name_inside(elf->file, elf->symbols[i].name);
	for (size_t i = 0; elf->type == ET_REL && i < elf->n_relocations; i++) {
		assert_true(elf->relocations[i].section < elf->n_sections);
		assert_true(elf->relocations[i].symbol == 0 ||
			    elf->relocations[i].symbol < elf->n_symbols);
	}
}

/* Open a copy that ends where the bytes end, so that a sanitizer sees every read behind it. */
static int open_copy(const struct fixture *fixture, size_t size)
{
	struct fixture f = { .arena = arena_new(), .diag = diag_new() };
	uint8_t *copy = malloc(size == 0 ? 1 : size);
	int result;

	memcpy(copy, fixture->build.file.data, size);
	result = open_bytes(&f, (struct span){ copy, size });
	if (result == 0) {
		assert_view_inside(&f.elf);
		expect_report(f.diag, "");
	} else {
		expect_id(f.diag, "elf-format");
	}
	free(copy);
	diag_free(f.diag);
	arena_free(f.arena);
	return result;
}

static void refuses_every_truncation(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct fixture f;

		begin(&f, i);
		for (size_t size = 0; size < f.build.file.size; size++)
			assert_int_equal(open_copy(&f, size), -1);
		assert_int_equal(open_copy(&f, f.build.file.size), 0);
		end(&f);
	}
}

static void survives_every_changed_byte(void **state)
{
	static const uint8_t changes[] = { 0x01, 0x02, 0x7f, 0x80, 0xff };

	(void)state;
	for (size_t i = 0; i < N_SHAPES; i++) {
		struct fixture f;
		size_t n_refused = 0;

		begin(&f, i);
		for (size_t at = 0; at < f.build.file.size; at++) {
			for (size_t j = 0; j < sizeof(changes); j++) {
				f.build.file.data[at] ^= changes[j];
				if (open_copy(&f, f.build.file.size) != 0)
					n_refused++;
				f.build.file.data[at] ^= changes[j];
			}
		}
		assert_true(n_refused > 100);
		end(&f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_all_shapes),
		cmocka_unit_test(looks_up_segments),
		cmocka_unit_test(reads_integers),
		cmocka_unit_test(names_machines),
		cmocka_unit_test(reads_extended_numbers),
		cmocka_unit_test(refuses_missing_extended_numbers),
		cmocka_unit_test(reads_old_compressed_sections),
		cmocka_unit_test(finds_dynamic),
		cmocka_unit_test(reports_each_defect),
		cmocka_unit_test(refuses_overlapping_relocations),
		cmocka_unit_test(refuses_empty_file),
		cmocka_unit_test(refuses_huge_file),
		cmocka_unit_test(refuses_every_truncation),
		cmocka_unit_test(survives_every_changed_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
