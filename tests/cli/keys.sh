#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Which key a command takes, how keys are made, and which key files are refused.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need openssl setpriv setsid
make_system system
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.pem || exit 99
openssl pkey -in rsa.pem -pubout -out rsa.pem.pub || exit 99
export XPACK_LIBDIR

build() # ARGUMENT...
{
	run setsid -w "$XPACK" build -q -o out.itb "$@" system/system.xml
}

# The key of the last build, found by which public key accepts it.
built_with()
{
	local public
	for public in key.pem.pub rsa.pem.pub; do
		if "$XPACK" verify -q -p "$public" out.itb 2>/dev/null; then
			echo "${public%.pub}"
		fi
	done
}

# Look-up: option, environment, configuration, none.
config=$HOME/.config/xpack/config
build
refused_with 'no key anywhere' 2
stderr_has 'no key anywhere: where one is looked for' \
	"xpack: error: [no-key] no private key: give -k FILE, set XPACK_KEY, or write 'key = PATH'"
stderr_has 'no key anywhere: a word on keygen' \
	"xpack: help: 'xpack keygen FILE' makes a private key FILE and its public key FILE.pub"
not_ok 'no key anywhere: no output' test -e out.itb
mkdir -p "${config%/*}"
printf '# comment\n\nkey = %s\n  pubkey=  %s  \n' "$tmp/key.pem" "$tmp/key.pem.pub" >"$config"
build
status_is 'a key from the configuration' 0
is 'a key from the configuration: which' "$(built_with)" key.pem
run "$XPACK" verify -q out.itb
status_is 'a public key from the configuration' 0
cp key.pem "$HOME"
# shellcheck disable=SC2088 # The tilde is for xpack.
echo 'key = ~/key.pem' >"$config"
build
status_is 'a key below the home directory' 0
config_home=$HOME/.config
XDG_CONFIG_HOME=$config_home HOME=/nonexistent build
refused_with '~ without a home' 1
export XPACK_KEY=$tmp/rsa.pem
build
is 'the environment goes before the configuration' "$(built_with)" rsa.pem
build -k key.pem
is 'the option goes before the environment' "$(built_with)" key.pem
export XPACK_KEY=
build
is 'an empty variable is none' "$(built_with)" key.pem
unset XPACK_KEY
run "$XPACK" verify out.itb
refused_with 'no public key anywhere' 2
stderr_has 'no public key anywhere: a word on keygen' "its public key FILE.pub"
XPACK_PUBKEY=key.pem.pub run "$XPACK" verify -q out.itb
status_is 'a public key from the environment' 0
XPACK_PUBKEY=rsa.pem.pub run "$XPACK" verify -q -p key.pem.pub out.itb
status_is 'the option goes before the environment for public keys too' 0
mkdir -p xdg/xpack
echo "key = $tmp/rsa.pem" >xdg/xpack/config
XDG_CONFIG_HOME=$tmp/xdg build
is 'XDG_CONFIG_HOME goes before the home directory' "$(built_with)" rsa.pem
XDG_CONFIG_HOME=xdg build
is 'a relative XDG_CONFIG_HOME is ignored' "$(built_with)" key.pem
printf 'key = %s\nkey = %s\n' "$tmp/key.pem" "$tmp/rsa.pem" >"$config"
build
is 'the last of two lines counts' "$(built_with)" rsa.pem

# A broken configuration.
printf '# fine\nkey = k\nkee = k\nno equals\n' >"$config"
build
refused_with 'a broken configuration' 2
stderr_is 'a broken configuration: each line located' <<END
$config:3:1: error: [config] expected 'key = PATH' or 'pubkey = PATH'
$config:4:1: error: [config] expected 'key = PATH' or 'pubkey = PATH'
END
build -k key.pem
status_is 'a broken configuration does not disturb who does not need it' 0
rm "$config" && mkdir "$config"
build
refused_with 'a configuration that is a directory' 1
rmdir "$config"
head -c 70000 /dev/zero >"$config"
build
refused_with 'a configuration of 70 kB' 1
echo 'key = /nonexistent/key.pem' >"$config"
build
refused_with 'the configuration names a file that is not there' 1
stderr_has 'the configuration names a file that is not there: which' \
	"/nonexistent/key.pem: error: [file-read] cannot read '/nonexistent/key.pem'"
rm "$config"

# keygen.
for algorithm in rsa3072 rsa2048 rsa4096 p256; do
	(umask 022 && exec "$XPACK" keygen -a "$algorithm" "made-$algorithm") 2>said
	is "keygen $algorithm" $? 0
	is "keygen $algorithm: modes" \
		"$(stat -c %a "made-$algorithm" "made-$algorithm.pub" | paste -sd ' ')" '600 644'
	like "keygen $algorithm: says what it made" "$(cat said)" "private key, $algorithm"
	ok "keygen $algorithm: openssl reads it" openssl pkey -in "made-$algorithm" -check -noout
	openssl pkey -in "made-$algorithm" -pubout -out public.pem
	same "keygen $algorithm: the public key is its own" public.pem "made-$algorithm.pub"
	build -k "made-$algorithm"
	status_is "build with $algorithm" 0
	run "$XPACK" verify -q -p "made-$algorithm.pub" out.itb
	status_is "verify with $algorithm" 0
done
bits_of()
{
	openssl pkey -in "$1" -text -noout | sed -nE 's/^Private-Key: \(([0-9]+) bit.*/\1/p'
}
is 'rsa3072 has 3072 bits' "$(bits_of made-rsa3072)" 3072
run "$XPACK" keygen -q default
is 'rsa3072 is the default' "$(bits_of default)" 3072
(umask 077 && "$XPACK" keygen -q -a p256 private-umask)
is 'keygen under umask 077' \
	"$(stat -c %a private-umask private-umask.pub | paste -sd ' ')" '600 600'
(umask 0 && "$XPACK" keygen -q -a p256 open-umask)
is 'keygen under umask 0' "$(stat -c %a open-umask open-umask.pub | paste -sd ' ')" '600 666'
for algorithm in ed25519 rsa1024 '' RSA3072; do
	run "$XPACK" keygen -a "$algorithm" none
	refused_with "keygen -a '$algorithm'" 2
	stderr_has "keygen -a '$algorithm': what is known" 'rsa3072, rsa2048, rsa4096, p256'
done
run "$XPACK" keygen -a p265 none
stderr_has 'keygen -a p265: the nearest name' "did you mean 'p256'?"
not_ok 'nothing was made' test -e none

# Keys are never overwritten.
for present in taken taken.pub; do
	echo treasure >"$present"
	run "$XPACK" keygen -a p256 taken
	refused_with "keygen: $present exists" 2
	stderr_has "keygen: $present exists: said" \
		"$present: error: [keygen] this file exists; keys are never overwritten"
	is "keygen: $present stays" "$(cat "$present")" treasure
	is "keygen: $present stays alone" "$(echo taken*)" "$present"
	rm "$present"
done
ln -s /nonexistent/x taken
run "$XPACK" keygen -a p256 taken
refused_with 'keygen onto a dangling link' 2
mkdir directory
run "$XPACK" keygen -a p256 directory
refused_with 'keygen onto a directory' 2
run "$XPACK" keygen -a p256 no/such/directory/key
refused_with 'keygen into a directory that is not there' 4
run "$XPACK" keygen -a p256 ''
refused_with 'keygen without a name' 4
is 'keygen left nothing behind' "$(find . -name '.xpack-*')" ''

# Private keys that cannot be used.  Each: name, id, exit code, a part of the message.
refuse_key()
{
	rm -f out.itb out.prom
	build -k "$1"
	refused_with "private key $1" "$3"
	stderr_has "private key $1: message" "$1: error: [$2] $4"
	not_ok "private key $1: no output" test -e out.itb
}

refuse_public()
{
	run "$XPACK" verify -q -p "$1" good.itb
	refused_with "public key $1" "$3"
	stderr_has "public key $1: message" "$1: error: [$2] $4"
}

build -k key.pem && mv out.itb good.itb
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out p384.pem
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1 -out k256.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out rsa1024.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2056 -out rsa2056.pem
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 \
	-pkeyopt rsa_keygen_pubexp:1099511627777 -out exponent.pem
openssl genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out pss.pem
openssl genpkey -quiet -algorithm ED25519 -out ed25519.pem
openssl genpkey -quiet -algorithm X25519 -out x25519.pem
openssl genpkey -quiet -genparam -algorithm DSA -pkeyopt dsa_paramgen_bits:1024 -out dsa.param
openssl genpkey -quiet -paramfile dsa.param -out dsa.pem
for name in p384 k256 rsa1024 rsa2056 exponent pss ed25519 x25519 dsa; do
	openssl pkey -in "$name.pem" -pubout -out "$name.pub"
	case $name in
	p384 | k256) message='this EC key is not on the curve P-256' ;;
	rsa*) message='this RSA key has a size that is not supported' ;;
	exponent) message="this RSA key's exponent is not supported" ;;
	*) message='this key is neither RSA nor EC' ;;
	esac
	refuse_key "$name.pem" key-algorithm 1 "$message"
	stderr_has "private key $name.pem: what can be used" 'RSA of 2048, 3072 or 4096 bits'
	refuse_public "$name.pub" key-algorithm 1 "$message"
done
: >empty.pem
echo 'no key' >text.pem
head -c 3000 /dev/urandom >random.pem
head -c 100 key.pem >cut.pem
sed 's/^M/N/' key.pem >damaged.pem
openssl pkey -in key.pem -outform DER -out der.pem
openssl req -x509 -new -key key.pem -subj /CN=x -out certificate.pem 2>/dev/null
for name in empty text random cut damaged der certificate; do
	refuse_key "$name.pem" key-format 1 'no private key in PEM form in this file'
done
head -c 100 key.pem.pub >cut.pem
sed 's/^M/N/' key.pem.pub >damaged.pem
iv=00112233445566778899AABBCCDDEEFF
sed "s/PUBLIC KEY-----$/&\\nProc-Type: 4,ENCRYPTED\\nDEK-Info: AES-128-CBC,$iv\\n/" \
	key.pem.pub >asking.pem
for name in empty text random cut damaged asking der certificate; do
	refuse_public "$name.pem" key-format 1 'no public key in PEM form in this file'
done
openssl pkey -in key.pem -aes256 -passout pass:secret -out encrypted.pem
openssl rsa -in rsa.pem -aes256 -passout pass:secret -traditional -out old.pem 2>/dev/null
for name in encrypted old; do
	refuse_key "$name.pem" key-passphrase 2 \
		'a passphrase is needed, and there is no terminal to ask for it'
	stderr_has "private key $name.pem: what to do" \
		'help: --passphrase-file FILE or --passphrase-fd N give it'
done
refuse_key key.pem.pub key-public 1 'this is a public key; a private key is needed'
refuse_public key.pem key-private 1 'this is a private key; a public key is needed'
refuse_public encrypted.pem key-private 1 'this is a private key; a public key is needed'
refuse_key directory file-read 1 "cannot read 'directory': Is a directory"
refuse_public directory file-read 1 "cannot read 'directory': Is a directory"
refuse_key absent.pem file-read 1 "cannot read 'absent.pem': No such file or directory"
mkfifo fifo.pem
run timeout 10 "$XPACK" build -q -k fifo.pem system/system.xml
refused_with 'a key that is a FIFO' 1
run "$XPACK" build -q -k /dev/zero system/system.xml
refused_with 'a key that is a device' 1
head -c 100000 /dev/zero >large.pem
refuse_key large.pem file-size 1 "'large.pem' is larger than 65536 bytes, the most that is read"

# A key that may not be read.  Root may read everything, so another user asks.
cp key.pem secret.pem && chmod 000 secret.pem
chmod 755 . && cp "$XPACK" xpack-copy
if [ "$(id -u)" -eq 0 ]; then
	run setpriv --reuid=65534 --regid=65534 --clear-groups ./xpack-copy build -q -k secret.pem \
		-o /dev/null system/system.xml
else
	run ./xpack-copy build -q -k secret.pem -o /dev/null system/system.xml
fi
refused_with 'a key that may not be read' 4
stderr_has 'a key that may not be read: message' \
	"secret.pem: error: [file-read] cannot read 'secret.pem': Permission denied"

# A key is an input: no output takes its place.
cp key.pem mine.pem && cp mine.pem before.pem
run "$XPACK" build -q -k mine.pem -o mine.pem system/system.xml
refused_with 'the container in the place of the key' 2
run "$XPACK" build -q -k mine.pem --depfile mine.pem system/system.xml
refused_with 'the depfile in the place of the key' 2
cp mine.pem mine.prom
run "$XPACK" build -q -k mine.prom -o mine.itb system/system.xml
refused_with 'the boot image in the place of the key' 2
same 'the key stays' mine.pem before.pem
done_testing
