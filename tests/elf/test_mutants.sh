#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_mutants.sh: every truncation of thirteen small ELF files, and all 255 other values of every
# byte of their headers and tables, through all that reads ELF files, under the address and
# undefined-behaviour sanitizers.  mutants.c says what each must come to.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need yaml2obj "${SPARC_CC:-}" "${X86_CC:-}"
elf=$top_srcdir/tests/elf
mutants=${top_builddir:?}/tests/elf/mutants
flags=(-Os -ffreestanding -fno-pic -fno-pie -fno-asynchronous-unwind-tables -nostdinc
	-I"$top_srcdir/guest-bsp/include")
link=(-nostdlib -static "-Wl,--build-id" "-Wl,-z,max-page-size=64" -T "$elf/guest.ld")

# trio ARCH BASE COMPILER: guest, ABI object and host of an architecture.
trio()
{
	local cc
	read -r -a cc <<<"$3"
	ok "a guest for $1" "${cc[@]}" "${flags[@]}" "${link[@]}" "-Wl,--defsym=base=$2" \
		"$elf/guest.c" -o "guest-$1"
	ok "an ABI object for $1" "${cc[@]}" "${flags[@]}" -c "$elf/abi-$1.S" -o "abi-$1"
	ok "a host for $1" yaml2obj "$elf/host-$1.yaml" -o "host-$1"
}

# survive ARGUMENTS...: what `mutants` says of each file becomes a result here.
survive()
{
	run "$mutants" "$@"
	status_is "mutants $1" 0
	grep -v '^1\.\.' "$run_dir/stdout" >said
	while read -r line; do
		case $line in
		'ok '*) pass "${line#* - }" && n_files=$((n_files + 1)) ;;
		*) echo "$line" ;;
		esac
	done <said
}

n_files=0
trio sparc 0x40100000 "$SPARC_CC"
trio x86 0x200000 "$X86_CC"
for name in guest-external host-external; do
	ok "$name" yaml2obj "$elf/$name.yaml" -o "$name"
done
read -r -a x86_cc <<<"$X86_CC"
ok abi-external "${x86_cc[@]}" "${flags[@]}" -c "$elf/abi-external.S" -o abi-external
others=(object-sparc64 shared-aarch64 program-ppc object-arm)
for name in "${others[@]}"; do
	ok "$name" yaml2obj "$elf/$name.yaml" -o "$name"
done
survive -t sparc guest-sparc abi-sparc host-sparc guest-sparc abi-sparc host-sparc
survive -t x86 guest-x86 abi-x86 host-x86 guest-x86 abi-x86 host-x86
survive -t x86 guest-external abi-external host-external guest-external abi-external host-external
survive "${others[@]}"
is 'files' "$n_files" 13
done_testing
