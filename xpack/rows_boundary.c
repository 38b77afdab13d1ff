/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* What looking for the host's code in guests (hostcode.c), reading licences (licenses.c, policy.c)
 * and proving the boundary (evidence.c) report. */
#include "check.h"

#define GUEST_NOTES "docs/abi.md, \"The licence: .xpack.licenses\""

const struct check rows_boundary[] = {
	{
		.id = "boundary-host-records",
		.title = "a guest has no sections that objects of a host have",
		.rationale = "Exports and glue stand in ABI objects, which are never linked. In a "
			     "guest they mean that an object of the host was linked in, whose "
			     "code and licence nobody wanted there.",
		.source = "docs/abi.md, \"For the host's author\"",
		.wrong = "ld -T guest.ld guest.o host-abi.o -o guest.elf\n",
		.right = "ld -T guest.ld guest.o -o guest.elf\n",
	},
	{
		.id = "boundary-host-code",
		.title = "a guest defines no function that the host exports",
		.rationale = "A function with the name of a service, or with the name that the "
			     "service's code has inside the host, is in all likelihood that "
			     "code: the host's library was linked into the guest, whether it is "
			     "called or not, and its licence came with it. Even where it is not, "
			     "who reads the guest would take it for that.",
		.source = "docs/boundary.md, \"Host code in guests\"",
		.wrong = "sparc-elf-gcc -T guest.ld guest.o -lxhost -o guest.elf\n",
		.right = "XPACK_IMPORT(int, xh_write, (const char *text));\nsparc-elf-gcc -T "
			 "guest.ld guest.o -o guest.elf\n",
	},
	{
		.id = "boundary-host-name",
		.title = "a guest has no local function with the name of an exported one",
		.rationale = "Link-time optimisation and objcopy --localize-symbol make local "
			     "functions of global ones, those of a host's library too. A static "
			     "function of the guest's author may have the name by chance: then "
			     "another one costs less than the doubt.",
		.source = "docs/boundary.md, \"Host code in guests\"",
		.wrong = "static int xh_write(const char *text) { ... }\n",
		.right = "static int write_line(const char *text) { ... }\n",
	},
	{
		.id = "license-record",
		.title = "the notes of licences in a guest are well-formed",
		.rationale = "What a unit says of its licence must not be lost because it cannot "
			     "be read.",
		.source = GUEST_NOTES,
		.wrong = "XPACK_LICENSE(\"filter\", \"free for all\");\n",
		.right = "XPACK_LICENSE(\"filter\", \"LicenseRef-free-for-all\");\n",
	},
	{
		.id = "license-note",
		.title = "the declared licence of a guest covers those that its file notes",
		.rationale = "The declaration is what policies and the image's documents go by. A "
			     "component under other terms, which ask for more than notices, "
			     "binds whoever delivers the image all the same.",
		.source = GUEST_NOTES "; docs/boundary.md, \"Licences\"",
		.wrong = "XPACK_LICENSE(\"filter\", \"GPL-2.0-only\");    (declared as "
			 "license=\"MIT\")\n",
		.right = "XPACK_LICENSE(\"filter\", \"GPL-2.0-only\");    (declared as "
			 "license=\"MIT AND GPL-2.0-only\")\n",
	},
	{
		.id = "policy-unused",
		.severity = SEVERITY_WARNING,
		.title = "each Allow of the policy accepts something",
		.rationale = "An exception that nothing needs any more is one that the next "
			     "change may slip through. One in a policy that accepts any licence "
			     "does nothing.",
		.source = "xpack-system(5), Policy",
		.wrong = "<Policy partition=\"permissive\"><Allow license=\"MPL-2.0\"/></Policy>\n",
		.right = "<Policy partition=\"permissive\"/>\n",
	},
	{
		.id = "boundary-proof",
		.title =
			"what is packed of a partition is its supplier's but for the places listed",
		.rationale = "Before a report is written, xpack takes the bytes that it packed, "
			     "puts back what it says was there before, and compares with the "
			     "supplier's file. If they differ, xpack has a defect and its report "
			     "would be untrue: there is none then, nor an image.",
		.source = "docs/boundary.md, \"What is proved\"",
		.wrong = "a defect of xpack: please report it\n",
		.right = "$ xpack boundary system.xml\n",
	},
	{ .id = NULL },
};
