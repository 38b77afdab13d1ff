#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# However large the payload is, and whether it is compressed or not, build, verify and list need the
# same memory, 32 MiB at most, counted with the pages of files that are mapped (getrusage's
# ru_maxrss).
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/pack/lib.sh
. "$top_srcdir/tests/pack/lib.sh"

limit=32768 # KiB
"$XPACK" keygen -q -a rsa2048 rsa.pem || exit 99

# peak COMMAND...: $peak, in KiB, of a command that succeeds.
peak()
{
	rm -f used
	run "${top_builddir:?}/tests/pack/usage" used "$@"
	status_is "$2: it succeeds" 0
	peak=$(awk '{ print $3 }' used)
}

# listed FILE: it is, in little memory.
listed()
{
	peak "$XPACK" list "$1"
	diag "list of $1: $peak KiB"
	ok "list of $1: memory" test "$peak" -le $limit
	peak "$XPACK" list --json "$1"
	ok "list --json of $1: memory" test "$peak" -le $limit
}

# measure NAME ARGUMENT...: build, verify and list NAME/system.xml, and remove it.
measure()
{
	local name=$1 threads
	shift
	for threads in 1 2; do
		peak "$XPACK" build -q -j "$threads" -k rsa.pem -o "$name/out.itb" "$@" \
			"$name/system.xml"
		diag "build of $name with $threads threads: $peak KiB"
		ok "build of $name, $threads threads: memory" test "$peak" -le $limit
		peak "$XPACK" verify -q -j "$threads" -p rsa.pem.pub "$name/out.itb"
		diag "verify of $name with $threads threads: $peak KiB"
		ok "verify of $name, $threads threads: memory" test "$peak" -le $limit
		mv "$name/out.itb" last.itb
		[ ! -e "$name/out.prom" ] || mv "$name/out.prom" last.prom
	done
	listed last.itb
	rm -r "$name"
}

# zeros NAME N SIZE ARGUMENT...: of N blobs of zeros.
zeros()
{
	local name=$1 n=$2 size=$3 i
	write_system "$name" "$n" "$size" || exit 99
	for ((i = 1; i <= n; i++)); do
		truncate -s "$size" "$name/blob-$i"
	done
	measure "$name" "${@:4}"
}

# compressed NAME N SIZE COMPRESSION: of N blobs to be compressed, every other of which gets longer.
compressed()
{
	local name=$1 n=$2 size=$3 i
	write_system "$name" "$n" "$size" "$4" || exit 99
	write_words words "$size" 1 || exit 99
	for ((i = 1; i <= n; i++)); do
		if ((i % 2)); then
			cp words "$name/blob-$i"
		else
			head -c "$size" /dev/urandom >"$name/blob-$i"
		fi
	done
	rm words
	measure "$name" --no-boot-image
}

# segment NAME FLAGS ADDRESS SIZE: a part of an ELF file, for write_elf.
sections='' headers=''
segment()
{
	headers+="  - { Type: PT_LOAD, Flags: [ $2 ], VAddr: $3, FirstSec: $1, LastSec: $1 }"$'\n'
	sections+="  - { Name: $1, Type: SHT_PROGBITS, Flags: [ SHF_ALLOC ], Address: $3, "
	sections+="AddressAlign: 8, Size: $4 }"$'\n'
}

# write_elf FILE BASE: a program with 64 MiB of data.
write_elf()
{
	sections='' headers=''
	segment .text 'PF_R, PF_X' "0x${2}0000000" 8
	segment .data 'PF_R, PF_W' "0x${2}1000000" 0x4000000
	cat >program.yaml <<-END
		--- !ELF
		FileHeader: { Class: ELFCLASS32, Data: ELFDATA2MSB, Type: ET_EXEC,
		  Machine: EM_SPARC, Entry: 0x${2}0000000 }
		ProgramHeaders:
		${headers}Sections:
		${sections}
	END
	yaml2obj --max-size=100000000 program.yaml -o "$1" || exit 99
}

# Programs and blobs of 64 MiB, with words that the packer writes into them.
write_programs() # COMPRESSION
{
	mkdir programs
	write_elf programs/host.elf 4
	write_elf programs/guest.elf 5
	truncate -s $((64 << 20)) programs/blob
	{
		write_head
		cat <<-END
			$(host "$1")
			<Area name="main" start="0x40000000" size="64KiB" access="rx"/>
			<Area name="data" start="0x41000000" size="64MiB" access="rw"/>
			<Area name="blob" start="0x60000000" size="64MiB" access="rw"/>
			<Blob name="blob" file="blob" license="MIT" address="0x60000000"/>
			<Set address="0x42000ffe" width="4" number="0x12345678"/>
			<Set address="0x61000ffe" width="4" number="0x12345678"/>
			</Host>
			<Partition id="0" name="guest" file="guest.elf" license="MIT"
			compression="$1">
			<Area name="main" start="0x50000000" size="64KiB" access="rx"/>
			<Area name="data" start="0x51000000" size="64MiB" access="rw"/>
			<Set address="0x53000ffe" width="4" number="0x12345678"/>
			</Partition>
			<Plan id="0" majorFrame="100ms">
			<Slot partition="guest" start="0ms" duration="40ms"/>
			</Plan>
			<Loader region="prom"/></System>
		END
	} >programs/system.xml
}

measure_programs() # COMPRESSION ARGUMENT...
{
	local name="build of programs, compression $1"
	write_programs "$1"
	peak "$XPACK" build -q --no-boot-image -k rsa.pem -o programs/out.itb "${@:2}" \
		programs/system.xml
	diag "$name: $peak KiB"
	ok "$name: memory" test "$peak" -le $limit
	ok "$name: it is authentic" "$XPACK" verify -q -p rsa.pem.pub programs/out.itb
	"$XPACK" extract -C programs/out programs/out.itb || exit 99
	same_but "$name" kernel.segment-1 $((0x1000ffe))
	same_but "$name" blob.file $((0x1000ffe))
	same_but "$name" guest.segment-1 $((0x2000ffe))
	rm -r programs
}

# same_but NAME IMAGE OFFSET: 64 MiB of zeros but for the word there.
same_but()
{
	truncate -s $((64 << 20)) programs/wanted
	printf '\x12\x34\x56\x78' |
		dd of=programs/wanted bs=1 seek="$3" conv=notrunc status=none
	ok "$1: $2 has its word and nothing else" cmp programs/wanted "$(echo "programs/out/$2"*)"
	rm programs/wanted
}

zeros small 1 4096
cp last.itb large.itb
cp last.prom large.prom
truncate -s 3G large.itb large.prom
listed large.itb
listed large.prom
zeros one-of-512-MiB 1 $((512 << 20)) --no-boot-image
zeros 2000-of-60-KiB 2000 $((60 << 10)) --no-boot-image
zeros boot-image-of-64-MiB 2 $((32 << 20))
compressed lz4-of-64-MiB 2 $((32 << 20)) lz4
compressed auto-of-96-MiB 1 $((96 << 20)) auto
compressed auto-2000-of-32-KiB 2000 $((32 << 10)) auto
measure_programs none
measure_programs auto --report programs/report
done_testing
