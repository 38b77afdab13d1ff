#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# sign: the slots of a container, one added, replaced, removed; signatures made elsewhere; what is
# refused; and that nothing but the slot changes.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need jq openssl python3
make_system system
for name in a b c; do
	"$XPACK" keygen -q -a p256 $name && "$XPACK" keygen -q -a rsa2048 r$name || exit 99
done
"$XPACK" build -q --unsigned -o empty.itb system/system.xml || exit 99

# id FILE SLOT: the key id that it has, or "empty".
id()
{
	"$XPACK" list --json "$1" | jq -r ".slots[$2] |
		if .algorithm == 0 then \"empty\" else .\"key-id\" end"
}

# key_id KEY: the id by the text of docs/container.md.
key_id()
{
	openssl pkey -pubin -in "$1.pub" -outform DER | sha256sum | cut -d ' ' -f 1
}

short()
{
	key_id "$1" | cut -c "1-${2:-8}"
}

# slots NAME FILE FIRST SECOND: the keys in the slots.
slots()
{
	local first=empty second=empty
	[ "$3" = - ] || first=$(key_id "$3")
	[ "$4" = - ] || second=$(key_id "$4")
	is "$1: slots" "$(id "$2" 0) $(id "$2" 1)" "$first $second"
}

# differs_in FILE FILE: which slots differ; anything else that does is "more".
differs_in()
{
	python3 - "$@" <<'END'
import sys
a, b = (open(name, "rb").read() for name in sys.argv[1:])
where = set()
if len(a) != len(b):
    where.add("more")
for at in range(min(len(a), len(b))):
    if a[at] != b[at]:
        where.add("0" if 0x38 <= at < 0x260 else "1" if 0x260 <= at < 0x488 else "more")
print(*sorted(where))
END
}

sign() # FILE ARGUMENT...
{
	local file=$1
	shift
	run "$XPACK" sign "$@" "$file"
}

verified() # NAME FILE KEY
{
	run "$XPACK" verify -q -p "$3.pub" "$2"
	status_is "$1: signed with $3" 0
}

# One after the other.
cp empty.itb s.itb
chmod 640 s.itb
sign s.itb -k a
status_is 'the first signature' 0
stderr_is 'the first signature: said' <<END
s.itb: slot 0, p256 key $(short a), signed$(openssl version | grep -q 'OpenSSL 3\.[01]\.' &&
	echo ' with a random nonce'); slot 1, empty
END
slots 'the first signature' s.itb a -
is 'the first signature: the mode stays' "$(stat -c %a s.itb)" 640
is 'the first signature: what changed' "$(differs_in empty.itb s.itb)" 0
cp s.itb one.itb
sign s.itb -q -k rb
status_is 'the second signature' 0
stderr_empty 'the second signature, quiet'
slots 'the second signature' s.itb a rb
is 'the second signature: what changed' "$(differs_in one.itb s.itb)" 1
verified 'the second signature' s.itb a
verified 'the second signature' s.itb rb
cp s.itb two.itb
sign s.itb -k rb
status_is 'the same key again' 0
same 'the same RSA key again: the same bytes' s.itb two.itb
sign s.itb -k a
status_is 'the same key again in slot 0' 0
slots 'the same key again' s.itb a rb
sign s.itb -k c
refused_with 'a third key' 2
stderr_is 'a third key: who is there' <<END
s.itb: error: [sign-slots] both slots have a signature of another key
s.itb: note: slot 0, p256 key $(short a)
s.itb: note: slot 1, rsa2048 key $(short rb)
s.itb: help: --replace KEY-ID puts this one in the place of another
END
cp two.itb s.itb
sign s.itb -k c --replace "$(short a)"
status_is 'replaced by id' 0
slots 'replaced by id' s.itb c rb
is 'replaced by id: what changed' "$(differs_in two.itb s.itb)" 0
cp two.itb s.itb
sign s.itb -k c --replace rb.pub
status_is 'replaced by public key' 0
slots 'replaced by public key' s.itb a c
is 'replaced by public key: what changed' "$(differs_in two.itb s.itb)" 1
verified 'replaced by public key' s.itb c
cp two.itb s.itb
sign s.itb -k a --replace "$(key_id a)"
status_is 'replaced by itself' 0
slots 'replaced by itself' s.itb a rb
sign s.itb -k a --replace rb.pub
refused_with 'replaced by a key that is there' 2
stderr_has 'replaced by a key that is there: said' "this key's signature is in slot 0 already"
for name in c.pub "$(short c)" ffffffffff; do
	sign s.itb -k c --replace "$name"
	refused_with "replace $name, which is not there" 2
	stderr_has "replace $name: said" "[sign-slots] --replace $name names no one slot"
done
sign s.itb -k c --replace "$(short a 7)"
refused_with 'an id of 7 digits is a file' 1
sign s.itb -k c --replace "$(key_id a)0"
refused_with 'an id of 65 digits is a file' 1
cp two.itb s.itb
sign s.itb --remove "$(short a | tr a-f A-F)"
status_is 'removed by id' 0
stderr_is 'removed by id: said' <<END
s.itb: slot 0, empty; slot 1, rsa2048 key $(short rb)
END
slots 'removed by id' s.itb - rb
sign s.itb -q -k c
slots 'a removed slot is filled first' s.itb c rb
sign s.itb -q --remove c.pub
sign s.itb -q --remove rb.pub
same 'both removed: as before the first' s.itb empty.itb
sign s.itb --remove c.pub
refused_with 'removed from an empty container' 2

# Other outputs; the image stays.
sign two.itb -q -k a -o other.itb --replace a.pub
status_is 'another output' 0
is 'another output: what differs' "$(differs_in two.itb other.itb)" 0
slots 'another output' other.itb a rb
ln -s s.itb link.itb
sign link.itb -q -k a
status_is 'a link is followed' 0
ok 'a link stays' test -L link.itb
slots 'a link is followed' s.itb a -
cp two.itb s.itb
cp a kept
for output in a kept rb.pub; do
	cp $output before
	sign s.itb -k a -p rb.pub -o $output
	[ $output = kept ] || refused_with "output $output is an input" 2
	[ $output = kept ] || same "output $output stays" $output before
done
sign s.itb --tbs s.itb
refused_with 'the message in the place of the image' 2
mkdir directory
sign s.itb -k a -o directory
refused_with 'output to a directory' 4
sign s.itb -k a -o none/x.itb
refused_with 'output to a directory that is not there' 4
sign s.itb -k a -o /dev/full
refused_with 'output to a device' 4
ok 'the device is one' test -c /dev/full
is 'nothing is left behind' "$(find . -name '.xpack-*')" ''

# The other slot is verified where its key is given.
cp two.itb s.itb
sign s.itb -q -k a -p rb.pub -p a.pub
status_is 'both are verified' 0
python3 -c '
data = bytearray(open("two.itb", "rb").read())
data[0x260 + 40 + 7] ^= 1
open("broken.itb", "wb").write(data)'
cp broken.itb s.itb
sign s.itb -k a -p rb.pub
refused_with 'the other one is broken' 3
stderr_has 'the other one is broken: said' 'the signature of the key rb.pub is not one'
same 'the other one is broken: the container stays' s.itb broken.itb
sign s.itb -q -k a
status_is 'the other one is broken and nobody asks' 0
cp one.itb s.itb
sign s.itb -k a -p rb.pub
refused_with 'the other one is not there' 3
same 'the other one is not there: the container stays' s.itb one.itb

# Signed elsewhere, with nothing but openssl.
for key in a ra; do
	cp empty.itb s.itb
	sign s.itb -q --tbs message --tbs-digest digest
	status_is "$key: the message" 0
	same "$key: the container stays" s.itb empty.itb
	size=$("$XPACK" list --json empty.itb | jq '."manifest-size"')
	{ head -c 56 empty.itb; head -c "$size" empty.itb | tail -c +1161; } >expected
	same "$key: the message is that of docs/container.md" message expected
	openssl dgst -sha256 -binary message >expected
	same "$key: the digest" digest expected
	openssl dgst -sha256 -sign $key -out signature message
	sign s.itb --attach signature -p $key.pub
	status_is "$key: attached" 0
	slots "$key: attached" s.itb $key -
	is "$key: attached: what changed" "$(differs_in empty.itb s.itb)" 0
	verified "$key: attached" s.itb $key
	openssl pkeyutl -sign -inkey $key -in digest -pkeyopt digest:sha256 -out signature
	sign s.itb -q --attach signature -p $key.pub
	status_is "$key: a signature over the digest" 0
	verified "$key: a signature over the digest" s.itb $key
	XPACK_PUBKEY=$key.pub sign s.itb -q --attach signature
	status_is "$key: the public key of the environment" 0
done
cp empty.itb s.itb
sign s.itb -q -k ra
cp s.itb direct.itb
openssl dgst -sha256 -sign ra -out signature message
cp empty.itb s.itb
sign s.itb -q --attach signature -p ra.pub
same 'RSA: made elsewhere it is the same' s.itb direct.itb
openssl dgst -sha256 -sign a -out der message
openssl asn1parse -inform DER -in der | sed -n 's/.*INTEGER *://p' |
	python3 -c 'import sys
sys.stdout.buffer.write(b"".join(int(line, 16).to_bytes(32, "big") for line in sys.stdin))' >raw
cp empty.itb s.itb
sign s.itb -q --attach raw -p a.pub
status_is 'ECDSA as r and s' 0
verified 'ECDSA as r and s' s.itb a
cp two.itb s.itb
sign s.itb -q --attach raw -p a.pub -p rb.pub
status_is 'attached beside another, which is verified' 0
slots 'attached beside another' s.itb a rb
openssl dgst -sha256 -sign c -out signature message
sign s.itb --attach signature -p c.pub
refused_with 'attached where there is no room' 2
sign s.itb -q --attach signature -p c.pub --replace a.pub
status_is 'attached in the place of another' 0
slots 'attached in the place of another' s.itb c rb

refuse_attached() # NAME FILE PUBLIC
{
	cp empty.itb s.itb
	sign s.itb --attach "$2" -p "$3"
	refused_with "attach $1" 3
	stderr_has "attach $1: said" "$2: error: [sign-attach] this is no signature of the key"
	same "attach $1: the container stays" s.itb empty.itb
}

refuse_attached 'what another key made' raw c.pub
refuse_attached 'to a key of another algorithm' raw ra.pub
openssl dgst -sha256 -sign ra -out signature empty.itb
refuse_attached 'a signature over the file' signature ra.pub
openssl dgst -sha512 -sign ra -out signature message
refuse_attached 'one with SHA-512' signature ra.pub
openssl dgst -sha256 -sign ra -sigopt rsa_padding_mode:pss -out signature message
refuse_attached 'one with PSS' signature ra.pub
: >nothing
refuse_attached 'nothing' nothing a.pub
{ cat der; echo; } >long
refuse_attached 'DER with a byte more' long a.pub
head -c 63 raw >short
refuse_attached 'a byte less' short a.pub
head -c 64 /dev/zero >zeros
refuse_attached 'zeros' zeros a.pub
openssl base64 -in der -out text
refuse_attached 'text' text a.pub
head -c 5000 /dev/zero >large
sign s.itb --attach large -p a.pub
refused_with 'attach a large file' 1
sed -i 's/<System /&securityVersion="3" /' system/system.xml
"$XPACK" build -q --unsigned -o next.itb system/system.xml
cp next.itb s.itb
sign s.itb --attach raw -p a.pub
refused_with 'attach to the next version' 3
same 'attach to the next version: it stays' s.itb next.itb

# What is no container of the canonical form is not signed.
"$XPACK" build -q -k a -o boot.itb system/system.xml
sign boot.prom -k a
refused_with 'a boot image' 1
stderr_has 'a boot image: said' 'boot.prom: error: [sign-boot-image] this is a boot image'
: >none.itb
head -c 100 one.itb >header.itb
head -c 1200 one.itb >cut.itb
head -c -8 one.itb >end.itb
{ cat one.itb && printf '\0\0\0\0\0\0\0\0'; } >more.itb
for change in 0x2b:auth 0x2f:version 0x38:slot 0x499:structure 0x700:tree; do
	python3 -c "
data = bytearray(open('one.itb', 'rb').read())
data[${change%:*}] ^= 0x40
open('${change#*:}.itb', 'wb').write(data)"
done
for name in none:not-an-image header:not-canonical cut:not-canonical end:not-canonical \
	more:not-canonical auth:not-canonical version:not-canonical slot:not-canonical \
	structure:not-canonical tree:not-canonical; do
	file=${name%:*}.itb
	cp "$file" before
	sign "$file" -k b
	refused_with "not signed: $file" 3
	stderr_has "not signed: $file: id" "$file: error: [${name#*:}]"
	same "not signed: $file stays" "$file" before
done
sign absent.itb -k a
refused_with 'a container that is not there' 1
sign directory -k a
refused_with 'a container that is a directory' 1
sign /dev/zero -k a
refused_with 'a container that is a device' 1
mkfifo fifo
run timeout 10 "$XPACK" sign -k a fifo
refused_with 'a container that is a FIFO' 1

# One way at a time.
for words in '-k a --remove b.pub' '-k a --tbs x' '--attach x --remove b.pub' '--tbs x --attach y' \
	'--remove b.pub --replace b.pub' '--tbs x --replace b.pub' '-k a --attach x'; do
	# shellcheck disable=SC2086 # A list of words.
	sign one.itb $words
	refused_with "sign $words" 2
	stderr_has "sign $words: usage" 'xpack: help: usage: xpack sign '
done
done_testing
