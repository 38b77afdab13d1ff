#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_call.sh: partitions call functions in a callable area of the host, and may not write there.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-sparc qemu-system-x86_64
systems=${top_builddir:?}/tests/hosts/call

for board in leon3 x86; do
	pack $board "$systems/$board"
	boot $board
done
shows leon3 'LEON3: calls arrive with all arguments, a write does not' <<'END'
xhost: system 'call-leon3' 1.0 on leon3_generic, 2 partitions
[caller] digits 0x01234567
[caller] sum 0x00000141
[writer] the library can be read
xhost: partition 'writer' stopped: data access fault at 0x40100000 (write), pc PC
[caller] the writer was stopped
[caller] digits 0x01234567
xhost: halt, status 0
END
shows x86 'PC: calls arrive with all arguments, a write does not' <<'END'
xhost: system 'call-x86' 1.0 on pc, 2 partitions
[caller] digits 0x01234567
[caller] sum 0x00000141
[writer] the library can be read
xhost: partition 'writer' stopped: page fault at 0x00200000 (write), pc PC
[caller] the writer was stopped
[caller] digits 0x01234567
xhost: halt, status 0
END

# Without the attribute nothing may be called there.
cp -r "$systems/x86" closed && sed -i 's/ callable="true"//' closed/system.xml || exit 99
run "$XPACK" check closed/system.xml
status_is 'an area that is not callable' 1
is 'each call is refused' "$(grep -c '\[link-access\]' "$run_dir/stderr")" 2

# The host does not start when it would give itself away.
pack_changed itself leon3 's/\(access="rwx" zero="true"\)/\1 callable="true"/'
boot itself
shows itself 'the host itself in a callable area' <<'END'
xhost: system 'call-leon3' 1.0 on leon3_generic, 2 partitions
xhost: cannot start: a callable area can be written, or not executed
xhost: halt, status 2
END
done_testing
