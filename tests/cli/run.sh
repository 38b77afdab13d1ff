#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# xpack run: exit codes for a machine that stops, runs on, refuses, or is not there.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need qemu-system-sparc timeout
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub XPACK_LIBDIR TMPDIR=$tmp/scratch
mkdir scratch
cp -r "${top_builddir:?}/tests/systems/leon3-plain" plain
"$XPACK" build -q -o plain.itb plain/system.xml || exit 99
# Its host does nothing, for ever.
make_system endless
"$XPACK" build -q -o endless.itb endless/system.xml || exit 99

# Nothing of the tool is left: no process, no file.
nothing_left()
{
	local process left=''
	for process in /proc/[0-9]*; do
		if [ "$(readlink "$process/cwd" 2>/dev/null)" = "$tmp" ]; then
			case $(cat "$process/comm" 2>/dev/null) in
			qemu* | xpack*) left="$left $process" ;;
			esac
		fi
	done
	is "$1: no emulator is left" "$left" ''
	is "$1: no file is left" "$(ls -A scratch)" ''
}

# A program that ends, and one that does not.
run timeout 60 "$XPACK" run --timeout 20 plain.prom
status_is 'a machine that stops' 0
stdout_has 'a machine that stops: the host ran' 'plain: hello from a bare-metal program'
stderr_is 'a machine that stops: said' <<'END'
plain.prom: the machine stopped
END
nothing_left 'a machine that stops'
run timeout 60 "$XPACK" run -q -t 20 plain.itb
status_is 'a container is made into a boot image' 0
stdout_has 'a container is made into a boot image: it runs' 'plain: memory is clear'
stderr_empty 'quiet'
nothing_left 'a container'
begin=$SECONDS
run timeout 60 "$XPACK" run --timeout=2 endless.prom
status_is 'the time ran out after the host was started' 0
stderr_is 'the time ran out: said' <<'END'
endless.prom: ended after the given time
END
ok 'the time was the given one' test $((SECONDS - begin)) -ge 2 -a $((SECONDS - begin)) -le 15
stdout_has 'the time ran out: the host was started' 'start kernel.segment-0'
nothing_left 'the time ran out'

# A key that is not the loader's, and a container that was changed: the loader refuses.
"$XPACK" keygen -q -a p256 other.pem
run timeout 60 "$XPACK" run -q --timeout 20 -p other.pem.pub plain.itb
refused_with 'another key' 5
stderr_has 'another key: said' 'plain.itb: error: [run] the loader refused the container'
like 'another key: the code' "$(cat "$run_dir/stdout")" 'REFUSED 0x20'
nothing_left 'another key'
python3 -c 'd = bytearray(open("plain.prom", "rb").read()); at = d.index(b"\xd0\x0d\xfe\xed")
d[at + 100] ^= 1; open("flipped.prom", "wb").write(d)'
run timeout 60 "$XPACK" run -q --timeout 20 flipped.prom
refused_with 'a changed signature' 5
like 'a changed signature: the code' "$(cat "$run_dir/stdout")" 'REFUSED 0x21'
"$XPACK" build -q --unsigned -o unsigned.itb plain/system.xml
run timeout 60 "$XPACK" run -q --timeout 20 unsigned.itb
refused_with 'an unsigned container' 5

# A loader that does not come to a word.
python3 -c 'd = bytearray(open("plain.prom", "rb").read()); d[0:4] = bytes.fromhex("10800000")
open("silent.prom", "wb").write(d)'
run timeout 60 "$XPACK" run -q --timeout 2 silent.prom
refused_with 'a loader that does not start the host' 5
stderr_has 'a loader that does not start the host: said' \
	'silent.prom: error: [run] the loader did not start the host'

# The command line.
for value in 0 -1 x 1s 1.5 '' 86401 99999999999999999999; do
	run "$XPACK" run --timeout "$value" plain.prom
	refused_with "--timeout '$value'" 2
	stderr_has "--timeout '$value': said" "'$value' is not a time of 1 to 86400 seconds"
done
run env -u XPACK_PUBKEY "$XPACK" run plain.itb
refused_with 'a container without a public key' 2
run env -u XPACK_PUBKEY timeout 60 "$XPACK" run -q -t 20 plain.prom
status_is 'a boot image needs no key' 0

# No emulator, and one that fails.
PATH=/nonexistent run "$XPACK" run plain.prom
refused_with 'no emulator' 4
stderr_is 'no emulator: what to do' <<'END'
xpack: error: [emulator] cannot start 'qemu-system-sparc'
xpack: help: install QEMU for the board's architecture (Debian: qemu-system-sparc)
END
mkdir bin && printf '#!/bin/sh\necho no such machine >&2\nexit 1\n' >bin/qemu-system-sparc
chmod +x bin/qemu-system-sparc
PATH=$tmp/bin:$PATH run "$XPACK" run plain.prom
status_is 'an emulator that fails' 5
stderr_is 'an emulator that fails: what it says, too' <<'END'
no such machine
plain.prom: error: [run] the loader did not start the host
END
TMPDIR=/nonexistent run timeout 60 "$XPACK" run -q -t 20 plain.itb
status_is 'no temporary directory is needed' 0

# A board that no emulator knows.
cp -r endless unknown && sed -i 's/leon3_generic/my-board/' unknown/board.xml
"$XPACK" build -q -o unknown.itb unknown/system.xml
for image in unknown.itb unknown.prom; do
	run "$XPACK" run "$image"
	refused_with "run $image" 1
	stderr_has "run $image: said" \
		"$image: error: [emulator-board] no emulator is known for board 'my-board'"
done

# Ended by a signal, it takes the emulator with it.  Whoever started this test may ignore SIGHUP.
for signal in HUP TERM KILL; do
	: >signal.out
	env --default-signal=HUP,TERM "$XPACK" run -q -t 60 endless.itb >signal.out 2>&1 &
	pid=$!
	for _ in {1..100}; do
		! grep -q '^start kernel' signal.out || break
		sleep 0.1
	done
	kill -$signal $pid
	wait $pid 2>/dev/null
	is "SIG$signal ends it" $? $((128 + $(kill -l $signal)))
	sleep 0.5
	nothing_left "SIG$signal"
done

# Ended by its reader.
(timeout 60 "$XPACK" run -q -t 20 endless.prom; echo $? >code) | head -n 1 >/dev/null
sleep 0.5
nothing_left 'a reader that went away'

# A full device in the place of the console.
status=0
timeout 60 "$XPACK" run -q -t 20 plain.prom >/dev/full 2>"$run_dir/stderr" || status=$?
refused_with 'the console cannot be written' 4
done_testing
