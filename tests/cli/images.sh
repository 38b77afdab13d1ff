#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Images that are none, or not the right one, for the commands that read images.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need dtc mkimage timeout
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub XPACK_LIBDIR
make_system good
"$XPACK" build -q -o good.itb good/system.xml || exit 99
"$XPACK" keygen -q -a p256 other.pem
"$XPACK" keygen -q -a rsa2048 rsa.pem

# refuse_in NAME FILE COMMAND...: each command says that it is no image, with exit code 3 and where
# it lies.
refuse_in()
{
	local name=$1 file=$2 command
	shift 2
	for command in "$@"; do
		# shellcheck disable=SC2086 # A list of words.
		run timeout 20 "$XPACK" $command "$file"
		refused_with "$command, $name" 3
		like "$command, $name: at the file" "$(head -n 1 "$run_dir/stderr")" \
			"^$file: error: \[(not-an-image|not-canonical|not-authentic|not-a-fit)\] "
		stdout_empty "$command, $name: nothing on stdout"
	done
	not_ok "$name: nothing was extracted" test -e out
}

refuse()
{
	refuse_in "$1" "$2" list 'list --json' verify 'extract -C out' run
	run timeout 20 "$XPACK" verify --fit "$2"
	refused_with "verify --fit, $1" 3
}

# Another FIT can be looked at; nothing is authentic in it, and nothing of it starts.
refuse_trust()
{
	refuse_in "$1" "$2" verify run
	run "$XPACK" list "$2"
	status_is "list, $1" 0
	stdout_has "list, $1: says what it is" "a FIT without xpack's authentication block"
	run "$XPACK" verify --fit "$2"
	refused_with "verify --fit, $1" 3
	stderr_has "verify --fit, $1: why" '[fit-signature]'
}

: >empty
refuse 'an empty file' empty
printf '\320' >byte
refuse 'one byte' byte
printf '\320\015\376\355' >magic
refuse 'the magic alone' magic
head -c 50000 /dev/urandom >random
refuse 'random bytes' random
{ printf '\320\015\376\355'; head -c 50000 /dev/urandom; } >random-magic
refuse 'random bytes behind the magic' random-magic
{ printf '\320\015\376\355'; head -c 50000 /dev/zero | tr '\0' '\377'; } >ones
refuse 'one bits behind the magic' ones
cp good/guest.elf elf
refuse 'an ELF file' elf
cp good/system.xml xml
refuse 'a description' xml
echo '/dts-v1/; / { model = "x"; chosen { }; };' | dtc -q -O dtb -o dtb -
refuse 'a plain device tree' dtb
echo '/dts-v1/; / { model = "x"; images { }; configurations { }; };' | dtc -q -O dtb -o dtb -
refuse_trust 'a FIT with nothing in it' dtb
echo '/dts-v1/; / { xpack,format = <1>; images { }; configurations { }; };' | dtc -q -O dtb -o dtb -
refuse 'what has a mark of a container' dtb
cat >fit.its <<'END'
/dts-v1/;
/ { description = "x"; #address-cells = <1>;
	images { kernel { description = "k"; data = /incbin/("good/host.elf"); type = "kernel";
		arch = "sparc"; os = "elf"; compression = "none"; load = <0x40000000>;
		entry = <0x40000000>; hash-1 { algo = "sha256"; }; }; };
	configurations { default = "conf-1"; conf-1 { kernel = "kernel"; }; }; };
END
mkimage -f fit.its fit >/dev/null 2>&1 || exit 99
refuse_trust 'a FIT of mkimage' fit
mkimage -E -f fit.its fit-external >/dev/null 2>&1 || exit 99
refuse_trust 'a FIT of mkimage with external data' fit-external
size=$(stat -c %s good.itb)
for length in 4 39 40 43 1160 1175 2000 $((size / 2)) $((size - 8)) $((size - 1)); do
	head -c "$length" good.itb >short
	refuse "a container cut at $length" short
done
head -c $(($(stat -c %s good.prom) - 1)) good.prom >short
refuse 'a boot image without its last byte' short
for length in 64 2000 15000; do
	head -c "$length" good.prom >short
	refuse "a boot image cut at $length" short
done
mkdir directory
for file in directory absent; do
	for command in list verify extract run; do
		run "$XPACK" "$command" "$file"
		refused_with "$command $file" 1
		stderr_has "$command $file: said" "$file: error: [file-read] cannot read '$file': "
	done
done
mkfifo pipe
run timeout 20 "$XPACK" list pipe
refused_with 'list of a pipe' 1

# What verify finds that list does not.
verify() # NAME WORD FILE [OPTION...]
{
	local name=$1 word=$2 file=$3
	shift 3
	run "$XPACK" verify "$@" "$file"
	refused_with "verify, $name" 3
	stderr_has "verify, $name: why" "$word"
}

run "$XPACK" verify good.itb
status_is 'verify' 0
like 'verify says what is authentic' "$(cat "$run_dir/stderr")" \
	'^good\.itb: authentic; good 1\.0 for leon3_generic, security version 0, signed with p256 '
stdout_empty 'verify: nothing on stdout'
verify 'another key' '[not-authentic] refused with code 0x20: it is not signed with this key' \
	good.itb -p other.pem.pub
verify 'a key of another algorithm' '[not-authentic]' good.itb -p rsa.pem.pub
verify 'a boot image with another key' '[not-authentic]' good.prom -p other.pem.pub
"$XPACK" build -q --unsigned -o unsigned.itb good/system.xml
verify 'an unsigned container' '[not-authentic]' unsigned.itb
{ cat good.itb; printf '\0'; } >longer
verify 'a byte more' '[not-authentic]' longer
{ cat good.prom; printf '\0'; } >longer.prom
verify 'a boot image with a byte more' \
	'refused with code 0x41: there are bytes behind the last image' longer.prom
flip() # FILE OFFSET TO
{
	python3 -c 'import sys
data = bytearray(open(sys.argv[1], "rb").read())
data[int(sys.argv[2])] ^= 1
open(sys.argv[3], "wb").write(data)' "$@"
}
flip good.itb $((size - 8)) flipped
verify 'a bit of the last image' "image 'control.dtb' refused with code" flipped
run "$XPACK" extract -C out flipped
refused_with 'extract, a bit of the last image' 3
not_ok 'extract, a bit of the last image: nothing is written' test -e out
run "$XPACK" extract -C out flipped kernel.dtb
status_is 'extract of another image' 0
rm -r out
flip good.prom 100 flipped.prom
verify 'a bit of the loader' '[boot-image] differs at byte 0x64 ' flipped.prom
flip good.itb 100 flipped
verify 'a bit of the signature' '[not-authentic]' flipped
for offset in 60 300 600 608 700 1159; do
	flip good.itb "$offset" flipped
	verify "a bit of the slots at $offset" '[not-authentic]' flipped
done

# The device tree of the host says where the loader's things are; run makes a boot image of it.
python3 -c 'data = open("good.itb", "rb").read()
tree = data.rindex(b"\xd0\x0d\xfe\xed", 0, data.index(b"xpack,system\0xpack,version", 4000))
open("treeless", "wb").write(data[:tree] + bytes(64) + data[tree + 64:])'
run timeout 20 "$XPACK" run treeless
refused_with 'run without a system device tree' 3
stderr_has 'run without a system device tree: why' 'treeless: error: ['

# verify --against.
run "$XPACK" verify --against good/system.xml good.itb
status_is 'verify --against' 0
like 'verify --against says so' "$(cat "$run_dir/stderr")" \
	'; equal to what is made from good/system\.xml$'
run "$XPACK" verify -q --against good/system.xml good.prom
status_is 'verify --against, boot image' 0
cp -r good changed
sed 's/Content: 00000001/Content: 00000002/' "$top_srcdir/tests/bad/good/guest.yaml" |
	yaml2obj -o changed/guest.elf -
verify 'another guest' "[against] image 'control.segment-1', byte 0x3 at 0x40020003: it is 0x01, \
the inputs make 0x02" good.itb --against changed/system.xml
cp good/guest.elf changed
sed -i 's/"good" version/"good" sequence="1" version/' changed/system.xml
verify 'another sequence number' '[against] the sequence is 0, the inputs make 1' good.itb \
	--against changed/system.xml
# What --sequence gives is in the place of what the description says, whatever that is.
run "$XPACK" build -q -k key.pem --sequence 0xffffffff -o counted.itb changed/system.xml
status_is 'build --sequence' 0
is 'build --sequence: the number' \
	"$("$XPACK" list counted.itb | sed -n 's/^system .*, sequence //p')" 4294967295
"$XPACK" build -q --unsigned -o not-counted.itb good/system.xml || exit 99
run "$XPACK" build -q --unsigned --sequence 0 -o counted-0.itb changed/system.xml
same 'build --sequence: it is all that differs' counted-0.itb not-counted.itb
run "$XPACK" verify -q --against changed/system.xml --sequence 4294967295 counted.itb
status_is 'verify --against, --sequence' 0
verify 'another --sequence' '[against] the sequence is 4294967295, the inputs make 7' counted.itb \
	--against good/system.xml --sequence 7
for number in 4294967296 -1 1.5 ''; do
	run "$XPACK" build -q -k key.pem --sequence="$number" -o refused.itb good/system.xml
	refused_with "build --sequence '$number'" 2
	stderr_has "build --sequence '$number': message" "--sequence '$number': "
done
run "$XPACK" verify -q --sequence 1 good.itb
refused_with 'verify --sequence alone' 2
stderr_has 'verify --sequence alone: message' '--sequence says nothing without --against'
sed -i 's/<Area name="data".*//' changed/guest.xml
run "$XPACK" verify --against changed/system.xml good.itb
refused_with 'verify --against a description with errors' 1

# extract: into a directory that it makes, all or the named ones.
run "$XPACK" extract -C new good.itb
status_is 'extract' 0
stderr_is 'extract says what it did' <<'END'
7 images written to new
END
is 'extract: the images' "$(cd new && echo *)" "$("$XPACK" list --json good.itb |
	python3 -c 'import json, sys
print(*sorted(image["name"] for image in json.load(sys.stdin)["images"]))')"
for image in new/*.segment-*; do
	case $image in *kernel*) elf=good/host.elf ;; *) elf=good/guest.elf ;; esac
	ok "$image: bytes of the ELF file" python3 -c 'import sys
data = open(sys.argv[2], "rb").read()
sys.exit(not data or data not in open(sys.argv[1], "rb").read())' "$elf" "$image"
done
ok 'extract: a device tree' dtc -q -I dtb -O dts -o /dev/null new/control.dtb
run "$XPACK" extract -C some good.prom control.dtb kernel.segment-0
status_is 'extract of two images of a boot image' 0
is 'extract of two images' "$(cd some && echo *)" 'control.dtb kernel.segment-0'
run "$XPACK" extract -C twice good.itb control.dtb control.dtb
status_is 'extract of one image twice' 0
run "$XPACK" extract -C none good.itb control.dtp kernel.dtb nonsense
refused_with 'extract of an unknown image' 1
stderr_is 'extract of an unknown image: all of them, the nearest' <<'END'
good.itb: error: [no-image] there is no image 'control.dtp' in it
good.itb: help: did you mean 'control.dtb'?
good.itb: error: [no-image] there is no image 'nonsense' in it
good.itb: help: 'xpack list' shows their names
END
not_ok 'extract of an unknown image: nothing is written' test -e none
run "$XPACK" extract -C key.pem good.itb
refused_with 'extract into a file' 4
run "$XPACK" extract -C no/such/directory good.itb
refused_with 'extract into a directory that cannot be made' 4
mkdir -p taken/control.dtb
run "$XPACK" extract -C taken good.itb
refused_with 'extract onto a directory' 4
is 'extract onto a directory: nothing is written' "$(cd taken && find . | sort | paste -sd ' ')" \
	'. ./control.dtb'
run "$XPACK" extract -C new ''
refused_with 'extract without a name' 1
run_in new "$XPACK" extract ../good.itb
status_is 'extract into the working directory, again' 0

# Nothing lands outside the directory, whatever the names are.  A container is taken apart and
# put together again with another name for one image.
cat >rename.py <<'END'
import os, struct, sys
source, target, old, new = sys.argv[1:]
data = open(source, "rb").read()
head = list(struct.unpack(">10I", data[:40]))
total, tree_at, strings_at = head[1], head[2], head[3]
strings, tree = data[strings_at:strings_at + head[8]], data[tree_at:tree_at + head[9]]
word = lambda at: struct.unpack(">I", tree[at:at + 4])[0]
pad = lambda b: b + bytes(-len(b) % 4)
old, new, out, at = old.encode() + b"\0", os.fsencode(new) + b"\0", b"", 0
while at < len(tree):
    token = word(at)
    at += 4
    out += struct.pack(">I", token)
    if token == 1:
        name = tree[at:tree.index(b"\0", at) + 1]
        at += len(pad(name))
        out += pad(new if name == old else name)
    elif token == 3:
        size, name = word(at), word(at + 4)
        value = tree[at + 8:at + 8 + size]
        at += 8 + len(pad(value))
        if strings[name:].split(b"\0")[0] in (b"kernel", b"fdt", b"loadables"):
            value = b"".join(new if v + b"\0" == old else v + b"\0"
                             for v in value.split(b"\0")[:-1])
        out += struct.pack(">II", len(value), name) + pad(value)
end = tree_at + len(out) + len(strings)
end += -end % 8
head[1], head[3], head[9] = end, tree_at + len(out), len(out)
manifest = struct.pack(">10I", *head) + data[40:tree_at] + out + strings
open(target, "wb").write(manifest + bytes(end - len(manifest)) + data[total:])
END
crafted() # NAME
{
	python3 rename.py good.itb crafted.itb control.dtb "$1" || exit 99
	rm -rf cage && mkdir -p cage/inner
	run timeout 20 "$XPACK" extract -C cage/inner crafted.itb
	is "image ${1@Q}: nothing outside" "$(find cage -mindepth 1 -not -path 'cage/inner*')" ''
	is "image ${1@Q}: the old files stay" "$(cat secret)" 'the secret'
}
echo 'the secret' >secret
crafted control.dtb
same 'taken apart and put together: the same' crafted.itb good.itb
long=$(printf '%080d' 0)
for name in ../evil /evil ../../secret a/b Evil $'e\nvil' 'e vil' '' $'\xff' "$long" .. . .hidden \
	... -rf; do
	crafted "$name"
	refused_with "image ${name@Q}" 3
	is "image ${name@Q}: nothing inside" "$(ls -A cage/inner)" ''
done
for name in 0 a a.b--c..; do
	crafted "$name"
	status_is "image ${name@Q}" 0
	ok "image ${name@Q}: inside" test -f "cage/inner/$name"
done
rm -rf cage && mkdir cage && ln -s ../secret cage/control.dtb
run "$XPACK" extract -C cage good.itb
refused_with 'a link in the directory' 4
is 'a link in the directory: what it leads to' "$(cat secret)" 'the secret'

# list reads what is there.
run "$XPACK" list good.prom
status_is 'list of a boot image' 0
cp "$run_dir/stdout" listed
run "$XPACK" list good.itb
stdout_is 'list of its container is the same' <listed
is 'list: the slots' "$(grep ^slot listed | sed 's/key [0-9a-f]*/key X/')" \
	$'slot 0: ECDSA P-256, key X..., not verified here\nslot 1: empty'
run "$XPACK" list --json good.itb
is 'list --json: the images' "$(python3 -c 'import json, sys
for i in json.load(sys.stdin)["images"]:
    print(i["name"], i["kind"], i["owner"], hex(i["load"]), i["data-size"], i["mem-size"])
' <"$run_dir/stdout")" \
	"kernel.segment-0 segment kernel 0x40000000 8 8
kernel.dtb dtb kernel $("$XPACK" list good.itb | awk '$1 == "kernel.dtb" { print $4, $5, $6 }')
control.segment-0 segment control 0x40010000 8 8
control.segment-1 segment control 0x40020000 4 4
control.dtb dtb control $("$XPACK" list good.itb | awk '$1 == "control.dtb" { print $4, $5, $6 }')
kernel.zero-0 zero kernel 0x40000008 0 65528
control.zero-0 zero control 0x40020004 0 65532"
done_testing
