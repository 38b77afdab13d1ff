#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_spim.sh: flashing LEON boards that start from an SPI chip behind SPIMCTRL, through both debug
# links; what was flashed boots in QEMU as the PROM.  The model is spim.py.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

need qemu-system-sparc
flash_of=(spim flash_kib=256)
sectors_of 4096
for link in ahbuart edcl; do
	flash_all "$link"
	head -c 8M board/image >chip
	boots_prom "$link: what was flashed" chip
done
# Byte by byte over the link: no unit to stop the processor, one that is off, RAM that keeps
# nothing, or has something else each time, or where nothing runs.
flash_all ahbuart nodsu protect=0x1c
cp chip differs
printf '\125' | dd of=differs bs=1 seek=9000 conv=notrunc status=none
for without in nodsu off deaf noexec floating; do
	serve ahbuart spim "$without" image=differs flash_kib=256
	XPACK_LINK_TIMEOUT=3000 flash --to "$name" --minimize leon3-two.itb
	status_is "without the program, $without" 0
	end_board
	as_it_was "without the program, $without"
	ok "without the program, $without: the boot image is there" \
		cmp -n "$size" board/image leon3-two.prom
done
flash_all edcl spi_mode=1
flash_all edcl spi_mode=2 # four bytes of address, always
flash_all edcl spi_page=64 spi_maker=239 protect=0x9c
is 'protected blocks: they are again, and the second register is there' \
	"$(fact status)" '0x9c 0x2'
flash_all ahbuart spi_maker=0xc2 protect=0x1c
is 'protected blocks: they are again' "$(fact status)" '0x1c 0x0'
# Other makers' bits, and what the description tells of a second register.
flash_all edcl spi_maker=0x20 protect=0xfc
is 'protected blocks of 0x20' "$(fact status)" '0xfc 0x0'
flash_all edcl spi_maker=0x01 protect=0x7c second=0xaa
is 'protected blocks of 0x01' "$(fact status)" '0x7c 0xaa'
flash_all edcl spi_maker=0x85 spi_qer=5 protect=0x1c second=0xa
is 'a second register of which the description tells' "$(fact status)" '0x1c 0xa'
flash_all edcl spi_maker=0xef spi_words=9 protect=0x0 second=0x4a
is 'all protected by the second register' "$(fact status)" '0x0 0x4a'
flash_all ahbuart spi_maker=0xef spi_qer=6 protect=0x3c second=0x4a
is 'a second register with its own command' "$(fact status)" '0x3c 0x4a'
sectors_of 65536
flash_all edcl spi_block=65536
flash_all edcl spi_block=65536 spi_page=32768
flash_all edcl spi_map=64 # and smaller ones at one end, nobody says at which
sectors_of 4096

# Only what differs; comparing; reading back.
serve ahbuart spim image=chip flash_kib=256
flash --to "$name" --minimize leon3-two.prom
status_is 'minimize: nothing differs' 0
flash --to "$name" --verify-only leon3-two.itb
status_is 'verify-only' 0
flash --to "$name" --read-back copy --size "$size"
status_is 'read back' 0
same 'read back: the boot image' copy leon3-two.prom
end_board
is 'where nothing differs nothing is erased' "$(fact erases)" 0
as_it_was 'where nothing differs'
cp chip older
printf '\125' | dd of=older bs=1 seek=9000 conv=notrunc status=none
serve ahbuart spim nodsu image=older flash_kib=256 spi_bytes=1 # slower than the line
flash --to "$name" --minimize leon3-two.itb
status_is 'minimize' 0
end_board
is 'minimize: the ends, and what differs' "$(fact erases)" 3
as_it_was 'minimize'
ok 'minimize: the boot image is there' cmp -n "$size" board/image leon3-two.prom

# While a person is asked, and when nobody can be, the board is in order.
serve edcl spim image=older flash_kib=256 protect=0x1c
run "$XPACK" flash --to "$name" leon3-two.itb
status_is 'nobody said yes' 2
end_board
is 'nobody said yes: nothing was written' "$(fact erases) $(fact programs) $(fact status)" \
	'0 0 0x1c 0x0'
as_it_was 'nobody said yes'

# Behind what else the chip has: what the board shows is found there, or it is not touched.
serve edcl spim image=older flash_kib=512 spim_offset=0x20000
flash --to "$name" --minimize leon3-two.itb
status_is 'an offset' 0
end_board
as_it_was 'an offset'
ok 'an offset: the boot image is there' cmp -n "$size" board/image leon3-two.prom
python3 -c 'print(*((i * 37 + (i >> 8) * 11 & 255 for i in range(0x20000))), sep="\n")' >other
tail -c 131072 board/image | od -An -v -tu1 -w1 | tr -d ' ' >found
same 'an offset: what is before is as it was' found other
serve edcl spim image=older flash_kib=32768 spi_mode=1 spim_offset=0x1800000
flash --to "$name" leon3-two.itb
status_is 'an offset beyond 16 MiB' 0
end_board
as_it_was 'an offset beyond 16 MiB'
ok 'an offset beyond 16 MiB: the boot image is there' cmp -n "$size" board/image leon3-two.prom
head -c 256K /dev/zero | tr '\0' '\377' >older
serve edcl spim image=older flash_kib=512 spim_offset=0x20000
flash --to "$name" leon3-two.itb
status_is 'an offset, and nothing to tell it' 5
sed -i "s|$name|LINK|g" "$run_dir/stderr"
stderr_is 'an offset, and nothing to tell it: said' <<'END'
LINK: error: [target] the board does not show the SPI chip's contents where they are, at 0x00000000
END
end_board
is 'an offset, and nothing to tell it: nothing was written' "$(fact erases) $(fact programs)" '0 0'
as_it_was 'an offset, and nothing to tell it'

interrupted 'a signal' edcl spim flash_kib=256 image=older protect=0x1c
# Signals wait while what cannot be used is put back.
for at in {20000..65000..9000}; do
	serve ahbuart spim deaf image=older flash_kib=256 signal="$at" number=15
	# shellcheck disable=SC2016
	sh -c 'echo $$ >board/pid; exec "$@"' sh "$XPACK" flash --yes --to "$name" leon3-two.itb \
		>said 2>&1
	is "a signal with RAM that keeps nothing, byte $at: ends it" $? 143
	end_board
	as_it_was "a signal with RAM that keeps nothing, byte $at"
done
interrupted 'a signal, byte by byte' edcl spim nodsu flash_kib=256 image=older

# Power cuts, in the middle and among the first words.
head -c 256K /dev/zero | tr '\0' '\132' >older
for after in 0 1 3 700 $((size - 300)) $((size + 20)); do
	serve edcl spim image=older flash_kib=256 fault=cut after="$after"
	flash --to "$name" leon3-two.itb
	status_is "a power cut after $after" 5
	end_board
	is "a power cut after $after: commands" "$(fact illegal)" ''
	is "a power cut after $after: nothing starts" \
		"$(od -An -tx1 -N1 board/image | grep -vE '5a|ff')" ''
done
serve edcl spim image=older flash_kib=256 fault=cut after=30000
flash --to "$name" leon3-two.itb
end_board
cp board/image left
rm -rf "$HOME/.local/state" # what shared a block with the image is not looked at
serve ahbuart spim image=left flash_kib=256
flash --to "$name" --resume leon3-two.itb
status_is 'after a power cut: resume' 0
end_board
as_it_was 'after a power cut'
ok 'after a power cut: the boot image is there' cmp -n "$size" board/image leon3-two.prom
head -c 8M board/image >chip
boots_prom 'what was resumed' chip

# Chips and boards with a defect: a clear error, and the board is in order where it can be.
fails()
{
	local what=$1
	shift
	serve "$@" spim image=older flash_kib=256
	flash --to "$name" leon3-two.itb
	status_is "$what" 5
	sed -i "s|$name|LINK|g" "$run_dir/stderr"
	stderr_is "$what: said"
	end_board
	as_it_was "$what"
}
fails 'a worn block' edcl worn=3 <<END
LINK: error: [target] cannot erase at 0x00003000 of the SPI chip: the chip says nothing, and its \
contents are others
END
fails 'blocks that a pin protects' edcl protect=0x9c spi_pin <<'END'
LINK: error: [target] cannot open the protected blocks of the SPI chip: its status is 0x9c, not 0x80
END
is 'blocks that a pin protects: nothing was erased' "$(fact erases)" 0
fails 'blocks of no size that is valid everywhere' edcl spi_map=64 spi_only <<END
LINK: error: [target] the SPI chip has no erase command that is valid in all of \
0x00000000..0x0003ffff
END
is 'blocks of no size that is valid everywhere: nothing was written' \
	"$(fact erases) $(fact programs)" '0 0'
fails 'a second register that cannot be read' edcl protect=0x1c spi_qer=1 <<END
LINK: error: [target] cannot open the protected blocks of the SPI chip: its second status register \
would be lost, for it cannot be read
END
is 'a second register that cannot be read: nothing changed' "$(fact erases) $(fact status)" \
	'0 0x1c 0x2'
fails 'no chip' edcl nospi <<'END'
LINK: error: [target] there is no SPI chip: nothing answers behind the controller
END
fails 'no description' edcl nosfdp <<'END'
LINK: error: [target] the SPI chip c22017 does not describe itself (SFDP)
END
fails 'a controller that is not ready' edcl notready <<'END'
LINK: error: [target] the SPI controller is not ready: its status is 0x00000000
END
serve edcl spim image=older flash_kib=256 fault=stuck every=9000
flash --to "$name" leon3-two.itb
status_is 'a chip that stays busy' 5
ok 'a chip that stays busy: said' grep -q 'the chip is not ready within its own time' \
	"$run_dir/stderr"
ok 'a chip that stays busy: and how it is left' \
	grep -q 'the flash does not show its contents: reset the board' "$run_dir/stderr"
end_board
is 'a chip that stays busy: the controller shows its memory' "$(fact shows)" contents
is 'a chip that stays busy: every command was legal' "$(fact illegal)" ''

# At random; N=100 FIRST=500 try others.
run python3 "$links/faults.py" "$XPACK" leon3-two.itb leon3-two.prom "${FIRST:-1}" "${N:-1}" spi
status_is 'runs that fail end as they have to' 0
is 'all kinds were tried' "$(grep -c " ${N:-1} runs, " "$run_dir/stdout")" 12
is 'what a link may lose, reorder or double costs nothing' \
	"$(grep -cE "^spi-(lose|reorder|duplicate): .* 0 errors" "$run_dir/stdout")" 3
run_report
done_testing
