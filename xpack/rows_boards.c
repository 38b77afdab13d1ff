/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what making images for boards and emulating them reports. */

#include "check.h"

const struct check rows_boards[] = {
	{
		.id = "ldscript",
		.title = "a partition has areas to link a guest for",
		.rationale = "A linker script needs a region that code may be executed from and "
			     "one that data may be written to.",
		.source = "xpack ldscript --help; GNU ld manual, \"MEMORY Command\"",
		.wrong = "$ xpack ldscript data-only.xml control\n",
		.right = "$ xpack ldscript system.xml control\n",
	},
	{
		.id = "image-kind",
		.title = "the board takes images of the kind",
		.rationale = "A LEON3 board starts from the bytes of its PROM, a PC from a boot "
			     "program that loads an ELF file from a disk: one kind means nothing "
			     "to the other.",
		.source = "docs/boards.md; xpack image --help",
		.wrong = "$ xpack image --kind disk -p key.pem.pub -o leon3.img leon3.itb\n",
		.right = "$ xpack image --kind prom -p key.pem.pub -o leon3.prom leon3.itb\n",
	},
	{
		.id = "disk",
		.title = "a disk image can be put together",
		.rationale = "The boot image is larger than a file system of 1 GiB holds, or the "
			     "parts of GRUB that are installed here do not look as those that "
			     "are known: what is written into them would land in the wrong "
			     "place. Exit code 4.",
		.source = "GNU GRUB manual, \"BIOS installation\"; Microsoft FAT32 File "
			  "System Specification; UEFI Specification 2.10, section 5.3",
		.wrong = "$ XPACK_GRUB_DIR=elsewhere xpack image --kind disk -p key.pem.pub "
			 "-o pc.img pc.itb\n",
		.right = "$ xpack image --kind disk -p key.pem.pub -o pc.img pc.itb\n",
	},
	{
		.id = "program",
		.title = "the programs that make disk images are there and work",
		.rationale = "Disk images are put together by grub-mkimage and mtools, which are "
			     "not parts of xpack. What a failing program said is printed first. "
			     "Exit code 4.",
		.source = "docs/boards.md; docs/architecture.md, \"Decisions\"",
		.wrong = "$ PATH= /usr/bin/xpack image --kind disk -p key.pem.pub -o pc.img "
			 "pc.itb\n",
		.right = "$ xpack image --kind disk -p key.pem.pub -o pc.img pc.itb\n",
	},
	{
		.id = "emulator",
		.title = "the emulator can be started",
		.rationale = "'xpack run' starts QEMU, which is not a part of xpack; the help "
			     "names the package. Exit code 4.",
		.source = "xpack run --help",
		.wrong = "$ PATH= /usr/bin/xpack run system.prom\n",
		.right = "$ xpack run system.prom\n",
	},
	{
		.id = "emulator-board",
		.title = "there is an emulator of the board",
		.rationale = "'xpack run' knows by the board's name which machine QEMU has to "
			     "be: leon3_generic or pc. Another machine would have other devices "
			     "at other addresses, and prove nothing.",
		.source = "docs/boards.md; QEMU documentation, system emulation targets",
		.wrong = "$ xpack run flight-computer.prom\n",
		.right = "$ xpack run leon3_generic.prom\n",
	},
	{
		.id = "run",
		.title = "the loader starts the host, and the machine does not fail",
		.rationale = "The loader refused the container, was not heard of at all, or QEMU "
			     "ended with an error after the host was started. Exit code 5.",
		.source = "docs/loader-codes.md",
		.wrong = "$ xpack run changed.prom\n",
		.right = "$ xpack run system.prom\n",
	},
	{ .id = NULL },
};
