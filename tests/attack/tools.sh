#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# What tools that are not ours read in a container: libfdt's, U-Boot's, openssl.  And that what was
# packed is what was given, but for the windows that the report names.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/attack/lab.sh
. "$top_srcdir/tests/attack/lab.sh"

need fdtget fdtdump fdtput dtc mkimage dumpimage openssl readelf

# number FILE OFFSET: a big-endian integer of 32 bits.
number()
{
	printf '%d\n' "0x$(od -An -v -tx1 -j "$2" -N 4 "$1" | tr -d ' \n')"
}

# part FILE OFFSET SIZE
part()
{
	tail -c +$(($2 + 1)) "$1" | head -c "$3"
}

hex_of()
{
	od -An -v -tx1 "$@" | tr -d ' \n'
}

# images FILE: a line for each image as `xpack list` has it: name, load, offset, size, memory,
# owner, kind.
images()
{
	"$XPACK" list --json "$1" | awk '
		{ key = $1; value = $2; gsub(/[":,]/, "", key); gsub(/[",]/, "", value) }
		/"images"/ { on = 1 }
		on && NF >= 2 { v[key] = value }
		on && key == "sha256" {
			print v["name"], v["load"], v["data-offset"], v["data-size"],
				v["mem-size"], v["owner"], v["kind"]
		}'
}

# -- who lists what --

check_lists()
{
	local file=$1 name load offset size
	images "$file" >list
	ok 'xpack lists images' test "$(wc -l <list)" -gt 10

	fdtget -l "$file" /images >names
	is 'libfdt: the same names in the same order' "$(cat names)" "$(cut -d ' ' -f 1 list)"
	while read -r name load offset size _; do
		printf '%s %s %s %s\n' "$name" \
			"$(fdtget -t u "$file" "/images/$name" load)" \
			"$(fdtget -t u "$file" "/images/$name" data-offset)" \
			"$(fdtget -t u "$file" "/images/$name" data-size)"
	done <list >values
	is 'libfdt: the same addresses and sizes' "$(cat values)" "$(cut -d ' ' -f 1-4 list)"

	run dtc -q -I dtb -O dts -o tree.dts "$file"
	status_is 'dtc reads it' 0
	sed -n '/^\timages {/,/^\t};/s/^\t\t\([a-z0-9.-]*\) {/\1/p' tree.dts >names
	is 'dtc: the same names' "$(cat names)" "$(cut -d ' ' -f 1 list)"
	run fdtdump "$file"
	status_is 'fdtdump reads it' 0
	while read -r name _; do
		grep -qF " $name {" "$run_dir/stdout" || echo "$name"
	done <list >missing
	is 'fdtdump: no name is missing' "$(cat missing)" ''

	for tool in mkimage dumpimage; do
		run "$tool" -l "$file"
		status_is "$tool reads it" 0
		awk '/^ Image / { gsub(/[()]/, ""); name = $3 }
			/Data Size:/ { size = $3 }
			/Load Address:/ { print name, $3, size }' "$run_dir/stdout" >values
		while read -r name load offset size _; do
			printf '%s 0x%08x %s\n' "$name" "$load" "$size"
		done <list >wanted
		is "$tool: the same names, addresses and sizes" "$(cat values)" "$(cat wanted)"
	done
}

# -- extraction --

check_extraction()
{
	local file=$1 total name load offset size hash n=0
	total=$(number "$file" 4)
	run "$XPACK" extract --quiet -C extracted "$file"
	status_is 'xpack extracts' 0
	while read -r name load offset size _; do
		part "$file" $((total + offset)) "$size" >stored
		cmp -s stored "extracted/$name" || echo "$name: not the stored bytes"
		if [ "$size" -gt 0 ]; then
			dumpimage -T flat_dt -p "$n" -o dumped "$file" >/dev/null
			cmp -s dumped "extracted/$name" || echo "$name: dumpimage differs"
		fi
		hash=$(fdtget -t hhx "$file" "/images/$name/hash-1" value | tr ' ' '\n' |
			sed 's/^.$/0&/' | tr -d '\n')
		[ "$hash" = "$(sha256sum <stored | cut -d ' ' -f 1)" ] || echo "$name: another hash"
		n=$((n + 1))
	done <list >wrong
	is 'every image as it is stored, dumpimage the same, its hash' "$(cat wrong)" ''
	is 'and no file more' "$(find extracted -type f | wc -l)" "$(wc -l <list)"
}

# -- the boundary --

# windows REPORT: partition, load, size, before, after.
windows()
{
	awk '{ key = $1; value = $2; gsub(/[":,]/, "", key); gsub(/[",]/, "", value) }
		key == "partition" { partition = value }
		{ v[key] = value }
		key == "after" {
			print partition, v["load"], v["size"], v["before"], v["after"]
		}' "$1"
}

# put_back FILE OFFSET HEX: overwrite.
put_back()
{
	# shellcheck disable=SC2001,SC2059
	printf "$(sed 's/../\\x&/g' <<<"$3")" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# segment ELF PARTITION OFFSET PADDR FILESZ MEMSZ: one PT_LOAD against what was packed of it.
segment()
{
	local elf=$1 partition=$2 offset=$3 paddr=$4 filesz=$5 memsz=$6 name memory owner load size
	read -r name memory < <(awk -v load="$paddr" -v owner="$partition" -v size="$filesz" \
		'$2 == load && $6 == owner && $4 == size { print $1, $5 }' list)
	if [ -z "$name" ] || [ "$memory" -lt "$memsz" ]; then
		echo "$partition: no image for the segment at $paddr"
		return
	fi
	echo "$name" >>covered
	part "$elf" "$offset" "$filesz" >given
	cp "extracted/$name" packed
	while read -r owner load size before after; do
		if [ "$owner" != "$partition" ] || [ "$load" -lt "$paddr" ] ||
			[ $((load + size)) -gt $((paddr + filesz)) ]; then
			continue
		fi
		[ "$(hex_of -j $((load - paddr)) -N "$size" given)" = "$before" ] ||
			echo "$name: before is not what was given"
		[ "$(hex_of -j $((load - paddr)) -N "$size" packed)" = "$after" ] ||
			echo "$name: after is not what was packed"
		cmp -s given packed && echo "$name: nothing was changed"
		put_back packed $((load - paddr)) "$before"
		echo "$load" >>used
	done <changes
	cmp given packed
}

# check_boundary SYSTEM: the packed partitions minus their windows are the input's segments.
check_boundary()
{
	local system=$1 directory=$top_builddir/tests/systems/$1 partition elf
	rm -rf extracted covered used report
	: >covered
	: >used
	run "$XPACK" build --quiet -k rsa/key.pem -o "$system.itb" --report report \
		"$directory/system.xml"
	status_is "$system is built" 0
	"$XPACK" extract --quiet -C extracted "$system.itb"
	images "$system.itb" >list
	windows report/boundary.json >changes
	ok "$system has windows" test -s changes
	sed -n 's/.*<Partition .*name="\([^"]*\)" file="\([^"]*\)".*/\1 \2/p' \
		"$directory/system.xml" >elves
	echo 'xhost xhost.elf' >>elves # the host is packed as it is
	while read -r partition elf; do
		readelf -lW "$directory/$elf" | awk '$1 == "LOAD" { print $2, $4, $5, $6 }' |
			while read -r offset paddr filesz memsz; do
				segment "$directory/$elf" "$partition" $((offset)) $((paddr)) \
					$((filesz)) $((memsz))
			done
	done <elves >wrong 2>&1
	is "$system: packed partitions minus windows are the input's segments" "$(cat wrong)" ''
	is "$system: every window was in a segment" "$(sort -u used)" \
		"$(cut -d ' ' -f 2 changes | sort -u)"
	# Nothing of an ELF file is packed that is not a segment, its tree, or zeros.
	awk '$7 == "segment" { print $1 }' list | sort >wanted
	is "$system: no segment that the input has not" "$(grep -Fxf wanted covered | sort)" \
		"$(cat wanted)"
}

# -- an independent verifier and signer --

message()
{
	local total
	total=$(number "$1" 4)
	part "$1" 0 $((0x38))
	part "$1" $((0x488)) $((total - 0x488))
}

# ASN.1 of r || s.
wrap()
{
	{
		printf 'asn1=SEQUENCE:pair\n[pair]\n'
		printf 'r=INTEGER:0x%s\n' "$(hex_of -N 32 "$1")"
		printf 's=INTEGER:0x%s\n' "$(hex_of -j 32 -N 32 "$1")"
	} >pair.cnf
	openssl asn1parse -genconf pair.cnf -noout -out "$2"
}

check_signature()
{
	local lab=$1 file=$1/system.itb size
	message "$file" >signed
	size=$(number "$file" $((0x3c)))
	part "$file" $((0x60)) "$size" >signature
	[ "$size" -ne 64 ] || { wrap signature der && mv der signature; }
	ok "$lab: openssl verifies the signature" \
		openssl dgst -sha256 -verify "$lab/key.pem.pub" -signature signature signed
	not_ok "$lab: and not with another key" \
		openssl dgst -sha256 -verify "$lab/foreign.pem.pub" -signature signature signed
	is "$lab: the key id is the hash of the public key in DER" \
		"$(part "$file" $((0x40)) 32 | hex_of)" \
		"$(openssl pkey -pubin -in "$lab/key.pem.pub" -outform DER | sha256sum |
			cut -d ' ' -f 1)"
}

check_signer()
{
	message rsa/system.itb >signed
	openssl dgst -sha256 -sign rsa/key.pem -out signature signed
	part rsa/system.itb $((0x60)) 384 >packed
	same 'openssl makes the same RSA signature' signature packed
	# A second signature, made offline, in the other slot.
	openssl dgst -sha256 -sign rsa/foreign.pem -out signature signed
	cp rsa/system.itb both.itb
	{
		printf '\0\0\0\1\0\0\1\200'
		openssl pkey -pubin -in rsa/foreign.pem.pub -outform DER |
			openssl dgst -sha256 -binary
		cat signature
	} | dd of=both.itb bs=1 seek=$((0x260)) conv=notrunc status=none
	ok 'a signature added with openssl: verifies with the first key' \
		"$XPACK" verify --quiet -p rsa/key.pem.pub both.itb
	ok 'a signature added with openssl: verifies with the second key' \
		"$XPACK" verify --quiet -p rsa/foreign.pem.pub both.itb
}

# -- tools that write --

# Whatever they make of it, it is not taken for authentic.
check_repacked()
{
	cp rsa/system.itb put.itb
	run fdtput -t s put.itb / description 'leon3-two 1.1'
	run "$XPACK" verify -p rsa/key.pem.pub put.itb
	status_is 'rewritten by fdtput: not authentic' 3
	cp rsa/system.itb image.itb
	run mkimage -F image.itb
	not_ok 'mkimage -F changes it' cmp -s image.itb rsa/system.itb
	run "$XPACK" verify -p rsa/key.pem.pub image.itb
	status_is 'rewritten by mkimage -F: not authentic' 3
	dtc -q -I dtb -O dtb -o again.dtb rsa/system.itb
	run "$XPACK" verify -p rsa/key.pem.pub again.dtb
	status_is 'rewritten by dtc: not authentic' 3
}

ok 'a lab with RSA keys' lab_make rsa rsa3072 p256
ok 'a lab with P-256 keys' lab_make p256 p256 rsa3072
check_lists rsa/system.itb
check_extraction rsa/system.itb
check_boundary leon3-two
check_boundary leon3-isolation
check_boundary leon3-faults
check_signature rsa
check_signature p256
check_signer
check_repacked
done_testing
