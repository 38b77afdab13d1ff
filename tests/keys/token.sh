#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# token.sh: keys that stay in a token, with SoftHSM: in every command that takes a KEY, and all that
# can be wrong with token, key and PIN.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need openssl pkcs11-tool python3 setsid softhsm2-util
make_system system
umask 077
mkdir tokens
export SOFTHSM2_CONF=$tmp/softhsm2.conf
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$tmp/tokens" \
	>"$SOFTHSM2_CONF"
echo 1234 >pin
echo 4321 >wrong

tool() # OPTION...
{
	pkcs11-tool --module p11-kit-proxy.so "$@" >tool.log 2>&1 || {
		diag "pkcs11-tool $*: $(cat tool.log)"
		exit 99
	}
}

softhsm2-util --init-token --free --label release --pin 1234 --so-pin 5678 >/dev/null || exit 99
softhsm2-util --init-token --free --label other --pin 8888 --so-pin 5678 >/dev/null || exit 99
in_token=(-l --pin 1234 --token-label release)
tool "${in_token[@]}" -k --key-type rsa:3072 --id 01 --label flight
tool "${in_token[@]}" -k --key-type EC:prime256v1 --id 0a0b --label 'flight ec'
tool "${in_token[@]}" -k --key-type EC:secp384r1 --id 03 --label p384
tool "${in_token[@]}" -k --key-type EC:prime256v1 --id 04 --label lonely
tool "${in_token[@]}" -b --type pubkey --id 04
for object in flight:rsa 'flight ec:ec'; do
	tool "${in_token[@]}" -r --type pubkey --label "${object%:*}" -o "${object#*:}.der"
	openssl pkey -pubin -inform DER -in "${object#*:}.der" -out "${object#*:}.pub" || exit 99
done
"$XPACK" build -q --unsigned -o plain.itb system/system.xml || exit 99

# Every command that takes a KEY.
build()
{
	rm -f out.itb out.prom
	run setsid -w "$XPACK" build -q -k "$1" --passphrase-file pin --depfile out.d -o out.itb \
		system/system.xml
}

for key in 'rsa pkcs11:token=release;object=flight' 'rsa pkcs11:token=release;id=%01' \
	'rsa pkcs11:type=private;object=flight;token=release' \
	'ec pkcs11:token=release;object=flight%20ec' \
	'ec pkcs11:id=%0A%0b;token=release' 'ec PKCS11:token=release;id=%0a%0b'; do
	uri=${key#* }
	build "$uri"
	status_is "build with $uri" 0
	stderr_empty "build with $uri: nothing is said"
	run "$XPACK" verify -q -p "${key%% *}.pub" out.itb
	status_is "build with $uri: its container" 0
	run "$XPACK" verify -q -p "${key%% *}.pub" out.prom
	status_is "build with $uri: its boot image" 0
	cp plain.itb out.itb
	run setsid -w "$XPACK" sign -k "$uri" --passphrase-file pin -p "${key%% *}.pub" out.itb
	status_is "sign with $uri" 0
done

# U-Boot's signature by a token too, beside a container's key in a file, in the same token, and in
# the other algorithm.
checker=$top_srcdir/tests/fit/checker.py
for pair in 'flight:rsa' 'flight%20ec:ec'; do
	uri="pkcs11:token=release;object=${pair%:*}"
	for own in key.pem 'pkcs11:token=release;object=flight' \
		'pkcs11:token=release;object=flight%20ec'; do
		name="--fit-key ${pair%:*}, -k $own"
		case $own in
		key.pem) public=key.pem.pub ;;
		*ec) public=ec.pub ;;
		*) public=rsa.pub ;;
		esac
		rm -f out.itb out.prom
		run setsid -w "$XPACK" build -q -k "$own" --fit-signature dev --fit-key "$uri" \
			--passphrase-file pin -o out.itb system/system.xml
		status_is "$name" 0
		stderr_empty "$name: nothing is said"
		run "$XPACK" verify -q -p "$public" out.prom
		status_is "$name: ours" 0
		run "$XPACK" verify -q --fit -p "${pair#*:}.pub" out.itb
		status_is "$name: U-Boot's" 0
		is "$name: U-Boot's, by a checker that is not ours" \
			"$(python3 "$checker" check "${pair#*:}.pub" out.itb)" accepted
	done
done
openssl pkey -in key.pem -aes256 -passout pass:another -out locked.pem || exit 99
echo another >passphrase
run setsid -w "$XPACK" build -q -k locked.pem --passphrase-file passphrase --fit-signature dev \
	--fit-key "pkcs11:token=release;object=flight?pin-source=file:$tmp/pin" -o out.itb \
	system/system.xml
status_is '--fit-key in a token, -k with a passphrase of its own' 0
run "$XPACK" verify -q --fit -p rsa.pub out.itb
status_is "--fit-key in a token, -k with a passphrase of its own: U-Boot's" 0
rm -f out.itb out.prom
run setsid -w "$XPACK" build -q -k key.pem --fit-signature dev --passphrase-file wrong \
	--fit-key 'pkcs11:token=release;object=flight' -o out.itb system/system.xml
refused_with '--fit-key with a wrong PIN' 1
stderr_has '--fit-key with a wrong PIN: said' \
	'pkcs11:token=release;object=flight: error: [key-pin] the token refuses this PIN'
not_ok '--fit-key with a wrong PIN: nothing is written' test -e out.itb
is 'a URI is no file to depend on' "$(grep -c pkcs11 out.d)" 0
build 'pkcs11:token=release;object=flight' && cp out.itb first.itb
build 'pkcs11:token=release;object=flight'
same 'RSA in a token: signed again it is the same' out.itb first.itb
uri='pkcs11:token=release;object=flight'
XPACK_KEY=$uri run setsid -w "$XPACK" build -q --passphrase-file pin -o out.itb system/system.xml
status_is 'XPACK_KEY is a URI' 0
mkdir -p "$HOME/.config/xpack"
echo "key = $uri?pin-source=file:$tmp/pin" >"$HOME/.config/xpack/config"
run setsid -w "$XPACK" build -q -o out.itb system/system.xml
status_is 'the configuration has a URI, with the file of its PIN' 0
rm "$HOME/.config/xpack/config"
module=$(sed -n 's/^module: *//p' /usr/share/p11-kit/modules/softhsm2.module)
ok 'the module of SoftHSM has a whole path' test -e "$module"
cp plain.itb out.itb
run setsid -w "$XPACK" sign -q -k "$uri?module-path=$module&pin-source=$tmp/pin" out.itb
status_is 'a module of the URI' 0
PKCS11_MODULE_PATH=$module run setsid -w "$XPACK" sign -q -k "$uri" --passphrase-file pin out.itb
status_is 'a module of the environment' 0
run setsid -w "$XPACK" sign -q -k "$uri" --passphrase-fd 4 out.itb 4<pin
status_is 'a PIN from a descriptor' 0

# The PIN is typed at the terminal, with echo off.
cat >type.py <<'END'
import os, pty, sys
pid, master = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
shown = b""
while not shown.endswith(b": "):
    shown += os.read(master, 1)
os.write(master, b"1234\n")
try:
    while data := os.read(master, 4096):
        shown += data
except OSError:
    pass
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode().strip())
END
run timeout 60 python3 type.py "$XPACK" sign -q -k "$uri" out.itb
stdout_is 'a PIN that is typed' <<'END'
0 PIN for pkcs11:token=release;object=flight:
END

# What is wrong.  The container stays as it was, and nothing waits.
refuse() # NAME URI CODE ID TEXT OPTION...
{
	local name=$1 uri=$2 code=$3 id=$4 text=$5
	shift 5
	cp plain.itb out.itb
	run timeout 60 setsid -w "$XPACK" sign -k "$uri" "$@" out.itb
	refused_with "$name" "$code"
	is "$name: said" "$(grep error: "$run_dir/stderr")" "${uri%%\?*}: error: [$id] $text"
	same "$name: the container stays" out.itb plain.itb
	unlike "$name: no PIN is shown" "$(cat "$run_dir/stderr")" '1234|4321'
}

refuse 'no such token' 'pkcs11:token=relaese;object=flight' 1 key-token 'there is no such token' \
	--passphrase-file pin
refuse 'no such token: nobody is asked' 'pkcs11:token=relaese;object=flight' 1 key-token \
	'there is no such token'
refuse 'no such key' 'pkcs11:token=release;object=fligth' 1 key-token \
	'the token has no such private key' --passphrase-file pin
refuse 'a key of another token' 'pkcs11:token=other;object=flight' 1 key-pin \
	'the token refuses this PIN; it was tried once' --passphrase-file pin
refuse 'no PIN' 'pkcs11:token=release;object=flight' 2 key-pin \
	'a PIN is needed, and there is no terminal to ask for it'
refuse 'an empty PIN' 'pkcs11:token=release;object=flight' 1 key-pin \
	'the PIN from /dev/null is empty' --passphrase-file /dev/null
refuse 'no file with the PIN' 'pkcs11:token=release;object=flight?pin-source=/none' 1 key-pin \
	'cannot read the PIN from /none: No such file or directory'
refuse 'a wrong PIN' 'pkcs11:token=release;object=flight' 1 key-pin \
	'the token refuses this PIN; it was tried once' --passphrase-file wrong
refuse 'an unsuitable key' 'pkcs11:token=release;object=p384' 1 key-algorithm \
	'this EC key is not on the curve P-256' --passphrase-file pin
refuse 'no public half' 'pkcs11:token=release;object=lonely' 1 key-token \
	'the token has neither a public key nor a certificate beside this private key' \
	--passphrase-file pin
refuse 'no module' 'pkcs11:token=release;object=flight?module-path=/none.so' 1 key-token \
	"the PKCS#11 module '/none.so': No such file or directory"
refuse 'a PIN in the URI' 'pkcs11:object=flight?pin-value=1234' 2 key-pkcs11 \
	'a PIN in a PKCS#11 URI can be read by every user of this machine'
refuse 'a program for the PIN' 'pkcs11:object=flight?pin-source=%7Ccat' 2 key-pkcs11 \
	'pin-source of this PKCS#11 URI is not the name of a file'
refuse 'no key named' 'pkcs11:token=release' 2 key-pkcs11 \
	'this PKCS#11 URI names no key: object or id is missing'
refuse 'no token named' 'pkcs11:object=flight' 2 key-pkcs11 \
	'this PKCS#11 URI names no token: token or serial is missing'
refuse 'a public key named' 'pkcs11:object=flight;type=public' 2 key-pkcs11 \
	"this PKCS#11 URI names no private key: its type is 'public'"
refuse 'an attribute twice' 'pkcs11:object=flight;object=other' 2 key-pkcs11 \
	"'object' stands twice in this PKCS#11 URI"
refuse 'an attribute that is not honoured' 'pkcs11:object=flight;slot-id=3' 2 key-pkcs11 \
	"'slot-id' of a PKCS#11 URI is not supported"
refuse 'a query that is not honoured' 'pkcs11:object=flight?x-count=3' 2 key-pkcs11 \
	"'x-count' of a PKCS#11 URI is not supported"
refuse 'wrong encoding' 'pkcs11:object=fli%gght' 2 key-pkcs11 \
	"'object' of this PKCS#11 URI is not encoded as RFC 7512 says"
refuse 'no attribute' 'pkcs11:flight' 2 key-pkcs11 \
	'this is not a PKCS#11 URI: an attribute has no value'
export OPENSSL_ENGINES=/nonexistent
refuse 'no engine' 'pkcs11:token=release;object=flight' 4 key-token \
	"OpenSSL has no engine 'pkcs11', through which tokens are reached" --passphrase-file pin
stderr_has 'no engine: what to install' 'libengine-pkcs11-openssl'
run "$XPACK" sign -q -k key.pem out.itb
status_is 'no engine: keys in files are used as ever' 0
unset OPENSSL_ENGINES

# A wrong PIN was given often by now, but never twice for one command: the token is not locked.
cp plain.itb out.itb
run setsid -w "$XPACK" sign -q -k "$uri" --passphrase-file pin out.itb
status_is 'the token is not locked' 0

# A certificate instead of a public key.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout lonely.pem \
	-subj /CN=lonely -outform DER -out lonely.crt 2>/dev/null || exit 99
openssl pkey -in lonely.pem -pubout -out lonely.pub
openssl pkcs8 -topk8 -nocrypt -in lonely.pem -outform DER -out lonely.der
tool "${in_token[@]}" -w lonely.der --type privkey --id 05 --label certified
tool "${in_token[@]}" -w lonely.crt --type cert --id 05 --label certified
cp plain.itb out.itb
run setsid -w "$XPACK" sign -q -k 'pkcs11:token=release;object=certified' --passphrase-file pin \
	-p lonely.pub out.itb
status_is 'the public half from a certificate' 0
tool "${in_token[@]}" -w rsa.der --type pubkey --id 06 --label mixed
tool "${in_token[@]}" -w lonely.der --type privkey --id 06 --label mixed
cp plain.itb out.itb
run setsid -w "$XPACK" sign -q -k 'pkcs11:token=release;object=mixed' --passphrase-file pin out.itb
same 'a public half of another key: the container stays' out.itb plain.itb
done_testing
