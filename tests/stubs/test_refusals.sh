#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_refusals.sh: what a guest can have wrong about its imports, each with all that is said.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
need llvm-strip

abi_object abi <<'END'
XPACK_EXPORT_ABI("xhost", "1.0")
XPACK_GLUE(trap, "BSD-2-Clause")
	mov	xpack_number, %g1
	ta	0x70
	retl
	 nop
XPACK_GLUE_END
XPACK_EXPORT_TRAP(int, svc_open, (const char *name, uint32_t mode), 1, trap)
XPACK_EXPORT_TRAP(int, svc_write, (int port, const void *data, uint32_t size), 2, trap)
END

# What the others are variations of.
right='XPACK_IMPORT(int, svc_write, (int port, const void *data, uint32_t size));'
stale='XPACK_IMPORT(int, svc_write, (int port, const void *data, uint16_t size));'
main='int xpack_main(const void *tree);
int xpack_main(const void *tree) { return svc_write(1, tree, 0); }'
main_of_two='int xpack_main(const void *tree);
int second(const void *tree);
int xpack_main(const void *tree) { return svc_write(1, tree, 0) + second(tree); }'
second='int second(const void *tree);
int second(const void *tree) { return svc_write(2, tree, 0); }'

guest right <<<"$right $main"
unit first <<<"$right $main_of_two"
unit second <<<"$right $second"
link_xpack 0 two.elf first.o second.o
system_of right abi
accepted 'a guest that is right'
system_of two abi
accepted 'two units that are right'

# A service that the host does not have.

guest missing <<'END'
XPACK_IMPORT(int, svc_wrte, (int port, const void *data, uint32_t size));
XPACK_IMPORT(int, queuing_send, (uint32_t port));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return svc_wrte(1, tree, 0) + queuing_send(1); }
END
system_of missing abi
refused 'two services are missing' <<END
system.xml:8:32: error: [link-missing] partition 'guest' imports 'queuing_send', which the host \
does not export
missing.elf: note: imported as: int queuing_send(uint32_t port)
system.xml:8:32: help: build the host with this service, or import it with XPACK_IMPORT_WEAK
system.xml:8:32: error: [link-missing] partition 'guest' imports 'svc_wrte', which the host does \
not export
missing.elf: note: imported as: int svc_wrte(int port, const void *data, uint32_t size)
system.xml:8:32: help: the host exports 'svc_write'
END

# One unit can do without it, the other cannot: whichever record the group keeps.
unit strong <<'END'
XPACK_IMPORT(int, queuing_send, (uint32_t port));
int xpack_main(const void *tree);
int second(const void *tree);
int xpack_main(const void *tree) { return queuing_send(1) + second(tree); }
END
unit weak <<'END'
XPACK_IMPORT_WEAK(int, queuing_send, (uint32_t port));
int second(const void *tree);
int second(const void *tree) { return tree != 0 ? queuing_send(2) : 0; }
END
missing="system.xml:8:32: error: [link-missing] partition 'guest' imports 'queuing_send', which \
the host does not export
both.elf: note: imported as: int queuing_send(uint32_t port)
system.xml:8:32: help: build the host with this service, or import it with XPACK_IMPORT_WEAK"
system_of both abi
for order in 'strong.o weak.o' 'weak.o strong.o'; do
	read -r -a objects <<<"$order"
	link_xpack 0 both.elf "${objects[@]}"
	refused "missing and weak in one of two units: $order" <<<"$missing"
	for object in "${objects[@]}"; do
		"${stubs_cc[@]}" -nostdlib -r -Wl,--force-group-allocation "$object" \
			-o "ungrouped-$object"
	done
	link_xpack 0 both.elf "${objects[@]/#/ungrouped-}"
	refused "missing and weak in one of two units without groups: $order" <<<"$missing"
done

guest absent <<'END'
XPACK_IMPORT_WEAK(int, queuing_send, (uint32_t port));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return tree != 0 ? queuing_send(1) : 0; }
END
system_of absent abi
accepted 'a weak import may be missing'

# Prototypes.

changed="system.xml:8:32: error: [link-prototype] partition 'guest' imports 'svc_write' with \
another prototype than the host exports
stale.elf: note: imported as: int svc_write(int port, const void *data, uint16_t size)
abi.o: note: exported as: int svc_write(int port, const void *data, uint32_t size)
system.xml:8:32: help: compile the guest anew with the header of this host"
guest stale <<<"$stale $main"
system_of stale abi
refused 'a changed prototype' <<<"$changed"

guest stale <<<"${stale/IMPORT/IMPORT_WEAK} $main"
refused 'a changed prototype of a weak import' <<<"$changed"

two="system.xml:8:32: error: [import-prototypes] 'stale.elf' was compiled with two prototypes of \
'svc_write'
stale.elf: note: one is:   int svc_write(int port, const void *data, uint16_t size)
stale.elf: note: other is: int svc_write(int port, const void *data, uint32_t size)
system.xml:8:32: help: compile all sources of the guest with the same header"
unit stale-second <<<"$stale $second"
link_xpack 0 stale.elf first.o stale-second.o
refused 'a changed prototype in the second unit' <<<"$two"
link_xpack 0 stale.elf stale-second.o first.o
refused 'the same, linked in the other order' <<<"$two"

# It is never called and its section is collected: still a guest that was not built as one.
unit stale-idle -ffunction-sections <<<"$stale $second"
link_xpack 0 stale.elf -Wl,--gc-sections right.o stale-idle.o
refused 'a changed prototype in a second unit that is collected' <<<"$two"

unit first-lto -flto <<<"$right $main_of_two"
unit stale-lto -flto <<<"$stale $second"
link_xpack 0 stale.elf -O2 -flto -Wno-lto-type-mismatch first-lto.o stale-lto.o
refused 'a changed prototype in the second unit, -flto' <<<"$two"

guest blanks <<<'XPACK_IMPORT( int , svc_write,
	( int  port ,const   void * data,
	uint32_t	size ) );'"$main"
system_of blanks abi
accepted 'white space is no difference'

# The guest defines the service itself.

# As if a library of the host had been linked.
library='int svc_write(int port, const void *data, uint32_t size);
int svc_write(int port, const void *data, uint32_t size)
{ return data != 0 ? port : (int)size; }'
defined="system.xml:8:32: error: [import-defined] 'defines.elf' defines the service 'svc_write' \
itself
system.xml:8:32: help: code of the host does not belong into a guest: link it without the host's \
library, or rename the function"
unit library <<<"$library"
link_xpack 0 defines.elf right.o library.o
system_of defines abi
refused 'a guest with the service linked in' <<<"$defined"
"${SPARC_STRIP:?}" defines.elf
refused 'the same, stripped of all symbols' <<<"$defined"

# With -flto the link may refuse it already.
unit right-lto -flto <<<"$right $main"
unit library-lto -flto <<<"$library"
rm defines.elf
if link_xpack 0 defines.elf -O2 -flto right-lto.o library-lto.o 2>link.log; then
	refused 'the service linked in, -flto' <<<"$defined"
else
	ok 'the service linked in, -flto: the link fails' \
		grep -q "undefined reference to .svc_write'" link.log
fi

# A static function of that name may be what was made of the service.
unit static <<<'static int svc_write(int n);
int second(const void *tree);
static int __attribute__((noinline)) svc_write(int n) { return n + 1; }
int second(const void *tree) { return svc_write(tree != 0); }'
link_xpack 0 static.elf first.o static.o
system_of static abi
run "$XPACK" build -q --disable area-wx -k test.key -o one.itb system.xml
status_is "a static function of the service's name: exit code" 1
stderr_has "a static function of the service's name: said" \
	"error: [boundary-host-name] partition 'guest': 'static.elf' has a local function"

# Nor does an address do: the call would bypass its window.
unit address <<<'int svc_write(int n);
int second(const void *tree);
int second(const void *tree) { return svc_write(tree != 0); }'
link_xpack 0 address.elf -Wl,--defsym=svc_write=0x40001000 first.o address.o
system_of address abi
run "$XPACK" build -q --disable area-wx -k test.key -o one.itb system.xml
status_is "an address for the service: exit code" 1
stderr_has "an address for the service: said" "'svc_write'"

# Records that were lost.

lost="system.xml:8:32: error: [import-lost] 'lost.elf' has a window for service 'svc_write' at \
@, but no record of it
system.xml:8:32: help: llvm-strip and a linker script with /DISCARD/ : {*(*)} drop the sections \
.xpack.imports.*: use GNU strip, or keep them"
system_of lost abi
llvm-strip -o lost.elf right.elf
refused 'llvm-strip' <<<"$lost"

# discard PATTERNS: lost.elf, linked with a script that discards them.
discard()
{
	cat >discard.ld <<-END
		MEMORY
		{
			ram : ORIGIN = $(code_of 0), LENGTH = 128K
		}
		SECTIONS
		{
			.stubs : { *(.xpack.stubs.*) } > ram
		}
		INCLUDE rtems.ld
		SECTIONS
		{
			/DISCARD/ : { $1 }
		}
	END
	"${stubs_cc[@]}" "${stubs_link[@]}" -L"$stubs_dir" -T discard.ld right.o \
		"$stubs_library" -o lost.elf
}
one_shape=rtems
system_of lost abi
discard '*(.xpack.imports.*)'
refused 'a linker script that discards the records' <<<"$lost"
discard '*(*)'
refused 'a linker script that discards what it does not place' <<<"$lost"
discard '*(.xpack.prototypes)'
refused 'a linker script that discards the prototypes' <<'END'
system.xml:8:32: error: [import-lost] 'lost.elf' has lost the prototype of its import 'svc_write'
system.xml:8:32: help: keep the section .xpack.prototypes: a linker script must not discard it
END
one_shape=xpack
system_of lost abi

"${stubs_cc[@]}" -nostdlib -r -Wl,--force-group-allocation right.o -o ungrouped.o
link_xpack 0 lost.elf -Wl,--gc-sections ungrouped.o
refused 'groups dissolved, then --gc-sections' <<<"$lost"

# Records that are wrong, in the assembler's text of a guest.

unit pair -S <<'END'
XPACK_IMPORT(int, svc_write, (int port, const void *data, uint32_t size));
XPACK_IMPORT(int, svc_open, (const char *name, uint32_t mode));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return svc_write(1, tree, 0) + svc_open(tree, 1); }
END
mv pair.o pair.s

# edited NAME SED: NAME.elf of pair.s, edited; system.xml names it.
edited()
{
	sed -e "$2" pair.s >edited.s
	not_ok "$1: the assembler text is changed" cmp -s pair.s edited.s
	assembled "$1" <edited.s
	system_of "$1" abi
}

system_of pair abi
link_xpack 0 pair.elf -x assembler pair.s -x none
accepted 'two imports that are right'

edited folded 's/\.4byte \.Lxpack_window_svc_open/.4byte .Lxpack_window_svc_write/'
refused 'two names at one window' <<END
system.xml:8:32: error: [import-folded] 'folded.elf': imports 'svc_open' and 'svc_write' share \
the window at @
system.xml:8:32: help: link without identical code folding (--icf=none)
END

# The symbols folded as well, so that one window is left.
edited folded '/\.ifndef .*svc_open/s/^.*\.push\(section \.xpack\.imports\)/.ifndef .L; .push\1/
	s/\.4byte \.Lxpack_window_svc_open/.4byte .Lxpack_window_svc_write/
	s/call\([ \t]*\)__xpack_import_svc_open/call\1__xpack_import_svc_write/'
refused 'two names at one window, the other gone' <<END
system.xml:8:32: error: [import-folded] 'folded.elf': imports 'svc_open' and 'svc_write' share \
the window at @
system.xml:8:32: help: link without identical code folding (--icf=none)
END

edited zero 's/\.4byte \.Lxpack_window_svc_open/.4byte 0/'
refused 'a record with address 0' <<END
system.xml:8:32: error: [import-window] 'zero.elf': the record of import 'svc_open' has address 0
system.xml:8:32: help: the linker dropped the window but kept its record: a script must place \
.xpack.stubs.* and may not discard it
END

edited swapped 's/\.4byte \.Lxpack_window_svc_open/.4byte .Lswap/
	s/\.4byte \.Lxpack_window_svc_write/.4byte .Lxpack_window_svc_open/
	s/\.4byte \.Lswap/.4byte .Lxpack_window_svc_write/'
refused "records that point at each other's window" <<END
system.xml:8:32: error: [import-window] 'swapped.elf': the window of import 'svc_open' at @ is \
that of 'svc_write'
system.xml:8:32: error: [import-window] 'swapped.elf': the window of import 'svc_write' at @ is \
that of 'svc_open'
END

edited beside 's/\.4byte \.Lxpack_window_svc_open/&+4/'
refused 'a record that points into a window' <<END
system.xml:8:32: error: [import-window] 'beside.elf': the window of import 'svc_open' at @ is \
not a multiple of 64
END

edited newer 's/\.4byte 1 << 16/.4byte 2 << 16/'
refused 'records of a version to come' <<END
system.xml:8:32: error: [import-record] 'newer.elf': record at 0x0 of section '.xpack.imports': \
its version or a flag is not known
system.xml:8:32: error: [import-record] 'newer.elf': record at 0x48 of section '.xpack.imports': \
its version or a flag is not known
system.xml:8:32: error: [import-lost] 'newer.elf' has a window for service 'svc_write' at @, but \
no record of it
system.xml:8:32: error: [import-lost] 'newer.elf' has a window for service 'svc_open' at @, but \
no record of it
system.xml:8:32: help: llvm-strip and a linker script with /DISCARD/ : {*(*)} drop the sections \
.xpack.imports.*: use GNU strip, or keep them
END

# A file that xpack patched before, or that somebody filled by hand.
edited filled 's/__xpack_import_svc_open: \.4byte 0/__xpack_import_svc_open: .4byte 0x81c3e008/'
refused 'a window that is filled already' <<END
system.xml:8:32: error: [import-window] 'filled.elf': the window of import 'svc_open' at @ does \
not hold what the compiler put there: was the file packed before?
END

# The ABI's name and version.

guest needs <<<"XPACK_REQUIRE_ABI(\"xhost\", \"1.0\"); $right $main"
system_of needs abi
accepted 'the ABI that the guest requires'
guest needs <<<"XPACK_REQUIRE_ABI(\"xhost\", \"1.1\"); $right $main"
refused 'another version' <<END
system.xml:8:32: error: [link-abi] partition 'guest' was compiled for the ABI 'xhost' version \
'1.1', the host has 'xhost' version '1.0'
system.xml:8:32: help: compile the guest anew with the header of this host
END
guest needs <<<"XPACK_REQUIRE_ABI(\"other\", \"1.0\"); $right $main"
refused 'another ABI' <<END
system.xml:8:32: error: [link-abi] partition 'guest' was compiled for the ABI 'other' version \
'1.0', the host has 'xhost' version '1.0'
system.xml:8:32: help: compile the guest anew with the header of this host
END
unit needs-first <<<"XPACK_REQUIRE_ABI(\"xhost\", \"1.0\"); $right $main_of_two"
unit needs-second <<<"XPACK_REQUIRE_ABI(\"xhost\", \"1.1\"); $right $second"
link_xpack 0 needs.elf needs-first.o needs-second.o
refused 'two versions in two units' <<END
system.xml:8:32: error: [import-abi] 'needs.elf' requires the ABI 'xhost' version '1.0' and \
'xhost' version '1.1'
END

done_testing
