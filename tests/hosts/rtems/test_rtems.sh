#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_rtems.sh: programs that are shaped like executables for RTEMS on a LEON3, packed with the
# template of docs/hosts/rtems, find on the emulated board what they rely on.
# shellcheck source=tests/hosts/rtems/lib.sh
. "${top_srcdir:?}/tests/hosts/rtems/lib.sh"

need qemu-system-sparc
expected=$top_srcdir/tests/hosts/rtems/expected
ram=0x40000000
top=0x47f00000 # the last MiB of the template's RAM: device tree and work area of the loader

# system NAME PROGRAM [SED]: the template with a program, its descriptions edited.
system()
{
	mkdir "$1" && cp "$templates"/{system,board}.xml "$1" &&
		cp "$programs/$2.exe" "$1/app.exe" && sed -i "${3:-}" "$1"/*.xml || exit 99
}

leon3()
{
	local name=$1
	shift
	console "$name" qemu-system-sparc -M leon3_generic -m 128M "$@"
}

# boot NAME [OPTION...]
boot()
{
	local name=$1
	shift
	leon3 "$name" -bios "$name.prom" "$@" \
		-device "loader,file=$tmp/poison,addr=$ram,force-raw=on" \
		-device "loader,file=$tmp/poison,addr=$top,force-raw=on"
	status_is "$name: the board stops by itself" 0
}

# wanted STACK [SCALER]: what the program prints.
wanted()
{
	cat <<-END
		program: S=1 ET=0 EF=0 CWP=0, TBR 0x00000000
		program: WIM 0x00000002, frame pointer $1
		program: stack pointer $1
		program: timer's scaler ${2:-39}, so the clock is $((${2:-39} + 1)) MHz
		program: .bss is there, 0 words of it were not zero
		program: work area up to $1, all of it is RAM
		program: tick 1
		program: tick 2
		program: tick 3
		program: tick 4
		program: tick 5
		program: windows are right
		program: end
	END
}

# The templates as they stand, with what RTEMS 4.11 and RTEMS 6 make.
for program in rtems4 rtems6; do
	system $program $program
	pack $program
	boot $program
	wanted 0x48000000 | shows $program "$program: all of it, from poisoned RAM"
	is "$program: one segment and a device tree" \
		"$(grep -ac '^image ' $program.console)" 2

	run "$XPACK" run -q --timeout 60 -p "$key.pub" $program.itb
	is "$program: the same under 'xpack run'" \
		"$(tr -d '\r' <"$run_dir/stdout" | grep -a '^program: ')" \
		"$(grep -a '^program: ' $program.console)"

	# Nothing but what is loaded is packed.
	cp -r $program $program-stripped
	"${SPARC_STRIP:?}" $program-stripped/app.exe || exit 99
	for name in $program $program-stripped; do
		run "$XPACK" build -q --unsigned -o "$name.unsigned" "$name/system.xml"
		status_is "$name: packed without a signature" 0
	done
	same "$program: symbols and DWARF change nothing" $program.unsigned \
		$program-stripped.unsigned

	# QEMU's own boot program is a second opinion on what a boot program leaves.
	leon3 $program-kernel -kernel "$programs/$program.exe"
	is "$program: the same under QEMU's boot program, but for WIM and frame pointer" \
		"$(grep -av ': WIM ' $program-kernel.console)" \
		"$(grep -a '^program: ' $program.console | grep -v ': WIM ')"
done

# What the board's description says is what is found.
system small rtems6 's/128MiB/16MiB/'
pack small
boot small
wanted 0x41000000 | shows small 'the end of the RAM is that of the description'

system banks rtems6 '/name="ram" kind="ram"/{
		s/128MiB/64MiB/
		p
		s/name="ram"/name="more"/
		s/0x40000000/0x44000000/
	}
	/<Area/s/128MiB/64MiB/'
pack banks
boot banks
wanted 0x44000000 | shows banks 'the end of the RAM is that of the memory with the entry'

system fast rtems6 's/value="39"/value="79"/'
pack fast
boot fast
wanted 0x48000000 79 | shows fast 'the timer is as the register writes left it'

# Other addresses.
system offset offset
pack offset
boot offset
wanted 0x48000000 | shows offset 'a program that begins at 0x40200000'

# refused NAME: what `xpack check` prints of it is in expected/NAME.  Where its segment ends is the
# compiler's affair.
refused()
{
	run "$XPACK" check "$1/system.xml"
	status_is "$1: refused" 1
	sed -i "s/\.\.0x[0-9a-f]* of '/..LAST of '/" "$run_dir/stderr"
	grep -v '^#' "$expected/$1" | stderr_is "$1: why"
}

system outside outside
refused outside
system narrow rtems6 '/<Area/s/128MiB/4KiB/'
refused narrow

# A note that the linker script has no place for, at address 0, where the PROM is.
system noted noted
run "$XPACK" check noted/system.xml
status_is 'a stray note does not stop a program' 0
grep -v '^#' "$expected/noted" | stderr_is 'a stray note is warned of'
run "$XPACK" build -q -k "$key" -o noted.itb noted/system.xml
status_is 'noted: packed' 0
boot noted
wanted 0x48000000 | shows noted 'noted: it boots without the note'

# An update: the container alone behind the loader that is there, or all of it.
system old rtems4
pack old
system new rtems6 's/version="1.0" securityVersion="1"/version="1.1" securityVersion="2"/'
pack new
storage=$(sed -n 's/^storage \(0x[0-9a-f]*\),.*/\1/p' rtems6.console)

# behind NAME LOADER: the container NAME.itb in the PROM of LOADER.
behind()
{
	cp "$2.prom" "$1-behind-$2.prom" && dd if="$1.itb" of="$1-behind-$2.prom" bs=4096 \
		seek=$((storage / 4096)) conv=notrunc status=none || exit 99
}

behind new old
boot new-behind-old
wanted 0x48000000 | shows new-behind-old 'a new container behind the old loader'
behind old new
leon3 old-behind-new -bios old-behind-new.prom
is 'an old container behind the new loader is refused' \
	"$(grep -a '^REFUSED' old-behind-new.console)" 'REFUSED 0x62 security version'

# What a boot costs: the description starts the second timer, so the program can tell.  One
# instruction takes 1 ns.
system large large '/<Register/{
		p
		s/0x80000304" value="39"/0x80000324" value="0xffffffff"/
		p
		s/.*/<Register address="0x80000328" value="7"\/>/
	}'
pack large
boot large -icount shift=0
us=$(sed -n 's/^program: started \([0-9]*\) us after reset$/\1/p' large.console)
diag "large: $(wc -c <large.itb) bytes, started after ${us:-?} us, as many thousand instructions"
ok 'a program of 300 KiB is started within 50 million instructions' \
	test "${us:-0}" -gt 20000 -a "${us:-0}" -lt 50000
wanted 0x48000000 | sed "/scaler/a program: started $us us after reset" |
	shows large 'large: the rest is as ever'

done_testing
