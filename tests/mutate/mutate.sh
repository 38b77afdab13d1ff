#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The example systems with one random edit each: every one is refused with located errors, or boots.
# MUTANTS, BOOTS and SEED make a campaign of it; docs/campaigns.md has figures.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need qemu-system-sparc qemu-system-x86_64 python3
mutants=${MUTANTS:-150}
boots=${BOOTS:-12}
seed=${SEED:-1}
"${XPACK:?}" keygen -q --algorithm p256 key || exit 99

# campaign SYSTEM
campaign()
{
	local result
	python3 "$top_srcdir/tests/mutate/mutate.py" "${top_builddir:?}/tests/systems/$1" \
		"$mutants" "$seed" "$tmp/$1" || exit 99
	result=$(python3 "$top_srcdir/tests/mutate/judge.py" "$XPACK" "$tmp/key" "$tmp/$1" "$boots")
	is "$1: each mutant is refused or boots" "$?${result:+ }$(grep ' fault$' <<<"$result")" \
		"0 $(grep ', 0 fault$' <<<"$result")"
	diag "$1, seed $seed: $result"
	rm -rf "${tmp:?}/$1"
}

for system in ${SYSTEMS:-leon3-two x86-two}; do
	campaign "$system"
done

# The judge can tell: what is refused without a place, and what is accepted and does not boot.
mkdir -p judged/0
cp "$top_builddir"/tests/systems/leon3-two/* judged/0
echo 'number system.xml: nothing' >judged/0/edit
cat >liar <<'END'
#!/bin/sh
echo 'xpack: error: [x] somewhere' >&2
echo 'system.xml: 1 error' >&2
exit 1
END
chmod +x liar
not_ok 'an error without a place is a fault' \
	python3 "$top_srcdir/tests/mutate/judge.py" "$tmp/liar" "$tmp/key" "$tmp/judged" 1
printf '#!/bin/sh\nexit 0\n' >liar
not_ok 'a boot without output is a fault' \
	python3 "$top_srcdir/tests/mutate/judge.py" "$tmp/liar" "$tmp/key" "$tmp/judged" 1
printf '#!/bin/sh\nkill -SEGV $$\n' >liar
not_ok 'a crash is a fault' \
	python3 "$top_srcdir/tests/mutate/judge.py" "$tmp/liar" "$tmp/key" "$tmp/judged" 1
ok 'the example itself is none' \
	python3 "$top_srcdir/tests/mutate/judge.py" "$XPACK" "$tmp/key" "$tmp/judged" 1
done_testing
