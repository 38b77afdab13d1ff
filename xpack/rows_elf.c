/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What the reader of ELF files reports; elf.c and elf_tables.c find it. */
#include "check.h"

const struct check rows_elf[] = {
	{
		.id = "elf-format",
		.title = "a file is an ELF file whose structures lie inside it",
		.rationale = "Every offset, size, count and index is tested before it is used, so "
			     "a file that was cut off, damaged or made up is refused here with the "
			     "file offset of what is wrong. Whatever was read from it would be "
			     "guesswork.",
		.source = "System V ABI, chapter 4, Object Files; chapter 5, Program Header",
		.wrong = "head -c 1000 guest.elf >half.elf    (file=\"half.elf\")\n",
		.right = "<Partition id=\"0\" name=\"nav\" file=\"guest.elf\" .../>\n",
	},
	{ .id = NULL },
};
