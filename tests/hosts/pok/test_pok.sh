#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_pok.sh: the templates of docs/hosts/pok, as they are, around kernels of our own that have the
# contract of POK; packed, verified, booted on both boards, and what is refused.
# shellcheck source=tests/systems/lib.sh
. "${top_srcdir:?}/tests/systems/lib.sh"

need qemu-system-sparc qemu-system-x86_64 python3 timeout "${X86_CC:-}"

templates=$top_srcdir/docs/hosts/pok
fixtures=$top_builddir/tests/hosts/pok
abi=$top_builddir/guest-bsp/abi

# lay DIRECTORY BOARD ARCH: a template and the files that it names.
lay()
{
	mkdir "$1" || exit 99
	cp "$templates/pok-$2.xml" "$templates/board-$2.xml" "$abi/pok-$3.o" \
		"$fixtures/$3/pok.elf" "$fixtures/$3/pr1.elf" "$fixtures/$3/pr2.elf" "$1" ||
		exit 99
}

# places BOARD ARCH: what the archive of the packed kernel is, looked at by other means.
places()
{
	run "$XPACK" extract -C "$1-parts" "pok-$1.itb"
	status_is "$1: the container is taken apart" 0
	cat "$top_srcdir/guest-bsp/abi/pok-services.h" >services
	status=0
	python3 "$top_srcdir/tests/hosts/pok/archive.py" "$2" "$1/pok.elf" \
		"$1-parts/pok.segment-0" "$1/pr1.elf" "$1/pr2.elf" <services >"$1.places" \
		2>"$run_dir/stderr" || status=$?
	status_is "$1: the archive holds the files, their stubs filled; all else is as it was" 0
	stderr_is "$1: and no byte differs" </dev/null
}

# boots BOARD IMAGE TRAP: the whole of what kernel and partitions print.
boots()
{
	local first second
	{
		read -r _ first
		read -r _ second
	} <"$1.places"
	run "$XPACK" run -q --timeout 60 "$2"
	status_is "$1: boots and stops by itself" 0
	tr -d '\r' <"$run_dir/stdout" | grep -aE '^(pok: |\[)' |
		sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/' >"$1.log"
	is "$1: kernel and partitions" "$(cat "$1.log")" "$(
		cat <<END
pok: 2 partitions
pok: partition 0: bytes 0 to $first of the archive, 65536 bytes of memory
pok: partition 1: bytes $first to $((first + second)) of the archive, 98304 bytes of memory
[pr1] partition 0, thread 1, result 0
[pr1] port 1, result 0
[pr1] tick 0: sent 1011, result 0
[pr2] partition 1, result 0
[pr2] port 2, result 0
[pr2] new: 4 bytes, 1011, result 0
[pr1] tick 1: sent 1022, result 0
[pr2] new: 4 bytes, 1022, result 0
[pr1] tick 2: sent 1033, result 0
[pr2] new: 4 bytes, 1033, result 0
[pr1] stops
[pr2] new: 4 bytes, 1033, result 0
[pr2] old: 4 bytes, 1033, result 0
[pr2] depth 20, result 601
[pr2] text outside 98304, result 1
pok: partition 1 stopped: $3, pc PC
pok: halt: all partitions have stopped
END
	)"
}

# warned FILE BOARD: what is said of partitions of one area, as POK gives it to them.
warned()
{
	local line=37
	[ "$2" = x86 ] || line=38
	cat <<END
$1:$line:46: warning: [area-wx] partition 'pr1' area 'memory' may be written and executed
$1:$line:46: help: make two areas, one "rx" for code and one "rw" for data
$1:$((line + 3)):46: warning: [area-wx] partition 'pr2' area 'memory' may be written and executed
$1:$((line + 3)):46: help: make two areas, one "rx" for code and one "rw" for data
END
}

# complete BOARD ARCH IMAGE TRAP IMAGES: from the template to what the board prints.
complete()
{
	lay "$1" "$1" "$2"
	run "$XPACK" build -k "$key" --report "$1-report" -o "pok-$1.itb" "$1/pok-$1.xml"
	status_is "$1: the template is packed" 0
	{
		warned "$1/pok-$1.xml" "$1"
		echo "pok-$1.itb: $5 images, $(stat -c %s "pok-$1.itb") bytes; boot image $3"
	} | stderr_is "$1: partitions may write what they execute, and nothing else is said"
	run "$XPACK" verify -q -p "$key.pub" "pok-$1.itb"
	status_is "$1: the container verifies" 0
	run "$XPACK" verify -q -p "$key.pub" --against "$1/pok-$1.xml" "pok-$1.itb"
	status_is "$1: and is what the template says" 0
	cp -r "$1" "$1-other" && printf x | dd of="$1-other/pr2.elf" bs=1 seek=5000 \
		conv=notrunc status=none || exit 99
	run "$XPACK" verify -q -p "$key.pub" --against "$1-other/pok-$1.xml" "pok-$1.itb"
	status_is "$1: and not what it says of another partition" 3
	places "$1" "$2"
	boots "$1" "$3" "$4"
}

complete x86 x86 pok-x86.elf 'general protection fault' 2
complete leon3 sparc pok-leon3.prom 'data access fault' 3

# A section of its own, where the host has one, says the same as the symbols at its ends.
mkdir section && cp leon3/* section || exit 99
sed -i 's/start="__archive2_begin" end="__archive2_end"/section=".archive2"/' section/pok-leon3.xml
run "$XPACK" build -q -k "$key" -o section.itb section/pok-leon3.xml
status_is 'a section: is packed' 0
run "$XPACK" verify -q -p "$key.pub" --against leon3/pok-leon3.xml section.itb
status_is 'a section: the container is the same' 0

# bad NAME COMMAND: the x86 template with one defect is refused; standard input is what is said
# besides the warnings.
bad()
{
	mkdir bad && cp x86/* bad && cd bad || exit 99
	eval "$2" || exit 99
	run "$XPACK" build -k "$key" -o out.itb pok-x86.xml
	status_is "$1: is refused" 1
	{
		warned pok-x86.xml x86
		cat
	} | stderr_is "$1: for that alone"
	not_ok "$1: nothing is written" test -e out.itb
	cd .. && rm -r bad
}

later='room for everything (because of the errors)'
skipped="the stubs of 'pr1' (because of its file), $later"
bad 'more than the archive holds' 'truncate -s 60000 pr2.elf' <<END
pok-x86.xml:23:9: error: [pack-room] host 'pok': the partitions' files need \
$((60000 + $(sed -n 's/^0 //p' x86.places))) bytes of '__archive2_begin' to '__archive2_end', \
which has 65536
pok-x86.xml:39:2: note: partition 'pr2' is the first that does not fit
pok-x86.xml:23:9: help: make the room larger in the host, or strip the partitions of what is not \
loaded
pok-x86.xml: 1 error, 2 warnings; not checked: $later
END

third='<Partition id="2" name="pr3" file="pr2.elf" license="BSD-2-Clause">'
third+='<Area name="memory" start="0" size="96KiB" access="rwx"/></Partition>'
bad 'more partitions than sizes' \
	"sed -i 's|partitions=\"2\"|partitions=\"3\"|; /The schedule/i $third' pok-x86.xml" <<END
pok-x86.xml:43:111: warning: [area-wx] partition 'pr3' area 'memory' may be written and executed
pok-x86.xml:43:111: help: make two areas, one "rx" for code and one "rw" for data
pok-x86.xml:23:65: error: [pack] host 'pok': 'part_sizes' of 'pok.elf' has 8 bytes, too few for 12 \
at offset 0
pok-x86.xml: 1 error, 3 warnings; not checked: $later
END

bad 'more partitions than the kernel has' "sed -i '/The schedule/i $third' pok-x86.xml" <<END
pok-x86.xml:43:111: warning: [area-wx] partition 'pr3' area 'memory' may be written and executed
pok-x86.xml:43:111: help: make two areas, one "rx" for code and one "rw" for data
pok-x86.xml:43:1: error: [host-limits] the number of partitions is 3, where host 'pok' takes 2; \
this is the first beyond
pok-x86.xml:30:11: note: host 'pok' says so here
pok-x86.xml:23:65: error: [pack] host 'pok': 'part_sizes' of 'pok.elf' has 8 bytes, too few for 12 \
at offset 0
pok-x86.xml: 2 errors, 3 warnings; not checked: $later
END

# e_machine at 18, p_memsz of the first segment at 52 + 20; System V ABI, chapters 4 and 5.
bad 'a partition for another machine' \
	"printf '\\050' | dd of=pr1.elf bs=1 seek=18 conv=notrunc status=none" <<END
pok-x86.xml:36:31: error: [elf-machine] partition 'pr1': 'pr1.elf' is for ARM, board 'pc' runs \
Intel 80386
pok-x86.xml:36:31: help: compile and link for 32-bit x86: -m32
pok-x86.xml: 1 error, 2 warnings; not checked: 21 checks of partition 'pr1' (because of \
elf-machine), $skipped
END

bad 'a partition for the other board' 'cp ../leon3/pr1.elf .' <<END
pok-x86.xml:36:31: error: [elf-byte-order] partition 'pr1': 'pr1.elf' is big-endian, board 'pc' is \
little-endian
pok-x86.xml:36:31: help: compile and link for 32-bit x86: -m32
pok-x86.xml:36:31: error: [elf-machine] partition 'pr1': 'pr1.elf' is for SPARC, board 'pc' runs \
Intel 80386
pok-x86.xml:36:31: help: compile and link for 32-bit x86: -m32
pok-x86.xml: 2 errors, 2 warnings; not checked: 21 checks of partition 'pr1' (because of \
elf-byte-order), $skipped
END

bad 'more memory than the partition has' \
	"printf '\\001\\0\\001\\0' | dd of=pr1.elf bs=1 seek=72 conv=notrunc status=none" <<END
pok-x86.xml:36:31: error: [elf-outside-area] partition 'pr1': segment 0 (rwx) \
0x00000000..0x00010000 of 'pr1.elf' does not lie in one area
pok-x86.xml:37:3: note: area 'memory' (rwx) 0x00000000..0x0000ffff is declared here
pok-x86.xml:36:31: help: link it for its areas: 'xpack ldscript' writes the linker script
pok-x86.xml:36:31: error: [elf-wx] partition 'pr1': segment 0 (rwx) 0x00000000..0x00010000 of \
'pr1.elf' is both writable and executable
pok-x86.xml:36:31: help: link without -N (--omagic) and with text and data in segments of their own
pok-x86.xml: 2 errors, 2 warnings; not checked: $skipped
END

bad 'a bad magic' "printf '\\177ELG' | dd of=pr1.elf bs=1 conv=notrunc status=none" <<END
pok-x86.xml:36:31: error: [elf-format] 'pr1.elf' at file offset 0x0: this is not an ELF file (no \
0x7f 'E' 'L' 'F')
pok-x86.xml: 1 error, 2 warnings; not checked: $skipped
END

bad 'a kernel without a service' "sed -i 's/without=\"/&gettick /' pok-x86.xml" <<END
pok-x86.xml:36:31: error: [link-feature] partition 'pr1' imports 'pok_time_gettick' of the feature \
'gettick', which this host is without
pr1.elf: note: imported as: int pok_time_gettick(uint64_t *ticks)
pok-x86.o: note: exported as: int pok_time_gettick(uint64_t *ticks)
pok-x86.xml:26:25: note: the feature 'gettick' is switched off here
pok-x86.xml:36:31: help: build the host with this feature, or import the service with \
XPACK_IMPORT_WEAK
pok-x86.xml: 1 error, 2 warnings; not checked: $later
END

# The loader clears .bss, wherever it lies: from RAM that is full of something else.
head -c 16M /dev/zero | tr '\0' '\245' >poison
run timeout 120 qemu-system-sparc -M leon3_generic -nographic -bios pok-leon3.prom \
	-device loader,file=poison,addr=0x40000000,force-raw=on
status_is 'leon3: boots from poisoned RAM too' 0
is 'leon3: and prints the same' "$(tr -d '\r' <"$run_dir/stdout" | grep -aE '^(pok: |\[)' |
	sed -E 's/, pc 0x[0-9a-f]{8}$/, pc PC/')" "$(cat leon3.log)"

# A kernel that was not packed has nothing to start.
mkdir empty && cp leon3/* empty || exit 99
sed -i '/<Pack/d; /<Limits/d; /<Abi/d; /<Partition /,/<\/Partition>/d' empty/pok-leon3.xml
run "$XPACK" build -q -k "$key" -o empty.itb empty/pok-leon3.xml
status_is 'without partitions: is packed' 0
run "$XPACK" run -q --timeout 60 empty.prom
status_is 'without partitions: is booted' 0
is 'without partitions: the kernel says so' \
	"$(tr -d '\r' <"$run_dir/stdout" | grep -a '^pok: ')" "$(
		cat <<'END'
pok: 2 partitions
pok: partition 0: bytes 0 to 32768 of the archive, 65536 bytes of memory
pok: partition 0 cannot start: no ELF file
pok: partition 1: bytes 32768 to 65536 of the archive, 98304 bytes of memory
pok: partition 1 cannot start: no ELF file
pok: halt: all partitions have stopped
END
	)"

# An ABI object that was made with the configuration of a kernel.
cat >deployment.h <<'END'
#define POK_NEEDS_CONSOLE 1
#define POK_NEEDS_THREADS 1
#define POK_NEEDS_THREAD_ID 1
#define POK_NEEDS_PARTITIONS 1
#define POK_NEEDS_ERROR_HANDLING 1
#define POK_NEEDS_PORTS_SAMPLING 1
typedef int not_for_an_assembler;
END
$X86_CC -fno-pic -fno-pie -nostdinc -I"$top_srcdir/guest-bsp/include" -DPOK_ABI_CONFIGURED \
	-imacros deployment.h -c "$top_srcdir/guest-bsp/abi/pok-x86.S" -o configured.o || exit 99
cp x86/pr1.elf x86/pr2.elf .
run "$XPACK" abi check pr2.elf configured.o
status_is 'configured: a partition that needs what the kernel has' 0
run "$XPACK" abi check pr1.elf configured.o
status_is 'configured: a partition that needs more' 1
stderr_is 'configured: it is named, with both sides' <<END
pr1.elf: error: [link-feature] partition 'pr1.elf' imports 'pok_time_gettick' of the feature \
'gettick', which this host is without
pr1.elf: note: imported as: int pok_time_gettick(uint64_t *ticks)
configured.o: note: exported as: int pok_time_gettick(uint64_t *ticks)
configured.o: note: the feature 'gettick' is switched off here
pr1.elf: help: build the host with this feature, or import the service with XPACK_IMPORT_WEAK
pr1.elf: 1 error
END

done_testing
