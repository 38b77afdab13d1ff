#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# policy.sh: a loader with two keys, on the emulated boards: any of them, all of them; rotation and
# revocation, as docs/keys.md tells them.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need jq python3 qemu-system-i386 qemu-system-sparc
systems=${top_builddir:?}/tests/systems
for name in a b c; do
	"${XPACK:?}" keygen -q -a p256 $name || exit 99
	"$XPACK" keygen -q -a rsa2048 rsa-$name || exit 99
done

# describe NAME SYSTEM POLICY: a directory NAME; POLICY is "any", "all" or empty.
describe()
{
	cp -r "$systems/$2" "$1" || exit 99
	[ -z "$3" ] || sed -i "s/<Loader /&keys=\"$3\" /" "$1/system.xml"
}

# splice BOOT-IMAGE CONTAINER OUT: the boot image's loader, with another container.
splice()
{
	python3 - "$@" <<'END'
import sys
image, container = (open(name, "rb").read() for name in sys.argv[1:3])
old = [at for at in range(4096, len(image), 4096) if image[at:at + 4] == b"\xd0\x0d\xfe\xed"]
assert len(old) == 1 and image[old[0] + 40:old[0] + 44] == b"XPKA"
assert len(image) - old[0] == len(container)
open(sys.argv[3], "wb").write(image[:old[0]] + container)
END
	is "$3 is spliced" $? 0
}

# starts NAME IMAGE SLOT...: the board starts the host, and the slots whose signatures held are
# these.  refuses NAME IMAGE CODE
starts()
{
	local name=$1 image=$2
	shift 2
	run "$XPACK" run -q --timeout 60 "$image"
	status_is "$name: starts" 0
	is "$name: slots" "$(tr -d '\r' <"$run_dir/stdout" |
		sed -n 's/^key 0x[0-9a-f]* in slot 0x//p' | paste -sd ' ')" "$*"
}

refuses()
{
	run "$XPACK" run -q --timeout 60 "$2"
	status_is "$1: refused" 5
	like "$1: code" "$(tr -d '\r' <"$run_dir/stdout")" "(^|
)REFUSED $3 "
}

# id KEY: the first digits of a public key's id.
id()
{
	openssl pkey -pubin -in "$1.pub" -outform DER | sha256sum | cut -c 1-8
}

# verified NAME IMAGE KEY KEY TEXT: what verify says of the keys.
verified()
{
	run "$XPACK" verify -p "$3.pub" -p "$4.pub" "$2"
	status_is "$1: verify" 0
	is "$1: verify says" "$(sed 's/.*security version [0-9]*, //' "$run_dir/stderr")" "$5"
}

# Both boards; on LEON3 with RSA, on the PC with P-256.
for board in leon3-plain x86-two; do
	case $board in
	leon3-*) a=rsa-a b=rsa-b c=rsa-c kind=prom algorithm=rsa2048 ;;
	*) a=a b=b c=c kind=elf algorithm=p256 ;;
	esac
	old_code=0x62

	# Any: one signature is enough, whichever slot it is in.
	describe any-$board $board any
	run "$XPACK" build -q -k $a -p $b.pub -o any.itb any-$board/system.xml
	status_is "$board: any is built with one of two keys" 0
	starts "$board: any, the first key" any.$kind 0
	by_a="signed with $algorithm key $(id $a)" by_b="signed with $algorithm key $(id $b)"
	verified "$board: any, the first key" any.itb $a $b \
		"slot 0 $by_a, not $by_b, any of these keys needed"
	run "$XPACK" verify -q -p $b.pub -p $a.pub any.$kind
	status_is "$board: the order of two keys does not matter" 0
	run "$XPACK" verify -q -p $a.pub any.$kind
	status_is "$board: with one of two keys it is another boot image" 3
	run "$XPACK" sign -q -k $b -o two.itb any.itb
	run "$XPACK" image --kind $kind -p $a.pub -p $b.pub -o two.$kind two.itb
	status_is "$board: any with both signatures" 0
	starts "$board: any with both signatures" two.$kind 0 1
	run "$XPACK" sign -q --remove $a.pub -o second.itb two.itb
	status_is "$board: the first signature is removed" 0
	splice any.$kind second.itb second.$kind
	starts "$board: any, the second key in slot 1" second.$kind 1
	run "$XPACK" sign -q -k $c --replace $b.pub -o stranger.itb second.itb
	splice any.$kind stranger.itb stranger.$kind
	refuses "$board: any, a third key" stranger.$kind 0x20
	# Every slot of a key of the loader counts, also where another would do.
	python3 - two.itb broken.itb <<'END'
import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[0x260 + 40 + 9] ^= 1
open(sys.argv[2], "wb").write(data)
END
	splice any.$kind broken.itb broken.$kind
	refuses "$board: any, one of two signatures broken" broken.$kind 0x21

	# All, which is the default: no boot image before both have signed.
	describe all-$board $board ''
	run "$XPACK" build -k $a -p $b.pub -o all.itb all-$board/system.xml
	status_is "$board: all is built by the first" 0
	like "$board: all is built by the first: what is next" "$(cat "$run_dir/stderr")" \
		'no boot image yet: the other key is to sign it'
	not_ok "$board: all is built by the first: no boot image" test -e all.$kind
	run "$XPACK" image --kind $kind -p $a.pub -p $b.pub -o all.$kind all.itb
	status_is "$board: all, signed once: no boot image" 3
	run "$XPACK" verify -p $a.pub -p $b.pub all.itb
	status_is "$board: all, signed once: verify" 3
	stderr_has "$board: all, signed once: code" 'refused with code 0x20'
	run "$XPACK" sign -q -k $b -p $a.pub -o both.itb all.itb
	status_is "$board: all is signed by the second" 0
	run "$XPACK" image --kind $kind -p $b.pub -p $a.pub -o both.$kind both.itb
	status_is "$board: all, signed twice: the boot image" 0
	verified "$board: all, signed twice" both.$kind $a $b \
		"slot 0 $by_a, slot 1 $by_b, all of these keys needed"
	run "$XPACK" verify --json -p $a.pub -p $b.pub both.itb
	is "$board: all, signed twice: JSON" \
		"$(jq -c '[.policy, .keys[].slot]' "$run_dir/stdout")" '["all",0,1]'
	starts "$board: all, signed twice" both.$kind 0 1
	splice both.$kind all.itb once.$kind
	refuses "$board: all, signed once" once.$kind 0x20
	run "$XPACK" run -q --timeout 60 -p $a.pub -p $b.pub both.itb
	status_is "$board: run makes the boot image of two keys" 0

	# Rotation: boards know the old and the new key; the old one signs no more.
	run "$XPACK" sign -q -k $b --replace $a.pub -o rotated.itb any.itb
	status_is "$board: the old signature is replaced by the new one" 0
	splice any.$kind rotated.itb rotated.$kind
	starts "$board: a board with both keys takes the new one" rotated.$kind 0
	run "$XPACK" image --kind $kind -p $b.pub -o new.$kind rotated.itb
	status_is "$board: a loader with the new key alone" 0
	starts "$board: a loader with the new key alone" new.$kind 0
	splice new.$kind any.itb old.$kind
	refuses "$board: and it refuses the old key" old.$kind 0x20

	# Revocation: the same key signed the older container, and a raised loader refuses it.
	describe raised-$board $board any
	sed -i 's/securityVersion="[0-9]*"//; s/name="'$board'" /&securityVersion="7" /' \
		raised-$board/system.xml
	run "$XPACK" build -q -k $a -p $b.pub -o raised.itb raised-$board/system.xml
	status_is "$board: the security version is raised" 0
	is "$board: the security version is raised: to" \
		"$("$XPACK" list --json raised.itb | jq '."security-version"')" 7
	starts "$board: the raised one" raised.$kind 0
	splice raised.$kind any.itb revoked.$kind
	refuses "$board: the older one, signed with the same key" revoked.$kind $old_code
	splice any.$kind raised.itb newer.$kind
	starts "$board: an older loader takes the newer one" newer.$kind 0
done

# What is refused while boot images are made.
run "$XPACK" build -q -k a -p rsa-b.pub -o none.itb any-x86-two/system.xml
status_is 'two algorithms' 2
stderr_has 'two algorithms: said' 'rsa-b.pub: error: [key-set] this key is of another algorithm'
run "$XPACK" build -q -k a -p b.pub -p c.pub -o none.itb any-x86-two/system.xml
status_is 'three keys' 2
stderr_has 'three keys: said' 'c.pub: error: [key-set] a loader has two keys at most'
run "$XPACK" build -q -k a -p a.pub -o one.itb all-x86-two/system.xml
status_is 'the own key given again is one key' 0
ok 'the own key given again: a boot image' test -e one.elf
run "$XPACK" build -q -k a -p a.pub -p b.pub -o both.itb any-x86-two/system.xml
status_is 'both keys named' 0
run "$XPACK" verify -q -p a.pub -p b.pub both.elf
status_is 'both keys named: both are in the boot image' 0
not_ok 'nothing was made' test -e none.itb
done_testing
