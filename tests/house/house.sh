#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# house.sh [CHECK...]: what the style asks for and a machine can see, over the whole source tree.
# Without arguments all checks.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

max_columns=100
max_file_lines=500
max_function_lines=60

# All files of the tree, without what autotools or a build made.
cd "$top_srcdir" || exit 99
find . \( -name .git -o -path ./build -o -path ./build-aux -o -path ./autom4te.cache \) -prune -o \
	-type f ! -path ./configure ! -path './configure~' ! -path ./Makefile.in \
	! -path ./aclocal.m4 ! -path './xpack-*.tar.xz' -print | LC_ALL=C sort >"$tmp/files"

# of_kind REGEX: the files whose names match, NUL-terminated.
of_kind()
{
	grep -E -e "$1" "$tmp/files" | tr '\n' '\0'
}

# none NAME: passes when standard input is empty; else shows it.
none()
{
	local found
	found=$(head -n 40)
	if [ -z "$found" ]; then pass "$1"; else fail "$1" "$found"; fi
}

scripts='/(quickstart|run-tap)$|^\./(scripts/|\.ci/run$)'
code='\.([chS]|sh|am|ac|m4|ld)$|'$scripts

check_format()
{
	local tool
	tool=$(command -v clang-format-14 || command -v clang-format) || need clang-format-14
	of_kind '\.[ch]$' | xargs -0 "$tool" --style=file --dry-run -Werror 2>&1 |
		grep -E 'error:' | none 'C is formatted as .clang-format has it'
}

check_licences()
{
	need reuse
	mkdir "$tmp/copy"
	tr '\n' '\0' <"$tmp/files" | tar -cf - --null --verbatim-files-from -T - |
		tar -xf - -C "$tmp/copy"
	ok 'every file has a licence (reuse lint)' \
		reuse --no-multiprocessing --root "$tmp/copy" lint
}

check_shell()
{
	need shellcheck
	of_kind '\.sh$|'"$scripts" |
		xargs -0 shellcheck -S style 2>&1 | none 'shellcheck finds nothing'
}

check_lines()
{
	of_kind "$code" | while IFS= read -r -d '' file; do
		expand "$file" | awk -v file="$file" -v max="$max_columns" \
			'length > max { print file ":" NR ": " length " columns" }'
	done | none "no line of code is longer than $max_columns columns"
	of_kind "$code" | xargs -0 -n 1 wc -l | awk -v max="$max_file_lines" '$1 > max' |
		none "no file of code is longer than $max_file_lines lines"
	of_kind "$code" | xargs -0 grep -nE '[[:blank:]]+$' | none 'no blanks at ends of lines'
}

check_functions()
{
	need ctags
	of_kind '\.[ch]$' |
		xargs -0 ctags --fields=+ne --kinds-C=f --language-force=C -o "$tmp/tags"
	ok 'ctags sees functions' grep -q 'end:' "$tmp/tags"
	sed -n 's/^\([^\t]*\)\t\([^\t]*\)\t.*\tline:\([0-9]*\).*\tend:\([0-9]*\).*/\2 \3 \4 \1/p' \
		"$tmp/tags" | awk -v max="$max_function_lines" \
		'$3 - $2 >= max { print $1 ":" $2 ": " $4 "(): " $3 - $2 + 1 " lines" }' |
		none "no function is longer than $max_function_lines lines"
}

# Members of JSON that xpack prints, and that its schemas describe; SPDX has names of its own.
check_members()
{
	find xpack -name '*.c' ! -name 'sbom*' -exec cat {} + | tr -d '\n\t' |
		grep -oE 'json_(open|text|span|number|bool|hex)\(&?[a-z>-]+, ?"[^"]+"' |
		sed 's/.*"\(.*\)"/\1/' | sort -u >"$tmp/members"
	ok 'members of JSON are found' test "$(wc -l <"$tmp/members")" -gt 100
	python3 - schemas/*.json >>"$tmp/members" <<'END'
import json, sys
def members(schema):
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from members(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from members(value)
for path in sys.argv[1:]:
    print(*members(json.load(open(path))), sep="\n")
END
	grep -vE '^[a-z0-9]+(-[a-z0-9]+)*$' "$tmp/members" |
		none 'members of JSON are words in lower case, joined by hyphens'
}

# The patterns are written so that they do not find themselves.
check_words()
{
	tr '\n' '\0' <"$tmp/files" |
		xargs -0 grep -nIE '(^|[^[:alnum:]$}.)_-])/(wor[k]|far[m]|roo[t]|hom[e])/[a-z.]' |
		none 'no path of a machine'
	tr '\n' '\0' <"$tmp/files" | xargs -0 grep -nIwE 'TOD[O]|FIXM[E]|XX[X]|HAC[K]' |
		none 'no loose ends'
	tr '\n' '\0' <"$tmp/files" | xargs -0 grep -nIE '(deb|ftp)[.]debian[.]org' |
		none 'no package host is named'
}

for check in "${@:-format licences shell lines functions members words}"; do
	for one in $check; do
		"check_$one"
	done
done
done_testing
