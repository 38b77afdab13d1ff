#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# What every command line has: help, usage errors, forms of options, quiet, JSON, version.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

exit_codes='exit codes:
  0  done
  1  the input is wrong: configuration, ELF or ABI; every error was printed
  2  the command line is wrong
  3  not authentic: signature, hash or profile
  4  the machine failed: I/O, memory, device
  5  the target refused or reads back differently'

# The options of a command, as they stand in front of their help.
options_of()
{
	printf '%s\n' '-q, --quiet' '-h, --help'
	case $1 in
	build)
		printf '%s\n' '-o, --output FILE' '-k, --key KEY' '--passphrase-file FILE' \
			'--passphrase-fd N' '-p, --public-key PUBKEY' '-I, --include DIR' \
			'--fit-signature NAME' '--fit-key KEY' '--depfile FILE' '--report DIR' \
			'--unsigned' '--enable ID' '--disable ID' '--werror ID' \
			'-j, --jobs N' '--sequence N' '--no-boot-image' '--json'
		;;
	check)
		printf '%s\n' '-I, --include DIR' '--partition FILE' '--contract FILE' \
			'--enable ID' '--disable ID' '--werror ID' '--report' '--json'
		;;
	boundary)
		printf '%s\n' '-I, --include DIR' '--spdx FILE' '--enable ID' '--disable ID' \
			'--werror ID' '--json'
		;;
	explain) printf '%s\n' '--markdown' '--json' ;;
	verify)
		printf '%s\n' '-p, --public-key PUBKEY' '--against SYSTEM.xml' '-I, --include DIR' \
			'-j, --jobs N' '--sequence N' '--fit' '--json'
		;;
	list) printf '%s\n' '--json' ;;
	'abi show') printf '%s\n' '--without FEATURE' '--json' ;;
	'abi header')
		printf '%s\n' '--license SPDX' '-o, --output FILE' '--weak NAME' \
			'--without FEATURE' '-I, --include DIR'
		;;
	'abi diff') printf '%s\n' '-I, --include DIR' '--json' ;;
	'abi check') printf '%s\n' '--without FEATURE' '-I, --include DIR' '--json' ;;
	extract) printf '%s\n' '-C, --directory DIR' '--stored' ;;
	image) printf '%s\n' '--kind KIND' '-o, --output FILE' '-p, --public-key PUBKEY' ;;
	run) printf '%s\n' '-t, --timeout SECONDS' '-p, --public-key PUBKEY' '--gdb' ;;
	flash)
		printf '%s\n' '--to TARGET' '-p, --public-key PUBKEY' '--yes' '--force NODE' \
			'--offset SIZE' '--size SIZE' '--region NAME' '--layout FILE' \
			'--container' '--slot SLOT' '--minimize' '--resume' '--verify-only' \
			'--reset' '--ram' '--console' '--read-back FILE' '--trace FILE' '--list' \
			'--json'
		;;
	sign)
		printf '%s\n' '-k, --key KEY' '--passphrase-file FILE' '--passphrase-fd N' \
			'--replace SIGNER' '--remove SIGNER' '--tbs FILE' '--tbs-digest FILE' \
			'--attach SIGNATURE' '-p, --public-key PUBKEY' '-o, --output FILE'
		;;
	keygen)
		printf '%s\n' '-a, --algorithm NAME' '-e, --encrypt' '--passphrase-file FILE' \
			'--passphrase-fd N'
		;;
	ldscript | header) printf '%s\n' '-I, --include DIR' '--partition FILE' '--contract FILE' ;;
	abi | schema) ;;
	esac
}

# usage_of FILE: that of a help text, as one line.
usage_of()
{
	sed '/^$/,$d' "$1" | sed 's/^ *//' | paste -sd ' '
}

# Options in a help text, sorted.
options_shown()
{
	sed -n '/^options:/,/^$/p' "$1" |
		sed -nE 's/^  (-., |    )(--[a-z-]+( [A-Za-z.]+)?)(  .*)?$/\1\2/p' |
		sed 's/^ *//' | sort
}

for command in "${commands[@]}" 'abi show' 'abi header' 'abi diff' 'abi check'; do
	read -r -a words <<<"$command"
	run "$XPACK" "${words[@]}" --help
	status_is "$command --help" 0
	stderr_empty "$command --help: nothing on stderr"
	is "$command --help: its options" "$(options_shown "$run_dir/stdout")" \
		"$(options_of "$command" | sort)"
	is "$command --help: the exit codes" "$(tail -n 7 "$run_dir/stdout")" "$exit_codes"
	like "$command --help: usage" "$(head -n 1 "$run_dir/stdout")" "^usage: xpack $command"
	is "$command --help: fits 80 columns" "$(awk 'length > 80' "$run_dir/stdout")" ''
	# Every option of this command alone stands in the usage line too.
	usage=$(usage_of "$run_dir/stdout")
	while read -r option; do
		long=${option##*--}
		long=${long%% *}
		like "$command --help: usage has --$long" "$usage" "(--$long|${option:0:2} )"
	done < <(options_of "$command" | grep -v -e quiet -e help)
	cp "$run_dir/stdout" "$command.help"
	run "$XPACK" "${words[@]}" -h
	stdout_is "$command -h is the same" <"$command.help"
	run "$XPACK" "${words[@]}" --no-such-option
	status_is "$command --no-such-option" 2
	stderr_has "$command --no-such-option is named" \
		"xpack: error: [usage] unknown option --no-such-option"
	stderr_has "$command --no-such-option: usage" "xpack: help: usage: xpack $command"
	stdout_empty "$command --no-such-option: nothing on stdout"
	run "$XPACK" "${words[@]}" --hepl
	stderr_has "$command --hepl: the nearest name" "did you mean --help?"
	run "$XPACK" "${words[@]}" --help=yes
	status_is "$command --help=yes" 2
done

# The tool itself.
run "$XPACK" --help
status_is '--help' 0
stderr_empty '--help: nothing on stderr'
for command in "${commands[@]}"; do
	stdout_has "--help names $command" "  $command "
done
is '--help: fits 80 columns' "$(awk 'length > 80' "$run_dir/stdout")" ''
cp "$run_dir/stdout" help
run "$XPACK" -h
stdout_is '-h is the same' <help
run "$XPACK"
status_is 'no command' 2
stderr_is 'no command: the help' <help
run "$XPACK" --version
status_is '--version' 0
stderr_empty '--version: nothing on stderr'
like '--version' "$(cat "$run_dir/stdout")" '^xpack [0-9]+\.[0-9]+\.[0-9]+$'
run "$XPACK" biuld
status_is 'unknown command' 2
stderr_is 'unknown command: the nearest name' <<'END'
xpack: error: [usage] unknown command 'biuld'
xpack: help: did you mean 'build'?
END
run "$XPACK" frobnicate
stderr_is 'unknown command: none is near' <<'END'
xpack: error: [usage] unknown command 'frobnicate'
xpack: help: 'xpack --help' lists the commands
END
run "$XPACK" ''
status_is 'empty command' 2
run "$XPACK" -z
stderr_has 'an option instead of a command' \
	"xpack: error: [usage] unknown option -z in front of the command"
run "$XPACK" $'\e[31m'
unlike 'no control characters reach the terminal' "$(cat "$run_dir/stderr")" $'\e'

# Too few and too many arguments.
for command in build boundary check verify list extract run sign keygen abi 'abi show' \
	'abi header' 'abi diff' 'abi check' ldscript header; do
	read -r -a words <<<"$command"
	run "$XPACK" "${words[@]}"
	status_is "$command alone" 2
	stderr_is "$command alone: usage" <<END
xpack: error: [usage] too few arguments
xpack: help: $(usage_of "$command.help")
END
done
for command in build check verify list run sign keygen; do
	run "$XPACK" "$command" a.xml b.xml
	status_is "$command with two files" 2
	stderr_has "$command with two files: the second is named" "unexpected argument 'b.xml'"
done
run "$XPACK" abi frobnicate x
refused_with 'abi frobnicate' 2
run "$XPACK" abi chekc x
stderr_is 'abi chekc: the nearest name' <<'END'
xpack: error: [usage] unknown command 'abi chekc'
xpack: help: did you mean 'abi check'?
END
run "$XPACK" abi --json show x
refused_with 'an option in front of the command of abi' 2
for command in 'abi show' 'abi diff a.o'; do
	# shellcheck disable=SC2086 # A list of words.
	run "$XPACK" $command b.o c.o
	status_is "$command with a file more" 2
	stderr_has "$command with a file more: it is named" "unexpected argument 'c.o'"
done
run "$XPACK" abi header --license 'free for all' x.o
refused_with 'abi header with a licence that is none' 2
run "$XPACK" schema no-such
refused_with 'schema no-such' 2
run "$XPACK" schema system extra
refused_with 'schema with two names' 2
for option in -o --output -k --key --depfile --report -I; do
	run "$XPACK" build system.xml "$option"
	status_is "build $option without argument" 2
	stderr_has "build $option without argument: says so" 'needs an argument'
done
run "$XPACK" build --unsigned=yes system.xml
stderr_has '--unsigned=yes' 'option --unsigned takes no argument'
run "$XPACK" check -o x system.xml
stderr_has "an option of another command" 'unknown option -o'
for words in '--partition p.xml' '--partition p.xml --contract c.xml system.xml' \
	'--contract c.xml --contract d.xml'; do
	# shellcheck disable=SC2086 # A list of words.
	run "$XPACK" check $words
	refused_with "check $words" 2
	stderr_has "check $words: usage" 'xpack: help: usage: xpack check '
done
for words in '--partition p.xml' '--contract c.xml' '--contract c.xml system.xml nav' \
	'--partition p.xml --contract c.xml system.xml nav'; do
	# shellcheck disable=SC2086 # A list of words.
	run "$XPACK" ldscript $words
	refused_with "ldscript $words" 2
	stderr_has "ldscript $words: usage" 'xpack: help: usage: xpack ldscript '
done

# Forms of options; "--" ends them.
make_system system
cd system || exit 99
for form in '-o one.itb -k ../key.pem system.xml' '-oone.itb -k../key.pem system.xml' \
	'--output one.itb --key ../key.pem system.xml' \
	'--output=one.itb --key=../key.pem system.xml' \
	'system.xml -qk ../key.pem -o one.itb' '-qo one.itb -k ../key.pem -- system.xml' \
	'-o first.itb -o one.itb -k ../key.pem system.xml'; do
	rm -f ./*.itb ./*.prom
	# shellcheck disable=SC2086 # The form is a list of words.
	run "$XPACK" build $form
	status_is "build $form" 0
	is "build $form: its outputs" "$(echo ./*.itb ./*.prom)" './one.itb ./one.prom'
done
cp system.xml ./-q
run "$XPACK" check -- -q
status_is 'a file with the name of an option, behind --' 0
run "$XPACK" build -q -k '' system.xml
refused_with 'an empty key name' 1
run "$XPACK" build -q -k ../key.pem -o '' system.xml
refused_with 'an empty output name' 4
run "$XPACK" check -q ''
refused_with 'an empty file name' 1

# Quiet, and JSON where a command reports.
run "$XPACK" check system.xml
stderr_is 'check says that it is done' <<'END'
system.xml: no errors
END
stdout_empty 'check prints nothing on stdout'
for command in 'build -k ../key.pem' check 'verify -p ../key.pem.pub' 'extract -C out'; do
	file=system.xml
	case $command in verify* | extract*) file=good.itb ;; esac
	# shellcheck disable=SC2086 # A list of words.
	run "$XPACK" $command --quiet $file
	status_is "$command --quiet" 0
	stderr_empty "$command --quiet: nothing on stderr"
	stdout_empty "$command --quiet: nothing on stdout"
done
run "$XPACK" keygen --quiet --algorithm=p256 other.pem
status_is 'keygen --quiet' 0
stderr_empty 'keygen --quiet: nothing on stderr'
for command in check 'verify -p ../key.pem.pub' list 'abi show'; do
	file=good.itb
	case $command in check) file=system.xml ;; abi*) file=guest.elf ;; esac
	# shellcheck disable=SC2086 # A list of words.
	run "$XPACK" $command --json $file
	status_is "$command --json" 0
	stdout_is_json "$command --json"
done
run "$XPACK" check --json none.xml
status_is 'check --json of what is not there' 1
stdout_is_json 'check --json of what is not there'
stderr_empty 'check --json: nothing on stderr'
sed 's/control/contrl/' <plan.xml >plan.new && mv plan.new plan.xml
run "$XPACK" check --json system.xml
status_is 'check --json of an error' 1
stdout_is 'check --json of an error: place and help' <<'END'
{
  "format": "xpack-check",
  "version": 1,
  "errors": 1,
  "warnings": 0,
  "infos": 0,
  "diagnostics": [
    {
      "severity": "error",
      "id": "slot-partition",
      "file": "plan.xml",
      "line": 5,
      "column": 8,
      "message": "no partition is named 'contrl'",
      "notes": [
        {
          "severity": "help",
          "file": "plan.xml",
          "line": 5,
          "column": 8,
          "message": "did you mean 'control'?"
        }
      ]
    }
  ],
  "skipped": [
    {
      "check": "partition-no-slot",
      "because": "slot-partition"
    },
    {
      "check": "room for everything",
      "because": "the errors"
    }
  ]
}
END
name=$'odd "\\\t\xff.xml'
run "$XPACK" check --json "$name"
stdout_is_json 'JSON of a name that is not UTF-8'
run "$XPACK" list --json system.xml
status_is 'list --json of what is no image' 3
stdout_empty 'list --json of what is no image: nothing on stdout'
stderr_has 'list --json of what is no image: the error' '[not-an-image]'
run "$XPACK" schema
cmp -s "$run_dir/stdout" "$top_srcdir/schemas/xpack-system.xsd"
is 'schema prints the schema' $? 0
run "$XPACK" schema system
cmp -s "$run_dir/stdout" "$top_srcdir/schemas/xpack-system.xsd"
is 'schema system too' $? 0

# A result that cannot be printed is a failure.
cp good.itb ../good.itb
for command in --help --version "list $tmp/good.itb" schema 'build --help' \
	"ldscript $tmp/full/system.xml control" "header $tmp/full/system.xml control" \
	"abi show $top_builddir/tests/host/xhost-abi.o" \
	"abi header $top_builddir/tests/host/xhost-abi.o" \
	"abi diff $top_builddir/tests/host/xhost-abi.o $top_builddir/tests/host/xhost.elf" \
	"check --json $tmp/full/system.xml" "verify --json -p $tmp/key.pem.pub $tmp/good.itb"; do
	[ -d "$tmp/full" ] || make_system "$tmp/full"
	status=0
	# shellcheck disable=SC2086 # A list of words.
	"$XPACK" $command >/dev/full 2>"$run_dir/stderr" || status=$?
	is "$command: full device" "$status" 4
	stderr_has "$command: full device, a message" \
		'xpack: error: [stdout] cannot write to standard output: No space left on device'
done
done_testing
