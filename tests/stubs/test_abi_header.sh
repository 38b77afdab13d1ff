#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_abi_header.sh: xpack abi header.  What it prints is readable, gives the exported prototypes
# in each compiler and language, and has nothing of its input that is no declaration.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
# shellcheck source=tests/stubs/header.sh
. "$top_srcdir/tests/stubs/header.sh"
need "${SPARC_CXX:-}"

header_gcc=("${SPARC_CC%% *}" -m32 -mcpu=leon3)
header_clang=(clang --target=sparc-unknown-elf -mcpu=leon3 -fintegrated-as)
rich_glue='	mov	xpack_number, %g1
	ta	0x70
	retl
	 nop'

# The reference host's header.
run "$XPACK" abi header xhost-abi.o
status_is 'header of the reference host' 0
stderr_is 'header of the reference host: nothing is said' </dev/null
cp "$run_dir/stdout" xhost.h
xhost_header | stdout_is 'header of the reference host: text'
round_trip xhost xhost-abi.o
system_of xhost-gcc-c11 xhost-abi
accepted 'a guest of gcc'
system_of xhost-clang-c++17 xhost-abi
accepted 'a guest of clang, in C++'

# To a file, of a host and of a system.
run "$XPACK" abi header -o file.h xhost-abi.o xhost.elf
status_is 'header to a file' 0
stdout_is 'header to a file: nothing on stdout' </dev/null
same 'header to a file: the same' file.h xhost.h
run "$XPACK" abi header system.xml
status_is 'header of a system' 0
stdout_is 'header of a system: the same' <xhost.h
run "$XPACK" abi header -o nowhere/file.h xhost-abi.o
status_is 'header to nowhere' 4

# Everything that prototypes, types and texts can have.
rich rich
run "$XPACK" abi header --license 'MIT OR Apache-2.0' --weak r_on --weak r_log_flush rich.o
status_is 'rich header' 0
cp "$run_dir/stdout" rich.h
rich_header | stdout_is 'rich header: text'
round_trip rich rich.o
system_of rich-gcc-c++11 rich
accepted 'a guest with the rich header'
is 'weak imports are weak' "$("$XPACK" abi show rich-gcc-c11.elf | grep -c '^ *weak')" 2

# --without
run "$XPACK" abi header --without log rich.o
status_is 'header without a feature' 0
stdout_has 'header without a feature: what is missing' \
	"/* This host is without the feature 'log': r_log, r_log_flush. */"

# refused_header NAME OPTIONS...: exit code 1, nothing printed or written, and what stands on
# standard input is said.
refused_header()
{
	local name=$1 wanted
	wanted=$(cat)
	shift
	run "$XPACK" abi header "$@"
	status_is "$name: exit code" 1
	stdout_is "$name: nothing is printed" </dev/null
	stderr_is "$name: what is said" <<<"$wanted"
	run "$XPACK" abi header -o refused.h "$@"
	not_ok "$name: nothing is written" test -e refused.h
}

refused_header 'weak of a void service' --weak xh_halt xhost-abi.o <<'END'
xhost-abi.o: error: [abi-weak] 'xh_halt' returns 'void': what may be absent returns int, to say so
END
refused_header 'weak of an unknown service' --weak xh_hlt xhost-abi.o <<'END'
xpack: error: [abi-weak] the host does not export 'xh_hlt'
xpack: help: did you mean 'xh_halt'?
END
refused_header 'weak of a service that is off' --weak r_send rich.o <<'END'
xpack: error: [abi-weak] the host was built without 'r_send'
rich.o: note: the feature 'ports' is switched off here
END
refused_header 'an unknown feature' --without port xhost-abi.o <<'END'
xpack: error: [abi-without] the host has no feature 'port'
xpack: help: did you mean 'ports'?
END
guest empty <<'END'
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return tree != 0; }
END
refused_header 'an object without exports' empty.o <<END
empty.o: error: [abi-empty] 'empty.o' exports no service
empty.o: help: an ABI object is assembled from XPACK_EXPORT_TRAP and XPACK_EXPORT_CALL of \
<xpack/export.h>
END
run "$XPACK" abi header xhost.elf
status_is 'a host without exports: exit code' 0
stdout_has 'a host without exports: an empty header' '#include <xpack/import.h>'
stderr_is 'a host without exports: what is said' <<'END'
xhost.elf: warning: [abi-none] this host exports no service
END
refused_header 'two linked files' xhost.elf empty.elf <<'END'
empty.elf: error: [abi-object] 'xhost.elf' and 'empty.elf' are linked files, but a host is one
END

# Hostile prototypes: records as no macro makes them.  record TEXT: hostile.o exports f as TEXT.
record()
{
	abi_object hostile <<END
XPACK_EXPORT_RECORD(XPACK_EXPORT_KIND_CALL, 0, "f", "", "f", .asciz "$1")
END
}
while IFS= read -r prototype; do
	record "$prototype"
	refused_header "prototype $prototype" hostile.o <<END
hostile.o: error: [abi-header] the prototype of 'f' cannot stand in a header
hostile.o: note: exported as: $("$XPACK" abi show hostile.o | sed -n 's/^export  //p')
END
done <<'END'
int f(void); int g(void)
int f(void) { return 0; }
int g(void)
int f
f(void)
int f(void
int f(void))
int f(int a[)]
int f(char a = 'a')
int f(void) __asm__(\"g\")
int f(void) /* more
int f(void) #define int long
int (*f(int))(int)
int, f(void)
int f(void), g(void)
intf(void)
int f(int a <: 3 :>)
END

# Hostile types.
while IFS= read -r type; do
	abi_object hostile <<END
XPACK_EXPORT_CALL(int, f, (void))
XPACK_EXPORT_TYPE(t, "$type")
END
	refused_header "type $type" hostile.o <<END
hostile.o: error: [abi-header] type 't' cannot stand in a header
hostile.o: note: declared as: $("$XPACK" abi show hostile.o | sed -n 's/^type    //p')
END
done <<'END'
int t;
int t(void) { return 0; }
static int t = 3;
typedef int t; int debug;
typedef int t
struct t { int a; } v;
struct t { int a; }; int f(void) { return 0; }
struct t { int f(void) { return 0; } };
struct t { int f() const { return 0; } };
struct t { int a; } f(void) { struct t v; return v; };
struct t : base { int a; };
struct t { int a[({ int b; b; })]; };
struct t { char a[sizeof(\"text\")]; };
struct t { int a; /* comment */ };
struct t <% int a; %>;
struct t { int a; ];
struct t { int a; } __attribute__((packed)) v;
struct t v;
#include <t.h>
END

# The name of the interface becomes a literal.
abi_object hostile <<'END'
XPACK_EXPORT_ABI("host\"); int evil; //", "1.0")
XPACK_EXPORT_CALL(int, f, (void))
END
refused_header 'a name that ends its literal' hostile.o <<END
hostile.o: error: [abi-header] the name or version of the ABI 'host"); int evil; //' '1.0' cannot \
stand in a header
END

done_testing
