#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_interrupt.sh: signals while another program works for xpack flash, in each of its steps, and
# while a person is asked.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/flash/lib.sh
. "$top_srcdir/tests/flash/lib.sh"

PATH=$PATH:/usr/sbin need flashrom setsid python3 timeout
export TMPDIR=$tmp/scratch STEP=none
real=$(PATH=$PATH:/usr/sbin type -P flashrom)
mkdir bin scratch
# One that stops in the step $STEP until the file `go` is there.  Of the shells bash leaves signals
# blocked that are.
cat >bin/flashrom <<END
#!/usr/bin/env bash
case " \$* " in
*" \$STEP "*)
	echo "\$\$" >"$tmp/reached"
	while [ ! -e "$tmp/go" ]; do sleep 0.05; done
	;;
esac
exec "$real" "\$@"
END
chmod +x bin/flashrom
PATH=$tmp/bin:$PATH
size=$(stat -c %s leon3-two.prom)
spi=spi:dummy:emulate=SST25VF032B,image=chip
head -c 4M /dev/zero | tr '\0' '\132' >before

# stop STEP WHOM: a signal arrives in that step, for all ("-") or for xpack alone (""); $code is
# what comes of it, the file `reached` has the number of the program's process.
stop()
{
	rm -f reached go
	cp before chip
	STEP=$1 setsid "$XPACK" flash --yes --to "$spi" leon3-two.itb >said 2>&1 &
	local pid=$!
	until_true test -s reached
	kill -TERM -- "$2$pid"
	# Only what must be complete waits for it.
	[ "$1" != -w ] || touch go
	wait "$pid"
	code=$?
}

for step in --flash-name --flash-size -r -w; do
	for whom in - ''; do
		name="$step, ${whom:+the whole group}"
		stop "$step" "$whom"
		is "$name: it ends by the signal" "$code" 143
		not_ok "$name: no other program goes on" kill -0 "$(cat reached)"
		is "$name: nothing is left" "$(ls -A scratch)" ''
		not_ok "$name: no message" grep -q 'error' said
		if [ "$step" != -w ]; then
			same "$name: nothing is written" chip before
		else
			is "$name: what shares no block is as it was" \
				"$(cmp -i 128K chip before && echo same)" same
			not_ok "$name: it does not boot" cmp -s -n 4096 chip leon3-two.prom
		fi
		# Where nothing was written it is what every other run does: once a step.
		[ "$step" = -w ] || [ -z "$whom" ] || continue
		resume=()
		[ "$step" != -w ] || resume=(--resume)
		flash --to "$spi" "${resume[@]}" leon3-two.itb
		status_is "$name: it is completed" 0
		ok "$name: it is there" cmp -n "$size" chip leon3-two.prom
	done
done

# A signal that is ignored, as nohup does it, stops nothing.
rm -f reached go
cp before chip
(trap '' HUP; STEP=-r exec setsid "$XPACK" flash --yes --to "$spi" leon3-two.itb) >said 2>&1 &
pid=$!
until_true test -s reached
kill -HUP -- "-$pid"
touch go
wait "$pid"
is 'an ignored signal: it goes on' $? 0
ok 'an ignored signal: it is there' cmp -n "$size" chip leon3-two.prom

# Ctrl-C while a person is asked.
cp before chip
python3 - "$XPACK" "$spi" >how <<'END'
import os, pty, signal, sys
xpack, target = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(xpack, [xpack, "flash", "--to", target, "leon3-two.itb"])
seen = b""
while b"[y/N] " not in seen:
    seen += os.read(terminal, 1000)
os.write(terminal, b"\x03")
print(os.WTERMSIG(os.waitpid(pid, 0)[1]))
END
is 'asked: Ctrl-C ends it' "$(cat how)" 2
same 'asked: nothing is written' chip before
is 'asked: nothing is left' "$(ls -A scratch)" ''
done_testing
