/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what U-Boot's signatures, and FITs that others made, report. */

#include "check.h"

const struct check rows_fit[] = {
	{
		.id = "not-a-fit",
		.title = "the file is a FIT",
		.rationale = "'xpack list', 'extract' and 'verify --fit' read what other tools "
			     "write, but nothing that two readers could understand in two ways: "
			     "a property or a node twice in one node, a property behind a "
			     "subnode, blocks that share bytes. Exit code 3.",
		.source = "Devicetree Specification 0.4, sections 5.2 to 5.5; flat image tree "
			  "specification, \"Root node properties\"",
		.wrong = "$ dtc -O dtb -o board.dtb board.dts; xpack list board.dtb\n",
		.right = "$ mkimage -f board.its board.itb; xpack list board.itb\n",
	},
	{
		.id = "fit-signature",
		.title = "each configuration is signed with this key",
		.rationale = "Which configuration is the default is covered by no signature, so "
			     "one that is not signed could be made the default. Exit code 3; a "
			     "note says of each signature that is there why it does not hold.",
		.source = "docs/fit.md; flat image tree specification, \"Configuration node\"; "
			  "RFC 8017, sections 8.1 and 8.2; FIPS 186-5, section 6",
		.wrong = "$ xpack build system.xml; xpack verify --fit system.itb\n",
		.right = "$ xpack build --fit-signature dev system.xml; xpack verify --fit "
			 "system.itb\n",
	},
	{
		.id = "fit-coverage",
		.title = "a signature covers what its configuration names",
		.rationale = "A signature says itself which nodes it is over. One that leaves an "
			     "image out, or every hash of it but a crc32, holds whatever that "
			     "image's data is. Checkers that look at the signature alone then "
			     "start what nobody signed. Exit code 3.",
		.source = "docs/fit.md",
		.wrong = "$ mkimage -f x.its -k keys -r x.itb  # kernel, fdt; sign-images = "
			 "\"kernel\"\n",
		.right = "$ mkimage -f x.its -k keys -r x.itb  # sign-images = \"kernel\", "
			 "\"fdt\"\n",
	},
	{
		.id = "fit-hash",
		.title = "data is what the hashes say",
		.rationale = "Signatures cover hashes, not data: data that has another hash was "
			     "not signed. Data that is not in the file, or in two places, is no "
			     "better. Exit code 3.",
		.source = "docs/fit.md; flat image tree specification, \"Hash nodes\"",
		.wrong = "$ printf X >>kernel.bin  # behind mkimage -E\n",
		.right = "$ mkimage -E -f x.its -k keys -r x.itb\n",
	},
	{
		.id = "fit-work",
		.title = "a FIT asks for no more work than FITs do",
		.rationale = "A few bytes can name the same data, or the same large tree, once "
			     "more, to be hashed once more. All hashes and signatures together "
			     "may take in 64 MiB and eight times the file's size; a signature "
			     "counts 64 KiB besides, that of a configuration 16 bytes for each "
			     "token of the tree. What is left is not looked at. Exit code 3.",
		.source = "docs/fit.md",
		.wrong = "$ xpack verify --fit hostile.itb  # 2000 hash nodes for one image\n",
		.right = "$ xpack verify --fit signed.itb  # a hash or three for each image\n",
	},
	{
		.id = "fit-weak-hash",
		.severity = SEVERITY_WARNING,
		.title = "data is bound by a hash without collisions",
		.rationale = "Of md5 and sha1, two images with one hash can be made: who gives "
			     "an image to be signed can exchange it afterwards.",
		.source = "RFC 6151, section 2; RFC 6194, section 3",
		.wrong = "$ mkimage -f x.its -k keys -r x.itb  # hash-1 { algo = \"sha1\"; }\n",
		.right = "$ mkimage -f x.its -k keys -r x.itb  # hash-1 { algo = \"sha256\"; }\n",
	},
	{
		.id = "fit-images",
		.title = "a signature for U-Boot can be checked by it",
		.rationale = "U-Boot's checkers look at 100 nodes of a configuration, which is 49 "
			     "images with their hashes, and refuse more. A signature that is "
			     "refused everywhere is none, so none is made.",
		.source = "docs/fit.md",
		.wrong = "$ xpack build --fit-signature dev large.xml\n",
		.right = "$ xpack build large.xml\n",
	},
	{ .id = NULL },
};
