#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# One system on two boards: what is packed differs by the architecture and by nothing else, and is
# the same bytes each time.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need jq
systems=${top_builddir:?}/tests/systems
ok 'a key' "${XPACK:?}" keygen -q key.pem
export XPACK_KEY=$tmp/key.pem

# build PLACE SYSTEM: PLACE/SYSTEM.itb and its boot image, from a copy of the system.
build()
{
	mkdir -p "$1" && cp -r "$systems/$2" "$1/$2.files" || exit 99
	ok "$1: $2 is packed" "$XPACK" build -q -o "$1/$2.itb" "$1/$2.files/system.xml"
}

# What has nothing to do with the architecture: the system, and of the guests' images all but their
# bytes and where these go.
facts()
{
	"$XPACK" list --json "$1" >list.json || exit 99
	jq '{security: ."security-version", sequence, protocol,
	     images: [.images[] | select(.owner != "xhost") |
	              {name, description, kind, owner, type, os}]}' list.json
}

# architectures IMAGE: each that an image is for.
architectures()
{
	"$XPACK" list --json "$1" | jq -r '.images[].arch' | sort -u | paste -sd ' '
}

for pair in leon3-two/x86-two ports-leon3/ports-x86; do
	leon3=${pair%/*}
	x86=${pair#*/}
	for system in "$leon3" "$x86"; do
		build here "$system"
		build there/and/elsewhere "$system"
		same "$system: the same container elsewhere" \
			"here/$system.itb" "there/and/elsewhere/$system.itb"
	done
	same "$leon3: the same boot image" "here/$leon3.prom" "there/and/elsewhere/$leon3.prom"
	same "$x86: the same boot image" "here/$x86.elf" "there/and/elsewhere/$x86.elf"
	is "$leon3: for one architecture" "$(architectures "here/$leon3.itb")" sparc
	is "$x86: for one architecture" "$(architectures "here/$x86.itb")" x86
	facts "here/$leon3.itb" >leon3.facts
	facts "here/$x86.itb" >x86.facts
	ok "$leon3: there are images to compare" grep -q '"kind": "segment"' leon3.facts
	same "$leon3 and $x86: all else is the same" leon3.facts x86.facts
done
done_testing
