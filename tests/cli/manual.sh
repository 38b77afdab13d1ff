#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The manual pages say what the tool and the schema say, and completion knows both.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need mandoc
pages=$top_builddir/docs/man

# page NAME: as text, without the bold and underlined letters of a terminal.
page()
{
	mandoc -T ascii "$pages/$1" | sed 's/.\x08//g'
}

for name in xpack.1 xpack-system.5; do
	is "$name: mandoc finds nothing wrong" "$(mandoc -T lint -W warning "$pages/$name" 2>&1)" ''
done
page xpack.1 >page.1
page xpack-system.5 >page.5

commands()
{
	"$XPACK" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# Those with commands of their own, too.
all_commands()
{
	local command
	for command in $(commands); do
		echo "$command"
		"$XPACK" "$command" --help </dev/null |
			sed -n "/^commands:/,/^\$/s/^  \([a-z]*\) .*/$command \1/p"
	done
}

all_commands >all
is 'abi has commands of its own' "$(grep -c '^abi ' all)" 4
# Every option of a command stands in its section, with its argument.
while read -r command; do
	sed -n "/^   $command\$/,/^   [a-z][a-z ]*\$/p" page.1 >section
	[ -s section ] || sed -n "/^   $command\$/,\$p" page.1 >section
	# shellcheck disable=SC2086 # One or two words.
	"$XPACK" $command --help </dev/null | sed -n '/^options:/,/^$/p' | grep -oE -- '--[a-z-]+' |
		grep -vxE -- '--(quiet|help)' | sort -u >options
	missing=
	while read -r option; do
		grep -qe "^  .*$option\\b" section || missing+=" $option"
	done <options
	[ -s section ] || missing='the section'
	is "xpack.1 explains $command with all its options" "$missing" ''
done <all

# Every element, attribute and value of the schema stands in the page.
xmllint --xpath '//*[local-name()="element" or local-name()="attribute"]/@name' \
	"$top_srcdir/schemas/xpack-system.xsd" | sed 's/.*"\(.*\)"/\1/' | sort -u >names
is 'the schema has names' "$(grep -cx 'majorFrame' names)" 1
while read -r name; do
	grep -qE "^ +$name( |\$)" page.5 || echo "$name"
done <names >missing
is 'xpack-system.5 has every element and attribute' "$(cat missing)" ''

# complete WORD...: what completion offers for the last word.
complete_words()
{
	# shellcheck source=docs/man/completion.bash
	(
		. "$top_srcdir/docs/man/completion.bash"
		COMP_WORDS=("$XPACK" "$@") COMP_CWORD=$# COMPREPLY=()
		_xpack
		[ "${#COMPREPLY[@]}" -eq 0 ] || printf '%s\n' "${COMPREPLY[@]}"
	) | LC_ALL=C sort | paste -sd ' '
}

is 'completion: commands' "$(complete_words '')" \
	"$({ commands && printf '%s\n' --help --version; } | LC_ALL=C sort | paste -sd ' ')"
is 'completion: a command' "$(complete_words ke)" 'keygen'
is 'completion: options' "$(complete_words verify --a)" '--against'
is 'completion: commands of a command' "$(complete_words abi '')" 'check diff header show'
is 'completion: their options' "$(complete_words abi check --w)" '--without'
is 'completion: short options' "$(complete_words verify -)" \
	"$("$XPACK" verify --help | sed -n '/^options:/,/^$/p' | grep -oE '^  (-., )? *--[a-z-]+' |
		grep -oE -- '-[a-zA-Z-]+' | LC_ALL=C sort | paste -sd ' ')"
is 'completion: ids' "$(complete_words explain area-ov)" 'area-overlap'
is 'completion: ids of rules' "$(complete_words check --werror area-ov)" 'area-overlap'
is 'completion: kinds' "$(complete_words image --kind p)" 'prom'
: >some.xml
is 'completion: files' "$(complete_words check som)" 'some.xml'
is 'completion: nothing for an unknown command' "$(complete_words nonsense -)" ''
done_testing
