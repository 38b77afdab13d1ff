#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_windows.sh: what windows do on the board when they hold something else than the usual trap: a
# jump to a function, longer glue, the answer for a service that nobody has, and, in a guest that
# was never packed, what the compiler put there.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
need jq "${SPARC_NM:-}"

# symbol FILE NAME: its address
symbol()
{
	"$SPARC_NM" "$1" | awk -v name="$2" '$3 == name { print "0x" $1 }'
}

mkdir windows
ok 'windows.o: compiled' compile "$stubs_dir/windows.c" windows.o -O2
ok 'windows.elf: linked' link_xpack 0 windows/windows.elf windows.o
ok 'unpacked.o: compiled' compile "$stubs_dir/guest.c" unpacked.o -O2 '-DVARIANT="unpacked"'
ok 'second.o: compiled' compile "$stubs_dir/second.c" second.o -O2
ok 'unpacked.elf: linked' link_xpack 1 windows/unpacked.elf unpacked.o second.o
describe xpack windows windows unpacked

# xpack packs no guest whose windows it does not fill.  So that this one gets to the board with its
# windows as they were, they are hidden: the magic behind the illegal instruction is changed, and
# the records are removed.
window=$(symbol windows/unpacked.elf __xpack_import_xh_console_write)
is 'unpacked: windows that are hidden' "$(grep -ao XPKW windows/unpacked.elf | wc -l)" 7
LC_ALL=C sed -i 's/XPKW/xpkw/g' windows/unpacked.elf
ok 'unpacked: records removed' "$SPARC_OBJCOPY" --remove-section=.xpack.imports \
	--remove-section=.xpack.prototypes windows/unpacked.elf

# A function of the host that the partition may execute: the symbol table of this host says that
# it lies where the guest's own function does.
ok 'host with a function for the guest' "$SPARC_OBJCOPY" --add-symbol \
	"xh_landing=$(symbol windows/windows.elf landing),function,global" windows/xhost.elf
cat >landing.S <<'END'
#include <xpack/export.h>
XPACK_EXPORT_CALL(int, xh_landing, (int a, int b, int c, int d, int e, int f, int g))
END
ok 'landing.o: assembled' compile landing.S windows/landing.o

# The reference host's traps through other glue: the number in two instructions, a longer way out.
sed -e 's/^XPACK_GLUE(.*/XPACK_GLUE(xh_trap, "GPL-2.0-only OR BSD-2-Clause")/' \
	-e 's/^\tmov.*/\tset xpack_number, %g1; nop; nop/' \
	"$top_srcdir/tests/host/sparc/xhost-abi.S" >xhost-abi.S
ok 'xhost-abi.o: assembled' compile xhost-abi.S windows/xhost-abi.o
not_ok 'xhost-abi.o: the glue is another' \
	cmp -s windows/xhost-abi.o "$top_builddir/tests/host/xhost-abi.o"
sed -i 's|<Abi .*/>|&<Abi file="landing.o"/>|' windows/host-xhost.xml

pack windows --report windows/report
status_is 'packed' 0
stderr_is 'packed without a word' </dev/null
# filled SERVICE: by what, and its licence
filled()
{
	jq -r --arg service "$1" '.partitions[0].changes[] | select(.service == $service) |
		"\(.["filled-by"]), \(.license)"' windows/report/boundary.json
}
is 'the report: glue and its licence' "$(filled xh_slot_wait)" \
	'glue xh_trap of xhost-abi.o, GPL-2.0-only OR BSD-2-Clause'
is 'the report: a jump' "$(filled xh_landing)" 'xpack, jump to xh_landing, BSD-2-Clause'
is 'the report: no provider' "$(filled xh_absent)" 'xpack, no provider, BSD-2-Clause'
boot windows
status_is 'booted' 0
is 'on the board' "$(cat windows/log)" "[windows] the call returns 140
[windows] what is absent returns -38
xhost: halt, status 0
xhost: partition 'unpacked' stopped: illegal instruction, pc $window
xhost: system 'stubs' 1.0 on leon3_generic, 2 partitions"

# The same guest, packed as it should be.
ok 'unpacked.elf: linked again' link_xpack 1 windows/unpacked.elf unpacked.o second.o
pack windows
status_is 'packed again' 0
boot windows
is 'on the board, all packed' "$(cat windows/log)" "[unpacked] unpacked: hello
[unpacked] unpacked: stubs that do not work: 0
[windows] the call returns 140
[windows] what is absent returns -38
xhost: halt, status 0
xhost: system 'stubs' 1.0 on leon3_generic, 2 partitions"

done_testing
