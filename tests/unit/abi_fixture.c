/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "abi_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

#include "expect.h"

int abi_begin(void **state)
{
	static struct abi_fixture fixture;

	fixture = (struct abi_fixture){ .arena = arena_new(), .diag = diag_new() };
	build_begin(&fixture.build, false, true, ET_REL, EM_SPARC);
	*state = &fixture;
	return 0;
}

int abi_end(void **state)
{
	struct abi_fixture *f = *state;

	build_end(&f->build);
	buf_free(&f->exports);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

uint32_t abi_add_glue(struct abi_fixture *f, const char *symbol, uint32_t type, uint64_t offset)
{
	uint32_t section = build_section(&f->build, ".xpack.glue.xh_trap", record_trap_code,
					 sizeof(record_trap_code));

	build_relocation(&f->build, section, offset, type,
			 build_symbol(&f->build, symbol, 0, SHN_UNDEF), 0);
	return section;
}

void abi_add_license(struct abi_fixture *f, const char *license)
{
	record_pair(&f->build, &f->exports, XPACK_GLUE_MAGIC, "xh_trap", license);
}

void abi_add_trap(struct abi_fixture *f, const char *name, uint32_t number)
{
	record_export(&f->build, &f->exports, XPACK_EXPORT_KIND_TRAP, number, name, "xh_trap", "",
		      ABI_WRITE);
}

void abi_open(struct abi_fixture *f, struct build *build, const char *path, struct elf *elf)
{
	assert_int_equal(
		elf_open(f->arena, f->diag, location_of_file(path), path, build_finish(build), elf),
		0);
}

int abi_read_all(struct abi_fixture *f)
{
	const struct abi_source source = { &f->elf[0], { "s.xml", 9, 5 } };

	build_section(&f->build, ".xpack.exports", f->exports.data, f->exports.size);
	abi_open(f, &f->build, "abi.o", &f->elf[0]);
	return abi_read(f->arena, f->diag, &source, 1, &f->abi);
}

void abi_expect_failure(struct abi_fixture *f, const char *report)
{
	assert_int_equal(abi_read_all(f), -1);
	expect_report(f->diag, report);
}
