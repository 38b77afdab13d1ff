#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# A board with two containers, from poisoned RAM: random bit errors in one, damage in both, other
# sequences, and containers that are not for this loader.  XPACK_ROT_SEEDS is how many random
# damages are tried for each container; docs/campaigns.md has a longer run.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/attack/lab.sh
. "$top_srcdir/tests/attack/lab.sh"

need qemu-system-sparc python3
n_seeds=${XPACK_ROT_SEEDS:-12}
second=$((0x40000)) # where the second container begins
export XPACK_KEY=$tmp/key.pem XPACK_PUBKEY=$tmp/key.pem.pub

# make NAME SED: NAME.itb and NAME.prom, of the example with its description changed.
make()
{
	cp -r system "$1.system" && sed -i "$2" "$1.system/system.xml" || exit 99
	"$XPACK" build -q -o "$1.itb" "$1.system/system.xml" || exit 99
}

# boot PROM: $tmp/console is what the board printed.
boot()
{
	timeout 60 qemu-system-sparc -M leon3_generic -m 4M -bios "$1" -display none -monitor none \
		-serial stdio -no-reboot -icount shift=4 \
		-device "loader,file=$tmp/poison,addr=$lab_ram_addr,force-raw=on" \
		</dev/null 2>&1 | tr -d '\r' >"$tmp/console"
}

# What the loader said of choosing, refusing and repairing.
said()
{
	grep -E '^(taken|refused|repaired|REFUSED) ' "$tmp/console"
}

# What is wrong with a start, on stdout.
start_complaints()
{
	grep -q '^xhost: halt, status 0' "$tmp/console" || echo 'not to the end'
	[ "$(grep -cE '^\[(control|telemetry)\] frame [0-4]:' "$tmp/console")" -eq 10 ] ||
		echo 'not both partitions'
}

# runs NAME PROM: it boots to the end; what the loader said is standard input, exactly.
runs()
{
	boot "$2"
	is "$1: it boots" "$(start_complaints)" ''
	is "$1: what the loader said" "$(said)" "$(cat)"
}

# refuses NAME PROM: no host runs; what the loader said is standard input, exactly.
refuses()
{
	timeout 60 "$XPACK" run -q --timeout 30 "$2" </dev/null >"$tmp/raw" 2>&1
	is "$1: exit code" $? 5
	tr -d '\r' <"$tmp/raw" >"$tmp/console"
	is "$1: what the loader said" "$(said)" "$(cat)"
	is "$1: no host runs" "$(grep -cE '^(start|xhost)' "$tmp/console")" 0
}

# hurt PROM OUT OFFSET...: a bit flipped at each offset.
hurt()
{
	cp "$1" "$2"
	local offset byte out=$2
	shift 2
	for offset; do
		byte=$(od -An -tu1 -j"$offset" -N1 "$out")
		# shellcheck disable=SC2059 # the format is the byte
		printf "\\$(printf %o $((byte ^ 16)))" |
			dd of="$out" bs=1 seek="$offset" conv=notrunc status=none
	done
}

# beside FIRST.prom OTHER.itb OUT: the loader and first container of one, the other container.
beside()
{
	cp "$1" "$3" && truncate -s "$second" "$3" && cat "$2" >>"$3"
}

# offset_of NAME IMAGE: where an image's bytes are in the container.
offset_of()
{
	"$XPACK" list --json "$1.itb" | python3 -c '
import json, sys
listed = json.load(sys.stdin)
image = next(i for i in listed["images"] if i["name"] == sys.argv[1])
print(listed["manifest-size"] + image["data-offset"])' "$2"
}

lab_system system || exit 99
head -c "$lab_ram_size" /dev/urandom >poison
"$XPACK" keygen -q --algorithm rsa3072 key.pem || exit 99
add='s/manifestCap="64KiB"/manifestCap="64KiB" secondContainer="256KiB"/'
# sequence N: in sed's language.
sequence()
{
	printf '%s' "$add; s/securityVersion=\"1\"/securityVersion=\"1\" sequence=\"$1\"/"
}

make one "$(sequence 1)"
make two "$(sequence 2); s/two\" version=\"1.0\"/two\" version=\"2.0\"/"
size=$(stat -c %s one.itb)
first=$(printf '%d' "$(python3 -c '
import sys
image = open(sys.argv[1], "rb").read()
print(image.index(bytes.fromhex("d00dfeed")))' one.prom)")
address=$(printf '0x%08x' "$first")
diag "containers of $size bytes at $address and 0x00040000"
is 'the boot image ends with the second container' "$(stat -c %s one.prom)" $((second + size))
ok 'the second is the same' cmp -i "$second:0" one.prom one.itb
is 'what is between is erased flash' \
	"$(tail -c +$((first + size + 1)) one.prom | head -c $((second - first - size)) |
		tr -d '\377' | wc -c)" 0

runs 'two that are the same' one.prom <<END
taken $address, sequence 0x00000001
END
like 'both are reported' "$(tr '\n' '|' <console)" \
	"storage $address, bytes 0x.*\|container.*storage 0x00040000, bytes 0x007c0000\|key .*taken"

# Random errors: one container alone is enough, whatever happened to the other.
for which in first second; do
	start=$first
	[ "$which" = first ] || start=$second
	complaints='' n_repaired=0 n_refused=0
	for ((seed = 1; seed <= n_seeds; seed++)); do
		what=$("$top_srcdir/tests/attack/rot.py" one.prom rotten "$seed" "$start" "$size")
		boot rotten
		found=$(start_complaints)
		[ -z "$found" ] || complaints+="seed $seed, $what: $found"$'\n'
		n_repaired=$((n_repaired + $(grep -c '^repaired' console)))
		n_refused=$((n_refused + $(grep -c '^refused' console)))
	done
	is "random errors in the $which container: all $n_seeds boot" "$complaints" ''
	diag "$which: $n_refused containers refused, $n_repaired images repaired"
	ok "random errors in the $which container: some were found" \
		test $((n_repaired + n_refused)) -gt 0
done

# Damage in both.
code=$(offset_of one control.segment-0)
kernel=$(offset_of one xhost.segment-0)
hurt one.prom hurt.prom $((first + code + 5)) $((second + kernel + 1000))
runs 'both damaged, in different images' hurt.prom <<END
taken $address, sequence 0x00000001
repaired control.segment-0
END
hurt one.prom hurt.prom $((first + code + 5)) $((second + code + 900))
refuses 'both damaged, in the same image' hurt.prom <<END
taken $address, sequence 0x00000001
refused 0x70 image hash
taken 0x00040000, sequence 0x00000001
refused 0x70 image hash
REFUSED 0x70 image hash
END
hurt one.prom hurt.prom $((first + 2000)) $((second + 100))
refuses 'both manifests damaged' hurt.prom <<END
refused 0x21 signature
refused 0x21 signature
REFUSED 0x21 signature
END

# Another one beside it.
beside one.prom two.itb newer.prom
runs 'the second is newer' newer.prom <<END
taken 0x00040000, sequence 0x00000002
END
hurt newer.prom hurt.prom $((second + 2000))
runs 'the newer one is damaged: the older runs' hurt.prom <<END
refused 0x21 signature
taken $address, sequence 0x00000001
END
dtb=$(offset_of two xhost.dtb)
hurt newer.prom hurt.prom $((second + dtb + 100))
runs 'an image that only the newer one has is damaged: the older runs' hurt.prom <<END
taken 0x00040000, sequence 0x00000002
refused 0x70 image hash
taken $address, sequence 0x00000001
END
hurt newer.prom hurt.prom $((second + kernel + 100))
runs 'an image that both have is damaged: the newer runs' hurt.prom <<END
taken 0x00040000, sequence 0x00000002
repaired xhost.segment-0
END
beside two.prom one.itb older.prom
runs 'the second is older' older.prom <<END
taken $address, sequence 0x00000002
END

# Not for this loader, though signed with its key and newer.
make old "$add; s/securityVersion=\"1\"/sequence=\"9\"/"
beside one.prom old.itb mixed.prom
runs 'the second has a lower security version' mixed.prom <<END
refused 0x62 security version
taken $address, sequence 0x00000001
END
hurt mixed.prom hurt.prom $((first + code + 5))
refuses 'and repairs nothing' hurt.prom <<END
refused 0x62 security version
taken $address, sequence 0x00000001
refused 0x70 image hash
REFUSED 0x70 image hash
END
{ head -c "$first" one.prom && cat old.itb; } >hurt.prom && beside hurt.prom old.itb mixed.prom
refuses 'both have a lower security version' mixed.prom <<END
refused 0x62 security version
refused 0x62 security version
REFUSED 0x62 security version
END
make other "$(sequence 9); s/name=\"leon3-two\"/name=\"leon3-six\"/"
beside one.prom other.itb mixed.prom
runs 'the second is of another system' mixed.prom <<END
refused 0x61 other system
taken $address, sequence 0x00000001
END
cp -r system board.system && sed -i 's/leon3_generic/leon3_other/' board.system/*.xml || exit 99
sed -i "$(sequence 9)" board.system/system.xml
"$XPACK" build -q -o board.itb board.system/system.xml || exit 99
beside one.prom board.itb mixed.prom
runs 'the second is for another board' mixed.prom <<END
refused 0x60 other board
taken $address, sequence 0x00000001
END
"$XPACK" keygen -q --algorithm rsa3072 foreign.pem || exit 99
"$XPACK" build -q -k foreign.pem -o foreign.itb two.system/system.xml || exit 99
beside one.prom foreign.itb mixed.prom
runs 'the second is signed with another key' mixed.prom <<END
refused 0x20 no known key
taken $address, sequence 0x00000001
END
beside two.prom one.itb mixed.prom

# The tool says the same of them.
run "$XPACK" verify newer.prom
status_is 'verify: a newer one beside it' 0
like 'verify: says which is started' "$(cat "$run_dir/stderr")" \
	'^newer.prom: authentic; leon3-two 1\.0 .*; the second container is leon3-two 2\.0, '\
'security version 1; sequences are 1 and 2, so the loader starts the second; '\
'its loader needs key [0-9a-f]{8} and security version 1 or higher$'
run "$XPACK" verify --json older.prom
like 'verify --json' "$(tr -d ' \n' <"$run_dir/stdout")" \
	'"sequence":2,"second-sequence":1,"starts":"first"'
run "$XPACK" verify --against one.system/system.xml one.prom
status_is 'verify --against: both are what the description makes' 0
run "$XPACK" verify --against one.system/system.xml newer.prom
status_is 'verify --against: the second is another' 3
like 'verify --against: which it is' "$(cat "$run_dir/stderr")" \
	'^newer.prom \(second container\): error: '
run "$XPACK" verify mixed.prom
status_is 'verify: older in the second place' 0
beside one.prom old.itb mixed.prom
run "$XPACK" verify mixed.prom
status_is 'verify: a security version that its loader refuses' 3
refused='mixed.prom (second container): error: [not-authentic] refused with code'
stderr_is 'verify: a security version that its loader refuses: said' <<END
$refused 0x62: its security version is lower than the loader accepts
mixed.prom (second container): help: docs/loader-codes.md says what to look at
END
hurt one.prom hurt.prom $((second + code + 5))
run "$XPACK" verify hurt.prom
status_is 'verify: damage in the second' 3
refused="hurt.prom (second container): error: [not-authentic] image 'control.segment-0' refused"
stderr_is 'verify: damage in the second: said' <<END
$refused with code 0x70: its bytes do not have the signed hash
hurt.prom: help: the first container is authentic
END
run "$XPACK" list newer.prom
is 'list: both' "$(grep -E '^(system|second)' "$run_dir/stdout")" \
	'system leon3-two 1.0, board leon3_generic, protocol xpack, security version 1, sequence 1
second container
system leon3-two 2.0, board leon3_generic, protocol xpack, security version 1, sequence 2'
run "$XPACK" list --json newer.prom
ok 'list --json: both' python3 -c '
import json, sys
listed = json.load(open(sys.argv[1]))
assert listed["sequence"] == 1 and listed["second"]["sequence"] == 2
assert len(listed["images"]) == len(listed["second"]["images"]) == 14' "$run_dir/stdout"
run "$XPACK" extract -C out newer.prom
status_is 'extract' 0
ok 'extract: of the first' cmp out/xhost.dtb \
	<(tail -c +$(($(offset_of one xhost.dtb) + 1)) one.itb |
	head -c "$(stat -c %s out/xhost.dtb)")
hurt one.prom hurt.prom $((first + 1)) # its magic
run "$XPACK" extract -C out2 hurt.prom
status_is 'extract: of the second, when the first has no form' 0
run "$XPACK" run -q --timeout 30 hurt.prom
status_is 'run: the same' 0
run "$XPACK" image --kind srec -o newer.srec newer.prom
status_is 'image: of both' 0

# The loader in a boot image says itself what it needs: here any of two keys, where the newer
# container wants both.
both=(-p key.pem.pub -p foreign.pem.pub)
needs='s/<Loader /<Loader keys='
for policy in any all; do
	number=1
	[ "$policy" = any ] || number=2
	cp -r system "$policy.system" || exit 99
	sed -i "$(sequence $number); $needs\"$policy\" /" "$policy.system/system.xml"
	"$XPACK" build -q --no-boot-image -o "$policy.itb" "$policy.system/system.xml" || exit 99
	"$XPACK" sign -q -k foreign.pem "$policy.itb" || exit 99
	"$XPACK" image -q --kind prom "${both[@]}" -o "$policy.prom" "$policy.itb" || exit 99
done
beside any.prom all.itb mixed.prom
run "$XPACK" verify "${both[@]}" mixed.prom
status_is 'verify: two policies' 0
like 'verify: two policies: the one of the loader that is there' "$(cat "$run_dir/stderr")" \
	'so the loader starts the second; its loader needs any of the keys [0-9a-f]{8}, '\
'[0-9a-f]{8} and security version 1 or higher$'
run "$XPACK" verify --json "${both[@]}" mixed.prom
is 'verify --json: the same' "$(python3 -c '
import json, sys
loader = json.load(open(sys.argv[1]))["loader"]
print(loader["policy"], len(loader["key-ids"]), loader["security-version"])' "$run_dir/stdout")" \
	'any 2 1'

# The region of the second container ends with the storage, whatever a file has behind that.
cp -r system whole.system || exit 99
sed -i "s/size=\"8MiB\"/size=\"$((second + size))\"/" system/board-leon3.xml
make tight "$(sequence 1)"
run "$XPACK" verify -q tight.prom
status_is 'verify: the second container fills its region' 0
rm -r system && mv whole.system system || exit 99
make long "$(sequence 2); s/two\" version=\"1.0\"/two\" version=\"1.0-and-with-a-longer-name\"/"
ok 'a longer container' test "$(stat -c %s long.itb)" -gt "$size"
beside tight.prom long.itb over.prom
run "$XPACK" verify over.prom
status_is 'verify: the second container is longer than its region' 3
refused='over.prom (second container): error: [not-authentic] refused with code'
stderr_is 'verify: the second container is longer than its region: said' <<END
$refused 0x10: the file ends inside the container
over.prom (second container): help: docs/loader-codes.md says what to look at
END
cp tight.prom over.prom && printf '\377' >>over.prom
run "$XPACK" verify over.prom
status_is 'verify: erased flash behind the second region' 3
like 'verify: erased flash behind the second region: where' "$(cat "$run_dir/stderr")" \
	"at byte 0x$(printf %x $((second + size))), is something else than erased flash"
first_end=$(python3 -c '
import sys
prom, container = (open(name, "rb").read() for name in sys.argv[1:])
print(prom.index(container) + len(container))' tight.prom tight.itb)
cp tight.prom cut.prom && truncate -s "$first_end" cut.prom
run "$XPACK" verify cut.prom
status_is 'verify: a file that ends before the second container' 3
like 'verify: a file that ends before the second container: where' "$(cat "$run_dir/stderr")" \
	"differs at byte 0x$(printf %x "$first_end") "

# U-Boot's signature, in both.
"$XPACK" build -q --fit-signature dev -o fit.itb one.system/system.xml || exit 99
fit=$(stat -c %s fit.itb)
run "$XPACK" verify --fit fit.prom
status_is 'verify --fit: both' 0
is 'verify --fit: both are shown' \
	"$(grep -E '^(configuration|second)' "$run_dir/stdout" | tr '\n' '|')" \
	'configuration conf-1: authentic|second container|configuration conf-1: authentic|'
# seen EXPRESSION: of the last command's JSON object.
seen()
{
	python3 -c "
import json, sys
seen = json.load(open(sys.argv[1]))
print($1)" "$run_dir/stdout"
}
run "$XPACK" verify --fit --json fit.prom
is 'verify --fit --json: both' \
	"$(seen 'seen["authentic"], seen["second"]["authentic"], len(seen["second"]["images"])')" \
	'True True 14'
hurt fit.prom hurt.prom $((second + fit - 20))
run "$XPACK" verify --fit --json hurt.prom
status_is 'verify --fit: damage in the second' 3
like 'verify --fit: damage in the second: where' "$(cat "$run_dir/stderr")" \
	'^hurt.prom \(second container\): error: \[fit-hash\]'
is 'verify --fit --json: which of them' \
	"$(seen 'seen["authentic"], seen["second"]["authentic"]')" 'True False'
hurt fit.prom hurt.prom $((first + fit - 20))
run "$XPACK" verify -q --fit hurt.prom
status_is 'verify --fit: damage in the first' 3
hurt fit.prom hurt.prom $((second + 1))
run "$XPACK" verify -q --fit hurt.prom
status_is 'verify --fit: the second is no FIT' 3
done_testing
