#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_calls.sh: services that are functions of the host, called directly: where they may lie.
# Hosts are the reference host with one symbol more.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
need jq "${SPARC_STRIP:-}"

guest guest <<'END'
XPACK_IMPORT(int, log_text, (const char *text, ...));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return log_text(tree, 1); }
END
abi_object abi <<'END'
XPACK_EXPORT_CALL(int, log_text, (const char *text, ...))
END

# host SYMBOL: host.elf
host()
{
	ok "host with $1" "$SPARC_OBJCOPY" --add-symbol "$1" xhost.elf host.elf
}

# window: the service's bytes behind packing, 64 in hexadecimal digits.
window()
{
	rm -rf report
	"$XPACK" build -q -k test.key -o one.itb --report report system.xml
	rm -f one.itb one.prom
	jq -r '.partitions[0].changes[] | select(.service == "log_text").after' report/boundary.json
}

# jump_to ADDRESS: sethi %hi(ADDRESS), %g1; jmp %g1 + %lo(ADDRESS); nop; the rest stays illegal.
jump_to()
{
	printf '%08x%08x01000000%0104d\n' $((0x03000000 | $1 >> 10)) \
		$((0x81c06000 | ($1 & 0x3ff))) 0
}

system_of guest abi host
denied="system.xml:8:32: error: [link-access] service 'log_text' is a call of 'log_text' at"
help="system.xml:8:32: help: place the function in an area of the host with callable=\"true\" or \
in one of the partition with access 'rx', or export the service as a trap"

# Areas that the partition may execute.
for address in 0x40100000 0x40108abc 0x4010fffc; do
	host "log_text=$address,function,global"
	accepted "a call of $address"
	is "a call of $address: what stands in the window" "$(window)" "$(jump_to "$address")"
done
host log_text=0x4010c000,global
accepted 'a call of a label without a type, as assembler source has them'
host log_text=0x4010c000,function,weak
accepted 'a call of a weak function'

# An area of the partition for code of the host.
system_of guest abi host '<Area name="host-code" start="0x40300000" size="64KiB" access="rx"/>'
host log_text=0x40300120,function,global
accepted "a call into an area for the host's code"
is "a call into an area for the host's code: what stands in the window" "$(window)" \
	"$(jump_to 0x40300120)"
system_of guest abi host '<Area name="host-code" start="0x40300000" size="64KiB" access="r"/>'
refused "the same, but the area can only be read" <<END
$denied 0x40300120, which partition 'guest' may not execute
$help
END
system_of guest abi host

# And those that it may not.
for address in 0x40000000 0x40110000 0x400ffffc 0x40200000 0xfffffffc; do
	host "log_text=$address,function,global"
	refused "a call of $address" <<END
$denied $address, which partition 'guest' may not execute
$help
END
done

# Symbols that are no function at a known place.
missing="system.xml:8:32: error: [link-symbol] service 'log_text' is a call of 'log_text', which \
'host.elf' does not define
abi.o: note: exported here: int log_text(const char *text, ...)"
cp xhost.elf host.elf
refused 'a host without the function' <<<"$missing"
host log_text=0x40108000,function,local
refused 'a static function' <<<"$missing"
host log_text=0x40108000,object,global
refused 'a variable' <<END
system.xml:8:32: error: [link-symbol] service 'log_text' is a call of 'log_text', which is no \
function in 'host.elf'
END
host log_text=0x40108002,function,global
refused 'a misaligned function' <<END
system.xml:8:32: error: [link-symbol] service 'log_text' is a call of 'log_text' at 0x40108002, \
where no instruction can start
END
host log_text=0x40108000,function,global
"$SPARC_STRIP" host.elf
refused 'a stripped host' <<END
$missing
system.xml:8:32: help: the host has no symbol table: do not strip it
END

# A host that carries the export itself, from C: the compiler holds the prototype against the
# function.  No ABI object is needed.
cat >own.c <<'END'
#include <xpack/export.h>
XPACK_EXPORT_ABI("own", "2.1");
XPACK_EXPORT_CALL(int, log_text, (const char *text, ...));
#ifdef HAS_LOG
int log_text(const char *text, ...)
{
	return text != 0;
}
#endif
void start(void);
void start(void)
{
}
END
# own_host ARGUMENTS...: host.elf
own_host()
{
	compile own.c own.o -Os "${@:2}" && "${stubs_cc[@]}" "${stubs_link[@]}" \
		-L"$top_srcdir/tests/host/sparc" -T xhost.ld -Wl,-estart "$1" own.o -o host.elf
}
sed -i 's|<Abi .*/>||' system.xml
ok 'own host' own_host -Wl,--defsym=log_text=0x40108000
accepted 'a host that carries the export itself'
is 'a host that carries the export itself: the window' "$(window)" "$(jump_to 0x40108000)"
run "$XPACK" abi show host.elf
stdout_is 'a host that carries the export itself: abi show' <<'END'
abi     own 2.1
export  int log_text(const char *text, ...)
        call of log_text
END
ok 'own host with the function' own_host -Wl,--gc-sections -DHAS_LOG
refused 'a host that carries the export of a function in its own area' <<END
$denied @, which partition 'guest' may not execute
$help
END

done_testing
