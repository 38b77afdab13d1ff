#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The same inputs make the same bytes: with any number of threads, on another day, in another
# directory, for another user's umask, zone and language.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/pack/lib.sh
. "$top_srcdir/tests/pack/lib.sh"

# shellcheck disable=SC2086 # CC may have options.
${CC:?} -shared -fPIC -o day.so "$top_srcdir/tests/pack/day.c" || exit 99
"$XPACK" keygen -q -a rsa2048 rsa.pem || exit 99
write_system one 5 $((1 << 20)) || exit 99
for i in 1 2 3 4 5; do head -c $((1 << 20)) /dev/urandom >"one/blob-$i"; done
mkdir -p 'somewhere/else altogether'
cp -r one 'somewhere/else altogether'
find somewhere -type f -exec touch -d '2001-02-03 04:05:06' {} +

run "$XPACK" build -q -k rsa.pem -j 1 -o one/out.itb --report one/report one/system.xml
status_is 'a build' 0
for threads in 2 3 16 64; do
	run "$XPACK" build -q -k rsa.pem -j $threads -o two.itb one/system.xml
	same "$threads threads: container" one/out.itb two.itb
	same "$threads threads: boot image" one/out.prom two.prom
	cmp -s one/out.itb two.itb || break
done
# Compressed: of several blocks, some of which get longer.
write_system packed 3 $((9 << 20)) auto || exit 99
write_words packed/blob-1 $((9 << 20)) 1 || exit 99
head -c $((9 << 20)) /dev/urandom >packed/blob-2
cat packed/blob-2 packed/blob-1 | tail -c +$((5 << 20)) | head -c $((9 << 20)) >packed/blob-3
run "$XPACK" build -q -k rsa.pem -j 1 -o packed.itb packed/system.xml
status_is 'a compressed build' 0
is 'two of three are compressed' "$("$XPACK" list packed.itb | grep -c ' lz4 ')" 2
for threads in 2 3 16 64; do
	run "$XPACK" build -q -k rsa.pem -j $threads -o two.itb packed/system.xml
	same "compressed, $threads threads: container" packed.itb two.itb
	same "compressed, $threads threads: boot image" packed.prom two.prom
	cmp -s packed.itb two.itb || break
done
rm -r packed

cd 'somewhere/else altogether' || exit 99
run env TZ=Asia/Kathmandu LANG=de_DE.UTF-8 LD_PRELOAD="$tmp/day.so" bash -c 'date +%Y'
is 'another day' "$(cat "$run_dir/stdout")" 2042
umask 077
run env TZ=Asia/Kathmandu LANG=de_DE.UTF-8 LD_PRELOAD="$tmp/day.so" HOME=/nonexistent \
	"$XPACK" build -q -k "$tmp/rsa.pem" -o out.itb --report report one/system.xml
status_is 'another day, directory, umask, zone and language' 0
cd "$tmp" || exit 99
for name in out.itb out.prom report/boundary.json report/image.spdx.json; do
	same "another day and directory: $name" "one/$name" "somewhere/else altogether/$name"
done
# What fits is what is copied: a limit that is refused is refused before.
write_system wide 1 4096 || exit 99
truncate -s 4294967295 wide/blob-1
run "$XPACK" build -q -k rsa.pem -o wide/out.itb wide/system.xml
refused_with 'a blob of 4 GiB' 1
truncate -s 4294967296 wide/blob-1
run "$XPACK" build -q -k rsa.pem -o wide/out.itb wide/system.xml
refused_with 'a blob of one byte more' 1
stderr_has 'a blob of one byte more: the number' 'is larger than 4294967295 bytes'
not_ok 'no container of it' test -e wide/out.itb
done_testing
