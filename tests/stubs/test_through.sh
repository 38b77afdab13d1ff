#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_through.sh: calls of the host through glue, on a LEON3: a call with its displacement, and a
# jump to an address in two halves.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
# shellcheck source=tests/stubs/through.sh
. "$top_srcdir/tests/stubs/through.sh"
need "${SPARC_NM:-}"

abi_object through <<'END'
XPACK_GLUE(near, "BSD-2-Clause")
	mov	%o7, %g1
	call	xpack_address
	 mov	%g1, %o7
XPACK_GLUE_END
XPACK_GLUE(far, "BSD-2-Clause")
	sethi	%hi(xpack_address), %g1
	jmp	%g1 + %lo(xpack_address)
	 nop
XPACK_GLUE_END
XPACK_EXPORT_CALL_THROUGH(int, through_near, (int first, int second, int third), \
	host_target, near)
XPACK_EXPORT_CALL_THROUGH(int, through_far, (int first, int second, int third), \
	host_target, far)
END
# shellcheck disable=SC2034 # For through.sh.
through_convention=
through "$SPARC_OBJCOPY" "$SPARC_NM"
out_of_range '13 bits' '	jmp	%g0 + xpack_address
	 nop' 'R_SPARC_13 at 0x0 cannot hold the value N'
done_testing
