#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_difference.sh: 'xpack verify --against' names the first thing in which a container is not
# what its inputs make: each property of manifest and images, and single bytes with what lies there.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"
need python3 "${SPARC_NM:?}"

cp -r "$systems/leon3-two" packed && chmod -R u+w packed
pack two packed

# edited FROM TO: in the descriptions of a fresh copy.
edited()
{
	rm -rf inputs && cp -r packed inputs && python3 - "$1" "$2" inputs/*.xml <<'PY' || exit 99
import sys
before, after = sys.argv[1:3]
found = False
for path in sys.argv[3:]:
    text = open(path).read()
    found = found or before in text
    open(path, "w").write(text.replace(before, after))
sys.exit(not found)
PY
}

# named NAME MESSAGE...: the one difference, and notes; warnings are not this test's matter.
named()
{
	run "$XPACK" verify -p "$key.pub" --against inputs/system.xml two.itb
	status_is "$1: exit code" 3
	is "$1: what is said" "$(sed -n '/error: /,$p' "$run_dir/stderr")" \
		"two.itb: error: [against] $2"
}

run "$XPACK" verify -q -p "$key.pub" --against packed/system.xml two.itb
status_is 'nothing differs' 0

edited 'name="leon3-two"' 'name="leon3-three"'
named 'the system' "the system is 'leon3-two', the inputs make 'leon3-three'"
edited 'version="1.0" securityVersion' 'version="1.1" securityVersion'
named 'the version' "the description is 'leon3-two 1.0', the inputs make 'leon3-two 1.1'"
edited '"leon3_generic"' '"leon3_other"'
named 'the board' "the board is 'leon3_generic', the inputs make 'leon3_other'"
edited 'securityVersion="1"' 'securityVersion="7"'
named 'the security version' 'the security version is 1, the inputs make 7'
edited 'securityVersion="1"' 'securityVersion="1" sequence="3"'
named 'the sequence' 'the sequence is 0, the inputs make 3'
edited 'protocol="xpack"' 'protocol="raw"'
named 'the protocol' "the protocol is 'xpack', the inputs make 'raw'"

edited 'access="rw" zero="true"' 'access="rw"'
named 'an image too many' "image 'control.zero-0' is none that the inputs make"
edited '	<Abi' '	<Area name="more" start="0x40300000" size="64KiB" access="rw" zero="true"/>
	<Abi'
named 'an image too few' "image 'xhost.zero-1', which the inputs make, is not there"
edited '<Partition id="1"' '<Partition id="2"'
python3 - <<'PY'
import re
text = open("inputs/system.xml").read()
parts = re.findall(r"\t<Partition.*?</Partition>\n", text, re.S)
open("inputs/system.xml", "w").write(text.replace("".join(parts), parts[1] + parts[0]))
PY
named 'the order' "image 3 is 'control.segment-0', the inputs make 'telemetry.segment-0' in its \
place"
edited 'size="1MiB" access="rwx"' 'size="1020KiB" access="rwx"'
run "$XPACK" verify -p "$key.pub" --against inputs/system.xml two.itb
like 'the size' "$(cat "$run_dir/stderr")" \
	"\[against\] image 'xhost.zero-0': size in memory is ([0-9]+), the inputs make ([0-9]+)"

# elf_edited NAME PYTHON: that ELF file of a fresh copy is changed by a statement over its bytes.
elf_edited()
{
	rm -rf inputs && cp -r packed inputs && python3 - "$@" <<'PY' || exit 99
import struct, sys
data = bytearray(open("inputs/" + sys.argv[1], "rb").read())
phoff = struct.unpack_from(">I", data, 28)[0]
phentsize, phnum = struct.unpack_from(">HH", data, 42)
segments = [phoff + i * phentsize for i in range(phnum)]
def segment(i):
    return dict(zip(("type", "offset", "vaddr", "paddr", "filesz", "memsz", "flags", "align"),
                    struct.unpack_from(">8I", data, segments[i])))
def at(address):
    for i in range(phnum):
        s = segment(i)
        if s["type"] == 1 and s["vaddr"] <= address < s["vaddr"] + s["filesz"]:
            return s["offset"] + address - s["vaddr"]
exec(sys.argv[2])
open("inputs/" + sys.argv[1], "wb").write(data)
PY
}

symbol()
{
	"$SPARC_NM" packed/control.elf | awk -v name="$1" '$3 == name { print "0x" $1 }'
}

# What the container has at an address of the first segment.
byte_at()
{
	od -An -tx1 -j $(($1 - 0x40100000)) -N 1 extracted/control.segment-0 | tr -d ' '
}
ok 'extracted' "$XPACK" extract -q -C extracted two.itb

elf_edited control.elf 'struct.pack_into(">I", data, segments[0] + 12, 0x40101000)'
named 'the load address' "image 'control.segment-0': load address is 0x40100000, the inputs make \
0x40101000"
elf_edited xhost.elf 'struct.pack_into(">I", data, 24, struct.unpack_from(">I", data, 24)[0] + 4)'
run "$XPACK" verify -p "$key.pub" --against inputs/system.xml two.itb
like 'the entry' "$(cat "$run_dir/stderr")" \
	"\[against\] image 'xhost.segment-0': entry is 0x4000[0-9a-f]{4}, the inputs make 0x4000"

area="inputs/system.xml:$(grep -n 'start="0x40100000"' packed/system.xml | cut -d: -f1):3: note: \
in area 'code' of partition 'control'"
main=$(symbol xpack_main)
[ -n "$main" ] || main=$(symbol main)
elf_edited control.elf "data[at($main + 7)] ^= 0x01"
found=$(byte_at $((main + 7)))
named 'an instruction' "image 'control.segment-0', byte $(printf 0x%x $((main + 7 - 0x40100000))) \
at $(printf 0x%08x $((main + 7))): it is 0x$found, the inputs make \
$(printf 0x%02x $((0x$found ^ 1)))
inputs/control.elf: note: in '$("$SPARC_NM" packed/control.elf | awk -v a="${main#0x}" \
	'$1 == a && $2 == "T" { print $3; exit }')', 0x7 bytes behind its beginning
$area"

# The same service under another number: the byte is in a stub.
rm -rf inputs && cp -r packed inputs
cp "$top_srcdir"/tests/host/include/xhost/*.h .
sed -i 's/X(1, /X(6, /' list.h
sed -e 's/<xhost.list.h>/"list.h"/' "$top_srcdir/tests/host/sparc/xhost-abi.S" >abi.S
read -r -a cc <<<"${SPARC_CC:?}"
ok 'another interface' "${cc[@]}" -fno-pic -fno-pie -I. -I"$top_srcdir/tests/host/include" \
	-I"$top_srcdir/guest-bsp/include" -c abi.S -o inputs/xhost-abi.o
stub=$(symbol __xpack_import_xh_console_write)
named 'a stub' "image 'control.segment-0', byte $(printf 0x%x $((stub + 3 - 0x40100000))) at \
$(printf 0x%08x $((stub + 3))): it is 0x01, the inputs make 0x06
inputs/control.elf: note: in the stub of 'xh_console_write'
inputs/control.elf: note: in '__xpack_import_xh_console_write', 0x3 bytes behind its beginning
$area"

# What only device trees say.
edited 'period="100ms" duration="40ms"' 'period="100ms" duration="30ms"'
run "$XPACK" verify -p "$key.pub" --against inputs/system.xml two.itb
status_is 'a device tree: exit code' 3
like 'a device tree: is named' "$(cat "$run_dir/stderr")" \
	"\[against\] image '(xhost|control).dtb', byte 0x[0-9a-f]+ at 0x[0-9a-f]{8}: it is 0x"
done_testing
