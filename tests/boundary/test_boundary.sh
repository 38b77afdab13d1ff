#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_boundary.sh: an auditor who has the report, the container and the suppliers' files does the
# proof again; whatever of these is changed by a byte, it fails.  The SPDX document is read by a
# strict reader.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"
need python3 jq

here=$top_srcdir/tests/boundary
schema=$top_srcdir/schemas/xpack-boundary.schema.json

# audit NAME: of its report, extracted images and supplied files.
audit()
{
	run python3 "$here/audit.py" "$schema" "$1/report/boundary.json" "$1/packed" "$1"
}

spdx()
{
	run python3 "$here/spdx.py" "$here/spdx.schema.json" "$@"
}

# made NAME: packed, with its report, and extracted.
made()
{
	run "$XPACK" build -q -k "$key" -o "$1.itb" --report "$1/report" "$1/system.xml"
	status_is "$1: packed" 0
	ok "$1: extracted" "$XPACK" extract -q -C "$1/packed" "$1.itb"
}

for name in leon3-two x86-two leon3-shared leon3-plain; do
	[ -d "$systems/$name" ] || continue
	cp -r "$systems/$name" "$name" && made "$name"
	audit "$name"
	status_is "$name: proved" 0
	cp "$run_dir/stdout" "$name.audited"
	is "$name: boundary.txt is what 'xpack boundary' prints" \
		"$("$XPACK" boundary -q "$name/system.xml" 2>/dev/null)" \
		"$(cat "$name/report/boundary.txt")"
	is "$name: boundary.json likewise" \
		"$("$XPACK" boundary -q --json "$name/system.xml" 2>/dev/null)" \
		"$(cat "$name/report/boundary.json")"
	ok "$name: --spdx" "$XPACK" boundary -q --spdx "$name.spdx.json" "$name/system.xml"
	is "$name: and writes the same document" "$(cat "$name.spdx.json")" \
		"$(cat "$name/report/image.spdx.json")"
done
is 'leon3-two: what was proved' "$(cat leon3-two.audited)" \
	"$(jq -r '(.partitions + [.host])[] |
		"\(.partition // .name): \(.images | length) images, \(.changes |
		length) places"' leon3-two/report/boundary.json)"
is 'leon3-two: places are there' "$(jq '[.partitions[].changes[]] | length > 4' \
	leon3-two/report/boundary.json)" true

# A byte changed anywhere is found: in the report, in what was packed, in what was supplied.
first=$(jq -r '.partitions[0].images[0].image' leon3-two/report/boundary.json)
file=$(jq -r '.partitions[0].file' leon3-two/report/boundary.json)
offset=$(jq -r '.partitions[0].images[0].offset' leon3-two/report/boundary.json)

# tampered NAME COMMAND...: run in a copy of the directory; the proof fails, whatever it says.
tampered()
{
	local name=$1
	shift
	rm -rf copy && cp -r leon3-two copy && chmod -R u+w copy
	(cd copy && "$@") || exit 99
	audit copy
	status_is "$name: not proved" 1
	like "$name: says so" "$(cat "$run_dir/stderr")" '^not proved: '
}

# poke FILE OFFSET
poke()
{
	printf '\125' | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

edit()
{
	jq "$1" report/boundary.json >edited && mv edited report/boundary.json
}

tampered 'a byte of the packed code' poke "packed/$first" 3
tampered 'the last byte of the packed code' poke "packed/$first" \
	$(($(stat -c %s "leon3-two/packed/$first") - 1))
tampered 'a byte of the supplied code' poke "$file" $((offset + 3))
tampered 'a byte of the supplied headers' poke "$file" 20
tampered 'a byte behind the packed code' sh -c "printf x >>packed/$first"
tampered 'a change that is not listed' edit 'del(.partitions[0].changes[0])'
tampered 'a change at another place' edit '.partitions[0].changes[0].load += 4'
tampered 'what was there before' edit '.partitions[0].changes[0].before |= ("11" + .[2:])'
tampered 'what is there now' edit '.partitions[0].changes[0].after |= ("11" + .[2:])'
tampered 'a digest of what is packed' edit '.partitions[0].images[0].packed |= ("0" * 64)'
tampered 'a digest that is restored' edit '.partitions[0].images[0].restored |= ("0" * 64)'
tampered 'the digest of the host' edit '.host.sha256 |= ("0" * 64)'
tampered 'a member that no schema knows' edit '.partitions[0].note = "x"'

# The SPDX document of each.
for name in leon3-two x86-two leon3-shared leon3-plain; do
	[ -d "$name" ] || continue
	mapfile -t files < <({ echo system.xml &&
		grep -oh 'xi:include href="[^"]*' "$name"/system.xml | sed 's/.*"//' &&
		jq -r '."abi-objects"[].file, .host.file, .partitions[].file' \
		"$name/report/boundary.json"; } | sort -u | sed "s|^|$name/|")
	spdx "$name/report/image.spdx.json" "${files[@]}"
	status_is "$name: an SPDX document" 0
	cp "$run_dir/stdout" "$name.relations"
done
is 'leon3-two: relationships' "$(cat leon3-two.relations)" 'DOCUMENT DESCRIBES image
image GENERATED_FROM ./system.xml
image GENERATED_FROM ./board-leon3.xml
image GENERATED_FROM ./host-xhost.xml
image CONTAINS host-xhost
host-xhost GENERATED_FROM ./xhost.elf
image CONTAINS partition-control
partition-control GENERATED_FROM ./control.elf
partition-control CONTAINS component.control.0
partition-control CONTAINS glue-xh.trap
image CONTAINS partition-telemetry
partition-telemetry GENERATED_FROM ./telemetry.elf
partition-telemetry CONTAINS component.telemetry.0
partition-telemetry CONTAINS glue-xh.trap
image GENERATED_FROM ./xhost-abi.o
glue-xh.trap GENERATED_FROM ./xhost-abi.o
image CONTAINS xpack-loader
xpack-loader STATIC_LINK bearssl'
made_at()
{
	SOURCE_DATE_EPOCH=$1 "$XPACK" boundary -q --spdx at.json leon3-two/system.xml >/dev/null &&
		jq -r '.creationInfo.created, .documentNamespace' at.json
}
is 'created: the epoch' "$(made_at '' | head -n 1)" 1970-01-01T00:00:00Z
is 'created: SOURCE_DATE_EPOCH' "$(made_at 1700000000 | head -n 1)" 2023-11-14T22:13:20Z
first=$(made_at 1 | tail -n 1)
unlike 'another document has another namespace' "$(made_at 2 | tail -n 1)" "^$first\$"
is 'an equal one has the same' "$(made_at 1 | tail -n 1)" "$first"

# Licences and suppliers that a description states in every form.
cp -r leon3-two stated
sed -i '/name="control"/s/license="[^"]*"/license="(LicenseRef-Own)  or MIT" supplier="A \&amp; B"/
	/name="telemetry"/s/license="[^"]*"/license="DocumentRef-x:LicenseRef-y"/' stated/system.xml
run "$XPACK" boundary -q --spdx stated.json stated/system.xml
status_is 'stated: accepted' 0
is 'stated: what the document says' "$(jq -r '.packages[] | select(.SPDXID |
	startswith("SPDXRef-partition")) | .licenseDeclared, .licenseComments, .supplier' \
	stated.json)" \
	"LicenseRef-Own OR MIT
null
Organization: A & B
NOASSERTION
declared as 'DocumentRef-x:LicenseRef-y'
NOASSERTION"
is 'stated: licences whose text nobody gave' \
	"$(jq -c '[.hasExtractedLicensingInfos[].licenseId]' stated.json)" '["LicenseRef-Own"]'
spdx stated.json stated/{system,board-leon3,host-xhost}.xml stated/xhost.elf stated/xhost-abi.o \
	stated/{control,telemetry}.elf
status_is 'stated: an SPDX document' 0

# An output that is an input, and one that cannot be written.
run "$XPACK" boundary --spdx stated/control.elf stated/system.xml
status_is '--spdx over an input' 2
run "$XPACK" boundary --spdx nowhere/at/all.json stated/system.xml
status_is '--spdx to nowhere' 4
done_testing
