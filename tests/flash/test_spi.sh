#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_spi.sh: flashing the chip that flashrom's programmer `dummy` emulates, and booting it.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

PATH=$PATH:/usr/sbin need flashrom qemu-system-sparc qemu-system-i386 timeout
# A chip of 4 MiB: less to read than most.
spi=spi:dummy:emulate=SST25VF032B,image=chip
chip_size=$((4 << 20))
size=$(stat -c %s leon3-two.prom)
head -c $chip_size /dev/urandom >before

# kept NAME OFFSET FILE: the chip has FILE at OFFSET, and is otherwise as before.
kept()
{
	local length
	length=$(stat -c %s "$3")
	{
		head -c "$2" before
		cat "$3"
		tail -c +$(($2 + length + 1)) before
	} >wanted
	same "$1" chip wanted
}

cp before chip
flash --to "$spi" leon3-two.itb
status_is 'a chip' 0
like 'a chip: said' "$(cat "$run_dir/stderr")" \
	"^$spi: [0-9]+ bytes programmed, $size bytes read back and equal\$"
kept 'a chip: the boot image and nothing else' 0 leon3-two.prom
boots_prom 'a chip' chip
flash --to "$spi" --read-back copy
status_is 'read-back' 0
same 'read-back: the whole chip' copy chip

# At an odd place: flashrom erases more than that, and puts it back.
cp before chip
flash --to "$spi" --offset 67585 leon3-two.itb
status_is 'at an odd place' 0
kept 'at an odd place: that and nothing else' 67585 leon3-two.prom

# A region by its name in a layout file, to the byte.
cp before chip
printf '# ours\n00000000:000fffff other\n00100000:%08x boot\n' $((0x100000 + size - 1)) >layout
flash --to "$spi" --layout layout --region boot leon3-two.itb
status_is 'a region of a layout' 0
kept 'a region of a layout: only that' $((0x100000)) leon3-two.prom
flash --to "$spi" --layout layout --region boat leon3-two.itb
stderr_is 'no such region' <<'END'
layout: error: [flash-region] there is no region 'boat'
layout: help: did you mean 'boot'?
END
printf '00000000:00000fff boot\n' >small
flash --to "$spi" --layout small --region boot leon3-two.itb
status_is 'a region that is too small' 1
kept 'refused: the chip is as it was' $((0x100000)) leon3-two.prom

# A region by the map on the chip.
python3 - <<'END'
import struct
chip = bytearray(open('before', 'rb').read())
areas = [(0x200000, 0x40000, b'BOOT'), (0x300000, 0x100000, b'OTHER')]
chip[0x3000:0x3000] = b''
flash_map = struct.pack('<8sBBQI32sH', b'__FMAP__', 1, 0, 0, len(chip), b'test', len(areas))
for start, size, name in areas:
    flash_map += struct.pack('<II32sH', start, size, name, 0)
chip[0x3000:0x3000 + len(flash_map)] = flash_map
open('before', 'wb').write(chip)
END
cp before chip
flash --to "$spi" --region BOOT x86-two.itb
status_is 'a region of the map on the chip' 0
kept 'a region of the map on the chip: only that' $((0x200000)) x86-two.elf
flash --to "$spi" --region BOOT --read-back region
status_is 'a region, read back' 0
ok 'a region, read back: its size' test "$(stat -c %s region)" -eq $((0x40000))
run "$XPACK" flash --list --to "$spi"
status_is 'what is behind a programmer' 0
stdout_is 'what is behind a programmer: the chip and its map' <<'END'
SST SST25VF032B, 4194304 bytes
0x00200000..0x0023ffff  BOOT
0x00300000..0x003fffff  OTHER
END
run "$XPACK" flash --list --json --to "$spi"
is 'what is behind a programmer: --json' \
	"$(python3 -c 'import json, sys; print(json.load(sys.stdin))' <"$run_dir/stdout")" \
	"{'chip': 'SST SST25VF032B', 'bytes': 4194304, 'regions': [\
{'region': 'BOOT', 'offset': 2097152, 'bytes': 262144}, \
{'region': 'OTHER', 'offset': 3145728, 'bytes': 1048576}]}"
boots 'a region that was read out' qemu-system-i386 -m 128 -cpu max \
	-device isa-debug-exit,iobase=0xf4,iosize=4 -kernel region

# What flashrom cannot do.
run timeout 60 "$XPACK" flash --yes --to spi:dummy:emulate=NOTHING leon3-two.itb
status_is 'a chip that does not exist' 4
stderr_has 'a chip that does not exist: said' "xpack: error: [program] 'flashrom' failed"
flash --to spi: leon3-two.itb
status_is 'no programmer' 5
PATH=/nowhere run "$XPACK" flash --yes --to spi:x leon3-two.itb
mkdir bin
printf '#!/bin/sh\necho "Found chip."\n' >bin/flashrom
chmod +x bin/flashrom
PATH=$PWD/bin:$PATH flash --to spi:x leon3-two.itb
status_is 'a flashrom that names no chip' 5
stderr_is 'a flashrom that names no chip: said' <<'END'
spi:x: error: [target] flashrom does not name the chip
END
# One that does nothing and says nothing: what was to be written is not what was read back.
cat >bin/flashrom <<'END'
#!/bin/sh
echo 'vendor="Nobody" name="N25"'
echo 1048576
for file; do :; done
case " $* " in
*' -r '*) [ -e "$file" ] || truncate -s 1M "$file" ;;
esac
END
PATH=$PWD/bin:$PATH flash --to spi:x leon3-two.itb
status_is 'a flashrom that writes nothing' 5
cp "$run_dir/stderr" nothing
sed -i '/ -r /s/^.*$/*" -r "*) ln -sf "$PWD\/before" "$file" ;;/' bin/flashrom
PATH=$PWD/bin:$PATH flash --to spi:x leon3-two.itb
status_is 'a flashrom that leads elsewhere' 5
stderr_is 'a flashrom that leads elsewhere: said' <<'END'
spi:x: error: [target] flashrom read nothing
END
# The programmer is one argument, and what flashrom calls the chip is only printed.
sed -i -e 's/Nobody/\x1b[31mNobody/' -e "s|^echo 1048576|echo \"\$2\" >'$tmp/was';&|" bin/flashrom
PATH=$PWD/bin:$PATH flash --to 'spi:x y;$(touch pwned) `touch pwned`' leon3-two.itb
# shellcheck disable=SC2016 # They are not to be expanded.
is 'metacharacters: one argument' "$(cat was)" 'x y;$(touch pwned) `touch pwned`'
not_ok 'metacharacters: no shell saw them' test -e pwned
ok 'the name of a chip cannot control a terminal' grep -qF 'target  SPI flash \x1b[31mNobody' shown
cp nothing "$run_dir/stderr"
stderr_has 'a flashrom that writes nothing: said' '[flash-verify] at 0x0000'
# What flashrom knows, and programs that are there or not.
run "$XPACK" flash --list
status_is 'list' 0
like 'list: the programmers' "$(grep '^spi: ' "$run_dir/stdout")" \
	'^spi: +flashrom, /[^ ]*flashrom: .*internal, .*dummy, .*ch341a_spi'
mkdir programs
ln -s "$(type -P true)" programs/grmon
PATH=$tmp/programs:$PATH run "$XPACK" flash --list --json
is 'list --json: GRMON' "$(python3 -c 'import json, sys
print(*(i["what"] for i in json.load(sys.stdin) if i["target"] == "grmon:"))' \
	<"$run_dir/stdout")" "GRMON, $tmp/programs/grmon"
ln -s "$(type -P false)" programs/flashrom
PATH=$tmp/programs:$PATH run "$XPACK" flash --list
status_is 'a flashrom that fails' 4
stderr_is 'a flashrom that fails: said' <<'END'
xpack: error: [program] 'flashrom' failed
END
stdout_has 'a flashrom that fails: the rest is listed' "flashrom, $tmp/programs/flashrom"
done_testing
