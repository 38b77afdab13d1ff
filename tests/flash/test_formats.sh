#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_formats.sh: S-records, Intel HEX and scripts for GRMON, read by programs that are not ours.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need srec_cat srec_info tclsh
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub XPACK_LIBDIR
make_system good
"$XPACK" build -q -o good.itb good/system.xml || exit 99

run "$XPACK" image --kind srec -o good.srec good.itb
status_is 'srec' 0
ok 'srec: srec_cat reads it' srec_cat good.srec -motorola -o srec.bin -binary
same 'srec: the bytes of the PROM' srec.bin good.prom
is 'srec: where it starts' "$(srec_info good.srec -motorola | grep Execution)" \
	'Execution Start Address: 00000000'
ok 'srec: srec_cat writes one' srec_cat good.prom -binary -o theirs.srec -motorola \
	-address-length=4 -line-length=78 -execution-start-address=0
is 'srec: its data records are the same' "$(grep '^S3' good.srec | sha256sum)" \
	"$(grep '^S3' theirs.srec | sha256sum)"

run "$XPACK" image --kind ihex -o good.hex good.itb
status_is 'ihex' 0
ok 'ihex: srec_cat reads it' srec_cat good.hex -intel -o ihex.bin -binary
same 'ihex: the bytes of the PROM' ihex.bin good.prom

# A stand-in for GRMON runs the script with a Tcl interpreter: each command says what it was given.
run "$XPACK" image --kind grmon -o 'a [b] $c.grmon' good.itb
status_is 'grmon' 0
cat >stand-in.tcl <<'END'
proc flash {args} { puts [join [concat flash $args] |] }
proc verify {args} { puts [join [concat verify $args] |] }
source {a [b] $c.grmon}
END
run tclsh stand-in.tcl
last=$(printf '0x%08x' $(($(stat -c %s good.prom) - 1)))
stdout_is 'grmon: what it does' <<END
flash|unlock|0x00000000|$last
flash|erase|0x00000000|$last
flash|load|a [b] \$c.srec
verify|a [b] \$c.srec
END
same 'grmon: the S-records beside it' 'a [b] $c.srec' good.srec
run "$XPACK" image --kind grmon -o same.srec good.itb
status_is 'grmon: a script with the name of its S-records' 2
stderr_is 'grmon: a script with the name of its S-records: said' <<'END'
same.srec: error: [output] the S-records that the script loads would have this name
END
not_ok 'grmon: nothing was written' test -e same.srec
done_testing
