#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_disk.sh: disks of this machine.  The real ones are only refused; a loop device, where this
# machine lets the test have one, is flashed and booted.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

need qemu-system-i386 timeout losetup sgdisk

flash --to disk:/dev/null x86-two.itb
status_is 'a character device' 5
stderr_is 'a character device: said' <<'END'
disk:/dev/null: error: [target] '/dev/null' is not a disk
END
flash --to disk:missing x86-two.itb
status_is 'nothing' 5
stderr_is 'nothing: said' <<'END'
disk:missing: error: [target] cannot find 'missing': No such file or directory
END
root=$(findmnt -no SOURCE / | sed 's/\[.*//')
if [ -b "$root" ]; then
	flash --to "disk:$root" x86-two.itb
	status_is 'what this machine runs from' 5
	like 'what this machine runs from: said' "$(cat "$run_dir/stderr")" \
		'(this machine runs from|is a partition, not a disk)'
fi

run "$XPACK" flash --list
status_is 'list' 0
ok 'list: targets and ports, and no other line' \
	awk '!/^((disk:)?\/dev\/|spi:|grmon:)[^ ]* +[^ ]/ { exit 1 }' "$run_dir/stdout"
run "$XPACK" flash --list --json
stdout_is_json 'list --json'

loop=''
if [ "$(id -u)" -eq 0 ]; then
	truncate -s 64M backing
	loop=$(losetup -f --show backing 2>"$tmp/why") || diag "no loop device: $(cat "$tmp/why")"
fi
[ -n "$loop" ] || done_testing
trap 'losetup -d "$loop"; cd /; rm -rf "$tmp"' EXIT
name=${loop#/dev/}

flash --to "disk:$loop" x86-two.itb
status_is 'a disk that cannot be taken out' 5
stderr_is 'a disk that cannot be taken out: said' <<END
disk:$loop: error: [target] '$name' cannot be taken out of this machine
disk:$loop: help: if it is really the one, say --force $name
END
run "$XPACK" flash --list
stdout_has 'list: a loop device' "67108864 bytes; only with --force $name"
flash --to "disk:$loop" --force "x$name" x86-two.itb
status_is 'forced by another name' 5
flash --to "disk:$loop" --force "$name" leon3-two.itb
status_is 'a PROM image onto a disk' 1
stderr_is 'a PROM image onto a disk: said' <<END
disk:$loop: error: [flash-board] a disk is nothing that board 'leon3_generic' starts from
END
ok 'nothing was written' cmp -n 67108864 backing /dev/zero

# A partition table of an earlier use, whose copy firmware could find at the end.
ok 'an old partition table' sgdisk -n 1:2048:4095 backing
flash --to "disk:$loop" --force "$name" x86-two.itb
status_is 'flashed' 0
"$XPACK" image --kind disk -o wanted.img x86-two.itb
ok 'flashed: it is there' cmp -n "$(stat -c %s wanted.img)" backing wanted.img
ok 'flashed: the old copy is gone' cmp -n 512 -i $((67108864 - 512)):0 backing /dev/zero
flash --to "disk:$loop" --verify-only x86-two.itb
status_is 'verify-only needs no force' 0

# What the medium has counts, not what the kernel remembers of it.
exec 9<"$loop" # closed by all, it would be forgotten
ok 'the cache has all of it' cmp -n "$(stat -c %s wanted.img)" "$loop" wanted.img
byte=$(od -An -tx1 -j 8192 -N 1 wanted.img | tr -d ' ')
other=$(printf '%02x' $((0x$byte ^ 1)))
printf '%b' "\\x$other" | dd of=backing bs=1 seek=8192 conv=notrunc status=none
ok 'the cache does not know of a change' cmp -n "$(stat -c %s wanted.img)" "$loop" wanted.img
flash --to "disk:$loop" --verify-only x86-two.itb
status_is 'it is found all the same' 5
stderr_is 'it is found all the same: said' <<END
disk:$loop: error: [flash-verify] at 0x00002000 it has 0x$other, not 0x$byte
END
exec 9<&-
flash --to "disk:$loop" --force "$name" --minimize x86-two.itb
status_is 'it is mended' 0
boots_disk 'a disk' "$loop"

# Sectors of another size, a switch against writing, and less room than the image needs.
again()
{
	losetup -d "$loop"
	loop=$(losetup -f --show "$@" backing) || exit 99
	name=${loop#/dev/}
}
again -b 4096
head -c 1M backing >before
flash --to "disk:$loop" --force "$name" x86-two.itb
status_is 'sectors of 4096 bytes' 5
stderr_is 'sectors of 4096 bytes: said' <<END
disk:$loop: error: [target] '$name' has sectors of 4096 bytes, and a disk image is for 512
END
flash --to "disk:$loop" --verify-only x86-two.itb
status_is 'sectors of 4096 bytes can be read' 0
again -r
flash --to "disk:$loop" --force "$name" x86-two.itb
status_is 'a write-protected disk' 5
stderr_is 'a write-protected disk: said' <<END
disk:$loop: error: [target] '$name' is write-protected
END
run "$XPACK" flash --list
stdout_has 'list: a write-protected disk' '67108864 bytes; write-protected'
again --sizelimit $((1 << 20))
flash --to "disk:$loop" --force "$name" x86-two.itb
status_is 'a disk that is too small' 1
needed=$(stat -c %s wanted.img)
stderr_is 'a disk that is too small: said' <<END
disk:$loop: error: [flash-size] $needed bytes at offset 0x0 do not fit into 1048576 bytes
END
ok 'a disk that is too small: nobody is asked' test ! -s shown
ok 'refused: nothing was written' cmp -n 1048576 backing before
again --sizelimit $((needed + 512))
flash --to "disk:$loop" --force "$name" --minimize x86-two.itb
status_is 'a disk whose size is an odd number of sectors' 0
flash --to "disk:$loop" --read-back copy
status_is 'a disk whose size is an odd number of sectors: read back' 0
ok 'a disk whose size is an odd number of sectors: all of it' \
	cmp copy <(head -c "$(stat -c %s copy)" backing)
again

# The node leads elsewhere, or is a link: what is opened is what is judged.
ln -s "$loop" link
flash --to disk:link x86-two.itb
stderr_has 'a link: the disk behind it is named' "say --force $name"
flash --to file:link x86-two.itb
stderr_is 'a link to a disk is no file' <<'END'
file:link: error: [target] 'link' is a device
file:link: help: a disk is disk:link
END

# In use: it is mounted, or another process has it.
python3 -c 'import os, sys, time
os.open(sys.argv[1], os.O_RDWR | os.O_EXCL)
open("held", "w").close()
time.sleep(60)' "$loop" &
holder=$!
until_true test -e held
flash --to "disk:$loop" --force "$name" x86-two.itb
status_is 'a disk that another process has' 5
stderr_is 'a disk that another process has: said' <<END
disk:$loop: error: [target] '$name' or a part of it is in use
END
kill "$holder"
wait "$holder" 2>/dev/null
ok 'a file system' mkfs.ext2 -q "$loop"
mkdir mountpoint
if mount "$loop" mountpoint 2>/dev/null; then
	flash --to "disk:$loop" --force "$name" x86-two.itb
	umount mountpoint
	status_is 'a mounted disk' 5
	stderr_is 'a mounted disk: said' <<END
disk:$loop: error: [target] '$name' or a part of it is mounted on $tmp/mountpoint
END
fi
done_testing
