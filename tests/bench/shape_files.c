/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* The ELF files of a generated system: small, but a guest imports, and the host exports. */

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>

#include "shape.h"
#include "tests/unit/record_builder.h"

#define SERVICE "xb_write"
#define PROTOTYPE "int xb_write(const char *text, uint32_t size)"
#define GLUE "xb_trap"
#define SERVICE_NUMBER 7u

/* mov 7, %g1; ta 0x70; retl; nop */
static const uint8_t trap_code[] = { 0x82, 0x10, 0x20, 0x07, 0x91, 0xd0, 0x20, 0x70,
				     0x81, 0xc3, 0xe0, 0x08, 0x01, 0x00, 0x00, 0x00 };

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

/* A piece of code, the stub of one service, a word of data. */
static void write_guest(const struct shape *shape, uint32_t p)
{
	uint32_t code_addr = shape_area(shape, p, 0);
	struct buf code = { 0 }, imports = { 0 }, prototypes = { 0 };
	struct build build;
	char name[64];

	begin_program(&build, code_addr);
	buf_put(&code, NULL, XPACK_WINDOW_SIZE);
	record_window(&code, SERVICE);
	record_import(&build, &imports, SERVICE, code_addr + XPACK_WINDOW_SIZE, 0, 0);
	record_pair(&build, &prototypes, XPACK_PROTOTYPE_MAGIC, SERVICE, PROTOTYPE);
	build_segment(&build, PF_R | PF_X, code_addr, code.data, code.size);
	build_segment(&build, PF_R | PF_W, shape_area(shape, p, 1), "data", 4)->mem_size = 64;
	build_section(&build, ".xpack.imports", imports.data, imports.size);
	build_section(&build, ".xpack.prototypes", prototypes.data, prototypes.size);
	snprintf(name, sizeof(name), "guest-%u.elf", p);
	write_file(name, build_finish(&build));
	build_end(&build);
	buf_free(&code);
	buf_free(&imports);
	buf_free(&prototypes);
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

static void write_abi(void)
{
	struct buf exports = { 0 };
	struct build build;

	build_begin(&build, false, true, ET_REL, EM_SPARC);
	build_section(&build, ".xpack.glue." GLUE, trap_code, sizeof(trap_code));
	record_pair(&build, &exports, XPACK_GLUE_MAGIC, GLUE, "BSD-2-Clause");
	record_export(&build, &exports, XPACK_EXPORT_KIND_TRAP, SERVICE_NUMBER, SERVICE, GLUE, "",
		      PROTOTYPE);
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
	write_abi();
	write_file("blob.bin", (struct span){ (const uint8_t *)"blob", 4 });
}
