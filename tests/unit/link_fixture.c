/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "link_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

int link_begin(void **state)
{
	static struct link_fixture fixture;

	fixture = (struct link_fixture){ .arena = arena_new(), .diag = diag_new() };
	guest_begin(&fixture.guest);
	build_begin(&fixture.host, false, true, ET_EXEC, EM_SPARC);
	build_begin(&fixture.object, false, true, ET_REL, EM_SPARC);
	fixture.areas[0] = (struct area){ .start = { GUEST_CODE, { NULL, 0, 0 }, false },
					  .size = { 0x10000, { NULL, 0, 0 }, false },
					  .access = ACCESS_READ | ACCESS_EXECUTE };
	fixture.areas[1] = (struct area){ .start = { 0x40110000, { NULL, 0, 0 }, false },
					  .size = { 0x10000, { NULL, 0, 0 }, false },
					  .access = ACCESS_READ | ACCESS_WRITE };
	*state = &fixture;
	return 0;
}

int link_end(void **state)
{
	struct link_fixture *f = *state;

	guest_end(&f->guest);
	build_end(&f->host);
	build_end(&f->object);
	buf_free(&f->exports);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

void link_import(struct link_fixture *f, const char *name, uint32_t flags, const char *prototype)
{
	guest_import(&f->guest, name, flags);
	guest_prototype(&f->guest, name, prototype);
}

void link_export_trap(struct link_fixture *f, uint32_t number)
{
	uint32_t section = build_section(&f->object, ".xpack.glue.xh_trap", record_trap_code,
					 sizeof(record_trap_code));

	build_relocation(&f->object, section, 0, R_SPARC_13,
			 build_symbol(&f->object, XPACK_GLUE_NUMBER, 0, SHN_UNDEF), 0);
	record_pair(&f->object, &f->exports, XPACK_GLUE_MAGIC, "xh_trap", "MIT");
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_TRAP, number, "xh_write",
		      "xh_trap", "", LINK_WRITE);
}

void link_export_call(struct link_fixture *f)
{
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_CALL, 0, "xh_write", "",
		      "host_write", LINK_WRITE);
}

static void open_file(struct link_fixture *f, struct span bytes, const char *path, struct elf *elf)
{
	assert_int_equal(elf_open(f->arena, f->diag, location_of_file(path), path, bytes, elf), 0);
}

int link_all(struct link_fixture *f)
{
	const struct abi_source source = { &f->object_elf, { "s.xml", 9, 5 } };
	const struct link_input input = { .at = { "s.xml", 4, 8 },
					  .partition = "nav",
					  .guest = &f->guest_elf,
					  .areas = f->areas,
					  .n_areas = 2,
					  .abi = &f->abi,
					  .host = f->alone ? NULL : &f->host_elf };

	build_section(&f->object, ".xpack.exports", f->exports.data, f->exports.size);
	open_file(f, build_finish(&f->object), "abi.o", &f->object_elf);
	open_file(f, build_finish(&f->host), "host.elf", &f->host_elf);
	open_file(f, guest_finish(&f->guest), "nav.elf", &f->guest_elf);
	assert_int_equal(abi_read(f->arena, f->diag, &source, 1, &f->abi), 0);
	return link_partition(f->arena, f->diag, &input, &f->linked);
}
