# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# lab: what the attacks work on.  Source tests/lib/tap.sh first.

# The example system on a board with little RAM, so that all of it can be looked at; with staging,
# for attacks that compress an image.
# shellcheck disable=SC2034 # board.sh
lab_ram_size=$((4 << 20)) lab_ram_addr=$((0x40000000))

# lab_system DIR: a copy of the example, complete with its ELF files.
lab_system()
{
	cp -r "$top_builddir/tests/systems/leon3-two" "$1" && chmod -R u+w "$1" &&
		sed 's/128MiB/4MiB/' "$top_srcdir/tests/systems/board-leon3.xml" \
			>"$1/board-leon3.xml" &&
		sed -i 's/<Loader /<Loader stagingSize="64KiB" /' "$1/system.xml"
}

# lab_make DIR ALGORITHM OTHER: a lab as tests/attack/lab.h describes it.
lab_make()
{
	mkdir "$1" && lab_system "$1/system" &&
		"$XPACK" keygen --quiet --algorithm "$2" "$1/key.pem" &&
		"$XPACK" keygen --quiet --algorithm "$2" "$1/foreign.pem" &&
		"$XPACK" keygen --quiet --algorithm "$3" "$1/other.pem" &&
		"$XPACK" build --quiet -k "$1/key.pem" -o "$1/system.itb" "$1/system/system.xml"
}

# lab_make_full DIR ALGORITHM OTHER: a lab with all that a container can have: U-Boot's signature,
# compressed images, a second container.
lab_make_full()
{
	mkdir "$1" && lab_system "$1/system" &&
		sed -i 's/<Loader /<Loader secondContainer="256KiB" /
			s/<Partition /<Partition compression="lz4" /' "$1/system/system.xml" &&
		"$XPACK" keygen --quiet --algorithm "$2" "$1/key.pem" &&
		"$XPACK" keygen --quiet --algorithm "$2" "$1/foreign.pem" &&
		"$XPACK" keygen --quiet --algorithm "$3" "$1/other.pem" &&
		"$XPACK" build --quiet -k "$1/key.pem" --fit-signature dev -o "$1/system.itb" \
			"$1/system/system.xml"
}

# lab_report: the lines of a program of this directory, as results.
lab_report()
{
	local line
	while IFS= read -r line; do
		case $line in
		'ok '*) pass "${line#ok }" ;;
		'not ok '*) fail "${line#not ok }" ;;
		*) diag "${line#\# }" ;;
		esac
	done
}
