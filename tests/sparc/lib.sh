# shellcheck shell=bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# For tests of parts of the LEON3 loader on the emulated board: programs that are linked as the
# loader is, with its reset code, and are started by it.
. "${top_srcdir:?}/tests/lib/tap.sh"

need "${SPARC_CC:-}" "${SPARC_OBJCOPY:-}" "${SPARC_OBJDUMP:-}" "${SPARC_NM:-}" qemu-system-sparc \
	python3 timeout

parts=${top_builddir:?}/loader/sparc
read -ra sparc_cc <<<"$SPARC_CC"

compile()
{
	"${sparc_cc[@]}" -std=c11 -O2 -msoft-float -ffreestanding -fno-pic -fno-pie \
		-fno-tree-loop-distribute-patterns -nostdinc -I"$top_srcdir/loader/sparc/include" \
		-isystem "$("${sparc_cc[@]}" -print-file-name=include)" -I"$top_srcdir" "$@" ||
		exit 99
}

# link_program NAME OBJECT...: NAME.elf, and NAME.prom with a parameter block of no key.
link_program()
{
	local name=$1 at
	shift
	"${sparc_cc[@]}" -nostdlib -static -Wl,--build-id=none \
		-Wl,-T,"$top_srcdir/loader/sparc/loader.ld" -o "$name.elf" "$parts/reset.o" "$@" &&
		"$SPARC_OBJCOPY" -O binary "$name.elf" "$name.prom" || exit 99
	at=$("$SPARC_NM" "$name.elf" | awk '$3 == "loader_params" { print $1 }')
	python3 - "$name.prom" "$at" "$top_srcdir/loader/params_layout.h" <<'END' || exit 99
import re, struct, sys
path, at, layout = sys.argv[1:]
value = dict(re.findall(r'#define PARAMS_(\w+) (\w+)', open(layout).read()))
block = bytearray(int(value['MAX_SIZE'], 0))
for name, cell in (('AT_MAGIC', int(value['MAGIC'], 0)), ('AT_VERSION', int(value['VERSION'], 0)),
                   ('AT_WORK_ADDR', 0x40000000), ('AT_WORK_SIZE', 0x10000)):
    struct.pack_into('>I', block, int(value[name], 0), cell)
with open(path, 'r+b') as prom:
    prom.seek(int(at, 16))
    prom.write(block)
END
}

# boot_program NAME [OPTION...]: $status, and what it prints in $run_dir/stdout.  The emulator ends
# well when the program halts, and aborts when a trap comes.
boot_program()
{
	local name=$1
	shift
	run timeout --foreground 120 qemu-system-sparc -M leon3_generic -m 64M -nographic \
		-no-reboot -bios "$name.prom" "$@"
}
