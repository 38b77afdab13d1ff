/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what reading and verifying containers reports: imagefile, verify, extract. */

#include "check.h"

const struct check rows_trust[] = {
	{
		.id = "not-an-image",
		.title = "the file is a container or a boot image",
		.rationale = "What has neither the header of a flattened device tree nor a known "
			     "loader in front cannot be judged, let alone trusted. Exit code 3.",
		.source = "docs/container.md, \"Layout\"; Devicetree Specification 0.4, "
			  "section 5.2",
		.wrong = "$ xpack list system.xml\n",
		.right = "$ xpack list system.itb\n",
	},
	{
		.id = "not-canonical",
		.title = "the container has the one form that a loader reads",
		.rationale = "There is one way to write a given manifest. A reader that accepted "
			     "others could be shown something else than the one that decides on "
			     "the board. 'xpack list', 'extract' and 'run' read without a key, "
			     "but no less strictly. Exit code 3; the code in the message is the "
			     "loader's.",
		.source = "docs/container.md, \"Canonical form\"; docs/loader-codes.md",
		.wrong = "$ dtc -O dtb -o again.itb system.itb; xpack list again.itb\n",
		.right = "$ xpack list system.itb\n",
	},
	{
		.id = "not-authentic",
		.title = "the image is signed with this key and unchanged",
		.rationale = "The loader's own code decides, so what is authentic here starts on "
			     "a board that has this key, and what is not is refused there too. "
			     "Exit code 3; the code in the message is the one that the board "
			     "would print.",
		.source = "docs/container.md, \"Trust rules\"; RFC 8017, section 8.2; FIPS "
			  "186-5, section 6; FIPS 180-4, section 6.2",
		.wrong = "$ xpack verify -p other.pem.pub system.itb\n",
		.right = "$ xpack verify -p key.pem.pub system.itb\n",
	},
	{
		.id = "boot-image",
		.title = "the boot image is what loader, key and container make",
		.rationale = "The loader in a boot image is not covered by the container's "
			     "signature. So the boot image is made again, with the installed "
			     "loader and this key, and every byte is compared: another loader "
			     "may start anything. Exit code 3.",
		.source = "docs/container.md, \"What is trusted\"",
		.wrong = "$ printf X | dd of=system.prom seek=64 bs=1 conv=notrunc; xpack "
			 "verify system.prom\n",
		.right = "$ xpack build system.xml; xpack verify system.prom\n",
	},
	{
		.id = "bootimage-tree",
		.title = "the system device tree describes a loader that can be",
		.rationale = "What the loader must know of the board, its RAM, its work area, "
			     "its console, stands in the system device tree of the container. A "
			     "container that some other tool made may have no such tree, or one "
			     "that no loader can work with. Exit code 3.",
		.source = "docs/device-tree.md; docs/container.md, \"The manifest\"",
		.wrong = "$ xpack image --kind prom -o other.prom other-tool.itb\n",
		.right = "$ xpack image --kind prom -o system.prom system.itb\n",
	},
	{
		.id = "against",
		.title = "the image is what these inputs make",
		.rationale = "A signature says who packed a container, not what went in. 'xpack "
			     "verify --against' makes the container again from the inputs and "
			     "names the first difference. Exit code 3.",
		.source = "docs/container.md, \"Canonical form\": equal inputs make equal "
			  "containers",
		.wrong = "$ xpack verify -p key.pem.pub --against other.xml system.itb\n",
		.right = "$ xpack verify -p key.pem.pub --against system.xml system.itb\n",
	},
	{
		.id = "no-image",
		.title = "the image that is asked for is in the container",
		.rationale = "Nothing is written when one of several names is wrong, so that a "
			     "script does not go on with half of its files.",
		.source = "xpack extract --help; the names are those that 'xpack list' shows",
		.wrong = "$ xpack extract -C out system.itb contrl.dtb\n",
		.right = "$ xpack extract -C out system.itb control.dtb\n",
	},
	{ .id = NULL },
};
