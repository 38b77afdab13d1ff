/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what bringing an image onto a target reports. */

#include "check.h"

#define FLASH "docs/flash.md"

const struct check rows_flash[] = {
	{
		.id = "target",
		.title = "the target can be opened, read and written",
		.rationale = "It is not there, is in use, or something that hardly anybody means: "
			     "the disk that this machine runs from, a disk that cannot be taken "
			     "out. Exit code 5; 4 when this machine could not read or write.",
		.source = FLASH ", \"Targets\"",
		.wrong = "$ xpack flash --to disk:/dev/sda system.itb    (a built-in disk)\n",
		.right = "$ xpack flash --to disk:/dev/sdb system.itb    (a USB stick)\n",
	},
	{
		.id = "flash-board",
		.title = "the target is one that the image's board starts from",
		.rationale = "A LEON3 board starts from its PROM and a PC from a disk; and what "
			     "is behind a debugger may be another board than the one on the "
			     "desk.",
		.source = FLASH ", \"What is checked first\"",
		.wrong = "$ xpack flash --to disk:/dev/sdb leon3.itb\n",
		.right = "$ xpack flash --to file:leon3.flash leon3.itb\n",
	},
	{
		.id = "flash-declined",
		.title = "a person confirms what is written where",
		.rationale = "What stood there is lost. The answer was no, so nothing was "
			     "written. Exit code 5.",
		.source = FLASH ", \"What is checked first\"",
		.wrong = "Write it? [y/N] n\n",
		.right = "Write it? [y/N] y\n",
	},
	{
		.id = "flash-journal",
		.title = "what shares a block with an image is not lost",
		.rationale = "Flash is erased in large blocks. What stands beside the image in its "
			     "first and last block is kept in a file while they are erased; when "
			     "that is there, an earlier run was interrupted and has not put it "
			     "back. It is not put back over something newer.",
		.source = FLASH ", \"Interruptions\"",
		.wrong = "$ xpack flash --to grmon:-uart system.itb    (interrupted)\n"
			 "$ xpack flash --to grmon:-uart system.itb\n",
		.right = "$ xpack flash --to grmon:-uart system.itb    (interrupted)\n"
			 "$ xpack flash --to grmon:-uart --resume system.itb\n",
	},
	{
		.id = "flash-loader",
		.title = "the loader that is left alone is the container's",
		.rationale = "A loader knows one key, one system, one board and one place of the "
			     "container. Under another loader, or one that wants a newer security "
			     "version, the container would be refused, or not found. Exit code 5.",
		.source = FLASH ", \"A container alone\"",
		.wrong = "$ xpack flash --to file:chip --container other.itb\n",
		.right = "$ xpack flash --to file:chip other.itb\n",
	},
	{
		.id = "flash-region",
		.title = "the region is on the chip",
		.rationale = "Only a region's bytes are touched, so its name must lead to some: in "
			     "the layout file, or in the map that the chip itself has.",
		.source = "docs/flash.md, \"Targets\"; flashrom(8), option -l",
		.wrong = "$ xpack flash --to spi:ch341a_spi --layout layout --region bios "
			 "system.itb\n",
		.right = "$ xpack flash --to spi:ch341a_spi --layout layout --region boot "
			 "system.itb\n",
	},
	{
		.id = "flash-resume",
		.title = "only what was interrupted is resumed",
		.rationale = "An interruption leaves the first block erased, or a part of it, "
			     "or nothing is missing. Where that is not so, something else "
			     "stands there than what is to be completed.",
		.source = FLASH ", \"Interruptions\"",
		.wrong = "$ xpack flash --to file:other.flash --resume system.itb\n",
		.right = "$ xpack flash --to file:other.flash --minimize system.itb\n",
	},
	{
		.id = "flash-sequence",
		.title = "of two containers the loader prefers the new one",
		.rationale = "The loader starts the container with the higher sequence. An update "
			     "with a lower or the same one would be written, verified, and never "
			     "be started.",
		.source = FLASH ", \"A container alone\"",
		.wrong = "$ xpack flash --to file:chip --container older.itb\n",
		.right = "$ xpack flash --to file:chip --container --slot b older.itb\n",
	},
	{
		.id = "flash-slot",
		.title = "of two containers one stays that starts by itself",
		.rationale = "Power may fail while one of them is written. The other one has to "
			     "start then, without images that are repaired from the first, and no "
			     "block that is erased may hold bytes of it or of the loader. Exit "
			     "code 5.",
		.source = FLASH ", \"A container alone\"",
		.wrong = "$ xpack flash --to file:chip --container new.itb    (both are damaged)\n",
		.right = "$ xpack flash --to file:chip --container --slot a new.itb\n",
	},
	{
		.id = "flash-size",
		.title = "the image fits the target",
		.rationale = "Half of an image does not boot.",
		.source = FLASH ", \"Targets\"",
		.wrong = "$ xpack flash --to file:small.flash --verify-only system.itb\n",
		.right = "$ xpack flash --to file:small.flash system.itb    (which makes it "
			 "longer)\n",
	},
	{
		.id = "flash-verify",
		.title = "what was written is there",
		.rationale = "Flash wears out, cables are loose, and a write-protected chip says "
			     "nothing. Everything is read back from the medium and compared; "
			     "until it is equal, the first block stays erased. Exit code 5.",
		.source = FLASH ", \"Interruptions\"",
		.wrong = "$ xpack flash --to file:other.flash --verify-only system.itb\n",
		.right = "$ xpack flash --to file:other.flash system.itb\n",
	},
	{ .id = NULL },
};
