#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The same inputs make the same bytes, wherever, whenever and by whomever they are packed.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/attack/lab.sh
. "$top_srcdir/tests/attack/lab.sh"

need fdtget
slot=$((0x38)) slot_size=552
unset SOURCE_DATE_EPOCH

# differing FILE FILE: offsets of the bytes that differ, from 0.
differing()
{
	cmp -l "$1" "$2" | awk '{ print $1 - 1 }'
}

# outside FIRST SIZE: those of standard input that are not in the range.
outside()
{
	awk -v first="$1" -v size="$2" '$1 < first || $1 >= first + size'
}

ok 'a lab with RSA keys' lab_make rsa rsa3072 p256
ok 'a lab with P-256 keys' lab_make p256 p256 rsa3072

# -- another place, time, user, language --

mkdir -p "$tmp/some where/else"
cp -r rsa/system "$tmp/some where/else/a system"
find "$tmp/some where/else" -type f -exec touch -d '2001-02-03 04:05:06' {} +
chmod -R go-rwx "$tmp/some where/else"
run env -C "$tmp/some where/else" TZ=Pacific/Kiritimati LC_ALL=tr_TR.UTF-8 LANG=C.UTF-8 \
	HOME=/nowhere USER=nobody HOSTNAME=elsewhere TMPDIR=/ \
	bash -c 'umask 077 && "$0" build --quiet -k "$1" -o ../../there.itb \
		"a system/system.xml"' "$XPACK" "$tmp/rsa/key.pem"
status_is 'built in another place' 0
same 'the container is the same' rsa/system.itb there.itb
same 'the boot image is the same' rsa/system.prom there.prom
is 'the umask holds for what is written' "$(stat -c %a there.itb there.prom | sort -u)" 600

run "$XPACK" build --quiet -k rsa/key.pem -o there.itb "$tmp/rsa/system/../system/system.xml"
status_is 'built by another path, over it' 0
same 'the container is the same again' rsa/system.itb there.itb
same 'the boot image is the same again' rsa/system.prom there.prom

# -- time --

for epoch in 1 1700000000 4294967295; do
	run env SOURCE_DATE_EPOCH=$epoch "$XPACK" build --quiet -k rsa/key.pem -o then.itb \
		rsa/system/system.xml
	status_is "SOURCE_DATE_EPOCH=$epoch" 0
	is "$epoch is the timestamp" "$(fdtget -t u then.itb / timestamp)" $epoch
	differing rsa/system.itb then.itb | outside $((slot + 40)) 512 >changed
	is "$epoch changes four bytes at most outside the signature" \
		"$(awk 'NR == 1 { first = $1 } $1 - first > 3' changed)" ''
	ok "$epoch changes the timestamp" test -s changed
	ok "$epoch is authentic" "$XPACK" verify --quiet -p rsa/key.pem.pub then.itb
	ok "$epoch is authentic as boot image" "$XPACK" verify --quiet -p rsa/key.pem.pub then.prom
done
is 'without it the timestamp is 0' "$(fdtget -t u rsa/system.itb / timestamp)" 0

# -- ECDSA, whose signatures are random --

run "$XPACK" build --quiet -k p256/key.pem -o again.itb p256/system/system.xml
status_is 'built again with a P-256 key' 0
differing p256/system.itb again.itb >changed
ok 'P-256: the signature is another' test -s changed
is 'P-256: nothing else is' "$(outside $((slot + 40)) 64 <changed)" ''
differing p256/system.prom again.prom >changed
at=$(($(stat -c %s again.prom) - $(stat -c %s again.itb)))
is 'P-256: nor in the boot image' "$(outside $((at + slot + 40)) 64 <changed)" ''
for file in p256/system.itb again.itb p256/system.prom again.prom; do
	ok "P-256: $file is authentic" "$XPACK" verify --quiet -p p256/key.pem.pub $file
	run "$XPACK" run --timeout 60 -p p256/key.pem.pub $file
	status_is "P-256: $file boots" 0
	stdout_has "P-256: $file: its loader" 'xpack loader leon3-p256'
	stdout_has "P-256: $file: control" '[control] frame 4'
	stdout_has "P-256: $file: telemetry" '[telemetry] frame 4'
done

# Two keys, two algorithms, one system: the same but for what the key is.
differing rsa/system.itb p256/system.itb | outside $slot $slot_size >changed
is 'RSA or P-256: only slot 0 differs' "$(cat changed)" ''
done_testing
