#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The example systems with one random edit each: every one is refused with located errors, or boots.
# MUTANTS, BOOTS and SEED make a campaign of it; docs/campaigns.md has figures.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need qemu-system-sparc qemu-system-x86_64 python3
mutants=${MUTANTS:-30}
boots=${BOOTS:-30}
seed=${SEED:-1}
systems=${SYSTEMS:-leon3-two leon3-faults leon3-isolation leon3-plain leon3-roles leon3-shared
	ports-leon3 x86-two x86-faults x86-isolation x86-shared ports-x86}
"${XPACK:?}" keygen -q --algorithm p256 key || exit 99

# judge XPACK SYSTEM MUTANTS BOOTS [full]
judge()
{
	python3 "$top_srcdir/tests/mutate/judge.py" "$1" "$tmp/key" "${@:2}"
}

# campaign SYSTEM [full]
campaign()
{
	local result
	[ -d "$tmp/$1" ] || cp -r "${top_builddir:?}/tests/systems/$1" "$tmp/$1" || exit 99
	python3 "$top_srcdir/tests/mutate/mutate.py" "$tmp/$1" "$mutants" "$seed" "$tmp/mutants" ||
		exit 99
	result=$(judge "$XPACK" "$tmp/$1" "$tmp/mutants" "$boots" "${@:2}")
	is "$1: each mutant is refused or boots" "$?${result:+ }$(grep ' fault$' <<<"$result")" \
		"0 $(grep ', 0 fault$' <<<"$result")"
	diag "$1, seed $seed: $result"
	rm -rf "${tmp:?}/mutants"
}

for system in $systems; do
	campaign "$system"
done

# With a second container, compressed images and U-Boot's signature besides.
cp -r "$top_builddir/tests/systems/leon3-two" full && chmod -R u+w full || exit 99
sed -i 's/<Loader /<Loader secondContainer="256KiB" stagingSize="64KiB" /
	s/<Partition /<Partition compression="lz4" /' full/system.xml || exit 99
campaign full full

# The judge can tell: what is refused without a place, and what is accepted and does not boot.
cp -r "$top_builddir/tests/systems/leon3-two" example || exit 99
mkdir judged && cp -r example judged/0 || exit 99
echo 'number system.xml: nothing' >judged/0/edit
# liar: of the mutant it says what it reads.
liar()
{
	{
		echo '#!/bin/sh'
		echo "case \$PWD in */judged/0) ;; *) exec '$XPACK' \"\$@\" ;; esac"
		cat
	} >liar
	chmod +x liar
}
liar <<'END'
echo 'xpack: error: [x] somewhere' >&2
echo 'system.xml: 1 error' >&2
exit 1
END
not_ok 'an error without a place is a fault' judge "$tmp/liar" "$tmp/example" "$tmp/judged" 1
is 'and is shown' "$(judge "$tmp/liar" "$tmp/example" "$tmp/judged" 1 | grep -c somewhere)" 1
liar <<<'exit 0'
not_ok 'a boot without output is a fault' judge "$tmp/liar" "$tmp/example" "$tmp/judged" 1
is 'and is said' "$(judge "$tmp/liar" "$tmp/example" "$tmp/judged" 1 | grep -c 'host is silent')" 1
# shellcheck disable=SC2016
liar <<<'kill -SEGV $$'
not_ok 'a crash is a fault' judge "$tmp/liar" "$tmp/example" "$tmp/judged" 1
is 'and is said' "$(judge "$tmp/liar" "$tmp/example" "$tmp/judged" 1 | grep -c 'check: exit')" 1
ok 'the example itself is none' judge "$XPACK" "$tmp/example" "$tmp/judged" 1
done_testing
