#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# xpack explain: the table in its forms.  --enable, --disable, --werror: what the user decides
# about warnings and information, and what cannot be decided.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need jq

run "$XPACK" explain
status_is 'explain' 0
stderr_empty 'explain: nothing on stderr'
cp "$run_dir/stdout" list
is 'explain: an id, a severity and a title in each line' \
	"$(grep -vE '^[a-z0-9-]+ +(error|warning|info) +[^ ].*[^.]$' list)" ''
awk '{ print $1 }' list >ids

run "$XPACK" explain --json
status_is 'explain --json' 0
cp "$run_dir/stdout" table.json
is 'explain --json: format and version' "$(jq -r '.format, .version' table.json)" \
	$'xpack-explain\n1'
is 'explain --json: the same ids' "$(jq -r '.checks[].id' table.json)" "$(cat ids)"
run "$XPACK" explain --markdown
status_is 'explain --markdown' 0
is 'explain --markdown: the same ids' "$(sed -n 's/^### //p' "$run_dir/stdout")" "$(cat ids)"

run "$XPACK" explain output
status_is 'explain ID' 0
stdout_is 'explain ID: the whole' <<'END'
output (error): outputs have names of their own

why:
    An output that has the name of an input would destroy it, and of two
    outputs with one name only one would be left. Exit code 2.

source:
    xpack build --help

wrong:
    $ xpack build -k key.pem -o system.xml system.xml

right:
    $ xpack build -k key.pem -o system.itb system.xml
END
run "$XPACK" explain --json output
is 'explain --json ID: that one' "$(jq -c '.checks | map(.id)' "$run_dir/stdout")" '["output"]'
is 'explain --json ID: as in the table' "$(jq -c '.checks[0]' "$run_dir/stdout")" \
	"$(jq -c '.checks[] | select(.id == "output")' table.json)"
while read -r id; do
	run "$XPACK" explain "$id"
	is "explain $id begins with it" "$(head -c "${#id}" "$run_dir/stdout")" "$id"
	ok "explain $id fits 100 columns" awk 'length > 100 { exit 1 }' "$run_dir/stdout"
done <ids

run "$XPACK" explain outptu
status_is 'an unknown id' 2
stderr_is 'an unknown id: the nearest' <<'END'
xpack: error: [usage] there is no check 'outptu'
xpack: help: did you mean 'output'?
END
run "$XPACK" explain nothing-like-it-at-all
stderr_is 'an id like no other' <<'END'
xpack: error: [usage] there is no check 'nothing-like-it-at-all'
xpack: help: 'xpack explain' lists them
END
run "$XPACK" explain --markdown output
status_is '--markdown with an id' 2
run "$XPACK" explain --markdown --json
status_is '--markdown with --json' 2

# decided NAME EXIT [OPTION...]: check a description with one warning, [xml-warning].  Standard
# input is the expected report; WARNING there stands for the place and the message.
decided()
{
	local name=$1 code=$2
	shift 2
	run_in good "$XPACK" check "$@" system.xml
	status_is "$name: exit $code" "$code"
	sed "s/^WARNING \(.*\)/system.xml:4:12: \1: [xml-warning] xmlParsePITarget: invalid name \
prefix 'xml'/" | stderr_is "$name"
}

make_system good
sed -i '/^<System/i <?xml-order by="name"?>' good/system.xml
sed -i '/<!-- Nothing is wrong/d' good/system.xml
decided 'a warning' 0 <<'END'
WARNING warning
system.xml: no errors, 1 warning
END
decided 'a warning disabled' 0 --disable xml-warning <<'END'
system.xml: no errors
END
decided 'all warnings disabled' 0 --disable all <<'END'
system.xml: no errors
END
decided 'all warnings disabled but one' 0 --disable all --enable xml-warning <<'END'
WARNING warning
system.xml: no errors, 1 warning
END
decided 'a warning as an error' 1 --werror xml-warning <<'END'
WARNING error
system.xml: 1 error; not checked: room for everything (because of the errors)
END
run_in good "$XPACK" check --werror all system.xml
status_is 'all warnings as errors: exit 1' 1
stderr_has 'all warnings as errors' 'system.xml:4:12: error: [xml-warning] '
decided 'another warning as an error' 0 --werror shared-unused <<'END'
WARNING warning
system.xml: no errors, 1 warning
END
decided 'an error disabled' 2 --disable area-overlap <<'END'
xpack: error: [usage] 'area-overlap' is an error and cannot be disabled
END
decided 'an unknown id disabled' 2 --disable xml-warnin <<'END'
xpack: error: [usage] there is no check 'xml-warnin'
xpack: help: did you mean 'xml-warning'?
END
run_in good "$XPACK" check --json system.xml
is 'a warning in JSON' "$(jq -c '[.errors, .warnings, .diagnostics[0].severity]' \
	"$run_dir/stdout")" '[0,1,"warning"]'
run_in good "$XPACK" build -q -k ../key.pem --werror xml-warning system.xml
status_is 'build --werror' 1
not_ok 'build --werror: nothing is written' test -e good/good.itb
run_in good "$XPACK" build -q -k ../key.pem system.xml
status_is 'build with a warning' 0
ok 'build with a warning: written' test -e good/good.itb
done_testing
