#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# How long 'xpack check' takes, how that grows with the system, and what libxml2 takes to validate
# the same description with the same schema: run by hand, as 'make bench'.
#
#	bench.sh [RUNS]		times are medians of so many runs, 7 when it is not given
#
# xpack and xmllint run in turn, so that a machine that gets slower does so for both.  Times are
# those of the processor, user and system, of the whole process; with other work on the machine
# they say more than the clock, which the first table also gives.
set -eu -o pipefail
export LC_ALL=C

runs=${1:-7}
generate=${top_builddir:?}/tests/bench/generate
schema=${top_srcdir:?}/schemas/xpack-system.xsd
tmp=$(mktemp -d "${TMPDIR:-/tmp}/xpack-bench.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM

# timed FILE COMMAND...: append wall and processor seconds to FILE.  The command may fail.
timed()
{
	local file=$1 TIMEFORMAT='%R %U %S'
	shift
	{ time "$@" >"$tmp/out" 2>&1 || true; } 2>&1 | awk '{ print $1, $2 + $3 }' >>"$file"
}

# median FILE COLUMN
median()
{
	awk -v column="$2" '{ print $column }' "$1" | sort -n |
		awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

check()
{
	"${XPACK:?}" check "$tmp/system/system.xml"
}

validate()
{
	xmllint --noout --nonet --schema "$schema" "$tmp/system/system.xml"
}

# measure: fills $tmp/check and $tmp/validate for $tmp/system.
measure()
{
	local i
	rm -f "$tmp/check" "$tmp/validate"
	check >/dev/null 2>&1 || true
	for ((i = 0; i < runs; i++)); do
		timed "$tmp/check" check
		[ $# -eq 0 ] || timed "$tmp/validate" validate
	done
}

# Elements and attributes: what n is for n log n.
count_nodes()
{
	grep -oE '<[A-Za-z]|[a-zA-Z]="' "$tmp/system/system.xml" | wc -l
}

# make SHAPE...
make_system()
{
	rm -rf "$tmp/system"
	"$generate" "$tmp/system" "$@"
}

echo "A valid system, each partition with 10 areas, 10 ports and 100 slots; median of $runs runs"
echo
echo 'partitions   nodes  wall s   cpu s  growth  n log n  xmllint s  ratio'
before='0 0'
for partitions in 125 250 500 1000 2000; do
	make_system "partitions=$partitions"
	"$XPACK" check "$tmp/system/system.xml" 2>/dev/null
	measure validate
	echo "$before $partitions $(count_nodes) $(median "$tmp/check" 1)" \
		"$(median "$tmp/check" 2) $(median "$tmp/validate" 2)" | awk '{
		growth = linear = "-"
		if ($1 > 0) {
			growth = sprintf("%.2f", $6 / $1)
			linear = sprintf("%.2f", $4 * log($4) / ($2 * log($2)))
		}
		printf "%10d %7d %7.2f %7.2f %7s %8s %10.2f %6.2f\n", $3, $4, $5, $6,
			growth, linear, $7, $6 / $7
	}'
	before="$(median "$tmp/check" 2) $(count_nodes)"
done

# shape NAME SHAPE...: @N in the shape stands for N, and for half and a quarter of it.
shape()
{
	local name=$1 part argument sizes=() cpu=()
	shift
	for part in 4 2 1; do
		sizes=()
		for argument; do
			case $argument in
			*=@*) sizes+=("${argument%%=*}=$((${argument#*@} / part))") ;;
			*) sizes+=("$argument") ;;
			esac
		done
		make_system "${sizes[@]}"
		measure
		cpu+=("$(median "$tmp/check" 2)")
	done
	echo "${cpu[*]} $(grep -c ' error: ' "$tmp/out")" | awk -v name="$name" '{
		printf "%-34s %6d %7.2f %7.2f %7.2f %7.2f %7.2f\n", name, $4, $1, $2, $3,
			$2 / $1, $3 / $2
	}'
}

echo
echo 'Other shapes at a quarter, half and full size'
echo
echo 'shape                              errors   cpu 1/4     1/2       1  growth  growth'
shape '1,000 partitions in files' partitions=@1000 split=1
shape '16 processors' partitions=@1000 processors=16
shape '10,000 memories' partitions=100 memories=@10000
shape '10,000 devices' partitions=@4000 areas=2 ports=0 slots=1 devices=@10000
shape '10,000 ports of one partition' partitions=1 slots=1 ports=@10000
shape '10,000 areas of one partition' partitions=1 slots=1 ports=0 areas=@10000
shape '10,000 blobs' partitions=10 blobs=@10000
shape '10,000 plans' partitions=10 slots=1 plans=@10000
shape '100,000 malformed times' partitions=@1000 wrong_times=@100000
shape '100,000 elements in wrong places' partitions=@1000 wrong_places=@100000
shape '100,000 unknown partitions' partitions=@1000 wrong_slots=@100000
shape '8,000 overlapping areas' partitions=@1000 wrong_areas=@8000
shape '8,000 areas outside RAM' partitions=@1000 wrong_outside=@8000
shape '8,000 areas outside 5,000 memories' partitions=@1000 wrong_outside=@8000 memories=@5000
shape '5,000 unknown ports' partitions=@1000 wrong_channels=@5000
shape '1,000 equal names' partitions=@1000 wrong_names=@1000
shape '4,000 unknown devices' partitions=@4000 areas=2 ports=0 slots=1 devices=@4000 \
	wrong_uses=@4000
shape '10,000 ports of no bytes' partitions=@1000 wrong_sizes=@10000
shape '50 imports of each partition' partitions=@1000 areas=2 ports=0 slots=1 imports=50
shape '50,000 unknown services' partitions=@1000 areas=2 ports=0 slots=1 imports=50 \
	wrong_imports=@1000
shape '1,000 files linked elsewhere' partitions=@1000 ports=0 slots=1 wrong_segments=@1000
