#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# What the tool writes: all of it or nothing, and never over what it should not touch.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need setpriv timeout
make_system system
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub XPACK_LIBDIR
# RSA, so that the same inputs make the same bytes.
"$XPACK" keygen -q -a rsa2048 rsa.pem || exit 99

# unprivileged COMMAND...: root may do everything; this user may do nothing here.
cp "$XPACK" "$tmp/xpack-copy" && cp -r "$XPACK_LIBDIR" "$tmp/libdir" || exit 99
chmod -R a+rX "$tmp"
# Each user has a key that is his alone: a secret that everybody may read is warned about.
chmod 600 key.pem
cp key.pem theirs.pem
[ "$(id -u)" -ne 0 ] || chown 65534 theirs.pem
unprivileged()
{
	if [ "$(id -u)" -eq 0 ]; then
		XPACK_KEY=$tmp/theirs.pem XPACK_LIBDIR=$tmp/libdir \
			setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}

# Old outputs in DIR, which a failing command has to leave as they are.
old_outputs()
{
	mkdir -p "$1"
	for name in out.itb out.prom out.d; do
		echo "old $name" >"$1/$name"
	done
}

still_old() # NAME DIR
{
	is "$1: old outputs stay" "$(cd "$2" && cat out.itb out.prom out.d)" \
		$'old out.itb\nold out.prom\nold out.d'
	is "$1: nothing else is there" "$(cd "$2" && find . -type f | sort | paste -sd ' ')" \
		'./out.d ./out.itb ./out.prom'
}

build_into() # DIR ARGUMENT...
{
	local dir=$1
	shift
	run "$XPACK" build -q -o "$dir/out.itb" --depfile "$dir/out.d" "$@" system/system.xml
}

# Success: exactly these files, with these modes.
mkdir ok && (umask 027 && "$XPACK" build -q -o ok/out.itb --depfile ok/out.d system/system.xml)
is 'build writes what it says' "$(cd ok && stat -c '%a %n' ./* | paste -sd ' ')" \
	'640 ./out.d 640 ./out.itb 640 ./out.prom'
old_outputs ok
build_into ok
status_is 'build replaces old outputs' 0
ok 'build replaces old outputs: container' "$XPACK" verify -q ok/out.itb
ok 'build replaces old outputs: boot image' "$XPACK" verify -q ok/out.prom
run_in system "$XPACK" build system.xml
status_is 'without -o' 0
is 'without -o: the name of the system' "$(cd system && echo *.itb *.prom)" 'good.itb good.prom'
stderr_is 'without -o: the summary' <<END
good.itb: 7 images, $(stat -c %s system/good.itb) bytes; boot image good.prom
END
rm system/good.*
build_into ok --report ok/report
is 'the report' "$(cd ok/report && echo *)" 'boundary.json boundary.txt image.spdx.json'
ok 'the report in JSON' python3 -m json.tool ok/report/boundary.json
rm -r ok/report

# The same bytes in another directory at another time.
mkdir -p 'a b' c && cp -r system 'a b'
export SOURCE_DATE_EPOCH=1700000000
(cd 'a b' && "$XPACK" build -q -k ../rsa.pem -o out.itb system/system.xml)
(cd c && "$XPACK" build -q -k ../rsa.pem -o ./out.itb ../system/system.xml)
unset SOURCE_DATE_EPOCH
same 'reproducible: container' 'a b/out.itb' c/out.itb
same 'reproducible: boot image' 'a b/out.prom' c/out.prom
(cd c && "$XPACK" build -q -k ../rsa.pem -o zero.itb ../system/system.xml)
not_ok 'SOURCE_DATE_EPOCH is in it' cmp -s c/out.itb c/zero.itb
SOURCE_DATE_EPOCH=0 run "$XPACK" build -q -k rsa.pem -o c/explicit.itb system/system.xml
same 'without SOURCE_DATE_EPOCH it is 0' c/explicit.itb c/zero.itb
for value in -1 1.5 0x10 4294967296 99999999999999999999 ' 1' '1 ' now; do
	SOURCE_DATE_EPOCH=$value build_into ok
	refused_with "SOURCE_DATE_EPOCH='$value'" 2
done
SOURCE_DATE_EPOCH=4294967295 build_into ok
status_is 'SOURCE_DATE_EPOCH=4294967295' 0
is 'SOURCE_DATE_EPOCH=4294967295: the timestamp' \
	"$("$XPACK" list --json ok/out.itb | grep timestamp)" '  "timestamp": 4294967295,'

# --unsigned.
old_outputs unsigned && rm unsigned/out.prom
run env -u XPACK_KEY "$XPACK" build --unsigned -o unsigned/out.itb system/system.xml
status_is '--unsigned needs no key' 0
like '--unsigned says so' "$(cat "$run_dir/stderr")" ', unsigned$'
not_ok '--unsigned makes no boot image' test -e unsigned/out.prom
is '--unsigned: both slots are zero bytes' \
	"$(dd if=unsigned/out.itb bs=1 skip=56 count=1104 status=none | tr -d '\0' | wc -c)" 0
run "$XPACK" list unsigned/out.itb
is '--unsigned: list says empty' "$(grep -c '^slot [01]: empty$' "$run_dir/stdout")" 2
run "$XPACK" verify unsigned/out.itb
refused_with '--unsigned: verify' 3
"$XPACK" build -q -o unsigned/signed.itb system/system.xml
is 'a signature changes nothing but its slot' \
	"$(cmp -l unsigned/out.itb unsigned/signed.itb | awk '$1 <= 56 || $1 > 608' | wc -l)" 0

# Directories and devices in the place of outputs.
old_outputs d
mkdir d/dir.itb
run "$XPACK" build -q -o d/dir.itb system/system.xml
refused_with 'the output is a directory' 4
stderr_has 'the output is a directory: message' \
	'd/dir.itb: error: [file-write] cannot write: Is a directory'
rmdir d/dir.itb
rm d/out.prom && mkdir d/out.prom
build_into d
refused_with 'the boot image is a directory' 4
is 'the boot image is a directory: the container stays' "$(cat d/out.itb)" 'old out.itb'
rmdir d/out.prom && echo 'old out.prom' >d/out.prom
still_old 'directories' d
for name in /dev/full /dev/null "$tmp/pipe"; do
	[ -e "$name" ] || mkfifo "$name"
	run timeout 20 "$XPACK" build -q --depfile "$name" -o d/x.itb system/system.xml
	refused_with "the depfile is $name" 4
	not_ok "the depfile is $name: no container" test -e d/x.itb
done
ok '/dev/null is a device' test -c /dev/null
ok 'the pipe is a pipe' test -p pipe
build_into no/such/directory
refused_with 'the directory is not there' 4
build_into key.pem
refused_with 'the directory is a file' 4
run "$XPACK" build -q -o d/out.itb --depfile no/such/out.d system/system.xml
refused_with 'the directory of the depfile is not there' 4
still_old 'no directory for the depfile' d
run "$XPACK" build -q -o d/out.itb --report key.pem system/system.xml
refused_with 'the report is a file' 4
still_old 'the report is a file' d
run "$XPACK" build -q -o "d/$(printf '%0300d' 0).itb" system/system.xml
refused_with 'a name of 300 characters' 4
still_old 'a name of 300 characters' d

# Outputs and inputs do not mix.
for output in system/system.xml system/../system/board.xml ./system/guest.elf; do
	sum=$(cat system/* | cksum)
	run "$XPACK" build -q -o "$output" system/system.xml
	refused_with "-o $output" 2
	run "$XPACK" build -q -o d/x.itb --depfile "$output" system/system.xml
	refused_with "--depfile $output" 2
	is "$output stays" "$(cat system/* | cksum)" "$sum"
done
ln system/guest.elf hard && ln -s system/guest.elf soft
for output in hard soft; do
	run "$XPACK" build -q -o "$output" system/system.xml
	refused_with "-o a $output link to an input" 2
done
run "$XPACK" build -q -o d/out.itb --depfile d/out.itb system/system.xml
refused_with 'two outputs with one name' 2
run "$XPACK" build -q -o d/out.itb --depfile d/../d/out.itb system/system.xml
refused_with 'two outputs with two names for one' 4
run "$XPACK" build -q -o d/out.prom system/system.xml
refused_with 'the container has the name of its boot image' 2
run "$XPACK" build -q -o d/out.itb --depfile d/out.prom system/system.xml
refused_with 'the depfile has the name of the boot image' 2
still_old 'mixed outputs' d

# A link is followed and stays; a dangling one is none.
mkdir links && echo old >links/real && ln -s real links/out.itb
run "$XPACK" build -q -o links/out.itb system/system.xml
status_is 'an output that is a link' 0
ok 'the link stays' test -h links/out.itb
ok 'what it leads to is the container' "$XPACK" verify -q links/real

# Errors of the input leave everything.
old_outputs e
cp -r system broken && echo '<' >>broken/plan.xml
run "$XPACK" build -q -o e/out.itb --depfile e/out.d broken/system.xml
refused_with 'broken XML' 1
still_old 'broken XML' e
run "$XPACK" build -q -k /nonexistent -o e/out.itb --depfile e/out.d system/system.xml
refused_with 'no key' 1
still_old 'no key' e
XPACK_LIBDIR=/nonexistent run "$XPACK" build -q -o e/out.itb --depfile e/out.d system/system.xml
refused_with 'no loader' 1
stderr_has 'no loader: which' '/nonexistent/loader-leon3-p256.elf'
still_old 'no loader' e
mkdir loaders
for loader in host.xml host.elf; do
	cp "system/$loader" loaders/loader-leon3-p256.elf
	XPACK_LIBDIR=loaders run "$XPACK" build -q -o e/out.itb --depfile e/out.d system/system.xml
	refused_with "$loader as loader" 1
	stderr_has "$loader as loader: which" 'loaders/loader-leon3-p256.elf: error: ['
	still_old "$loader as loader" e
done
stderr_has 'a loader without parameters: why' "[loader-format] no symbol 'loader_params'"

# A directory that cannot be written.
old_outputs locked && chmod 555 locked
run unprivileged ./xpack-copy build -q -o locked/out.itb --depfile locked/out.d system/system.xml
refused_with 'unwritable directory' 4
stderr_has 'unwritable directory: message' \
	'locked/out.itb: error: [file-write] cannot write: Permission denied'
still_old 'unwritable directory' locked
chmod 755 locked

# A disk that is full: a limit on the size of files has the same effect for every user.  The
# container is larger than one block; the signal that comes with the limit is ignored or not.
old_outputs full
for signal in '' DFL; do
	status=0
	(
		[ -n "$signal" ] || trap '' XFSZ
		ulimit -f 2
		exec "$XPACK" build -q -o full/out.itb --depfile full/out.d system/system.xml
	) 2>"$run_dir/stderr" || status=$?
	refused_with "full disk, signal '$signal'" 4
	stderr_has "full disk, signal '$signal': message" \
		'full/out.itb: error: [file-write] cannot write: File too large'
	still_old "full disk, signal '$signal'" full
done
# Where a file system of its own can be mounted, a real one.
mkdir small
cat >small.sh <<'END'
mount -t tmpfs -o size=16k tmpfs small || exit 77
old=$(printf 'old %s\n' out.itb out.prom out.d)
for name in out.itb out.prom out.d; do echo "old $name" >small/$name; done
"$XPACK" build -q -o small/out.itb --depfile small/out.d system/system.xml
echo $? >result
ls -A small >>result
[ "$(cat small/out.itb small/out.prom small/out.d)" = "$old" ] && echo same >>result
END
if unshare --user --map-root-user --mount true 2>/dev/null; then
	run unshare --user --map-root-user --mount bash small.sh
	is 'a tmpfs that is full' "$(cat result)" $'4\nout.d\nout.itb\nout.prom\nsame'
	stderr_has 'a tmpfs that is full: message' 'cannot write: No space left on device'
elif [ "$(id -u)" -eq 0 ] && unshare --mount true 2>/dev/null; then
	run unshare --mount bash small.sh
	is 'a tmpfs that is full' "$(cat result)" $'4\nout.d\nout.itb\nout.prom\nsame'
	stderr_has 'a tmpfs that is full: message' 'cannot write: No space left on device'
fi

# Killed at any moment: each file is the old one or the new one.
old_outputs killed
begin=${EPOCHREALTIME/./}
"$XPACK" build -q -k rsa.pem -o killed/new.itb --depfile killed/new.d system/system.xml
duration=$((${EPOCHREALTIME/./} - begin)) # microseconds
mkdir wanted && mv killed/new.itb killed/new.prom wanted && rm killed/new.d
halves=0 left=0 cut=0
for _ in {1..50}; do
	for name in itb prom d; do
		echo "old out.$name" >killed/out.$name
	done
	"$XPACK" build -q -k rsa.pem -o killed/out.itb --depfile killed/out.d system/system.xml &
	pid=$!
	sleep "$(printf '0.%06d' $((RANDOM * duration / 32768)))"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ $? -ne 137 ] || cut=$((cut + 1))
	for name in itb prom; do
		[ "$(cat killed/out.$name | head -c 20 | tr -d '\0')" = "old out.$name" ] ||
			cmp -s killed/out.$name wanted/new.$name || halves=$((halves + 1))
	done
	[ "$(cat killed/out.d)" = 'old out.d' ] || grep -q '^killed/out.itb:' killed/out.d ||
		halves=$((halves + 1))
done
diag "$cut of 50 builds were killed"
is 'killed builds leave whole files' "$halves" 0
ok 'some builds were killed' test "$cut" -gt 0
left=$(find killed -name '.xpack-*' | wc -l)
diag "$left temporary files are left of $cut killed builds"
done_testing
