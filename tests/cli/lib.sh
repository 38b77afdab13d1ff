# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# lib: what the tests of the command line share.  Source it first.  It makes, in the test's
# directory, a user without configuration and a key pair, key.pem and key.pem.pub.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"

need yaml2obj python3
unset XDG_CONFIG_HOME SOURCE_DATE_EPOCH
export HOME=$tmp/home
mkdir "$HOME"

# Every command of the tool.
# shellcheck disable=SC2034 # For help.sh.
commands=(build check boundary explain verify list extract image flash run sign keygen abi ldscript
	header schema)

# make_system DIR: the good system of the tests of bad input, with its ELF files.
make_system()
{
	local yaml
	mkdir -p "$1"
	cp -f "${top_srcdir:?}"/tests/bad/good/*.xml "$1" && chmod u+w "$1"/*.xml || exit 99
	for yaml in host guest; do
		yaml2obj "$top_srcdir/tests/bad/good/$yaml.yaml" -o "$1/$yaml.elf" || exit 99
	done
}

# Like run(), in the directory $1.
run_in()
{
	cd "$1" || exit 99
	shift
	run "$@"
	cd "$tmp" || exit 99
}

# stderr_empty NAME / stdout_empty NAME: the last run printed nothing there.
stderr_empty()
{
	stderr_is "$1" </dev/null
}

stdout_empty()
{
	stdout_is "$1" </dev/null
}

# The output of the last run is one JSON value.
stdout_is_json()
{
	ok "$1" python3 -m json.tool "$run_dir/stdout"
}

# valid_json FILE: it is what the schema of check --json says, and has no member but those that the
# schema names.  A diagnostic, which is more than one definition, may have others.
valid_json()
{
	python3 - "${top_srcdir:?}/schemas/xpack-check.schema.json" "$1" <<'END'
import json, sys, jsonschema
schema, document = (json.load(open(name)) for name in sys.argv[1:])
closed = [schema["definitions"][name] for name in ("memory", "entry", "plan", "processor", "share")]
for definition in [schema] + closed:
    definition["additionalProperties"] = False
try:
    jsonschema.Draft7Validator(schema).validate(document)
except jsonschema.ValidationError as error:
    sys.exit(str(error))
END
}

# The last run ended in an orderly way with this code: no signal, no report of a sanitizer, and
# each line of stderr is a message.
refused_with()
{
	status_is "$1: exit $2" "$2"
	orderly "$1: messages"
}

orderly()
{
	if [ -s "$run_dir/stderr" ] &&
		! sed '${/: [0-9]* errors*\( (\|,\|;\|$\)/d}' "$run_dir/stderr" |
		grep -vqE '^.+: ((error|warning|info): \[[a-z0-9-]+\]|note:|help:) '; then
		pass "$1"
	else
		fail "$1"
		run_report
	fi
}

"${XPACK:?}" keygen -q -a p256 key.pem || exit 99
