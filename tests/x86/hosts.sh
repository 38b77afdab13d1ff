#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Hosts that nobody here wrote boot unmodified through the verified path.
. "${top_srcdir:?}/tests/x86/lib.sh"

hosts=${top_builddir:?}/hosts
ok 'the kernels of two packages' "$top_srcdir/scripts/fetch-hosts" "$hosts"
ok 'a key' "${XPACK:?}" keygen -q -a p256 key.pem
for system in mach xen; do
	cp "$top_srcdir/tests/systems/$system/system.xml" $system.xml
done
cp "$hosts/gnumach" "$hosts/xen" .
printf 'the first module\n' >first.txt
printf 'the second module\n' >second.txt

# show SYSTEM SECONDS LAST-LINE: its console, until it has this line, or that long.
show()
{
	timeout 300 "$XPACK" run -q -t "$2" "$1.elf" >console 2>errors </dev/null &
	local pid=$!
	while kill -0 $pid 2>/dev/null && ! grep -qF "$3" console; do
		sleep 0.5
	done
	kill $pid 2>/dev/null
	wait $pid 2>/dev/null
	tr -d '\r' <console >"$run_dir/stdout"
	: >"$run_dir/stderr"
}

build mach
show mach 120 'multiboot modules'
stdout_has 'GNU Mach starts' 'start gnumach.segment-0 at 0x01000000'
stdout_has 'GNU Mach: its first module' 'module 0: first of two'
stdout_has 'GNU Mach: its second module' 'module 1: second'
stdout_has 'GNU Mach: their number' '2 multiboot modules'

build xen
show xen 200 'dom0 kernel not specified'
stdout_has 'Xen starts' 'start xen.segment-0 at 0x00200000'
stdout_has 'Xen: the name of the loader' '(XEN) Bootloader: xpack'
stdout_has 'Xen: its command line' '(XEN) Command line: com1=115200,8n1 console=com1 noreboot'
stdout_has 'Xen looks for dom0' 'dom0 kernel not specified'
done_testing
