/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what placing and packing report: multiboot, room, fit, bootimage. */

#include "check.h"

const struct check rows_place[] = {
	{
		.id = "multiboot-header",
		.title = "a multiboot host has a header that the loader can follow",
		.rationale = "The header says where the host is loaded and entered. Without one, "
			     "with one whose addresses contradict the file, or with one that "
			     "asks for what the loader does not do, such as a video mode, the "
			     "host would start wrongly or not at all.",
		.source = "Multiboot Specification 0.6.96, sections 3.1.1 to 3.1.3",
		.wrong = "<Host name=\"kernel\" file=\"host.elf\" license=\"BSD-2-Clause\" "
			 "protocol=\"multiboot\"/>\n",
		.right = "<Host name=\"kernel\" file=\"host.elf\" license=\"BSD-2-Clause\" "
			 "protocol=\"raw\"/>\n",
	},
	{
		.id = "place-no-room",
		.title = "there is room in RAM for all that the packer places",
		.rationale = "Device trees lie outside all areas, in pages of their own, so that "
			     "no partition can write what another one, or the host, believes. "
			     "The loader needs a work area, on x86 together with the container, "
			     "and staging where images are compressed; modules need pages too. "
			     "Where the areas leave no such room, "
			     "nothing can be packed.",
		.source = "docs/architecture.md, \"Decisions\"; docs/container.md, \"Trust "
			  "rules\", 6",
		.wrong = "<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" "
			 "size=\"320KiB\"/>\n",
		.right = "<Memory name=\"ram\" kind=\"ram\" start=\"0x40000000\" "
			 "size=\"1MiB\"/>\n",
	},
	{
		.id = "staging-size",
		.title = "stagingSize has room for every compressed image",
		.rationale =
			"The loader copies the stored bytes of a compressed image to RAM before "
			"it hashes and decodes them. It refuses an image that has more of them "
			"than it was given room for.",
		.source = "docs/container.md, \"Trust rules\", 6 and 7",
		.wrong = "<Partition compression=\"lz4\" .../>\n"
			 "<Loader stagingSize=\"4B\" .../>\n",
		.right = "<Partition compression=\"lz4\" .../>\n"
			 "<Loader stagingSize=\"64KiB\" .../>\n",
	},
	{
		.id = "manifest-cap",
		.title = "the manifest is not larger than its cap",
		.rationale = "The loader refuses a manifest above its cap before it reads it, so "
			     "one that is packed must be below. It grows with the number of "
			     "segments, device trees and blobs.",
		.source = "docs/container.md, \"Trust rules\", 2",
		.wrong = "<Loader console=\"uart0\" baud=\"38400\" region=\"prom\" "
			 "manifestCap=\"4KiB\"/>\n",
		.right = "<Loader console=\"uart0\" baud=\"38400\" region=\"prom\" "
			 "manifestCap=\"64KiB\"/>\n",
	},
	{
		.id = "loader-format",
		.title = "the installed loader is one that takes parameters",
		.rationale = "The packer puts the board's parameters, the public key among them, "
			     "behind the loader's code. A file that has no place for them, or "
			     "other bytes there, is not a loader of this version.",
		.source = "loader/params.h; docs/architecture.md, \"Decisions\"",
		.wrong = "$ XPACK_LIBDIR=elsewhere xpack build -k key.pem system.xml\n",
		.right = "$ xpack build -k key.pem system.xml\n",
	},
	{
		.id = "bootimage-size",
		.title = "the boot image fits its storage",
		.rationale = "Loader, parameters and container are written into the memory that "
			     "the Loader's region names. What does not fit would be cut off, or "
			     "run into what lies behind, and none of it lies beyond 4 GiB. How "
			     "large the loader is depends on the key: 'xpack check', which has "
			     "none, reports what fits with no kind of key.",
		.source = "docs/boards.md; xpack/bootimage.h",
		.wrong = "$ sed -i '/name=\"prom\"/s/1MiB/24KiB/' board.xml; xpack build -k "
			 "key.pem system.xml\n",
		.right = "$ sed -i '/name=\"prom\"/s/24KiB/1MiB/' board.xml; xpack build -k "
			 "key.pem system.xml\n",
	},
	{
		.id = "bootimage-key",
		.severity = SEVERITY_INFO,
		.title = "the boot image fits its storage with each kind of key",
		.rationale = "The loader for one kind of key is larger than that for the other. "
			     "Where only one of both leaves room for the container, a change of "
			     "the key is a change of the board.",
		.source = "docs/boards.md; xpack/bootimage.h",
		.wrong = "$ sed -i '/name=\"prom\"/s/1MiB/28KiB/' board.xml; xpack check "
			 "system.xml\n",
		.right = "$ sed -i '/name=\"prom\"/s/28KiB/1MiB/' board.xml; xpack check "
			 "system.xml\n",
	},
	{ .id = NULL },
};
