/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What reading a guest's L4 externals (externals.c) and linking them (link_externals.c) report. */
#include "check.h"

#define LAYOUT "docs/hosts/l4.md, \"What the guest must look like\""
#define LINKING "docs/hosts/l4.md, \"What xpack does\""
#define PLACED                                                                                     \
	".data.l4externals.str    : { *(.data.l4externals.str) }\n"                                \
	".data.l4externals.symtab : { *(.data.l4externals.symtab) }\n"                             \
	".data.l4externals.jmptbl : { *(.data.l4externals.jmptbl) }\n"

const struct check rows_externals[] = {
	{
		.id = "external-machine",
		.title = "a file with L4 externals is for i386",
		.rationale = "Other machines have stubs of another shape, which the slots could "
			     "not be held against.",
		.source = LAYOUT,
		.wrong = "arm-none-eabi-gcc -nostdlib guest.c -o guest.elf\n",
		.right = "gcc -m32 -nostdlib -static -no-pie guest.c -o guest.elf\n",
	},
	{
		.id = "external-position",
		.title = "a guest with L4 externals is linked to fixed addresses",
		.rationale = "Slots and stubs hold addresses. In a program that is moved they are "
			     "right only once its relocations were applied, which would overwrite "
			     "what was filled in.",
		.source = LAYOUT,
		.wrong = "gcc -m32 -pie guest.o -o guest.elf\n",
		.right = "gcc -m32 -static -no-pie guest.o -o guest.elf\n",
	},
	{
		.id = "external-section",
		.title = "the three arrays of L4 externals are whole and parallel",
		.rationale = "Nothing but its place in the three arrays says which name belongs to "
			     "which slot. When one lacks an element, all behind it would be linked "
			     "to the function of their neighbour.",
		.source = LAYOUT,
		.wrong = ".data : { *(.data.l4externals.str) *(.data .data.*) }\n"
			 ".data.l4externals.jmptbl : { *(.data.l4externals.jmptbl) }\n",
		.right = PLACED,
	},
	{
		.id = "external-name",
		.title = "each pointer of L4 externals leads to a name of its own",
		.rationale = "The name is all that says what is called. One that begins in the "
			     "middle of another, or that no function can have, is damage.",
		.source = LAYOUT,
		.wrong = "symtab: 00210002    (str begins at 00210001: \"l4_print\")\n",
		.right = "symtab: 00210001\n",
	},
	{
		.id = "external-slot",
		.title = "the slot of an L4 external leads to its stub",
		.rationale = "Until it is filled, a slot holds the address of the second "
			     "instruction of its stub. One that holds something else was filled "
			     "before, or is no slot: writing to it would destroy data.",
		.source = LAYOUT,
		.wrong = "jmptbl: 00120000    (in the host: filled before)\n",
		.right = "jmptbl: 0020000b    (the stub is at 00200005)\n",
	},
	{
		.id = "external-stub",
		.title = "the stub of an L4 external names its own slot and record",
		.rationale = "The stub jumps through the slot that is written in it. When that is "
			     "another than the record's, the call would go to another function.",
		.source = LAYOUT,
		.wrong = "jmp *0x00210045    (the slot of the record is 0x00210041)\n",
		.right = "jmp *0x00210041\n",
	},
	{
		.id = "external-lost",
		.title = "the records of L4 externals are there when stubs are",
		.rationale = "Stubs without records would be called, and nobody would have filled "
			     "their slots. Once the linker has put the sections into others, "
			     "nothing says where names and slots end, so nothing is written.",
		.source = LAYOUT,
		.wrong = ".data : { *(.data .data.*) }\n",
		.right = PLACED,
	},
	{
		.id = "external-defined",
		.title = "a guest does not define the functions that are its externals",
		.rationale = "Stubs are weak: a function of the same name takes their place in all "
			     "units. So code of the host was linked into the guest, with its "
			     "licence, and calls do not reach the host.",
		.source = LAYOUT,
		.wrong = "ld guest.o libhost.a -o guest.elf\n",
		.right = "ld guest.o -o guest.elf\n",
	},
	{
		.id = "external-dead",
		.severity = SEVERITY_INFO,
		.title = "every record of L4 externals has a stub",
		.rationale =
			"The linker dropped the code of a stub and kept its record, whose slot "
			"leads nowhere. Nothing jumps through it, so it stays as it is, and "
			"the host need not have the function.",
		.source = LAYOUT,
		.wrong = "KEEP(*(.data.l4externals.jmptbl))    with  /DISCARD/ : { "
			 "*(.text.unused) }\n",
		.right = "*(.data.l4externals.jmptbl)          with  --gc-sections\n",
	},
	{
		.id = "external-untyped",
		.severity = SEVERITY_WARNING,
		.title = "both sides state the prototypes of what is called",
		.rationale = "Externals have a name and nothing else: no prototype, no version, no "
			     "mark that one may be absent. A host whose function changed its "
			     "arguments is not noticed, and is called with the old ones.",
		.source = LINKING,
		.wrong = "L4_EXTERNAL_FUNC(l4_print)    /* in the guest */\n",
		.right = "XPACK_IMPORT(int, l4_print, (const char *text, unsigned size));\n",
	},
	{
		.id = "link-slot",
		.title = "what an L4 external names is exported as a plain call",
		.rationale = "The stub jumps through its slot: an address fits there, but neither "
			     "the number of a trap nor the instructions of glue.",
		.source = LINKING,
		.wrong = "XPACK_EXPORT_TRAP(int, l4_print, (const char *text), 1, l4_trap)\n",
		.right = "XPACK_EXPORT_CALL(int, l4_print, (const char *text))\n",
	},
	{ .id = NULL },
};
