#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_cuts.sh: the power fails at every change to a chip whose blocks the loader and two containers
# share, and --resume brings all of them back.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

need tclsh srec_cat python3 timeout qemu-system-sparc
export CHIP=$tmp/chip
mkdir bin
cp "$top_srcdir/tests/flash/grmon.tcl" bin/grmon
PATH=$tmp/bin:$PATH
grmon='grmon:-uart /dev/ttyS9'
second=$((216 << 10)) # the block of 256 KiB that it begins in has the loader and the first one too

for n in 1 2; do
	cp -r "$top_builddir/tests/systems/leon3-two" "system-$n" && chmod -R u+w "system-$n" &&
		sed -i 's/manifestCap="64KiB"/manifestCap="64KiB" secondContainer="216KiB"/
			s/two" version="1.0"/two" version="'"$n"'.0" sequence="'"$n"'"/' \
			"system-$n/system.xml" &&
		"$XPACK" build -q -o "$n.itb" "system-$n/system.xml" || exit 99
done
size=$(stat -c %s 2.itb)
first=$(python3 -c 'print(open("1.prom", "rb").read().index(bytes.fromhex("d00dfeed")))')
cp 1.prom before
head -c 8M /dev/urandom | tail -c "+$(($(stat -c %s 1.prom) + 1))" >>before
journal=

# fresh: the chip before, and nothing that was interrupted.
fresh()
{
	cp before chip
	rm -rf chip.n "$HOME/.local"
}

# cut N ARGUMENTS...: the power fails in change N.
cut()
{
	local n=$1
	shift
	fresh
	CUT=$n flash --to "$grmon" --container "$@" 2.itb
	cp chip cut
	journal=$(echo "$HOME"/.local/state/xpack/flash-*.journal)
}

# cuts SLOT OFFSET: while that one is written, at every change.
cuts()
{
	local n n_changes complaints='' slot=$1 how
	fresh
	CUT=-1 flash --to "$grmon" --container --slot "$slot" 2.itb
	status_is "$slot: without a cut" 0
	{ head -c "$2" before; cat 2.itb; tail -c +$(($2 + size + 1)) before; } >after
	same "$slot: without a cut: all is there" chip after
	n_changes=$(cat chip.n)
	for ((n = 0; n < n_changes; n++)); do
		cut $n --slot "$slot"
		[ "$status" -eq 4 ] && [ -e "$journal" ] ||
			complaints+="cut at $n: exit code $status, or no journal"$'\n'
		# The slot need not be named again.
		how=(--slot "$slot")
		((n % 2)) || how=()
		flash --to "$grmon" --container --resume "${how[@]}" 2.itb
		[ "$status" -eq 0 ] && cmp chip after && [ ! -e "$journal" ] ||
			complaints+="cut at $n, ${how[*]}: $(cat "$run_dir/stderr")"$'\n'
	done
	diag "$slot: $n_changes changes"
	ok "$slot: there are cuts" test "$n_changes" -gt 5
	is "$slot: after each all is there again" "$complaints" ''
}

fresh
flash --to "$grmon" --container 2.itb
status_is 'neither can be written without risk' 5
same 'neither can be written without risk: nothing was written' chip before
cuts a "$first"
cuts b "$second"
boots_prom 'resumed' chip

# Another board on the same port.
cut 1 --slot b
BOARD=UT700 flash --to "$grmon" --container --slot b --resume 2.itb
status_is 'a cut, and another board' 1
stderr_is 'a cut, and another board: said' <<END_OF_TEXT
$journal: error: [flash-journal] another board was interrupted here: the flash behind GRMON, \
GR740 \x1b[2J, 0x740, 8388608 bytes
$journal: help: where that does not matter, remove the file
END_OF_TEXT
same 'a cut, and another board: nothing was written' chip cut

# What is put back is shown.
end=$((second + size))
flash --to "$grmon" --container --resume --json 2.itb
like 'what is put back: --json' \
	"$(grep '"phase": "target"' "$run_dir/stdout")" \
	"\"put-back\": \[\{\"address\": 0, \"bytes\": $second\}, \
\{\"address\": $end, \"bytes\": $(((512 << 10) - end))\}\]\}\$"
cut 1 --slot b
flash --to "$grmon" --container --resume 2.itb
same 'what is put back: shown' <(grep ^kept shown) - <<END_OF_TEXT
kept    0x00000000..$(printf '0x%08x' $((second - 1))), by the run that was interrupted; is put back
kept    $(printf '0x%08x' $end)..0x0007ffff, by the run that was interrupted; is put back
END_OF_TEXT

# The board was completed by other means, and what stands in front of the container is newer.
cut 1 --slot b
cp after chip
printf 'newer' | dd of=chip bs=1 seek=4096 conv=notrunc status=none
cp chip newer
flash --to "$grmon" --container --slot b --resume 2.itb
status_is 'completed by other means' 1
stderr_is 'completed by other means: said' <<END_OF_TEXT
$journal: error: [flash-journal] something newer than it has stands beside the image, at \
0x00001000: this board was completed by other means
$journal: help: to keep what is there, remove the file
$journal: help: to put back what the file has, erase the image's first block by other means first
END_OF_TEXT
same 'completed by other means: nothing was written' chip newer
cp after chip
flash --to "$grmon" --container --slot b --resume 2.itb
status_is 'completed by other means, nothing newer' 0
not_ok 'completed by other means, nothing newer: no journal is left' test -e "$journal"

# Who resumes with other arguments.
cut 1 --slot b
flash --to "$grmon" --container --slot b 2.itb
status_is 'a cut, and no --resume' 1
stderr_has 'a cut, and no --resume: said' '[flash-journal] an earlier run'
flash --to "$grmon" --container --slot a --resume 2.itb
status_is 'a cut, and the other slot' 1
stderr_is 'a cut, and the other slot: said' <<END_OF_TEXT
$journal: error: [flash-journal] an image of another place or size was interrupted on this target
$journal: help: where that does not matter, remove the file
END_OF_TEXT
flash --to "$grmon" --resume 2.itb
status_is 'a cut, and the whole image' 1
same 'refused: nothing was written' chip cut
flash --to "$grmon" --container --resume 2.itb
status_is 'a cut, and then the same' 0
same 'a cut, and then the same: all is there' chip after
done_testing
