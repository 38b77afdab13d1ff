#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# Each directory ID or ID.VARIANT here holds one defect that the check ID reports, and in the file
# `expected` the whole session: the command, all that it prints, its exit code.  What a case does
# not bring itself it takes from good/; NAME.yaml becomes NAME.elf.  Lines that begin with # are
# comments.  The severity is the one that the table gives the id.
#
# A command is any of bash; xpack is the one that was built, key.pem and key.pem.pub are its keys.
#
# UPDATE=1 writes what was printed into `expected`, to be read before it is committed.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need dtc mkimage openssl pkcs11-tool python3 setsid softhsm2-util yaml2obj
bad=$top_srcdir/tests/bad
setsid=$(command -v setsid)

# Without a terminal: nobody is asked for a passphrase.  OpenSSL's engine for tokens never frees
# some of what it allocates, so where it is used a sanitized xpack does not look for that.
xpack()
{
	local leaks=1
	case " $*" in
	*' pkcs11:'*) leaks=0 ;;
	esac
	ASAN_OPTIONS=${ASAN_OPTIONS-}:detect_leaks=$leaks "$setsid" -w "${XPACK:?}" "$@"
}

# session FILE: run its commands, print them with all that they print and their exit codes.
session()
{
	local line code
	grep '^\$ ' "$1" | while IFS= read -r line; do
		printf '%s\n' "$line"
		(eval "${line#\$ }") </dev/null >"$tmp/printed" 2>&1
		code=$?
		sed "s|$PWD/||g" "$tmp/printed"
		printf 'exit %d\n' $code
	done
}

# make_elf DIRECTORY: NAME.elf here of each NAME.yaml there.
make_elf()
{
	local yaml name
	for yaml in "$1"/*.yaml; do
		name=${yaml##*/}
		[ ! -e "$yaml" ] || yaml2obj "$yaml" -o "${name%.yaml}.elf" || exit 99
	done
}

# A directory with all that the case in $1 consists of, as the current one.
enter()
{
	cp -r "$tmp/good" "$tmp/case" && cd "$tmp/case" || exit 99
	cp -f "$bad/$1"/* . && chmod u+w ./* || exit 99
	make_elf "$bad/$1"
}

leave()
{
	cd "$tmp" && chmod -R u+w case && rm -rf case
}

# reported FILE: "severity id" of all that a session reports, each once.
reported()
{
	grep -oE '(error|warning|info): \[[a-z0-9-]+\]' "$1" | tr -d '[]:' | sort -u
}

# wanted ID FILE: the severities that the table gives the ids in FILE; --werror makes errors.
wanted()
{
	local severity
	severity=$(awk -v id="$1" '$1 == id { print $2 }' "$tmp/table")
	if grep -q '^\$ .*--werror' "$2"; then severity=error; fi
	printf '%s %s\n' "${severity:-error}" "$1"
}

check_case()
{
	enter "$1"
	session expected >"$tmp/got"
	if [ -n "${UPDATE:-}" ]; then
		{ grep '^#' expected; cat "$tmp/got"; } >"$bad/$1/expected"
	fi
	grep -v '^#' expected | diff -u - "$tmp/got" >"$tmp/diff"
	is "$1" "$(cat "$tmp/diff")" ''
	case $1 in
	good | many | many.*) ;;
	*) is "$1 has this one defect" "$(reported "$tmp/got")" "$(wanted "${1%%.*}" "$tmp/got")" ;;
	esac
	leave
}

# What no input can make, only a defect of xpack: the test of the module forges it.
own_defects='place-wrong|boundary-proof'

xpack explain >table
awk '{ print $1 }' table | grep -vxE "$own_defects" | sort -u >ids
for directory in "$bad"/*/; do
	basename "$directory"
done | LC_ALL=C sort >cases

mkdir good && cd good && cp "$bad"/good/* . && chmod u+w ./* && make_elf . || exit 99
ok 'a key' "$XPACK" keygen -q -a p256 key.pem
cd ..
cut -d. -f1 cases | grep -vxE 'good|many' | sort -u >covered
is 'each check has a case' "$(comm -23 ids covered)" ''
is 'each case has a check' "$(comm -13 ids covered)" ''
while read -r name; do
	check_case "$name"
done <cases

# What docs/hosts.md says that other tools let through.
sed -n 's/^| .* | `\([a-z-]*\)` | `\([a-z.-]*\)` |$/\1 \2/p' "$top_srcdir/docs/hosts.md" >refused
is 'docs/hosts.md lists what others let through' "$(wc -l <refused)" 19
while read -r id case; do
	is "docs/hosts.md: $id refuses $case" \
		"$(reported "$bad/$case/expected" | grep -cx "error $id")" 1
done <refused
done_testing
