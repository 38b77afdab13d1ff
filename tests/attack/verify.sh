#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The attacks as files for the tool: `xpack verify` refuses them with exit code 3 and the loader's
# code, and none makes a command crash or write what was not there.  Then damaged boot images.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/attack/lab.sh
. "$top_srcdir/tests/attack/lab.sh"

forge=$top_builddir/tests/attack/forge
n_variants=${XPACK_ATTACK_VARIANTS:-1}

# What the tool cannot see without the loader's parameters or its board.
unseen='^(another board|another system|lower security version|another start protocol)$'
# What a file has another code for: storage goes on where a file ends.
otherwise='^(erased from|manifest above the cap)'

# commands FILE: what goes wrong with the commands that read a file, on stdout.
commands()
{
	local command
	rm -rf "$tmp/extracted"
	for command in list 'list --json' 'extract -C extracted'; do
		# shellcheck disable=SC2086
		run "$XPACK" $command "$1"
		case $status in
		0 | 3) ;;
		*) echo "$command: status $status" ;;
		esac
	done
	find "$tmp" -maxdepth 1 -newer "$1" ! -name extracted ! -name '.*' -type f
}

# attack LAB CODE NAME
attack()
{
	local variant wanted=3 complaints='' n=0
	[ "$2" != 0x00 ] && [[ ! $3 =~ $unseen ]] || wanted=0
	for ((variant = 0; variant < n_variants; variant++)); do
		"$forge" "$1" file "$3" "$variant" attack.itb 2>/dev/null || break
		n=$((n + 1))
		run "$XPACK" verify -p "$1/key.pem.pub" attack.itb
		[ "$status" -eq "$wanted" ] ||
			complaints+="variant $variant: status $status: $(cat "$run_dir/stderr")"
		[ "$wanted" -eq 0 ] || [[ $3 =~ $otherwise ]] ||
			grep -q "code $2:" "$run_dir/stderr" ||
			{ [ "$2" = 0x11 ] && grep -qF '[not-an-image]' "$run_dir/stderr"; } ||
			complaints+="variant $variant: $(cat "$run_dir/stderr")"
		complaints+=$(commands attack.itb)
	done
	[ "$n" -gt 0 ] || complaints+='no variant'
	is "$1: $3: $n variants" "$complaints" ''
}

# attacks LAB
attacks()
{
	local code name
	"$forge" "$1" list >names
	ok "$1: there are attacks" test "$(wc -l <names)" -gt 100
	while IFS=$'\t' read -r code name <&3; do
		attack "$1" "$code" "$name"
	done 3<names
}

# flip FILE OFFSET: change a bit.
flip()
{
	local byte
	byte=$(od -An -v -tu1 -j "$2" -N 1 "$1")
	# shellcheck disable=SC2059
	printf "\\x$(printf %x $((byte ^ 4)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# A boot image with a bit changed anywhere, or shorter, or longer.
boot_images()
{
	local at size total n=0 wrong=''
	size=$(stat -c %s rsa/system.prom)
	total=$((size - $(stat -c %s rsa/system.itb)))
	# The mark and all of the parameters' header, then everything in steps.
	for at in $(seq $((0x10)) $((0x1f))) $(seq 0 331 $((total - 1))) \
		$(seq $((params)) 3 $((params + 0xe0 + 560))) $(seq $total 1733 $((size - 1))); do
		cp rsa/system.prom damaged.prom
		flip damaged.prom "$at"
		run "$XPACK" verify -p rsa/key.pem.pub damaged.prom
		[ "$status" -eq 3 ] || wrong+="$at: status $status"$'\n'
		n=$((n + 1))
	done
	is "a boot image with a bit changed: $n places" "$wrong" ''
	for at in 0 1 16 31 32 "$params" $((params + 100)) $((params + 224)) $((total - 1)) \
		"$total" $((total + 40)) $((size - 8)) $((size - 1)); do
		head -c "$at" rsa/system.prom >damaged.prom
		run "$XPACK" verify -p rsa/key.pem.pub damaged.prom
		status_is "a boot image cut at $at" 3
	done
	cp rsa/system.prom damaged.prom
	printf '\0' >>damaged.prom
	run "$XPACK" verify -p rsa/key.pem.pub damaged.prom
	status_is 'a boot image with a byte more' 3
	run "$XPACK" verify -p rsa/foreign.pem.pub rsa/system.prom
	status_is 'a boot image and another key' 3
	ok 'the boot image itself is authentic' \
		"$XPACK" verify --quiet -p rsa/key.pem.pub rsa/system.prom
}

ok 'a lab with RSA keys' lab_make rsa rsa3072 p256
ok 'a lab with P-256 keys' lab_make p256 p256 rsa3072
# Where the parameters are: prom.h.
params=$((0x$(od -An -v -tx1 -j $((0x18)) -N 4 rsa/system.prom | tr -d ' \n')))
attacks rsa
attacks p256
boot_images
done_testing
