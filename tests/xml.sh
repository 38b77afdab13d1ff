#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Wrong descriptions and the whole of what is said about each.
#
# A case is a file tests/bad-xml/NAME.case: the text behind a line '--- PATH' is a file of the
# description, system.xml is the first; '--- stderr' is followed by the expected report.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

# unpack CASE DIR
unpack()
{
	mkdir -p "$2/parts"
	awk -v dir="$2" '
		/^--- / { file = dir "/" $2; printf "" >file; next }
		file != "" { print >file }' "$1"
}

# check_refused NAME DIR: system.xml of the directory is refused with the report in DIR/stderr.
check_refused()
{
	cd "$2" || exit 99
	run "${XPACK:?}" check -q system.xml
	status_is "$1: exit code 1" 1
	stderr_is "$1: the report" <stderr
	cd "$tmp" || exit 99
}

for case in "$top_srcdir"/tests/bad-xml/*.case; do
	name=$(basename "$case" .case)
	unpack "$case" "$tmp/$name"
	check_refused "$name" "$tmp/$name"
done

# What no case file can hold.  made NAME: standard input becomes the expected report.
made()
{
	cat >"$tmp/made/stderr"
	check_refused "$1" "$tmp/made"
}

root='<System xmlns="urn:xpack:system:1"'
mkdir made

: >made/system.xml
made 'an empty file' <<'END'
system.xml:1:1: error: [xml-syntax] the file is empty
END

printf '\357\273\277' >made/system.xml
made 'nothing but a byte order mark' <<'END'
system.xml:1:1: error: [xml-syntax] the file is empty
END

printf '\357\273\277<System/>' >made/system.xml
made 'columns do not count the byte order mark' <<END
system.xml:1:1: error: [schema] the root element is 'System' of no namespace, not 'System' of the \
namespace 'urn:xpack:system:1'
system.xml:1:1: help: write $root ...>
END

printf '\177ELF\001\002\001\000\000' >made/system.xml
made 'an ELF file' <<'END'
system.xml:1:8: error: [xml-encoding] a NUL byte; this is not a text
END

printf '\377\376<\000S\000/\000>\000' >made/system.xml
made 'UTF-16 with a mark' <<'END'
system.xml:1:1: error: [xml-encoding] this is UTF-16, UTF-32 or no text; UTF-8 is read only
END

printf '\000\000\000<\000\000\000S' >made/system.xml
made 'UTF-32 without a mark' <<'END'
system.xml:1:1: error: [xml-encoding] this is UTF-16, UTF-32 or no text; UTF-8 is read only
END

printf '%s>\n  <!-- \303\244 \300\200 -->\n</System>\n' "$root" >made/system.xml
made 'overlong UTF-8' <<'END'
system.xml:2:11: error: [xml-encoding] these bytes are not UTF-8
END

printf '%s>\r\n\r  <Foo a=">"\r\nb=%s/>\r\n</System>' "$root" "'\"/>'" >made/system.xml
made 'all line ends, both quotes' <<'END'
system.xml:1:1: error: [schema] element 'System' lacks its attribute 'name'
system.xml:1:1: error: [schema] element 'System' lacks its attribute 'version'
system.xml:3:3: error: [schema] element 'Foo' is not expected here
system.xml:3:3: help: expected here: Board
END

{
	printf '%s name="s" version="1">' "$root"
	head -c 70000 /dev/zero | tr '\0' '\n'
	printf '  <Foo/></System>'
} >made/system.xml
made 'a line beyond 65535' <<'END'
system.xml:70001:3: error: [schema] element 'Foo' is not expected here
system.xml:70001:3: help: expected here: Board
END

{
	printf '%s>' "$root"
	head -c 100000 /dev/zero | sed 's/\x00/<a>/g'
} >made/system.xml
made 'deep nesting' <<'END'
system.xml:1:129: error: [xml-size] more than 32 elements inside each other
END

{
	printf '%s' "$root"
	seq -f ' a%g=""' 100000 | tr -d '\n'
	printf '/>'
} >made/system.xml
made 'many attributes' <<'END'
system.xml:1:244: error: [xml-size] more than 32 attributes of one element
END

{
	printf '%s>\n' "$root"
	head -c 2100000 /dev/zero | sed 's/\x00/<a\/>/g'
	printf '</System>'
} >made/system.xml
made 'many elements' <<'END'
system.xml:2:8388605: error: [xml-size] more than 2097152 elements and attributes in a description
END

{
	printf '%s version="1"\n  name="' "$root"
	head -c 9000000 /dev/zero | tr '\0' x
	printf '"/>'
} >made/system.xml
made 'a long attribute' <<END
system.xml:1:1: error: [schema] element 'System' lacks a child element
system.xml:1:1: help: expected here: Board
system.xml:2:3: error: [schema] name \
'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' \
is not a valid label
system.xml:2:3: help: a label has 1 to 63 letters, digits, dots, underscores and hyphens
END

truncate -s 100M made/system.xml
SECONDS=0
made '100 MB' <<'END'
system.xml: error: [file-size] 'system.xml' is larger than 67108864 bytes, the most that is read
END
ok '100 MB are refused quickly' test "$SECONDS" -lt 10

rm made/system.xml
made 'a missing file' <<'END'
system.xml: error: [file-read] cannot read 'system.xml': No such file or directory
END

mkdir made/system.xml
made 'a directory' <<'END'
system.xml: error: [file-read] cannot read 'system.xml': Is a directory
END
rmdir made/system.xml

xi='xmlns:xi="http://www.w3.org/2001/XInclude"'
include="<System $xi><xi:include"
printf '%s href="out.xml"/></System>' "$include" >made/system.xml
ln -s /etc/passwd made/out.xml
made 'a symbolic link that leads outside' <<END
system.xml:1:64: error: [xinclude] 'out.xml' is neither below the directory of this file nor below \
one given with -I
system.xml:1:64: help: give its directory with -I
END

ln -sf system.xml made/out.xml
made 'a symbolic link that leads back' <<'END'
system.xml:1:64: error: [xinclude] 'out.xml' includes itself
END

rm made/out.xml
mkfifo made/out.xml
made 'a FIFO' <<'END'
system.xml:1:64: error: [file-read] cannot read 'out.xml': not a regular file
END
rm made/out.xml

for i in {1..17}; do
	printf '<a %s>\n<xi:include href="a%d.xml"/></a>' "$xi" $((i + 1)) >made/"a$i.xml"
done
printf '%s href="a1.xml"/></System>' "$include" >made/system.xml
{
	echo 'a16.xml:2:13: error: [xinclude] files include each other more than 16 deep'
	for i in {16..2}; do
		echo "a$((i - 1)).xml:2:13: note: 'a$i.xml' is included here"
	done
	echo "system.xml:1:64: note: 'a1.xml' is included here"
} | made 'files 17 deep'

for i in {1..5}; do
	{
		printf '<a %s>' "$xi"
		for _ in {1..8}; do printf '<xi:include href="a%d.xml"/>' $((i + 1)); done
		printf '</a>'
	} >made/"a$i.xml"
done
echo '<a/>' >made/a6.xml
made 'files that multiply' <<'END'
a5.xml:1:221: error: [xml-size] more than 1024 files are included
END

comment=$(head -c 7900000 /dev/zero | tr '\0' x)
for i in {1..5}; do
	printf '<a><!--%s--><!--%s--></a>' "$comment" "$comment" >made/"a$i.xml"
done
printf '<System %s>\n%s</System>' "$xi" \
	"$(printf '<xi:include href="a%d.xml"/>\n' {1..5})" >made/system.xml
made 'files that are large together' <<END
system.xml:6:13: error: [xml-size] the files of this description are larger than 67108864 bytes \
together
END

# Included files may lie below a directory of -I, and are searched there.
mkdir shelf
printf '<Board xmlns="urn:xpack:system:1" name="?"/>' >shelf/board.xml
printf '%s href="board.xml"/></System>' "$root name=\"s\" version=\"1\" $xi><xi:include" \
	>made/system.xml
cd made || exit 99
run "$XPACK" check -q -I ../shelf system.xml
status_is '-I: exit code 1' 1
stderr_is '-I: the included file is read' <<'END'
system.xml:1:1: error: [schema] element 'System' lacks a child element
system.xml:1:1: help: expected here: Host
../shelf/board.xml:1:1: error: [schema] element 'Board' lacks its attribute 'arch'
../shelf/board.xml:1:1: error: [schema] element 'Board' lacks a child element
../shelf/board.xml:1:1: help: expected here: Memory
../shelf/board.xml:1:35: error: [schema] name '?' is not a valid label
../shelf/board.xml:1:35: help: a label has 1 to 63 letters, digits, dots, underscores and hyphens
END
cd "$tmp" || exit 99

done_testing
