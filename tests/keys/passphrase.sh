#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# passphrase.sh: passphrases typed on a terminal, from files and descriptors; what each encrypted
# form of a key needs; and that none is ever seen or waited for.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need openssl python3 setsid
make_system system
"$XPACK" build -q --unsigned -o plain.itb system/system.xml || exit 99
umask 077
echo 'correct horse' >right
echo 'correct hearse' >wrong

# sign KEY OPTION...: into a copy of the container, without a terminal.
sign()
{
	local key=$1
	shift
	cp plain.itb out.itb
	run setsid -w "$XPACK" sign -k "$key" "$@" out.itb </dev/null
}

# Keys of every form that openssl writes.
openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa || exit 99
openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out p256 || exit 99
for key in rsa p256; do
	openssl pkey -in $key -pubout -out $key.pub
	openssl pkcs8 -topk8 -in $key -v2 aes-256-cbc -v2prf hmacWithSHA512 -passout file:right \
		-out $key-sha512
	openssl pkcs8 -topk8 -in $key -v2 aes-128-cbc -iter 1000 -passout file:right \
		-out $key-aes128
	openssl pkcs8 -topk8 -in $key -scrypt -passout file:right -out $key-scrypt
	openssl pkey -in $key -traditional -aes256 -passout file:right -out $key-traditional
	for form in sha512 aes128 scrypt traditional; do
		sign $key-$form --passphrase-file right
		status_is "$key-$form: opens" 0
		run "$XPACK" verify -q -p $key.pub out.itb
		status_is "$key-$form: its signature" 0
		sign $key-$form --passphrase-file wrong
		refused_with "$key-$form: wrong passphrase" 1
		stderr_is "$key-$form: wrong passphrase, said" <<END
$key-$form: error: [key-passphrase] this passphrase does not open the private key
END
		same "$key-$form: wrong passphrase, the container stays" out.itb plain.itb
	done
done

# What keygen encrypts.
"$XPACK" keygen -q -a p256 --encrypt --passphrase-file right made || exit 99
is 'keygen: mode' "$(stat -c %a made)" 600
is 'keygen: form' "$(head -n 1 made)" '-----BEGIN ENCRYPTED PRIVATE KEY-----'
ok 'keygen: openssl opens it' openssl pkey -in made -passin file:right -noout -check
openssl asn1parse -in made >parsed
for term in PBES2 PBKDF2 hmacWithSHA256 aes-256-cbc; do
	ok "keygen: $term" grep -q ":$term\$" parsed
done
ok 'keygen: 600000 iterations' grep -q 'INTEGER *:0927C0$' parsed
sign made --passphrase-file right
status_is 'keygen: xpack opens it' 0
echo short >short
run "$XPACK" keygen --passphrase-file short none
refused_with 'keygen: a short passphrase' 1
not_ok 'keygen: a short passphrase makes nothing' test -e none
run setsid -w "$XPACK" keygen --encrypt none </dev/null
refused_with 'keygen: no terminal' 2
not_ok 'keygen: no terminal makes nothing' test -e none

# Sources.
printf 'correct horse' >bare
sign made --passphrase-file bare
status_is 'a file without an end of line' 0
printf 'correct horse\nand more\n' >lines
sign made --passphrase-file lines
status_is 'the first of two lines' 0
cp plain.itb out.itb
run setsid -w "$XPACK" sign -k made --passphrase-fd 5 out.itb 5<right </dev/null
status_is 'a descriptor' 0
cp plain.itb out.itb
# shellcheck disable=SC2016 # For that shell.
run sh -c '"$XPACK" sign -k made --passphrase-fd 0 out.itb <right'
status_is 'standard input as a descriptor' 0
sign made --passphrase-file <(cat right)
status_is 'a pipe with a name' 0
{ run setsid -w "$XPACK" sign -k made --passphrase-fd 5 out.itb; cat <&5 >rest; } 5<lines
is 'what follows the line is left to others' "$(cat rest)" 'and more'
head -c 1000 /dev/zero | tr '\0' x >long
"$XPACK" keygen -q -a p256 --passphrase-file long made-long || exit 99
sign made-long --passphrase-file long
status_is 'a passphrase of 1000 bytes' 0

refuse() # NAME CODE TEXT OPTION...
{
	local name=$1 code=$2 text=$3
	shift 3
	sign made "$@"
	refused_with "$name" "$code"
	stderr_has "$name: said" "made: error: [key-passphrase] $text"
	same "$name: the container stays" out.itb plain.itb
}

echo x >>long && tr -d '\n' <long >longer
: >empty
echo >blank
printf 'a\0b\n' >nul
mkfifo fifo
refuse 'no source' 2 'a passphrase is needed, and there is no terminal to ask for it'
refuse '1001 bytes' 1 'the passphrase from longer is too long' --passphrase-file longer
refuse 'an empty file' 1 'the passphrase from empty is empty' --passphrase-file empty
refuse 'an empty line' 1 'the passphrase from blank is empty' --passphrase-file blank
refuse 'a NUL' 1 'the passphrase from nul has a NUL character' --passphrase-file nul
refuse 'a FIFO that nobody writes' 1 'the passphrase from fifo is empty' --passphrase-file fifo
refuse 'no file' 1 'cannot read the passphrase from none: No such file' --passphrase-file none
refuse 'a directory' 1 'cannot read the passphrase from system: Is a dir' --passphrase-file system
refuse 'a closed descriptor' 2 '--passphrase-fd 99 is not an open descriptor' --passphrase-fd 99
for fd in x '' -1 5x 99999999999999999999; do
	refuse "the descriptor '$fd'" 2 "--passphrase-fd $fd is not an open descriptor" \
		"--passphrase-fd=$fd"
done
chmod 644 right
sign made --passphrase-file right
status_is 'a passphrase that everybody may read is taken' 0
stderr_has 'and warned of' 'right: warning: [key-permissions] everybody may read this file'
chmod 600 right
sign p256 --passphrase-file none
status_is 'a key that is not encrypted needs no passphrase' 0

# A terminal of its own: what is printed on it, with what is typed when it asks; and what comes of
# signals.  Echo is off while a passphrase is typed, and on again afterwards.
cat >type.py <<'END'
import os, pty, select, signal, sys, termios, time

def main():
    answers, command = sys.argv[1].split(","), sys.argv[2:]
    pid, master = pty.fork()
    if pid == 0:
        for number in signal.SIGINT, signal.SIGHUP:  # a job in the background ignores them
            signal.signal(number, signal.SIG_DFL)
        os.execv(command[0], command)
    shown, asked = b"", 0
    deadline = time.time() + 60
    while time.time() < deadline:
        if select.select([master], [], [], 1)[0]:
            try:
                data = os.read(master, 4096)
            except OSError:
                break
            shown += data
            while shown.count(b": ", ) > 0 and asked < len(answers) and \
                    shown.rstrip(b" ").count(b"for ") > asked and shown.endswith(b": "):
                echo = termios.tcgetattr(master)[3] & termios.ECHO
                print("echo", "on" if echo else "off")
                answer = answers[asked]
                asked += 1
                if answer.startswith("SIG"):
                    os.kill(pid, getattr(signal, answer))
                elif answer == "^C":
                    os.write(master, b"\x03")
                elif answer == "^D":
                    os.write(master, b"\x04")
                else:
                    os.write(master, answer.encode() + b"\n")
                break
    _, status = os.waitpid(pid, 0)
    try:
        print("afterwards echo", "on" if termios.tcgetattr(master)[3] & termios.ECHO else "off")
    except termios.error:
        print("afterwards gone")
    print("ended", os.waitstatus_to_exitcode(status))
    print(shown.decode().replace("\r", "").replace(": \n", ":\n"), end="")

main()
END

typed() # ANSWERS COMMAND...
{
	run python3 type.py "$@"
}

cp plain.itb out.itb
typed 'correct horse' "$XPACK" sign -q -k made out.itb
stdout_is 'typed' <<'END'
echo off
afterwards echo on
ended 0
passphrase for made:
END
typed 'correct hearse' "$XPACK" sign -q -k made out.itb
stdout_is 'typed wrongly: once' <<'END'
echo off
afterwards echo on
ended 1
passphrase for made:
made: error: [key-passphrase] this passphrase does not open the private key
END
typed '' "$XPACK" sign -q -k made out.itb
stdout_is 'nothing typed' <<'END'
echo off
afterwards echo on
ended 1
passphrase for made:
made: error: [key-passphrase] the passphrase from the terminal is empty
END
typed '^D' "$XPACK" sign -q -k made out.itb
stdout_is 'end of file' <<'END'
echo off
afterwards echo on
ended 4
passphrase for made:
made: error: [key-passphrase] reading the passphrase from the terminal failed
END
for end in ^C:-2 SIGTERM:-15 SIGHUP:-1; do
	typed "${end%:*}" "$XPACK" sign -q -k made out.itb
	stdout_is "${end%:*} ends it and the terminal is as before" <<END
echo off
afterwards echo on
ended ${end#*:}
passphrase for made:
END
done
typed 'new passphrase,new passphrase' "$XPACK" keygen -q -a p256 --encrypt typed
stdout_is 'keygen asks twice' <<'END'
echo off
echo off
afterwards echo on
ended 0
passphrase for typed:
passphrase for typed, once more:
END
echo 'new passphrase' >new
ok 'keygen took what was typed' openssl pkey -in typed -passin file:new -noout
typed 'new passphrase,new passphrasf' "$XPACK" keygen -q -a p256 --encrypt slip
stdout_is 'keygen notices a slip' <<'END'
echo off
echo off
afterwards echo on
ended 1
passphrase for slip:
passphrase for slip, once more:
slip: error: [key-passphrase] the two passphrases differ
END
not_ok 'and makes nothing' test -e slip

# Neither the command line nor the environment is a source.
run env PASSPHRASE='correct horse' XPACK_PASSPHRASE='correct horse' setsid -w "$XPACK" sign \
	-k made out.itb </dev/null
status_is 'no variable of the environment gives a passphrase' 2
run "$XPACK" sign --passphrase 'correct horse' -k made out.itb
status_is 'no option has a passphrase itself' 2
is 'no passphrase was printed' "$(grep -rl 'correct horse' "$run_dir" || true)" ''
done_testing
