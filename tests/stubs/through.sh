# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# through: a guest that calls a function of the host through glue, on the board.  To be sourced
# behind guests.sh and one.sh.

# through OBJCOPY NM: the stubs of through.elf work; through.o is the ABI object.
through()
{
	local objcopy=$1 nm=$2 address
	ok 'guest: compiled' compile "$stubs_dir/through.c" guest.o -Os \
		"-DTARGET=__attribute__((noinline,noclone,used$through_convention))"
	ok 'guest: linked' link_xpack 0 guest.elf guest.o
	address=$("$nm" guest.elf | awk '$3 == "target" { print "0x" $1 }')
	mkdir board
	cp guest.elf board/through.elf
	describe xpack board through
	cp through.o board
	sed -i 's|<Abi file="xhost-abi.o"/>|& <Abi file="through.o"/>|' board/host-*.xml
	"$objcopy" --add-symbol "host_target=$address,function,global" board/xhost.elf host.elf
	mv host.elf board/xhost.elf
	works through board through
}

# out_of_range NAME CODE WHAT: the address does not fit where glue has it.
out_of_range()
{
	abi_object range <<END
XPACK_GLUE(narrow, "MIT")
$2
XPACK_GLUE_END
XPACK_EXPORT_CALL_THROUGH(int, through_near, (int first, int second, int third), host_target, \\
	narrow)
XPACK_EXPORT_CALL_THROUGH(int, through_far, (int first, int second, int third), host_target, \\
	narrow)
END
	run "$XPACK" abi check guest.elf xhost-abi.o range.o board/xhost.elf
	status_is "$1: exit code" 1
	sed -E -i 's/value [0-9]+/value N/' "$run_dir/stderr"
	stderr_is "$1: what is said" <<END
guest.elf: error: [link-relocation] service 'through_far' through glue 'narrow' of 'range.o': $3
guest.elf: error: [link-relocation] service 'through_near' through glue 'narrow' of 'range.o': $3
guest.elf: 2 errors; not checked: link-access (because of the areas that are not known)
END
}
