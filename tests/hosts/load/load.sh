#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# What the packer writes for Blob, Set and Pack is what a host reads on the board: a binary with a
# header of its own, and an ELF file with its partitions inside.  What they must print is computed
# from the files by expect.py, which knows nothing of xpack.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need qemu-system-sparc qemu-system-i386 python3 jq
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub
fixtures=${top_builddir:?}/tests/hosts/load
expect=$top_srcdir/tests/hosts/load/expect.py
ok 'a key' "${XPACK:?}" keygen -q -a p256 key.pem
printf '\1\2\3\4blob of the host\n' >blob.bin
printf '\5\6\7\10blob of a partition\n' >own.bin
cp "$fixtures"/*.elf "$top_srcdir"/tests/systems/board-*.xml .
"${SPARC_OBJCOPY:?}" -O binary sparc-words.elf sparc-words.bin || exit 99
"${X86_OBJCOPY:?}" -O binary x86-words.elf x86-words.bin || exit 99

# begin BOARD NAME / finish: the description on both sides of host and partitions.
begin()
{
	cat <<END
<System xmlns="urn:xpack:system:1" xmlns:xi="http://www.w3.org/2001/XInclude"
        name="$2" version="1.0">
	<xi:include href="board-$1.xml"/>
END
}

finish()
{
	printf '\t<Loader console="%s"/>\n</System>\n' "$1"
}

# words MACHINE BOARD CONSOLE HOST-ADDRESS CODE: a binary host, told by words in its header.
words()
{
	local data=$(($5 + 0x10000)) blob=$(($4 + 0x8000)) own=$(($5 + 0x18000))
	begin "$2" "$1-words"
	cat <<END
	<Host name="words" file="$1-words.bin" license="BSD-2-Clause" protocol="raw" format="binary"
	      load="$4" entryOffset="4">
		<Area name="main" start="$4" size="64KiB" access="rwx" zero="true"/>
		<Blob name="blob" file="blob.bin" address="$blob"/>
		<Set address="$4" offset="8" value="count" of="partitions"/>
		<Set address="$4" offset="12" value="address" blob="blob"/>
		<Set address="$4" offset="16" value="size" blob="blob"/>
		<Set address="$4" offset="20" value="address" partition="guest" blob="own"/>
		<Set address="$4" offset="24" value="size" partition="guest" blob="own"/>
		<Set address="$4" offset="28" value="address" partition="guest" area="data"/>
		<Set address="$4" offset="32" value="size" partition="guest" area="data"/>
		<Set address="$4" offset="36" value="id" partition="guest"/>
		<Set address="$4" offset="40" value="entry" partition="guest"/>
		<Set address="$4" offset="44" value="address" partition="guest"/>
		<Set address="$4" offset="48" value="size" partition="guest"/>
		<Set address="$4" offset="52" value="count" of="blobs"/>
		<Set address="$4" offset="56" value="count" of="areas" partition="guest"/>
		<Set address="$4" offset="60" byteOrder="little" number="0x11223344"/>
		<Set address="$4" offset="64" width="2" byteOrder="big" number="0x5566"/>
		<Set address="$4" offset="66" width="1" number="0x77"/>
		<Set address="$4" offset="72" width="8" value="size" blob="blob"/>
		<Set address="$blob" offset="4" value="size" blob="blob"/>
	</Host>
	<Partition id="7" name="guest" file="$1-guest.elf" license="BSD-2-Clause">
		<Area name="code" start="$5" size="64KiB" access="rx"/>
		<Area name="data" start="$data" size="128KiB" access="rw" zero="true"/>
		<Blob name="own" file="own.bin" address="$own"/>
		<Set symbol="words" offset="4" value="id"/>
		<Set symbol="wide" width="8" byteOrder="little" value="size"/>
		<Set symbol="later" offset="4" value="address" blob="own"/>
		<Set address="$own" number="0xcafe"/>
	</Partition>
END
	finish "$3"
}

# packed MACHINE BOARD CONSOLE HOST-ADDRESS: an ELF host with two partitions inside, of one file.
packed()
{
	local name
	begin "$2" "$1-packed"
	cat <<END
	<Host name="packed" file="$1-archive.elf" license="BSD-2-Clause" protocol="raw">
		<Area name="main" start="$4" size="64KiB" access="rwx" zero="true"/>
		<Pack section=".archive" align="16" sizes="sizes"/>
	</Host>
END
	for name in 5 6; do
		cat <<END
	<Partition id="$name" name="guest-$name" file="$1-own.elf" license="BSD-2-Clause">
		<Area name="code" start="0" size="4KiB" access="rx"/>
		<Area name="data" start="4KiB" size="4KiB" access="rw"/>
		<Set symbol="words" offset="4" value="id"/>
		<Set symbol="wide" width="8" byteOrder="big" value="size"/>
	</Partition>
END
	done
	finish "$3"
}

# boot NAME MACHINE: what its host prints is what $wanted says.
boot()
{
	run "$XPACK" build -q -o "$1.itb" --report "$1.report" --depfile "$1.d" "$1.xml"
	status_is "$1 is packed" 0
	run "$XPACK" verify -q --against "$1.xml" "$1.itb"
	status_is "$1 is derived anew" 0
	ok "$1 is extracted" "$XPACK" extract -q -C "$1.extracted" "$1.itb"
	run python3 "$top_srcdir/tests/boundary/audit.py" \
		"$top_srcdir/schemas/xpack-boundary.schema.json" "$1.report/boundary.json" \
		"$1.extracted" .
	status_is "$1: an auditor proves the report" 0
	local image=$1.prom
	[ -e "$image" ] || image=$1.elf
	run "$XPACK" run -q --timeout 60 "$image"
	tr -d '\r' <"$run_dir/stdout" |
		grep -aE "^(header|blob|partition|file|rest)[a-z ']* [0-9a-f]{8}" >printed
	is "$1: the host reads what was to be written" "$(cat printed)" "$wanted"
}

words sparc leon3 uart0 0x40000000 0x40100000 >sparc-words.xml
words x86 x86 com1 0x200000 0x400000 >x86-words.xml
packed sparc leon3 uart0 0x40000000 >sparc-packed.xml
packed x86 x86 com1 0x200000 >x86-packed.xml
for machine in sparc x86; do
	wanted=$(python3 "$expect" words $machine $machine-words.bin $machine-guest.elf)
	boot $machine-words
	is "$machine: the depfile names the blobs" \
		"$(grep -oE '(blob|own)\.bin' $machine-words.d | sort -u | xargs)" \
		'blob.bin own.bin'
	is "$machine: the report lists what Sets changed in the partition" \
		"$(jq -c '.partitions[].changes[] | [.kind, .service, .size, ."filled-by"]' \
			$machine-words.report/boundary.json)" \
		"$(for word in words+4:4 wide:8 later+4:4; do
			name=${word%:*}
			printf '["set","%s",%d,"Set at %s-words.xml:%d"]\n' "$name" "${word#*:}" \
				$machine "$(grep -n "Set symbol=\"${name%+*}\"" $machine-words.xml |
					cut -d: -f1)"
		done)"
	is "$machine: and in blobs" \
		"$(jq -c '.blobs[] | [.name, (.changes | length), .packed == .sha256]' \
			$machine-words.report/boundary.json)" \
		'["blob",1,false]
["own",1,false]'
	run "$XPACK" list $machine-words.itb
	is "$machine: blobs are images of their own names" \
		"$(grep -cE '^ *(blob|own)\.file ' "$run_dir/stdout")" 2
	wanted=$(python3 "$expect" packed $machine $machine-own.elf)
	boot $machine-packed
done

# Modules have their places only when everything has: a binary with a Multiboot header of addresses
# is told the place and size of one, and its partition, a module too, has its id in its file.
printf '%b' '\2\0260\0255\033\0\0\1\0\0376\0117\0121\0344\0\0\040\0\0\0\040\0' \
	'\0\0\0\0\0\0\0\0\040\0\040\0\0353\0376\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >kernel.bin
{
	begin x86 modules
	cat <<'END'
	<Host name="kernel" file="kernel.bin" license="BSD-2-Clause" protocol="multiboot">
		<Area name="main" start="0x200000" size="64KiB" access="rwx" zero="true"/>
		<Blob name="first" file="blob.bin" module="first"/>
		<Set address="0x200024" value="address" blob="first"/>
		<Set address="0x200028" value="size" partition="guest"/>
		<Set address="0x20002c" value="address" partition="guest"/>
	</Host>
	<Partition id="7" name="guest" file="x86-guest.elf" license="BSD-2-Clause">
		<Area name="code" start="0x400000" size="64KiB" access="rx"/>
		<Area name="data" start="0x410000" size="128KiB" access="rw" zero="true"/>
		<Set symbol="words" value="id"/>
		<Set symbol="wide" width="8" value="address"/>
	</Partition>
END
	finish com1
} >modules.xml
run "$XPACK" build -q -o modules.itb modules.xml
status_is 'modules: it is packed' 0
run "$XPACK" check -q --report modules.xml
status_is 'modules: its memory can be reported' 0
"$XPACK" list --json modules.itb >modules.json
load()
{
	jq -r ".images[] | select(.name == \"$1\") | .load" modules.json
}
ok 'modules: they are extracted' "$XPACK" extract -C modules modules.itb
is 'modules: the host has the places of both' \
	"$(python3 -c "import struct,sys
data = open('modules/kernel.segment-0', 'rb').read()
print(*struct.unpack_from('<III', data, 0x24))")" \
	"$(printf '%d %d %d' "$(load first.file)" "$(stat -c %s x86-guest.elf)" \
		"$(load guest.file)")"
is 'modules: the partition has its id and place, and nothing else is changed' \
	"$(python3 "$expect" module x86 x86-guest.elf "$(load guest.file)" |
		cmp - modules/guest.file && echo equal)" equal
done_testing
