#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_narrow.sh: flash on PROM buses of 8 and 16 bits, which a program that xpack runs on the board
# writes: the board of the tests interprets it.  What was flashed boots in QEMU as the PROM.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

need qemu-system-sparc

# One chip of the bus's width, one of 16 bits with 8 wires, two of 8 bits side by side; without
# buffers, with small sectors at the beginning, with locks.
for set in intel amd; do
	flash_all edcl flash=$set width=1 boot=1
	flash_all edcl flash=$set width=1 bytemode=1 locked=0,1,5
	is "$set: locks are as before" "$(fact locked)" '[0, 16384, 81920]'
	flash_all edcl flash=$set width=2 buffer=0
	flash_all edcl flash=$set width=2 chip=1
	head -c 8M board/image >chip-$set
done
flash_all edcl flash=intel width=2 full=3
for more in width=1 'width=1 bytemode=1' 'width=2 chip=1' width=2; do
	# shellcheck disable=SC2086 # Two options.
	flash_all edcl flash=amd odd $more
done
flash_all edcl flash=intel width=1 buffer=0 locked=0,1,5 alllocks
is 'locks that open together are as before' "$(fact locked)" '[0, 16384, 81920]'
flash_all ahbuart flash=amd width=1 buffer=0
boots_prom 'what was flashed on a bus of 8 bits' board/image
boots_prom 'what was flashed on one of 16, Intel' chip-intel
boots_prom 'what was flashed on one of 16, AMD' chip-amd

# Only what differs; comparing needs no program on the board.
cp chip-amd older
serve edcl flash=amd width=2 image=older flash_kib=256 sector_kib=16
flash --to "$name" --verify-only leon3-two.itb
status_is 'verify-only' 0
flash --to "$name" --minimize leon3-two.prom
status_is 'minimize: nothing differs' 0
end_board
is 'where nothing differs nothing is erased' "$(fact erases)" 0
as_it_was 'where nothing differs'
printf '\125' | dd of=older bs=1 seek=$((size / 2)) conv=notrunc status=none
serve edcl flash=amd width=2 image=older flash_kib=256 sector_kib=16
flash --to "$name" --minimize leon3-two.itb
status_is 'minimize' 0
end_board
ok 'minimize: the boot image is there' cmp -n "$size" board/image leon3-two.prom

# Going on after a power cut.
serve ahbuart flash=intel width=1 image=older flash_kib=256 sector_kib=16 fault=cut after=20000
flash --to "$name" leon3-two.itb
status_is 'a power cut' 5
end_board
is 'a power cut: the first byte is not there' "$(od -An -tx1 -N1 board/image)" ' ff'
cp board/image left
rm -rf "$HOME/.local/state"
serve edcl flash=intel width=1 image=left flash_kib=256 sector_kib=16
flash --to "$name" --resume leon3-two.itb
status_is 'after a power cut: resume' 0
end_board
ok 'after a power cut: the boot image is there' cmp -n "$size" board/image leon3-two.prom

# A signal waits until the board is in order, whatever its processor does at that moment.
serve ahbuart flash=amd width=1 buffer=0 baud=460800
"$XPACK" flash --yes --json --to "$name" leon3-two.itb >steps 2>said &
flashing=$!
until_true grep -q '"phase": "program"' steps
kill -TERM "$flashing"
wait "$flashing"
is 'a signal: ends it' $? 143
end_board
as_it_was 'a signal'
interrupted 'a signal' ahbuart width=1 baud=115200

# Nor is the program given something else to do while it works.
for after in 960 990 1010 1040 1090; do
	rm -rf "$HOME/.local/state"
	serve edcl flash=intel width=1 image=older flash_kib=256 sector_kib=16 \
		program_us=3000 signal="$after"
	bash -c 'echo $$ >board/pid; exec "$@"' bash "$XPACK" flash --yes --to "$name" \
		leon3-two.itb >said 2>&1
	is "a signal at datagram $after: ends it" $? 143
	end_board
	as_it_was "a signal at datagram $after"
done
rm -rf "$HOME/.local/state"

# RAM that nobody has set up yet.
serve edcl width=1 deaf
flash --to "$name" leon3-two.itb
status_is 'RAM that keeps nothing' 5
sed -i "s|$name|LINK|g" "$run_dir/stderr"
stderr_is 'RAM that keeps nothing: said' <<END
LINK: error: [target] the RAM at 0x47ffeb20 does not keep what is written: is the board's memory \
controller set up?
END
end_board
is 'RAM that keeps nothing: nothing was erased' "$(fact erases)" 0

run python3 "$links/faults.py" "$XPACK" leon3-two.itb leon3-two.prom "${FIRST:-1}" "${N:-1}" \
	narrow
status_is 'runs with faults end as they have to' 0
is 'all kinds were tried' "$(grep -c " ${N:-1} runs, " "$run_dir/stdout")" 12
is 'what a link may lose, reorder or double costs nothing' \
	"$(grep -cE "^narrow-(lose|reorder|duplicate): .* 0 errors" "$run_dir/stdout")" 3
run_report
done_testing
