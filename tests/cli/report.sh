#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# check --report: who has and uses which memory, and which time; and that what check prints as JSON
# is what its schema says.
# shellcheck source=tests/cli/lib.sh
. "${top_srcdir:?}/tests/cli/lib.sh"

need jq
make_system system
cd system || exit 99

# What the loader's work area takes depends on its stack: it is another test's.
run "$XPACK" check --report system.xml
status_is 'check --report' 0
stderr_is 'check --report: the diagnostics stay on stderr' <<'END'
system.xml: no errors
END
cp "$run_dir/stdout" report
is 'check --report: the RAM up to what has no place of its own' \
	"$(sed -n '/^memory .ram/,/free$/p' report | sed 1,2d | grep -v ' free$' | tr -s ' ')" \
	" 0x40000000..0x4000ffff 65536 8 65528 0 % host 'kernel' area 'main' (rwx, zero)
 0x40000000..0x40000007 8 segment 0 of 'host.elf'
 0x40010000..0x4001ffff 65536 8 65528 0 % partition 'control' area 'code' (rx)
 0x40010000..0x40010007 8 segment 0 of 'guest.elf'
 0x40020000..0x4002ffff 65536 4 65532 0 % partition 'control' area 'data' (rw, zero)
 0x40020000..0x40020003 4 segment 1 of 'guest.elf'"
for what in "loader's work area" 'kernel, device tree' 'control, device tree' \
	'loader and container' "device 'uart0'"; do
	ok "check --report: $what" grep -q "$what\$" report
done

# sum FILE: of each memory, what its entries at the top and its numbers say; they must agree.
sums()
{
	python3 - "$1" <<'END'
import json, sys
for memory in json.load(open(sys.argv[1]))["memory"]:
    at, taken = memory["start"], 0
    for entry in memory["entries"]:
        if entry["inside"]:
            continue
        assert entry["start"] == at, entry
        at += entry["size"]
        taken += entry["size"] if entry["kind"] != "free" else 0
    assert at == memory["start"] + memory["size"], memory
    assert (taken, memory["size"] - taken) == (memory["taken"], memory["free"]), memory
    print(memory["name"])
END
}

run "$XPACK" check --report --json system.xml
status_is 'check --report --json' 0
cp "$run_dir/stdout" report.json
is 'check --report --json: each byte is accounted for' "$(sums report.json)" 'prom
ram
apb'
ok 'check --report --json: it is what the schema says' valid_json report.json

# no_longer JQ TEXT: the report changed so is refused, and why.
no_longer()
{
	jq "$1" report.json >wrong.json || exit 99
	run valid_json wrong.json
	status_is "check --report --json: refused with $1" 1
	like "check --report --json: what is wrong with $1" "$(cat "$run_dir/stderr")" "$2"
}

no_longer 'del(.format)' "'format' is a required property"
no_longer '.extra = 1' "'extra' was unexpected"
no_longer '.memory[0].extra = 1' "'extra' was unexpected"
no_longer '.memory[0].entries[0].extra = 1' "'extra' was unexpected"
no_longer '.memory[0].entries[0].kind = "other"' "'other' is not one of"
no_longer '.plans[0].extra = 1' "'extra' was unexpected"
no_longer '.plans[0].processors[0].extra = 1' "'extra' was unexpected"
no_longer '.plans[0].partitions[0].extra = 1' "'extra' was unexpected"

# Time, from the plan of 100 ms of which the partition has 40; periods are those of the description.
sed -i 's/license="MIT"/& period="200ms" duration="70ms"/' guest.xml
run "$XPACK" check --report system.xml
is 'check --report: time' "$(sed -n '/^plan/,$p' "$run_dir/stdout" | tr -s ' ' | sed 's/ *$//')" \
	'plan 0, major frame 100ms
 processor slots busy share idle gaps longest gap
 0 1 40ms 40.00 % 60ms 1 60ms from 40ms
 partition slots time share needs
 control 1 40ms 40.00 % 70ms in 200ms, 35.00 %'
"$XPACK" check --report --json system.xml >report.json
ok 'check --report --json: so is what it says of a need' valid_json report.json
is 'check --report --json: time of the plan' \
	"$(jq -c '.plans[] | [.id, ."major-frame", ."left-out"]' report.json)" '[0,100000000,0]'
is 'check --report --json: time of the processor' \
	"$(jq -c '.plans[].processors[] | [.id, .slots, .busy, .idle, .gaps]' report.json)" \
	'[0,1,40000000,60000000,1]'
is 'check --report --json: the longest gap' \
	"$(jq -c '.plans[].processors[]."longest-gap"' report.json)" \
	'{"start":40000000,"duration":60000000}'
is 'check --report --json: time of the partition' "$(jq -c '.plans[].partitions[]' report.json)" \
	'{"name":"control","slots":1,"time":40000000,"period":200000000,"duration":70000000}'
sed -i 's/ period="200ms" duration="70ms"//' guest.xml

# What check knows of the boot image, without a key, is what build makes with one: to the byte.
# The bytes that loader and container take of the PROM.
stored()
{
	"$XPACK" check --report system.xml | tr -s ' ' |
		sed -nE 's/.* ([0-9]+) [0-9]+ [0-9]+ % loader and container$/\1/p'
}

ok 'build with P-256' "$XPACK" build -q -k ../key.pem -o p256.itb system.xml
is 'the boot image is as large as it was said' "$(stored)" "$(stat -c %s p256.prom)"
size=$(stat -c %s p256.prom)
set_prom()
{
	sed -i -E "s/(name=\"prom\" kind=\"rom\" start=\"0\" size=)\"[^\"]*\"/\1\"$1\"/" board.xml
}
set_prom "$size"
run "$XPACK" check system.xml
stderr_is 'a PROM that the boot image fills' <<'END'
system.xml: no errors
END
set_prom $((size - 1))
run "$XPACK" check system.xml
stderr_has 'a PROM of a byte less' '[bootimage-key] signed with a key of P-256'
ok 'a key for RSA' "$XPACK" keygen -q -a rsa3072 rsa.pem
ok 'build with RSA' "$XPACK" build -q -k rsa.pem -o rsa.itb system.xml
size=$(stat -c %s rsa.prom)
set_prom "$size"
run "$XPACK" check system.xml
status_is 'a PROM that fits the smaller loader' 0
set_prom $((size - 1))
run "$XPACK" check system.xml
status_is 'a PROM that fits none' 1
stderr_has 'a PROM that fits none: the error' '[bootimage-size]'
run env XPACK_LIBDIR=nowhere "$XPACK" check system.xml
status_is 'without a loader' 0
stderr_has 'without a loader: what was not checked is said' 'not checked: bootimage-size'
set_prom 1MiB

# Without a report.
"$XPACK" check --json system.xml >good.json
ok 'check --json of a good system is what the schema says' valid_json good.json
sed -i 's/ majorFrame="[^"]*"/ majorFrame="1ns"/' plan*.xml
"$XPACK" check --json system.xml >bad.json
ok 'check --json of a bad system is what the schema says' valid_json bad.json
is 'and it has errors' "$(jq '.errors > 0 and (.skipped | length) > 0' bad.json)" true
sed -i 's/ majorFrame="1ns"/ majorFrame="100ms"/' plan*.xml

# With errors, what is known.
rm guest.elf
run "$XPACK" check --report system.xml
status_is 'check --report of an error' 1
tr -s ' ' <"$run_dir/stdout" >report
ok 'check --report of an error: the host is known' grep -q " 8 65528 0 % host 'kernel'" report
ok 'check --report of an error: the partition is not' \
	grep -q " 65536 ? ? partition 'control' area 'code'" report
run "$XPACK" check --report none.xml
status_is 'check --report of nothing' 1
stdout_empty 'check --report of nothing'
done_testing
