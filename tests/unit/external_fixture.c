/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "external_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <elf.h>

static struct area area_at(uint64_t start, unsigned access)
{
	return (struct area){ .start = { start, { NULL, 0, 0 }, false },
			      .size = { 0x10000, { NULL, 0, 0 }, false },
			      .access = access };
}

void external_export(struct external_fixture *f, const char *name)
{
	record_export(&f->object, &f->exports, XPACK_EXPORT_KIND_CALL, 0, name, "", name,
		      "int f(void)");
}

/* Three records, two of one name; the host has both functions where a partition may call them. */
int external_set_up(void **state)
{
	static struct external_fixture fixture;

	fixture = (struct external_fixture){ .arena = arena_new(), .diag = diag_new() };
	external_begin(&fixture.guest);
	external_add(&fixture.guest, "l4_print");
	external_add(&fixture.guest, "l4_add");
	external_add(&fixture.guest, "l4_print");
	build_begin(&fixture.host, false, false, ET_EXEC, EM_386);
	build_begin(&fixture.object, false, false, ET_REL, EM_386);
	build_symbol(&fixture.host, "l4_print", EXTERNAL_PRINT, 1);
	build_symbol(&fixture.host, "l4_add", EXTERNAL_ADD, 1);
	build_section(&fixture.host, ".text", "code", 4);
	fixture.area = area_at(EXTERNAL_CODE, ACCESS_READ | ACCESS_EXECUTE);
	fixture.library = area_at(0x00120000, ACCESS_READ | ACCESS_EXECUTE);
	fixture.library.callable = true;
	*state = &fixture;
	return 0;
}

int external_tear_down(void **state)
{
	struct external_fixture *f = *state;

	external_end(&f->guest);
	build_end(&f->host);
	build_end(&f->object);
	buf_free(&f->exports);
	diag_free(f->diag);
	arena_free(f->arena);
	return 0;
}

void external_open(struct external_fixture *f, struct span bytes, const char *path, struct elf *elf)
{
	assert_int_equal(elf_open(f->arena, f->diag, location_of_file(path), path, bytes, elf), 0);
}

/* Host and ABI object. */
void external_finish_host(struct external_fixture *f)
{
	const struct abi_source source = { &f->object_elf, { "s.xml", 9, 5 } };

	build_section(&f->object, ".xpack.exports", f->exports.data, f->exports.size);
	external_open(f, build_finish(&f->object), "abi.o", &f->object_elf);
	external_open(f, build_finish(&f->host), "host.elf", &f->host_elf);
	assert_int_equal(abi_read(f->arena, f->diag, &source, 1, &f->abi), 0);
}

int external_link(struct external_fixture *f, struct arena *arena, struct diag *diag,
		  const struct elf *guest, const struct abi *abi, struct linked *linked)
{
	const struct link_input input = { .at = { "s.xml", 4, 8 },
					  .partition = "nav",
					  .guest = guest,
					  .areas = &f->area,
					  .n_areas = 1,
					  .host_areas = &f->library,
					  .n_host_areas = 1,
					  .abi = abi,
					  .host = f->alone ? NULL : &f->host_elf };

	return link_partition(arena, diag, &input, linked);
}

int external_link_all(struct external_fixture *f)
{
	external_export(f, "l4_print");
	external_export(f, "l4_add");
	external_finish_host(f);
	external_finish(&f->guest);
	external_open(f, buf_span(&f->guest.build.file), "nav.elf", &f->guest_elf);
	return external_link(f, f->arena, f->diag, &f->guest_elf, &f->abi, &f->linked);
}

uint32_t external_word(const uint8_t *from)
{
	return from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}
