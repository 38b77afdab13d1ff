#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Inputs that are not what they should be: descriptions and ELF files.  Each is refused with exit
# code 1 and a message that says where, quickly, whatever the bytes are.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need timeout
two=${top_builddir:?}/tests/systems/leon3-two
RANDOM=20260 # the same numbers in each run

# check NAME FILE: refused as wrong input within ten seconds, located in the file.
check()
{
	run timeout 10 "$XPACK" check "$2"
	refused_with "$1" 1
	is "$1: says where" "$(head -n 1 "$run_dir/stderr" | cut -c 1-${#2})" "$2"
}

# Descriptions.
: >empty.xml
check 'empty description' empty.xml
head -c 100000 /dev/urandom >random.xml
check 'random description' random.xml
head -c 100000 /dev/zero >zero.xml
check 'description of zero bytes' zero.xml
cp "$two/control.elf" elf.xml
check 'an ELF file as description' elf.xml
gzip -c "$two/system.xml" >packed.xml
check 'a compressed description' packed.xml
iconv -f UTF-8 -t UTF-16 "$two/system.xml" >utf16.xml
check 'a description in UTF-16' utf16.xml
mkdir directory.xml
check 'a directory as description' directory.xml
check 'no description' absent.xml
check 'a file as directory' empty.xml/system.xml
mkfifo fifo.xml
check 'a FIFO as description' fifo.xml
check 'a device as description' /dev/zero
ln -s loop.xml loop.xml
check 'a link to itself as description' loop.xml
{
	printf '<System xmlns="urn:xpack:system:1" name="x" version="1">\n'
	yes '<Memory name="ram" kind="ram" start="0x40000000" size="1MiB"/>' | head -c 104857600
} >large.xml
check 'a description of 100 MB' large.xml
stderr_has 'a description of 100 MB: why' 'large.xml: error: [file-size]'
{
	printf '<System xmlns="urn:xpack:system:1" name="x" version="1">\n<Board name="'
	head -c 10000000 /dev/zero | tr '\0' x
	printf '"/></System>\n'
} >long.xml
check 'an attribute of 10 MB' long.xml
ok 'an attribute of 10 MB: a message of reasonable length' \
	awk 'length > 1000 { exit 1 }' "$run_dir/stderr"
{
	printf '<System xmlns="urn:xpack:system:1" name="x" version="1">\n'
	yes '<a>' | head -n 200000
} >deep.xml
check 'elements 200000 deep' deep.xml
ok 'elements 200000 deep: few messages' test "$(wc -l <"$run_dir/stderr")" -lt 100
cat >laughs.xml <<'END'
<?xml version="1.0"?>
<!DOCTYPE System [
<!ENTITY a "hahahahahahahahahahahahahahahahaha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;">
<!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
<!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;">
]>
<System xmlns="urn:xpack:system:1" name="&g;" version="1"/>
END
check 'billion laughs' laughs.xml
stderr_has 'billion laughs: why' 'laughs.xml:2:1: error: [xml-doctype]'
echo 'the secret' >secret
cat >external.xml <<END
<?xml version="1.0"?>
<!DOCTYPE System [ <!ENTITY secret SYSTEM "file://$tmp/secret"> ]>
<System xmlns="urn:xpack:system:1" name="x" version="1">&secret;</System>
END
check 'external entity' external.xml
unlike 'external entity: the file is not shown' "$(cat "$run_dir/stderr")" 'the secret'

# ELF files that are none.  refuse_guest NAME: the guest of the good system, as it is now.
make_system good
cp good/guest.elf guest.elf
refuse_guest()
{
	run timeout 10 "$XPACK" check good/system.xml
	refused_with "$1" 1
	stderr_has "$1: located at the attribute" 'good/guest.xml:4:61: error: ['
	rm -rf good/guest.elf
}
rm good/guest.elf
refuse_guest 'missing ELF file'
mkdir good/guest.elf
refuse_guest 'directory as ELF file'
mkfifo good/guest.elf
refuse_guest 'FIFO as ELF file'
ln -s /dev/zero good/guest.elf
refuse_guest 'device as ELF file'
ln -s guest.elf good/guest.elf
refuse_guest 'link to itself as ELF file'
: >good/guest.elf
refuse_guest 'empty file as ELF file'
head -c 10000 /dev/urandom >good/guest.elf
refuse_guest 'random bytes as ELF file'
cp "$XPACK" good/guest.elf
refuse_guest 'a program of the build machine as ELF file'
cp "$two/xhost-abi.o" good/guest.elf
refuse_guest 'an ABI object as ELF file'
truncate -s 5G good/guest.elf
refuse_guest 'a file of 5 GB as ELF file'
printf '!<arch>\n' >good/guest.elf
refuse_guest 'an archive as ELF file'
for user in host.xml system.xml; do
	cp -r good wrong-abi
	sed -i 's|</Host>|<Abi file="abi.o"/></Host>|' wrong-abi/host.xml
	case $user in
	host.xml) ;;
	*) mkdir wrong-abi/abi.o ;;
	esac
	cp guest.elf wrong-abi
	run "$XPACK" check wrong-abi/system.xml
	refused_with "ABI object is missing or a directory ($user)" 1
	stderr_has "ABI object is missing or a directory ($user): where" 'wrong-abi/host.xml:7:6'
	rm -r wrong-abi
done

# ELF files cut at every boundary of their headers, and anywhere.
cp -r "$two" two
# The boundaries in a file: of each header, and of what it leads to.
boundaries()
{
	python3 - "$1" <<'END'
import struct, sys
data = open(sys.argv[1], "rb").read()
phoff, shoff = struct.unpack(">II", data[28:36])
phentsize, phnum, shentsize, shnum = struct.unpack(">HHHH", data[42:50])
at = set(range(0, 53))
for i in range(phnum):
    header = phoff + i * phentsize
    offset, size = struct.unpack(">4xI8xI", data[header:header + 20])
    at.update((header, header + phentsize, offset, offset + size))
for i in range(shnum):
    header = shoff + i * shentsize
    kind, offset, size = struct.unpack(">4xI8xII", data[header:header + 24])
    at.update((header, header + shentsize, offset))
    if kind != 8:
        at.add(offset + size)
near = {n + d for n in at for d in (-1, 0, 1)}
print(*sorted(n for n in near if 0 <= n < len(data)))
END
}

all_located()
{
	! grep -qvE '^two/.+: (error: \[[a-z-]+\]|note:|help:) ' "$run_dir/stderr"
}

# cut_all FILE PLACE LENGTH...: each is refused at this place.
cut_all()
{
	local file=$1 place=$2 length bad='' count=0
	shift 2
	cp "two/$file" whole
	for length; do
		head -c "$length" whole >"two/$file"
		run timeout 10 "$XPACK" check -q two/system.xml
		count=$((count + 1))
		[ "$status" -eq 1 ] && grep -qF "two/$place: error: [" "$run_dir/stderr" &&
			all_located || bad="$bad $length:$status"
	done
	is "$file cut at $count lengths: refused" "$bad" ''
	mv whole "two/$file"
}

random_lengths() # FILE COUNT
{
	local size count
	size=$(stat -c %s "two/$1")
	for ((count = 0; count < $2; count++)); do
		echo $(((RANDOM * 32768 + RANDOM) % size))
	done
}

# place_of FILE: where a description names it.
place_of()
{
	(cd two && awk -v text="file=\"$1\"" '(column = index($0, text)) != 0 {
		print FILENAME ":" FNR ":" column
	}' system.xml host-xhost.xml)
}

for file in control.elf xhost.elf xhost-abi.o; do
	# shellcheck disable=SC2046 # A list of numbers.
	cut_all "$file" "$(place_of "$file")" $(boundaries "two/$file") $(random_lengths "$file" 70)
done

# Damaged: whatever the bytes say, it is accepted or refused in order.
cat >damage.py <<'END'
import random, sys
whole = open(sys.argv[1], "rb").read()
random.seed(sys.argv[1])
for n in range(60):
    data = bytearray(whole)
    for i in range(random.choice((1, 1, 2, 8))):
        # Most of what is interesting lies in the headers at both ends.
        at = random.choice((random.randrange(180), random.randrange(len(data)),
                            len(data) - 1 - random.randrange(800)))
        data[at] = random.choice((0, 1, 0x7f, 0x80, 0xff, random.randrange(256)))
    open(f"damaged-{n}", "wb").write(data)
END
for file in control.elf xhost.elf xhost-abi.o; do
	mv "two/$file" "$file"
	python3 damage.py "$file"
	bad=''
	for damaged in damaged-*; do
		mv "$damaged" "two/$file"
		run timeout 10 "$XPACK" check -q two/system.xml
		[ "$status" -eq 0 ] || { [ "$status" -eq 1 ] && all_located; } ||
			bad="$bad $damaged:$status"
	done
	is "$file damaged in 60 ways: in order" "$bad" ''
	mv "$file" "two/$file"
done
run "$XPACK" check -q two/system.xml
status_is 'nothing is wrong with the whole files' 0
done_testing
