#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_links.sh: flashing LEON boards through their debug links, against a board of the tests on a
# pseudo terminal and on UDP; what was flashed boots in QEMU as the PROM.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"
# shellcheck source=tests/links/lib.sh
. "$top_srcdir/tests/links/lib.sh"

need qemu-system-sparc
# Every kind of flash, over both links.
for set in intel amd; do
	flash_all ahbuart flash=$set chip=2
	for chip in 1 4; do
		flash_all edcl flash=$set chip=$chip
	done
	flash_all edcl flash=$set chip=1 bytemode=1
	flash_all edcl flash=$set boot=1 # small sectors at the beginning
	flash_all edcl flash=$set locked=0,1,5
	is "$set: locks are as before" "$(fact locked)" '[0, 8192, 40960]'
done
# Without buffers, word by word: where it differs.
cp leon3-two.prom nearly
printf '\125' | dd of=nearly bs=1 seek=$((size - 1)) conv=notrunc status=none
for set in intel amd; do
	serve edcl flash=$set buffer=0 image=nearly "${flash_of[@]}"
	flash --to "$name" --minimize leon3-two.itb
	status_is "$set, no buffer" 0
	end_board
	as_it_was "$set, no buffer"
	is "$set, no buffer: both ends are written" "$(fact erases)" 8
	ok "$set, no buffer: the boot image is there" cmp -n "$size" board/image leon3-two.prom
done
flash_all edcl flash=intel chip=4 full=3 # no buffer is free at first
# Chips of another kind of query, which a 0xff confuses.
for chip in 1 2 4; do
	flash_all edcl flash=amd odd chip=$chip
done
flash_all ahbuart flash=amd odd chip=1 bytemode=1
flash_all edcl flash=intel locked=0,1,5 alllocks
is 'locks that open together are as before' "$(fact locked)" '[0, 8192, 40960]'
head -c 8M board/image >chip
boots_prom 'what was flashed' chip

# No request is longer than the board's Ethernet buffer takes, and none is much shorter; where
# several links may be the one that is asked, they all count.
# asks WHAT DATAGRAMS OPTION...: so many bring it all across.
asks()
{
	local what=$1 most=$2
	shift 2
	serve edcl "$@" image=chip flash_kib=256 sector_kib=16
	flash --to "$name" --verify-only leon3-two.itb
	status_is "$what: compared" 0
	end_board
	as_it_was "$what"
	is "$what: datagrams" "$(($(fact passed | cut -d ' ' -f 3) <= size / most / 4 + 60))" 1
	flash_all edcl "$@" buffer=512
}
asks 'a buffer of 1 KiB' 50 edcl_kib=1
asks 'a buffer of 2 KiB' 114 edcl_kib=2
asks 'a buffer of 8 KiB' 242 edcl_kib=8
asks 'a buffer of 64 KiB' 242 edcl_kib=64
asks 'two buffers' 114 edcl_kib=4 other_kib=64
asks 'two buffers, the other one is smaller' 50 edcl_kib=64 other_kib=1
asks 'another GRETH without the link' 242 edcl_kib=16 other_kib=0

# Where a board begins to read inside a byte, and sends what is left of an answer, no command is
# made of that, and no word is written.
export XPACK_LINK_TIMEOUT=150
head -c 64K /dev/urandom >bytes
for seed in 1 2 3; do
	serve ahbuart misframe=30 stale=40 seed="$seed"
	run "$XPACK" flash --list --to "$name"
	status_is "out of step, $seed: list" 0
	end_board
	is "out of step, $seed: nothing was written" "$(fact bogus)" 0
	is "out of step, $seed: the board had no trouble" "$(cat board/log)" ''
	serve ahbuart misframe=30 stale=40 seed="$seed" fault=drop every=20000 image=bytes
	flash --to "$name" --read-back copy --offset 0 --size 64KiB
	status_is "bytes are lost, $seed: read back" 0
	end_board
	same "bytes are lost, $seed: what was read" copy bytes
	is "bytes are lost, $seed: they were" "$(($(fact faults) > 0))" 1
	is "bytes are lost, $seed: nothing was written" "$(fact bogus)" 0
done
serve ahbuart misframe=100
flash --to "$name" leon3-two.itb
status_is 'never in step' 5
stderr_is 'never in step: said' <<END
$name: error: [target] no answer: the board does not read 0xfffffff0
END
end_board
is 'never in step: nothing was written' "$(fact bogus)" 0
unset XPACK_LINK_TIMEOUT

# Only what differs; going on; comparing; reading back.
serve ahbuart image=chip flash_kib=256 sector_kib=16
flash --to "$name" --minimize leon3-two.prom
status_is 'minimize: nothing differs' 0
flash --to "$name" --verify-only leon3-two.itb
status_is 'verify-only' 0
flash --to "$name" --read-back copy --size "$size"
status_is 'read back' 0
same 'read back: the boot image' copy leon3-two.prom
flash --to "$name" --read-back copy --offset 0xfffff000 --size 8KiB
status_is 'beyond all addresses' 1
stderr_is 'beyond all addresses: said' <<END
$name: error: [flash-size] 8192 bytes at offset 0xfffff000 are not in its 4294967296 bytes
END
end_board
is 'where nothing differs nothing is erased' "$(fact erases)" 0
as_it_was 'where nothing differs'
cp chip older
printf '\125' | dd of=older bs=1 seek=$((size - 1)) conv=notrunc status=none
serve edcl image=older flash_kib=256 sector_kib=16
flash --to "$name" --verify-only leon3-two.itb
status_is 'verify-only: it differs' 5
flash --to "$name" --minimize leon3-two.itb
status_is 'minimize' 0
end_board
ok 'minimize: the boot image is there' cmp -n "$size" board/image leon3-two.prom
serve ahbuart image=older flash_kib=256 sector_kib=16 fault=cut after=9000
flash --to "$name" leon3-two.itb
status_is 'a power cut' 5
end_board
is 'a power cut: the first word is not there' "$(od -An -tx1 -N4 board/image)" ' ff ff ff ff'
cp board/image left
rm -rf "$HOME/.local/state" # what shared a sector with the image is not looked at
serve edcl image=left flash_kib=256 sector_kib=16
flash --to "$name" --resume leon3-two.itb
status_is 'after a power cut: resume' 0
end_board
ok 'after a power cut: the boot image is there' cmp -n "$size" board/image leon3-two.prom
head -c 8M board/image >chip
boots_prom 'what was resumed' chip

# In the first block, which comes last, and which no journal knows of.
parts=
for after in 16500 18000 20400; do
	serve edcl image=older flash_kib=256 sector_kib=16 chip=4 \
		fault=cut after=$after
	flash --to "$name" leon3-two.itb
	status_is "a power cut after $after changes" 5
	end_board
	cp board/image left
	parts+=$(python3 -c '
left, wanted = (open(name, "rb").read()[: 16 << 10] for name in ("left", "leon3-two.prom"))
print(sum(a == b != 255 for a, b in zip(left, wanted)) > 0, left[:4] == wanted[:4])')$'\n'
	rm -rf "$HOME/.local/state"
	serve edcl image=left flash_kib=256 sector_kib=16
	flash --to "$name" --resume leon3-two.itb
	status_is "a power cut after $after changes: resume" 0
	end_board
	as_it_was "a power cut after $after changes"
	ok "a power cut after $after changes: the boot image is there" \
		cmp -n "$size" board/image leon3-two.prom
done
is 'of the first block a part was there, not its first word' "$parts" \
	"$(printf 'True False\n%.0s' 1 2 3)"$'\n'

# A signal waits until the board is in order.
serve ahbuart baud=115200
"$XPACK" flash --yes --to "$name" leon3-two.itb 2>said &
flashing=$!
sleep 3
kill -TERM "$flashing"
wait "$flashing"
is 'a signal: ends it' $? 143
end_board
as_it_was 'a signal'
interrupted 'a signal' ahbuart baud=115200

# Or while the line is out of step, and the board takes what comes for the rest of a write.
export XPACK_LINK_TIMEOUT=100
for after in 4 7 8 9 10 12 14; do
	rm -rf "$HOME/.local/state"
	serve ahbuart image=older flash_kib=256 sector_kib=16 fault=drop at=60000 \
		every=1000000000 misframed=1,2 signal=$((60000 + after))
	bash -c 'echo $$ >board/pid; exec "$@"' bash "$XPACK" flash --yes --to "$name" \
		leon3-two.itb >said 2>&1
	is "a signal $after bytes behind one that is lost: ends it" $? 143
	end_board
	is "a signal $after bytes behind one that is lost: nothing that nobody sent is written" \
		"$(fact faults) $(fact bogus) $(fact mcfg1) $(fact shows)" '1 0 restored contents'
done
unset XPACK_LINK_TIMEOUT

# What a line without checks may have done besides is said.
rm -rf "$HOME/.local/state"
serve ahbuart image=older flash_kib=256 sector_kib=16 fault=drop at=60000 every=1000000000
XPACK_LINK_TIMEOUT=3000 flash --to "$name" leon3-two.itb
status_is 'a byte that is lost' 0
sed -i "s|$name|LINK|g" "$run_dir/stderr"
stderr_is 'a byte that is lost: said' <<END
LINK: note: the serial line failed 1 times, as far as that shows: words elsewhere on the board may \
have changed
LINK: $written bytes programmed, $size bytes read back and equal
END
end_board

# A chip that stays busy cannot be made to show its contents again, which is said, too.
rm -rf "$HOME/.local/state"
serve edcl image=older flash_kib=256 sector_kib=16 fault=stuck every=3000
flash --to "$name" leon3-two.itb
status_is 'a chip that stays busy' 5
end_board
sed -i "s|$name|LINK|g" "$run_dir/stderr"
like 'a chip that stays busy: said' "$(head -n 1 "$run_dir/stderr")" \
	'^LINK: error: \[target\] cannot .* at 0x.*: the flash is not ready within its own time$'
is 'a chip that stays busy: and how it is left' "$(tail -n +2 "$run_dir/stderr")" \
	'LINK: error: [target] the flash does not show its contents: reset the board'
is 'a chip that stays busy: every command was legal' "$(fact illegal)" ''
is 'a chip that stays busy: the memory controller is as before' "$(fact mcfg1)" restored

# Whatever number the board expects first.
for first in 1 8191 16320 16383; do
	serve edcl first="$first"
	run "$XPACK" flash --list --to "$name"
	status_is "a board that expects number $first" 0
	end_board
done

# Links that are none.
export XPACK_LINK_TIMEOUT=20
flash --to edcl:127.0.0.2:9 leon3-two.itb
status_is 'nobody there' 5
stderr_is 'nobody there: said' <<'END'
edcl:127.0.0.2:9: error: [target] no answer: the board does not read 0xfffffff0
END
flash --to ahbuart:/dev/null leon3-two.itb
status_is 'no serial line' 5
stderr_is 'no serial line: said' <<END
ahbuart:/dev/null: error: [target] cannot use '/dev/null' as a serial line: Inappropriate \
ioctl for device
END
flash --to ahbuart:/dev/null,115201 leon3-two.itb
stderr_is 'no baud rate: said' <<'END'
ahbuart:/dev/null,115201: error: [target] '115201' is no baud rate of serial lines
END
flash --to edcl: leon3-two.itb
stderr_is 'no address: said' <<'END'
edcl:: error: [target] '' is not ADDRESS or ADDRESS:PORT
END
XPACK_LINK_TIMEOUT=0 flash --to edcl:127.0.0.2 leon3-two.itb
stderr_is 'a timeout that is none: said' <<'END'
edcl:127.0.0.2: error: [target] XPACK_LINK_TIMEOUT '0' is not 1 to 60000
END
done_testing
