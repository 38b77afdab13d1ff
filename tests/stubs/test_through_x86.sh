#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_through_x86.sh: calls of the host through glue, on a PC: the host's functions take their
# arguments in registers, regparm(3), and the guest has them on its stack.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck disable=SC2034 # For guests.sh.
stubs_arch=x86
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
# shellcheck source=tests/stubs/through.sh
. "$top_srcdir/tests/stubs/through.sh"
need "${X86_NM:-}" "${X86_OBJCOPY:-}"

abi_object through <<'END'
XPACK_GLUE(near, "BSD-2-Clause")
	mov	4(%esp), %eax
	mov	8(%esp), %edx
	mov	12(%esp), %ecx
	jmp	xpack_address
XPACK_GLUE_END
XPACK_GLUE(far, "BSD-2-Clause")
	mov	4(%esp), %eax
	mov	8(%esp), %edx
	mov	12(%esp), %ecx
	push	$xpack_address
	ret
XPACK_GLUE_END
XPACK_EXPORT_CALL_THROUGH(int, through_near, (int first, int second, int third), \
	host_target, near)
XPACK_EXPORT_CALL_THROUGH(int, through_far, (int first, int second, int third), \
	host_target, far)
END
# shellcheck disable=SC2034 # For through.sh.
through_convention=,regparm\(3\)
through "$X86_OBJCOPY" "$X86_NM"
out_of_range '8 bits' '	mov	$xpack_address, %al' 'R_386_8 at 0x1 cannot hold the value N'
out_of_range '16 bits' '	mov	$xpack_address, %ax' \
	'R_386_16 at 0x2 cannot hold the value N'
done_testing
