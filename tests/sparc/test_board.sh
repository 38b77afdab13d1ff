#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_board.sh: the LEON3 loader's SHA-256 and memory functions, on the board, against OpenSSL and
# an array.
# shellcheck source=tests/sparc/lib.sh
. "${top_srcdir:?}/tests/sparc/lib.sh"

compile -c -o teller.o "$top_srcdir/tests/sparc/teller.c"
compile -c -o uart.o "$top_srcdir/loader/sparc/uart.c"
link_program teller teller.o uart.o "$parts/sha256.o" "$parts/sha256_block.o" "$parts/memory.o" \
	"$parts/runtime.o"

ok 'the work is written' python3 "$top_srcdir/tests/sparc/board.py" .
boot_program teller -device loader,file=data.bin,addr=0x41000000,force-raw=on \
	-device loader,file=list.bin,addr=0x42000000,force-raw=on
status_is 'the board does it and halts' 0
tr -d '\r' <"$run_dir/stdout" >printed
ok 'there are more than 1,000 answers' test "$(wc -l <wanted)" -gt 1000
same 'every digest and every comparison is right' printed wanted

done_testing
