#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A disk that is full, or an input that cannot be read or changes, while the payload is compressed
# or copied: exit code 4, and the outputs are as they were.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"
# shellcheck source=tests/pack/lib.sh
. "$top_srcdir/tests/pack/lib.sh"

"$XPACK" keygen -q -a rsa2048 rsa.pem || exit 99
# shellcheck disable=SC2086 # CC may have options.
${CC:?} -shared -fPIC -o shim.so "$top_srcdir/tests/pack/shim.c" -ldl || exit 99

write_words words $((1 << 20)) 1 || exit 99

# fresh [COMPRESSION]: a system of three blobs of 1 MiB: four pieces of each are read.  The third is
# one that LZ4 makes shorter.
fresh()
{
	rm -rf system out
	write_system system 3 $((1 << 20)) "${1:-none}" || exit 99
	for i in 1 2; do head -c $((1 << 20)) /dev/urandom >"system/blob-$i"; done
	cp words system/blob-3
	mkdir out
	echo old container >out/out.itb
	echo old boot image >out/out.prom
}

still_old() # NAME
{
	is "$1: the old outputs stay" "$(cat out/out.itb out/out.prom)" \
		$'old container\nold boot image'
	is "$1: nothing else is there" "$(cd out && find . -type f | sort | paste -sd ' ')" \
		'./out.itb ./out.prom'
}

build=("$XPACK" build -q -k rsa.pem -o out/out.itb)

# shim ACTION PIECE FILE ARGUMENT...: build with that happening.
shim()
{
	local action=$1 piece=$2 file=$3
	shift 3
	run env LD_PRELOAD="$tmp/shim.so" SHIM_ACTION="$action" SHIM_PIECE="$piece" \
		SHIM_FILE="$file" "$@"
}

for threads in 1 2; do
	fresh
	for piece in 1 6 12; do
		name="read error in piece $piece, $threads threads"
		shim error $piece none "${build[@]}" -j $threads system/system.xml
		refused_with "$name" 4
		stderr_has "$name: message" "': Input/output error"
		still_old "$name"
	done
done
shim error 5 none "${build[@]}" -j 1 system/system.xml
stderr_is 'read error: the whole report' <<'END'
system/blob-2: error: [file-read] cannot read 'system/blob-2': Input/output error
END

for action in cut write; do
	for piece in 1 4; do
		fresh
		name="$action in piece $piece"
		shim $action $piece system/blob-1 "${build[@]}" -j 1 system/system.xml
		refused_with "$name" 4
		stderr_has "$name: message" "cannot read 'system/blob-1': it "
		still_old "$name"
	done
	# Between its being looked at and its being copied.
	fresh
	name="$action before it is copied"
	shim $action 1 system/blob-3 "${build[@]}" -j 1 system/system.xml
	refused_with "$name" 4
	stderr_has "$name: message" "cannot read 'system/blob-3': it changed while it was used"
	still_old "$name"
done

# Every read and every write of a build that compresses, up to the one that is not there any more.
# each_call CALL ACTION ARGUMENT...: $n_calls of them.
each_call()
{
	local call=$1 action=$2 piece wrong=0
	shift 2
	for ((piece = 1; piece < 200; piece++)); do
		SHIM_CALL=$call shim "$action" $piece none "$@"
		[ $status -ne 0 ] || break
		[ $status -eq 4 ] &&
			[ "$(cat out/out.itb out/out.prom)" = $'old container\nold boot image' ] &&
			[ "$(cd out && find . -type f | wc -l)" -eq 2 ] || wrong=$((wrong + 1))
	done
	n_calls=$((piece - 1))
	is "$call, $action: exit 4 and the old outputs" "$wrong" 0
	ok "$call, $action: without it the outputs are new" \
		"$XPACK" verify -q -p rsa.pem.pub out/out.prom
}
for compression in lz4 auto; do
	fresh $compression
	each_call pread error "${build[@]}" -j 1 system/system.xml
	diag "$compression: $n_calls reads"
	ok "$compression: input, temporary file and container were read" test "$n_calls" -gt 9
	fresh $compression
	each_call pwrite full "${build[@]}" -j 1 system/system.xml
	diag "$compression: $n_calls writes"
	ok "$compression: temporary file and outputs were written" test "$n_calls" -gt 20
done
fresh lz4
SHIM_CALL=pwrite shim full 8 none "${build[@]}" -j 1 system/system.xml
stderr_is 'the temporary file: the whole report' <<'END'
out/out.itb: error: [file-write] cannot write: No space left on device
END

# What is compressed changes, before it is read or afterwards, when it is read again to be copied.
for piece in 2 6; do
	fresh auto
	name="write of what does not get shorter, at read $piece"
	shim write $piece system/blob-1 "${build[@]}" -j 1 system/system.xml
	refused_with "$name" 4
	stderr_has "$name: message" "cannot read 'system/blob-1': it changed while it was used"
	still_old "$name"
done

# A bit that gets lost in the temporary file or on the way to the container.
for piece in 5 8 11 13 17; do
	fresh lz4
	name="a bit of write $piece"
	SHIM_CALL=pwrite shim flip $piece none "${build[@]}" -j 1 system/system.xml
	refused_with "$name" 4
	stderr_has "$name: message" 'is not what was compressed'
	still_old "$name"
done

# A mapped file that gets shorter between its being opened and its being looked at.
fresh
sed 's/Content: .*/&\n    Size: 0x10000/' "$top_srcdir/tests/bad/good/host.yaml" >host.yaml
yaml2obj host.yaml -o system/host.elf || exit 99 # with its table of sections at the end
SHIM_CALL=mmap shim cut 1 system/host.elf "${build[@]}" system/system.xml
status_is 'a mapped file is cut: exit 4' 4
stderr_is 'a mapped file is cut: the whole report' <<'END'
xpack: error: [file-read] a file became shorter while it was read
END
still_old 'a mapped file is cut'

# The same of a container that is verified: nothing is said of it.
fresh
"${build[@]}" system/system.xml || exit 99
for piece in 1 3 8; do
	name="verify, read error in piece $piece"
	shim error $piece none "$XPACK" verify -q -j 1 -p rsa.pem.pub out/out.itb
	ok "$name: exit 3 or 4" test $status -eq 3 -o $status -eq 4
	orderly "$name: messages"
done
shim cut 4 out/out.itb "$XPACK" verify -q -j 1 -p rsa.pem.pub out/out.itb
ok 'verify, cut while it is read: exit 3 or 4' test $status -eq 3 -o $status -eq 4
orderly 'verify, cut while it is read: messages'

# Full when the payload is half written, and when only the manifest is left to write.
fresh
for blocks in 1500 3000 3200; do
	name="limit of $blocks KiB"
	status=0
	(
		ulimit -f $blocks
		exec "${build[@]}" system/system.xml
	) 2>"$run_dir/stderr" || status=$?
	run_command=$name
	if [ $blocks -lt 3100 ]; then
		refused_with "$name" 4
		still_old "$name"
	else
		status_is "$name is enough" 0
	fi
done

# A file system of its own that is full: for the outputs, or for the temporary file.
cat >small.sh <<'END'
mount -t tmpfs -o "size=$1" tmpfs out || exit 77
echo old container >out/out.itb
echo old boot image >out/out.prom
"$XPACK" build -q -k rsa.pem -o out/out.itb system/system.xml
echo $? >result
(cd out && find . -type f | sort | paste -sd ' ') >>result
cat out/out.itb out/out.prom >>result
df --output=used -k out | tail -n 1 | tr -d ' ' >>result
END
space=(unshare --user --map-root-user --mount)
"${space[@]}" true 2>/dev/null || space=(unshare --mount)
if "${space[@]}" true 2>/dev/null; then
	for case in none:5m lz4:6m lz4:1m; do
		fresh "${case%:*}"
		run "${space[@]}" bash small.sh "${case#*:}"
		is "a tmpfs that is full, $case" "$(cat result)" \
			$'4\n./out.itb ./out.prom\nold container\nold boot image\n8'
		stderr_has "a tmpfs that is full, $case: message" \
			'cannot write: No space left on device'
	done
fi
done_testing
