#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_grmon.sh: flashing through a stand-in for GRMON, grmon.tcl.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

need tclsh srec_cat qemu-system-sparc timeout
export CHIP=$tmp/chip
mkdir bin
cp "$top_srcdir/tests/flash/grmon.tcl" bin/grmon
chmod +x bin/grmon
PATH=$tmp/bin:$PATH
grmon='grmon:-uart /dev/ttyS9'
size=$(stat -c %s leon3-two.prom)
head -c 8M /dev/urandom >before

cp before chip
flash --to "$grmon" --trace log leon3-two.itb
status_is 'a chip' 0
same 'a chip: shown' shown - <<END
image   leon3-two 1.0 for leon3_generic, security version 1, $size bytes
target  the flash behind GRMON, GR740 \x1b[2J, 0x740
place   0x00000000..$(printf '0x%08x' $((size - 1)))
END
cp shown first
ok 'a chip: it is there' cmp -n "$size" chip leon3-two.prom
ok 'a chip: what shares no block is as it was' cmp -i $((256 << 10)) chip before
ok 'a chip: what shares a block is as it was' cmp -i "$size" chip before
ok 'a chip: the log has the scripts' grep -q '> flash unlock 0x00000000 0x0003ffff' log
boots_prom 'a chip' chip
flash --to "$grmon" --verify-only leon3-two.itb
status_is 'verify-only' 0
flash --to "$grmon" --size 64KiB --read-back copy
status_is 'read-back' 0
same 'read-back: those bytes' copy <(head -c 64K chip)
flash --to "$grmon" --read-back copy
status_is 'read-back: how much?' 5

# A chip that nobody flashed.
fresh()
{
	cp before chip
	rm -rf "$HOME/.local"
}

# Boards that are no LEON, and a GRMON that does not do as it says.
flash --to "$grmon" x86-two.itb
status_is 'a PC' 1
stderr_is 'a PC: said' <<END
$grmon: error: [flash-board] $(sed -n 's/^target  //p' first) is nothing that board 'pc' starts from
END
for defect in 'no erase' 'no load'; do
	fresh
	DEFECT=$defect flash --to "$grmon" leon3-two.itb
	status_is "$defect" 5
	stderr_has "$defect: said" '[flash-verify] at 0x0000'
done
for defect in unlock erase load; do
	fresh
	DEFECT=$defect flash --to "$grmon" leon3-two.itb
	status_is "$defect" 4
	stderr_has "$defect: said" "grmon: $defect failed"
done
DEFECT='no dump' flash --to "$grmon" --verify-only leon3-two.itb
status_is 'no dump' 5
stderr_is 'no dump: said' <<END
$grmon: error: [target] GRMON dumped nothing
END
DEFECT='short dump' flash --to "$grmon" --verify-only leon3-two.itb
status_is 'short dump' 5
fresh
head -c "$size" leon3-two.prom | dd of=chip conv=notrunc status=none
DEFECT=lost flash --to "$grmon" leon3-two.itb
status_is 'an old dump is not what was read back' 5
stderr_has 'an old dump is not what was read back: said' '[flash-verify] at 0x0000'

# The power fails when the first blocks are erased: what shared them comes back with --resume.
fresh
DEFECT=load flash --to "$grmon" leon3-two.itb
status_is 'a power cut' 4
not_ok 'a power cut: what shares a block is lost' cmp -s -i "$size" chip before
cp chip cut
journal=$(echo "$HOME"/.local/state/xpack/flash-*.journal)
is 'a power cut: the journal is for its user alone' "$(stat -c %a "$journal")" 600
flash --to "$grmon" leon3-two.itb
status_is 'a power cut, and then another run' 1
stderr_is 'a power cut, and then another run: said' <<END
$journal: error: [flash-journal] an earlier run on this target was interrupted
$journal: help: --resume goes on with it, and puts back what stood beside the image
$journal: help: where that does not matter, remove the file
END
flash --to "$grmon" --minimize leon3-two.itb
status_is 'a power cut, and then another run that minimizes' 1
same 'a power cut, and then another run: nothing was written' chip cut
flash --to "$grmon" --resume leon3-two.itb
status_is 'a power cut, resumed' 0
same 'a power cut, resumed: all is there' chip <(cat leon3-two.prom; tail -c +$((size + 1)) before)
not_ok 'a power cut, resumed: no journal is left' test -e "$journal"

# The same of a container alone, which shares a block with its loader.
cp chip before_update
DEFECT=load flash --to "$grmon" --container leon3-two.itb
status_is 'a container, a power cut' 4
not_ok 'a container, a power cut: the loader is lost' cmp -s -n 4096 chip leon3-two.prom
flash --to "$grmon" --container --resume leon3-two.itb
status_is 'a container, a power cut, resumed' 0
same 'a container, a power cut, resumed: all is there' chip before_update

# Nothing goes through a shell, and what goes through Tcl is quoted.
fresh
mkdir 'a [b] $c'
TMPDIR="$tmp/a [b] \$c" flash --to "$grmon \$(touch pwned) ;touch pwned; \`touch pwned\` [exit 7]" \
	--trace log leon3-two.itb
status_is 'metacharacters' 0
ok 'metacharacters: it is there' cmp -n "$size" chip leon3-two.prom
not_ok 'metacharacters: no shell saw them' test -e pwned
# shellcheck disable=SC2016 # They are not to be expanded.
ok 'metacharacters: each word is an argument' grep -qF \
	'> grmon -uart /dev/ttyS9 $(touch pwned) ;touch pwned; `touch pwned` [exit 7] -c' log
is 'nothing is left' "$(ls -A 'a [b] $c')" ''

# Files that the arguments name are the user's.
echo 'set sector 65536' >my.cfg
flash --to "$grmon -cfg my.cfg" --verify-only leon3-two.itb
status_is 'a file of the user' 0
flash --to "$grmon -cfg none.cfg" --verify-only leon3-two.itb
status_is 'a file that is not there' 4

flash --to "$grmon" --region BOOT leon3-two.itb
status_is 'regions' 2
flash --to 'grmon:-uart /dev/none' leon3-two.itb
status_is 'GRMON without a board' 4
PATH=/usr/bin:/bin flash --to "$grmon" leon3-two.itb
stderr_is 'without GRMON' <<'END'
xpack: error: [program] cannot start 'grmon'
xpack: help: 'xpack image --kind grmon' makes a script to be run where GRMON is
END
done_testing
