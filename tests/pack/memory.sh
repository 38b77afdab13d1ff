#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# However large the payload is, build and verify need the same memory, 32 MiB at most, counted with
# the pages of files that are mapped.
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

# measure NAME N SIZE ARGUMENT...
measure()
{
	local name=$1 n=$2 size=$3 i threads
	shift 3
	write_system "$name" "$n" "$size" || exit 99
	for ((i = 1; i <= n; i++)); do
		truncate -s "$size" "$name/blob-$i"
	done
	for threads in 1 2; do
		peak "$XPACK" build -q -j "$threads" -k rsa.pem -o "$name/out.itb" "$@" \
			"$name/system.xml"
		diag "build of $name with $threads threads: $peak KiB"
		ok "build of $name, $threads threads: memory" test "$peak" -le $limit
		peak "$XPACK" verify -q -j "$threads" -p rsa.pem.pub "$name/out.itb"
		diag "verify of $name with $threads threads: $peak KiB"
		ok "verify of $name, $threads threads: memory" test "$peak" -le $limit
		rm "$name/out.itb"
	done
	rm -r "$name"
}

measure small 1 4096
measure one-of-512-MiB 1 $((512 << 20)) --no-boot-image
measure 2000-of-60-KiB 2000 $((60 << 10)) --no-boot-image
measure boot-image-of-64-MiB 2 $((32 << 20))
done_testing
