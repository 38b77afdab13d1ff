#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# The make rule that --depfile writes: it names every input, and make understands it.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need make
mkdir loaders && cp "${XPACK_LIBDIR:?}"/loader-*.elf loaders
export XPACK_KEY=$tmp/key.pem XPACK_LIBDIR=$tmp/loaders
touch -d '2 hours ago' key.pem loaders/*
two=${top_builddir:?}/tests/systems/leon3-two

# make_reads DIR: what make takes for the prerequisites of out.itb, one in a line, sorted.
prerequisites()
{
	(cd "$1" && make -rRpn -f out.d out.itb 2>/dev/null) |
		sed -n 's/^out\.itb: //p' | head -n 1 | name_anchor
}

# What every signed build depends on besides, by name.
name_anchor()
{
	sed "s,$XPACK_KEY,KEY,; s,$XPACK_LIBDIR/loader-leon3-[a-z0-9]*.elf,LOADER,"
}

# Nothing to do when all is older than the output; the output is to be made when one is newer.
make_follows() # NAME DIR INPUT...
{
	local name=$1 dir=$2 input state=ok
	shift 2
	printf 'include out.d\nout.itb:\n\t@echo made\n' >"$dir/Makefile"
	(cd "$dir" && touch -d '2 hours ago' -- * && touch -d '1 hour ago' out.itb)
	is "$name: all is older" "$(cd "$dir" && make -s out.itb 2>&1)" ''
	for input in "$@"; do
		touch "$dir/$input"
		[ "$(cd "$dir" && make -s out.itb 2>&1)" = made ] || state="$input is not seen"
		touch -d '2 hours ago' "$dir/$input"
	done
	is "$name: each input is seen" "$state" ok
	# One that has gone must not stop make, but make it.
	mv "$dir/$1" "$dir/gone"
	is "$name: one is gone" "$(cd "$dir" && make -s out.itb 2>&1)" made
	mv "$dir/gone" "$dir/$1"
}

# A system with XIncludes, a host, two guests and an ABI object.
mkdir two && cp "$two"/*.xml "$two"/*.elf "$two"/*.o two
inputs=(board-leon3.xml control.elf host-xhost.xml system.xml telemetry.elf xhost-abi.o xhost.elf)
run_in two "$XPACK" build -q -o out.itb --depfile out.d system.xml
status_is 'build --depfile' 0
is 'every input, and nothing else' \
	"$(prerequisites two | tr ' ' '\n' | sort | paste -sd ' ')" "KEY LOADER ${inputs[*]}"
make_follows 'two' two "${inputs[@]}"
run "$XPACK" build -q -o two/o.itb --depfile two/o.d two/system.xml
is 'names as they are found from here' \
	"$(sed -nE '1,/^$/s/^  ([^ ]*)( .)?$/\1/p' two/o.d | name_anchor | sort | paste -sd ' ')" \
	"KEY LOADER ${inputs[*]/#/two/}"

# An included file below a directory of -I, with a file beside it.
make_system one
mkdir one/parts && mv one/guest.xml one/guest.elf one/parts
sed -i 's/href="guest.xml"/href="guest.xml"/' one/system.xml
run_in one "$XPACK" build -q -I parts -o out.itb --depfile out.d system.xml
status_is 'build -I --depfile' 0
is 'files found with -I' "$(prerequisites one | tr ' ' '\n' | sort | paste -sd ' ')" \
	"KEY LOADER board.xml host.elf host.xml loader.xml parts/guest.elf parts/guest.xml \
plan.xml system.xml"

# Odd names.  A name with a colon or a line end is none that make can have in a rule.
n=0
for odd in 'a blank' 'two  blanks' 'a$dollar' '$(shell touch shot)' 'a#hash' 'back\slash' \
	'a\ b' 'a\\#b' "quote'd" 'star*' '[x]' '~tilde' 'amp&co' 'ünïcode'; do
	n=$((n + 1))
	make_system "odd$n"
	mv "odd$n/guest.elf" "odd$n/$odd.elf"
	escaped=${odd//&/&amp;}
	python3 - "odd$n/guest.xml" "$escaped.elf" <<'END'
import sys
path, name = sys.argv[1:]
text = open(path, encoding="utf-8").read().replace("guest.elf", name)
open(path, "w", encoding="utf-8").write(text)
END
	run_in "odd$n" "$XPACK" build -q -o out.itb --depfile out.d system.xml
	status_is "build with '$odd'" 0
	make_follows "'$odd'" "odd$n" "$odd.elf" guest.xml host.elf
	not_ok "'$odd' runs nothing" test -e "odd$n/shot"
done

# '%' in a target would make a pattern: such an input is named, but may not go.
make_system percent && mv percent/guest.elf percent/per%cent.elf
sed -i 's/guest.elf/per%cent.elf/' percent/guest.xml
run_in percent "$XPACK" build -q -o out.itb --depfile out.d system.xml
is 'a name with % is an input' "$(prerequisites percent | tr ' ' '\n' | grep %)" per%cent.elf
(cd percent && printf 'include out.d\nout.itb:\n\t@echo made\n' >Makefile)
touch percent/per%cent.elf
is 'a name with % is seen' "$(cd percent && make -s out.itb 2>&1)" made

# The target, too.
run_in one "$XPACK" build -q -I parts -o 'my $out #1.itb' --depfile out.d system.xml
status_is 'an odd output' 0
(cd one && touch -d '1 hour ago' 'my $out #1.itb' && touch plan.xml &&
	printf '%s\n' 'include out.d' 'my\ $$out\ \#1.itb:' '	@echo made' >Makefile)
is 'an odd output is a target' "$(cd one && make -s 2>&1)" made

# No description, no rule.
run_in one "$XPACK" build -q -o x.itb --depfile x.d none.xml
refused_with 'no description' 1
not_ok 'no description: no depfile' test -e one/x.d
done_testing
