# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# Completion of xpack for bash: commands, options and the words that some arguments take.  It asks
# the tool itself, so it knows what the installed version knows.

# _xpack_words WORD...: those that continue the word under the cursor.
_xpack_words()
{
	mapfile -t COMPREPLY < <(compgen -W "$*" -- "${COMP_WORDS[COMP_CWORD]}")
}

_xpack_files()
{
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
}

# _xpack_commands TOOL WORD...: the commands that a help lists.
_xpack_commands()
{
	"$@" --help 2>/dev/null | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# _xpack_options TOOL WORD...: each option with its dashes, from the table in the command's help.
_xpack_options()
{
	"$@" --help 2>/dev/null | sed -n '/^options:/,/^$/p' |
		grep -oE '^  (-[a-zA-Z], )? *--[a-z-]+' | grep -oE -- '-[a-zA-Z-]+'
}

_xpack_ids()
{
	"$1" explain 2>/dev/null | cut -d' ' -f1
}

# What the option before the word under the cursor takes, if it takes something of a known kind.
_xpack_argument()
{
	case $2 in
	--enable | --disable | --werror) _xpack_words all "$(_xpack_ids "$1")" ;;
	--kind) _xpack_words prom elf multiboot disk ;;
	-a | --algorithm) _xpack_words rsa2048 rsa3072 rsa4096 p256 ;;
	--passphrase-file | -k | --key | -p | --public-key | --attach | --tbs | --tbs-digest) _xpack_files ;;
	*) return 1 ;;
	esac
}

_xpack()
{
	local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]:-} tool=${COMP_WORDS[0]}
	local words=("$command")

	[ "$command" != abi ] || [ "$COMP_CWORD" -lt 3 ] || words+=("${COMP_WORDS[2]}")

	if [ "$COMP_CWORD" -eq 1 ]; then
		_xpack_words --help --version "$(_xpack_commands "$tool")"
	elif _xpack_argument "$tool" "${COMP_WORDS[COMP_CWORD - 1]}"; then
		return
	elif [[ $word == -* ]]; then
		_xpack_words "$(_xpack_options "$tool" "${words[@]}")"
	elif [ "$command" = explain ]; then
		_xpack_words "$(_xpack_ids "$tool")"
	elif [ "$command" = schema ]; then
		_xpack_words system
	elif [ "$command" = abi ] && [ "$COMP_CWORD" -eq 2 ]; then
		_xpack_words "$(_xpack_commands "$tool" abi)"
	else
		_xpack_files
	fi
}

complete -F _xpack xpack
