#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A build or sign that is killed at any of 200 random moments leaves, under each name, the old file
# or the new one, whole; and those of several that are named first are new before the others.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/pack/lib.sh
. "$top_srcdir/tests/pack/lib.sh"

"$XPACK" keygen -q -a rsa2048 rsa.pem || exit 99
make_system small
write_system large 2 $((4 << 20)) || exit 99
head -c $((4 << 20)) /dev/urandom >large/blob-1
head -c $((4 << 20)) /dev/urandom >large/blob-2
write_system packed 2 $((4 << 20)) auto || exit 99
write_words packed/blob-1 $((4 << 20)) 1 || exit 99
cp large/blob-2 packed

build=("$XPACK" build -q -k rsa.pem -o work/out.itb --depfile work/out.d)

# whole FILE OLD NEW: sets $which to old or new, or fails.
whole()
{
	if cmp -s "$1" "$2"; then which=old; elif cmp -s "$1" "$3"; then which=new; else false; fi
}

is_whole() # FILE: one of the six
{
	local name
	for name in out.itb out.prom out.d; do
		cmp -s "$1" "old/$name" || cmp -s "$1" "wanted/$name" || continue
		return 0
	done
	return 1
}

# A set of old files, and one of new ones; $has_old: or the files are not there at first.
check_state() # DIR
{
	local name order=''
	for name in out.itb out.prom out.d; do
		if [ -e "$1/$name" ]; then
			whole "$1/$name" "old/$name" "wanted/$name" || return
		else
			[ -z "$has_old" ] && which=old || return
		fi
		order+="$which "
	done
	case $order in
	'old old old ' | 'new old old ' | 'new new old ' | 'new new new ') ;;
	*) return 1 ;;
	esac
	for name in "$1"/.xpack-*; do
		[ -e "$name" ] || continue
		echo "$name" >>left
		is_whole "$name" || return
	done
}

# kill_builds NAME TIMES
kill_builds()
{
	local what=$1 times=$2 begin duration pid i wrong=0 cut=0
	rm -rf work old wanted left
	mkdir work old wanted
	: >left
	for name in out.itb out.prom out.d; do echo "old $name" >"old/$name"; done
	begin=${EPOCHREALTIME/./}
	"${build[@]}" "$what/system.xml"
	duration=$((${EPOCHREALTIME/./} - begin)) # microseconds
	# A killed build has the same paths in its depfile.
	cp work/out.* wanted
	for ((i = 0; i < times; i++)); do
		rm -rf work && mkdir work
		[ -z "$has_old" ] || cp old/* work
		"${build[@]}" "$what/system.xml" &
		pid=$!
		sleep "$(printf '0.%06d' $(((RANDOM << 15 | RANDOM) % duration)))"
		kill -KILL $pid 2>/dev/null
		wait $pid 2>/dev/null
		[ $? -ne 137 ] || cut=$((cut + 1))
		check_state work || wrong=$((wrong + 1))
	done
	diag "$cut of $times builds of $what were killed, $(wc -l <left) temporary names are left"
	is "$what${has_old:+ over old files}: killed builds leave whole files in order" "$wrong" 0
	ok "$what${has_old:+ over old files}: some builds were killed" test "$cut" -gt 0
}

for has_old in '' yes; do
	kill_builds small 60
	kill_builds large 40
	kill_builds packed 30
done

# killed_sign DURATION: a second signature for work/out.itb, if there is time.
killed_sign()
{
	"$XPACK" sign -q -k second.pem work/out.itb &
	local pid=$!
	sleep "$(printf '0.%06d' $(((RANDOM << 15 | RANDOM) % $1)))"
	kill -KILL $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ $? -ne 137 ]
}

# kill_signs NAME TIMES: of its container.
kill_signs()
{
	local what=$1 times=$2 begin duration i name wrong=0 cut=0 n_left=0
	rm -rf work old wanted
	mkdir work old wanted
	"${build[@]}" "$what/system.xml" && cp work/out.itb old || exit 99
	begin=${EPOCHREALTIME/./}
	"$XPACK" sign -q -k second.pem work/out.itb || exit 99
	duration=$((${EPOCHREALTIME/./} - begin)) # microseconds
	cp work/out.itb wanted
	ok "sign of $what: it has two signatures" "$XPACK" verify -q -p second.pem.pub work/out.itb
	for ((i = 0; i < times; i++)); do
		rm -rf work && mkdir work && cp old/out.itb work
		killed_sign $duration || cut=$((cut + 1))
		whole work/out.itb old/out.itb wanted/out.itb || wrong=$((wrong + 1))
		for name in work/.xpack-*; do
			[ -e "$name" ] || continue
			n_left=$((n_left + 1))
			whole "$name" old/out.itb wanted/out.itb || wrong=$((wrong + 1))
		done
	done
	diag "$cut of $times signs of $what were killed, $n_left temporary names are left"
	is "sign of $what: killed ones leave whole files" "$wrong" 0
	ok "sign of $what: some were killed" test "$cut" -gt 0
}

"$XPACK" keygen -q -a rsa2048 second.pem || exit 99
kill_signs small 100
kill_signs large 100
done_testing
