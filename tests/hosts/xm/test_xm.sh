#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_xm.sh: the template docs/hosts/xtratum/system.xml as it stands, with a host of ours that has
# the contract of XtratuM 2.6: packed, verified and booted on the emulated PC; another selector;
# RAM that is not clear; and what must be refused.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"
need qemu-system-x86_64 python3

built=${top_builddir:?}/tests/hosts/xm
template=$top_srcdir/docs/hosts/xtratum/system.xml
file_text='limits of partition1: 3 of 7'

# system NAME: a directory with the template and all files that it names.
system()
{
	mkdir "$1" && cp "$template" "$built/xm_core.bin" "$built/partition0.elf" \
		"$built/partition1.elf" "$top_builddir/guest-bsp/abi/xtratum-2.6-ia32.o" "$1" &&
		printf '%s\n' "$file_text" >"$1/partition1.bin" && configure_host "$1" || exit 99
}

# configure_host NAME: as xmcparser would; services of partition 1 are only named.
configure_host()
{
	python3 "$top_srcdir/tests/hosts/xm/xmc.py" "$1/system.xml" "$1/xm_cf.bin.xmc" 1
}

# boot_host NAME: NAME.log is what host and guests print.
boot_host()
{
	run "$XPACK" run -q --timeout 60 "$1.elf"
	status_is "$1 is booted and stops by itself" 0
	tr -d '\r' <"$run_dir/stdout" | grep -aE '^(xm: |\[)' >"$1.log"
}

# poke FILE OFFSET BYTES: change bytes of the image header of a partition, or behind it.
poke()
{
	local header
	header=$(grep -obUa 'PMX\$' "$1" | head -n 1 | cut -d : -f 1)
	printf '%b' "$3" | dd of="$1" bs=1 seek=$((header + $2)) conv=notrunc status=none || exit 99
}

# expected NAME: what is said of a system.
expected()
{
	sed '/^# SPDX-/d' "$top_srcdir/tests/hosts/xm/expected/$1"
}

# refused NAME WHAT
refused()
{
	cd "$1" || exit 99
	run "$XPACK" check system.xml
	status_is "$1: $2" 1
	expected "$1" | stderr_is "$1: and why"
	cd ..
}

# calls SELECTOR: the log of a good run.
calls()
{
	cat <<END
xm: selector $1, end 0x00140000, 1 module at 0x00140000, 152 bytes
xm: configuration of 2 partitions
xm: heap from 0x00140098 to 0x00400000 is clear
xm: partition 0: ready
xm: partition 1: file 0 at 0x02140000, 29 bytes
xm: partition 1: ready
[partition0] my number: 0
[partition0] time: 0
[partition0] time again: 0
[partition0] it passes: 1
[partition0] time of no clock: -3
[partition0] text of the host: -3
xm: partition 0: service 11 (0x00000001, 0x55667788, 0x11223344, 0x89abcdef, 0x01234567)
[partition0] timer: 0
[partition0] halt another: -4
[partition0] not done here: -7
[partition1] $file_text
xm: partition 1: service 0 (0x00000001, 0x00000002)
xm: partition 1: service 1 (0x00010001)
xm: partition 1: service 2 (0x00020001)
xm: partition 1: service 3 (0x00030001)
xm: partition 1: service 4 (0x00040001, 0x00040002, 0x00040003)
xm: partition 1: service 5 (0x00050001)
xm: partition 1: service 6 ()
xm: partition 1: service 7 (0x00070001)
xm: partition 1: service 8 ()
xm: partition 1: service 9 (0x00090001, 0x00090002)
xm: partition 1: service 10 (0x000a0001, 0x000a0002)
xm: partition 1: service 11 (0x000b0001, 0x000b0002, 0x000b0003, 0x000b0004, 0x000b0005)
xm: partition 1: service 12 (0x000c0001, 0x000c0002, 0x000c0003, 0x000c0004)
xm: partition 1: service 13 (0x000d0001, 0x000d0002, 0x000d0003, 0x000d0004)
xm: partition 1: service 14 (0x000e0001, 0x000e0002, 0x000e0003)
xm: partition 1: service 15 (0x000f0001, 0x000f0002, 0x000f0003)
xm: partition 1: service 16 (0x00100001)
xm: partition 1: service 17 (0x00110001)
xm: partition 1: service 18 (0x00120001, 0x00120002)
xm: partition 1: service 19 (0x00130001, 0x00130002)
xm: partition 1: service 20 (0x00140001, 0x00140002, 0x00140003, 0x00140004)
xm: partition 1: service 21 (0x00150001, 0x00150002)
xm: partition 1: service 22 (0x00160001, 0x00160002)
xm: partition 1: service 23 (0x00170001, 0x00170002, 0x00170003)
xm: partition 1: service 24 (0x00180001, 0x00180002)
xm: partition 1: service 25 (0x00190001, 0x00190002, 0x00190003)
[partition1] right results: 26, registers kept: 26
[partition0] idle: 0
[partition1] writing to 0x02040000
xm: partition 1: stopped at 0x02040000
[partition0] idle again: 0
xm: halt
END
}

# The template.
system template
pack template template
expected template | stderr_is 'template: what is said of it'
run "$XPACK" verify -q -p "$key.pub" template.itb
status_is 'template: it is authentic' 0
run "$XPACK" verify -q -p "$key.pub" --against template/system.xml template.itb
status_is 'template: and made of these files' 0
boot_host template
calls 0x000001e8 | shows template 'services arrive with their arguments, sizes with the host'

# boot_poisoned NAME: on RAM that was filled before.
tr '\0' '\245' </dev/zero | head -c 3M >poison
boot_poisoned()
{
	timeout 60 qemu-system-x86_64 -M pc -m 128 -nodefaults -display none -serial stdio \
		-no-reboot -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$1.elf" \
		-device loader,file=poison,addr=0x100000,force-raw=on \
		-device loader,file=poison,addr=0x2000000,force-raw=on </dev/null >poisoned.out
	is "$1 is booted on filled RAM and stops by itself" $? 1
	tr -d '\r' <poisoned.out | grep -aE '^(xm: |\[)' >"$1.log"
}

# Nothing is left to RAM that happens to be clear.
boot_poisoned template
calls 0x000001e8 | shows template 'nobody sees that RAM was not clear'
system unclear
sed -i '/name="hypervisor"/s/ zero="true"//' unclear/system.xml
pack unclear unclear
boot_poisoned unclear
shows unclear 'without the zeros that it wants the host does not run' <<'END'
xm: .bss is not clear
END

# A hypervisor with another call gate.
system other
cp "$built/other/xm_core.bin" "$built/other/xtratum-2.6-ia32.o" other || exit 99
pack other other
boot_host other
calls 0x00000108 | shows other 'the selector is that of the ABI object'
cp "$built/xm_core.bin" other || exit 99
pack mixed other
boot_host mixed
tail -n 3 mixed.log | is 'mixed: a selector of another hypervisor ends the partitions' "$(cat)" \
	'xm: partition 0: stopped by exception 13
xm: partition 1: stopped by exception 13
xm: no partition is left'

# Every byte that a partition has from the packer is listed.
run "$XPACK" build -q -k "$key" -o template.itb --report evidence template/system.xml
ok 'template: the report has the size of the file' grep -q '0x02100028' evidence/boundary.txt

# 26 services, each with its number, its glue of at most 64 bytes and a text.
abi=$top_builddir/guest-bsp/abi/xtratum-2.6-ia32.o
run "$XPACK" abi show "$abi"
is 'the numbers of the services' "$(sed -n 's/^ *trap \([0-9]*\) .*/\1/p' "$run_dir/stdout" |
	sort -n | tr '\n' ' ')" "$(seq -s ' ' 0 25) "
run "$XPACK" abi header "$abi"
is 'each is documented' "$(grep -B 1 '^XPACK_IMPORT(' "$run_dir/stdout" | grep -c '\*/$')" 26

# Another file, another size.
system longer
printf '%s\n' "$file_text" "$file_text" >longer/partition1.bin
pack longer longer
boot_host longer
has longer 'xm: partition 1: file 0 at 0x02140000, 58 bytes'

# A header that the host would not take is not packed, and the host would not have taken it.
system interface
poke interface/partition0.elf 8 '\0\0\3\0'
refused interface 'a partition of another interface is refused'
sed -i '/<PartitionHeader/,/<\/PartitionHeader>/d' interface/system.xml
pack interface interface
boot_host interface
has interface 'xm: partition 0: built for another interface'
not_ok 'interface: it does not run' grep -q '^\[partition0\]' interface.log

system no-header
poke no-header/partition0.elf 0 'PMX!'
refused no-header 'a partition without a header is refused'

system pointer
poke pointer/partition1.elf 84 '\0\0\x10\0'
refused pointer 'page tables in the hypervisor are refused'

# A guest of one segment, with the header among its code, that needs no ABI object.
system single
cp "$built/single.elf" single/partition0.elf && printf '[single] %s\n' "$file_text" \
	>single/partition0.bin && sed -i -e '/ offset="\(6[48]\|7[26]\|8[04]\)"/d' \
	-e '/<Partition id="0"/,/<\/Partition>/{/<Area\|<Set/d;/headerOffset/r /dev/stdin' -e '}' \
	single/system.xml <<'END' && configure_host single || exit 99
		<Area name="all" start="0x02000000" size="1MiB" access="rwx" zero="true"/>
		<Blob name="settings" file="partition0.bin" address="0x02080000"/>
		<Set address="0x02000000" offset="40" value="size" blob="settings"/>
END
pack single single
boot_host single
tail -n 2 single.log | is 'single: it is given the size of its file' "$(cat)" \
	"[single] $file_text"$'\n''xm: halt'

# Guests that do not fit the interface.
system later
cp "$built/later.elf" later/partition0.elf || exit 99
refused later 'a guest that needs service 26 is refused'

system older
cp "$built/older.elf" older/partition0.elf || exit 99
refused older 'a guest of another prototype is refused'

system no-spare
sed -i 's/\(<Abi .*\)\/>/\1 without="spare-scheduling"\/>/' no-spare/system.xml
refused no-spare 'a guest that needs spare scheduling is refused where it is not'

done_testing
