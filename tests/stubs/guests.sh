# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# guests: compiles and links guests in many ways, describes systems of them and boots those.  To be
# sourced behind tap.sh.  Partition number N of a system has 64 KiB of code at stubs_base + N MiB,
# and 64 KiB of data behind that.  The board is a LEON3, or a PC when stubs_arch is x86.

stubs_dir=$top_srcdir/tests/stubs
# Command lines, to be split into words.
if [ "${stubs_arch:-sparc}" = x86 ]; then
	need "${X86_CC:-}" qemu-system-x86_64
	read -r -a stubs_cc <<<"${X86_CC:?} ${X86_PLAIN_LOOPS:-}"
	stubs_board=x86 stubs_host=xhost-x86 stubs_files=$top_builddir/tests/host/x86
	stubs_base=0x200000 stubs_image=elf stubs_name=pc stubs_loader='<Loader console="com1"/>'
else
	need "${SPARC_CC:-}" "${SPARC_OBJCOPY:-}" qemu-system-sparc
	read -r -a stubs_cc <<<"${SPARC_CC:?} -fno-tree-loop-distribute-patterns"
	stubs_board=leon3 stubs_host=xhost stubs_files=$top_builddir/tests/host
	stubs_base=0x40100000 stubs_image=prom stubs_name=leon3_generic
	stubs_loader='<Loader console="uart0" baud="38400" region="prom" manifestCap="64KiB"/>'
fi
stubs_library=${top_builddir:?}/guest-bsp/${stubs_arch:-sparc}/libxpack-guest.a
read -r -a stubs_cxx <<<"${SPARC_CXX:-} -fno-tree-loop-distribute-patterns"
stubs_flags=(-nostdinc -isystem "$("${stubs_cc[@]}" -print-file-name=include)"
	-I"$top_srcdir/guest-bsp/include" -I"$top_srcdir/tests/host/include" -I"$stubs_dir"
	-ffreestanding -msoft-float -fno-pic -fno-pie -fno-asynchronous-unwind-tables
	-Wall -Wextra -Werror)
stubs_link=(-nostdlib -static '-Wl,--build-id=none' '-Wl,-z,max-page-size=4096')
cp "$top_srcdir/tests/systems/board-$stubs_board.xml" \
	"$top_srcdir/tests/systems/host-$stubs_host.xml" \
	"$stubs_files"/{xhost.elf,xhost-abi.o} . || exit 99
"${XPACK:?}" keygen -q --algorithm p256 test.key || exit 99

# compile SOURCE OBJECT FLAGS...
compile()
{
	local source=$1 object=$2
	local cc=("${stubs_cc[@]}" -std=c11)
	shift 2
	[ "${source%.cc}" = "$source" ] ||
		cc=("${stubs_cxx[@]}" -std=c++17 -fno-exceptions -fno-rtti)
	"${cc[@]}" "${stubs_flags[@]}" "$@" -c "$source" -o "$object"
}

# Addresses of partition number N.
code_of()
{
	printf '0x%08x' $((stubs_base + $1 * 0x100000))
}

data_of()
{
	printf '0x%08x' $((stubs_base + 0x10000 + $1 * 0x100000))
}

# link_xpack N FILE ARGUMENTS...: with guest-bsp's linker script.
link_xpack()
{
	local n=$1 file=$2
	shift 2
	cat >"$file.ld" <<-END
		MEMORY
		{
			code : ORIGIN = $(code_of "$n"), LENGTH = 64K
			data : ORIGIN = $(data_of "$n"), LENGTH = 64K
		}
		REGION_ALIAS("REGION_TEXT", code)
		REGION_ALIAS("REGION_RODATA", code)
		REGION_ALIAS("REGION_DATA", data)
		INCLUDE xpack-guest.ld
	END
	"${stubs_cc[@]}" "${stubs_link[@]}" -L"$top_srcdir/guest-bsp" -T "$file.ld" "$@" \
		"$stubs_library" -o "$file"
}

# link_stock N FILE ARGUMENTS...: with the linker's own script, ELF headers in the first segment.
link_stock()
{
	local n=$1 file=$2
	shift 2
	"${stubs_cc[@]}" "${stubs_link[@]}" -Wl,-Ttext-segment="$(code_of "$n")" \
		-Wl,-Tdata="$(data_of "$n")" -Wl,--defsym=__bss_end=_end \
		-Wl,--defsym=_stack_top="$(data_of "$n")+0x10000" "$@" "$stubs_library" -o "$file"
}

# link_rtems N FILE ARGUMENTS...: with rtems.ld.
link_rtems()
{
	local n=$1 file=$2
	shift 2
	cat >"$file.ld" <<-END
		MEMORY
		{
			ram : ORIGIN = $(code_of "$n"), LENGTH = 128K
		}
		INCLUDE rtems.ld
	END
	"${stubs_cc[@]}" "${stubs_link[@]}" -L"$stubs_dir" -T "$file.ld" "$@" \
		"$stubs_library" -o "$file"
}

# areas_of SHAPE N: the areas that a guest needs which link_SHAPE made.
areas_of()
{
	if [ "$1" = rtems ]; then
		echo "<Area name=\"ram\" start=\"$(code_of "$2")\" size=\"128KiB\" access=\"rwx\"/>"
	else
		echo "<Area name=\"code\" start=\"$(code_of "$2")\" size=\"64KiB\" access=\"rx\"/>"
		echo "<Area name=\"data\" start=\"$(data_of "$2")\" size=\"64KiB\" access=\"rw\"/>"
	fi
}

# describe SHAPE DIRECTORY PARTITION...: DIRECTORY/system.xml of up to eight guests, whose files
# are DIRECTORY/PARTITION.elf.
describe()
{
	local shape=$1 directory=$2 partition n=0
	shift 2
	cp "board-$stubs_board.xml" "host-$stubs_host.xml" xhost.elf xhost-abi.o "$directory"
	{
		echo '<System xmlns="urn:xpack:system:1" xmlns:xi="http://www.w3.org/2001/XInclude"'
		echo '	name="stubs" version="1.0" securityVersion="1">'
		echo "<xi:include href=\"board-$stubs_board.xml\"/>"
		echo "<xi:include href=\"host-$stubs_host.xml\"/>"
		for partition; do
			echo "<Partition id=\"$n\" name=\"$partition\" file=\"$partition.elf\""
			echo ' license="BSD-2-Clause">'
			areas_of "$shape" "$n"
			echo '</Partition>'
			n=$((n + 1))
		done
		echo '<Plan id="0" majorFrame="100ms">'
		n=0
		for partition; do
			echo "<Slot partition=\"$partition\" start=\"$((n * 10))ms\""
			echo ' duration="10ms" processor="0"/>'
			n=$((n + 1))
		done
		echo '</Plan>'
		echo "$stubs_loader"
		echo '</System>'
	} >"$directory/system.xml"
}

# pack DIRECTORY OPTIONS...: DIRECTORY/system.xml to DIRECTORY/system.itb and .prom or .elf.
pack()
{
	local directory=$1
	shift
	run "$XPACK" build -q -k test.key -o "$directory/system.itb" "$@" "$directory/system.xml"
}

# boot DIRECTORY: what the host and the partitions print goes to DIRECTORY/log, sorted, since the
# order says nothing about stubs.  On a busy machine a slot may be late, which changes nothing.
boot()
{
	run "$XPACK" run -q --timeout 60 "$1/system.$stubs_image"
	tr -d '\r' <"$run_dir/stdout" | grep -E '^(xhost: |\[)' |
		grep -v '^xhost: late slots: ' | sort >"$1/log"
}

# works NAME DIRECTORY PARTITION...: DIRECTORY is packed and booted, and every guest says that all
# its stubs work; nobody says anything else.
works()
{
	local name=$1 directory=$2 partition plural=s
	shift 2
	[ $# -ne 1 ] || plural=
	pack "$directory"
	status_is "$name: packed" 0
	boot "$directory"
	status_is "$name: booted" 0
	{
		for partition; do
			echo "[$partition] $partition: hello"
			echo "[$partition] $partition: stubs that do not work: 0"
		done
		echo "xhost: halt, status 0"
		echo "xhost: system 'stubs' 1.0 on $stubs_name, $# partition$plural"
	} | sort >"$directory/wanted"
	is "$name: the stubs of all $# guests work on the board" "$(cat "$directory/log")" \
		"$(cat "$directory/wanted")"
}

# imports FILE: the names of what the guest imports, in one line.
imports()
{
	"$XPACK" abi show --json "$1" | jq -r '[.imports[].name] | join(" ")'
}
