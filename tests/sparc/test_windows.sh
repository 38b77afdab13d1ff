#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_windows.sh: no call chain of a LEON3 loader uses more register windows than reset.S leaves,
# and that number is the board's.
# shellcheck source=tests/sparc/lib.sh
. "${top_srcdir:?}/tests/sparc/lib.sh"

# depth ELF [CALLEE]...: of what loader_main() calls; see windows.py.
depth()
{
	run python3 "$top_srcdir/tests/sparc/windows.py" "$SPARC_OBJDUMP" "$1" loader_main "${@:2}"
}

# One window is invalid.
free=$(awk '$2 == "N_WINDOWS" { print $3 - 1 }' "$top_srcdir/loader/sparc/reset.S")

# chain DEPTH: a program that uses so many.
chain()
{
	"${sparc_cc[@]}" -fno-pic -fno-pie -DDEPTH="$1" -c -o chain.o \
		"$top_srcdir/tests/sparc/chain.S" || exit 99
	link_program "chain$1" chain.o
}

for n in $((free - 1)) "$free" $((free + 1)); do
	chain "$n"
	depth "chain$n.elf"
	status_is "a chain of $n is counted" 0
	is "it is $n" "$(head -n 1 "$run_dir/stdout")" "$n"
	boot_program "chain$n"
	if [ "$n" -le "$free" ]; then
		status_is "a chain of $n runs on the board, there and back" 0
		is 'it says so' "$(cat "$run_dir/stdout")" d
	else
		is "a chain of $n stops the board" "$((status != 0 && status != 124))" 1
		is 'and says nothing' "$(cat "$run_dir/stdout")" ''
	fi
done

# What is called through pointers: the read function of a struct source; and in the loader for
# P-256 what BearSSL's tables of curves name, as long as the linker has it.  run_code() there has a
# switch.
pointers()
{
	grep -nE '\(\*[a-z_]+\)\(' "$top_srcdir"/loader/*.[ch] "$top_srcdir"/loader/sparc/*.[ch] |
		sed -E 's/^.*\(\*([a-z_]+)\)\(.*/\1/'
}
is 'the loader itself has one pointer to a function' "$(pointers)" read
depth "$top_builddir/loader/loader-leon3-rsa.elf" board_read
status_is 'every call of the RSA loader is known' 0
ok "the RSA loader uses at most $free windows" test "$(head -n 1 "$run_dir/stdout")" -le "$free"
diag "$(cat "$run_dir/stdout")"

mapfile -t curve < <("$SPARC_NM" "$top_builddir/loader/loader-leon3-p256.elf" |
	awk '$3 ~ /^api_/ { print $3 }')
ok 'the P-256 loader has functions of a table' test "${#curve[@]}" -gt 0
depth "$top_builddir/loader/loader-leon3-p256.elf" board_read run_code= "${curve[@]}"
status_is 'every call of the P-256 loader is known' 0
ok "the P-256 loader uses at most $free windows" test "$(head -n 1 "$run_dir/stdout")" -le "$free"
diag "$(cat "$run_dir/stdout")"

# What cannot be counted is said.
depth "$top_builddir/loader/loader-leon3-rsa.elf"
status_is 'a call through a pointer of which nothing is said' 1
stdout_has 'is named' 'goes where a register says'

# wrong NAME WANTED: the program on standard input has no number, for the reason wanted.
wrong()
{
	{ cat && echo '.section .note.GNU-stack, "", @progbits'; } >"$1.S" &&
		"${sparc_cc[@]}" -fno-pic -c -o "$1.o" "$1.S" || exit 99
	link_program "$1" "$1.o"
	depth "$1.elf"
	status_is "$1: no number" 1
	stdout_is "$1: why" <<<"$2"
}
wrong recursion 'recursion: loader_main other loader_main' <<'END'
	.global	loader_main
loader_main:
	save	%sp, -96, %sp
	call	other
	 nop
other:	ba	loader_main
	 nop
END
wrong middle 'loader_main goes to other+0x4, where no function begins' <<'END'
	.global	loader_main
loader_main:
	save	%sp, -96, %sp
	call	other + 4
	 nop
other:	nop
	retl
	 nop
END
run python3 "$top_srcdir/tests/sparc/windows.py" "$SPARC_OBJDUMP" middle.elf nothing
status_is 'no such function' 1
stdout_is 'no such function: why' <<<'0 functions are named nothing'

done_testing
