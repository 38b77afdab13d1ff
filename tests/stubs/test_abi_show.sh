#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_abi_show.sh: xpack abi show, of an ABI object, a guest and a host, as text and as JSON.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
need jq "${SPARC_NM:-}" "${SPARC_STRIP:-}"

# shown NAME FILE: as text, which is standard input.
shown()
{
	run "$XPACK" abi show "$2"
	status_is "$1: exit code" 0
	stdout_is "$1: text"
	is "$1: no warning" "$(cat "$run_dir/stderr")" ''
}

# shown_json NAME FILE: as JSON, equal to standard input whatever the white space.
shown_json()
{
	run "$XPACK" abi show --json "$2"
	status_is "$1: exit code with --json" 0
	ok "$1: JSON is valid" jq -e . "$run_dir/stdout"
	is "$1: JSON" "$(jq . "$run_dir/stdout")" "$(jq .)"
}

# The reference host's interface.
shown 'ABI object' xhost-abi.o <<'END'
abi     xhost 1.0
export  int xh_console_write(const char *text, uint32_t size)
        trap 1 through glue xh_trap (BSD-2-Clause)
export  void xh_halt(int status)
        trap 5 through glue xh_trap (BSD-2-Clause)
export  int xh_partition_health(uint32_t id, struct xh_partition_health *health)
        trap 6 through glue xh_trap (BSD-2-Clause)
export  int xh_partition_status(uint32_t id, struct xh_partition_status *status)
        trap 3 through glue xh_trap (BSD-2-Clause)
export  int xh_slot_wait(void)
        trap 4 through glue xh_trap (BSD-2-Clause)
export  uint64_t xh_time(void)
        trap 2 through glue xh_trap (BSD-2-Clause)
export  int xpack_queuing_receive(uint32_t port, void *message, uint32_t size, uint32_t *n_lost)
        trap 10 through glue xh_trap (BSD-2-Clause)
export  int xpack_queuing_send(uint32_t port, const void *message, uint32_t size)
        trap 9 through glue xh_trap (BSD-2-Clause)
export  int xpack_sampling_read(uint32_t port, void *message, uint32_t size, uint32_t *valid)
        trap 8 through glue xh_trap (BSD-2-Clause)
export  int xpack_sampling_write(uint32_t port, const void *message, uint32_t size)
        trap 7 through glue xh_trap (BSD-2-Clause)
END

abi_object small <<'END'
XPACK_EXPORT_ABI("small \"quoted\"", "1.0")
XPACK_GLUE(trap, "GPL-2.0 OR MIT")
	mov	xpack_number, %g1
	ta	0x70
	retl
	 nop
XPACK_GLUE_END
XPACK_EXPORT_TRAP(int, svc_write, (int port, const void *data), 0x7ff, trap)
XPACK_EXPORT_CALL(int, log_text, (const char *text, ...))
END
shown_json 'ABI object' small.o <<'END'
{ "abi": "small \"quoted\"", "version": "1.0",
  "exports": [
    { "name": "log_text", "prototype": "int log_text(const char *text, ...)", "kind": "call",
      "symbol": "log_text" },
    { "name": "svc_write", "prototype": "int svc_write(int port, const void *data)",
      "kind": "trap", "number": 2047, "glue": "trap", "glue-license": "GPL-2.0 OR MIT" } ],
  "imports": [] }
END

guest guest <<'END'
XPACK_REQUIRE_ABI("small", "1.0");
XPACK_IMPORT(int, svc_write, (int port, const void *data));
XPACK_IMPORT_WEAK(int, queuing_send, (uint32_t port));
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return svc_write(1, tree) + queuing_send(1); }
END
# window NAME: the address of its window
window()
{
	"$SPARC_NM" guest.elf | awk -v name="__xpack_import_$1" '$3 == name { print "0x" $1 }'
}
write=$(window svc_write)
send=$(window queuing_send)
like 'the guest has windows' "$write $send" '^0x401[0-9a-f]+ 0x401[0-9a-f]+$'
shown 'guest' guest.elf <<END
needs   small 1.0
import  int queuing_send(uint32_t port)
        weak, window $send
import  int svc_write(int port, const void *data)
        window $write
END
shown_json 'guest' guest.elf <<END
{ "abi": "small", "version": "1.0", "exports": [],
  "imports": [
    { "name": "queuing_send", "prototype": "int queuing_send(uint32_t port)", "weak": true,
      "window": $((send)) },
    { "name": "svc_write", "prototype": "int svc_write(int port, const void *data)",
      "weak": false, "window": $((write)) } ] }
END
"$SPARC_STRIP" guest.elf
shown 'stripped guest' guest.elf <<END
needs   small 1.0
import  int queuing_send(uint32_t port)
        weak, window $send
import  int svc_write(int port, const void *data)
        window $write
END

# The reference host exports through its ABI object only.
nothing='xhost.elf: warning: [abi-none] this file neither exports nor imports a service'
run "$XPACK" abi show xhost.elf
status_is 'host without exports: exit code' 0
stdout_is 'host without exports: text' </dev/null
stderr_is 'host without exports: warning' <<<"$nothing"
run "$XPACK" abi show --json xhost.elf
status_is 'host without exports: exit code with --json' 0
is 'host without exports: JSON' "$(jq -c . "$run_dir/stdout")" '{"exports":[],"imports":[]}'
stderr_is 'host without exports: warning with --json' <<<"$nothing"

# A host with exports of its own.
cat >host.c <<'END'
#include <xpack/export.h>
XPACK_EXPORT_ABI("own", "2.1");
XPACK_EXPORT_CALL(int, log_text, (const char *text, ...));
void _start(void);
void _start(void)
{
}
END
ok 'host: compiled' compile host.c host.o -Os
ok 'host: linked' "${stubs_cc[@]}" "${stubs_link[@]}" -Wl,--defsym=log_text=0x40108000 host.o \
	-o host.elf
shown 'host' host.elf <<'END'
abi     own 2.1
export  int log_text(const char *text, ...)
        call of log_text
END
shown_json 'host' host.elf <<'END'
{ "abi": "own", "version": "2.1",
  "exports": [
    { "name": "log_text", "prototype": "int log_text(const char *text, ...)", "kind": "call",
      "symbol": "log_text" } ],
  "imports": [] }
END

# Files that it cannot show.
run "$XPACK" abi show guest.o
status_is 'a guest that is not linked: exit code' 1
stderr_is 'a guest that is not linked: what is said' <<'END'
guest.o: error: [abi-unlinked] this guest is not linked: its windows have no addresses yet
END
echo 'not an ELF file' >text
run "$XPACK" abi show text
status_is 'a text: exit code' 1
stderr_is 'a text: what is said' <<'END'
text: error: [elf-format] 'text' at file offset 0x0: this is not an ELF file (no 0x7f 'E' 'L' 'F')
END
run "$XPACK" abi show --json nowhere
status_is 'no file: exit code' 1
stdout_is 'no file: nothing is shown' </dev/null
stderr_is 'no file: what is said' <<'END'
nowhere: error: [file-read] cannot read 'nowhere': No such file or directory
END
run "$XPACK" abi look guest.elf
status_is 'an unknown command: exit code' 2

done_testing
