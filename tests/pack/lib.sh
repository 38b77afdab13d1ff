# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# lib: systems whose payload is large: a host with blobs that are loaded beside it.

# write_head: a description's first lines: a LEON3 with 1 GiB of PROM and of RAM.
write_head()
{
	cat <<-END
		<System xmlns="urn:xpack:system:1" name="large" version="1.0">
		<Board name="leon3_generic" arch="sparc-leon3">
		<Memory name="prom" kind="rom" start="0" size="1GiB"/>
		<Memory name="ram" kind="ram" start="0x40000000" size="1GiB"/>
		<Processor id="0" clock="40MHz"/>
		</Board>
	END
}

# host COMPRESSION: the beginning of the host's element.
host()
{
	printf '<Host name="kernel" file="host.elf" license="MIT" protocol="xpack"\n'
	printf 'compression="%s">\n' "$1"
}

# write_system DIR N SIZE [COMPRESSION]: DIR/system.xml, a LEON3 whose host has N blobs, DIR/blob-1
# and so on, of SIZE bytes each, a multiple of 4096, in RAM that holds just them.  The host is made
# by yaml2obj; the blobs are the caller's to make.
write_system()
{
	local dir=$1 n=$2 size=$3 compression=${4:-none} i
	mkdir -p "$dir"
	yaml2obj "${top_srcdir:?}/tests/bad/good/host.yaml" -o "$dir/host.elf"
	{
		write_head
		cat <<-END
			$(host "$compression")
			<Area name="main" start="0x40000000" size="64KiB" access="rwx"/>
			<Area name="data" start="0x41000000" size="$((n * size))" access="rw"/>
		END
		for ((i = 1; i <= n; i++)); do
			printf '<Blob name="blob-%d" file="blob-%d" license="MIT" ' "$i" "$i"
			printf 'address="0x%x"/>\n' $((0x41000000 + (i - 1) * size))
		done
		echo '</Host><Loader region="prom" manifestCap="1MiB"/></System>'
	} >"$dir/system.xml"
}

# write_words FILE SIZE SEED: bytes that LZ4 makes about half as long.
write_words()
{
	python3 - "$@" <<-'END'
		import random, sys
		path, size, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
		source = random.Random(seed)
		words = [source.randbytes(source.randint(3, 12)) for _ in range(2000)]
		text = bytearray()
		while len(text) < min(size, 1 << 20):
		    for _ in range(5000):
		        text += source.choice(words) + source.randbytes(2)
		with open(path, "wb") as file:
		    file.write((bytes(text) * (size // len(text) + 1))[:size])
	END
}
