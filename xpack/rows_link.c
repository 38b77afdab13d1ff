/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What reading a guest's imports (imports.c, prototypes.c) and linking it (link.c) report. */
#include "check.h"

#define GUEST_SIDE "docs/abi.md, \"What the compiler emits\""
#define LINKING "docs/abi.md, \"What link does\""

const struct check rows_imports[] = {
	{
		.id = "import-machine",
		.title = "a file with imports is for a machine that has stubs",
		.rationale = "What a call looks like must be known to write it into a window.",
		.source = GUEST_SIDE,
		.wrong = "arm-none-eabi-gcc -nostdlib guest.c -o guest.elf\n",
		.right = "sparc64-linux-gnu-gcc -m32 -mcpu=leon3 -nostdlib guest.c -o guest.elf\n",
	},
	{
		.id = "abi-unlinked",
		.title = "a guest whose imports are to be shown is linked",
		.rationale = "The windows of an object file have no addresses, and another unit "
			     "may import the same services.",
		.source = GUEST_SIDE,
		.wrong = "xpack abi show guest.o\n",
		.right = "ld -T guest.ld guest.o -o guest.elf; xpack abi show guest.elf\n",
	},
	{
		.id = "import-record",
		.title = "the records of imports are well-formed",
		.rationale = "A record that says something else than its macro wrote was damaged "
			     "or comes from a version to come: what the guest needs would be "
			     "guessed.",
		.source = GUEST_SIDE "; guest-bsp/include/xpack/records.h",
		.wrong = ".section .xpack.imports\n.ascii \"XPKI\"\n.word 2 << 16\n",
		.right = "XPACK_IMPORT(int, xh_write, (const char *text));\n",
	},
	{
		.id = "import-lost",
		.title = "every window has its record and its prototype",
		.rationale = "A window whose record was stripped would stay as it is, an illegal "
			     "instruction, and without the prototype nobody could see that the "
			     "host's service takes other arguments.",
		.source = GUEST_SIDE,
		.wrong = "llvm-strip guest.elf\n",
		.right = "strip guest.elf    (GNU strip keeps the records)\n",
	},
	{
		.id = "import-folded",
		.title = "two imports have two windows",
		.rationale = "A window calls one service. A linker that folded two into one would "
			     "make both calls the same.",
		.source = GUEST_SIDE "; lld manual, --icf",
		.wrong = "ld.lld --icf=all guest.o -o guest.elf\n",
		.right = "ld.lld --icf=none guest.o -o guest.elf\n",
	},
	{
		.id = "import-defined",
		.title = "a guest does not define the services that it imports",
		.rationale = "A guest that was linked with the host's library has the host's code, "
			     "and its licence, inside; and part of its calls would bypass the "
			     "host.",
		.source = "docs/abi.md, \"For the guest's author\"",
		.wrong = "ld guest.o libhost.a -o guest.elf\n",
		.right = "ld guest.o -o guest.elf\n",
	},
	{
		.id = "import-prototypes",
		.title = "a guest was compiled with one prototype of each service",
		.rationale = "One of its units passes other arguments than the host expects: they "
			     "were compiled with different versions of a header.",
		.source = GUEST_SIDE,
		.wrong = "XPACK_IMPORT(int, xh_write, (const char *text));          /* in a.c */\n"
			 "XPACK_IMPORT(int, xh_write, (const char *text, int n));   /* in b.c */\n",
		.right = "#include <xhost/services.h>    /* in both */\n",
	},
	{
		.id = "import-abi",
		.title = "a guest requires one interface",
		.rationale = "No host can be of two versions at once; the units were compiled with "
			     "different headers.",
		.source = GUEST_SIDE,
		.wrong = "XPACK_REQUIRE_ABI(\"xhost\", \"1.0\");    /* in a.c */\n"
			 "XPACK_REQUIRE_ABI(\"xhost\", \"1.1\");    /* in b.c */\n",
		.right = "XPACK_REQUIRE_ABI(\"xhost\", \"1.1\");    /* in both */\n",
	},
	{
		.id = "import-window",
		.title = "a record names a window that is as the compiler made it",
		.rationale = "Only a window of 64 aligned bytes that begins with an illegal "
			     "instruction, the magic and the name is overwritten. Anything else is "
			     "code of the guest, or was filled before.",
		.source = GUEST_SIDE,
		.wrong = "/DISCARD/ : { *(.xpack.stubs.*) }\n",
		.right = ".text : { *(.text .text.*) *(.xpack.stubs .xpack.stubs.*) }\n",
	},
	{ .id = NULL },
};

const struct check rows_link[] = {
	{
		.id = "link-missing",
		.title = "the host exports what its partitions import",
		.rationale = "The host was built without the service, or calls it something else. "
			     "On the board the call would stop the partition.",
		.source = LINKING,
		.wrong = "XPACK_IMPORT(int, xh_queuing_send, (int port));    /* the host has none "
			 "*/\n",
		.right = "XPACK_IMPORT_WEAK(int, xh_queuing_send, (int port));    /* may be absent "
			 "*/\n",
	},
	{
		.id = "link-feature",
		.title = "the host was built with the features that its partitions need",
		.rationale = "The host knows the service, but was built without it: on the board "
			     "the call would be refused, or lead to another service.",
		.source = LINKING,
		.wrong = "XPACK_EXPORT_FEATURE(\"ports\", 0)\n"
			 "XPACK_IMPORT(int, xh_send, (int port));         /* in 'ports' */\n",
		.right = "XPACK_EXPORT_FEATURE(\"ports\", 0)\n"
			 "XPACK_IMPORT_WEAK(int, xh_send, (int port));    /* may be absent */\n",
	},
	{
		.id = "link-prototype",
		.title = "both sides were compiled with the same prototype of a service",
		.rationale = "The host changed its service, or the guest was not compiled anew: "
			     "arguments would be taken for others. The linker of the guest cannot "
			     "see that.",
		.source = LINKING,
		.wrong =
			"XPACK_IMPORT(int, xh_write, (const char *text));\n"
			"XPACK_EXPORT_TRAP(int, xh_write, (const char *text, int n), 1, xh_trap)\n",
		.right =
			"XPACK_IMPORT(int, xh_write, (const char *text, int n));\n"
			"XPACK_EXPORT_TRAP(int, xh_write, (const char *text, int n), 1, xh_trap)\n",
	},
	{
		.id = "link-abi",
		.title = "the host is of the interface that a partition requires",
		.rationale = "Services may keep their prototypes and change what they do; that is "
			     "what a version is for.",
		.source = LINKING,
		.wrong = "XPACK_REQUIRE_ABI(\"xhost\", \"1.0\");\nXPACK_EXPORT_ABI(\"xhost\", "
			 "\"2.0\")\n",
		.right = "XPACK_REQUIRE_ABI(\"xhost\", \"2.0\");\nXPACK_EXPORT_ABI(\"xhost\", "
			 "\"2.0\")\n",
	},
	{
		.id = "link-symbol",
		.title = "the host defines the function that an exported call names",
		.rationale = "The address of a call is that of the symbol. A host that was "
			     "stripped of its symbols has none to offer.",
		.source = LINKING ", calls",
		.wrong = "strip host.elf\n",
		.right = "strip --strip-debug host.elf\n",
	},
	{
		.id = "link-access",
		.title = "a partition may execute what an exported call leads to",
		.rationale = "A call is a plain jump, in the partition's mode: where the memory "
			     "management unit does not let it execute, it stops there.",
		.source = LINKING ", calls",
		.wrong = "XPACK_EXPORT_CALL(int, log_write, (const char *text))    /* in the "
			 "host's own area */\n",
		.right = "XPACK_EXPORT_CALL(int, log_write, (const char *text))    /* in an area "
			 "with callable=\"true\" */\n",
	},
	{
		.id = "link-machine",
		.title = "the glue of a service is for the partition's machine",
		.rationale = "Its bytes become code of the partition, and would be other "
			     "instructions there.",
		.source = LINKING,
		.wrong = "sparc64-linux-gnu-gcc -m32 -c host-abi.S -o host-abi.o    (for a PC)\n",
		.right = "gcc -m32 -c host-abi.S -o host-abi.o\n",
	},
	{
		.id = "link-relocation",
		.title = "a service's number or address fits the instruction of its glue",
		.rationale = "A number or an address that is cut off would call another service.",
		.source = LINKING "; SPARC psABI supplement, Relocation Types, R_SPARC_13",
		.wrong = "XPACK_EXPORT_TRAP(int, xh_write, (const char *text), 5000, xh_trap)\n"
			 "    mov xpack_number, %g1    ! 13 bits, signed: up to 4095\n",
		.right = "XPACK_EXPORT_TRAP(int, xh_write, (const char *text), 5000, xh_trap)\n"
			 "    sethi %hi(xpack_number), %g1\n    or %g1, %lo(xpack_number), %g1\n",
	},
	{ .id = NULL },
};
