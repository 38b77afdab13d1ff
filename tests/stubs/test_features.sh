#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_features.sh: "I rebuild the host without queuing ports and do not rebuild the guest: will it
# detect the mismatch?"  It does, wherever the host says so, and both sides are named.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"

guest guest -Wno-unused-function <<'END'
#include <xpack/ports.h>
#include <xhost/services.h>
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return xpack_queuing_send(1, tree, 1); }
END
# Only what is called stays; the order of services is that of their names.
link_xpack 0 guest.elf -Wl,--gc-sections guest.o || fail 'guest.elf: linked'

# rebuilt NAME FLAGS...: NAME.elf, the reference host.
rebuilt()
{
	local name=$1
	shift
	ok "$name: built" "${stubs_cc[@]}" "${stubs_flags[@]}" "${stubs_link[@]}" \
		-std=c11 -O2 -mflat -I"$top_srcdir" -I"$top_srcdir/loader/sparc/include" \
		-I"$top_srcdir/tests/host/sparc" "$@" -T "$top_srcdir/tests/host/sparc/xhost.ld" \
		"$top_srcdir"/tests/host/sparc/traps.S "$top_srcdir"/tests/host/*.c \
		"$top_srcdir"/tests/host/sparc/*.c "$top_srcdir/loader/fdt.c" "$stubs_library" \
		-o "$name.elf"
}

# missing NOTE PLACE OPTIONS...: what is said of the guest; NOTE names who switched ports off.
missing()
{
	local prototype='xpack_queuing_send(uint32_t port, const void *message, uint32_t size)'
	cat <<END
$2: error: [link-feature] partition 'guest' imports 'xpack_queuing_send' of the feature 'ports', \
which this host is without
guest.elf: note: imported as: int $prototype
xhost-abi.o: note: exported as: int $prototype
$1: note: the feature 'ports' is switched off here
$2: help: build the host with this feature, or import the service with XPACK_IMPORT_WEAK
END
}

is 'the guest imports one service' "$(imports guest.elf)" 'xpack_queuing_send'
system_of guest xhost-abi
accepted 'the host with ports'

# The host's file says so: its ABI object is the old one.
rebuilt with
rebuilt without -DXHOST_PORTS=0
system_of guest xhost-abi with
accepted 'the host, built anew'
system_of guest xhost-abi without
missing without.elf system.xml:8:32 | refused 'the host, built without ports'
"$XPACK" abi show without.elf >shown
is 'the host, built without ports: abi show' "$(cat shown)" 'feature ports off, by without.elf'
run "$XPACK" abi diff system.xml without.elf
status_is 'the host, built without ports: diff' 1

# The ABI object says so.
cp xhost-abi.o with-abi.o
ok 'the ABI object, without ports' "${stubs_cc[@]}" "${stubs_flags[@]}" -DXHOST_PORTS=0 \
	-c "$top_srcdir/tests/host/sparc/xhost-abi.S" -o xhost-abi.o
system_of guest xhost-abi
missing xhost-abi.o system.xml:8:32 | refused 'the ABI object, without ports'
cp with-abi.o xhost-abi.o

# An object of nothing but the configuration says so.
abi_object config <<'END'
XPACK_EXPORT_FEATURE("ports", 0)
END
sed 's|<Abi file="xhost-abi.o"/>|& <Abi file="config.o"/>|' system.xml >new.xml
mv new.xml system.xml
missing config.o system.xml:8:32 | refused 'a configuration without ports'

# The description says so.
system_of guest xhost-abi
sed -i 's|<Abi file="xhost-abi.o"/>|<Abi file="xhost-abi.o" without="ports"/>|' system.xml
missing system.xml:6:25 system.xml:8:32 | refused 'a description without ports'
sed -i 's|without="ports"|without="prots"|' system.xml
refused 'a description without something unknown' <<'END'
system.xml:6:25: error: [abi-without] the host has no feature 'prots'
system.xml:6:25: help: did you mean 'ports'?
END

# A guest that can do without is packed; its call returns XPACK_ENOSYS, on the board too.
guest weak <<'END'
XPACK_IMPORT_WEAK(int, xpack_queuing_send, (uint32_t port, const void *message, uint32_t size));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return xpack_queuing_send(1, tree, 1); }
END
system_of weak xhost-abi without
accepted 'a guest that can do without'
run "$XPACK" build -q -k test.key -o one.itb --report report system.xml
like 'a guest that can do without: its window' "$(cat report/boundary.txt)" \
	'after  81c3e00890103fda'

unit weak <<'END'
#include <xhost/services.h>
#include <xpack/console.h>
XPACK_IMPORT_WEAK(int, xpack_queuing_send, (uint32_t port, const void *message, uint32_t size));
static struct xpack_console console = XPACK_CONSOLE(xh_console_write);
int xpack_main(const void *tree);
int xpack_main(const void *tree)
{
	xpack_put_text(&console, "weak: hello\nweak: stubs that do not work: ");
	xpack_put_i32(&console, xpack_queuing_send(1, tree, 1) - XPACK_ENOSYS);
	xpack_put_text(&console, "\n");
	while (xh_slot_wait() < 3)
		;
	xh_halt(0);
	return 0;
}
END
mkdir board
ok 'a guest that can do without: linked' link_xpack 0 board/weak.elf -Wl,--gc-sections weak.o
describe xpack board weak
cp without.elf board/xhost.elf
works 'a guest that can do without' board weak

# Both at once: the prototype changed too.  Both are printed.
guest old <<'END'
XPACK_IMPORT(int, xpack_queuing_send, (uint32_t port, const void *message));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return xpack_queuing_send(1, tree); }
END
run "$XPACK" abi check old.elf xhost-abi.o without.elf
status_is 'an old prototype too: exit code' 1
stderr_is 'an old prototype too: what is said' <<END
old.elf: error: [link-feature] partition 'old.elf' imports 'xpack_queuing_send' of the feature \
'ports', which this host is without
old.elf: note: imported as: int xpack_queuing_send(uint32_t port, const void *message)
xhost-abi.o: note: exported as: int xpack_queuing_send(uint32_t port, const void *message, \
uint32_t size)
without.elf: note: the feature 'ports' is switched off here
old.elf: help: build the host with this feature, or import the service with XPACK_IMPORT_WEAK
old.elf: 1 error
END

done_testing
