#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The attacks on the emulated board, from poisoned RAM: each is refused with its code, none starts
# a host, and of all RAM nothing is left but poison and zeros.  The first variants of each attack
# are taken; XPACK_ATTACK_VARIANTS is how many, a large number for all of them.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/attack/lab.sh
. "$top_srcdir/tests/attack/lab.sh"

need qemu-system-sparc
forge=$top_builddir/tests/attack/forge
n_variants=${XPACK_ATTACK_VARIANTS:-2}
n_boots=0
seconds=20 # until a run is given up

# boot LAB PROM: $tmp/log is what the board printed, $tmp/dump its RAM if the loader refused.
boot()
{
	local try
	rm -f "$tmp/log" "$tmp/dump"
	n_boots=$((n_boots + 1))
	{
		for ((try = 0; try < seconds * 100; try++)); do
			grep -qs $'^REFUSED .*\r\\|^xhost: halt' "$tmp/log" && break
			sleep 0.01
		done
		printf 'pmemsave %d %d "%s"\nquit\n' "$lab_ram_addr" "$lab_ram_size" "$tmp/dump"
	} | timeout $((2 * seconds)) qemu-system-sparc -M leon3_generic -m 4M -display none \
		-monitor stdio -serial "file:$tmp/log" -no-shutdown -bios "$2" \
		-device "loader,file=$1/poison,addr=$lab_ram_addr,force-raw=on" >"$tmp/monitor" 2>&1
	tr -d '\r' <"$tmp/log" >"$tmp/console"
}

# What is wrong with a refusal, on stdout: LAB CODE.
refusal_complaints()
{
	grep -q "^REFUSED $2 [a-zA-Z ]*\$" "$tmp/console" || tail -n 1 "$tmp/console"
	[ "$(grep -c '^REFUSED' "$tmp/console")" -eq 1 ] || echo 'not one refusal'
	if grep '^start \|^xhost\|^\[' "$tmp/console"; then
		echo 'the host was started'
	fi
	"$forge" "$1" check "$tmp/prom" "$2" "$tmp/dump" 2>&1
}

# What is wrong with a start.
start_complaints()
{
	if grep '^REFUSED' "$tmp/console"; then
		echo 'refused'
	fi
	grep -q '^start ' "$tmp/console" || echo 'not started'
	grep -q '^\[control\] frame 0' "$tmp/console" || echo 'no partition control'
	grep -q '^\[telemetry\] frame 0' "$tmp/console" || echo 'no partition telemetry'
}

# attack LAB CODE NAME: all wanted variants.
attack()
{
	local variant complaints='' found n=0
	for ((variant = 0; variant < n_variants; variant++)); do
		"$forge" "$1" make "$3" "$variant" "$tmp/prom" 2>"$tmp/forge" || break
		boot "$1" "$tmp/prom"
		n=$((n + 1))
		if [ "$2" = 0x00 ]; then
			found=$(start_complaints)
		else
			found=$(refusal_complaints "$1" "$2")
		fi
		[ -z "$found" ] || complaints+="variant $variant: $found"$'\n'
	done
	# Only the end of the variants ends the loop.
	[ "$variant" -eq "$n_variants" ] || grep -q 'without: the variant' "$tmp/forge" ||
		complaints+=$(cat "$tmp/forge")
	[ "$n" -gt 0 ] || complaints+='no variant'
	is "$1: $3: $2, $n variants" "$complaints" ''
}

# board LAB: every attack there is.
board()
{
	local code name
	ok "$1: poison" "$forge" "$1" poison "$1/poison"
	"$forge" "$1" list >"$1/list"
	ok "$1: there are attacks" test "$(wc -l <"$1/list")" -gt 100
	while IFS=$'\t' read -r code name <&3; do
		attack "$1" "$code" "$name"
	done 3<"$1/list"
}

# stack LAB: how deep the loader's stack has been, after all was verified and loaded.
stack()
{
	local used size
	[ -e "$1/poison" ] || "$forge" "$1" poison "$1/poison"
	"$forge" "$1" make 'payload bit' 0 "$tmp/prom"
	boot "$1" "$tmp/prom"
	read -r used size < <("$forge" "$1" stack "$tmp/dump")
	diag "$1: $used of $size bytes of the stack used"
	ok "$1: a quarter of the loader's stack is never used" test "$used" -le $((size * 3 / 4))
}

ok 'a lab with RSA keys' lab_make rsa rsa3072 p256
ok 'a lab with P-256 keys' lab_make p256 p256 rsa3072
ok 'a lab with the largest keys' lab_make large rsa4096 p256
board rsa
n_variants=$((n_variants > 2 ? n_variants : 1))
board p256
stack rsa
stack p256
stack large
attack large 0x00 'control: as it was packed'
attack large 0x21 'signature byte changed'
diag "$n_boots boots"
done_testing
