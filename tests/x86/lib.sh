# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# For tests of PCs: systems around a host that says how it was started.
. "${top_srcdir:?}/tests/lib/tap.sh"

need qemu-system-x86_64 timeout python3
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub XPACK_LIBDIR
# shellcheck disable=SC2034
tellers=${top_builddir:?}/tests/x86
cp "$top_srcdir"/tests/systems/board-x86*.xml .
printf 'what is in one\n' >one.txt
printf 'two' >two.txt

# describe NAME PROTOCOL FILE START SIZE BOARD [INSIDE-HOST]: NAME.xml
describe()
{
	cat >"$1.xml" <<END
<System xmlns="urn:xpack:system:1" xmlns:xi="http://www.w3.org/2001/XInclude"
        name="$1" version="1.0" securityVersion="1">
	<xi:include href="$6"/>
	<Host name="teller" file="$3" license="BSD-2-Clause" protocol="$2" bootargs="teller a=b  c">
		<Area name="main" start="$4" size="$5" access="rwx"/>
		${7:-}
	</Host>
	<Loader console="com1"/>
</System>
END
}

# build NAME: NAME.itb and NAME.elf, or the test is broken.
build()
{
	"${XPACK:?}" build -q -o "$1.itb" "$1.xml" || exit 99
}

# emulate OPTION...: the console on stdout, without carriage returns; its exit status is QEMU's.
emulate()
{
	timeout 120 qemu-system-x86_64 -display none -monitor none -serial stdio -no-reboot \
		-device isa-debug-exit,iobase=0xf4,iosize=4 "$@" </dev/null | tr -d '\r\033'
	return "${PIPESTATUS[0]}"
}
