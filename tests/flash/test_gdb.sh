#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_gdb.sh: flashing boards through a server of the GDB remote protocol: QEMU's, and one of the
# tests.  Servers listen on sockets in the test's directory, so there are no ports to collide on.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

need qemu-system-sparc qemu-system-i386 qemu-system-x86_64 timeout python3
size=$(stat -c %s leon3-two.prom)
stub=$top_srcdir/tests/flash/stub.py
server=
trap 'stop_server; cd /; chmod -R u+w "$tmp"; rm -rf "$tmp"' EXIT

# Whatever a test left behind is ended with it.
stop_server()
{
	[ -z "$server" ] || kill "$server" 2>/dev/null
	[ -z "$server" ] || wait "$server" 2>/dev/null
	server=
}

# emulate COMMAND...: a board that is stopped, its stub listening at $at, its monitor at the socket
# monitor.
at=path=gdb
emulate()
{
	stop_server
	rm -f gdb monitor console
	timeout 300 "$@" -S -display none -icount shift=4 -serial file:console \
		-chardev "socket,$at,server=on,wait=off,id=stub" -gdb chardev:stub \
		-monitor unix:monitor,server=on,wait=off </dev/null >server.log 2>&1 &
	server=$!
	until_true test -S monitor
}

emulate_leon3()
{
	head -c 64K /dev/zero >empty
	emulate qemu-system-sparc -M leon3_generic -m 128 -bios empty "$@"
}

emulate_pc()
{
	emulate "$1" -M pc -m 128 -no-reboot -device isa-debug-exit,iobase=0xf4,iosize=4
}

# monitor COMMAND: what it answers.
monitor()
{
	python3 - "$1" <<'END'
import socket, sys
monitor = socket.socket(socket.AF_UNIX)
monitor.connect("monitor")

def answer():
    text = b""
    while not text.endswith(b"(qemu) "):
        text += monitor.recv(4096)
    return text.decode()

answer()
monitor.sendall(sys.argv[1].encode() + b"\n")
print(answer())
END
}

# runs NAME: both partitions of the example systems show what they have to.
runs()
{
	until_true grep -q '^xhost: halt, status 0' console
	is "$1" "$(tr -d '\r' <console | grep -cE '^\[(control|telemetry)\] frame [0-4]:')" 10
}

# A LEON3 board with an empty PROM: flashed, started, and started again by a reset.
emulate_leon3
flash --to gdb:unix:gdb --reset --trace trace leon3-two.itb
status_is 'LEON3: flashed and started' 0
stderr_is 'LEON3: said' <<END
gdb:unix:gdb: $size bytes programmed, $size bytes read back and equal
END
runs 'LEON3: the partitions run'
ok 'LEON3: the trace begins with what is asked first' \
	grep -qE '^[0-9.]+ > \$qSupported#37$' trace
like 'LEON3: the last that is sent starts it' "$(grep '> \$' trace | tail -n 1)" '> \$c#63$'
emulate_leon3 -no-shutdown
flash --to gdb:unix:gdb leon3-two.prom
status_is 'LEON3: flashed and left stopped' 0
sleep 0.5
is 'LEON3: left stopped: nothing runs' "$(cat console)" ''
flash --to gdb:unix:gdb --verify-only leon3-two.itb
stderr_is 'LEON3: verify-only' <<END
gdb:unix:gdb: 0 bytes programmed, $size bytes read back and equal
END
flash --to gdb:unix:gdb --minimize leon3-two.itb
stderr_is 'LEON3: minimize' <<END
gdb:unix:gdb: 0 bytes programmed, $size bytes read back and equal
END
flash --to gdb:unix:gdb --read-back copy --offset 0xfffff000 --size 8KiB
status_is 'beyond all addresses' 1
stderr_is 'beyond all addresses: said' <<END
gdb:unix:gdb: error: [flash-size] 8192 bytes at offset 0xfffff000 are not in its 4294967296 bytes
END
flash --to gdb:unix:gdb --read-back copy --size "$size"
status_is 'LEON3: read back' 0
same 'LEON3: read back: the boot image' copy leon3-two.prom
monitor system_reset >reset.log
monitor cont >cont.log
runs 'LEON3: the partitions run after a reset'
: >console
monitor system_reset >reset.log
monitor cont >cont.log
runs 'LEON3: and after another one'

# A PC that stands at its reset vector.
for program in qemu-system-i386 qemu-system-x86_64; do
	emulate_pc "$program"
	flash --to gdb:unix:gdb --reset x86-two.itb
	status_is "$program: loaded and started" 0
	runs "$program: the partitions run"
done
emulate_pc qemu-system-i386
monitor cont >cont.log
sleep 0.5
flash --to gdb:unix:gdb --reset x86-two.itb
status_is 'a PC that runs its firmware is not started' 5
sed -Ei 's/0x[0-9a-f]+:0x[0-9a-f]+$/PLACE/' "$run_dir/stderr"
stderr_is 'a PC that runs its firmware: said' <<'END'
gdb:unix:gdb: error: [target] the processor is not as after reset, but at PLACE
gdb:unix:gdb: help: reset the machine and keep it stopped: QEMU's option -S
gdb:unix:gdb: note: all that was to be written is there
END
emulate qemu-system-i386 -M pc -m 64
flash --to gdb:unix:gdb --reset x86-two.itb
status_is 'a PC without the RAM that its description has' 5
stderr_is 'a PC without the RAM: said' <<'END'
gdb:unix:gdb: error: [target] there is no RAM at 0x07efffc0, where the board has some
gdb:unix:gdb: note: all that was to be written is there
END

# By TCP, at a port that the system chose.
at=host=127.0.0.1,port=0
emulate_leon3
at=path=gdb
port=$(monitor 'info chardev' | sed -n 's/^stub: .*:127\.0\.0\.1:\([0-9]*\),.*/\1/p')
flash --to "gdb:127.0.0.1:$port" --reset leon3-two.itb
status_is 'by TCP: flashed and started' 0
runs 'by TCP: the partitions run'

# The other board behind the port: not a byte is written.
emulate_leon3
flash --to gdb:unix:gdb --reset --trace trace x86-two.itb
status_is 'a PC image for a LEON3 board' 1
stderr_is 'a PC image for a LEON3 board: said' <<END
gdb:unix:gdb: error: [flash-board] the sparc processor behind unix:gdb is nothing that board \
'pc' starts from
END
not_ok 'a PC image for a LEON3 board: nothing was written' grep -qE '> \$[MXGv]' trace
emulate_pc qemu-system-i386
flash --to gdb:unix:gdb --reset --trace trace leon3-two.itb
status_is 'a LEON3 image for a PC' 1
stderr_is 'a LEON3 image for a PC: said' <<END
gdb:unix:gdb: error: [flash-board] the x86 processor behind unix:gdb is nothing that board \
'leon3_generic' starts from
END
not_ok 'a LEON3 image for a PC: nothing was written' grep -qE '> \$[MXGv]' trace
stop_server

# serve OPTION...: the stub of the tests, with a memory of 128 KiB at $start that begins with the
# file $contents.
start=0
contents=
serve()
{
	rm -f gdb
	head -c 128K /dev/zero | tr '\0' '\252' >memory
	[ -z "$contents" ] || dd if="$contents" of=memory conv=notrunc status=none
	cp memory before
	python3 "$stub" gdb memory "$start" "$@" >server.log 2>&1 &
	server=$!
	until_true test -S gdb
}

# flash_stub NAME ARGUMENTS...: and wait until the stub has written its memory.
flash_stub()
{
	export XPACK_GDB_TIMEOUT=200
	flash --to gdb:unix:gdb "$@" leon3-two.itb
	unset XPACK_GDB_TIMEOUT
	wait "$server"
	server=
}

# holds NAME: the boot image and, behind byte $2 of the memory, what was there before.
holds()
{
	ok "$1: the boot image is there" cmp -n "$size" memory leon3-two.prom
	ok "$1: what is behind is as it was" cmp -i "$2" memory before
}

# unchanged NAME
unchanged()
{
	same "$1: the memory is as it was" memory before
}

serve no-ack binary size=1024
flash_stub --reset
status_is 'binary, without acknowledging' 0
holds 'binary, without acknowledging' "$size"
is 'LEON3: registers as after reset' "$(tail -n 1 memory.log | tail -c 65)" \
	0000000000000080000000020000000000000000000000040000000000000000
is 'LEON3: started' "$(head -n 1 memory.log)" started
serve arch=sparc size=64
flash_stub
status_is 'packets of 64 bytes' 0
holds 'packets of 64 bytes' "$size"
serve flash=0x4000 no-ack binary
flash_stub --json
status_is 'flash' 0
holds 'flash' $(((size + 0x3fff) / 0x4000 * 0x4000))
cp leon3-two.prom older
printf '\125' | dd of=older bs=1 seek=$((size - 1)) conv=notrunc status=none
serve
flash_stub --container
status_is 'a container alone: without its loader' 5
stderr_has 'a container alone: without its loader' 'error: [flash-loader]'
contents=older
serve size=1024
contents=
flash_stub --container
status_is 'a container alone' 0
holds 'a container alone' "$size"
serve flash=0x4000
flash_stub --verify-only
status_is 'flash, verify-only: it differs' 5
unchanged 'flash, verify-only'

# refuses NAME OPTION...: exit code 5 with these options of the stub, and what is said, with
# numbers that depend on the build as N.
refuses()
{
	local name=$1
	shift
	serve "$@"
	flash_stub --reset
	status_is "$name" 5
	sed -Ei '/flash-verify/s/0x[0-9a-f]+/N/g; s/m[0-9a-f]+,8$/mN,8/' "$run_dir/stderr"
	stderr_is "$name: said"
	not_ok "$name: not started" grep -q started memory.log
}

refuses 'a stub that says OK and does not write' deaf <<'END'
gdb:unix:gdb: error: [flash-verify] at N it has N, not N
END
refuses 'a stub that stores a wrong bit' flip <<'END'
gdb:unix:gdb: error: [flash-verify] at N it has N, not N
END
refuses 'a stub that does not write' shy <<'END'
gdb:unix:gdb: error: [target] the stub cannot write 0x00000000..0x000007e7: it says 'E01'
END
unchanged 'a stub that does not write'
refuses 'a stub that says nothing' mute <<'END'
gdb:unix:gdb: error: [target] no answer to qSupported
END
unchanged 'a stub that says nothing'
# The log is there as it happens: what was sent last is wanted when nothing comes back.
rm -f trace
serve mute
XPACK_GDB_TIMEOUT=60000 "$XPACK" flash --yes --to gdb:unix:gdb --trace trace leon3-two.itb \
	>/dev/null 2>&1 &
waiting=$!
until_true grep -q 'qSupported' trace
ok 'the log is written while it waits' kill "$waiting"
wait "$waiting" 2>/dev/null
stop_server
refuses 'a stub that reads less than it was asked for' short size=64 <<'END'
gdb:unix:gdb: error: [target] 'aaaaaaaa' does not answer mN,8
END
unchanged 'a stub that reads less'
refuses 'read-only memory' rom <<END
gdb:unix:gdb: error: [target] the stub's memory map says that 0x00000000..0x0001ffff is read-only
END
unchanged 'read-only memory'
refuses 'registers that do not change' stiff <<'END'
gdb:unix:gdb: error: [target] the registers are not as they were set
gdb:unix:gdb: note: all that was to be written is there
END
holds 'registers that do not change' "$size"
refuses 'registers that are not enough' arch=sparc registers=284 <<'END'
gdb:unix:gdb: error: [target] the stub has 284 bytes of registers, not 288
gdb:unix:gdb: note: all that was to be written is there
END
start=0x1000
refuses 'memory at another place' <<'END'
gdb:unix:gdb: error: [target] the stub cannot write 0x00000000..0x000007e7: it says 'E01'
END
refuses 'a memory map without the place' flash=0x1000 <<'END'
gdb:unix:gdb: error: [target] the stub's memory map has nothing at 0x00000000
END
start=0x210000
serve flash=0x20000 arch=i386
flash --to gdb:unix:gdb x86-two.itb
wait "$server"
status_is 'a place inside a block of flash' 5
stderr_is 'a place inside a block of flash: said' <<END
gdb:unix:gdb: error: [target] 0x00220000 is inside a block of flash of 131072 bytes: what else \
is in it would be erased
END
unchanged 'a place inside a block of flash'
start=0
refuses 'a malformed description' arch=sparc malformed <<'END'
gdb:unix:gdb: error: [target] the stub's target.xml is malformed
END
refuses 'a malformed memory map' flash=0x4000 malformed <<'END'
gdb:unix:gdb: error: [target] the stub's memory map is malformed
END
refuses 'a processor that is not known' registers=289 <<END
gdb:unix:gdb: error: [target] the stub does not say what processor it has, and 289 bytes of \
registers are of none that is known
END
unchanged 'a processor that is not known'
serve arch=mips
flash_stub
status_is 'another processor' 1
stderr_is 'another processor: said' <<END
gdb:unix:gdb: error: [flash-board] the mips processor behind unix:gdb is nothing that board \
'leon3_generic' starts from
END
unchanged 'another processor'

# What is said of the command line.
flash --to gdb:unix:none leon3-two.itb
status_is 'nobody listens' 5
stderr_is 'nobody listens: said' <<'END'
gdb:unix:none: error: [target] cannot connect to 'none': No such file or directory
END
flash --to gdb:unix:gdb --read-back copy
status_is 'read-back of no size' 5
stderr_is 'read-back of no size: said' <<'END'
gdb:unix:gdb: error: [target] how much is to be read? --size says it
END
flash --to gdb:unix:gdb --offset 4KiB leon3-two.itb
status_is 'an offset and an image' 2
stderr_is 'an offset and an image: said' <<END
xpack: error: [usage] --offset is not for gdb:HOST:PORT: an image says itself where in memory \
it lies
END
XPACK_GDB_TIMEOUT=0 flash --to gdb:unix:gdb leon3-two.itb
status_is 'a timeout that is none' 5
stderr_is 'a timeout that is none: said' <<'END'
gdb:unix:gdb: error: [target] XPACK_GDB_TIMEOUT '0' is not 1 to 600000
END
done_testing
