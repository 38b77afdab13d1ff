#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
#	loader.sh [KIB|FILE]...
#
# What a LEON3 loader's boot costs, phase by phase; see loader.py.  Images of 16, 64 and 176 KiB
# and a whole program when nothing is named.
#
# What is booted is code for SPARC that is there in any case and was not written for this.  Images
# of a size are of BearSSL, code and constants, compiled as the P-256 loader's part of it is.  The
# program is OpenBIOS, as Debian's qemu-system-data has it for the emulator's own use; only its
# bytes are taken, it is not run.
set -eu -o pipefail
export LC_ALL=C

tmp=$(mktemp -d "${TMPDIR:-/tmp}/xpack-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM
read -ra cc <<<"${SPARC_CC:?}"
openbios=/usr/share/qemu/openbios-sparc32
if [ $# = 0 ]; then
	set -- 16 64 176
	if [ -f "$openbios" ]; then
		"${SPARC_OBJCOPY:?}" -O binary "$openbios" "$tmp/openbios-sparc32"
		set -- "$@" "$tmp/openbios-sparc32"
	else
		echo "no $openbios" >&2
	fi
fi

number=0
for file in "${BEARSSL_DIR:?}"/src/*/*.c; do
	number=$((number + 1))
	"${cc[@]}" -std=c11 -Os -msoft-float -ffreestanding -fno-pic -fno-pie -fno-common \
		-fno-stack-protector -fno-asynchronous-unwind-tables -w -DBR_64=0 -DBR_INT128=0 \
		-DBR_USE_URANDOM=0 -DBR_USE_UNIX_TIME=0 -nostdinc \
		-I"${top_srcdir:?}/loader/sparc/include" \
		-isystem "$("${cc[@]}" -print-file-name=include)" \
		-I"$BEARSSL_DIR/inc" -I"$BEARSSL_DIR/src" -c -o "$tmp/$number.o" "$file"
	"${SPARC_OBJCOPY:?}" -O binary -j .text -j .rodata "$tmp/$number.o" "$tmp/$number.bin"
	cat "$tmp/$number.bin"
done >"$tmp/data"

echo "$number files, $(wc -c <"$tmp/data") bytes"
loader=${top_builddir:?}/loader/loader-leon3-rsa.elf
"${SPARC_SIZE:?}" "$loader" | awk 'NR == 2 { print "text and rodata of the loader:", $1, "bytes" }'
python3 "$top_srcdir/tests/bench/loader.py" "${XPACK:?}" "$loader" "${SPARC_NM:?}" \
	"$top_builddir/tests/systems/leon3-plain/plain.elf" \
	"$top_srcdir/tests/systems/board-leon3.xml" "$tmp/data" "$@"
