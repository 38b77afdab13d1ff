/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What reading a host's exports reports; abi.c, abi_glue.c, abi_features.c, abi_texts.c find it. */
#include "check.h"

#define HOST_SIDE "docs/abi.md, \"For the host's author\""

const struct check rows_abi[] = {
	{
		.id = "abi-object",
		.title = "an ABI object is an object file or executable for the host's machine",
		.rationale = "Its glue becomes code of the partitions, and its records are read in "
			     "the host's byte order: both make sense on one machine only, and only "
			     "where the tool knows how a call looks.",
		.source = HOST_SIDE,
		.wrong = "gcc -m32 -c host-abi.S -o host-abi.o    (the host is for SPARC)\n",
		.right = "sparc64-linux-gnu-gcc -m32 -mcpu=leon3 -fno-pic -c host-abi.S -o "
			 "host-abi.o\n",
	},
	{
		.id = "abi-empty",
		.title = "an ABI object exports something",
		.rationale = "A file that was named as the host's interface and has no export is "
			     "another file than was meant; every import would be missing.",
		.source = HOST_SIDE,
		.wrong = "gcc -m32 -c console.c -o host-abi.o\n",
		.right = "gcc -m32 -c host-abi.S -o host-abi.o\n",
	},
	{
		.id = "abi-none",
		.severity = SEVERITY_WARNING,
		.title = "a file whose interface is asked for exports or imports something",
		.rationale = "It is a good ELF file, but it was probably not the one that was "
			     "meant.",
		.source = "xpack(1), abi show and abi header",
		.wrong = "xpack abi show console.o\n",
		.right = "xpack abi show host-abi.o\n",
	},
	{
		.id = "abi-record",
		.title = "the records of exports are well-formed constants",
		.rationale = "A record that says something else than its macro wrote was damaged, "
			     "comes from a version to come, or waits for a relocation that nobody "
			     "applies. A number or name read from it would send calls elsewhere.",
		.source = HOST_SIDE "; guest-bsp/include/xpack/records.h",
		.wrong = "XPACK_EXPORT_TRAP(int, xh_write, (const char *text), table_end, "
			 "xh_trap)\n",
		.right = "XPACK_EXPORT_TRAP(int, xh_write, (const char *text), 7, xh_trap)\n",
	},
	{
		.id = "abi-duplicate",
		.title = "a service is exported once",
		.rationale = "Which of two exports a guest would be linked to would be chance.",
		.source = HOST_SIDE,
		.wrong = "XPACK_EXPORT_TRAP(int, xh_write, (const char *text), 1, xh_trap)\n"
			 "XPACK_EXPORT_TRAP(int, xh_write, (const char *text), 7, xh_trap)\n",
		.right = "XPACK_EXPORT_TRAP(int, xh_write, (const char *text), 1, xh_trap)\n"
			 "XPACK_EXPORT_TRAP(int, xh_writev, (const void *list), 7, xh_trap)\n",
	},
	{
		.id = "abi-name",
		.title = "a host has one name and version of its interface",
		.rationale = "Guests that require a version are compared with it, and it cannot be "
			     "two.",
		.source = HOST_SIDE,
		.wrong = "XPACK_EXPORT_ABI(\"xhost\", \"1.0\")    /* in console-abi.S */\n"
			 "XPACK_EXPORT_ABI(\"xhost\", \"1.1\")    /* in ports-abi.S */\n",
		.right = "XPACK_EXPORT_ABI(\"xhost\", \"1.1\")    /* in both, or in one */\n",
	},
	{
		.id = "abi-glue",
		.title = "the glue of a service exists, fits its window and can be relocated",
		.rationale = "Glue is copied into 64 bytes of the guest. Code that is longer, that "
			     "refers to other code or data of the host, or that is not there would "
			     "leave a window that jumps to nowhere.",
		.source = HOST_SIDE ", glue",
		.wrong =
			"XPACK_GLUE(xh_trap, \"BSD-2-Clause\")\n    call host_entry\nXPACK_GLUE_END"
			"\n",
		.right = "XPACK_GLUE(xh_trap, \"BSD-2-Clause\")\n    mov xpack_number, %g1\n"
			 "    ta 0x70\n    retl\n     nop\nXPACK_GLUE_END\n",
	},
	{
		.id = "abi-glue-license",
		.title = "the licence of glue is permissive",
		.rationale = "Glue becomes a part of every guest that calls through it. Under a "
			     "licence that claims the whole program, the supplier's guest would be "
			     "under it too, which is what stubs exist to avoid.",
		.source = HOST_SIDE "; SPDX specification, annex of licence expressions",
		.wrong = "XPACK_GLUE(xh_trap, \"GPL-2.0-only\")\n",
		.right = "XPACK_GLUE(xh_trap, \"BSD-2-Clause\")\n",
	},
	{
		.id = "abi-feature",
		.title = "features are declared, on or off, and their services exist",
		.rationale = "A service whose feature nobody declares could not be switched off "
			     "with it, and a feature that one file has both on and off says "
			     "nothing: a guest would be linked to a service that is not there.",
		.source = HOST_SIDE ", features",
		.wrong = "XPACK_EXPORT_IN(\"ports\", xh_send)\n",
		.right = "XPACK_EXPORT_FEATURE(\"ports\", CONFIG_PORTS)\n"
			 "XPACK_EXPORT_IN(\"ports\", xh_send)\n",
	},
	{
		.id = "abi-without",
		.title = "what is switched off is a feature of the host",
		.rationale = "A name that is none switches nothing off: guests would be linked to "
			     "services that the host was built without.",
		.source = HOST_SIDE ", features",
		.wrong = "XPACK_EXPORT_FEATURE(\"ports\", 1)\nwithout=\"port\"     (of <Abi>)\n",
		.right = "XPACK_EXPORT_FEATURE(\"ports\", 1)\nwithout=\"ports\"\n",
	},
	{
		.id = "abi-doc",
		.title = "documentation is of a service that is exported",
		.rationale = "The service was renamed or taken away, and its text was forgotten: "
			     "nobody would ever read it.",
		.source = HOST_SIDE,
		.wrong = "XPACK_EXPORT_DOC(xh_wirte, \"Writes a text.\")\n",
		.right = "XPACK_EXPORT_DOC(xh_write, \"Writes a text.\")\n",
	},
	{
		.id = "abi-type",
		.title = "a type is declared in one way",
		.rationale = "Guests are compiled with one of the declarations; where the host "
			     "has the other, both see different members.",
		.source = HOST_SIDE,
		.wrong = "XPACK_EXPORT_TYPE(struct point, \"struct point { int x; };\")\n"
			 "XPACK_EXPORT_TYPE(struct point, \"struct point { int x, y; };\")\n",
		.right = "XPACK_EXPORT_TYPE(struct point, \"struct point { int x, y; };\")\n",
	},
	{
		.id = "abi-header",
		.title = "what is exported can stand in a header",
		.rationale = "The header is compiled into guests. A prototype, type or name that "
			     "is more than a declaration, or that the import macros cannot "
			     "take, would be code of somebody else, or would not compile.",
		.source = "docs/abi.md, \"For the host's author\"",
		.wrong = "XPACK_EXPORT_TYPE(word_t, \"typedef int word_t; int debug = 1;\")\n",
		.right = "XPACK_EXPORT_TYPE(word_t, \"typedef int word_t;\")\n",
	},
	{
		.id = "abi-weak",
		.title = "a service that may be absent is known, and returns int",
		.rationale = "Its prototype comes from the host's exports. A weak import returns "
			     "XPACK_ENOSYS where it is absent, which a service without a result, "
			     "or with a pointer, cannot.",
		.source = "docs/abi.md, \"For the guest's author\"",
		.wrong = "xpack abi header --weak xh_halt host-abi.o    (void xh_halt(int))\n",
		.right = "xpack abi header --weak xh_send host-abi.o    (int xh_send(int))\n",
	},
	{ .id = NULL },
};
