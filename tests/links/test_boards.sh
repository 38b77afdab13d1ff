#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_boards.sh: what LEON boards and their flash say of themselves, through the debug links: it is
# listed, held against the image, and not trusted.  Nothing is erased on a board whose word makes no
# sense, and it is left as it was.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

# What is on the board.
for link in ahbuart edcl; do
	serve "$link"
	run "$XPACK" flash --list --to "$name"
	status_is "$link: list" 0
	stdout_is "$link: list: what is printed" <<END
GRLIB build 4250
AHB master  01:003  Gaisler     LEON3 processor                   version 0
AHB master  01:007  Gaisler     AHB debug UART                    version 0
AHB master  01:01d  Gaisler     Ethernet MAC                      version 0
AHB slave   04:00f  ESA         LEON2 memory controller           version 1, \
0x00000000..0x1fffffff, 0x20000000..0x3fffffff, 0x40000000..0x7fffffff
AHB slave   01:006  Gaisler     AHB/APB bridge                    version 1, \
0x80000000..0x800fffff
AHB slave   01:004  Gaisler     LEON3 debug support unit          version 1, \
0x90000000..0x9fffffff
APB         04:00f  ESA         LEON2 memory controller           version 1, \
0x80000000..0x800000ff
APB         01:00c  Gaisler     UART                              version 1, irq 2, \
0x80000100..0x800001ff
APB         01:00d  Gaisler     interrupt controller              version 3, \
0x80000200..0x800002ff
APB         01:011  Gaisler     timer unit                        version 0, irq 8, \
0x80000300..0x800003ff
APB         01:007  Gaisler     AHB debug UART                    version 0, \
0x80000700..0x800007ff
APB         01:01d  Gaisler     Ethernet MAC                      version 0, irq 12, \
0x80000e00..0x80000eff
END
	end_board
done

# lists NAME OPTION...: the board is listed, on stdin, and as JSON the same devices.
lists()
{
	local what=$1
	shift
	serve edcl "$@"
	run "$XPACK" flash --list --to "$name"
	status_is "$what" 0
	stdout_is "$what: what is printed"
	agrees "$what"
	end_board
}

# agrees NAME: the list that was printed last has nothing but text, and that of --json the same.
agrees()
{
	cp "$run_dir/stdout" listed
	is "$1: it is text" "$(LC_ALL=C grep -c '[^ -~]' listed)" 0
	run "$XPACK" flash --list --json --to "$name"
	status_is "$1: as JSON" 0
	ok "$1: as JSON: the same" python3 - listed "$run_dir/stdout" <<'END'
import json, sys, jsonschema

def number(most):
    return {"type": "integer", "minimum": 0, "maximum": most}

def thing(**properties):
    properties = {name.replace("_", "-"): rule for name, rule in properties.items()}
    return {"type": "object", "additionalProperties": False, "properties": properties,
            "required": [name for name in properties if not name.endswith("-name")]}

one = thing(bus={"enum": ["AHB master", "AHB slave", "APB"]}, vendor=number(0xFF),
            device=number(0xFFF), vendor_name={"type": "string"}, device_name={"type": "string"},
            version=number(31), irq=number(31),
            ranges={"type": "array", "maxItems": 4,
                    "items": thing(start=number(0xFFFFFFFF), size=number(1 << 32))})
devices = json.load(open(sys.argv[2]))
jsonschema.validate(devices, {"type": "array", "items": one})
lines = [line.rstrip("\n") for line in open(sys.argv[1])][1:]
for line, it in zip(lines, devices, strict=True):
    names = it.get("vendor-name", ""), it.get("device-name", "")
    text = "%-10s  %02x:%03x  %-10s  %-32s" % (it["bus"], it["vendor"], it["device"], *names)
    text += "  version %d" % it["version"] + (", irq %d" % it["irq"] if it["irq"] else "")
    for range_ in it["ranges"]:
        last = range_["start"] + range_["size"] - 1
        assert last <= 0xFFFFFFFF
        text += ", 0x%08x..0x%08x" % (range_["start"], last)
    assert line == text, (line, text)
END
}

apb=$(cat <<END
APB         04:00f  ESA         LEON2 memory controller           version 1, 0x80000000..0x800000ff
APB         01:00c  Gaisler     UART                              version 1, irq 2, \
0x80000100..0x800001ff
APB         01:00d  Gaisler     interrupt controller              version 3, 0x80000200..0x800002ff
APB         01:011  Gaisler     timer unit                        version 0, irq 8, \
0x80000300..0x800003ff
APB         01:007  Gaisler     AHB debug UART                    version 0, 0x80000700..0x800007ff
APB         01:01d  Gaisler     Ethernet MAC                      version 0, irq 12, \
0x80000e00..0x80000eff
END
)
lists 'an SPI controller' spim <<END
GRLIB build 4250
AHB master  01:003  Gaisler     LEON3 processor                   version 0
AHB master  01:007  Gaisler     AHB debug UART                    version 0
AHB master  01:01d  Gaisler     Ethernet MAC                      version 0
AHB slave   04:00f  ESA         LEON2 memory controller           version 1, 0x40000000..0x7fffffff
AHB slave   01:045  Gaisler     SPI memory controller             version 1, irq 9, \
0xfff00000..0xfff000ff, 0x00000000..0x00ffffff
AHB slave   01:006  Gaisler     AHB/APB bridge                    version 1, 0x80000000..0x800fffff
AHB slave   01:004  Gaisler     LEON3 debug support unit          version 1, 0x90000000..0x9fffffff
$apb
END
lists 'three processors and an SPI controller' spim cpus=3 <<END
GRLIB build 4250
AHB master  01:003  Gaisler     LEON3 processor                   version 0
AHB master  01:007  Gaisler     AHB debug UART                    version 0
AHB master  01:01d  Gaisler     Ethernet MAC                      version 0
AHB master  01:003  Gaisler     LEON3 processor                   version 0
AHB master  01:003  Gaisler     LEON3 processor                   version 0
AHB slave   04:00f  ESA         LEON2 memory controller           version 1, 0x40000000..0x7fffffff
AHB slave   01:045  Gaisler     SPI memory controller             version 1, irq 9, \
0xfff00000..0xfff000ff, 0x00000000..0x00ffffff
AHB slave   01:006  Gaisler     AHB/APB bridge                    version 1, 0x80000000..0x800fffff
AHB slave   01:004  Gaisler     LEON3 debug support unit          version 1, 0x90000000..0x9fffffff
$apb
END
lists 'a board without a debug support unit' nodsu <<END
GRLIB build 4250
AHB master  01:003  Gaisler     LEON3 processor                   version 0
AHB master  01:007  Gaisler     AHB debug UART                    version 0
AHB master  01:01d  Gaisler     Ethernet MAC                      version 0
AHB slave   04:00f  ESA         LEON2 memory controller           version 1, \
0x00000000..0x1fffffff, 0x20000000..0x3fffffff, 0x40000000..0x7fffffff
AHB slave   01:006  Gaisler     AHB/APB bridge                    version 1, 0x80000000..0x800fffff
$apb
END
# Vendors and devices that nobody knows, by their numbers, whatever else is in a record.
lists 'unknown devices' \
	table=fffff000:77abc3ff,fffff010:12345678,800ff008:4fff01f,800ff010:fffff01f <<END
GRLIB build 4250
AHB master  77:abc                                                version 31, irq 31
AHB master  01:007  Gaisler     AHB debug UART                    version 0
AHB master  01:01d  Gaisler     Ethernet MAC                      version 0
AHB slave   04:00f  ESA         LEON2 memory controller           version 1, \
0x00000000..0x1fffffff, 0x20000000..0x3fffffff, 0x40000000..0x7fffffff
AHB slave   01:006  Gaisler     AHB/APB bridge                    version 1, 0x80000000..0x800fffff
AHB slave   01:004  Gaisler     LEON3 debug support unit          version 1, 0x90000000..0x9fffffff
APB         04:00f  ESA         LEON2 memory controller           version 1, 0x80000000..0x800000ff
APB         04:fff  ESA                                           version 0, irq 31, \
0x80000100..0x800001ff
APB         ff:fff                                                version 0, irq 31, \
0x80000200..0x800002ff
APB         01:011  Gaisler     timer unit                        version 0, irq 8, \
0x80000300..0x800003ff
APB         01:007  Gaisler     AHB debug UART                    version 0, 0x80000700..0x800007ff
APB         01:01d  Gaisler     Ethernet MAC                      version 0, irq 12, \
0x80000e00..0x80000eff
END
{
	echo 'GRLIB build 8224'
	for i in {1..127}; do
		bus='AHB master'
		[ "$i" -le 64 ] || bus='AHB slave '
		echo "$bus  01:006  Gaisler     AHB/APB bridge                    version 1"
	done
} >wanted
lists 'tables of one value, and no range' tables=0x01006020 <wanted
for seed in 1 2 3 4 5 6; do
	serve edcl tables=random seed="$seed"
	run "$XPACK" flash --list --to "$name"
	status_is "random tables $seed" 0
	agrees "random tables $seed"
	flash --to "$name" leon3-two.itb
	refused_with "random tables $seed" 1
	end_board
	is "random tables $seed: nothing was erased" "$(fact erases)" 0
	as_it_was "random tables $seed"
done
run "$XPACK" flash --list --to file:chip
status_is 'list of a file' 2
stderr_is 'list of a file: said' <<'END'
xpack: error: [usage] file:PATH cannot tell what is behind it
END

# Boards that are not those of the image, and others.
refuses()
{
	local what=$1
	shift
	serve "$@"
	flash --to "$name" leon3-two.itb
	status_is "$what" "$code"
	sed -i "s|$name|LINK|g; s|${name#*:}|PLACE|g" "$run_dir/stderr"
	stderr_is "$what: said"
	end_board
	is "$what: nothing was erased" "$(fact erases)" 0
	as_it_was "$what"
}
code=1
refuses 'no RAM where the image has some' edcl noram <<END
LINK: error: [flash-board] the image's board has RAM at 0x40000000..0x47ffffff, and here there \
is none
LINK: help: 'xpack flash --list --to LINK' shows what there is
END
refuses 'no LEON' ahbuart nocpu <<END
LINK: error: [flash-board] the unknown board behind PLACE is nothing that board 'leon3_generic' \
starts from
END
code=5
refuses 'a bus of 16 bits, and no debug support unit' edcl width=2 nodsu <<END
LINK: error: [target] the board has no debug support unit that could stop and start its \
processor
END
code=1
refuses 'boot storage that is not there' edcl table=fffff810:0 <<END
LINK: error: [flash-board] the image's board has its boot storage at 0x00000000..0x007fffff, and \
here there is none
LINK: help: 'xpack flash --list --to LINK' shows what there is
END
refuses 'less RAM than the image needs' edcl table=fffff818:4003fc02 <<END
LINK: error: [flash-board] the image's board has RAM at 0x40000000..0x47ffffff, and here it \
ends at 0x43ffffff
LINK: help: 'xpack flash --list --to LINK' shows what there is
END
refuses 'RAM with gaps' edcl table=fffff818:4003a002 <<END
LINK: error: [flash-board] the image's board has RAM at 0x40000000..0x47ffffff, and here there \
is none
LINK: help: 'xpack flash --list --to LINK' shows what there is
END
refuses 'RAM of a master' edcl table=fffff818:0,fffff010:4003c002 <<END
LINK: error: [flash-board] the image's board has RAM at 0x40000000..0x47ffffff, and here there \
is none
LINK: help: 'xpack flash --list --to LINK' shows what there is
END
refuses 'RAM behind the APB' edcl table=fffff818:0,800ff00c:4003c002 <<END
LINK: error: [flash-board] the image's board has RAM at 0x40000000..0x47ffffff, and here there \
is none
LINK: help: 'xpack flash --list --to LINK' shows what there is
END
code=5
for fill in 0 0xffffffff 0x01003000; do
	refuses "a board that is all $fill" edcl tables="$fill" <<END
LINK: error: [target] there is no table of a LEON board's devices at 0xfffff000
END
done
refuses 'a memory controller without registers' edcl table=800ff004:0 <<END
LINK: error: [target] 0x00000000 is behind no memory controller that xpack can program flash \
through
END
refuses 'boot storage of an unknown controller' ahbuart table=fffff800:0400e020 <<END
LINK: error: [target] 0x00000000 is behind no memory controller that xpack can program flash \
through
END
refuses 'boot storage in a bridge' edcl table=fffff810:0,fffff830:0003f002 <<END
LINK: error: [target] 0x00000000 is behind no memory controller that xpack can program flash \
through
END

# Flash chips that cannot be as they say.
none()
{
	local what=$1
	shift
	refuses "$what" "$@" <<END
LINK: error: [target] the flash's description of itself makes no sense: $why
END
}
why='0 regions of sectors' none 'no regions' edcl cfi=2c:0
why='255 regions of sectors' none 'too many regions' ahbuart flash=amd cfi=2c:ff
why='2 times 2^19 bytes, and sectors of 262144 bytes in all' \
	none 'sectors that are not all' edcl cfi=2d:3
why='2 times 2^0 bytes, and sectors of 1048576 bytes in all' \
	none 'a size of nothing' edcl cfi=27:0
why='2 times 2^255 bytes, and sectors of 1048576 bytes in all' \
	none 'a size of too much' edcl flash=amd cfi=27:ff
why='no table of its command set at 0x7f40' \
	none 'a table of its command set that is none' edcl cfi=16:7f
why="sectors that begin at no multiple of their sizes, or are larger than the board's PROM" \
	none 'odd sectors' edcl cfi=2c:2,2d:0,2f:0,30:6,31:0,32:0,33:0,34:2
refuses 'an unknown command set' edcl cfi=13:7 <<END
LINK: error: [target] the flash has command set 0x0007, neither Intel's nor AMD's
END
refuses 'no description' edcl cfi=10:0 <<END
LINK: error: [target] there is no flash at 0x00000000 that describes itself (CFI)
LINK: help: where a run was killed it may be busy yet: try again, or reset the board
END
refuses 'chips that differ' edcl cfi=2d:7,30:2 cfi_one <<END
LINK: error: [target] the flash chips side by side differ: 0x2d has 0x0007000f
END
refuses 'chips of two makes' edcl cfi=13:2 cfi_one <<END
LINK: error: [target] the flash chips side by side differ: 0x13 has 0x00020001
END
refuses 'chips that boot from different ends' edcl flash=amd cfi=4f:3 cfi_one <<END
LINK: error: [target] the flash chips side by side differ: 0x4f has 0x00030002
END
why='0 regions of sectors' none 'a narrow bus' edcl width=2 cfi=2c:0
refuses 'a narrow bus, and chips that differ' edcl width=2 chip=1 cfi=2c:2 cfi_one <<END
LINK: error: [target] the flash chips side by side differ: 0x2c has 0x00000201
END

# What is odd can be flashed.
sectors_of 16384
flash_all edcl flash=intel cfi=2a:ff
flash_all edcl flash=amd cfi=2a:0c,2b:1
flash_all edcl cfi=1f:ff,20:ff,21:ff,23:ff,24:ff,25:ff

# The same of SPI chips.
none_spi()
{
	local what=$1
	shift
	refuses "$what" edcl spim "$@" <<END
LINK: error: [target] the SPI chip's description of itself makes no sense: $why
END
}
why='8 words' \
	none_spi 'a short table' sfdp=0b:8
why='no erase of 4 to 64 KiB' \
	none_spi 'a table that is elsewhere' sfdp=0c:90
why='density 0x007ffffe' \
	none_spi 'a density of odd bits' sfdp=34:fe
why='density 0xff7fffff' \
	none_spi 'a density beyond all' sfdp=37:ff
why='no erase of 4 to 64 KiB' \
	none_spi 'no erase' sfdp=4c:b,4e:11
why='pages of 32768 bytes in blocks of 4096' \
	none_spi 'large pages' sfdp=58:f1

# No registers of what --reset puts right: nothing is written anywhere else.
without()
{
	serve edcl table="$1:0" "${flash_of[@]}" silent
	flash --to "$name" --reset leon3-two.itb
	status_is "a board that starts with $2" 0
	end_board
	is "a board that starts with $2: nothing else is wrong" "$(fact illegal)" "a start with $2"
}
without 800ff014 interrupts
without 800ff01c 'timers that run'
done_testing
