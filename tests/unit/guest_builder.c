/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

#include "guest_builder.h"

#include <elf.h>

void guest_begin(struct guest *guest)
{
	*guest = (struct guest){ .code_flags = PF_R | PF_X, .paddr = GUEST_CODE };
	build_begin(&guest->build, false, true, ET_EXEC, EM_SPARC);
	for (uint32_t i = 0; i < 64; i++)
		buf_put(&guest->code, "\x5a", 1);
}

void guest_import(struct guest *guest, const char *name, uint32_t flags)
{
	uint32_t window = GUEST_CODE + (uint32_t)guest->code.size;

	record_window(&guest->code, name);
	record_import(&guest->build, &guest->imports, name, window, 0, flags);
}

void guest_prototype(struct guest *guest, const char *name, const char *prototype)
{
	record_pair(&guest->build, &guest->prototypes, XPACK_PROTOTYPE_MAGIC, name, prototype);
}

struct span guest_finish(struct guest *guest)
{
	build_segment(&guest->build, guest->code_flags, GUEST_CODE, guest->code.data,
		      guest->code.size)
		->paddr = guest->paddr;
	build_segment(&guest->build, PF_R | PF_W, 0x40110000, "data", 4)->mem_size = 64;
	if (guest->imports.size != 0)
		build_section(&guest->build, ".xpack.imports", guest->imports.data,
			      guest->imports.size);
	if (guest->prototypes.size != 0)
		build_section(&guest->build, ".xpack.prototypes", guest->prototypes.data,
			      guest->prototypes.size);
	return build_finish(&guest->build);
}

void guest_end(struct guest *guest)
{
	build_end(&guest->build);
	buf_free(&guest->code);
	buf_free(&guest->imports);
	buf_free(&guest->prototypes);
}
