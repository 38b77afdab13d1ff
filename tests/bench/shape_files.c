/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The ELF files of a generated system: small, but a guest imports, and the host exports. */

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include "shape.h"
#include "tests/unit/record_builder.h"

#define PROTOTYPE "int %s(const char *text, uint32_t size)"
#define MAX_PROTOTYPE 128u
#define GLUE "xb_trap"

static void write_file(const char *name, struct span bytes)
{
	FILE *file = fopen(name, "wb");

	if (file == NULL || fwrite(bytes.data, 1, bytes.size, file) != bytes.size ||
	    fclose(file) != 0) {
		perror(name);
		exit(1);
	}
}

static void begin_program(struct build *build, uint32_t entry)
{
	build_begin(build, false, true, ET_EXEC, EM_SPARC);
	build->entry = entry;
}

/* The name of service i, and how it is declared. */
static void name_service(char *name, char *prototype, uint32_t i, bool wrong)
{
	snprintf(name, XPACK_NAME_SIZE, "%s_%u", wrong ? "xb_wirte" : "xb_write", i);
	snprintf(prototype, MAX_PROTOTYPE, PROTOTYPE, name);
}

/* Pieces of a guest. */
struct guest {
	struct build build;
	struct buf code, imports, prototypes;
};

static void add_import(struct guest *guest, uint32_t code_addr, uint32_t i, bool wrong)
{
	char name[XPACK_NAME_SIZE], prototype[MAX_PROTOTYPE];
	uint32_t window = code_addr + (uint32_t)guest->code.size;

	name_service(name, prototype, i, wrong);
	record_window(&guest->code, name);
	record_import(&guest->build, &guest->imports, name, window, 0, 0);
	record_pair(&guest->build, &guest->prototypes, XPACK_PROTOTYPE_MAGIC, name, prototype);
}

/* A piece of code, stubs, a word of data. */
static void make_guest(struct guest *guest, const struct shape *shape, uint32_t p)
{
	uint32_t shift = p < shape->wrong_segments ? SHAPE_AREA_SIZE : 0;
	uint32_t code_addr = shape_area(shape, p, 0) + shift;

	*guest = (struct guest){ 0 };
	begin_program(&guest->build, code_addr);
	buf_put(&guest->code, NULL, XPACK_WINDOW_SIZE);
	for (uint32_t i = 0; i < shape->imports; i++)
		add_import(guest, code_addr, i, p < shape->wrong_imports);
	build_segment(&guest->build, PF_R | PF_X, code_addr, guest->code.data, guest->code.size);
	build_segment(&guest->build, PF_R | PF_W, shape_area(shape, p, 1) + shift, "data", 4)
		->mem_size = 64;
	build_section(&guest->build, ".xpack.imports", guest->imports.data, guest->imports.size);
	build_section(&guest->build, ".xpack.prototypes", guest->prototypes.data,
		      guest->prototypes.size);
}

static void write_guest(const struct shape *shape, uint32_t p)
{
	struct guest guest;
	char name[64];

	make_guest(&guest, shape, p);
	snprintf(name, sizeof(name), "guest-%u.elf", p);
	if (p < shape->wrong_files)
		write_file(name, (struct span){ (const uint8_t *)"none", 4 });
	else
		write_file(name, build_finish(&guest.build));
	build_end(&guest.build);
	buf_free(&guest.code);
	buf_free(&guest.imports);
	buf_free(&guest.prototypes);
}

static void write_host(void)
{
	uint8_t code[XPACK_WINDOW_SIZE] = { 0 };
	struct build build;

	begin_program(&build, SHAPE_RAM);
	build_segment(&build, PF_R | PF_X, SHAPE_RAM, code, sizeof(code));
	write_file("host.elf", build_finish(&build));
	build_end(&build);
}

static void write_abi(const struct shape *shape)
{
	char name[XPACK_NAME_SIZE], prototype[MAX_PROTOTYPE];
	struct buf exports = { 0 };
	struct build build;

	build_begin(&build, false, true, ET_REL, EM_SPARC);
	build_section(&build, ".xpack.glue." GLUE, record_trap_code, sizeof(record_trap_code));
	record_pair(&build, &exports, XPACK_GLUE_MAGIC, GLUE, "BSD-2-Clause");
	for (uint32_t i = 0; i < shape->imports; i++) {
		name_service(name, prototype, i, false);
		record_export(&build, &exports, XPACK_EXPORT_KIND_TRAP, i, name, GLUE, "",
			      prototype);
	}
	build_section(&build, ".xpack.exports", exports.data, exports.size);
	write_file("abi.o", build_finish(&build));
	build_end(&build);
	buf_free(&exports);
}

void shape_files(const struct shape *shape)
{
	for (uint32_t p = 0; p < shape->partitions; p++)
		write_guest(shape, p);
	write_host();
	write_abi(shape);
	write_file("blob.bin", (struct span){ (const uint8_t *)"blob", 4 });
}
