# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# one: a system of one small guest and one small ABI object, and what xpack says about it.  To be
# sourced behind guests.sh.

# abi_object NAME: NAME.o of the assembler source on standard input.
abi_object()
{
	{
		echo '#include <xpack/export.h>'
		cat
	} >"$1.S"
	compile "$1.S" "$1.o" || fail "$1.o: assembled"
}

# unit NAME FLAGS...: NAME.o of the C source on standard input.
unit()
{
	local name=$1
	shift
	{
		echo '#include <stdint.h>'
		echo '#include <xpack/import.h>'
		cat
	} >"$name.c"
	compile "$name.c" "$name.o" -Os "$@" || fail "$name.o: compiled"
}

# guest NAME FLAGS...: NAME.elf of the C source on standard input.
guest()
{
	unit "$@"
	link_xpack 0 "$1.elf" "$1.o" || fail "$1.elf: linked"
}

# assembled NAME: NAME.elf of the assembler source on standard input, which defines xpack_main.
assembled()
{
	cat >"$1.S"
	compile "$1.S" "$1.o" || fail "$1.o: assembled"
	link_xpack 0 "$1.elf" "$1.o" || fail "$1.elf: linked"
}

# system_of GUEST ABI [HOST [AREA]]: system.xml of GUEST.elf, ABI.o and HOST.elf.  The partition has
# the areas of a guest of shape $one_shape, and AREA.
one_shape=xpack
system_of()
{
	cat >system.xml <<-END
		<System xmlns="urn:xpack:system:1" xmlns:xi="http://www.w3.org/2001/XInclude"
		name="one" version="1.0" securityVersion="1">
		<xi:include href="board-leon3.xml"/>
		<Host name="xhost" file="${3:-xhost}.elf" license="BSD-2-Clause" protocol="xpack">
		<Area name="main" start="0x40000000" size="1MiB" access="rwx" zero="true"/>
		<Abi file="$2.o"/>
		</Host>
		<Partition id="0" name="guest" file="$1.elf" license="BSD-2-Clause">
		$(areas_of "$one_shape" 0)
		${4:-}
		</Partition>
		<Plan id="0" majorFrame="100ms">
		<Slot partition="guest" start="0ms" duration="10ms" processor="0"/>
		</Plan>
		<Loader console="uart0" baud="38400" region="prom" manifestCap="64KiB"/>
		</System>
	END
}

# Some guests have one area for everything, as RTEMS links them: that is no defect here.

# refused NAME: system.xml is refused with exit code 1, with exactly what stands on standard
# input, and nothing is written.  @ stands for an address that depends on the compiler.
refused()
{
	local wanted
	wanted=$(cat)
	run "$XPACK" build -q --disable area-wx -k test.key -o one.itb system.xml
	status_is "$1: exit code" 1
	if [[ $wanted == *@* ]]; then
		sed -i -E 's/0x[0-9a-f]{8}/@/g' "$run_dir/stderr"
	fi
	stderr_is "$1: what is said" <<<"$wanted"
	not_ok "$1: nothing is written" test -e one.itb -o -e one.prom
}

# accepted NAME: it is packed without a word.
accepted()
{
	run "$XPACK" build -q --disable area-wx -k test.key -o one.itb system.xml
	status_is "$1: exit code" 0
	stderr_is "$1: nothing is said" </dev/null
	rm -f one.itb one.prom
}
