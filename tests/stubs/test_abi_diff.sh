#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The xpack authors
# SPDX-License-Identifier: BSD-2-Clause
#
# test_abi_diff.sh: xpack abi diff: each kind of change, and whether a guest could break.
# shellcheck source=tests/lib/tap.sh
. "${top_srcdir:?}/tests/lib/tap.sh"
# shellcheck source=tests/stubs/guests.sh
. "$top_srcdir/tests/stubs/guests.sh"
# shellcheck source=tests/stubs/one.sh
. "$top_srcdir/tests/stubs/one.sh"
need jq

# version NAME SED-SCRIPT: NAME.o, the interface below as changed by the script.
version()
{
	sed "$2" <<'END' | abi_object "$1"
XPACK_EXPORT_ABI("diff", "1.0")
XPACK_GLUE(trap, "MIT")
	mov	xpack_number, %g1
	ta	0x70
	retl
	 nop
XPACK_GLUE_END
XPACK_GLUE(through, "MIT")
	sethi	%hi(xpack_address), %g1
	jmp	%g1 + %lo(xpack_address)
	 nop
XPACK_GLUE_END
XPACK_EXPORT_TYPE(struct point, "struct point { int x; };")
XPACK_EXPORT_TRAP(int, write, (const char *text), 1, trap)
XPACK_EXPORT_TRAP(int, read, (char *text), 2, trap)
XPACK_EXPORT_CALL(int, log_text, (const char *text, ...))
XPACK_EXPORT_CALL_THROUGH(int, draw, (struct point *to), host_draw, through)
XPACK_EXPORT_TRAP(int, send, (int port), 3, trap)
XPACK_EXPORT_DOC(send, "Sends.")
XPACK_EXPORT_FEATURE("ports", 1)
XPACK_EXPORT_IN("ports", send)
END
}

# differs NAME CODE OLD NEW: exit code, and the text on standard input.
differs()
{
	run "$XPACK" abi diff "$3" "$4"
	status_is "$1: exit code" "$2"
	stdout_is "$1: text"
	stderr_is "$1: nothing else is said" </dev/null
	run "$XPACK" abi diff -q "$3" "$4"
	status_is "$1: exit code with --quiet" "$2"
	stdout_is "$1: nothing with --quiet" </dev/null
}

version old ''
version same 's/Sends/Sends a message/; s/(const char \*text)/(const  char*text)/'
differs 'other words' 0 old.o same.o <<<'compatible'

version more '$a XPACK_EXPORT_TRAP(int, more, (void), 9, trap)'
differs 'a service more' 0 old.o more.o <<'END'
added    more
         new: int more(void)
compatible
END
differs 'a service less' 1 more.o old.o <<'END'
removed  more
         old: int more(void)
not compatible: guests that were built against the old one may break (1 change)
END

version prototype 's/(char \*text)/(char *text, int size)/'
differs 'another prototype' 1 old.o prototype.o <<'END'
changed  read
         old: int read(char *text)
         new: int read(char *text, int size)
not compatible: guests that were built against the old one may break (1 change)
END

version off 's/"ports", 1/"ports", 0/'
differs 'a feature switched off' 1 old.o off.o <<'END'
off      send, of feature ports
         old: int send(int port)
         new: int send(int port)
not compatible: guests that were built against the old one may break (1 change)
END
differs 'a feature switched on' 0 off.o old.o <<'END'
on       send, of feature ports
         old: int send(int port)
         new: int send(int port)
compatible
END
version gone '/send/d; /FEATURE/d'
differs 'what was off is gone' 0 off.o gone.o <<<'compatible'

version numbers 's/ 1, trap/ 7, trap/'
differs 'another number' 0 old.o numbers.o <<'END'
reached  write
         old: trap 1 through glue trap
         new: trap 7 through glue trap
compatible, but guests have to be packed anew
END
version glue 's/ta	0x70/ta	0x71/'
differs 'other code of glue' 0 old.o glue.o <<'END'
reached  read
         old: trap 2 through glue trap
         new: trap 2 through glue trap
reached  send
         old: trap 3 through glue trap
         new: trap 3 through glue trap
reached  write
         old: trap 1 through glue trap
         new: trap 1 through glue trap
compatible, but guests have to be packed anew
END
version ways 's/_CALL_THROUGH(\(.*\), host_draw, through)/_CALL(\1)/
	s/_CALL(int, log_text, \(.*\))$/_TRAP(int, log_text, \1, 8, trap)/'
differs 'other kinds' 0 old.o ways.o <<'END'
reached  draw
         old: call of host_draw through glue through
         new: call of draw
reached  log_text
         old: call of log_text
         new: trap 8 through glue trap
compatible, but guests have to be packed anew
END

version type 's/int x;/int x, y;/'
differs 'another type' 1 old.o type.o <<'END'
type     struct point
         old: struct point { int x; };
         new: struct point { int x, y; };
not compatible: guests that were built against the old one may break (1 change)
END
version name 's/"1.0"/"1.1"/'
differs 'another version' 1 old.o name.o <<'END'
abi      diff
         old: diff 1.0
         new: diff 1.1
not compatible: guests that were built against the old one may break (1 change)
END
version nameless '/EXPORT_ABI/d'
differs 'no version any more' 0 old.o nameless.o <<<'compatible'

# All at once, the grave first; as JSON.
version all 's/"1.0"/"1.1"/; /write/d; s/ 2, trap/ 4, trap/; s/int port/long port/
	s/log_text, (/log_line, (/'
run "$XPACK" abi diff --json old.o all.o
status_is 'JSON: exit code' 1
is 'JSON' "$(jq . "$run_dir/stdout")" "$(jq . <<'END'
{ "compatible": false, "pack-anew": true, "changes": [
  { "change": "abi", "name": "diff", "breaks": true, "old": "diff 1.0", "new": "diff 1.1" },
  { "change": "removed", "name": "log_text", "breaks": true,
    "old": "int log_text(const char *text, ...)" },
  { "change": "removed", "name": "write", "breaks": true,
    "old": "int write(const char *text)" },
  { "change": "changed", "name": "send", "breaks": true,
    "old": "int send(int port)", "new": "int send(long port)" },
  { "change": "added", "name": "log_line", "breaks": false,
    "new": "int log_line(const char *text, ...)" },
  { "change": "reached", "name": "read", "breaks": false,
    "old": "trap 2 through glue trap", "new": "trap 4 through glue trap" } ] }
END
)"

# Systems: what the description and the host's file switch off counts.
guest guest <<'END'
int xpack_main(const void *tree);
int xpack_main(const void *tree) { return tree != 0; }
END
system_of guest xhost-abi
cp system.xml new.xml
sed -i 's|<Abi file="xhost-abi.o"/>|<Abi file="xhost-abi.o" without="ports"/>|' new.xml
differs 'one system' 0 system.xml system.xml <<<'compatible'
run "$XPACK" abi diff system.xml new.xml
status_is 'a system without ports: exit code' 1
is 'a system without ports: four services' "$(grep -c '^off ' "$run_dir/stdout")" 4
run "$XPACK" abi diff system.xml nowhere.xml
status_is 'no system: exit code' 1
stdout_is 'no system: nothing is compared' </dev/null
run "$XPACK" abi diff old.o guest.o
status_is 'no interface: exit code' 1
stderr_has 'no interface: what is said' "[abi-empty] 'guest.o' exports no service"

done_testing
