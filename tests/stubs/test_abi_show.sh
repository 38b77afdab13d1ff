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
shown 'ABI object' xhost-abi.o <<END
abi     xhost 1.0
feature ports on
type    struct xh_partition_status { uint32_t state; uint32_t n_slots; uint32_t trap; \
uint32_t fault_addr; uint32_t fault_pc; };
type    struct xh_partition_health { uint32_t n_events; uint32_t n_restarts; };
export  int xh_console_write(const char *text, uint32_t size)
        trap 1 through glue xh_trap (BSD-2-Clause)
        Take up to size characters for the console. Returns how many were taken, which is fewer when
        the console cannot keep up, and at most 256; -1 when the caller may not read all of the
        text.
        Lines appear whole, with the partition's name in front of them.
export  void xh_halt(int status)
        trap 5 through glue xh_trap (BSD-2-Clause)
        Stop the board. Does not return.
export  int xh_partition_health(uint32_t id, struct xh_partition_health *health)
        trap 6 through glue xh_trap (BSD-2-Clause)
        What went wrong with the partition. Returns 0, or -1 when there is no such partition or the
        caller may not write *health.
export  int xh_partition_status(uint32_t id, struct xh_partition_status *status)
        trap 3 through glue xh_trap (BSD-2-Clause)
        What the partition is doing. Returns 0, or -1 when there is no such partition or the caller
        may not write *status.
export  int xh_slot_wait(void)
        trap 4 through glue xh_trap (BSD-2-Clause)
        Give up the rest of the slot. Returns in the caller's next slot, with the number of the
        major frame, counted from 0.
export  uint64_t xh_time(void)
        trap 2 through glue xh_trap (BSD-2-Clause)
        Nanoseconds since the host started.
export  int xpack_queuing_receive(uint32_t port, void *message, uint32_t size, uint32_t *n_lost)
        trap 10 through glue xh_trap (BSD-2-Clause)
        feature ports
        Take the oldest message of the queue into the size bytes at message. Returns its size,
        XPACK_PORT_EMPTY (-2), or XPACK_PORT_INVALID (-1).
        *n_lost is how many messages the queue had no room for since the last call that returned
        one.
export  int xpack_queuing_send(uint32_t port, const void *message, uint32_t size)
        trap 9 through glue xh_trap (BSD-2-Clause)
        feature ports
        Append the message, 1 byte or more, to the queue of the port. Returns 0, XPACK_PORT_FULL
        (-3) when the message is lost, or XPACK_PORT_INVALID (-1).
export  int xpack_sampling_read(uint32_t port, void *message, uint32_t size, uint32_t *valid)
        trap 8 through glue xh_trap (BSD-2-Clause)
        feature ports
        Copy the last message of the sampling port into the size bytes at message. Returns its size,
        XPACK_PORT_EMPTY (-2) when there never was one, or XPACK_PORT_INVALID (-1).
        *valid is 1 when the message is not older than the port's validity, else 0.
export  int xpack_sampling_write(uint32_t port, const void *message, uint32_t size)
        trap 7 through glue xh_trap (BSD-2-Clause)
        feature ports
        Put the message, 1 byte or more, in place of the last of the sampling port. Returns 0, or
        XPACK_PORT_INVALID (-1).
END

abi_object small <<'END'
XPACK_EXPORT_ABI("small \"quoted\"", "1.0")
XPACK_GLUE(trap, "GPL-2.0 OR MIT")
	mov	xpack_number, %g1
	ta	0x70
	retl
	 nop
XPACK_GLUE_END
XPACK_GLUE(through, "MIT")
	mov	%o7, %g1
	call	xpack_address
	 mov	%g1, %o7
XPACK_GLUE_END
XPACK_EXPORT_TRAP(int, svc_write, (int port, const void *data), 0x7ff, trap)
XPACK_EXPORT_CALL(int, log_text, (const char *text, ...))
XPACK_EXPORT_CALL_THROUGH(int, log_number, (struct point *at), log_it, through)
XPACK_EXPORT_DOC(svc_write, "Writes a text that is \
	continued here.")
XPACK_EXPORT_DOC(svc_write, "Never waits.")
XPACK_EXPORT_TYPE(struct point, "struct point { int x, y; };")
XPACK_EXPORT_FEATURE("log", 0)
XPACK_EXPORT_FEATURE("ports", 1)
XPACK_EXPORT_IN("log", log_text)
XPACK_EXPORT_IN("ports", svc_write)
END
shown 'everything that is exported' small.o <<'END'
abi     small "quoted" 1.0
feature log off, by small.o
feature ports on
type    struct point { int x, y; };
export  int log_number(struct point *at)
        call of log_it through glue through (MIT)
export  int log_text(const char *text, ...)
        call of log_text
        feature log, which is off
export  int svc_write(int port, const void *data)
        trap 2047 through glue trap (GPL-2.0 OR MIT)
        feature ports
        Writes a text that is continued here.
        Never waits.
END
shown_json 'everything that is exported' small.o <<'END'
{ "abi": "small \"quoted\"", "version": "1.0",
  "features": [
    { "name": "log", "on": false, "off-by": "small.o" }, { "name": "ports", "on": true } ],
  "types": [ { "name": "struct point", "declaration": "struct point { int x, y; };" } ],
  "exports": [
    { "name": "log_number", "prototype": "int log_number(struct point *at)", "kind": "call",
      "symbol": "log_it", "glue": "through", "glue-license": "MIT", "on": true,
      "documentation": [] },
    { "name": "log_text", "prototype": "int log_text(const char *text, ...)", "kind": "call",
      "symbol": "log_text", "feature": "log", "on": false, "documentation": [] },
    { "name": "svc_write", "prototype": "int svc_write(int port, const void *data)",
      "kind": "trap", "number": 2047, "glue": "trap", "glue-license": "GPL-2.0 OR MIT",
      "feature": "ports", "on": true,
      "documentation": [ "Writes a text that is continued here.", "Never waits." ] } ],
  "imports": [] }
END
run "$XPACK" abi show --without ports small.o
status_is 'without a feature: exit code' 0
stdout_has 'without a feature: who switched it off' 'feature ports off, by the command line'
stdout_has 'without a feature: its services' '        feature ports, which is off'
run "$XPACK" abi show --without port small.o
status_is 'without an unknown feature: exit code' 1
stdout_is 'without an unknown feature: nothing is shown' </dev/null
stderr_is 'without an unknown feature: what is said' <<'END'
xpack: error: [abi-without] the host has no feature 'port'
xpack: help: did you mean 'ports'?
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
{ "abi": "small", "version": "1.0", "features": [], "types": [], "exports": [],
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

# The reference host exports through its ABI object, and says what it was built with.
shown 'host without exports' xhost.elf <<<'feature ports on'
"$SPARC_OBJCOPY" -R .xpack.exports xhost.elf plain.elf
nothing='plain.elf: warning: [abi-none] this file neither exports nor imports a service'
run "$XPACK" abi show plain.elf
status_is 'nothing: exit code' 0
stdout_is 'nothing: text' </dev/null
stderr_is 'nothing: warning' <<<"$nothing"
run "$XPACK" abi show --json plain.elf
status_is 'nothing: exit code with --json' 0
is 'nothing: JSON' "$(jq -c . "$run_dir/stdout")" \
	'{"features":[],"types":[],"exports":[],"imports":[]}'
stderr_is 'nothing: warning with --json' <<<"$nothing"

# A host with exports of its own.
cat >host.c <<'END'
#include <xpack/export.h>
#define CONFIG_LOG 1
XPACK_EXPORT_ABI("own", "2.1");
XPACK_EXPORT_CALL(int, log_text, (const char *text, ...));
XPACK_EXPORT_DOC(log_text, "Writes \"text\"; 100% of it.");
XPACK_EXPORT_TYPE(word_t, "typedef int word_t;");
XPACK_EXPORT_FEATURE("log", CONFIG_LOG);
XPACK_EXPORT_IN("log", log_text);
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
feature log on
type    typedef int word_t;
export  int log_text(const char *text, ...)
        call of log_text
        feature log
        Writes "text"; 100% of it.
END
shown_json 'host' host.elf <<'END'
{ "abi": "own", "version": "2.1", "features": [ { "name": "log", "on": true } ],
  "types": [ { "name": "word_t", "declaration": "typedef int word_t;" } ],
  "exports": [
    { "name": "log_text", "prototype": "int log_text(const char *text, ...)", "kind": "call",
      "symbol": "log_text", "feature": "log", "on": true,
      "documentation": [ "Writes \"text\"; 100% of it." ] } ],
  "imports": [] }
END

# The same from C++.
cp host.c host.cc
ok 'host in C++: compiled' compile host.cc hostcc.o -Os
ok 'host in C++: linked' "${stubs_cc[@]}" "${stubs_link[@]}" -Wl,--defsym=log_text=0x40108000 \
	-Wl,-e,0x40100000 hostcc.o -o hostcc.elf
"$XPACK" abi show host.elf >host.text
"$XPACK" abi show hostcc.elf >hostcc.text
same 'host in C++: it exports the same' host.text hostcc.text

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
