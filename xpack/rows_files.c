/* SPDX-FileCopyrightText: 2026 The xpack authors */
/* SPDX-License-Identifier: BSD-2-Clause */

/* Rows of what files and the command line report: options, settings, file. */

#include "check.h"

const struct check rows_files[] = {
	{
		.id = "usage",
		.title = "the command line is one that the command knows",
		.rationale = "Nothing is done when part of what was asked is not understood. "
			     "Exit code 2.",
		.source = "POSIX.1-2017, Base Definitions, section 12.2; xpack COMMAND --help",
		.wrong = "$ xpack chekc system.xml\n",
		.right = "$ xpack check system.xml\n",
	},
	{
		.id = "config",
		.title = "the configuration file has lines that are understood",
		.rationale = "A misspelt line must not lead to another key than the one that was "
			     "meant. Lines are 'key = PATH' and 'pubkey = PATH'; those that "
			     "begin with # are comments. Exit code 2.",
		.source = "XDG Base Directory Specification; xpack/settings.h",
		.wrong = "$ echo /keys/release.pem >~/.config/xpack/config; xpack build "
			 "system.xml\n",
		.right = "$ echo 'key = /keys/release.pem' >~/.config/xpack/config; xpack "
			 "build system.xml\n",
	},
	{
		.id = "source-date-epoch",
		.title = "SOURCE_DATE_EPOCH is a number of seconds",
		.rationale = "The container's date is this number, or 0: the time of the build "
			     "would make each container another one. A number of more than 32 "
			     "bits does not fit the format. Exit code 2.",
		.source = "Reproducible Builds, SOURCE_DATE_EPOCH specification 1.1; "
			  "docs/container.md, \"The manifest\"",
		.wrong = "$ SOURCE_DATE_EPOCH=yesterday xpack build -k key.pem system.xml\n",
		.right = "$ SOURCE_DATE_EPOCH=1735689600 xpack build -k key.pem system.xml\n",
	},
	{
		.id = "file-read",
		.title = "every file that is named can be read",
		.rationale = "A name that leads to nothing, to a directory, a pipe or a device "
			     "is a mistake in the input. A file that is there and cannot be read "
			     "is the machine's fault: exit code 4.",
		.source = "POSIX.1-2017, System Interfaces, open() and read()",
		.wrong = "<Partition id=\"0\" name=\"control\" file=\"gest.elf\" "
			 "license=\"MIT\"/>\n",
		.right = "<Partition id=\"0\" name=\"control\" file=\"guest.elf\" "
			 "license=\"MIT\"/>\n",
	},
	{
		.id = "file-size",
		.title = "no file is larger than what is read of its kind",
		.rationale = "Files are read whole: 64 MiB of a description, 1 GiB of an ELF "
			     "file or blob, 4 GiB of a container. What is larger is hardly the "
			     "file that was meant, and could exhaust the memory.",
		.source = "xpack/xml.h, xpack/elf.h, xpack/imagefile.h, limits; CWE-400, "
			  "uncontrolled resource consumption",
		.wrong = "$ truncate -s 2G guest.elf; xpack check system.xml\n",
		.right = "$ xpack check system.xml\n",
	},
	{
		.id = "file-write",
		.title = "outputs can be written, all of them or none",
		.rationale = "Outputs are written and synced beside their targets before the "
			     "first one changes its name, so what was there before stays whole "
			     "when the disk is full. Exit code 4.",
		.source = "POSIX.1-2017, System Interfaces, write(), fsync() and rename(); "
			  "docs/architecture.md, \"Decisions\"",
		.wrong = "$ xpack build -k key.pem -o absent/system.itb system.xml\n",
		.right = "$ xpack build -k key.pem -o system.itb system.xml\n",
	},
	{
		.id = "output",
		.title = "outputs have names of their own",
		.rationale = "An output that has the name of an input would destroy it, and of "
			     "two outputs with one name only one would be left. Exit code 2.",
		.source = "xpack build --help",
		.wrong = "$ xpack build -k key.pem -o system.xml system.xml\n",
		.right = "$ xpack build -k key.pem -o system.itb system.xml\n",
	},
	{
		.id = "stdout",
		.title = "the result reaches standard output",
		.rationale = "A list that a full disk cut off must not look like a whole one. "
			     "Exit code 4.",
		.source = "POSIX.1-2017, System Interfaces, fflush()",
		.wrong = "$ xpack list system.itb >/dev/full\n",
		.right = "$ xpack list system.itb >list\n",
	},
	{ .id = NULL },
};
