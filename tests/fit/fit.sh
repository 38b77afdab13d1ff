#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# U-Boot's signatures: ours are accepted by a checker that shares nothing with xpack (checker.py),
# mkimage's by xpack, and what is changed behind a signature is refused by both.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need dtc dumpimage fdtget mkimage openssl python3
here=$top_srcdir/tests/fit
system=$top_builddir/tests/systems/leon3-two/system.xml

checker()
{
	python3 "$here/checker.py" "$@"
}

# both KEY FILE: what xpack and the checker say of it.
both()
{
	local ours theirs
	"${XPACK:?}" verify -q --fit -p "$1" "$2" >report 2>messages
	ours=$?
	checker check "$1" "$2" >reason
	theirs=$?
	echo "$ours $theirs"
}

# -- FITs --

make_keys()
{
	local algorithm
	mkdir keys
	for algorithm in rsa2048 rsa3072 rsa4096 p256; do
		"$XPACK" keygen -q -a "$algorithm" "$algorithm.pem" || return 1
		cp "$algorithm.pem" "keys/$algorithm.key" # of RSA
		cp "$algorithm.pem" "keys/$algorithm.pem" # of ECDSA
		openssl req -batch -new -x509 -key "$algorithm.pem" -subj /CN=test \
			-out "keys/$algorithm.crt" || return 1
	done
}

# source ALGORITHM KEY PADDING: what mkimage is given.
source_of()
{
	sed "s/ALGORITHM/$1/; s/KEY/$2/; s/PADDING/$3/" "$here/signed.its"
}

# mkimage_fit NAME ALGORITHM KEY PADDING [OPTION...]: NAME.itb, and NAME.dtb with the key tree,
# which mkimage makes of RSA keys alone.
mkimage_fit()
{
	local name=$1 tree=()
	source_of "$2" "$3" "$4" >"$name.its"
	echo '/dts-v1/; / { };' | dtc -q -O dtb -o "$name.dtb" -
	[ "$3" = p256 ] || tree=(-K "$name.dtb")
	shift 4
	mkimage "$@" -f "$name.its" -k keys "${tree[@]}" -r "$name.itb" >made 2>&1
}

make_fits()
{
	local key
	head -c 3001 /dev/zero | tr '\0' k >kernel.bin
	echo '/dts-v1/; / { model = "test"; };' | dtc -q -O dtb -o board.dtb -
	for key in rsa2048 rsa3072 rsa4096 p256; do
		ok "xpack builds with $key" "$XPACK" build -q -k "$key.pem" --fit-signature "$key" \
			-o "ours-$key.itb" "$system"
		echo "ours-$key $key" >>fits
	done
	ok 'mkimage signs: sha256, RSA' mkimage_fit theirs-sha256 sha256,rsa2048 rsa2048 pkcs-1.5
	ok 'mkimage signs: sha384, pss' mkimage_fit theirs-sha384 sha384,rsa3072 rsa3072 pss -E
	ok 'mkimage signs: sha512, RSA, data at positions' mkimage_fit theirs-sha512 \
		sha512,rsa4096 rsa4096 pkcs-1.5 -E -p 0x4000
	ok 'mkimage signs: ECDSA' mkimage_fit theirs-ecdsa sha256,ecdsa256 p256 pkcs-1.5
	printf '%s\n' 'theirs-sha256 rsa2048' 'theirs-sha384 rsa3072' 'theirs-sha512 rsa4096' \
		'theirs-ecdsa p256' >>fits
}

# -- what holds --

check_accepted()
{
	local name key other
	while read -r name key; do
		is "$name: both accept it" "$(both "$key.pem.pub" "$name.itb")" '0 0'
		other=p256
		[ "$key" != p256 ] || other=rsa2048
		is "$name: both refuse it with a key of another kind" \
			"$(both "$other.pem.pub" "$name.itb")" '3 3'
		"$XPACK" keygen -q -a "$key" "other-$name.pem"
		is "$name: both refuse it with another key" \
			"$(both "other-$name.pem.pub" "$name.itb")" '3 3'
	done <fits
	for key in rsa2048 rsa3072 rsa4096 p256; do
		ok "ours-$key: xpack's own signature holds too" "$XPACK" verify -q \
			-p "$key.pem.pub" "ours-$key.itb"
		ok "ours-$key: is what its inputs make, the signature taken over" "$XPACK" verify \
			-q -p "$key.pem.pub" --against "$system" "ours-$key.itb"
	done
}

# The key tree that mkimage makes of a key is the one that the checker works with.
check_key_tree()
{
	local name key property wanted
	for name in sha256 sha384 sha512; do
		key=$(awk -v name="theirs-$name" '$1 == name { print $2 }' fits)
		checker tree "$key.pem.pub" | while read -r property wanted; do
			[ "$(fdtget -t bx "theirs-$name.dtb" "/signature/key-$key" "$property" |
				tr ' ' '\n' | sed 's/^.$/0&/' | tr -d '\n')" = "$wanted" ] ||
				echo "$property differs"
		done >differing
		is "$key: mkimage's key tree is the checker's" "$(cat differing)" ''
	done
}

# -- what does not --

# A line for each change and FIT: the two exit codes.
tamper_all()
{
	local change name key
	python3 "$here/tamper.py" list >changes
	while read -r name key; do
		while read -r change; do
			python3 "$here/tamper.py" "$change" "$name.itb" changed.itb
			case $? in
			0) echo "$change $name $(both "$key.pem.pub" changed.itb)" ;;
			2) echo "$change $name -" ;;
			*) echo "$change $name fails" ;;
			esac
		done <changes
	done < <(grep -v 4096 fits | grep -v ours-rsa3072) >table
}

check_tampered()
{
	tamper_all
	while read -r change name codes; do
		case $change$codes in
		*-) ;;
		same-*) is "$change, $name: both accept it" "$codes" '0 0' ;;
		*) is "$change, $name: both refuse it" "$codes" '3 3' ;;
		esac
	done <table
	is 'each change is made of some FIT' "$(awk '$3 != "-" { print $1 }' table | sort -u)" \
		"$(sort -u changes)"
	ok 'and most of all' test "$(awk '$3 == "-"' table | wc -l)" -lt 24
}

# -- listing --

check_lists()
{
	local name tool
	for name in ours-rsa3072 ours-p256 theirs-sha256; do
		for tool in mkimage dumpimage; do
			run "$tool" -l "$name.itb"
			status_is "$name: $tool lists it" 0
			stdout_has "$name: $tool shows the signature" 'Sign value'
		done
	done
	run dumpimage -T flat_dt -p 0 -o dumped theirs-sha384.itb
	status_is 'dumpimage extracts' 0
	run "$XPACK" extract -q -C out theirs-sha384.itb
	status_is 'xpack extracts' 0
	same 'the same kernel' dumped out/kernel-1
	same 'which is what went in' out/kernel-1 kernel.bin
	same 'and the tree' out/fdt-1 board.dtb
	is 'and no file more' "$(find out -type f | wc -l)" 3
	run "$XPACK" list theirs-sha512.itb
	sed -i 's/timestamp [0-9]*/timestamp T/' "$run_dir/stdout"
	sed '/^#/d' "$here/listed" >wanted
	same 'xpack lists it' "$run_dir/stdout" wanted
	run "$XPACK" list --json theirs-sha384.itb
	stdout_is_json 'the same as JSON'
	run "$XPACK" verify --fit --json -p rsa3072.pem.pub theirs-sha384.itb
	stdout_is_json 'verify --fit: JSON'
	run "$XPACK" list ours-p256.itb
	stdout_has 'ours is a container as before' 'security version'
}

# -- work --

# What asks for more work than any FIT does is not worked on, and not called good.
check_work()
{
	local kind
	for kind in hashes images signatures covered; do
		python3 "$here/hostile.py" "$kind" 12000000 hostile.itb
		run "$XPACK" verify -q --fit -p p256.pem.pub hostile.itb
		status_is "too many $kind: refused" 3
		stderr_has "too many $kind: said" 'error: [fit-work] '
	done
	python3 "$here/hostile.py" names 12000000 hostile.itb
	run "$XPACK" verify -q --fit -p p256.pem.pub hostile.itb
	status_is 'many names: refused, as nobody signed' 3
	# A file of 400 MB is not read into memory.
	python3 "$here/hostile.py" signatures 400000000 hostile.itb
	run python3 -c '
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 300000)' \
		"$XPACK" verify -q --fit -p p256.pem.pub hostile.itb
	is 'a large FIT is not read into memory' "$(cat "$run_dir/stdout")" '3 True'
}

# -- Boards --

# The loader takes a container that carries U-Boot's signature too.
check_boards()
{
	local board
	for board in leon3 x86; do
		run "$XPACK" build -q -k rsa3072.pem --fit-signature dev -o "$board.itb" \
			"$top_builddir/tests/systems/$board-two/system.xml"
		status_is "$board: built" 0
		run "$XPACK" verify -q --fit -p rsa3072.pem.pub "$board.itb"
		status_is "$board: signed as U-Boot has it" 0
		run "$XPACK" run --timeout 120 -p rsa3072.pem.pub "$board.itb"
		status_is "$board: boots" 0
		stdout_has "$board: to its end" 'xhost: halt, status 0'
	done
}

ok 'keys' make_keys
: >fits
make_fits
check_accepted
check_key_tree
check_tampered
check_lists
check_work
check_boards
done_testing
