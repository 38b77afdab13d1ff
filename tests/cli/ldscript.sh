#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# xpack ldscript: which areas become which regions, and what it refuses.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need "${SPARC_CC:-}"

make_system good
rm good/*.elf # no ELF file has to be there yet

run "$XPACK" ldscript good/system.xml control
status_is 'a linker script' 0
stderr_empty 'a linker script: nothing on stderr'
stdout_is 'a linker script: the whole' <<'END'
/* Partition 'control': made from the system description. */
MEMORY
{
  "code" (rx) : ORIGIN = 0x40010000, LENGTH = 0x00010000
  "data" (rw) : ORIGIN = 0x40020000, LENGTH = 0x00010000
}
REGION_ALIAS("REGION_TEXT", "code")
REGION_ALIAS("REGION_RODATA", "code")
REGION_ALIAS("REGION_DATA", "data")
INCLUDE xpack-guest.ld
END

# areas LINE...: the partition with these areas.
areas()
{
	make_system good
	sed -i '/<Area/d' good/guest.xml
	sed -i "s|</Partition>|$(printf '%s' "$@")</Partition>|" good/guest.xml
	run "$XPACK" ldscript good/system.xml control
}

area() # NAME START ACCESS
{
	printf '<Area name="%s" start="%s" size="4KiB" access="%s"/>' "$1" "$2" "$3"
}

aliases()
{
	sed -nE 's/REGION_ALIAS\("REGION_([A-Z]+)", "(.*)"\)/\1=\2/p' "$run_dir/stdout" |
		paste -sd ' '
}

areas "$(area all 0x40010000 rwx)"
is 'one area for all' "$(aliases)" 'TEXT=all RODATA=all DATA=all'
areas "$(area d 0x40010000 rw)" "$(area r 0x40011000 r)" "$(area c 0x40012000 rx)"
is 'an area for each' "$(aliases)" 'TEXT=c RODATA=r DATA=d'
areas "$(area all 0x40010000 rwx)" "$(area c 0x40011000 rx)" "$(area d 0x40012000 rw)"
is 'special areas go before general ones' "$(aliases)" 'TEXT=c RODATA=c DATA=d'
areas "$(area c 0x40010000 rx)" "$(area c2 0x40011000 rx)" "$(area d 0x40012000 rw)"
is 'the first of two' "$(aliases)" 'TEXT=c RODATA=c DATA=d'
areas "$(area my-code 0x40010000 rx)" "$(area my-data 0x40011000 rw)"
is 'names with a hyphen' "$(aliases)" 'TEXT=my-code RODATA=my-code DATA=my-data'

# The linker takes every name, words of its language too, and puts all where it belongs.
printf 'start: ba start\nnop\n.globl start\n' | $SPARC_CC -x assembler -c - -o start.o || exit 99
echo 'SECTIONS { .text : { *(.text) } >REGION_TEXT }' >xpack-guest.ld
for name in code my-code l o len org origin length include text x-- a0; do
	areas "$(area "$name" 0x40010000 rx)" "$(area data 0x40011000 rw)"
	cp "$run_dir/stdout" guest.ld
	# shellcheck disable=SC2086 # A compiler with options.
	ok "the linker takes '$name'" $SPARC_CC -nostdlib -static -L. -T guest.ld \
		-Wl,--build-id=none -Wl,-estart start.o -o guest.elf
	cp guest.elf good && yaml2obj "$top_srcdir/tests/bad/good/host.yaml" -o good/host.elf
	ok "what was linked for '$name' fits" "$XPACK" check good/system.xml
done
areas "$(area c 0x40010000 rx)" "$(area r 0x40011000 r)"
refused_with 'nothing to write to' 1
stderr_has 'nothing to write to: said' \
	"good/guest.xml:4:1: error: [ldscript] partition 'control' has no area to write to"
stderr_has 'nothing to write to: what to do' \
	"good/guest.xml:4:1: help: give it an Area of access rw"
stdout_empty 'nothing to write to: nothing on stdout'
areas "$(area d 0x40010000 rw)" "$(area r 0x40011000 r)"
refused_with 'nothing to execute from' 1
stderr_has 'nothing to execute from: said' "has no area to execute from"
stderr_has 'nothing to execute from: what to do' "help: give it an Area of access rx"

make_system good
run "$XPACK" ldscript good/system.xml contrl
refused_with 'an unknown partition' 2
stderr_is 'an unknown partition: the nearest' <<'END'
good/system.xml:5:1: error: [usage] no partition is named 'contrl'
good/system.xml:5:1: help: did you mean 'control'?
END
run "$XPACK" ldscript good/system.xml kernel
refused_with 'the host is no partition' 2
stderr_has 'the host is no partition: which there are' "help: the partitions are 'control'"
for name in '' 'CONTROL' $'con\ntrol' ../control; do
	run "$XPACK" ldscript good/system.xml "$name"
	refused_with "partition ${name@Q}" 2
	stdout_empty "partition ${name@Q}: nothing on stdout"
done
echo '<' >>good/plan.xml
run "$XPACK" ldscript good/system.xml control
refused_with 'an error of syntax in an included file' 1
stderr_has 'an error of syntax in an included file: where' 'good/plan.xml:'
stdout_empty 'an error of syntax: nothing on stdout'
make_system good
sed -i 's/0x40020000/0x40020001/' good/guest.xml
run "$XPACK" ldscript good/system.xml control
refused_with 'an error of the areas' 1
stderr_has 'an error of the areas: which' '[area-alignment]'
run "$XPACK" ldscript none.xml control
refused_with 'no description' 1
done_testing
